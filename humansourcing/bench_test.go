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

// The floor is what nobody can leave out: read a candidate of one megabyte and decode it with
// json.Unmarshal into the same structs. "ratio" runs both in turns, so that a busy machine slows
// them alike, and reports the median as x-floor, which should stay below 1.2. There are two floors:
// "methods" are the structs as they are, "plain" are structs of the same members without methods,
// which encoding/json decodes by itself and which take none of the shapes that have to be forgiven.
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
		ours := typedReceiver(b, body)
		b.Run(name, func(b *testing.B) {
			run(b, "floor methods", len(body), floor[humansourcing.CandidateEvent](b, body))
			run(b, "floor plain", len(body), floor[plainEvent](b, body))
			run(b, "received and decoded", len(body), ours)
			ratio(b, "ratio methods", floor[humansourcing.CandidateEvent](b, body), ours)
			ratio(b, "ratio plain", floor[plainEvent](b, body), ours)
		})
	}
}

// candidateBody is one event of about a megabyte, in an array as it comes.
func candidateBody(tb testing.TB, actions, text int, irregular humansourcingtest.Irregularity) []byte {
	tb.Helper()
	s := humansourcingtest.NewSender(tb, humansourcingtest.WithJobs(0), humansourcingtest.WithCandidates(1), humansourcingtest.WithChanges(humansourcingtest.Changes{}),
		humansourcingtest.WithActions(actions), humansourcingtest.WithTextSize(text), humansourcingtest.WithFraming(humansourcingtest.FramingArray),
		humansourcingtest.WithIrregularities(irregular))
	body := s.Bodies()[0]
	require.InEpsilon(tb, 1<<20, len(body), 0.15)
	return body
}

// floor decodes the one element of the array: our own decoding of it ends at its bytes, too.
func floor[E any](tb testing.TB, body []byte) func() {
	return func() {
		own := make([]byte, len(body))
		if _, err := io.ReadFull(bytes.NewReader(body), own); err != nil {
			tb.Fatal(err)
		}
		var list [1]E
		if err := json.Unmarshal(own, &list); err != nil {
			tb.Fatal(err)
		}
	}
}

// typedReceiver serves body to a receiver with a typed handler.
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
	answer := &blank{header: http.Header{}}
	return func() {
		reader.Reset(body)
		if rx.ServeHTTP(answer, request); answer.status != http.StatusOK {
			tb.Fatal(answer.status)
		}
	}
}

// blank is a ResponseWriter that costs nothing.
type blank struct {
	header http.Header
	status int
}

func (b *blank) Header() http.Header         { return b.header }
func (b *blank) Write(p []byte) (int, error) { return len(p), nil }
func (b *blank) WriteHeader(status int)      { b.status = status }

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
	timed := func(f func()) time.Duration {
		start := time.Now()
		f()
		return time.Since(start)
	}
	b.Run(name, func(b *testing.B) {
		var all []float64
		for b.Loop() {
			one := timed(floor)
			all = append(all, float64(timed(ours))/float64(one))
		}
		slices.Sort(all)
		b.ReportMetric(all[len(all)/2], "x-floor")
		b.ReportMetric(0, "ns/op")
	})
}

// The same members as those of the package's own types, for encoding/json alone.
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
