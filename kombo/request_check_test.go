package kombo_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/kombo"
)

// unsendable are values of requests that would be sent as others, or not at all.
var unsendable = map[reflect.Type][]any{
	reflect.TypeFor[rolecall.Date](): {
		rolecall.Date{Year: 2026, Month: 2, Day: 31},
		rolecall.Date{Year: 2026, Month: 7, Day: 32},
		rolecall.Date{Year: 26, Month: 1, Day: 2},
		rolecall.Date{Year: 2026, Month: 13, Day: 1},
		rolecall.Date{Year: 2026, Month: 1},
		rolecall.Date{Month: 1, Day: 1},
		rolecall.Date{Year: 12026, Month: 1, Day: 1},
	},
	reflect.TypeFor[time.Time](): {time.Date(26, 1, 2, 0, 0, 0, 0, time.UTC), time.UnixMilli(1_700_000_000_000_000)},
	reflect.TypeFor[float64]():   {math.NaN(), math.Inf(1), math.Inf(-1)},
}

// place is a field of a request that can hold an unsendable value.
type place struct {
	path string
	typ  reflect.Type
	// set puts a value there, in a request.
	set func(request, value reflect.Value)
}

// placesIn finds them, in structs, pointers and lists.
func placesIn(t reflect.Type) []place {
	switch {
	case unsendable[t] != nil:
		return []place{{"", t, func(request, value reflect.Value) { request.Set(value) }}}
	case t.Kind() == reflect.Pointer:
		return within(placesIn(t.Elem()), "", func(v reflect.Value) reflect.Value {
			p := reflect.New(t.Elem()) // the pointer may be of a sample that others use
			if !v.IsNil() {
				p.Elem().Set(v.Elem())
			}
			v.Set(p)
			return v.Elem()
		})
	case t.Kind() == reflect.Slice:
		return within(placesIn(t.Elem()), "[0]", func(v reflect.Value) reflect.Value {
			list := reflect.MakeSlice(t, 1, 1)
			reflect.Copy(list, v)
			v.Set(list)
			return v.Index(0)
		})
	case t.Kind() != reflect.Struct:
		return nil
	}
	var all []place
	for f := range t.Fields() {
		if !f.IsExported() && !f.Anonymous || f.Tag.Get("json") == "-" {
			continue
		}
		name := "." + f.Name
		if f.Anonymous {
			name = ""
		}
		all = append(all, within(placesIn(f.Type), name, func(v reflect.Value) reflect.Value { return v.FieldByIndex(f.Index) })...)
	}
	return all
}

func within(inner []place, name string, into func(reflect.Value) reflect.Value) []place {
	for i, p := range inner {
		inner[i].path = name + p.path
		inner[i].set = func(request, value reflect.Value) { p.set(into(request), value) }
	}
	return inner
}

// TestRequestsThatWouldBeSentAsOthers calls every method that takes a request with one bad value
// in it, wherever it can stand: a new method, and a new field, is among them.
func TestRequestsThatWouldBeSentAsOthers(t *testing.T) {
	t.Parallel()
	w := &wire{}
	client, integration := connect(t, w)
	tried := map[string]struct{}{}
	valid := map[reflect.Type]any{}
	for _, sample := range validRequests() {
		valid[reflect.TypeOf(sample)] = sample
	}
	for _, service := range []any{client, client.AIApply, integration, integration.ATS, integration.HRIS, integration.Assessment} {
		v := reflect.ValueOf(service)
		for method := range v.Type().Methods() {
			call := v.MethodByName(method.Name)
			for request := range call.Type().Ins() {
				if request.Kind() != reflect.Struct {
					continue
				}
				for _, p := range placesIn(request) {
					path := strings.TrimPrefix(p.path, ".")
					tried[method.Name+" "+path] = struct{}{}
					for _, value := range unsendable[p.typ] {
						bad := reflect.New(request).Elem()
						if sample, ok := valid[request]; ok { // its required fields are asked first
							bad.Set(reflect.ValueOf(sample))
						}
						p.set(bad, reflect.ValueOf(value))
						err := callWith(t, call, bad)
						require.ErrorIs(t, err, rolecall.ErrInvalid, "%s with %v in %s", method.Name, value, path)
						require.ErrorContains(t, err, path, "%s with %v", method.Name, value)
					}
				}
			}
		}
	}
	require.Empty(t, w.seen)
	for _, known := range []string{
		"CreateAbsence StartDate", "CreateAbsence EndDate", "CreateAbsence Amount", "CreateApplication Candidate.AvailabilityDate",
		"CreateApplication Candidate.SalaryExpectations.Amount", "CreateCandidate GDPRConsent.ExpiresAt", "ImportTrackedApplication TrackedAt",
		"ListAbsences DateUntil", "ListJobs UpdatedAfter", "UpdateOrderResult MaxScore",
	} {
		require.Contains(t, tried, known)
	}
}

// callWith calls a method with a request, with the error that it returns or yields.
func callWith(t *testing.T, method, request reflect.Value) error {
	t.Helper()
	var args []reflect.Value
	for i := range method.Type().NumIn() {
		switch in := method.Type().In(i); {
		case in == reflect.TypeFor[context.Context]():
			args = append(args, reflect.ValueOf(t.Context()))
		case in == request.Type():
			args = append(args, request)
		case in.Kind() == reflect.String:
			args = append(args, reflect.ValueOf("x"))
		case i == method.Type().NumIn()-1 && method.Type().IsVariadic():
		default:
			require.Failf(t, "an argument that this test cannot make", "%s", in)
		}
	}
	results := method.Call(args)
	err, ok := reflect.TypeAssert[error](results[len(results)-1])
	require.True(t, ok, "the method has no error")
	return err
}

func TestDateThatIsNotInTheCalendar(t *testing.T) {
	t.Parallel()
	feb31 := rolecall.Date{Year: 2026, Month: 2, Day: 31}
	t.Run("does not encode, alone or in a model", func(t *testing.T) {
		t.Parallel()
		for _, v := range []any{feb31, kombo.Employee{StartDate: feb31}, kombo.NewCandidate{AvailabilityDate: feb31}, kombo.CreateAbsenceRequest{StartDate: feb31}} {
			_, err := json.Marshal(v)
			require.ErrorContains(t, err, "not in the calendar", "%T", v)
		}
	})
	t.Run("of a leap year is one", func(t *testing.T) {
		t.Parallel()
		require.Equal(t, `"2028-02-29"`, encode(t, rolecall.Date{Year: 2028, Month: 2, Day: 29}))
		_, err := json.Marshal(rolecall.Date{Year: 2027, Month: 2, Day: 29})
		require.Error(t, err)
	})
	t.Run("every date that is read can be written", func(t *testing.T) {
		t.Parallel()
		for _, text := range []string{`"0026-01-02"`, `"0001-01-02"`, `"9999-12-31"`, `"0000-01-01"`} {
			require.Equal(t, text, encode(t, decode[rolecall.Date](t, text)))
		}
	})
	t.Run("is no answer", func(t *testing.T) {
		t.Parallel()
		answer := kombo.DateAnswer("q", feb31)
		require.Nil(t, answer.Value())
		_, err := json.Marshal(answer)
		require.Error(t, err)
	})
	t.Run("in a body of a caller's own is named by its field", func(t *testing.T) {
		t.Parallel()
		w := &wire{}
		_, integration := connect(t, w)
		body := struct {
			Days []rolecall.Date
			Raw  map[string]json.RawMessage
		}{Days: []rolecall.Date{{}, feb31}}
		_, err := kombo.Call[struct{}](t.Context(), integration, kombo.CallRequest{Method: "POST", Path: "/x", Body: body})
		require.ErrorIs(t, err, rolecall.ErrInvalid)
		require.ErrorContains(t, err, "Days[1] is not in the calendar")
		body.Days, body.Raw = nil, map[string]json.RawMessage{"a": json.RawMessage("{")}
		_, err = kombo.Call[struct{}](t.Context(), integration, kombo.CallRequest{Method: "POST", Path: "/x", Body: body})
		require.ErrorContains(t, err, `Raw["a"] is not JSON`)
		self := []any{nil}
		self[0] = self
		_, err = kombo.Call[struct{}](t.Context(), integration, kombo.CallRequest{Method: "POST", Path: "/x", Body: self})
		require.ErrorIs(t, err, rolecall.ErrInvalid)
		require.Empty(t, w.seen)
		_, err = kombo.Call[struct{}](t.Context(), integration, kombo.CallRequest{Method: "POST", Path: "/x", Body: marshals{math.NaN()}})
		require.NoError(t, err, "a type that encodes itself knows what it writes")
	})
	t.Run("has no location of its own", func(t *testing.T) {
		t.Parallel()
		require.Equal(t, time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC), rolecall.Date{Year: 2026, Month: 3, Day: 1}.Time(nil))
	})
}

// marshals is a type of a caller that does not write what it holds.
type marshals struct{ N float64 }

func (marshals) MarshalJSON() ([]byte, error) { return []byte(`"ok"`), nil }

// TestContradictingRequests checks requests whose values are sound each and not together.
func TestContradictingRequests(t *testing.T) {
	t.Parallel()
	day, later := rolecall.Date{Year: 2026, Month: 3, Day: 1}, rolecall.Date{Year: 2026, Month: 3, Day: 2}
	absent := func(alter func(r *kombo.CreateAbsenceRequest)) func(context.Context, *kombo.Client, *kombo.Integration) error {
		req := kombo.CreateAbsenceRequest{EmployeeID: "e", AbsenceTypeID: "t", StartDate: day, EndDate: day}
		alter(&req)
		return func(ctx context.Context, _ *kombo.Client, i *kombo.Integration) error {
			return answer(i.HRIS.CreateAbsence(ctx, req))
		}
	}
	applied := func(alter func(r *kombo.CreateApplicationRequest)) func(context.Context, *kombo.Client, *kombo.Integration) error {
		req := kombo.CreateApplicationRequest{Candidate: kombo.NewCandidate{EmailAddress: "ada@example.com"}}
		alter(&req)
		return func(ctx context.Context, _ *kombo.Client, i *kombo.Integration) error {
			return answer(i.ATS.CreateApplication(ctx, "j", req))
		}
	}
	answered := func(answers ...kombo.NewAnswer) func(context.Context, *kombo.Client, *kombo.Integration) error {
		return applied(func(r *kombo.CreateApplicationRequest) { r.ScreeningQuestionAnswers = answers })
	}
	part := kombo.SubResultAttribute("1", "Speed", kombo.ResultScore{}, kombo.OrderCompleted)
	came := func(attributes ...kombo.Union[kombo.ResultAttribute]) func(context.Context, *kombo.Client, *kombo.Integration) error {
		return func(ctx context.Context, _ *kombo.Client, i *kombo.Integration) error {
			return answer(i.Assessment.UpdateOrderResult(ctx, "o", kombo.UpdateOrderResultRequest{Status: kombo.OrderOpen, ResultURL: "u", Attributes: attributes}))
		}
	}
	for _, tt := range []struct {
		name string
		call func(ctx context.Context, c *kombo.Client, i *kombo.Integration) error
		want string // "": it is sent
	}{
		{"two halves of one day", absent(func(r *kombo.CreateAbsenceRequest) { r.StartHalfDay, r.EndHalfDay = true, true }), "StartHalfDay and EndHalfDay"},
		{"two halves of two days", absent(func(r *kombo.CreateAbsenceRequest) { r.EndDate, r.StartHalfDay, r.EndHalfDay = later, true, true }), ""},
		{"the first half of one day", absent(func(r *kombo.CreateAbsenceRequest) { r.EndHalfDay = true }), ""},
		{"hours that end first", absent(func(r *kombo.CreateAbsenceRequest) { r.StartTime, r.EndTime = "10:00", "9:59:59" }), "EndTime is not after StartTime"},
		{"hours that end as they begin", absent(func(r *kombo.CreateAbsenceRequest) { r.StartTime, r.EndTime = "9:5", "09:05:00" }), "EndTime is not after StartTime"},
		{"hours that end the next day", absent(func(r *kombo.CreateAbsenceRequest) { r.EndDate, r.StartTime, r.EndTime = later, "22:00", "6:00" }), ""},
		{"an employee of the tool without an id", absent(func(r *kombo.CreateAbsenceRequest) { r.EmployeeID = "remote:" }), `EmployeeID is "remote:" without`},
		{"an environment of no tool", func(ctx context.Context, c *kombo.Client, _ *kombo.Integration) error {
			return answer(c.CreateConnectionLink(ctx, kombo.CreateConnectionLinkRequest{EndUserEmail: "a@example.com", EndUserOrganizationName: "o", RemoteEnvironment: "test"}))
		}, "RemoteEnvironment needs an IntegrationTool"},
		{"two packages of one id", func(ctx context.Context, _ *kombo.Client, i *kombo.Integration) error {
			p := kombo.NewAssessmentPackage{ID: "a", Type: kombo.PackageBehavioral, Name: "n"}
			q := kombo.NewAssessmentPackage{ID: "b", Type: kombo.PackageBehavioral, Name: "n"}
			return answer(i.Assessment.SetPackages(ctx, kombo.SetPackagesRequest{Packages: []kombo.NewAssessmentPackage{p, q, p}}))
		}, "Packages[2] has the same ID as Packages[0]"},
		{"two results of one id", came(part, kombo.TextAttribute("Fit", "Good"), part), "Attributes[2] has the same ID as Attributes[0]"},
		{"a result of no id", came(kombo.SubResultAttribute("", "Speed", kombo.ResultScore{}, kombo.OrderCompleted)), "Attributes[0].Variant.ID is empty"},
		{"a result that is nil", came(kombo.Union[kombo.ResultAttribute]{Variant: (*kombo.SubResult)(nil)}), "Attributes[0] is empty"},
		{"a score that is not a number", came(kombo.SubResultAttribute("1", "Speed", kombo.ResultScore{Max: math.NaN()}, kombo.OrderCompleted)), "Score.Max is not a number"},
		{"two answers to one question", answered(kombo.TextAnswer("q", "a"), kombo.TextAnswer("r", "a"), kombo.TextAnswer("q", "b")), "ScreeningQuestionAnswers[2] answers the same question as ScreeningQuestionAnswers[0]"},
		{"an option without an id", answered(kombo.OptionAnswer("q", "")), "ScreeningQuestionAnswers[0] has no value"},
		{"options without an id", answered(kombo.OptionsAnswer("q", "o", "")), "ScreeningQuestionAnswers[0] has an empty option id"},
		{"an option twice", answered(kombo.OptionsAnswer("q", "o", "p", "o")), "ScreeningQuestionAnswers[0] has a duplicate option"},
		{"a number that is none", answered(kombo.NumberAnswer("q", math.NaN())), "ScreeningQuestionAnswers[0] is not a number"},
		{"a day that is none", answered(kombo.DateAnswer("q", rolecall.Date{Year: 2026, Month: 2, Day: 31})), "ScreeningQuestionAnswers[0] has a date that is not in the calendar"},
		{"a user of the tool without an id", applied(func(r *kombo.CreateApplicationRequest) { r.SourcedBy = &kombo.SourcedBy{UserID: "remote:"} }), "SourcedBy.UserID"},
		{"no user", applied(func(r *kombo.CreateApplicationRequest) { r.SourcedBy = &kombo.SourcedBy{} }), "SourcedBy.UserID is empty"},
		{"an address of no country", applied(func(r *kombo.CreateApplicationRequest) { r.Candidate.Location = &kombo.NewAddress{City: "Exampleton"} }), "Candidate.Location.Country is empty"},
		{"a salary of no period", applied(func(r *kombo.CreateApplicationRequest) {
			r.Candidate.SalaryExpectations = &kombo.SalaryExpectations{Amount: 1}
		}), "Candidate.SalaryExpectations.Period is empty"},
		{"a further address that is empty", applied(func(r *kombo.CreateApplicationRequest) {
			r.Candidate.AdditionalEmailAddresses = []kombo.NewEmailAddress{{Type: kombo.ContactWork}}
		}), "AdditionalEmailAddresses[0]"},
		{"a further number that is empty", applied(func(r *kombo.CreateApplicationRequest) {
			r.Candidate.AdditionalPhoneNumbers = []kombo.NewPhoneNumber{{PhoneNumber: "1"}}
		}), "AdditionalPhoneNumbers[0]"},
		{"a link to nowhere", applied(func(r *kombo.CreateApplicationRequest) { r.Candidate.SocialLinks = []kombo.SocialLink{{}} }), "SocialLinks[0].URL is empty"},
		{"remote fields that are not JSON", applied(func(r *kombo.CreateApplicationRequest) {
			r.RemoteFields = kombo.RemoteFields{"workday": json.RawMessage("secret")}
		}), `RemoteFields["workday"] is not JSON`},
		{"a job of the tool without an id", func(ctx context.Context, _ *kombo.Client, i *kombo.Integration) error {
			return answer(i.ATS.CreateApplication(ctx, "remote:", kombo.CreateApplicationRequest{Candidate: kombo.NewCandidate{EmailAddress: "a@example.com"}}))
		}, "without the tool's id"},
		{"the same in the older form", func(ctx context.Context, _ *kombo.Client, i *kombo.Integration) error {
			return answer(i.ATS.CreateCandidate(ctx, kombo.CreateCandidateRequest{Candidate: kombo.NewCandidate{EmailAddress: "a@example.com"}, Application: kombo.NewApplication{JobID: "remote:"}}))
		}, "Application.JobID is"},
		{"a part of a form without a name", func(ctx context.Context, _ *kombo.Client, i *kombo.Integration) error {
			return answer(i.Passthrough(ctx, "greenhouse", "harvest", kombo.PassthroughRequest{Method: "POST", Path: "/x", MultipartFormData: []kombo.FormPart{{Text: "a"}}}))
		}, "MultipartFormData[0].Name is empty"},
		{"a body that is not JSON", func(ctx context.Context, _ *kombo.Client, i *kombo.Integration) error {
			return answer(i.Passthrough(ctx, "greenhouse", "harvest", kombo.PassthroughRequest{Method: "POST", Path: "/x", Data: json.RawMessage("secret")}))
		}, "Data is not JSON"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := &wire{}
			client, integration := connect(t, w)
			err := tt.call(t.Context(), client, integration)
			if tt.want == "" {
				require.NoError(t, err)
				require.Len(t, w.seen, 1)
				return
			}
			require.ErrorIs(t, err, rolecall.ErrInvalid)
			require.ErrorContains(t, err, tt.want)
			require.NotContains(t, fmt.Sprintf("%+v", err), "secret")
			require.Empty(t, w.seen)
		})
	}
}

func TestNilCaller(t *testing.T) {
	t.Parallel()
	for name, on := range map[string]kombo.Caller{
		"nil": nil, "a nil client": (*kombo.Client)(nil), "a nil integration": (*kombo.Integration)(nil),
		"a client that NewClient has not made": &kombo.Client{}, "an integration that no client has made": &kombo.Integration{},
	} {
		t.Run(name+" is an error of Call and CallList", func(t *testing.T) {
			t.Parallel()
			_, err := kombo.Call[struct{}](t.Context(), on, kombo.CallRequest{Method: "GET", Path: "/x"})
			require.ErrorIs(t, err, rolecall.ErrInvalid)
			require.ErrorContains(t, err, "the Caller is nil")
			_, err = kombo.CallList[struct{}](t.Context(), on, kombo.CallRequest{Path: "/x"})
			require.ErrorIs(t, err, rolecall.ErrInvalid)
		})
	}
}

// TestNilArguments: what is nil is an error of the function that takes it, never a panic.
func TestNilArguments(t *testing.T) {
	t.Parallel()
	t.Run("of MatchJobs and FoundJobs", func(t *testing.T) {
		t.Parallel()
		_, err := kombo.MatchJobs(nil, nil)
		require.ErrorIs(t, err, rolecall.ErrInvalid)
		_, err = kombo.MatchJobs(nil, kombo.FoundJobs(nil))
		require.ErrorIs(t, err, rolecall.ErrInvalid)
	})
	t.Run("of NewClient and of calls", func(t *testing.T) {
		t.Parallel()
		require.NotPanics(t, func() {
			client, err := kombo.NewClient("key", nil)
			if err == nil {
				_, err = client.Integration("").ATS.ListJobs(t.Context(), kombo.ListJobsOptions{}, nil)
				require.Error(t, err)
			}
		})
	})
	t.Run("of NewReceiver and ParseDeliveries", func(t *testing.T) {
		t.Parallel()
		require.NotPanics(t, func() {
			_, err := kombo.NewReceiver([]string{"s"}, nil)
			require.Error(t, err)
			_, err = kombo.NewReceiver(nil, nil, nil)
			require.Error(t, err)
			_, err = kombo.ParseDeliveries(nil, nil)
			require.Error(t, err)
		})
	})
}
