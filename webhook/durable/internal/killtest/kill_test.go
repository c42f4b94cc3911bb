package killtest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"
)

// TestKill kills workers at random moments, while they accept and handle deliveries, and while they start. Its
// cases are parallel, but not with the other tests, which would overload a small machine together.
func TestKill(t *testing.T) {
	type scenario struct {
		name            string
		inTx, processes int
	}
	scenarios := []scenario{{"one delivery per job", 1, 1}, {"InTx", 64, 1}, {"two processes", 1, 2}}
	if *kills > 3 {
		scenarios = append(scenarios, scenario{"two processes with InTx", 64, 2})
	}
	for _, c := range scenarios {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			eachDatabase(t, func(t *testing.T, dsn string) {
				s := newSetup(t, dsn)
				s.config.InTx = c.inTx
				s.config.Attempts += *kills / 10 // a kill costs an attempt
				r := s.runKills(t.Context(), self(t), newRand(t), *kills, c.processes)
				t.Log(r)
				s.requireNone(t, r.problems)
			})
		})
	}
}

// runKills runs the harness: senders, workers of program, and kills at random moments.
func (s *setup) runKills(ctx context.Context, program string, random *rand.Rand, kills, processes int) *report {
	r := &report{}
	if err := s.load(ctx, program, random, r, kills, processes); err != nil {
		r.addf("%v", err)
	}
	s.end()
	r.cut = s.senders.cuts()
	if r.cut*3 < kills || r.running*3 < kills {
		r.addf("of %d kills, %d cut a request and %d interrupted a handler: too few to prove anything", r.kills, r.cut, r.running)
	}
	s.check(ctx, r)
	if processes > 1 && len(r.byPID) < processes {
		r.addf("only %d processes handled deliveries", len(r.byPID))
	}
	return r
}

// load runs the processes, the senders and the kills until nothing is left to do.
func (s *setup) load(ctx context.Context, program string, random *rand.Rand, r *report, kills, processes int) error {
	for range processes {
		if _, err := s.startWorker(ctx, program); err != nil {
			return err
		}
	}
	s.senders.start(ctx)
	// Kill some more if too few kills have cut a request or interrupted a handler.
	for r.kills < kills || r.kills < kills+moreKills && (r.running*3 < kills || s.senders.cuts()*3 < kills) {
		if err := s.killOne(ctx, program, random, r); err != nil {
			return err
		}
	}
	return s.finish(ctx)
}

// moreKills is how many kills may follow those that were asked for.
const moreKills = 20

// killOne kills one worker at a random moment and starts another one.
func (s *setup) killOne(ctx context.Context, program string, random *rand.Rand, r *report) error {
	workers := s.running()
	victim := workers[random.IntN(len(workers))]
	if err := s.waitToKill(ctx, random, victim, r.kills); err != nil {
		return err
	}
	waiting, _, err := s.db.unfinished(ctx)
	if err != nil {
		waiting = -1 // there are no tables yet
	}
	if err := victim.kill(); err != nil {
		return err
	}
	s.senders.killed.Add(1)
	s.remove(victim)
	journal, err := readJournal(s.config.Dir)
	if err != nil {
		return err
	}
	if _, err := s.startWorker(ctx, program); err != nil {
		return fmt.Errorf("starting again: %w", err)
	}
	r.kills++
	r.waiting = append(r.waiting, waiting)
	if running(journal, victim.pid) > 0 {
		r.running++
	}
	return nil
}

// waitToKill waits until a random moment. Some moments are while the process starts. Half of the others are
// while a handler runs, at any point in the handler.
func (s *setup) waitToKill(ctx context.Context, random *rand.Rand, victim *worker, kill int) error {
	life := time.Duration(random.Int64N(int64(3 * time.Second)))
	if random.IntN(6) == 0 {
		return wait(ctx, life/10)
	}
	if _, err := victim.ready(ctx); err != nil {
		return err
	}
	if err := wait(ctx, life); err != nil || kill%2 == 1 {
		return err
	}
	for range 1000 {
		journal, err := readJournal(s.config.Dir)
		if err != nil || running(journal, victim.pid) > 0 {
			return err
		}
		if err := wait(ctx, time.Millisecond); err != nil {
			return err
		}
	}
	return nil
}
