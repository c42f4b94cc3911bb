package runstest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/rolecall-dev/rolecall/knit"
	"github.com/rolecall-dev/rolecall/knit/runs"
	"github.com/rolecall-dev/rolecall/webhook"
)

func (c *storeCheck) orders() {
	r := c.run("r1", c.now, true)
	c.applies(c.event(r, "e1", 2), true)
	c.applies(c.event(r, "e1", 1), false)
	c.applies(c.event(r, "e1", 2), true)
	c.applies(c.event(r, "e1", 3), true)
	c.applies(c.event(r, "e2", 1), true)
	without := c.event(&runs.Run{RunKey: c.key(""), Integration: r.Integration, DataType: r.DataType, Began: c.now, BeganSure: true}, "e1", 4)
	c.applies(without, true)
	c.applies(c.event(r, "e1", 3), false)
}

func (c *storeCheck) keepsTombstones() {
	first := c.run("r1", c.now, true)
	later := c.run("r2", c.now.Add(time.Hour), true)
	unsure := c.run("r3", c.now.Add(2*time.Hour), false)
	deletion := c.event(first, "e1", 2)
	deletion.Deleted = true
	c.applies(deletion, true)
	c.applies(c.event(first, "e1", 3), false)
	c.applies(c.event(later, "e1", 1), false)
	_, err := c.apply(c.one, c.event(unsure, "e1", 3), ok)
	c.want(errors.Is(err, runs.ErrUndecided), "Apply of an event of a run that may have begun earlier returned %v", err)
	c.applies(c.event(later, "e1", 3), true)
	again := c.event(first, "e1", 1)
	again.Deleted = true
	c.applies(again, false)
}

func (c *storeCheck) keepsNothingOfAFailure() {
	r := c.run("r1", c.now, true)
	failing := c.event(r, "e1", 2)
	_, err := c.apply(c.one, failing, func(context.Context) error { return errCheck })
	c.want(errors.Is(err, errCheck), "Apply returned %v, not the error of next", err)
	c.applies(c.event(r, "e1", 1), true)
	c.applies(failing, true)
}

// locksRecords requires that two events of a record wait for one another.
func (c *storeCheck) locksRecords() {
	r := c.run("r1", c.now, true)
	var inside, together atomic.Int32
	next := func(ctx context.Context) error {
		if inside.Add(1) > 1 {
			together.Add(1)
		}
		<-time.After(10 * time.Millisecond) // so that another one would be noticed
		inside.Add(-1)
		return ctx.Err()
	}
	events := make([]*runs.Event, 6)
	for i := range events {
		events[i] = c.event(r, "e1", i)
	}
	errs := make([]error, len(events))
	var wg sync.WaitGroup
	for i, e := range events {
		wg.Go(func() { _, errs[i] = c.apply([]Backend{c.one, c.other}[i%2], e, next) })
	}
	wg.Wait()
	c.must(errors.Join(errs...))
	c.want(together.Load() == 0, "two events of a record were handled at the same time")
}

// knowsTheBaseline requires that an event from before a sweep does not add a record.
func (c *storeCheck) knowsTheBaseline() {
	old := c.run("r1", c.now.Add(-time.Hour), true)
	later := c.run("r2", c.now.Add(time.Hour), true)
	before := c.event(old, "e1", -30)
	before.Baseline = c.now
	c.applies(before, false)
	again := c.event(old, "e1", 5)
	again.Baseline = c.now
	c.applies(again, false)
	known := c.event(later, "e1", 70)
	known.Baseline = c.now
	c.applies(known, true)
	c.expectUnseen(later, 0, 1)
}

func (c *storeCheck) counts() {
	r := c.run("r1", c.now, true)
	c.run("r2", c.now, true)
	c.applies(c.event(r, "e1", 2), true)
	c.applies(c.event(r, "e1", 1), false)
	_, err := c.apply(c.one, c.event(r, "e2", 1), func(context.Context) error { return webhook.Drop(errCheck) })
	c.want(webhook.Dropped(err), "Apply returned %v, not the error of next", err)
	got, err := c.other.Store.Counts(c.ctx, r.RunKey)
	c.must(err)
	c.want(got == runs.Counts{Applied: 2, Dropped: 1}, "Counts returned %+v, want 2 applied and 1 dropped", got)
	got, err = c.other.Store.Counts(c.ctx, c.key("r2"))
	c.must(err)
	c.want(got == runs.Counts{}, "Counts returned %+v for a run without events", got)
}

func (c *storeCheck) sweeps() {
	first := c.run("r1", c.now.Add(-2*time.Hour), true)
	second := c.run("r2", c.now, true)
	later := c.run("r3", c.now.Add(time.Hour), true)
	for i := range 6 {
		c.applies(c.event(first, fmt.Sprint("e", i), -100), true)
	}
	c.applies(c.event(second, "e0", 1), true)
	c.applies(c.event(second, "e1", -110), false) // older than its last state, and yet seen
	c.applies(c.event(later, "e2", 61), true)
	without := c.event(&runs.Run{RunKey: c.key(""), Integration: first.Integration, DataType: first.DataType, BeganSure: true}, "e3", 2)
	without.Began = without.Version
	c.applies(without, true)
	c.expectUnseen(second, 2, 6)
	_, err := c.one.Store.Sweep(c.ctx, second, 10, func(context.Context, []string) error { return errCheck })
	c.want(errors.Is(err, errCheck), "Sweep returned %v, not the error of f", err)
	c.expectUnseen(second, 2, 6)
	swept := append(c.sweep(second, 1), c.sweep(second, 10)...)
	slices.Sort(swept)
	c.want(slices.Equal(swept, []string{"e4", "e5"}), "Sweep took %v, want e4 and e5", swept)
	c.expectUnseen(second, 0, 4)
	n, err := c.one.Store.Sweep(c.ctx, second, 10, func(context.Context, []string) error { return errCheck })
	c.must(err)
	c.want(n == 0, "Sweep took %d records, want none", n)
	c.applies(c.event(first, "e4", 5), false)
	c.applies(c.event(second, "e4", 5), true)
	c.applies(c.event(later, "e5", 62), true)
}

// sweepsNothingOfOthers requires that a sweep concerns one integration and one data type.
func (c *storeCheck) sweepsNothingOfOthers() {
	first := c.run("r1", c.now.Add(-time.Hour), true)
	second := c.run("r2", c.now, true)
	c.applies(c.event(first, "e1", -50), true)
	stranger, jobs := *first, *first
	stranger.RunKey, stranger.Integration = runs.RunKey{SyncJobID: c.name("sj") + "b", SyncRunID: "r1"}, c.name("mg")+"b"
	jobs.RunKey, jobs.DataType = c.key("j1"), knit.DataTypeATSJobs
	for _, r := range []*runs.Run{&stranger, &jobs} {
		c.must(c.one.Store.UpdateRun(c.ctx, r.RunKey, func(_ context.Context, saved *runs.Run) error { *saved = *r; return nil }))
	}
	c.applies(c.event(&stranger, "e1", -50), true)
	c.applies(c.event(&jobs, "e1", -50), true)
	c.expectUnseen(second, 1, 1)
	c.want(slices.Equal(c.sweep(second, 10), []string{"e1"}), "Sweep did not take e1")
	other := second
	other.Integration = stranger.Integration
	c.expectUnseen(other, 1, 1)
}
