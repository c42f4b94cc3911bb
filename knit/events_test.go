package knit_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/knit"
	"github.com/rolecall-dev/rolecall/webhook"
)

// headers returns the headers of Knit that a delivery keeps.
func headers() http.Header {
	return http.Header{"X-Knit-Integration-Id": {integrationID}, "X-Knit-Execution-Id": {executionID}}
}

// parse returns the one delivery of a body.
func parse(t testing.TB, body []byte) *webhook.Delivery {
	t.Helper()
	list, err := knit.ParseDeliveries(headers(), body)
	require.NoError(t, err)
	require.Len(t, list, 1)
	return list[0]
}

// dispatched is one call of a handler: the event, as a pointer to its type, and the delivery.
type dispatched struct {
	event    any
	delivery *webhook.Delivery
}

// recordingRouter returns a router with a recording handler for every event type that has a constant, except
// OtherEvent.
func recordingRouter(got *[]dispatched) *webhook.Router {
	r := webhook.NewRouter()
	recordEvents(r, got, knit.JobNew)
	recordEvents(r, got, knit.JobModified)
	recordEvents(r, got, knit.JobDeleted)
	recordEvents(r, got, knit.EmployeeNew)
	recordEvents(r, got, knit.EmployeeModified)
	recordEvents(r, got, knit.EmployeeDeleted)
	recordEvents(r, got, knit.ApplicationNew)
	recordEvents(r, got, knit.ApplicationModified)
	recordEvents(r, got, knit.ApplicationDeleted)
	recordEvents(r, got, knit.CandidateNew)
	recordEvents(r, got, knit.CandidateModified)
	recordEvents(r, got, knit.CandidateDeleted)
	recordEvents(r, got, knit.SyncProcessed)
	recordEvents(r, got, knit.SyncAllConsumed)
	recordEvents(r, got, knit.IntegrationActivated)
	recordEvents(r, got, knit.SyncHeartbeat)
	recordEvents(r, got, knit.SyncFailed)
	recordEvents(r, got, knit.BotInstalled)
	recordEvents(r, got, knit.BotUninstalled)
	return r
}

func recordEvents[E any](r *webhook.Router, got *[]dispatched, t webhook.EventType[E]) {
	webhook.On(r, t, func(_ context.Context, e *E, d *webhook.Delivery) error {
		*got = append(*got, dispatched{e, d})
		return nil
	})
}

// dispatch passes a body through ParseDeliveries and a router to the handler of its type.
func dispatch[E any](t testing.TB, body []byte) (*E, *webhook.Delivery) {
	t.Helper()
	var got []dispatched
	router := recordingRouter(&got)
	require.NoError(t, router.Accept(t.Context(), parse(t, body)))
	require.Len(t, got, 1)
	require.Zero(t, router.Unknown())
	e, ok := got[0].event.(*E)
	require.True(t, ok, "event is a %T", got[0].event)
	return e, got[0].delivery
}

// The ten samples of the guides "Syncing jobs" and "Syncing employee data".
func TestGuideSamples(t *testing.T) {
	t.Parallel()
	at := func(ms int64) time.Time { return time.UnixMilli(ms).UTC() }
	for _, kind := range []struct {
		dataType knit.DataType
		file     string
	}{{knit.DataTypeATSJobs, "jobs"}, {knit.DataTypeEmployee, "employee"}} {
		processed, d := dispatch[knit.SyncEvent](t, sample(t, "guide_"+kind.file+"_processed.json"))
		require.Equal(t, "knit:sync.events.processed", d.Type)
		require.Equal(t, integrationID, d.Key, "an event about no record has the integration as its key")
		require.Equal(t, "sync.events.processed", processed.EventType)
		require.Equal(t, knit.SyncDelta, processed.SyncType)
		require.Equal(t, kind.dataType, processed.DataType)
		require.Equal(t, "sj_test_"+string(kind.dataType), processed.SyncJobID)
		require.Equal(t, "sr_test_"+string(kind.dataType), processed.SyncRunID)
		require.Empty(t, processed.RecordID)
		require.Equal(t, knit.SyncReport{
			Status: "processed", Processed: new(120), Emitted: new(0), StartedAt: at(1767603600000), ProcessedAt: at(1767603604250), Complete: new(false),
		}, processed.Data)

		consumed, d := dispatch[knit.SyncEvent](t, sample(t, "guide_"+kind.file+"_all_consumed.json"))
		require.Equal(t, "knit:sync.events.allConsumed", d.Type)
		require.Equal(t, knit.SyncInitial, consumed.SyncType)
		require.Equal(t, knit.SyncReport{
			Status: "completed", Processed: new(120), Emitted: new(120), Consumed: new(120), Complete: new(true),
			StartedAt: at(1767603600000), ProcessedAt: at(1767603604250), CompletedAt: at(1767603609500),
		}, consumed.Data)
	}

	job, d := dispatch[knit.JobEvent](t, sample(t, "guide_jobs_new.json"))
	require.Equal(t, knit.JobEvent{
		EventID: "ev_test0001", EventType: "record.new", SyncType: knit.SyncInitial, DataType: knit.DataTypeATSJobs,
		SyncJobID: "sj_test_ats_jobs", SyncRunID: "sr_test_ats_jobs", RecordID: "job-1",
		Data: knit.Job{Info: &knit.JobInfo{}, CustomFields: map[string]json.RawMessage{}},
	}, *job)
	require.Equal(t, "knit:record.new/ats_jobs", d.Type)
	require.Equal(t, "ev_test0001", d.ID)
	require.Equal(t, integrationID, d.Tenant)
	require.Equal(t, integrationID+"/ats_jobs/job-1", d.Key)
	require.Equal(t, headers(), d.Header)

	job, d = dispatch[knit.JobEvent](t, sample(t, "guide_jobs_modified.json"))
	require.Equal(t, "knit:record.modified/ats_jobs", d.Type)
	require.Equal(t, knit.SyncDelta, job.SyncType)

	deletedJob, d := dispatch[knit.JobDeletedEvent](t, sample(t, "guide_jobs_deleted.json"))
	require.Equal(t, "knit:record.deleted/ats_jobs", d.Type)
	require.Equal(t, knit.DeletedJob{}, deletedJob.Data, "empty in Knit's sample")
	require.Equal(t, "job-1", deletedJob.RecordID, "recordId is the key")

	employee, d := dispatch[knit.EmployeeEvent](t, sample(t, "guide_employee_new.json"))
	require.Equal(t, "knit:record.new/employee", d.Type)
	require.Equal(t, knit.Employee{
		Profile: &knit.EmployeeProfile{}, OrgStructure: &knit.OrgStructure{}, Locations: &knit.Locations{}, ContactInfo: &knit.ContactInfo{},
	}, employee.Data)

	_, d = dispatch[knit.EmployeeEvent](t, sample(t, "guide_employee_modified.json"))
	require.Equal(t, "knit:record.modified/employee", d.Type)

	deleted, d := dispatch[knit.EmployeeDeletedEvent](t, sample(t, "guide_employee_deleted.json"))
	require.Equal(t, "knit:record.deleted/employee", d.Type)
	require.Equal(t, knit.DeletedEmployee{EmployeeID: "emp-1", WorkEmail: "person1@example.com"}, deleted.Data)
	require.Equal(t, "emp-1", deleted.RecordID)
	require.Equal(t, integrationID+"/employee/emp-1", d.Key)
}

func TestJobEventFull(t *testing.T) {
	t.Parallel()
	bare, _ := dispatch[knit.JobEvent](t, sample(t, "jobs_new_full.json"))
	require.Equal(t, knit.Job{
		Info: &knit.JobInfo{
			ID: "job-2", Title: "Electrician (m/f/x) <Night shift> & more", Description: "<p>Wires &amp; switches.</p>",
			CreatedAt: time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC), UpdatedAt: time.Date(2026, 1, 6, 10, 11, 12, 345e6, time.UTC),
			Status: knit.JobOpen, Confidential: new(false), InfoURL: "https://jobs.example.com/2", ApplyURL: "https://jobs.example.com/2/apply?src=a&x=b",
		},
		Departments: []knit.Department{{ID: "dep-1", Name: "Operations"}},
		Offices: []knit.Office{{ID: "off-1", Name: "Atelier", Location: "Malmö, Sweden", Address: &knit.Address{
			AddressLine1: "Provgatan 1", City: "Malmö", State: "M", Country: "SE", ZipCode: "00000",
		}}},
		HiringManagers: []knit.User{{ID: "usr-1", Email: "manager@example.com", EmployeeID: "emp-9"}},
		Recruiters:     []knit.User{{ID: "usr-2", Email: "recruiter@example.com"}},
		Stages:         []knit.Stage{{ID: "st-1", Text: "Screening"}, {ID: "st-2", Text: "Trial day"}},
		CustomFields:   bare.Data.CustomFields,
	}, bare.Data)
	require.JSONEq(t, `{"costCentre":"CC-1","headcount":2}`, string(bare.Data.CustomFields["fields"]))
	require.Equal(t, time.UnixMilli(1767603600123).UTC(), bare.TriggeredAt)

	wrapped, _ := dispatch[knit.JobEvent](t, sample(t, "jobs_modified_wrapped.json"))
	require.Equal(t, bare.Data, wrapped.Data)
	nulls, _ := dispatch[knit.JobEvent](t, sample(t, "jobs_new_null_lists.json"))
	require.Equal(t, knit.Job{Info: &knit.JobInfo{ID: "job-3", Title: "Nurse", Status: knit.JobDraft}}, nulls.Data)
}

func TestEmployeeEventFull(t *testing.T) {
	t.Parallel()
	wrapped, _ := dispatch[knit.EmployeeEvent](t, sample(t, "employee_new_wrapped.json"))
	require.Equal(t, knit.Employee{
		Profile: &knit.EmployeeProfile{
			ID: "emp-2", FirstName: "Test", LastName: "Pérsön", EmployeeNumber: "2002", WorkEmail: "person2@example.com",
			StartDate: rolecall.Date{Year: 2024, Month: 2, Day: 1}, BirthDate: rolecall.Date{Year: 1990, Month: 2, Day: 3},
			EmploymentStatus: knit.EmploymentActive, EmploymentType: knit.EmploymentPartTime, MaritalStatus: knit.NotSpecified, Gender: knit.GenderNonBinary,
		},
		OrgStructure: &knit.OrgStructure{Designation: "Technician", Department: "Operations", Manager: &knit.Manager{ID: "emp-9", WorkEmail: "person9@example.com"}},
		ContactInfo:  &knit.ContactInfo{PersonalEmails: []string{"home2@example.org"}, Phones: []knit.Phone{{Type: knit.PhoneHome, Number: "+00 000 002"}}},
		Dependents: []knit.Dependent{{
			ID: "rel-1", FirstName: "Test", LastName: "Child", Relation: knit.RelationChild,
			BirthDate: rolecall.Date{Year: 2018, Month: 5, Day: 6}, Gender: knit.NotSpecified,
		}},
		Locations: &knit.Locations{Work: &knit.Address{
			AddressLine1: "1 Example Street", City: "Lyon", State: "ARA", Country: "FR", ZipCode: "69000", Type: knit.AddressWork,
		}},
		BankAccounts: []knit.BankAccount{{
			AccountNumber: "00000002", AccountType: knit.AccountCurrent, BankName: "Example Bank",
			RoutingInfo: []knit.Routing{{Type: knit.RoutingSWIFT, Number: "XXXXXX00"}}, PayTypes: []knit.PayType{knit.PayRegular, knit.PayBonus},
		}},
		Identification: []knit.Identification{{Type: knit.DocumentPassport, SubType: "EU", Number: "X0000002"}},
		KYC:            &knit.KYC{AadharNumber: "0000", PANNumber: "XXXXX0000X", PANURL: "https://files.example.com/pan"},
		RawValues:      &knit.EmployeeRawValues{EmploymentStatus: "Aktiv", EmploymentType: "Teilzeit", Gender: "divers"},
		CustomFields:   map[string]json.RawMessage{"shoeSize": json.RawMessage("41")},
	}, wrapped.Data)

	flat, _ := dispatch[knit.EmployeeEvent](t, sample(t, "employee_modified_flat.json"))
	require.Equal(t, wrapped.Data.Dependents, flat.Data.Dependents)
	require.Equal(t, wrapped.Data.BankAccounts, flat.Data.BankAccounts)
	require.Equal(t, "+00 000 003", flat.Data.ContactInfo.Phones[0].Number)
}

func TestRawEvents(t *testing.T) {
	t.Parallel()
	for file, want := range map[string]struct{ kind, data string }{
		"app_integration_activate.json": {"knit:app.integration.activate", `{"validation":{"errors":[]}}`},
		"sync_heartbeat.json":           {"knit:sync.heartbeat", `{}`},
		"sync_failed.json":              {"knit:sync.failed", `{"reason":"the app refused"}`},
		"bot_installed.json":            {"knit:bot.installed", `{"team":"t-1"}`},
		"bot_uninstalled.json":          {"knit:bot.uninstalled", ``},
	} {
		e, d := dispatch[knit.RawEvent](t, sample(t, file))
		require.Equal(t, want.kind, d.Type)
		require.Equal(t, integrationID, d.Key)
		var data bytes.Buffer
		if e.Data != nil {
			require.NoError(t, json.Compact(&data, e.Data))
		}
		require.Equal(t, want.data, data.String())
	}
}

// An event of an unknown type is acknowledged and counted, and OnUnknown receives it.
func TestUnknownEventType(t *testing.T) {
	t.Parallel()
	const body = `{"eventId":"ev_1","eventType":"record.archived","syncDataType":"ticketing_tickets","recordId":"9","eventData":{"any":[1]},"newField":{}}`
	var got []dispatched
	router := recordingRouter(&got)
	require.NoError(t, router.Accept(t.Context(), parse(t, []byte(body))))
	require.EqualValues(t, 1, router.Unknown())
	var unknown *webhook.Delivery
	router.OnUnknown(func(_ context.Context, d *webhook.Delivery) error { unknown = d; return nil })
	require.NoError(t, router.Accept(t.Context(), parse(t, []byte(body))))
	require.Equal(t, "knit:record.archived/ticketing_tickets", unknown.Type)
	require.True(t, bytes.Equal([]byte(body), unknown.Body))
	require.Empty(t, got)
}

// Every event decodes from the body of its delivery, and its encoding has the same meaning.
func TestEventRoundTrip(t *testing.T) {
	t.Parallel()
	for _, file := range samples(t) {
		t.Run(file, func(t *testing.T) {
			t.Parallel()
			body := sample(t, file)
			var got []dispatched
			require.NoError(t, recordingRouter(&got).Accept(t.Context(), parse(t, body)))
			require.Len(t, got, 1)
			data, err := json.Marshal(got[0].event)
			require.NoError(t, err)
			require.Equal(t, canonical(t, body), canonical(t, data), string(data))
		})
	}
}

// canonical decodes JSON into one form where Knit has two: a list bare or wrapped, a member under either of
// its names, a time with or without trailing zeros.
func canonical(t testing.TB, data []byte) any {
	t.Helper()
	var visit func(name string, v any) any
	visit = func(name string, v any) any {
		switch v := v.(type) {
		case map[string]any:
			if inner := v[name]; len(v) == 1 {
				switch inner.(type) {
				case []any, map[string]any:
					return visit(name, inner)
				}
			}
			rename(v, "bankAccountDetails", "bankAccounts")
			if name == "phones" {
				rename(v, "number", "phoneNumber")
			}
			for member, value := range v {
				v[member] = visit(member, value)
			}
		case []any:
			for i := range v {
				v[i] = visit(name, v[i])
			}
		case string:
			for _, layout := range []string{time.RFC3339Nano, time.DateOnly} {
				if at, err := time.Parse(layout, v); err == nil {
					return at.UTC().String()
				}
			}
		}
		return v
	}
	return visit("", decodeWithoutEmpty(t, data))
}

func rename(members map[string]any, from, to string) {
	if value, ok := members[from]; ok {
		members[to] = value
		delete(members, from)
	}
}

func TestDeliveryJSON(t *testing.T) {
	t.Parallel()
	for _, file := range samples(t) {
		d := parse(t, sample(t, file))
		stored, err := json.Marshal(d)
		require.NoError(t, err)
		var again webhook.Delivery
		require.NoError(t, json.Unmarshal(stored, &again))
		require.Equal(t, *d, again)
		require.Equal(t, sample(t, file), again.Body)
		require.NotContains(t, fmt.Sprintf("%v %+v %#v", d, d, d), "example.com")
	}
}

func TestParseDeliveries(t *testing.T) {
	t.Parallel()
	t.Run("copies the body", func(t *testing.T) {
		t.Parallel()
		body := []byte(`{"eventId":"ev_1","eventType":"record.new","recordId":"1"}`)
		d := parse(t, body)
		clear(body)
		require.True(t, bytes.Equal([]byte(`{"eventId":"ev_1","eventType":"record.new","recordId":"1"}`), d.Body))
		require.Equal(t, "knit:record.new", d.Type, "a record event without a data type")
	})
	t.Run("keeps no signature and no credential", func(t *testing.T) {
		t.Parallel()
		h := headers()
		h.Set("X-Knit-Signature", "signature")
		h.Set("Authorization", "Bearer "+apiKey)
		h.Set("Cookie", "a=b")
		list, err := knit.ParseDeliveries(h, []byte(`{"eventId":"ev_1","eventType":"x"}`))
		require.NoError(t, err)
		require.Equal(t, headers(), list[0].Header)
	})
	t.Run("names the missing member", func(t *testing.T) {
		t.Parallel()
		for body, want := range map[string]string{
			`{"eventId":"ev_1"}`:            "eventType",
			`{"eventType":"record.new"}`:    "eventId",
			`{"eventId":1,"eventType":"x"}`: "eventId",
		} {
			_, err := knit.ParseDeliveries(headers(), []byte(body))
			require.ErrorContains(t, err, want)
		}
	})
	t.Run("works without headers", func(t *testing.T) {
		t.Parallel()
		list, err := knit.ParseDeliveries(nil, []byte(`{"eventId":"ev_1","eventType":"record.new","syncDataType":"employee","recordId":"a/b"}`))
		require.NoError(t, err)
		require.Empty(t, list[0].Tenant)
		require.Equal(t, "/employee/a%2Fb", list[0].Key)
	})
	t.Run("matches member names like encoding/json", func(t *testing.T) {
		t.Parallel()
		for _, body := range []string{
			`{"eventId":"ev_1","eventType":"record.new","syncDataType":"employee","recordId":"1"}`,
			`{"\u0065ventId":"ev_1","event\u0054ype":"record\u002enew","syncDataType":"employee","recordI\u0064":"1"}`,
			`{"EVENTID":"ev_1","eventtype":"record.new","SyncDataType":"employee","RECORDID":"1"}`,
			` { "syncDataType" : "employee" , "eventData":{"eventType":"x","eventId":1} , "eventType" : "record.new", "eventId":"ev_1", "recordId":"1" } `,
		} {
			e, d := dispatch[knit.EmployeeEvent](t, []byte(body))
			require.Equal(t, "knit:record.new/employee", d.Type, body)
			require.Equal(t, "ev_1", d.ID)
			require.Equal(t, "ev_1", e.EventID, "the decoder reads the same id")
			require.Equal(t, "record.new", e.EventType)
		}
	})
}
