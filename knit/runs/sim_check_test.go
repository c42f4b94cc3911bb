package runs

import (
	"errors"
	"slices"

	"github.com/rolecall-dev/rolecall/webhook"
)

// checkWrite checks what a handler is about to write.
func (s *histSystem) checkWrite(e *histEvent, d *webhook.Delivery) {
	if want := e.run.sync.integration; d.Tenant != want {
		s.w.violated("tenant", "%s of %s is written for %s", e.id, want, d.Tenant)
		return
	}
	if e.applied > 0 {
		s.w.violated("twice", "%s is written again", e.id)
	}
	row := s.rows[recordKey{d.Tenant, e.run.sync.dataType, e.record}]
	switch {
	case row == nil || !row.at.After(e.at) || row.value == 0 && e.kind == "record.deleted":
	case row.e == nil && e.run.began.After(row.run.began):
		s.w.limits++ // swept by a run that has overlapped this one: the run that began later decides
	case row.value == 0:
		s.w.violated("restored", "%s restores %s of %s, which was deleted later", e.id, e.record, d.Tenant)
	default:
		s.w.violated("older", "%s overwrites a newer state of %s of %s", e.id, e.record, d.Tenant)
	}
}

// checkSweep checks a record that is about to be swept.
func (s *histSystem) checkSweep(run *histRun, p *SweepPlan, id string) {
	switch sight, ok := run.sights[id]; {
	case !p.Report.Complete || !run.initial || !ok || p.Report.Integration != run.sync.integration || p.Report.DataType != run.sync.dataType:
		s.w.violated("sweep", "%s may not sweep %s of %s", run.SyncRunID, id, p.Report.Integration)
	case sight.value != 0:
		s.w.violated("swept", "%s sweeps %s, which it has read", run.SyncRunID, id)
	default:
		row := s.rows[recordKey{run.sync.integration, run.sync.dataType, id}]
		if row == nil || row.value == 0 {
			s.w.violated("swept", "%s sweeps %s, of which there is no row", run.SyncRunID, id)
		} else if row.at.After(sight.at) && !row.run.began.Before(run.began) {
			s.w.violated("swept", "%s sweeps %s, which a later run has read later", run.SyncRunID, id)
		}
	}
}

// checkEnd checks a time at which nothing is left to do. At the last one, everything must be as in the tools.
func (w *histWorld) checkEnd(last bool) {
	s := w.system
	if s.naive == nil {
		for _, sync := range w.knit.syncs {
			for _, run := range sync.runs {
				if run.SyncRunID != "" {
					w.checkReport(run, last && run == sync.runs[len(sync.runs)-1])
				}
			}
		}
	}
	for _, sync := range w.knit.syncs {
		for _, id := range sync.ids {
			w.checkRecord(sync, id, last)
		}
	}
	for key, row := range s.rows {
		if row.run.sync.integration != key.integration || row.run.sync.dataType != key.dataType || row.e != nil && row.e.record != key.id {
			w.violated("tenant", "%s of %s is a record of %s", key.id, key.integration, row.run.sync.integration)
		}
	}
}

// checkRecord compares a record with the tool, at the end, or else with what Knit has read.
func (w *histWorld) checkRecord(sync *histSync, id string, last bool) {
	row := w.system.rows[recordKey{sync.integration, sync.dataType, id}]
	if row == nil {
		row = &histRow{}
	}
	if !last {
		w.checkRow(sync, id, row)
	} else if row.value != sync.tool[id].value {
		w.violated("final", "%s of %s is %d, not %d as in the tool", id, sync.job, row.value, sync.tool[id].value)
	}
}

// checkReport checks the reports of a run.
func (w *histWorld) checkReport(run *histRun, mustBeComplete bool) {
	reports := w.system.reports[run.RunKey]
	if len(reports) != 1 {
		if len(reports) > 1 || run.heard && w.system.store.runs[run.RunKey] != nil {
			w.violated("report", "%s was reported %d times", run.SyncRunID, len(reports))
		}
		return
	}
	r := reports[0]
	switch {
	case mustBeComplete && !r.Complete:
		w.violated("report", "%s is incomplete: %v", run.SyncRunID, r.Err)
	case r.Complete && (r.Applied != r.Expected || r.Applied != len(run.events) || r.Dropped+r.Parked != 0):
		w.violated("report", "%s is complete with %d of %d events", run.SyncRunID, r.Applied, r.Expected)
	case r.Complete && slices.ContainsFunc(run.events, func(e *histEvent) bool { return !e.done }):
		w.violated("report", "%s is complete, but not all its events were handled", run.SyncRunID)
	case r.Complete == (r.Err != nil && !errors.Is(r.Err, ErrSweepGuard)):
		w.violated("report", "%s: complete is %v, and the error is %v", run.SyncRunID, r.Complete, r.Err)
	}
}

// checkRow compares a row with the last that Knit has read of the record, if that has arrived.
func (w *histWorld) checkRow(sync *histSync, id string, row *histRow) {
	var lastRun *histRun
	var last histSight
	for _, run := range sync.runs {
		if sight, ok := run.sights[id]; ok && !sight.at.Before(last.at) {
			lastRun, last = run, sight
		}
	}
	if lastRun == nil {
		return
	}
	event := histEventOf(lastRun, id)
	switch {
	case event == nil: // an initial run has not found it
		switch stored := w.system.store.runs[lastRun.RunKey]; {
		case row.value == 0 || stored == nil || stored.Sweep != SweepDone:
		case w.keptInOverlap(sync, lastRun, last, id):
			w.limits++
		default:
			w.violated("stale", "%s of %s is %d, but %s has swept it", id, sync.job, row.value, lastRun.SyncRunID)
		}
	case !event.done || row.value == last.value:
	case last.value != 0 && sync.sweptInOverlap(lastRun, last, id):
		w.limits++
	default:
		w.violated("stale", "%s of %s is %d, not %d as in %s of %s", id, sync.job, row.value, last.value, event.id, lastRun.SyncRunID)
	}
}

func histEventOf(run *histRun, id string) *histEvent {
	for _, e := range run.events {
		if e.record == id {
			return e
		}
	}
	return nil
}

// sweptInOverlap reports whether an initial run that began later had read the record before it was created. By the
// rule of the design the run that began later decides: a limit.
func (s *histSync) sweptInOverlap(run *histRun, last histSight, id string) bool {
	return slices.ContainsFunc(s.runs, func(later *histRun) bool {
		sight, ok := later.sights[id]
		return ok && later.initial && sight.value == 0 && later.began.After(run.began) && sight.at.Before(last.at)
	})
}

// keptInOverlap reports whether a run that began later, as far as was known, has an event of the record from before it
// was read as missing. Until a report arrives, a run begins at its first event. The next initial run sweeps the record.
func (w *histWorld) keptInOverlap(s *histSync, run *histRun, last histSight, id string) bool {
	return slices.ContainsFunc(s.runs, func(later *histRun) bool {
		sight, ok := later.sights[id]
		e := histEventOf(later, id)
		if !ok || later == run || e == nil || sight.at.After(last.at) {
			return false
		}
		return !e.done || slices.ContainsFunc(later.events, func(e *histEvent) bool { // its run may not be known
			return e.at.After(run.began) || w.unsigned && e.first.After(run.began)
		})
	})
}
