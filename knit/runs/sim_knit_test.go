package runs

import (
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/rolecall-dev/rolecall/knit"
	"github.com/rolecall-dev/rolecall/webhook"
)

// histKnit is a small model of Knit and of the tools that it reads.
type histKnit struct {
	w      *histWorld
	syncs  []*histSync
	events map[string]*histEvent
	runs   map[RunKey]*histRun
	count  int
}

// histSync is the sync of one kind of data of one customer. All customers have records with the same ids.
type histSync struct {
	integration, job string
	dataType         knit.DataType
	ids              []string
	tool             map[string]*histRecord
	told             map[string]int // the values that Knit has read
	last             map[string]*histEvent
	runs             []*histRun
	reading          int
}

// histRecord is a record in the tool; value 0 means that there is none.
type histRecord struct {
	value  int
	silent bool // it was removed, and no delta run reports it
}

// histSight is the state of a record that a run has read.
type histSight struct {
	at    time.Time
	value int
}

type histRun struct {
	RunKey

	sync         *histSync
	initial      bool
	began, ended time.Time
	sights       map[string]histSight
	events       []*histEvent
	unread       int
	consumed     bool
	heard        bool // a delivery was acknowledged
}

// histEvent is an event of Knit: of a record, or a report.
type histEvent struct {
	id, kind, record string
	run              *histRun
	value            int
	at               time.Time // when the record was read
	body             []byte
	prev             *histEvent // the event of the record before this one
	arrived, acked   bool
	gaveUp           bool
	first            time.Time // the first attempt
	backoff          time.Duration

	refusals     int // how often the handler fails
	poison, drop bool
	done         bool // the tracker has returned nil
	applied      int  // how often the handler has committed
	stolen       bool // an inbox has stored another one with its id
}

func (e *histEvent) isRecord() bool { return e.record != "" }

func newHistKnit(w *histWorld) *histKnit {
	k := &histKnit{w: w, events: map[string]*histEvent{}, runs: map[RunKey]*histRun{}}
	for n := range w.customers {
		k.add(fmt.Sprintf("integration%d", n), knit.DataTypeEmployee)
	}
	if w.rng.IntN(4) == 0 {
		k.add("integration0", "custom")
	}
	return k
}

func (k *histKnit) add(integration string, dataType knit.DataType) {
	s := &histSync{
		integration: integration, dataType: dataType, job: fmt.Sprintf("sj_%d", len(k.syncs)),
		tool: map[string]*histRecord{}, told: map[string]int{}, last: map[string]*histEvent{},
	}
	for n := range k.w.ids {
		id := fmt.Sprintf("e%d", n)
		s.ids = append(s.ids, id)
		s.tool[id] = new(histRecord)
		if k.w.rng.IntN(3) > 0 {
			k.count++
			s.tool[id].value = k.count
		}
	}
	k.syncs = append(k.syncs, s)
}

// begin plans the runs and the changes of the tools.
func (k *histKnit) begin() {
	w := k.w
	for _, s := range k.syncs {
		at := w.upTo(time.Hour)
		w.after(at, func() { k.startRun(s, true) })
		bind := time.Duration(0)
		if w.bindAfter {
			bind = at + w.upTo(8*time.Minute)
		}
		w.after(bind, func() { w.system.bind(s) })
		for range w.runs {
			at += time.Minute + w.upTo(w.between)
			w.after(at, func() { k.startRun(s, w.rng.IntN(3) == 0) })
		}
		for range w.changes {
			w.after(w.upTo(at+w.readFor), func() { k.change(s, s.ids[w.rng.IntN(len(s.ids))]) })
		}
	}
}

// change changes a record in the tool. A removed record is not created again while a run reads: that is a
// known limit.
func (k *histKnit) change(s *histSync, id string) {
	r := s.tool[id]
	switch {
	case r.value == 0 && s.reading > 0 && (s.told[id] != 0 || s.last[id] != nil):
		return
	case r.value != 0 && k.w.rng.IntN(2) == 0:
		r.value, r.silent = 0, k.w.rng.IntN(2) == 0
	default:
		k.count++
		*r = histRecord{value: k.count}
	}
	k.w.note("%s: %s is now %d (silent %v)", s.job, id, r.value, r.silent)
	if k.w.realTime && k.w.rng.IntN(2) == 0 && (r.value != 0 || !r.silent && s.told[id] != 0) {
		k.tell(s, id, r.value)
	}
}

// tell sends a change in real time, without a run. For the checks it is a run that begins and ends with it.
func (k *histKnit) tell(s *histSync, id string, value int) {
	if last := s.last[id]; last != nil && !k.w.now.After(last.at) {
		return
	}
	kind := "record.modified"
	if value == 0 {
		kind = "record.deleted"
	}
	r := &histRun{RunKey: RunKey{SyncJobID: s.job}, sync: s, began: k.w.now, sights: map[string]histSight{id: {k.w.now, value}}}
	s.runs = append(s.runs, r)
	s.told[id] = value
	k.emit(r, kind, id, value)
}

// startRun begins a run, which reads each record at its own time.
func (k *histKnit) startRun(s *histSync, initial bool) {
	w := k.w
	r := &histRun{
		RunKey: RunKey{s.job, fmt.Sprintf("sr_%d", len(k.runs))}, sync: s, initial: initial, began: w.now,
		sights: map[string]histSight{}, unread: len(s.ids),
	}
	k.runs[r.RunKey] = r
	s.runs = append(s.runs, r)
	s.reading++
	w.note("%s: %s begins, initial %v", s.job, r.SyncRunID, initial)
	for _, id := range s.ids {
		w.after(time.Millisecond+w.upTo(w.readFor), func() { k.read(r, id) })
	}
}

func (k *histKnit) read(r *histRun, id string) {
	s, tool := r.sync, r.sync.tool[id]
	if last := s.last[id]; last != nil && !k.w.now.After(last.at) {
		k.w.after(time.Millisecond, func() { k.read(r, id) })
		return
	}
	told := s.told[id]
	kind := ""
	switch {
	case r.initial:
		s.told[id] = tool.value
		if r.sights[id] = (histSight{k.w.now, tool.value}); tool.value != 0 {
			kind = "record.new"
		}
	case tool.value == told || tool.value == 0 && tool.silent:
	case tool.value == 0:
		kind = "record.deleted"
	case told == 0:
		kind = "record.new"
	default:
		kind = "record.modified"
	}
	if kind != "" {
		s.told[id] = tool.value
		r.sights[id] = histSight{k.w.now, tool.value}
		k.emit(r, kind, id, tool.value)
	}
	if r.unread--; r.unread == 0 {
		k.ended(r)
	}
}

func (k *histKnit) event(r *histRun, kind string) *histEvent {
	e := &histEvent{id: fmt.Sprintf("ev_%d", len(k.events)), kind: kind, run: r, at: k.w.now}
	k.events[e.id] = e
	return e
}

// emit sends the event of a record.
func (k *histKnit) emit(r *histRun, kind, id string, value int) {
	w := k.w
	e := k.event(r, kind)
	e.record, e.value, e.prev = id, value, r.sync.last[id]
	r.sync.last[id] = e
	for w.chance(w.refuse) && e.refusals < 3 {
		e.refusals++
	}
	e.poison, e.drop = w.chance(w.poison), w.chance(w.drop)
	r.events = append(r.events, e)
	triggered := ""
	if !w.unsigned {
		triggered = fmt.Sprintf(`"triggeredAt":"%d",`, k.stamp(w.now))
	}
	run := ""
	if r.SyncRunID != "" {
		run = fmt.Sprintf(`"syncRunId":%q,`, r.SyncRunID)
	}
	data := fmt.Sprintf(`{"value":%d}`, value)
	if kind == "record.deleted" {
		data = `{"employeeId":""}`
	}
	e.body = fmt.Appendf(nil, `{"eventId":%q,"eventType":%q,"syncType":%q,"syncDataType":%q,"syncJobId":%q,%s%s"recordId":%q,"eventData":%s}`,
		e.id, kind, r.syncType(), r.sync.dataType, r.SyncJobID, run, triggered, id, data)
	w.note("%s %s: %s %s = %d as %s (refusals %d, poison %v, drop %v)", r.SyncJobID, r.SyncRunID, kind, id, value, e.id, e.refusals, e.poison, e.drop)
	k.send(e)
}

func (r *histRun) syncType() knit.SyncType {
	if r.initial {
		return knit.SyncInitial
	}
	return knit.SyncDelta
}

func (k *histKnit) stamp(at time.Time) int64 { return at.Add(k.w.skew).UnixMilli() }

// ended reports that a run has read everything.
func (k *histKnit) ended(r *histRun) {
	r.sync.reading--
	r.ended = k.w.now
	k.report(r, "processed", fmt.Sprintf(`"status":"processed","processed":%d,"emitted":%d,"startedAt":"%d","processedAt":"%d","complete":false`,
		len(r.sights), len(r.events), k.stamp(r.began), k.stamp(r.ended)))
	k.consume(r)
}

// consume reports that every event of a run was acknowledged.
func (k *histKnit) consume(r *histRun) {
	if r.consumed || r.ended.IsZero() || slices.ContainsFunc(r.events, func(e *histEvent) bool { return !e.acked }) {
		return
	}
	r.consumed = true
	n := len(r.events)
	k.report(r, "allConsumed", fmt.Sprintf(`"status":"completed","processed":%d,"emitted":%d,"consumed":%d,"startedAt":"%d","processedAt":"%d","completedAt":"%d","complete":true`,
		len(r.sights), n, n, k.stamp(r.began), k.stamp(r.ended), k.stamp(k.w.now)))
}

func (k *histKnit) report(r *histRun, name, data string) {
	e := k.event(r, "sync.events."+name)
	e.body = fmt.Appendf(nil, `{"eventId":%q,"eventType":%q,"syncType":%q,"syncDataType":%q,"syncJobId":%q,"syncRunId":%q,"triggeredAt":"%d","eventData":{%s}}`,
		e.id, e.kind, r.syncType(), r.sync.dataType, r.SyncJobID, r.SyncRunID, k.stamp(k.w.now), data)
	k.send(e)
}

func (k *histKnit) send(e *histEvent) { k.w.after(k.w.delay(), func() { k.attempt(e) }) }

// attempt is one request of an event. Knit sends it again until the response is 200, for four days.
func (k *histKnit) attempt(e *histEvent) {
	w := k.w
	if p := e.prev; w.unsigned && !e.arrived && p != nil && !p.arrived && !p.gaveUp {
		w.after(time.Minute, func() { k.attempt(e) }) // without times, only the order of the first attempts is left
		return
	}
	if e.first.IsZero() {
		e.first, e.backoff = w.now, 30*time.Second
	}
	ok := false
	if !w.chance(w.loss / 2) {
		k.attack(e)
		ok = w.system.receive(k.delivery(e, e.run.sync.integration), e)
		w.note("%s answered 200: %v", e.id, ok)
		ok = ok && !w.chance(w.loss/2)
	}
	switch {
	case ok:
		e.run.heard = true
		if again := e.acked; !again {
			e.acked = true
			k.consume(e.run)
		}
		if w.chance(w.twice) {
			k.send(e)
		}
		return
	case e.acked: // a duplicate that was lost
		return
	case w.now.Sub(e.first) > knitRetries:
		e.gaveUp = true
		return
	}
	w.after(e.backoff/2+w.upTo(e.backoff), func() { k.attempt(e) })
	e.backoff = min(2*e.backoff, 12*time.Hour)
}

// attack plans that an attacker sends a recorded request under the id of another customer, even before the
// real one arrives.
func (k *histKnit) attack(e *histEvent) {
	w := k.w
	if !w.chance(w.forge) || w.unsigned && !e.arrived {
		return
	}
	victim := k.syncs[w.rng.IntN(len(k.syncs))].integration
	if victim == e.run.sync.integration {
		return
	}
	forge := func() { w.system.receiveForged(k.delivery(e, victim), e) }
	if w.rng.IntN(2) == 0 && (!w.inbox || w.gate || w.rng.IntN(10) == 0) {
		forge()
		return
	}
	w.after(w.upTo(48*time.Hour)+time.Hour, forge)
}

// delivery parses the request of an event.
func (k *histKnit) delivery(e *histEvent, integration string) *webhook.Delivery {
	list, err := knit.ParseDeliveries(http.Header{"X-Knit-Integration-Id": {integration}}, e.body)
	if err != nil || len(list) != 1 {
		panic(fmt.Sprint("the body of an event does not parse: ", err))
	}
	list[0].Received = k.w.now
	return list[0]
}
