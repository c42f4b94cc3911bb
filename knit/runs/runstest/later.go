package runstest

import (
	"context"
	"crypto/rand"
	"fmt"
	"sync"
	"time"

	"github.com/rolecall-dev/rolecall"
)

// TestLater checks that a [rolecall.Later] behaves as documented. open returns one that calls do, and that runs until
// the test ends. It takes a few seconds.
func TestLater(t TB, open func(do func(context.Context, rolecall.Task) error) rolecall.Later) {
	t.Helper()
	c := &laterCheck{TB: t, done: map[string][]time.Time{}, id: rand.Text(), changed: make(chan struct{}, 1)}
	c.later = open(c.do)
	c.onTime()
	c.replaces()
	c.plansItselfAgain()
	c.repeatsAFailure()
	c.doesMany()
}

type laterCheck struct {
	TB

	later   rolecall.Later
	id      string
	changed chan struct{}

	mu   sync.Mutex
	done map[string][]time.Time
}

func (c *laterCheck) task(name string) rolecall.Task {
	return rolecall.Task{Engine: "runstest", Name: name + "/" + c.id}
}

func (c *laterCheck) do(ctx context.Context, task rolecall.Task) error {
	c.mu.Lock()
	c.done[task.Name] = append(c.done[task.Name], time.Now())
	times := len(c.done[task.Name])
	fails := task == c.task("fails") && times == 1
	c.mu.Unlock()
	defer func() {
		select {
		case c.changed <- struct{}{}:
		default:
		}
	}()
	switch {
	case fails:
		return fmt.Errorf("the error of the check")
	case task == c.task("again") && times == 1:
		return c.later.At(ctx, time.Now(), task)
	}
	return nil
}

func (c *laterCheck) at(t time.Time, name string) {
	c.Helper()
	if err := c.later.At(context.Background(), t, c.task(name)); err != nil {
		c.Fatalf("At failed: %v", err)
	}
}

// wait waits until a task was done so many times, and returns when.
func (c *laterCheck) wait(name string, times int) []time.Time {
	c.Helper()
	limit := time.NewTimer(2 * time.Minute)
	defer limit.Stop()
	for {
		c.mu.Lock()
		done := append([]time.Time{}, c.done[c.task(name).Name]...)
		c.mu.Unlock()
		if len(done) >= times {
			return done
		}
		select {
		case <-c.changed:
		case <-limit.C:
			c.Fatalf("task %s was done %d times, want %d", name, len(done), times)
			return nil
		}
	}
}

func (c *laterCheck) onTime() {
	c.Helper()
	begun := time.Now()
	c.at(begun.Add(1200*time.Millisecond), "soon")
	c.at(begun.Add(-time.Hour), "past")
	c.at(time.Time{}, "zero")
	c.wait("past", 1)
	c.wait("zero", 1)
	if at := c.wait("soon", 1)[0]; at.Before(begun.Add(1200 * time.Millisecond).Truncate(time.Millisecond)) {
		c.Fatalf("a task was done %s too early", begun.Add(1200*time.Millisecond).Sub(at))
	}
}

func (c *laterCheck) replaces() {
	c.Helper()
	c.at(time.Now().Add(time.Hour), "moved")
	c.at(time.Now(), "moved")
	c.wait("moved", 1)
}

func (c *laterCheck) plansItselfAgain() {
	c.Helper()
	c.at(time.Now(), "again")
	c.wait("again", 2)
}

func (c *laterCheck) repeatsAFailure() {
	c.Helper()
	c.at(time.Now(), "fails")
	c.wait("fails", 2)
}

func (c *laterCheck) doesMany() {
	c.Helper()
	const many = 50
	for i := range many {
		c.at(time.Now(), fmt.Sprint("many", i))
	}
	for i := range many {
		c.wait(fmt.Sprint("many", i), 1)
	}
}
