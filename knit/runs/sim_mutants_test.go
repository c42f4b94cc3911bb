package runs

import (
	"testing"
)

// TestHistoriesSees changes one rule of the store at a time. The simulation must see each.
func TestHistoriesSees(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		wrong histBreak
		kinds []string
	}{
		{"a newer version restores a deleted record", histBreak{supersedes: func(e *Event, last *Last) (bool, error) {
			return !e.Version.Before(last.Version), nil
		}}, []string{"restored"}},
		{"a version is not compared", histBreak{supersedes: func(e *Event, last *Last) (bool, error) {
			return !last.Deleted || e.Began.After(last.Began), nil
		}}, []string{"older", "stale"}},
		{"an older version of a run that began later", histBreak{supersedes: func(e *Event, last *Last) (bool, error) {
			return !e.Began.Before(last.Began), nil
		}}, []string{"older", "stale", "restored"}},
		{"a deleted record stays deleted", histBreak{supersedes: func(e *Event, last *Last) (bool, error) {
			return (!last.Deleted || e.Deleted) && !e.Version.Before(last.Version), nil
		}}, []string{"stale", "final"}},
		{"what waits is not counted", histBreak{counts: func(c Counts) Counts { c.Applied += c.Waiting; c.Waiting = 0; return c }}, []string{"report", "swept"}},
		{"what is parked counts as applied", histBreak{counts: func(c Counts) Counts { c.Applied += c.Parked; c.Parked = 0; return c }}, []string{"report"}},
		{"what was dropped counts as applied", histBreak{counts: func(c Counts) Counts { c.Applied += c.Dropped; c.Dropped = 0; return c }}, []string{"report"}},
		{"later runs have not seen a record", histBreak{unseen: true}, []string{"swept"}},
		{"no tombstone", histBreak{tombstone: true}, []string{"restored", "stale"}},
		{"no baseline", histBreak{baseline: true}, []string{"stale"}},
		{"the last attempt orders", histBreak{arrival: true}, []string{"older", "restored", "stale"}},
		{"the tenant is that of the header", histBreak{tenant: true}, []string{"tenant"}},
		{"no transaction", histBreak{transaction: true}, []string{"report", "twice", "older", "stale"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			requireHistFailure(t, histRandomPlan, func(w *histWorld) { w.system.store.wrong = test.wrong }, test.kinds)
		})
	}
}
