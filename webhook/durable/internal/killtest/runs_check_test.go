package killtest

import (
	"context"
	"database/sql"
	"maps"
	"slices"
)

// sentReport is one row of the table report.
type sentReport struct {
	integration                       string
	complete                          bool
	expected, applied, swept, effects int
	err                               string
}

// reports returns the rows of the table report, by run.
func (d database) reports(ctx context.Context) (map[string][]sentReport, error) {
	all := map[string][]sentReport{}
	err := d.query(ctx, "select run, integration, complete, expected, applied, swept, effects, error from "+d.table("report"), func(rows *sql.Rows) error {
		var run string
		var r sentReport
		if err := rows.Scan(&run, &r.integration, &r.complete, &r.expected, &r.applied, &r.swept, &r.effects, &r.err); err != nil {
			return err
		}
		all[run] = append(all[run], r)
		return nil
	})
	return all, err
}

// lists returns the values of a query of two columns, by the first.
func (d database) lists(ctx context.Context, query string) (map[string][]string, error) {
	all := map[string][]string{}
	err := d.query(ctx, query, func(rows *sql.Rows) error {
		var key, value string
		if err := rows.Scan(&key, &value); err != nil {
			return err
		}
		all[key] = append(all[key], value)
		return nil
	})
	return all, err
}

// found holds the rows of the database when the workers have ended.
type found struct {
	ledger    map[string]row
	effects   map[string]int
	reports   map[string][]sentReport
	swept     map[string][]string // by run
	employees map[string][]string // the versions, by integration and id
	records   map[string][]string // live ones of runstore, by integration
	tasks     map[string][]string
}

func (s *setup) find(ctx context.Context, r *report) (f found, err error) {
	if f.ledger, err = s.db.ledger(ctx); err != nil {
		return f, err
	}
	if f.effects, r.byPID, err = s.db.counts(ctx); err != nil {
		return f, err
	}
	if f.reports, err = s.db.reports(ctx); err != nil {
		return f, err
	}
	for query, list := range map[string]*map[string][]string{
		"select run, id from " + s.db.table("swept"):                                          &f.swept,
		"select integration || ' ' || id, version from " + s.db.table("employee"):             &f.employees,
		"select tenant, record from " + s.db.prefix + "rolecall_record where deleted is null": &f.records,
		"select engine, name from " + s.db.prefix + "rolecall_task":                           &f.tasks,
	} {
		if *list, err = s.db.lists(ctx, query); err != nil {
			return f, err
		}
	}
	return f, nil
}

// checkRuns reads the database and compares it with what was sent.
func (s *setup) checkRuns(ctx context.Context, r *report) {
	f, err := s.find(ctx, r)
	if err != nil {
		r.addf("%v", err)
		return
	}
	r.accepted, r.statuses = len(s.senders.accepted), s.senders.statuses
	if s.senders.failed != nil {
		r.addf("%v", s.senders.failed)
	}
	for id := range s.senders.accepted {
		if row, ok := f.ledger[id]; !ok {
			r.addf("lost: %s was acknowledged and is not in the ledger", id)
		} else if row.state != stateDone || row.copies != 1 {
			r.addf("state: %s is in the ledger %d times, in state %d with error %q", id, row.copies, row.state, row.err)
		}
	}
	for id, n := range f.effects {
		r.effects += n
		if n > 1 {
			r.addf("doubled: %s has %d effects", id, n)
		}
	}
	for _, c := range s.runs.customers {
		for _, sent := range c.runs {
			r.runsSent++
			s.checkRun(r, f, c, sent)
		}
		s.checkEmployees(r, f, c)
	}
	for engine, names := range f.tasks {
		r.addf("state: the tasks %v of %s are left", names, engine)
	}
	s.checkJournal(r)
	r.problems = append(r.problems, logProblems(s.config.Dir)...)
	slices.Sort(r.problems)
}

// checkRun checks that a run was reported once, when all its events had been applied.
func (s *setup) checkRun(r *report, f found, c *customer, sent *sentRun) {
	reports, swept := f.reports[sent.id], slices.Sorted(slices.Values(f.swept[sent.id]))
	r.swept += len(swept)
	switch {
	case len(reports) == 0:
		r.addf("lost: run %s was not reported", sent.id)
		return
	case len(reports) > 1:
		r.addf("doubled: run %s was reported %d times", sent.id, len(reports))
	}
	got, n := reports[0], len(sent.events)
	if !got.complete || got.err != "" || got.integration != c.integration || got.expected != n || got.applied != n || got.swept != len(swept) {
		r.addf("effects: run %s with %d events has %d swept records and the report %+v", sent.id, n, len(swept), got)
	}
	if got.effects != n && c.patient {
		r.addf("effects: run %s was reported when %d of its %d events had an effect", sent.id, got.effects, n)
	}
	checkSwept(r, sent, swept)
}

// checkSwept checks what the sweep of a run has deleted. swept is sorted.
func checkSwept(r *report, sent *sentRun, swept []string) {
	if sent.exact && !slices.Equal(swept, slices.Sorted(slices.Values(sent.removed))) {
		r.addf("effects: run %s has swept %v instead of %v", sent.id, swept, sent.removed)
	}
	if len(slices.Compact(slices.Clone(swept))) != len(swept) {
		r.addf("doubled: run %s has swept %v", sent.id, swept)
	}
	for _, id := range swept {
		if sent.records[id] || !sent.initial {
			r.addf("effects: run %s has swept %s, which it has seen", sent.id, id)
		}
	}
}

// checkEmployees checks that a customer has its employees, each once and in the last version, and no other.
func (s *setup) checkEmployees(r *report, f found, c *customer) {
	for id, version := range c.live {
		key := c.integration + " " + id
		if got := f.employees[key]; !slices.Equal(got, []string{version}) {
			r.addf("effects: employee %s has the versions %q instead of %q", key, got, version)
		}
		delete(f.employees, key)
	}
	for key, got := range f.employees {
		if len(key) > len(c.integration) && key[:len(c.integration)] == c.integration {
			r.addf("effects: employee %s has the versions %q and should be gone", key, got)
		}
	}
	want := slices.Sorted(maps.Keys(c.live))
	if got := slices.Sorted(slices.Values(f.records[c.integration])); !slices.Equal(got, want) {
		r.addf("state: the live records of %s are %v instead of %v", c.integration, got, want)
	}
}
