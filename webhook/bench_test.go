package webhook_test

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"hash"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/webhook"
)

// Each benchmark is compared with a floor: the work that no implementation can avoid. "ratio" runs both
// alternately, so that a busy machine slows both down, and reports the median of the ratios as x-floor.
//
//	go test -run '^$' -bench . ./webhook

func BenchmarkVerify2KB(b *testing.B)  { benchmarkVerify(b, 2<<10) }
func BenchmarkVerify64KB(b *testing.B) { benchmarkVerify(b, 64<<10) }

func benchmarkVerify(b *testing.B, n int) {
	body := bytes.Repeat([]byte("x"), n)
	keys, err := webhook.StaticKeys(kn)
	require.NoError(b, err)
	h := webhook.HMAC{Header: "X-Signature", Keys: keys}
	r := withSignature(webhook.Sign(kn, body, webhook.RawURL, ""))
	floor := newMACFloor(body)
	verify := func() {
		if h.Verify(r, body) != nil {
			b.Fatal("rejected")
		}
	}
	run(b, "floor", n, func() { floor.check(b, body) })
	run(b, "verify", n, verify)
	ratio(b, "ratio", func() { floor.check(b, body) }, verify)
}

// BenchmarkVerifySchemes verifies signatures of several schemes, two of which sign a time. The body
// is as large as that of BenchmarkVerify2KB.
func BenchmarkVerifySchemes(b *testing.B) {
	body := bytes.Repeat([]byte("x"), 2<<10)
	floor := newMACFloor(body)
	for _, name := range []string{"GitHub, published", "Stripe", "Standard Webhooks, published"} {
		s := schemes[name]
		h := s.verifier(b)
		header := http.Header{}
		require.NoError(b, h.Sign(header, s.secret, body))
		r := &http.Request{Header: header}
		ratio(b, name, func() { floor.check(b, body) }, func() {
			if h.Verify(r, body) != nil {
				b.Fatal("rejected")
			}
		})
	}
}

func BenchmarkReceiver2KB(b *testing.B)  { benchmarkReceiver(b, 2<<10) }
func BenchmarkReceiver64KB(b *testing.B) { benchmarkReceiver(b, 64<<10) }

func benchmarkReceiver(b *testing.B, n int) {
	body := jobBody(b, n)
	n = len(body)
	src := acme(b)
	src.Route, src.Keep = jobRoute, []string{"X-Acme-Run", "X-Acme-Tenant"}
	r := signed(body)
	r.Header.Set("X-Acme-Run", "run-1")
	r.Header.Set("X-Acme-Tenant", "tenant-1")
	a := repeatable(r, body)

	reader := bytes.NewReader(body)
	mac := newMACFloor(body)
	rawFloor := func() {
		reader.Reset(body)
		own := make([]byte, n)
		if _, err := io.ReadFull(reader, own); err != nil {
			b.Fatal(err)
		}
		mac.check(b, own)
	}
	floor := func() {
		reader.Reset(body)
		own := make([]byte, n)
		if _, err := io.ReadFull(reader, own); err != nil {
			b.Fatal(err)
		}
		mac.check(b, own)
		if err := json.Unmarshal(own, new(jobEvent)); err != nil {
			b.Fatal(err)
		}
	}
	through := func(sink webhook.Sink) func() {
		rx := receiver(b, src, sink)
		return func() {
			if a.serve(rx) != 200 {
				b.Fatal(a.w.status)
			}
		}
	}
	var kept *webhook.Delivery
	queue := through(webhook.SinkFunc(func(_ context.Context, d *webhook.Delivery) error {
		kept = d
		return nil
	}))
	router := webhook.NewRouter()
	webhook.On(router, "acme:record.new/jobs", func(_ context.Context, e *jobEvent, d *webhook.Delivery) error {
		if e.EventID != d.ID {
			b.Fatal("wrong event")
		}
		return nil
	})
	typed := through(router)
	run(b, "floor", n, floor)
	run(b, "queue", n, queue)
	run(b, "typed", n, typed)
	ratio(b, "ratio_typed", floor, typed)
	ratio(b, "ratio_queue_to_read_and_mac", rawFloor, queue)
	require.NotNil(b, kept)
}

func run(b *testing.B, name string, n int, f func()) {
	b.Run(name, func(b *testing.B) {
		b.ReportAllocs()
		b.SetBytes(int64(n))
		for b.Loop() {
			f()
		}
	})
}

func ratio(b *testing.B, name string, floor, ours func()) {
	b.Run(name, func(b *testing.B) {
		timed := func(f func(), times int) time.Duration {
			start := time.Now()
			for range times {
				f()
			}
			return time.Since(start)
		}
		// Each measurement takes about 250 µs: long enough for the clock, short enough for the scheduler.
		times := max(1, int(250*time.Microsecond/max(timed(floor, 10)/10, 1)))
		var all []float64
		for b.Loop() {
			one := timed(floor, times)
			all = append(all, float64(timed(ours, times))/float64(one))
		}
		slices.Sort(all)
		b.ReportMetric(all[len(all)/2], "x-floor")
		b.ReportMetric(0, "ns/op")
	})
}

// macFloor computes and compares one HMAC, with a pooled hash state.
type macFloor struct {
	pool sync.Pool
	want []byte
}

type macState struct {
	hash hash.Hash
	sum  [sha256.Size]byte
}

func newMACFloor(body []byte) *macFloor {
	f := &macFloor{pool: sync.Pool{New: func() any { return &macState{hash: hmac.New(sha256.New, []byte(kn))} }}}
	mac := hmac.New(sha256.New, []byte(kn))
	_, _ = mac.Write(body)
	f.want = mac.Sum(nil)
	return f
}

func (f *macFloor) check(b *testing.B, body []byte) {
	s := f.pool.Get().(*macState)
	s.hash.Reset()
	_, _ = s.hash.Write(body)
	if !hmac.Equal(s.hash.Sum(s.sum[:0]), f.want) {
		b.Fatal("rejected")
	}
	f.pool.Put(s)
}

// jobEvent is an event like those of the providers of job data.
type jobEvent struct {
	EventID     string `json:"eventId"`
	EventType   string `json:"eventType"`
	DataType    string `json:"dataType"`
	RecordID    string `json:"recordId"`
	TriggeredAt string `json:"triggeredAt"`
	Data        job    `json:"data"`
}

type job struct {
	ID           string            `json:"id"`
	Title        string            `json:"title"`
	Status       string            `json:"status"`
	Department   string            `json:"department"`
	Description  string            `json:"description"`
	Remote       *bool             `json:"remote"`
	Openings     *int              `json:"openings"`
	Salary       *salary           `json:"salary"`
	Locations    []location        `json:"locations"`
	HiringTeam   []person          `json:"hiringTeam"`
	CustomFields map[string]string `json:"customFields"`
	CreatedAt    time.Time         `json:"createdAt"`
	UpdatedAt    time.Time         `json:"updatedAt"`
}

type salary struct {
	Min      *float64 `json:"min"`
	Max      *float64 `json:"max"`
	Currency string   `json:"currency"`
}

type location struct {
	City    string   `json:"city"`
	State   string   `json:"state"`
	Country string   `json:"country"`
	Zip     string   `json:"zip"`
	Lat     *float64 `json:"lat"`
	Lon     *float64 `json:"lon"`
}

type person struct {
	ID    string   `json:"id"`
	Name  string   `json:"name"`
	Email string   `json:"email"`
	Roles []string `json:"roles"`
}

// jobBody returns an event of about n bytes. A larger event has more people, as real events do.
func jobBody(tb testing.TB, n int) []byte {
	tb.Helper()
	e := jobEvent{
		EventID: "evt-7f3c9a52-1d0e-4b8f", EventType: "record.new", DataType: "jobs", RecordID: "job-123456", TriggeredAt: "1765500000000",
		Data: job{
			ID: "job-123456", Title: "Backend Engineer (m/f/d)", Status: "OPEN", Department: "Platform",
			Description: strings.Repeat("You build things that last, with people who care. ", 8),
			Remote:      new(true), Openings: new(3), Salary: &salary{Min: new(65000.0), Max: new(90000.5), Currency: "EUR"},
			Locations:    []location{{"Berlin", "BE", "DE", "10115", new(52.532), new(13.3849)}, {"Zürich", "ZH", "CH", "8001", new(47.3769), new(8.5417)}},
			CustomFields: map[string]string{"cost_center": "4711", "level": "senior", "visa": "yes"},
			CreatedAt:    time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), UpdatedAt: time.Date(2026, 2, 3, 4, 5, 6, 7000, time.UTC),
		},
	}
	for i := 0; ; i++ {
		body, err := json.Marshal(e)
		require.NoError(tb, err)
		if len(body) >= n-100 {
			return body
		}
		e.Data.HiringTeam = append(e.Data.HiringTeam, person{
			ID: fmt.Sprintf("p-%06d", i), Name: "Ada Example", Email: fmt.Sprintf("ada.%d@example.test", i), Roles: []string{"recruiter", "interviewer"},
		})
	}
}

// jobRoute searches the bytes for the members, because the benchmark does not measure the Route of a
// provider.
func jobRoute(d *webhook.Delivery) (webhook.Route, error) {
	value := func(name string) []byte {
		_, rest, _ := bytes.Cut(d.Body, []byte(name))
		end := bytes.IndexByte(rest, '"')
		return rest[:end]
	}
	return webhook.Route{
		Event: value(`"eventType":"`), Object: value(`"dataType":"`), ID: value(`"eventId":"`),
		Key: [3][]byte{value(`"dataType":"`), value(`"recordId":"`)},
	}, nil
}

func TestBenchmarkRoute(t *testing.T) {
	src := acme(t)
	src.Route = jobRoute
	for _, n := range []int{2 << 10, 64 << 10} {
		body := jobBody(t, n)
		require.InDelta(t, n, len(body), 200)
		d := parseOne(t, src, http.Header{}, body)
		require.Equal(t, "acme:record.new/jobs", d.Type)
		require.Equal(t, "evt-7f3c9a52-1d0e-4b8f", d.ID)
		require.Equal(t, "jobs/job-123456", d.Key)
	}
}
