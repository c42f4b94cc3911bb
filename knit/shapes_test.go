package knit_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/internal/codec"
	"github.com/rolecall-dev/rolecall/knit"
)

func TestListShapes(t *testing.T) {
	t.Parallel()
	stages := []knit.Stage{{ID: "st-1", Text: "Screening"}, {ID: "st-2", Text: "Interview"}}
	const bare = `[{"id":"st-1","text":"Screening"},{"id":"st-2","text":"Interview"}]`
	for shape, want := range map[string][]knit.Stage{
		`{"stages":` + bare + `}`:               stages,
		`{"stages":{"stages":` + bare + `}}`:    stages,
		`{"stages":null}`:                       nil,
		`{"stages":{}}`:                         nil,
		`{"stages":[]}`:                         nil,
		`{"stages":{"stages":null}}`:            nil,
		`{"stages":{"stages":[]}}`:              nil,
		`{}`:                                    nil,
		`{"stages":{"id":"st-1","text":"One"}}`: {{ID: "st-1", Text: "One"}}, // one record without an array
	} {
		t.Run(shape, func(t *testing.T) {
			t.Parallel()
			job := decode[knit.Job](t, shape)
			require.Equal(t, want, job.Stages)
			require.Empty(t, job.Extra)
		})
	}
}

func TestTimeFormats(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 1, 5, 9, 30, 15, 250e6, time.UTC)
	for input, want := range map[string]time.Time{
		`"2026-01-05T09:30:15Z"`:          at.Truncate(time.Second),
		`"2026-01-05T09:30:15.250Z"`:      at,
		`"2026-01-05T10:30:15.250+01:00"`: at,
		`"2026-01-05"`:                    at.Truncate(24 * time.Hour),
		`"1767605415250"`:                 at,
		`1767605415250`:                   at,
		`null`:                            {}, `""`: {}, `{}`: {}, `"0000-00-00"`: {},
	} {
		t.Run(input, func(t *testing.T) {
			t.Parallel()
			same := func(got time.Time) {
				t.Helper()
				require.True(t, want.Equal(got), "%s", got)
				require.Equal(t, want.IsZero(), got.IsZero())
			}
			same(decode[knit.JobInfo](t, `{"createdAt":`+input+`}`).CreatedAt)
			require.Equal(t, want.IsZero(), decode[knit.EmployeeProfile](t, `{"birthDate":`+input+`}`).BirthDate.IsZero())
			same(decode[knit.SyncReport](t, `{"startedAt":`+input+`}`).StartedAt)
			same(decode[knit.JobEvent](t, `{"triggeredAt":`+input+`}`).TriggeredAt)
		})
	}
	t.Run("is encoded in the format of its model", func(t *testing.T) {
		t.Parallel()
		report, err := json.Marshal(knit.SyncReport{StartedAt: at})
		require.NoError(t, err)
		require.JSONEq(t, `{"startedAt":"1767605415250"}`, string(report))
		info, err := json.Marshal(knit.JobInfo{CreatedAt: at})
		require.NoError(t, err)
		require.JSONEq(t, `{"createdAt":"2026-01-05T09:30:15.25Z"}`, string(info))
	})
}

// A birth date has no time zone: read as a time, it would be the day before in New York.
func TestBirthDateFormats(t *testing.T) {
	t.Parallel()
	day := rolecall.Date{Year: 1990, Month: 2, Day: 3}
	for _, value := range []string{
		`"1990-02-03"`, `"1990-02-03T00:00:00Z"`, `"1990-02-03T00:00:00.000Z"`, `"1990-02-03T00:00:00+13:00"`, `"1990-02-03T23:59:59-11:00"`,
		`634003200000`, `"634003200000"`, `{"date":"1990-02-03 00:00:00.000000","timezone_type":3,"timezone":"Pacific/Auckland"}`,
	} {
		profile := decode[knit.EmployeeProfile](t, `{"birthDate":`+value+`}`)
		require.Equal(t, day, profile.BirthDate, value)
		encoded, err := json.Marshal(profile)
		require.NoError(t, err)
		require.JSONEq(t, `{"birthDate":"1990-02-03"}`, string(encoded), value)
	}
	unread := decode[knit.EmployeeProfile](t, `{"birthDate":"in spring"}`)
	require.Zero(t, unread.BirthDate)
	require.JSONEq(t, `"in spring"`, string(unread.Extra["birthDate"]))
	require.Len(t, knit.Unread(unread), 1)
}

func TestPhoneNumberNames(t *testing.T) {
	t.Parallel()
	for input, want := range map[string]string{
		`{"type":"WORK","phoneNumber":"+00 1"}`:                  "+00 1",
		`{"type":"WORK","number":"+00 2"}`:                       "+00 2",
		`{"type":"WORK","number":"+00 2","phoneNumber":"+00 1"}`: "+00 1",
		`{"type":"WORK","number":"+00 2","phoneNumber":null}`:    "+00 2",
		`{"type":"WORK","number":49301234567}`:                   "49301234567",
		`{"type":"WORK"}`:                                        "",
	} {
		phone := decode[knit.Phone](t, input)
		require.Equal(t, knit.Phone{Type: knit.PhoneWork, Number: want}, phone, input)
	}
}

func TestBankAccountNames(t *testing.T) {
	t.Parallel()
	const list = `[{"accountNumber":"000","routingInfo":[{"type":"IBAN","number":"XX00"}],"payTypes":["ALL"]}]`
	want := []knit.BankAccount{{
		AccountNumber: "000", RoutingInfo: []knit.Routing{{Type: knit.RoutingIBAN, Number: "XX00"}}, PayTypes: []knit.PayType{knit.PayAll},
	}}
	for _, input := range []string{
		`{"bankAccounts":` + list + `}`, `{"bankAccountDetails":` + list + `}`,
		`{"bankAccounts":{"bankAccounts":` + list + `}}`, `{"bankAccountDetails":{"bankAccountDetails":` + list + `}}`,
		`{"bankAccountDetails":{"bankAccounts":` + list + `}}`,
		`{"bankAccounts":null,"bankAccountDetails":` + list + `}`, `{"bankAccounts":` + list + `,"bankAccountDetails":{}}`,
	} {
		employee := decode[knit.Employee](t, input)
		require.Equal(t, want, employee.BankAccounts, input)
		require.Empty(t, employee.Extra, input)
	}
	for _, input := range []string{`{"bankAccountDetails":{}}`, `{"bankAccounts":{}}`, `{"bankAccounts":[],"bankAccountDetails":null}`} {
		require.Empty(t, decode[knit.Employee](t, input).BankAccounts, input)
	}
}

func TestUnsubscribedModelsAreNil(t *testing.T) {
	t.Parallel()
	job := decode[knit.Job](t, `{"info":{}}`)
	require.NotNil(t, job.Info, "subscribed to, but empty")
	require.Nil(t, decode[knit.Job](t, `{"departments":[]}`).Info)
	require.Nil(t, decode[knit.Job](t, `{"info":null}`).Info)
	employee := decode[knit.Employee](t, `{"profile":{},"locations":{"workAddress":{},"permanentAddress":null}}`)
	require.NotNil(t, employee.Profile)
	require.Nil(t, employee.ContactInfo)
	require.NotNil(t, employee.Locations.Work)
	require.Nil(t, employee.Locations.Permanent)
}

func TestOptionalValues(t *testing.T) {
	t.Parallel()
	for input, want := range map[string]*bool{
		`true`: new(true), `"TRUE"`: new(true), `false`: new(false), `"false"`: new(false), `null`: nil, `"NOT_SPECIFIED"`: nil, `""`: nil,
	} {
		require.Equal(t, want, decode[knit.JobInfo](t, `{"confidential":`+input+`}`).Confidential, input)
	}
	for input, want := range map[string]*int{`0`: new(0), `"0"`: new(0), `200`: new(200), `"200"`: new(200), `2e2`: new(200), `null`: nil, `""`: nil} {
		require.Equal(t, want, decode[knit.SyncReport](t, `{"consumed":`+input+`}`).Consumed, input)
	}
}

func TestNumericIDs(t *testing.T) {
	t.Parallel()
	require.Equal(t, "12345678901234567890", decode[knit.JobInfo](t, `{"id":12345678901234567890}`).ID)
	require.Equal(t, "42", decode[knit.JobEvent](t, `{"recordId":42}`).RecordID)
}

func TestUnknownEnumValues(t *testing.T) {
	t.Parallel()
	profile := decode[knit.EmployeeProfile](t, `{"employmentStatus":"ON_LEAVE","gender":"NOT_SPECIFIED","maritalStatus":null}`)
	require.Equal(t, knit.EmploymentStatus("ON_LEAVE"), profile.EmploymentStatus)
	require.Equal(t, knit.Gender(knit.NotSpecified), profile.Gender)
	require.Empty(t, profile.MaritalStatus)
	info := decode[knit.JobInfo](t, `{"status":"ARCHIVED"}`)
	require.Equal(t, knit.JobStatus("ARCHIVED"), info.Status)
}

func TestUnknownMembers(t *testing.T) {
	t.Parallel()
	const input = `{"eventId":"ev_1","eventType":"record.new","region":"eu",` +
		`"eventData":{"panels":[1],"info":{"id":"j","requisition":"R-7"},"offices":[{"id":"o","floor":3,"address":{"city":"Lyon","geo":{"lat":45.7}}}]}}`
	event := decode[knit.JobEvent](t, input)
	require.JSONEq(t, `"eu"`, string(event.Extra["region"]))
	require.JSONEq(t, `[1]`, string(event.Data.Extra["panels"]))
	require.JSONEq(t, `"R-7"`, string(event.Data.Info.Extra["requisition"]))
	require.JSONEq(t, `3`, string(event.Data.Offices[0].Extra["floor"]))
	require.JSONEq(t, `{"lat":45.7}`, string(event.Data.Offices[0].Address.Extra["geo"]))
	again, err := json.Marshal(event)
	require.NoError(t, err)
	require.JSONEq(t, input, string(again))
}

func TestUndocumentedMembers(t *testing.T) {
	t.Parallel()
	job := decode[knit.Job](t, `{"jobPosts":[{"id":1.50}],"jobCompensation":null,"rawValues":"x","customFields":{"fields":{"costCentre":"CC-1"}}}`)
	require.Equal(t, `[{"id":1.50}]`, string(job.Posts))
	require.Nil(t, job.Compensation)
	require.Equal(t, `"x"`, string(job.RawValues))
	require.JSONEq(t, `{"costCentre":"CC-1"}`, string(job.CustomFields["fields"]))
	employee := decode[knit.Employee](t, `{"w4Data":{"a":1},"rawValues":{"gender":"Kvinna"}}`)
	require.Equal(t, `{"a":1}`, string(employee.W4))
	require.Equal(t, "Kvinna", employee.RawValues.Gender)
}

// If a value has the wrong type, only its field is lost. The value is kept in Extra. The report contains its
// path but not the value.
func TestUnreadMembers(t *testing.T) {
	t.Parallel()
	const private = "ada.private@example.com"
	for input, path := range map[string]string{
		`{"eventData":{"profile":{"birthDate":"` + private + `"}}}`:                                   "eventData.profile.birthDate",
		`{"eventData":{"dependents":[{"id":"1"},{"birthDate":"` + private + `"}]}}`:                   "eventData.dependents[1].birthDate",
		`{"eventData":{"contactInfo":{"personalEmails":[["` + private + `"]]}}}`:                      "eventData.contactInfo.personalEmails[0]",
		`{"eventData":{"profile":"` + private + `"}}`:                                                 "eventData.profile",
		`{"eventData":{"profile":{"firstName":{"` + private + `":1}}},"eventId":"1","eventType":"x"}`: "eventData.profile.firstName",
		`{"eventData":{"profile":{"firstName":"` + private + `","lastName":true}}}`:                   "eventData.profile.lastName",
		`{"eventData":{"profile":{"id":"7"}},"triggeredAt":"` + private + `"}`:                        "triggeredAt",
	} {
		event := decode[knit.EmployeeEvent](t, input)
		members := knit.Unread(event)
		require.Len(t, members, 1, input)
		require.Equal(t, path, members[0].Path)
		require.NotContains(t, fmt.Sprintf("%v %+v %#v", members, members, members), private)
		again, err := json.Marshal(event)
		require.NoError(t, err)
		require.Contains(t, string(again), private, "the value is kept")
		require.Equal(t, event, decode[knit.EmployeeEvent](t, string(again)))
	}
}

// An event whose data does not decode is an error. The error contains the path but not the value.
func TestDecodeErrorHidesData(t *testing.T) {
	t.Parallel()
	const private = "ada.private@example.com"
	err := json.Unmarshal([]byte(`{"eventData":"`+private+`"}`), new(knit.EmployeeEvent))
	require.Error(t, err)
	require.NotContains(t, fmt.Sprintf("%v %+v %#v", err, err, err), private)
	var where *codec.Error
	require.ErrorAs(t, err, &where)
	require.Equal(t, "eventData", where.Path)
}
