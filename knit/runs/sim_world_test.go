package runs

import (
	"container/heap"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"
)

// histPlan holds the decisions at the beginning of a history.
type histPlan struct {
	inbox bool // deliveries are stored, acknowledged and worked later
	gate  bool // knit.BindTenant is called before the inbox
	whole bool // one transaction for each delivery and each task, not for each call of the store

	unsigned bool          // Knit sends no triggeredAt
	skew     time.Duration // of Knit's clock
	late     time.Duration // the longest delay of a request

	loss, twice, forge     float64 // of requests and responses, and of those that are sent again
	crash, fail            float64 // of each step of the store
	refuse, poison, drop   float64 // of the handler, for each event
	rows                   int     // WithGuard
	share                  float64
	bindAfter, progress    bool
	realTime               bool // some changes are also told without a run
	customers, ids         int
	runs, changes          int
	readFor, between       time.Duration
	failStep, crashAt, end int // the step that fails, or that is the last of the process; the number of steps
}

func histRandomPlan(r *rand.Rand) histPlan {
	p := histPlan{
		inbox: r.IntN(2) == 0, gate: r.IntN(2) == 0, unsigned: r.IntN(5) == 0, bindAfter: r.IntN(4) == 0, progress: r.IntN(8) == 0,
		customers: 2, ids: 2 + r.IntN(5), runs: 2 + r.IntN(3), changes: 4 + r.IntN(12),
		late:    histOneOf(r, 10*time.Minute, 6*time.Hour, 72*time.Hour),
		readFor: histOneOf(r, time.Minute, time.Hour, 6*time.Hour), between: histOneOf(r, 2*time.Hour, 24*time.Hour),
		loss: histOneOf(r, 0, 0.05, 0.2), twice: histOneOf(r, 0, 0.1, 0.3), forge: histOneOf(r, 0, 0.1, 0.3),
		crash: histOneOf(r, 0, 0.002, 0.02), fail: histOneOf(r, 0, 0.002, 0.02),
		refuse: histOneOf(r, 0, 0.1, 0.3), poison: histOneOf(r, 0, 0, 0, 0.02), drop: histOneOf(r, 0, 0, 0, 0.02),
	}
	p.realTime = r.IntN(4) == 0 && !p.unsigned // without times such events have no order among the runs
	p.whole = p.inbox || r.IntN(2) == 0
	if r.IntN(4) == 0 {
		p.skew = time.Duration(r.IntN(180)-90) * time.Second
	}
	p.rows, p.share = histOneOf(r, defaultRows, defaultRows, 0), histOneOf(r, defaultPart, 0)
	return p
}

func histOneOf[T any](r *rand.Rand, values ...T) T { return values[r.IntN(len(values))] }

type histPlanner = func(*rand.Rand) histPlan

// histWorld is one history: a Knit, its customers' tools, and a backend.
type histWorld struct {
	histPlan

	seed   uint64
	rng    *rand.Rand
	now    time.Time
	queue  histQueue
	order  int
	calm   bool // the end of the history: nothing fails
	knit   *histKnit
	system *histSystem

	trace      []string
	tracing    bool
	violations []histViolation
	limits     int // records that the accepted limits have decided
}

// histViolation is something that must not happen.
type histViolation struct{ kind, text string }

func (w *histWorld) violated(kind, format string, args ...any) {
	text := kind + ": " + fmt.Sprintf(format, args...)
	w.note("VIOLATION %s", text)
	w.violations = append(w.violations, histViolation{kind, text})
}

func (w *histWorld) has(kinds ...string) bool {
	return slices.ContainsFunc(w.violations, func(v histViolation) bool { return slices.Contains(kinds, v.kind) })
}

func (w *histWorld) note(format string, args ...any) {
	if w.tracing {
		w.trace = append(w.trace, w.now.Format("02 15:04:05.000 ")+fmt.Sprintf(format, args...))
	}
}

func (w *histWorld) chance(p float64) bool { return p > 0 && !w.calm && w.rng.Float64() < p }

// upTo returns a time from zero to d.
func (w *histWorld) upTo(d time.Duration) time.Duration {
	return time.Duration(w.rng.Int64N(d.Milliseconds()+1)) * time.Millisecond
}

// delay returns how long a request takes: most are fast.
func (w *histWorld) delay() time.Duration {
	if w.calm {
		return w.upTo(min(w.late, 12*time.Hour)) // a run that takes four days is incomplete
	}
	switch n := w.rng.IntN(10); {
	case n < 6:
		return w.upTo(2 * time.Second)
	case n < 8:
		return w.upTo(min(w.late, time.Hour))
	}
	return w.upTo(w.late)
}

// histMoment is something that happens at a time.
type histMoment struct {
	at    time.Time
	order int
	do    func()
}

type histQueue []histMoment

func (q histQueue) Len() int { return len(q) }
func (q histQueue) Less(i, j int) bool {
	return q[i].at.Before(q[j].at) || q[i].at.Equal(q[j].at) && q[i].order < q[j].order
}
func (q histQueue) Swap(i, j int) { q[i], q[j] = q[j], q[i] }
func (q *histQueue) Push(x any)   { *q = append(*q, x.(histMoment)) }
func (q *histQueue) Pop() any {
	old := *q
	last := old[len(old)-1]
	*q = old[:len(old)-1]
	return last
}

func (w *histWorld) at(at time.Time, do func()) {
	if at.Before(w.now) {
		at = w.now
	}
	w.order++
	heap.Push(&w.queue, histMoment{at, w.order, do})
}

func (w *histWorld) after(d time.Duration, do func()) { w.at(w.now.Add(d), do) }

// drain lets everything happen that was planned.
func (w *histWorld) drain() {
	for n := 0; len(w.queue) > 0; n++ {
		if n > 200_000 {
			w.violated("endless", "the history does not end")
			return
		}
		m := heap.Pop(&w.queue).(histMoment)
		w.now = m.at
		m.do()
	}
}

var histEpoch = time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)

func newHistWorld(seed uint64, plan histPlanner) *histWorld {
	w := &histWorld{seed: seed, rng: rand.New(rand.NewPCG(seed, 16)), now: histEpoch}
	w.histPlan = plan(w.rng)
	w.knit = newHistKnit(w)
	w.system = newHistSystem(w)
	return w
}

// run lets the history happen: a time in which everything can go wrong, the work of an operator, and a last
// initial run after which the rows must equal the tools.
func (w *histWorld) run() {
	w.knit.begin()
	w.drain()
	w.checkEnd(false)
	w.calm = true
	w.system.operate()
	w.drain()
	w.checkEnd(false)
	for _, s := range w.knit.syncs {
		w.knit.startRun(s, true)
	}
	w.drain()
	w.system.approveAll()
	w.drain()
	w.checkEnd(true)
}
