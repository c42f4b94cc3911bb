package runs

import (
	"context"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/knit"
	"github.com/rolecall-dev/rolecall/webhook"
)

// histNaive is a backend that people write without a tracker. It does not repeat an event that it has handled, it has a
// version for each record and keeps tombstones; each strategy leaves out one thing.
type histNaive struct {
	s *histSystem

	arrivalOrder bool // (a) the last event that arrives wins
	sweepAtOnce  bool // (b) it sweeps when Knit reports that all events were acknowledged
	sweepAll     bool // (c) it sweeps every record that was not in the run, regardless of other runs
	headerTenant bool // (d) it believes the header

	done     map[string]bool
	versions map[recordKey]time.Time
	seen     map[recordKey][]RunKey
	ended    map[RunKey]bool
}

func newHistNaive(w *histWorld, change func(*histNaive)) {
	n := &histNaive{
		s: w.system, done: map[string]bool{}, versions: map[recordKey]time.Time{}, seen: map[recordKey][]RunKey{}, ended: map[RunKey]bool{},
	}
	change(n)
	w.system.naive = n
	w.system.restart()
}

func (n *histNaive) Accept(ctx context.Context, d *webhook.Delivery) error {
	e := new(knit.RawEvent)
	if err := json.Unmarshal(d.Body, e); err != nil {
		return err
	}
	owner := n.s.w.knit.events[d.ID].run.sync.integration // from a table of syncs
	if owner != d.Tenant && !n.headerTenant {
		return webhook.Drop(errors.New("another customer"))
	}
	if n.done[d.ID] {
		return nil
	}
	run := RunKey{e.SyncJobID, e.SyncRunID}
	if e.RecordID == "" {
		if e.EventType == "sync.events.allConsumed" && e.SyncType == knit.SyncInitial {
			n.sweep(run, d.Tenant, e.DataType)
		}
		return nil
	}
	key := recordKey{d.Tenant, e.DataType, e.RecordID}
	if n.arrivalOrder || !e.TriggeredAt.Before(n.versions[key]) {
		if err := n.s.handle(ctx, e, d); err != nil {
			return err
		}
		n.versions[key] = e.TriggeredAt
	}
	n.done[d.ID] = true
	n.seen[key] = append(n.seen[key], run)
	return nil
}

// sweep deletes the rows that were not in a run.
func (n *histNaive) sweep(run RunKey, integration string, dataType knit.DataType) {
	s := n.s
	waiting := slices.ContainsFunc(s.order, func(entry *histEntry) bool {
		return entry.e.isRecord() && entry.e.run.RunKey == run && entry.state != histDone
	})
	if waiting && !n.sweepAtOnce {
		s.w.after(time.Minute, func() { n.sweep(run, integration, dataType) })
		return
	}
	began := s.w.knit.runs[run].began
	for key, row := range s.rows {
		if key.integration != integration || key.dataType != dataType || row.value == 0 || slices.Contains(n.seen[key], run) {
			continue
		}
		later := slices.ContainsFunc(n.seen[key], func(other RunKey) bool { return !s.w.knit.runs[other].began.Before(began) })
		if later && !n.sweepAll {
			continue
		}
		s.checkSweep(s.w.knit.runs[run], &SweepPlan{Report: Report{Integration: integration, DataType: dataType, Complete: true}}, key.id)
		s.rows[key] = &histRow{0, s.w.knit.runs[run].sights[key.id].at, nil, s.w.knit.runs[run]}
	}
}

// histEasy is a history in which nothing fails but the order of the requests, so that a strategy fails by itself.
func histEasy(inbox bool, forge float64) histPlanner {
	return func(r *rand.Rand) histPlan {
		p := histRandomPlan(r)
		p.inbox, p.whole, p.gate, p.unsigned, p.bindAfter = inbox, inbox, false, false, false
		p.crash, p.fail, p.poison, p.drop, p.forge = 0, 0, 0, 0, forge
		return p
	}
}

// TestHistoriesNaive shows that strategies that people use fail in the simulation, in the way that is expected.
func TestHistoriesNaive(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		plan   histPlanner
		change func(*histNaive)
		kinds  []string
	}{
		{"upsert in the order of arrival", histEasy(false, 0), func(n *histNaive) { n.arrivalOrder = true }, []string{"stale"}},
		{"sweep at allConsumed", histEasy(true, 0), func(n *histNaive) { n.sweepAtOnce = true }, []string{"swept"}},
		{"sweep what was not in the run", histEasy(false, 0), func(n *histNaive) { n.sweepAll = true }, []string{"swept"}},
		{"tenant from the header", histEasy(false, 0.1), func(n *histNaive) { n.headerTenant = true }, []string{"tenant"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			requireHistFailure(t, test.plan, func(w *histWorld) { newHistNaive(w, test.change) }, test.kinds)
		})
	}
}

// requireHistFailure requires that one of the histories of a normal test run shows that a backend is wrong.
func requireHistFailure(t *testing.T, plan histPlanner, change func(*histWorld), kinds []string) {
	t.Helper()
	other := map[string]int{}
	for n := range 2000 {
		w := newHistWorld(uint64(n), plan)
		change(w)
		w.run()
		if w.has(kinds...) {
			t.Logf("history %d: %s", n, w.violations[0].text)
			return
		}
		for _, v := range w.violations {
			other[v.kind]++
		}
	}
	require.Fail(t, "no history has failed as expected", "%v, but %v", kinds, other)
}
