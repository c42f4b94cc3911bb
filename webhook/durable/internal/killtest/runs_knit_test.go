package killtest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"sync"
	"time"
)

// syncJobs are the syncs of the customers, by integration. Their employees have the same ids.
var syncJobs = map[string]string{"integration_1": "sj_1", "integration_2": "sj_2"}

const (
	employees = 24 // of each customer at the beginning
	runPosts  = 3  // events of a run that are sent at the same time
)

// knitRuns plays Knit: it sends the events of run after run of each customer, each event until a worker
// responds 200, and then the reports of the run.
type knitRuns struct {
	senders   *senders
	customers []*customer
	db        database

	cancel   context.CancelFunc
	stopping chan struct{} // closed: no new rounds
	done     sync.WaitGroup

	mu     sync.Mutex
	failed error
}

// customer is a customer's tool, and the events that Knit has sent of it. Its runs follow one another.
type customer struct {
	integration, job string
	// patient means that a run begins when the one before it was reported to the backend. What its sweep must
	// delete is then known.
	patient bool
	random  *rand.Rand
	last    int64             // the last triggeredAt
	next    int               // the number of the next employee
	live    map[string]string // the version of each employee
	gone    []string          // removed without an event
	runs    []*sentRun
}

// sentRun is one run.
type sentRun struct {
	id      string
	initial bool
	exact   bool // removed is what its sweep must delete
	started int64
	events  []string // their ids
	records map[string]bool
	removed []string // since the last initial run, without an event
}

func newKnitRuns(s *setup, random *rand.Rand) *knitRuns {
	k := &knitRuns{senders: s.senders, db: s.db, stopping: make(chan struct{})}
	for _, integration := range slices.Sorted(maps.Keys(syncJobs)) {
		c := &customer{
			integration: integration, job: syncJobs[integration], patient: len(k.customers) == 0,
			random: rand.New(rand.NewPCG(random.Uint64(), 0)), live: map[string]string{},
		}
		for range employees {
			c.hire()
		}
		k.customers = append(k.customers, c)
	}
	return k
}

func (k *knitRuns) start(ctx context.Context) {
	ctx, k.cancel = context.WithCancel(ctx)
	for _, c := range k.customers {
		k.done.Go(func() {
			err := k.rounds(ctx, c)
			k.mu.Lock()
			defer k.mu.Unlock()
			k.failed = errors.Join(k.failed, err)
		})
	}
}

// finish has the customers finish their rounds, and returns an error if that takes longer than limit.
func (k *knitRuns) finish(limit time.Duration) error {
	close(k.stopping)
	finished := make(chan struct{})
	go func() { defer close(finished); k.done.Wait() }()
	timer := time.NewTimer(limit)
	defer timer.Stop()
	select {
	case <-finished:
	case <-timer.C:
	}
	k.abort()
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.failed
}

func (k *knitRuns) abort() {
	if k.cancel != nil {
		k.cancel()
	}
	k.done.Wait()
}

func (k *knitRuns) sending() bool {
	select {
	case <-k.stopping:
		return false
	default:
		return true
	}
}

// rounds sends an initial and a delta run in turn, and a last initial run when all before it were reported.
func (k *knitRuns) rounds(ctx context.Context, c *customer) error {
	for round := 0; round < 1 || k.sending(); round++ {
		if err := errors.Join(k.run(ctx, c, true), k.run(ctx, c, false)); err != nil {
			return err
		}
	}
	if err := k.await(ctx, c); err != nil {
		return err
	}
	if err := k.run(ctx, c, true); err != nil {
		return err
	}
	return k.await(ctx, c)
}

// run sends one run.
func (k *knitRuns) run(ctx context.Context, c *customer, initial bool) error {
	r, events := c.begin(initial)
	var group sync.WaitGroup
	queue := make(chan event)
	for range runPosts {
		group.Go(func() {
			for e := range queue {
				k.send(ctx, c, e)
			}
		})
	}
	for _, e := range events {
		queue <- e
	}
	close(queue)
	group.Wait()
	for _, kind := range []string{"processed", "allConsumed"} {
		k.send(ctx, c, c.report(r, kind))
	}
	if err := pause(ctx, 100*time.Millisecond, 900*time.Millisecond); err != nil {
		return err
	}
	if c.patient {
		return k.await(ctx, c)
	}
	return nil
}

// send sends an event until it is acknowledged, and some of them again.
func (k *knitRuns) send(ctx context.Context, c *customer, e event) {
	post := func() bool { return k.senders.send(ctx, c.integration, e.body) }
	k.senders.until(ctx, e.id, post)
	if hash(e.id)%16 == 0 {
		k.senders.until(ctx, e.id, post)
	}
	_ = pause(ctx, time.Millisecond, 20*time.Millisecond)
}

// await waits until all runs of a customer were reported.
func (k *knitRuns) await(ctx context.Context, c *customer) error {
	for {
		reports, err := k.db.reports(ctx)
		if err != nil {
			return err
		}
		missing := slices.ContainsFunc(c.runs, func(r *sentRun) bool { return len(reports[r.id]) == 0 })
		if !missing {
			return nil
		}
		if err := pause(ctx, 50*time.Millisecond, 100*time.Millisecond); err != nil {
			return fmt.Errorf("waiting for the reports of %s: %w", c.integration, err)
		}
	}
}

// event is one event of Knit.
type event struct {
	id   string
	body []byte
}

// now returns a time that is later than all before.
func (c *customer) now() int64 {
	c.last = max(c.last+1, time.Now().UnixMilli())
	return c.last
}

func (c *customer) hire() string {
	id := fmt.Sprintf("emp-%d", c.next)
	c.next++
	c.live[id] = ""
	return id
}

// some returns n employees at random.
func (c *customer) some(n int) []string {
	ids := slices.Sorted(maps.Keys(c.live))
	c.random.Shuffle(len(ids), func(i, j int) { ids[i], ids[j] = ids[j], ids[i] })
	return ids[:n]
}

// begin changes the employees and returns the next run with its events.
func (c *customer) begin(initial bool) (*sentRun, []event) {
	r := &sentRun{
		id: fmt.Sprintf("sr%s-%d", c.job[len("sj_"):], len(c.runs)+1), initial: initial, exact: c.patient, started: c.now(), records: map[string]bool{},
	}
	defer func() { c.runs = append(c.runs, r) }()
	var events []event
	if initial {
		if len(c.runs) > 0 {
			r.removed = c.some(2)
		}
		for _, id := range r.removed {
			delete(c.live, id)
		}
		c.gone = append(c.gone, r.removed...)
		for _, id := range c.some(len(c.live)) {
			events = append(events, c.record(r, "record.new", id))
		}
		return r, events
	}
	old := c.some(5) // a record has one event in a run
	for _, id := range []string{c.hire(), c.hire(), c.hire()} {
		events = append(events, c.record(r, "record.new", id))
	}
	if len(c.gone) > 0 && !c.patient { // hired again, which waits for the report of the run
		events = append(events, c.record(r, "record.new", c.gone[0]))
		c.gone = c.gone[1:]
	}
	for _, id := range old {
		if len(events)%4 == 3 {
			events = append(events, c.record(r, "record.deleted", id))
			delete(c.live, id)
			continue
		}
		events = append(events, c.record(r, "record.modified", id))
	}
	return r, events
}

// record returns the event of a record, with a new version of it.
func (c *customer) record(r *sentRun, eventType, id string) event {
	at := c.now()
	c.live[id] = fmt.Sprintf("%s at %d", c.integration, at)
	r.records[id] = true
	e := c.event(r, eventType, fmt.Sprintf(`{"version":%q},"recordId":%q,"triggeredAt":"%d"`, c.live[id], id, at))
	r.events = append(r.events, e.id)
	return e
}

func (c *customer) event(r *sentRun, eventType, data string) event {
	id := fmt.Sprintf("%s:%d", r.id, len(r.events)+1)
	syncType := "delta_sync"
	if r.initial {
		syncType = "initial_sync"
	}
	if eventType != "record.new" && eventType != "record.modified" && eventType != "record.deleted" {
		id = r.id + ":" + eventType
	}
	return event{id, fmt.Appendf(nil, `{"eventId":%q,"eventType":%q,"syncType":%q,"syncDataType":"employee","syncJobId":%q,"syncRunId":%q,"eventData":%s}`,
		id, eventType, syncType, c.job, r.id, data)}
}

// report returns a report of a run.
func (c *customer) report(r *sentRun, kind string) event {
	n := len(r.events)
	data := fmt.Sprintf(`{"status":%q,"processed":%d,"emitted":%d,"startedAt":"%d","complete":%t`, kind, n, n, r.started, kind == "allConsumed")
	if kind == "allConsumed" {
		data += fmt.Sprintf(`,"consumed":%d`, n)
	}
	return c.event(r, "sync.events."+kind, data+"}")
}
