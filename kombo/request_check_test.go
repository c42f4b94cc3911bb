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

// unsendable are values that JSON or a query cannot represent: they would be sent as other values or not at all.
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

// fieldPath is a field of a request that can hold an unsendable value.
type fieldPath struct {
	path string
	typ  reflect.Type
	// set assigns value to the field of request.
	set func(request, value reflect.Value)
}

// fieldPathsIn returns the fields in t, including the fields of nested structs, pointers and slices.
func fieldPathsIn(t reflect.Type) []fieldPath {
	switch {
	case unsendable[t] != nil:
		return []fieldPath{{"", t, func(request, value reflect.Value) { request.Set(value) }}}
	case t.Kind() == reflect.Pointer:
		return within(fieldPathsIn(t.Elem()), "", func(v reflect.Value) reflect.Value {
			p := reflect.New(t.Elem()) // the pointer may belong to a sample that other tests use
			if !v.IsNil() {
				p.Elem().Set(v.Elem())
			}
			v.Set(p)
			return v.Elem()
		})
	case t.Kind() == reflect.Slice:
		return within(fieldPathsIn(t.Elem()), "[0]", func(v reflect.Value) reflect.Value {
			list := reflect.MakeSlice(t, 1, 1)
			reflect.Copy(list, v)
			v.Set(list)
			return v.Index(0)
		})
	case t.Kind() != reflect.Struct:
		return nil
	}
	var all []fieldPath
	for f := range t.Fields() {
		if !f.IsExported() && !f.Anonymous || f.Tag.Get("json") == "-" {
			continue
		}
		name := "." + f.Name
		if f.Anonymous {
			name = ""
		}
		all = append(all, within(fieldPathsIn(f.Type), name, func(v reflect.Value) reflect.Value { return v.FieldByIndex(f.Index) })...)
	}
	return all
}

// within prefixes the paths of inner with name. into returns the value of that name in its parent.
func within(inner []fieldPath, name string, into func(reflect.Value) reflect.Value) []fieldPath {
	for i, p := range inner {
		inner[i].path = name + p.path
		inner[i].set = func(request, value reflect.Value) { p.set(into(request), value) }
	}
	return inner
}

// TestUnsendableValues calls every method that has a request parameter, with one unsendable value in each field that
// can hold one. It finds methods and fields by reflection, so new ones are included.
func TestUnsendableValues(t *testing.T) {
	t.Parallel()
	w := &wire{}
	client, integration := connect(t, w)
	checked := map[string]struct{}{}
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
				for _, p := range fieldPathsIn(request) {
					path := strings.TrimPrefix(p.path, ".")
					checked[method.Name+" "+path] = struct{}{}
					for _, value := range unsendable[p.typ] {
						invalid := reflect.New(request).Elem()
						if sample, ok := valid[request]; ok { // the call checks the required fields first
							invalid.Set(reflect.ValueOf(sample))
						}
						p.set(invalid, reflect.ValueOf(value))
						err := callWith(t, call, invalid)
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
		require.Contains(t, checked, known)
	}
}

// callWith calls a method with a request and returns its error.
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
			require.Failf(t, "the test has no value for an argument", "%s", in)
		}
	}
	results := method.Call(args)
	err, ok := reflect.TypeAssert[error](results[len(results)-1])
	require.True(t, ok, "the last result of the method is not an error")
	return err
}

func TestInvalidDates(t *testing.T) {
	t.Parallel()
	feb31 := rolecall.Date{Year: 2026, Month: 2, Day: 31}
	t.Run("encoding fails", func(t *testing.T) {
		t.Parallel()
		for _, v := range []any{feb31, kombo.Employee{StartDate: feb31}, kombo.NewCandidate{AvailabilityDate: feb31}, kombo.CreateAbsenceRequest{StartDate: feb31}} {
			_, err := json.Marshal(v)
			require.ErrorContains(t, err, "not in the calendar", "%T", v)
		}
	})
	t.Run("February 29 is valid in leap years only", func(t *testing.T) {
		t.Parallel()
		require.Equal(t, `"2028-02-29"`, encode(t, rolecall.Date{Year: 2028, Month: 2, Day: 29}))
		_, err := json.Marshal(rolecall.Date{Year: 2027, Month: 2, Day: 29})
		require.Error(t, err)
	})
	t.Run("decoded dates can be encoded", func(t *testing.T) {
		t.Parallel()
		for _, text := range []string{`"0026-01-02"`, `"0001-01-02"`, `"9999-12-31"`, `"0000-01-01"`} {
			require.Equal(t, text, encode(t, decode[rolecall.Date](t, text)))
		}
	})
	t.Run("answer with an invalid date", func(t *testing.T) {
		t.Parallel()
		answer := kombo.DateAnswer("q", feb31)
		require.Nil(t, answer.Value())
		_, err := json.Marshal(answer)
		require.Error(t, err)
	})
	t.Run("error for the body of Call names the field", func(t *testing.T) {
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
		require.NoError(t, err, "the values in a json.Marshaler are not checked")
	})
	t.Run("nil location means UTC", func(t *testing.T) {
		t.Parallel()
		require.Equal(t, time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC), rolecall.Date{Year: 2026, Month: 3, Day: 1}.Time(nil))
	})
}

// marshals is a json.Marshaler whose JSON does not contain its field.
type marshals struct{ N float64 }

func (marshals) MarshalJSON() ([]byte, error) { return []byte(`"ok"`), nil }

// TestInvalidCombinations tests requests with invalid nested values, and with values that are valid alone but not
// together.
func TestInvalidCombinations(t *testing.T) {
	t.Parallel()
	day, later := rolecall.Date{Year: 2026, Month: 3, Day: 1}, rolecall.Date{Year: 2026, Month: 3, Day: 2}
	absent := func(alter func(r *kombo.CreateAbsenceRequest)) func(context.Context, *kombo.Client, *kombo.Integration) error {
		req := kombo.CreateAbsenceRequest{EmployeeID: "e", AbsenceTypeID: "t", StartDate: day, EndDate: day}
		alter(&req)
		return func(ctx context.Context, _ *kombo.Client, i *kombo.Integration) error {
			return callErr(i.HRIS.CreateAbsence(ctx, req))
		}
	}
	applied := func(alter func(r *kombo.CreateApplicationRequest)) func(context.Context, *kombo.Client, *kombo.Integration) error {
		req := kombo.CreateApplicationRequest{Candidate: kombo.NewCandidate{EmailAddress: "ada@example.com"}}
		alter(&req)
		return func(ctx context.Context, _ *kombo.Client, i *kombo.Integration) error {
			return callErr(i.ATS.CreateApplication(ctx, "j", req))
		}
	}
	answered := func(answers ...kombo.NewAnswer) func(context.Context, *kombo.Client, *kombo.Integration) error {
		return applied(func(r *kombo.CreateApplicationRequest) { r.ScreeningQuestionAnswers = answers })
	}
	subResult := kombo.SubResultAttribute("1", "Speed", kombo.ResultScore{}, kombo.OrderCompleted)
	resulted := func(attributes ...kombo.Union[kombo.ResultAttribute]) func(context.Context, *kombo.Client, *kombo.Integration) error {
		return func(ctx context.Context, _ *kombo.Client, i *kombo.Integration) error {
			return callErr(i.Assessment.UpdateOrderResult(ctx, "o", kombo.UpdateOrderResultRequest{Status: kombo.OrderOpen, ResultURL: "u", Attributes: attributes}))
		}
	}
	for _, tt := range []struct {
		name string
		call func(ctx context.Context, c *kombo.Client, i *kombo.Integration) error
		want string // "": the request is valid and is sent
	}{
		{"two half days of one day", absent(func(r *kombo.CreateAbsenceRequest) { r.StartHalfDay, r.EndHalfDay = true, true }), "StartHalfDay and EndHalfDay"},
		{"half days of two days", absent(func(r *kombo.CreateAbsenceRequest) { r.EndDate, r.StartHalfDay, r.EndHalfDay = later, true, true }), ""},
		{"first half of one day", absent(func(r *kombo.CreateAbsenceRequest) { r.EndHalfDay = true }), ""},
		{"end time before the start time", absent(func(r *kombo.CreateAbsenceRequest) { r.StartTime, r.EndTime = "10:00", "9:59:59" }), "EndTime is not after StartTime"},
		{"end time equal to the start time", absent(func(r *kombo.CreateAbsenceRequest) { r.StartTime, r.EndTime = "9:5", "09:05:00" }), "EndTime is not after StartTime"},
		{"end time on the next day", absent(func(r *kombo.CreateAbsenceRequest) { r.EndDate, r.StartTime, r.EndTime = later, "22:00", "6:00" }), ""},
		{"remote employee without an id", absent(func(r *kombo.CreateAbsenceRequest) { r.EmployeeID = "remote:" }), `EmployeeID is "remote:" without`},
		{"remote environment without a tool", func(ctx context.Context, c *kombo.Client, _ *kombo.Integration) error {
			return callErr(c.CreateConnectionLink(ctx, kombo.CreateConnectionLinkRequest{EndUserEmail: "a@example.com", EndUserOrganizationName: "o", RemoteEnvironment: "test"}))
		}, "RemoteEnvironment is set, but IntegrationTool is empty"},
		{"packages with the same id", func(ctx context.Context, _ *kombo.Client, i *kombo.Integration) error {
			p := kombo.NewAssessmentPackage{ID: "a", Type: kombo.PackageBehavioral, Name: "n"}
			q := kombo.NewAssessmentPackage{ID: "b", Type: kombo.PackageBehavioral, Name: "n"}
			return callErr(i.Assessment.SetPackages(ctx, kombo.SetPackagesRequest{Packages: []kombo.NewAssessmentPackage{p, q, p}}))
		}, "Packages[2] has the same ID as Packages[0]"},
		{"results with the same id", resulted(subResult, kombo.TextAttribute("Fit", "Good"), subResult), "Attributes[2] has the same ID as Attributes[0]"},
		{"result without an id", resulted(kombo.SubResultAttribute("", "Speed", kombo.ResultScore{}, kombo.OrderCompleted)), "Attributes[0].Variant.ID is empty"},
		{"nil result", resulted(kombo.Union[kombo.ResultAttribute]{Variant: (*kombo.SubResult)(nil)}), "Attributes[0] is empty"},
		{"NaN score", resulted(kombo.SubResultAttribute("1", "Speed", kombo.ResultScore{Max: math.NaN()}, kombo.OrderCompleted)), "Score.Max is not a number"},
		{"two answers to one question", answered(kombo.TextAnswer("q", "a"), kombo.TextAnswer("r", "a"), kombo.TextAnswer("q", "b")), "ScreeningQuestionAnswers[2] answers the same question as ScreeningQuestionAnswers[0]"},
		{"option without an id", answered(kombo.OptionAnswer("q", "")), "ScreeningQuestionAnswers[0] has no value"},
		{"options with an empty id", answered(kombo.OptionsAnswer("q", "o", "")), "ScreeningQuestionAnswers[0] has an empty option id"},
		{"duplicate option", answered(kombo.OptionsAnswer("q", "o", "p", "o")), "ScreeningQuestionAnswers[0] has a duplicate option"},
		{"answer that is NaN", answered(kombo.NumberAnswer("q", math.NaN())), "ScreeningQuestionAnswers[0] is not a number"},
		{"answer with an invalid date", answered(kombo.DateAnswer("q", rolecall.Date{Year: 2026, Month: 2, Day: 31})), "ScreeningQuestionAnswers[0] has a date that is not in the calendar"},
		{"remote user without an id", applied(func(r *kombo.CreateApplicationRequest) { r.SourcedBy = &kombo.SourcedBy{UserID: "remote:"} }), "SourcedBy.UserID"},
		{"empty user id", applied(func(r *kombo.CreateApplicationRequest) { r.SourcedBy = &kombo.SourcedBy{} }), "SourcedBy.UserID is empty"},
		{"address without a country", applied(func(r *kombo.CreateApplicationRequest) { r.Candidate.Location = &kombo.NewAddress{City: "Exampleton"} }), "Candidate.Location.Country is empty"},
		{"salary without a period", applied(func(r *kombo.CreateApplicationRequest) {
			r.Candidate.SalaryExpectations = &kombo.SalaryExpectations{Amount: 1}
		}), "Candidate.SalaryExpectations.Period is empty"},
		{"additional email address without an address", applied(func(r *kombo.CreateApplicationRequest) {
			r.Candidate.AdditionalEmailAddresses = []kombo.NewEmailAddress{{Type: kombo.ContactWork}}
		}), "AdditionalEmailAddresses[0]"},
		{"additional phone number without a type", applied(func(r *kombo.CreateApplicationRequest) {
			r.Candidate.AdditionalPhoneNumbers = []kombo.NewPhoneNumber{{PhoneNumber: "1"}}
		}), "AdditionalPhoneNumbers[0]"},
		{"social link without a URL", applied(func(r *kombo.CreateApplicationRequest) { r.Candidate.SocialLinks = []kombo.SocialLink{{}} }), "SocialLinks[0].URL is empty"},
		{"remote fields that are not JSON", applied(func(r *kombo.CreateApplicationRequest) {
			r.RemoteFields = kombo.RemoteFields{"workday": json.RawMessage("secret")}
		}), `RemoteFields["workday"] is not JSON`},
		{"remote job without an id", func(ctx context.Context, _ *kombo.Client, i *kombo.Integration) error {
			return callErr(i.ATS.CreateApplication(ctx, "remote:", kombo.CreateApplicationRequest{Candidate: kombo.NewCandidate{EmailAddress: "a@example.com"}}))
		}, "without the tool's id"},
		{"remote job without an id in CreateCandidate", func(ctx context.Context, _ *kombo.Client, i *kombo.Integration) error {
			return callErr(i.ATS.CreateCandidate(ctx, kombo.CreateCandidateRequest{Candidate: kombo.NewCandidate{EmailAddress: "a@example.com"}, Application: kombo.NewApplication{JobID: "remote:"}}))
		}, "Application.JobID is"},
		{"form part without a name", func(ctx context.Context, _ *kombo.Client, i *kombo.Integration) error {
			return callErr(i.Passthrough(ctx, "greenhouse", "harvest", kombo.PassthroughRequest{Method: "POST", Path: "/x", MultipartFormData: []kombo.FormPart{{Text: "a"}}}))
		}, "MultipartFormData[0].Name is empty"},
		{"passthrough data that is not JSON", func(ctx context.Context, _ *kombo.Client, i *kombo.Integration) error {
			return callErr(i.Passthrough(ctx, "greenhouse", "harvest", kombo.PassthroughRequest{Method: "POST", Path: "/x", Data: json.RawMessage("secret")}))
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
		"nil": nil, "nil client": (*kombo.Client)(nil), "nil integration": (*kombo.Integration)(nil),
		"zero client": &kombo.Client{}, "zero integration": &kombo.Integration{},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := kombo.Call[struct{}](t.Context(), on, kombo.CallRequest{Method: "GET", Path: "/x"})
			require.ErrorIs(t, err, rolecall.ErrInvalid)
			require.ErrorContains(t, err, "the Caller is nil")
			_, err = kombo.CallList[struct{}](t.Context(), on, kombo.CallRequest{Path: "/x"})
			require.ErrorIs(t, err, rolecall.ErrInvalid)
		})
	}
}

// TestNilArguments checks that a nil argument does not panic, and is an error if the function requires it.
func TestNilArguments(t *testing.T) {
	t.Parallel()
	t.Run("MatchJobs and FoundJobs", func(t *testing.T) {
		t.Parallel()
		_, err := kombo.MatchJobs(nil, nil)
		require.ErrorIs(t, err, rolecall.ErrInvalid)
		_, err = kombo.MatchJobs(nil, kombo.FoundJobs(nil))
		require.ErrorIs(t, err, rolecall.ErrInvalid)
	})
	t.Run("NewClient and ListJobs", func(t *testing.T) {
		t.Parallel()
		require.NotPanics(t, func() {
			client, err := kombo.NewClient("key", nil)
			if err == nil {
				_, err = client.Integration("").ATS.ListJobs(t.Context(), kombo.ListJobsOptions{}, nil)
				require.Error(t, err)
			}
		})
	})
	t.Run("NewReceiver and ParseDeliveries", func(t *testing.T) {
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
