package knittest

import (
	"context"
	"encoding/json"
	"time"

	"github.com/rolecall-dev/rolecall/internal/fake"
	"github.com/rolecall-dev/rolecall/knit"
)

// syncJob is the sync of one data type. Server.mu guards it.
type syncJob struct {
	id          string
	dataType    knit.DataType
	models      []knit.Model
	destination string
	paused      bool
	startHour   int
	startMinute int
	store       *store
}

// run is one run of a sync: its events, in order.
type run struct {
	id       string
	syncType knit.SyncType
	began    time.Time
	job      *syncJob
	events   []fake.Message
}

// begin starts a run in the background and, behind an initial one, its delta. The caller
// holds s.mu.
func (s *Server) begin(job *syncJob, kind knit.SyncType) string {
	first := s.prepare(job, kind)
	s.enter()
	go func() {
		defer s.end()
		if s.deliver(s.ctx, first) != nil || first.syncType != knit.InitialSync {
			return
		}
		s.mu.Lock()
		if job.paused {
			s.mu.Unlock()
			return
		}
		delta := s.prepare(job, knit.DeltaSync)
		s.mu.Unlock()
		_ = s.deliver(s.ctx, delta) // ends with the server
	}()
	return first.id
}

// enter counts a run in. The caller holds s.mu.
func (s *Server) enter() {
	if s.runs++; s.runs == 1 {
		s.idle = make(chan struct{})
	}
}

// end counts a run and its delta out.
func (s *Server) end() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.runs--; s.runs == 0 {
		close(s.idle)
	}
}

// prepare makes the events of a run: every active record, or what changes now. The caller
// holds s.mu.
func (s *Server) prepare(job *syncJob, kind knit.SyncType) *run {
	if kind != knit.DeltaSync {
		kind = knit.InitialSync
	}
	r := &run{id: s.id("sr"), syncType: kind, began: s.opts.Now(), job: job}
	if kind == knit.InitialSync {
		for _, rec := range job.store.records {
			if !rec.deleted {
				s.add(r, "record.new", rec)
			}
		}
		return r
	}
	d := s.opts.delta
	for _, rec := range job.store.records {
		switch {
		case rec.deleted:
		case d.Modified > 0:
			d.Modified--
			rec.revision++
			s.add(r, "record.modified", rec)
		case d.Deleted > 0:
			d.Deleted--
			rec.deleted = true
			s.add(r, "record.deleted", rec)
		}
	}
	for range d.New {
		rec := &record{dataType: job.dataType, number: len(job.store.records)}
		job.store.records = append(job.store.records, rec)
		s.add(r, "record.new", rec)
	}
	return r
}

// add puts one record event into a run.
func (s *Server) add(r *run, eventType string, rec *record) {
	s.message(r, eventType, rec.id(), rec.payload(eventType, r.job.models))
}

// message puts an event into a run. The caller holds s.mu.
func (s *Server) message(r *run, eventType, recordID string, payload any) {
	e := knit.Event[any]{
		EventID: s.id("ev"), EventType: eventType, Data: payload,
		SyncType: r.syncType, DataType: r.job.dataType, SyncJobID: r.job.id, SyncRunID: r.id,
		RecordID: recordID, TriggeredAt: r.began.Truncate(time.Millisecond),
	}
	body, err := json.Marshal(e)
	if err != nil {
		panic(err) // the payloads are our own
	}
	r.events = append(r.events, fake.Message{ID: e.EventID, Type: eventType, URL: r.job.destination, Body: body})
}

// deliver sends the records, then what Knit says of the run, and each until it is answered
// 200.
func (s *Server) deliver(ctx context.Context, r *run) error {
	records := len(r.events)
	if err := s.courier.Begin(ctx); err != nil {
		return err
	}
	if err := s.courier.Deliver(ctx, r.events); err != nil {
		return err
	}
	report := knit.SyncReport{Status: "processed", Processed: &records, Emitted: &records, StartedAt: r.began, ProcessedAt: s.opts.Now(), Complete: new(false)}
	if err := s.tell(ctx, r, "sync.events.processed", report); err != nil {
		return err
	}
	report.Status, report.Consumed, report.CompletedAt, report.Complete = "completed", &records, s.opts.Now(), new(true)
	return s.tell(ctx, r, "sync.events.allConsumed", report)
}

func (s *Server) tell(ctx context.Context, r *run, eventType string, report knit.SyncReport) error {
	s.mu.Lock()
	r.events = nil
	s.message(r, eventType, "", report)
	s.mu.Unlock()
	return s.courier.Deliver(ctx, r.events)
}
