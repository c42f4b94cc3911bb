package runs

import (
	"flag"
	"testing"

	"github.com/stretchr/testify/require"
)

var (
	histories = flag.Int("histories", 600, "random histories of the simulation")
	seed      = flag.Uint64("seed", 1, "the seed of the first history")
)

// checkTold notes what differs from what Knit has told, before a last initial run repairs it.
func (s *simulation) checkTold() {
	for _, c := range s.customers {
		if s.backend.incomplete(c) {
			continue // an event was lost to a forged one
		}
		for id, value := range c.known {
			if got, ok := s.backend.db.employees[employeeKey{c.integration, id}]; !ok || got != value {
				s.backend.fault("%s has %s with %d (%t), not %d", c.integration, id, got, ok, value)
			}
		}
		for key := range s.backend.db.employees {
			if _, ok := c.known[key.id]; !ok && key.integration == c.integration && !c.vanished[key.id] {
				s.backend.fault("%s has %s again, which was deleted", c.integration, key.id)
			}
		}
	}
}

// incomplete reports whether a run of the customer is not complete.
func (b *backend) incomplete(c *customer) bool {
	for _, r := range c.runs {
		for _, report := range b.db.reports[RunKey{c.job, r.id}] {
			if !report.Complete {
				return true
			}
		}
	}
	return false
}

// check returns what is wrong after a history.
func (s *simulation) check() []string {
	b := s.backend
	for _, c := range s.customers {
		rows := 0
		for key, value := range b.db.employees {
			if key.integration != c.integration {
				continue
			}
			rows++
			if want, ok := c.employees[key.id]; !ok {
				b.fault("%s still has %s, which was deleted", c.integration, key.id)
			} else if want != value {
				b.fault("%s has %s with %d, not %d", c.integration, key.id, value, want)
			}
		}
		if rows != len(c.employees) {
			b.fault("%s has %d employees, not %d", c.integration, rows, len(c.employees))
		}
		for _, r := range c.runs {
			reports := b.db.reports[RunKey{c.job, r.id}]
			if r.emitted == 0 && len(reports) == 0 {
				continue
			}
			if len(reports) != 1 {
				b.fault("run %s was reported %d times", r.id, len(reports))
				continue
			}
			if report := reports[0]; report.Complete && (report.Applied != r.emitted || report.Expected != r.emitted) {
				b.fault("run %s has %d events; the report has %d of %d", r.id, r.emitted, report.Applied, report.Expected)
			}
		}
	}
	return b.faults
}

func TestSimulation(t *testing.T) {
	t.Parallel()
	for n := range uint64(*histories) {
		s := newSimulation(*seed+n, n%2 == 1, nil)
		s.finish()
		require.Empty(t, s.check(), "go test ./knit/runs -run TestSimulation -histories 1 -seed %d (inbox %t)", *seed+n, n%2 == 1)
	}
}

// TestSimulationFindsMistakes shows that the simulation finds what people do instead.
func TestSimulationFindsMistakes(t *testing.T) {
	t.Parallel()
	for _, mistake := range []string{
		"tenant of the header", "order of arrival", "a deletion is forgotten",
		"complete when all is consumed", "a sweep sees only its run",
	} {
		t.Run(mistake, func(t *testing.T) {
			t.Parallel()
			for n := range uint64(3000) {
				s := newSimulation(n, true, func(b *backend) { b.mistake = mistake })
				s.finish()
				if faults := s.check(); len(faults) > 0 {
					t.Logf("found in history %d: %s", n, faults[0])
					return
				}
			}
			require.Fail(t, "the simulation does not find this mistake")
		})
	}
}
