package humansourcing_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/humansourcing"
	"github.com/rolecall-dev/rolecall/humansourcing/humansourcingtest"
	"github.com/rolecall-dev/rolecall/webhook"
)

// The floor is the least work that is possible: it reads a candidate of one megabyte and decodes it with
// json.Unmarshal into the same structs. "ratio" runs the floor and the receiver alternately, so that a busy
// machine slows both equally, and reports the median as x-floor, which should stay below 1.2. There are two
// floors: "methods" decodes into the models of this package. "plain" decodes into structs with the same members
// but without methods, which do not accept the irregular shapes.
//
//	go test -run '^$' -bench Candidate1MB ./humansourcing
func BenchmarkCandidate1MB(b *testing.B) {
	for name, c := range map[string]struct {
		actions, text int
		irregular     humansourcingtest.Irregularity
	}{
		"with long CVs":        {30, 33_000, humansourcingtest.NoIrregularity},
		"with escaped letters": {30, 30_000, humansourcingtest.IrregularLetters},
		"with a long history":  {1050, 300, humansourcingtest.NoIrregularity},
	} {
		body := candidateBody(b, c.actions, c.text, c.irregular)
		receive := typedReceiver(b, body)
		b.Run(name, func(b *testing.B) {
			run(b, "floor methods", len(body), floor[humansourcing.CandidateEvent](b, body))
			run(b, "floor plain", len(body), floor[plainEvent](b, body))
			run(b, "received and decoded", len(body), receive)
			ratio(b, "ratio methods", floor[humansourcing.CandidateEvent](b, body), receive)
			ratio(b, "ratio plain", floor[plainEvent](b, body), receive)
		})
	}
}

// candidateBody returns an array with one event of about a megabyte.
func candidateBody(tb testing.TB, actions, text int, irregular humansourcingtest.Irregularity) []byte {
	tb.Helper()
	s := humansourcingtest.NewSender(tb, humansourcingtest.WithJobs(0), humansourcingtest.WithCandidates(1), humansourcingtest.WithChanges(humansourcingtest.Changes{}),
		humansourcingtest.WithActions(actions), humansourcingtest.WithTextSize(text), humansourcingtest.WithFraming(humansourcingtest.FramingArray),
		humansourcingtest.WithIrregularities(irregular))
	body := s.Bodies()[0]
	require.InEpsilon(tb, 1<<20, len(body), 0.15)
	return body
}

// floor returns a function that reads and decodes an array of one event.
func floor[E any](tb testing.TB, body []byte) func() {
	return func() {
		read := make([]byte, len(body))
		if _, err := io.ReadFull(bytes.NewReader(body), read); err != nil {
			tb.Fatal(err)
		}
		var list [1]E
		if err := json.Unmarshal(read, &list); err != nil {
			tb.Fatal(err)
		}
	}
}

// typedReceiver returns a function that sends body to a receiver with a typed handler.
func typedReceiver(tb testing.TB, body []byte) func() {
	tb.Helper()
	router := webhook.NewRouter()
	webhook.On(router, humansourcing.CandidateCreated, func(_ context.Context, e *humansourcing.CandidateEvent, _ *webhook.Delivery) error {
		if e.Data.ID == "" {
			tb.Error("not decoded")
		}
		return nil
	})
	secret, err := webhook.SharedSecret(func(r *http.Request) string { return r.Header.Get("X-Secret") }, "not-real")
	require.NoError(tb, err)
	rx, err := humansourcing.NewReceiver(secret, router)
	require.NoError(tb, err)
	reader := bytes.NewReader(body)
	request := &http.Request{Method: http.MethodPost, Header: http.Header{"X-Secret": {"not-real"}}, ContentLength: int64(len(body)), Body: io.NopCloser(reader)}
	request = request.WithContext(tb.Context())
	response := &discardWriter{header: http.Header{}}
	return func() {
		reader.Reset(body)
		if rx.ServeHTTP(response, request); response.status != http.StatusOK {
			tb.Fatal(response.status)
		}
	}
}

// discardWriter is a ResponseWriter that does not allocate.
type discardWriter struct {
	header http.Header
	status int
}

func (d *discardWriter) Header() http.Header         { return d.header }
func (d *discardWriter) Write(p []byte) (int, error) { return len(p), nil }
func (d *discardWriter) WriteHeader(status int)      { d.status = status }

func run(b *testing.B, name string, n int, f func()) {
	b.Run(name, func(b *testing.B) {
		b.ReportAllocs()
		b.SetBytes(int64(n))
		for b.Loop() {
			f()
		}
	})
}

func ratio(b *testing.B, name string, floor, receive func()) {
	measure := func(f func()) time.Duration {
		start := time.Now()
		f()
		return time.Since(start)
	}
	b.Run(name, func(b *testing.B) {
		var ratios []float64
		for b.Loop() {
			base := measure(floor)
			ratios = append(ratios, float64(measure(receive))/float64(base))
		}
		slices.Sort(ratios)
		b.ReportMetric(ratios[len(ratios)/2], "x-floor")
		b.ReportMetric(0, "ns/op")
	})
}

// Structs with the same members as the models, but without methods.
type (
	plainEvent struct {
		Event string                     `json:"event"`
		Type  string                     `json:"type"`
		Data  plainCandidate             `json:"data"`
		Extra map[string]json.RawMessage `json:"-"`
	}
	plainCandidate struct {
		ID             json.Number                `json:"id"`
		CompanyID      string                     `json:"id_company"`
		FirstName      string                     `json:"first_name"`
		LastName       string                     `json:"last_name"`
		Email          string                     `json:"email"`
		Landline       string                     `json:"tel_landline"`
		Mobile         string                     `json:"tel_mobile"`
		Tags           []json.RawMessage          `json:"tags"`
		Actions        []plainAction              `json:"action"`
		LatestActionAt time.Time                  `json:"latest_action"`
		Extra          map[string]json.RawMessage `json:"-"`
	}
	plainAction struct {
		ID            string                     `json:"id"`
		TypeID        string                     `json:"type"`
		DefaultTypeID string                     `json:"default_type"`
		MediaID       string                     `json:"media"`
		Rating        any                        `json:"rating"`
		Badge         json.RawMessage            `json:"pastille"`
		Code          string                     `json:"code"`
		Emailing      *bool                      `json:"emailing"`
		Date          time.Time                  `json:"date"`
		Consultant    *plainConsultant           `json:"consultant"`
		Post          *plainPost                 `json:"poste"`
		Attachments   []plainAttachment          `json:"attachment"`
		Form          *plainForm                 `json:"form"`
		Extra         map[string]json.RawMessage `json:"-"`
	}
	plainConsultant struct {
		ID        string                     `json:"id"`
		OfficeID  string                     `json:"office"`
		FirstName string                     `json:"first_name"`
		LastName  string                     `json:"last_name"`
		Extra     map[string]json.RawMessage `json:"-"`
	}
	plainPost struct {
		ID         string                     `json:"id"`
		Title      string                     `json:"title"`
		StatusID   string                     `json:"status"`
		Badge      json.RawMessage            `json:"pastille"`
		CustomerID string                     `json:"customer"`
		Consultant *plainConsultant           `json:"consultant"`
		Extra      map[string]json.RawMessage `json:"-"`
	}
	plainAttachment struct {
		ID       json.Number                `json:"id"`
		TypeID   json.Number                `json:"type"`
		MIMEType string                     `json:"mimetype"`
		Text     string                     `json:"text"`
		FileName string                     `json:"filename"`
		StoredAs string                     `json:"uniqfilename"`
		Extra    map[string]json.RawMessage `json:"-"`
	}
	plainForm struct {
		ID      string                     `json:"id"`
		Image   string                     `json:"image"`
		Answers []plainAnswer              `json:"input"`
		Extra   map[string]json.RawMessage `json:"-"`
	}
	plainAnswer struct {
		ID         string                     `json:"id_form_answer"`
		QuestionID string                     `json:"id_question"`
		Question   string                     `json:"question"`
		ValueID    string                     `json:"id_form_answer_value"`
		Answer     string                     `json:"answer"`
		Extra      map[string]json.RawMessage `json:"-"`
	}
)
