package humansourcingtest

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/rolecall-dev/rolecall/humansourcing"
)

const (
	kindJob       = "job"
	kindCandidate = "candidate"
)

// What happens to a record, in this order.
const (
	stepCreation = iota
	stepUpdate
	stepDelete
	stepUnknown
	steps
)

var stepNames = [steps]string{"creation", "update", "delete", "archive"}

func isCandidate(e Event) bool { return strings.HasPrefix(e.Key, kindCandidate) }

// generate makes all events, and the records as they are in the end.
func (s *Sender) generate() {
	s.steps = make([][]Event, steps)
	for n := range s.opts.jobs {
		j := s.job(n)
		s.add(stepCreation, kindJob, j.ID, j)
		if n < s.opts.changes.Updated {
			j.Title += " (updated)"
			j.UpdatedAt = j.UpdatedAt.AddDate(0, 0, 1)
			s.add(stepUpdate, kindJob, j.ID, j)
		} else if n < s.opts.changes.Updated+s.opts.changes.Deleted {
			s.add(stepDelete, kindJob, j.ID, humansourcing.DeletedJob{ID: j.ID})
			continue
		}
		s.jobs = append(s.jobs, j)
	}
	for n := range s.opts.candidates {
		c := s.candidate(n)
		s.add(stepCreation, kindCandidate, c.ID, c)
		if n < s.opts.changes.Updated {
			c = s.acted(c, n)
			s.add(stepUpdate, kindCandidate, c.ID, c)
		} else if n < s.opts.changes.Updated+s.opts.changes.Deleted {
			s.add(stepDelete, kindCandidate, c.ID, humansourcing.DeletedCandidate{ID: c.ID})
			continue
		}
		s.candidates = append(s.candidates, c)
	}
	if s.opts.irregular.has(IrregularEvents) {
		s.add(stepUnknown, kindJob, "1", humansourcing.DeletedJob{ID: "1"})
		s.add(stepUnknown, "campaign", "1", map[string]any{"id": 1})
	}
}

// add writes an event down.
func (s *Sender) add(step int, kind, id string, data any) {
	event := humansourcing.Event[any]{Event: stepNames[step], Type: kind, Data: data, Extra: s.extra()}
	body, err := event.MarshalJSON() // encoding/json would escape < and &, which senders in PHP do not
	if err != nil {
		panic(err) // the records are our own
	}
	s.steps[step] = append(s.steps[step], Event{
		Type: fmt.Sprintf("humansourcing:%s.%s", kind, event.Event), Key: kind + "/" + id,
		Body: s.opts.irregular.spell(body, s.random(step, len(s.steps[step]))),
	})
}

// extra is what nobody knows.
func (s *Sender) extra() map[string]json.RawMessage {
	if !s.opts.irregular.has(IrregularMembers) {
		return nil
	}
	return map[string]json.RawMessage{"x_future": json.RawMessage(`{"since":[2031,null,""]}`)}
}
