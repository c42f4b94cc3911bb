package knit_test

import (
	"context"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/knit"
	"github.com/rolecall-dev/rolecall/webhook"
)

func TestApplicationEventFull(t *testing.T) {
	t.Parallel()
	full, d := dispatch[knit.ApplicationEvent](t, sample(t, "applications_new_full.json"))
	require.Equal(t, "knit:record.new/ats_applications", d.Type)
	require.Equal(t, integrationID+"/ats_applications/app-1", d.Key)
	require.Equal(t, knit.Application{
		Info: &knit.ApplicationInfo{
			ID: "app-1", Status: knit.ApplicationActive, JobID: "job-2", Origin: knit.OriginReferral,
			AppliedAt: parseTime(t, "2026-01-05T09:00:00Z"), UpdatedAt: parseTime(t, "2026-01-06T10:11:12.345Z"),
			Owner: &knit.User{ID: "usr-2", Email: "recruiter@example.com"},
			Candidate: &knit.CandidateInfo{
				ID: "cand-1", FirstName: "Zoë", LastName: "Example", Phones: []knit.Phone{{Type: knit.PhoneSkype, Number: "zoe.example"}},
				Emails: []knit.Email{{Type: knit.EmailPersonal, Address: "zoe@example.com"}},
				Links:  []string{"https://people.example.com/zoe"}, Location: "Malmö, Sweden",
			},
		},
		CurrentStage: &knit.Stage{ID: "st-2", Text: "Trial day"},
		Interviews: []knit.Interview{{
			ID: "int-1", Subject: "First talk", Location: "Atelier", Status: knit.InterviewScheduled,
			ScheduledStart: parseTime(t, "2026-01-08T09:00:00Z"), ScheduledEnd: parseTime(t, "2026-01-08T09:30:00Z"),
			Stage: &knit.Stage{ID: "st-1", Text: "Screening"}, Creator: &knit.User{ID: "usr-2"},
			Interviewers: []knit.User{{ID: "usr-1", Email: "manager@example.com"}},
		}},
		Attachments: []knit.Attachment{{Type: knit.AttachmentResume, Name: "cv.pdf", Link: "https://files.example.com/cv/1?expires=60"}},
		QuestionResponses: []knit.QuestionResponse{
			{QuestionText: "May you work at night?", QuestionType: knit.QuestionYesNo, Answer: &knit.QuestionAnswer{Text: "YES"}},
			{QuestionText: "Years?", QuestionType: knit.QuestionNumber, Answer: &knit.QuestionAnswer{NumberValue: new(2.5)}},
			{QuestionText: "Tools?", QuestionType: knit.QuestionMultipleChoice, Answer: &knit.QuestionAnswer{SelectedOptions: []string{"Meter", "Drill"}}},
			{QuestionText: "From when?", QuestionType: knit.QuestionDate, Answer: &knit.QuestionAnswer{DateValue: "1 March"}},
			{QuestionText: "How much?", QuestionType: knit.QuestionRatingScale, Answer: &knit.QuestionAnswer{RatingValue: new(4.0)}},
		},
	}, full.Data)

	wrapped, _ := dispatch[knit.ApplicationEvent](t, sample(t, "applications_modified_wrapped.json"))
	require.Equal(t, full.Data.CurrentStage, wrapped.Data.CurrentStage)
	require.Equal(t, full.Data.Attachments, wrapped.Data.Attachments)
	require.Equal(t, &knit.Rejection{Text: "Not now", RejectedAt: parseTime(t, "2026-01-07T00:00:00Z")}, wrapped.Data.Rejection)
	require.Nil(t, wrapped.Data.QuestionResponses)
	require.Empty(t, wrapped.Data.Extra)

	deleted, _ := dispatch[knit.ApplicationDeletedEvent](t, sample(t, "applications_deleted.json"))
	require.Equal(t, knit.DeletedApplication{}, deleted.Data)
	require.Equal(t, "app-1", deleted.RecordID)
}

func TestCandidateEventFull(t *testing.T) {
	t.Parallel()
	e, d := dispatch[knit.CandidateEvent](t, sample(t, "candidates_new.json"))
	require.Equal(t, "knit:record.new/ats_candidates", d.Type)
	require.Equal(t, "Electrician", e.Data.Info.Title)
	require.Equal(t, []string{"app-1"}, e.Data.Info.ApplicationIDs)
	require.Equal(t, []knit.Education{{ID: "1", Degree: "BSc", CurrentlyPursuing: new(false), Major: "Wiring", Institute: "Example University"}}, e.Data.Education)
	require.JSONEq(t, `[{"name":"Wiring","proficiency":"HIGH"}]`, string(e.Data.Skills))
	require.Empty(t, e.Data.Extra)
	deleted, _ := dispatch[knit.CandidateDeletedEvent](t, sample(t, "candidates_deleted.json"))
	require.Equal(t, "cand-1", deleted.Data.CandidateID)
}

// A handler of OtherEvent receives every event without its own handler, unknown types included, with the
// envelope decoded.
func TestOtherEvents(t *testing.T) {
	t.Parallel()
	var got []dispatched
	router := recordingRouter(&got)
	recordEvents(router, &got, knit.OtherEvent)
	events := []string{"sync.events.paused", "app.integration.deactivate", "record.", "something", "*"}
	for _, dataType := range []string{"crm_deals", "crm_contacts", "accounting_invoices", "ticketing_tickets", "employee_v2", "custom", ""} {
		for _, event := range []string{"record.new", "record.modified", "record.deleted", "record.archived"} {
			events = append(events, event+"/"+dataType)
		}
	}
	record := []byte(`{"info":{"id":"r 1"},"x":[1.50]}`)
	for _, event := range events {
		kind, dataType, _ := strings.Cut(event, "/")
		body := fmt.Sprintf(`{"eventId":"ev_1","eventType":%q,"syncDataType":%q,"recordId":"r 1","eventData":%s,"y":1}`, kind, dataType, record)
		got = got[:0]
		require.NoError(t, router.Accept(t.Context(), parse(t, []byte(body))), event)
		require.Len(t, got, 1, event)
		e, ok := got[0].event.(*knit.RawEvent)
		require.True(t, ok, event)
		require.Equal(t, kind, e.EventType)
		require.Equal(t, knit.DataType(dataType), e.DataType)
		require.Equal(t, record, []byte(e.Data), "the record is unmodified")
		require.Contains(t, e.Extra, "y")
		require.Contains(t, got[0].delivery.Type, kind)
	}
	require.Zero(t, router.Unknown())
}

// OtherEvent also receives known types for which your backend has no handler.
func TestOtherEventsUnhandledType(t *testing.T) {
	t.Parallel()
	var got []dispatched
	router := webhook.NewRouter()
	recordEvents(router, &got, knit.JobNew)
	recordEvents(router, &got, knit.OtherEvent)
	for _, file := range samples(t) {
		require.NoError(t, router.Accept(t.Context(), parse(t, sample(t, file))))
	}
	require.Len(t, got, len(samples(t)))
	require.Zero(t, router.Unknown())
	require.NoError(t, router.Accept(t.Context(), &webhook.Delivery{Type: "kombo:x", Body: []byte("{}")}))
	require.EqualValues(t, 1, router.Unknown(), "a delivery of another provider")
}

// Every event constant except OtherEvent has a sample.
func TestSampleOfEveryEvent(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, file := range samples(t) {
		seen[parse(t, sample(t, file)).Type] = true
	}
	file, err := parser.ParseFile(token.NewFileSet(), "events.go", nil, parser.SkipObjectResolution)
	require.NoError(t, err)
	n := 0
	ast.Inspect(file, func(node ast.Node) bool {
		if lit, ok := node.(*ast.BasicLit); ok && strings.HasPrefix(lit.Value, `"knit:`) {
			event, err := strconv.Unquote(lit.Value)
			require.NoError(t, err)
			require.True(t, seen[event] || event == string(knit.OtherEvent), event)
			n++
		}
		return true
	})
	require.Equal(t, 20, n)
}

func TestUnreadMemberIsReported(t *testing.T) {
	t.Parallel()
	router := webhook.NewRouter()
	handled, reports := 0, [][]knit.UnreadMember{}
	webhook.On(router, knit.ApplicationNew, func(_ context.Context, _ *knit.ApplicationEvent, _ *webhook.Delivery) error {
		handled++
		return nil
	})
	router.UseUnmarshal(knit.ReportUnread(func(members []knit.UnreadMember) { reports = append(reports, members) }))
	for _, at := range []string{"zoe@example.com", "Invalid date", "-0001-11-30T00:00:00+0100", "1785750000", "2024-05-01T09:00Z"} {
		d := parse(t, []byte(`{"eventId":"1","eventType":"record.new","syncDataType":"ats_applications","recordId":"a1","eventData":{"info":{"id":"a1","appliedAt":"`+at+`"}}}`))
		require.NoError(t, router.Accept(t.Context(), d))
	}
	require.Equal(t, 5, handled)
	require.Len(t, reports, 1, "one report for one record")
	require.Len(t, reports[0], 1)
	require.Contains(t, reports[0][0].Path, "appliedAt")
	require.NotContains(t, fmt.Sprintf("%v %+v", reports, reports), "zoe@example.com")
}
