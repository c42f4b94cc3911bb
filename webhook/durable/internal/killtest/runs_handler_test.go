package killtest

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"os"
	"strings"
	"time"

	"github.com/rolecall-dev/rolecall/knit/runs"
	"github.com/rolecall-dev/rolecall/webhook"
	"github.com/rolecall-dev/rolecall/webhook/durable"
	"github.com/rolecall-dev/rolecall/webhook/durable/runstore"
)

// runsHandler keeps the employees of customers from the events of Knit's runs.
type runsHandler struct {
	*handler

	db database // for the names of the tables
}

// attachRuns attaches a tracker to the engine and returns the sink of its inbox. The syncs were started
// elsewhere.
func attachRuns(ctx context.Context, engine *durable.Engine, base *handler) (webhook.Sink, error) {
	h := &runsHandler{base, databaseOf(base.config.DSN)}
	tracker := runstore.Attach(engine, runs.OnSweep(h.sweep), runs.OnRunComplete(h.complete), runs.OnProgress(h.progress),
		runs.WithGuard(100, 0.5))
	for integration, job := range syncJobs {
		if err := tracker.Bind(ctx, job, integration); err != nil {
			return nil, err
		}
	}
	return tracker.Wrap(webhook.SinkFunc(h.accept)), nil
}

// employeeEvent has the members of an event that the handler reads.
type employeeEvent struct {
	EventType string `json:"eventType"`
	RecordID  string `json:"recordId"`
	EventData struct {
		Version string `json:"version"`
	} `json:"eventData"`
}

// accept handles an event. One in eight fails at first, after the write.
func (h *runsHandler) accept(ctx context.Context, d *webhook.Delivery) error {
	var e employeeEvent
	if err := json.Unmarshal(d.Body, &e); err != nil {
		return err
	}
	if !strings.HasPrefix(e.EventType, "record.") {
		return nil
	}
	h.note("start", d.ID)
	defer h.note("end", d.ID)
	err := errors.Join(h.write(ctx, d), h.employee(ctx, d.Tenant, &e), pause(ctx, time.Millisecond, 8*time.Millisecond))
	if err == nil && hash(d.ID)%8 == 0 {
		err = h.atFirst(d, 1, errInjected)
	}
	return err
}

// employee applies an event to the table of employees, which accepts duplicates.
func (h *runsHandler) employee(ctx context.Context, integration string, e *employeeEvent) error {
	if e.EventType == "record.deleted" {
		return h.remove(ctx, integration, e.RecordID)
	}
	tx, err := durable.Tx(ctx)
	if err != nil {
		return err
	}
	updated, err := tx.ExecContext(ctx, "update "+h.db.table("employee")+" set version = $3 where integration = $1 and id = $2", integration, e.RecordID, e.EventData.Version)
	if err != nil {
		return err
	}
	if n, err := updated.RowsAffected(); n > 0 || err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, "insert into "+h.db.table("employee")+" (integration, id, version) values ($1, $2, $3)", integration, e.RecordID, e.EventData.Version)
	return err
}

func (h *runsHandler) remove(ctx context.Context, integration, id string) error {
	tx, err := durable.Tx(ctx)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, "delete from "+h.db.table("employee")+" where integration = $1 and id = $2", integration, id)
	return err
}

// taskPrefix begins the ids under which tasks are in the journal.
const taskPrefix = "task:"

// task does a part of a task of a run. It fails at first for one in three runs, after the write.
func (h *runsHandler) task(ctx context.Context, name string, f func() error) error {
	id := taskPrefix + name
	h.note("start", id)
	defer h.note("end", id)
	err := errors.Join(pause(ctx, time.Millisecond, 20*time.Millisecond), f(), pause(ctx, 5*time.Millisecond, 60*time.Millisecond))
	if err == nil && hash(id)%3 == 0 {
		err = h.atFirst(&webhook.Delivery{ID: id}, 1, errInjected)
	}
	return err
}

func (h *runsHandler) sweep(ctx context.Context, p runs.SweepPlan) error {
	return h.task(ctx, "sweep:"+p.Report.SyncRunID, func() error {
		tx, err := durable.Tx(ctx)
		if err != nil {
			return err
		}
		for _, id := range p.Records {
			if err := h.remove(ctx, p.Report.Integration, id); err != nil {
				return err
			}
			if _, err := tx.ExecContext(ctx, "insert into "+h.db.table("swept")+" (integration, run, id) values ($1, $2, $3)",
				p.Report.Integration, p.Report.SyncRunID, id); err != nil {
				return err
			}
		}
		return nil
	})
}

const insertReport = ` (run, pid, integration, complete, expected, applied, swept, effects, error)
	values ($1, $2, $3, $4, $5, $6, $7, (select count(*) from `

// complete writes the report of a run, together with the number of effects of its events at that time.
func (h *runsHandler) complete(ctx context.Context, r runs.Report) error {
	return h.task(ctx, "complete:"+r.SyncRunID, func() error {
		text := ""
		if r.Err != nil {
			text = r.Err.Error()
		}
		return h.writeReport(ctx, "insert into "+h.db.table("report")+insertReport+h.effects+" where delivery_id like $8), $9)",
			r.SyncRunID, os.Getpid(), r.Integration, r.Complete, r.Expected, r.Applied, r.Swept, r.SyncRunID+":%", text)
	})
}

func (h *runsHandler) writeReport(ctx context.Context, statement string, args ...any) error {
	tx, err := durable.Tx(ctx)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, statement, args...)
	return err
}

func (h *runsHandler) progress(ctx context.Context, p runs.Progress) {
	_ = h.task(ctx, "barrier:"+p.Report.SyncRunID, func() error { return nil })
}

// prepareRuns creates the tables of runsHandler, without unique constraints.
func (d database) prepareRuns(ctx context.Context) error {
	return d.do(func(db *sql.DB) error {
		for _, statement := range []string{
			"create table " + d.table("employee") + " (integration text not null, id text not null, version text not null)",
			"create table " + d.table("swept") + " (integration text not null, run text not null, id text not null)",
			"create table " + d.table("report") + ` (run text not null, pid bigint not null, integration text not null, complete boolean not null,
				expected bigint not null, applied bigint not null, swept bigint not null, effects bigint not null, error text not null)`,
		} {
			if _, err := db.ExecContext(ctx, statement); err != nil {
				return err
			}
		}
		return nil
	})
}

// rescueTasks makes the tasks that run available again: those of a process that was killed, and those of the
// others, whose tasks then run twice at the same time. River does the same after five minutes.
func (d database) rescueTasks(ctx context.Context) error {
	return d.do(func(db *sql.DB) error {
		_, err := db.ExecContext(ctx, "update "+d.prefix+"river_job set state = 'available' where kind = 'rolecall_task' and state = 'running'")
		return err
	})
}

// tasksOf returns the entries of the journal about tasks.
func tasksOf(journal []entry) []entry {
	var list []entry
	for _, e := range journal {
		if strings.HasPrefix(e.id, taskPrefix) {
			list = append(list, e)
		}
	}
	return list
}

// awaitTask returns a worker that runs a task, or nil if there is none within a limit.
func (s *setup) awaitTask(ctx context.Context, limit time.Duration) (*worker, error) {
	for end := time.Now().Add(limit); time.Now().Before(end); {
		journal, err := readJournal(s.config.Dir)
		if err != nil {
			return nil, err
		}
		tasks := tasksOf(journal)
		for _, w := range s.running() {
			if running(tasks, w.pid) > 0 {
				return w, nil
			}
		}
		if err := wait(ctx, time.Millisecond); err != nil {
			return nil, err
		}
	}
	return nil, nil //nolint:nilnil // none
}
