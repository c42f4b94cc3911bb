package durable

import (
	"context"
	"database/sql"
	"errors"
	"maps"
	"slices"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
	"github.com/riverqueue/river/riverdriver/riversqlite"
)

const (
	queueDeliveries = "rolecall"
	queueUpkeep     = "rolecall_upkeep"
	// moreAttempts is added to the attempts of a River job, so that the inbox decides when a delivery is
	// parked, and River never discards its job.
	moreAttempts = 1000
)

// deliveryArgs are the arguments of a job: numbers of rows only, so that River's tables and River UI
// contain no personal data.
type deliveryArgs struct {
	Seqs []int64 `json:"seqs"`
}

// Kind returns the name of the job in River's tables.
func (deliveryArgs) Kind() string { return "rolecall_delivery" }

type upkeepArgs struct{}

// Kind returns the name of the job in River's tables.
func (upkeepArgs) Kind() string { return "rolecall_upkeep" }

func (e *Engine) riverDriver() riverdriver.Driver[*sql.Tx] {
	switch {
	case e.pools.dialect == SQLite:
		return riversqlite.New(e.pools.work)
	case e.pools.listen == nil:
		return riverdatabasesql.New(e.pools.work)
	default:
		return riverdatabasesql.NewWithPgxListener(e.pools.work, e.pools.listen)
	}
}

func (e *Engine) riverConfig() (*river.Config, error) {
	timeout := defaultTimeout
	if e.inbox != nil {
		timeout = e.inbox.timeout
	}
	workers := river.NewWorkers()
	config := &river.Config{
		Logger:                      e.opts.log,
		Workers:                     workers,
		FetchCooldown:               10 * time.Millisecond, // River's 100 ms limits a client to 10 fetches a second
		FetchPollInterval:           time.Second,
		JobTimeout:                  jobTimeout(timeout),
		RescueStuckJobsAfter:        2 * timeout,
		CompletedJobRetentionPeriod: time.Hour,
	}
	if e.pools.dialect == PostgreSQL {
		config.Schema = e.opts.schema
	}
	if err := errors.Join(
		river.AddWorkerSafely(workers, &worker{engine: e}),
		river.AddWorkerSafely(workers, &upkeepWorker{engine: e}),
		river.AddWorkerSafely(workers, &taskWorker{engine: e}),
	); err != nil {
		return nil, err
	}
	if e.opts.workers > 0 {
		config.Queues = map[string]river.QueueConfig{}
	}
	// Without an inbox it would use up the attempts of deliveries that another process can handle.
	if e.opts.workers > 0 && e.inbox != nil {
		config.Queues[queueDeliveries] = river.QueueConfig{MaxWorkers: e.opts.workers}
		config.Queues[queueUpkeep] = river.QueueConfig{MaxWorkers: 1}
		config.PeriodicJobs = []*river.PeriodicJob{river.NewPeriodicJob(river.PeriodicInterval(time.Minute),
			func() (river.JobArgs, *river.InsertOpts) {
				return upkeepArgs{}, &river.InsertOpts{Queue: queueUpkeep, MaxAttempts: 1}
			}, &river.PeriodicJobOpts{RunOnStart: true})}
	}
	if e.opts.workers > 0 && len(e.attached.tasks) > 0 {
		config.Queues[queueTasks] = river.QueueConfig{MaxWorkers: min(e.opts.workers, maxTasks)}
	}
	before := *config
	before.PeriodicJobs = slices.Clone(config.PeriodicJobs)
	before.Queues = maps.Clone(config.Queues)
	for _, change := range e.opts.river {
		change(config)
	}
	e.works = len(config.Queues) > 0
	return config, checkChanges(&before, config)
}

// checkChanges returns an error if what WithRiver has changed would keep the engine from working.
func checkChanges(before, after *river.Config) error {
	switch {
	case after.Workers != before.Workers:
		return errors.New("durable: WithRiver replaced Workers: add to it with river.AddWorker")
	case after.Schema != before.Schema:
		return errors.New("durable: WithRiver changed Schema: use WithSchema")
	case before.Queues == nil && len(after.Queues) > 0:
		return errors.New("durable: WithRiver added a queue, and WithWorkers(0) starts no workers")
	case after.RescueStuckJobsAfter <= max(after.JobTimeout, before.JobTimeout): // before: that of deliveries
		return errors.New("durable: WithRiver: RescueStuckJobsAfter must be more than JobTimeout and 1.5 times HandlerTimeout")
	}
	for queue := range before.Queues {
		if _, ok := after.Queues[queue]; !ok {
			return errors.New("durable: WithRiver removed the queue " + queue + ": add to Queues")
		}
	}
	for _, p := range before.PeriodicJobs {
		if !slices.Contains(after.PeriodicJobs, p) {
			return errors.New("durable: WithRiver removed a periodic job: append to PeriodicJobs")
		}
	}
	return nil
}

// jobTimeout is the time of a job whose handler has the given timeout: enough to commit as well.
func jobTimeout(handler time.Duration) time.Duration { return handler * 3 / 2 }

// jobOpts are the options of a job that runs at a time, or now if that is zero.
func (i *Inbox) jobOpts(at time.Time) *river.InsertOpts {
	return &river.InsertOpts{Queue: queueDeliveries, MaxAttempts: i.attempts + moreAttempts, ScheduledAt: at}
}

// insertJobs inserts jobs for rows that are to be handled now, in groups.
func (e *Engine) insertJobs(ctx context.Context, tx *sql.Tx, seqs []int64) error {
	return e.insertGroups(ctx, tx, seqs, e.inbox.group)
}

// insertSingles inserts a job for each row, to be handled now.
func (e *Engine) insertSingles(ctx context.Context, tx *sql.Tx, seqs []int64) error {
	return e.insertGroups(ctx, tx, seqs, 1)
}

func (e *Engine) insertGroups(ctx context.Context, tx *sql.Tx, seqs []int64, size int) error {
	if len(seqs) == 0 {
		return nil
	}
	var jobs []river.InsertManyParams
	for group := range slices.Chunk(seqs, size) {
		jobs = append(jobs, river.InsertManyParams{Args: deliveryArgs{group}, InsertOpts: e.inbox.jobOpts(time.Time{})})
	}
	_, err := e.client.InsertManyFastTx(ctx, tx, jobs)
	return err
}

// insertJob inserts a job for one row, to be handled at a time.
func (e *Engine) insertJob(ctx context.Context, tx *sql.Tx, seq int64, at time.Time) error {
	_, err := e.client.InsertTx(ctx, tx, deliveryArgs{[]int64{seq}}, e.inbox.jobOpts(at))
	return err
}
