package killtest

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// report holds the counts and problems that a test found in the database after its workers have ended.
type report struct {
	accepted, repeated             int         // by the senders
	second                         int         // deliveries that handlers created
	effects, done, parked, dropped int         // in the database
	byPID                          map[int]int // effects of each process
	runs, interrupted              int         // of the handler
	kills, cut, running, tasks     int         // cut a request; interrupted a handler; interrupted a task of a run
	waiting                        []int       // deliveries at the time of each kill
	runsSent, swept                int         // runs of Knit, and the records that their sweeps have deleted
	statuses                       map[int]int // of the responses
	problems                       []string
}

func (r *report) String() string {
	return fmt.Sprintf("%d deliveries accepted (%d repeated), %d created by handlers; %d effects, %d done, %d parked, %d dropped; "+
		"%d handler runs; %d kills, %d cut a request, %d interrupted a handler, %d a task, deliveries waiting at the kills %v; "+
		"%d runs, %d records swept; responses %v",
		r.accepted, r.repeated, r.second, r.effects, r.done, r.parked, r.dropped,
		r.runs, r.kills, r.cut, r.running, r.tasks, r.waiting, r.runsSent, r.swept, r.statuses)
}

// addf adds a problem.
func (r *report) addf(format string, args ...any) {
	r.problems = append(r.problems, fmt.Sprintf(format, args...))
}

// check reads the database and compares it with the records of the senders.
func (s *setup) check(ctx context.Context, r *report) {
	ledger, err := s.db.ledger(ctx)
	if err != nil {
		r.addf("%v", err)
		return
	}
	effects, byPID, err := s.db.counts(ctx)
	if err != nil {
		r.addf("%v", err)
		return
	}
	r.byPID, r.accepted, r.repeated, r.statuses = byPID, len(s.senders.accepted), s.senders.repeated, s.senders.statuses
	if s.senders.failed != nil {
		r.addf("%v", s.senders.failed)
	}
	for _, n := range effects {
		r.effects += n
	}
	s.checkPresent(r, ledger, effects)
	for id, row := range ledger {
		s.checkOne(r, id, row, effects[id])
	}
	s.checkJournal(r)
	r.problems = append(r.problems, logProblems(s.config.Dir)...)
	slices.Sort(r.problems)
}

// checkPresent checks that the ledger has the deliveries that it must have, and no others.
func (s *setup) checkPresent(r *report, ledger map[string]row, effects map[string]int) {
	if r.accepted == 0 {
		r.addf("no delivery was accepted")
	}
	for id := range s.senders.accepted {
		if _, ok := ledger[id]; !ok {
			r.addf("lost: %s was acknowledged and is not in the ledger", id)
		}
		if second := id + secondSuffix; s.kindOf(id) == outbox {
			r.second++
			if _, ok := ledger[second]; !ok && ledger[id].state == stateDone {
				r.addf("lost: %s was created by the handler of %s and is not in the ledger", second, id)
			}
		}
	}
	for id := range ledger {
		first, created := strings.CutSuffix(id, secondSuffix)
		if s.senders.accepted[first] == 0 || created && s.kindOf(first) != outbox {
			r.addf("unexpected: %s is in the ledger and was not acknowledged", id)
		}
	}
	for id := range effects {
		if _, ok := ledger[id]; !ok {
			r.addf("unexpected: %s has an effect and is not in the ledger", id)
		}
	}
}

// checkOne checks one delivery: its effect exactly once, or none and the state that explains it.
func (s *setup) checkOne(r *report, id string, row row, effects int) {
	k := s.kindOf(id)
	want, wantEffects := stateDone, 1
	switch k {
	case fails:
		want, wantEffects = stateParked, 0
	case drops:
		want, wantEffects = stateDropped, 0
	}
	switch row.state {
	case stateDone:
		r.done++
	case stateParked:
		r.parked++
	case stateDropped:
		r.dropped++
	}
	switch {
	case row.copies != 1:
		r.addf("duplicate: %s (%s) is in the ledger %d times", id, k, row.copies)
	case effects > 1:
		r.addf("doubled: %s (%s) in state %d has %d effects", id, k, row.state, effects)
	case row.state != want:
		r.addf("state: %s (%s) is in state %d with error %q and %d effects, want state %d", id, k, row.state, row.err, effects, want)
	case effects != wantEffects:
		r.addf("effects: %s (%s) in state %d has %d effects", id, k, row.state, effects)
	case want == stateParked && row.err == "":
		r.addf("error: %s (%s) is parked without a class of error", id, k)
	}
}

// checkJournal counts the runs of the handler.
func (s *setup) checkJournal(r *report) {
	journal, err := readJournal(s.config.Dir)
	if err != nil {
		r.addf("%v", err)
	}
	for _, e := range journal {
		switch e.what {
		case "start":
			r.runs++
		case "interrupted":
			r.interrupted++
		}
	}
}

// kindOf returns the kind of a delivery for the workers of this setup.
func (s *setup) kindOf(id string) kind {
	if s.config.Plain {
		return plain
	}
	return kindOf(id)
}
