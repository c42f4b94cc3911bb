package killtest

import (
	"context"
	"errors"
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
	if s.tooFew(r, kills) {
		r.addf("of %d kills, %d cut a request, %d interrupted a handler and %d a task: too few to prove anything", r.kills, r.cut, r.running, r.tasks)
	}
	if s.runs != nil {
		s.checkRuns(ctx, r)
	} else {
		s.check(ctx, r)
	}
	if processes > 1 && len(r.byPID) < processes {
		r.addf("only %d processes handled deliveries", len(r.byPID))
	}
	return r
}

// manyKills is the number from which on kills must have interrupted tasks: a task takes milliseconds, so a few kills
// may miss all of them.
const manyKills = 10

// tooFew reports whether too few kills have cut a request, interrupted a handler or interrupted a task.
func (s *setup) tooFew(r *report, kills int) bool {
	return s.senders.cuts()*3 < kills || r.running*3 < kills || s.runs != nil && kills >= manyKills && r.tasks*3 < kills
}

// load runs the processes, the senders and the kills until nothing is left to do.
func (s *setup) load(ctx context.Context, program string, random *rand.Rand, r *report, kills, processes int) error {
	for range processes {
		if _, err := s.startWorker(ctx, program); err != nil {
			return err
		}
	}
	if s.runs != nil {
		s.runs.start(ctx)
	} else {
		s.senders.start(ctx)
	}
	// Kill some more if too few kills have cut a request or interrupted a handler.
	for r.kills < kills || r.kills < kills+moreKills && s.tooFew(r, kills) {
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
	victim, err := s.victim(ctx, random, r.kills)
	if err != nil {
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
	err = nil
	if s.runs != nil && waiting >= 0 {
		err = s.db.rescueTasks(ctx)
	}
	journal, journalErr := readJournal(s.config.Dir)
	if err = errors.Join(err, journalErr); err != nil {
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
	if running(tasksOf(journal), victim.pid) > 0 {
		r.tasks++
	}
	return nil
}

// victim returns a worker at a moment at which it is to be killed: a random one. If there are runs of Knit,
// every second kill is in the middle of the task of a run.
func (s *setup) victim(ctx context.Context, random *rand.Rand, kill int) (*worker, error) {
	if s.runs != nil && kill%2 == 1 {
		if w, err := s.awaitTask(ctx, 20*time.Second); w != nil || err != nil {
			return w, err
		}
	}
	workers := s.running()
	victim := workers[random.IntN(len(workers))]
	return victim, s.waitToKill(ctx, random, victim, kill)
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
