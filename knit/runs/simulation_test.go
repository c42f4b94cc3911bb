package runs

import (
	"container/heap"
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/rolecall-dev/rolecall/knit"
	"github.com/rolecall-dev/rolecall/webhook"
)

// simulation is one random history of customers' tools, of Knit and of a backend, in virtual time and in one
// goroutine, so that a seed repeats it.
type simulation struct {
	rng     *rand.Rand
	now     time.Time
	pending moments
	serial  int

	stamped   bool // whether events have triggeredAt
	customers []*customer
	backend   *backend
	bodies    []sent // what an attacker has recorded
	ended     bool   // the tools change no more
}

// moment is something that happens at a time.
type moment struct {
	at     time.Time
	serial int
	do     func()
}

type moments []moment

func (m moments) Len() int { return len(m) }
func (m moments) Less(i, j int) bool {
	return m[i].at.Before(m[j].at) || m[i].at.Equal(m[j].at) && m[i].serial < m[j].serial
}
func (m moments) Swap(i, j int) { m[i], m[j] = m[j], m[i] }
func (m *moments) Push(x any)   { *m = append(*m, x.(moment)) }
func (m *moments) Pop() any {
	last := (*m)[len(*m)-1]
	*m = (*m)[:len(*m)-1]
	return last
}

func (s *simulation) after(d time.Duration, do func()) {
	s.serial++
	heap.Push(&s.pending, moment{s.now.Add(d), s.serial, do})
}

// run does everything that is pending.
func (s *simulation) run() {
	for len(s.pending) > 0 {
		next := heap.Pop(&s.pending).(moment)
		if next.at.After(s.now) {
			s.now = next.at
		}
		next.do()
	}
}

func (s *simulation) chance(p float64) bool { return s.rng.Float64() < p }

// upTo returns a random duration.
func (s *simulation) upTo(d time.Duration) time.Duration {
	return time.Duration(s.rng.Int64N(int64(d)))
}

func (s *simulation) id(prefix string) string {
	s.serial++
	return prefix + "_" + strconv.Itoa(s.serial)
}

// customer is a customer with a tool that has employees, and Knit's sync of it.
type customer struct {
	s           *simulation
	integration string
	job         string
	employees   map[string]int  // what the tool has: a value by id
	known       map[string]int  // what Knit has told
	vanished    map[string]bool // what Knit will not tell
	reading     int             // runs that are reading the tool
	first       map[string]time.Time
	runs        []*simRun
}

// simRun is a run at Knit.
type simRun struct {
	*customer
	id        string
	initial   bool
	began     time.Time
	emitted   int
	consumed  int
	read      bool
	told      map[string]bool // the records of its events
	completed bool
}

// sent is one request of Knit.
type sent struct {
	header http.Header
	body   string
	run    *simRun
	record bool
	id     string
	acked  bool
}

// change changes one employee of the tool.
func (c *customer) change() {
	if c.s.ended {
		return
	}
	ids := slices.Sorted(func(yield func(string) bool) {
		for id := range c.employees {
			if !yield(id) {
				return
			}
		}
	})
	switch n := c.s.rng.IntN(10); {
	case n < 3 || len(ids) == 0:
		id := c.s.id("employee")
		if n == 0 && c.reading < 2 && c.s.stamped { // one that was deleted returns
			id = fmt.Sprintf("%s-returning-%d", c.integration, c.s.rng.IntN(3))
		}
		c.employees[id]++
		c.employees[id] += c.s.serial
	case n < 6:
		c.s.serial++
		c.employees[ids[c.s.rng.IntN(len(ids))]] = c.s.serial
	case n < 8:
		delete(c.employees, ids[c.s.rng.IntN(len(ids))])
	default: // disappears without an event
		id := ids[c.s.rng.IntN(len(ids))]
		delete(c.employees, id)
		if c.reading == 0 {
			delete(c.known, id)
			c.vanished[id] = true
		}
	}
}

// begin begins a run, which reads the tool one record after the other.
func (c *customer) begin(initial bool) {
	r := &simRun{customer: c, id: c.s.id("run"), initial: initial, began: c.s.now, told: map[string]bool{}}
	c.runs = append(c.runs, r)
	c.reading++
	ids := map[string]bool{}
	for id := range c.employees {
		ids[id] = true
	}
	for id := range c.known {
		ids[id] = true
	}
	list := make([]string, 0, len(ids))
	for id := range ids {
		list = append(list, id)
	}
	slices.Sort(list)
	c.s.rng.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	r.readNext(list)
}

func (r *simRun) readNext(ids []string) {
	s := r.s
	if len(ids) == 0 {
		r.reading--
		r.read = true
		r.report("sync.events.processed")
		r.maybeConsumed()
		return
	}
	s.after(s.upTo(time.Minute), func() {
		r.readOne(ids[0])
		r.readNext(ids[1:])
	})
}

func (r *simRun) readOne(id string) {
	value, alive := r.employees[id]
	was, known := r.known[id]
	event := ""
	switch {
	case r.initial && alive:
		event = "record.new"
	case r.initial:
	case alive && !known:
		event = "record.new"
	case alive && was != value:
		event = "record.modified"
	case known && !alive:
		event = "record.deleted"
	}
	if alive {
		r.known[id] = value
		delete(r.vanished, id)
	} else {
		delete(r.known, id)
		if r.initial && known && r.overtaken() {
			r.vanished[id] = true // the other run may have seen it, so only the next initial run tells
		}
	}
	if event == "" {
		return
	}
	r.emitted++
	r.told[id] = true
	r.send(id, &sent{run: r, record: true, id: r.s.id("event")}, fmt.Sprintf(`"eventType":%q,"recordId":%q,"eventData":{"profile":{"id":%q,"employeeNumber":"%d"}}`, event, id, id, value))
}

// overtaken reports whether another run has begun later.
func (r *simRun) overtaken() bool {
	return slices.ContainsFunc(r.runs, func(other *simRun) bool { return other != r && !other.began.Before(r.began) })
}

func (r *simRun) report(event string) {
	ms := func(t time.Time) string { return strconv.FormatInt(t.UnixMilli(), 10) }
	data := fmt.Sprintf(`"processed":%d,"emitted":%d,"startedAt":%q,"processedAt":%q,"complete":%t`, r.emitted, r.emitted, ms(r.began), ms(r.s.now), event != "sync.events.processed")
	if event != "sync.events.processed" {
		data += fmt.Sprintf(`,"consumed":%d`, r.consumed)
	}
	r.send("", &sent{run: r, id: r.s.id("event")}, fmt.Sprintf(`"eventType":%q,"eventData":{%s}`, event, data))
}

func (r *simRun) maybeConsumed() {
	if r.read && r.consumed == r.emitted && !r.completed {
		r.completed = true
		r.report("sync.events.allConsumed")
	}
}

// send delivers an event until it is acknowledged, after a delay and in any order.
func (r *simRun) send(record string, e *sent, members string) {
	s, syncType := r.s, "delta_sync"
	if r.initial {
		syncType = "initial_sync"
	}
	stamp := ""
	if s.stamped {
		stamp = fmt.Sprintf(`,"triggeredAt":"%d"`, s.now.UnixMilli())
	}
	e.header = http.Header{"X-Knit-Integration-Id": {r.integration}}
	e.body = fmt.Sprintf(`{"eventId":%q,"syncType":%q,"syncDataType":"employee","syncJobId":%q,"syncRunId":%q%s,%s}`, e.id, syncType, r.job, r.id, stamp, members)
	delay := s.upTo(10 * time.Second)
	switch {
	case s.chance(0.03):
		delay = s.upTo(24 * time.Hour)
	case s.chance(0.2):
		delay = s.upTo(time.Hour)
	}
	if record != "" && !s.stamped { // then only the order of first attempts tells
		if at := s.now.Add(delay); !at.After(r.first[record]) {
			delay = r.first[record].Add(time.Millisecond).Sub(s.now)
		}
		r.first[record] = s.now.Add(delay)
	}
	s.bodies = append(s.bodies, *e)
	s.after(delay, func() { s.attempt(e, time.Second) })
	if s.chance(0.1) {
		s.after(delay+s.upTo(time.Hour), func() { s.backend.receive(e.header, e.body) })
	}
}

// attempt sends a request, and again if there is no response.
func (s *simulation) attempt(e *sent, wait time.Duration) {
	ok := s.backend.receive(e.header, e.body)
	if !ok || s.chance(0.05) { // or the response is lost
		s.after(wait, func() { s.attempt(e, min(2*wait, time.Hour)) })
		return
	}
	if !e.acked && e.record {
		e.acked = true
		e.run.consumed++
		e.run.maybeConsumed()
	}
}

// forge sends a recorded body with the id of another customer.
func (s *simulation) forge() {
	if len(s.bodies) == 0 {
		return
	}
	e := s.bodies[s.rng.IntN(len(s.bodies))]
	for _, c := range s.customers {
		if c != e.run.customer {
			s.backend.receive(http.Header{"X-Knit-Integration-Id": {c.integration}}, e.body)
		}
	}
}

// parse returns the delivery of a request.
func parse(header http.Header, body string) *webhook.Delivery {
	list, err := knit.ParseDeliveries(header, []byte(body))
	if err != nil {
		panic(err)
	}
	return list[0]
}

// newSimulation returns a history with the given seed.
func newSimulation(seed uint64, inbox bool, change func(b *backend)) *simulation {
	s := &simulation{rng: rand.New(rand.NewPCG(seed, 1)), now: time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)}
	s.stamped = s.chance(0.7)
	s.backend = newSimBackend(s, inbox)
	if change != nil {
		change(s.backend)
		s.backend.start()
	}
	for n := range 2 {
		c := &customer{s: s, integration: fmt.Sprintf("mg_%d", n), job: fmt.Sprintf("sj_%d", n), employees: map[string]int{}, known: map[string]int{}, vanished: map[string]bool{}, first: map[string]time.Time{}}
		s.customers = append(s.customers, c)
		for range 3 + s.rng.IntN(6) {
			c.employees[s.id("employee")] = s.serial
		}
		s.after(s.upTo(5*time.Minute), func() { // events can be faster
			if err := s.backend.tracker.Bind(context.Background(), c.job, c.integration); err != nil {
				panic(err)
			}
		})
		for n := range 2 + s.rng.IntN(4) {
			s.after(time.Duration(n)*s.upTo(3*time.Hour), func() { c.begin(n == 0 || s.chance(0.4)) })
		}
		for range s.rng.IntN(40) {
			s.after(s.upTo(9*time.Hour), c.change)
		}
	}
	for range 5 {
		s.after(s.upTo(9*time.Hour), s.forge)
	}
	return s
}

// finish ends a history: everything is delivered, and then one more initial run for each customer.
func (s *simulation) finish() {
	s.run()
	s.ended = true
	s.checkTold()
	for _, c := range s.customers {
		c.begin(true)
	}
	s.run()
}
