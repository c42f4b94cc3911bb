package linkedin_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/linkedin"
)

// roots lists the types that your backend sends, receives from a call, or receives as an event. Every other
// model is a part of one of them.
var roots = []reflect.Type{
	reflect.TypeFor[linkedin.JobPosting](), reflect.TypeFor[linkedin.LifecycleAction](),
	reflect.TypeFor[linkedin.ProvisionApplicationRequest](), reflect.TypeFor[linkedin.UpdateApplicationRequest](),
	reflect.TypeFor[linkedin.JobTask](), reflect.TypeFor[linkedin.JobPostingStatus](), reflect.TypeFor[linkedin.ProvisionedApplication](),
	reflect.TypeFor[linkedin.DeveloperWebhook](), reflect.TypeFor[linkedin.ResyncJobsEvent](), reflect.TypeFor[linkedin.JobPostingStatusEvent](),
	reflect.TypeFor[linkedin.JobApplicationEvent](), reflect.TypeFor[linkedin.RequestEvent](), reflect.TypeFor[linkedin.HRISExportEvent](),
	reflect.TypeFor[linkedin.MemberDataStatusEvent](), reflect.TypeFor[linkedin.HiringContract](), reflect.TypeFor[linkedin.JobReport](),
	reflect.TypeFor[linkedin.BudgetReport](),
}

// models returns all model types that are part of a root, by name.
func models() map[string]reflect.Type {
	found := map[string]reflect.Type{}
	var visit func(t reflect.Type)
	visit = func(t reflect.Type) {
		switch t.Kind() {
		case reflect.Pointer, reflect.Slice:
			visit(t.Elem())
		case reflect.Struct:
			if found[t.Name()] != nil || !strings.HasSuffix(t.PkgPath(), "/linkedin") {
				return
			}
			found[t.Name()] = t
			for f := range t.Fields() {
				visit(f.Type)
			}
		}
	}
	for _, t := range roots {
		visit(t)
	}
	return found
}

// filled returns a value of type t without zero values in it.
func filled(t reflect.Type) reflect.Value {
	v := reflect.New(t).Elem()
	switch {
	case t == reflect.TypeFor[time.Time]():
		v.Set(reflect.ValueOf(time.UnixMilli(1700000000123).UTC()))
	case t == reflect.TypeFor[json.RawMessage]():
		v.SetBytes([]byte(`{"any":[1,"x"]}`))
	case t.Kind() == reflect.String:
		v.SetString("text of " + t.Name())
	case t.Kind() == reflect.Bool:
		v.SetBool(true)
	case t.Kind() == reflect.Int, t.Kind() == reflect.Int64:
		v.SetInt(7)
	case t.Kind() == reflect.Float64:
		v.SetFloat(1.5)
	case t.Kind() == reflect.Pointer:
		v.Set(reflect.New(t.Elem()))
		v.Elem().Set(filled(t.Elem()))
	case t.Kind() == reflect.Slice:
		v.Set(reflect.Append(v, filled(t.Elem()), filled(t.Elem())))
	case t.Kind() == reflect.Map:
		v.Set(reflect.ValueOf(map[string]json.RawMessage{"new_member": json.RawMessage(`{"of":"tomorrow"}`)}))
	case t.Kind() == reflect.Struct:
		for f := range t.Fields() {
			if f.Tag.Get("json") == "-" && f.Type != reflect.TypeFor[rolecall.Extra]() {
				continue // not part of the JSON
			}
			v.FieldByIndex(f.Index).Set(filled(f.Type))
		}
	default:
		panic(fmt.Sprint("unsupported field type ", t))
	}
	return v
}

// Every model decodes from its own JSON to an equal value, with all fields and unknown members set.
func TestModelRoundTrip(t *testing.T) {
	t.Parallel()
	require.Greater(t, len(models()), 40)
	for name, typ := range models() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, v := range []reflect.Value{filled(typ), reflect.Zero(typ)} {
				wire, err := json.Marshal(v.Interface())
				require.NoError(t, err)
				decoded := reflect.New(typ)
				require.NoError(t, json.Unmarshal(wire, decoded.Interface()))
				require.Equal(t, v.Interface(), decoded.Elem().Interface(), string(wire))
			}
		})
	}
}

// A member that is null or empty does not prevent a record from decoding.
func TestNullAndEmptyMembers(t *testing.T) {
	t.Parallel()
	for name, typ := range models() {
		// LinkedIn does not send the two requests, so they decode strictly. So do credentials.
		if strings.HasSuffix(name, "ApplicationRequest") || name == "Credentials" {
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for f := range typ.Fields() {
				member, _, _ := strings.Cut(f.Tag.Get("json"), ",")
				if member == "" || member == "-" {
					continue
				}
				for _, empty := range []string{`null`, `""`, `{}`, `[]`} {
					v := reflect.New(typ)
					body := fmt.Sprintf(`{%q:%s}`, member, empty)
					if f.Type == reflect.TypeFor[linkedin.Credentials]() && empty != `null` && empty != `{}` {
						continue // credentials decode strictly
					}
					require.NoError(t, json.Unmarshal([]byte(body), v.Interface()), body)
				}
			}
		})
	}
}

func TestLooseShapes(t *testing.T) {
	t.Parallel()
	t.Run("string instead of array and of boolean", func(t *testing.T) {
		t.Parallel()
		var e linkedin.ResyncJobsEvent
		require.NoError(t, json.Unmarshal([]byte(`{"externalJobPostingIds":"a","syncAllOpenJobs":"false"}`), &e))
		require.Equal(t, []string{"a"}, e.ExternalJobPostingIDs)
		require.False(t, e.SyncAllOpenJobs)
	})
	t.Run("ids as numbers", func(t *testing.T) {
		t.Parallel()
		var e linkedin.ResyncJobsEvent
		require.NoError(t, json.Unmarshal([]byte(`{"externalJobPostingIds":[17,"a"]}`), &e))
		require.Equal(t, []string{"17", "a"}, e.ExternalJobPostingIDs)
	})
	t.Run("company under both names", func(t *testing.T) {
		t.Parallel()
		for _, name := range []string{"company", "integrationContext"} {
			var j linkedin.JobPosting
			require.NoError(t, json.Unmarshal([]byte(`{"`+name+`":"urn:li:organization:1"}`), &j))
			require.Equal(t, "urn:li:organization:1", j.Company)
			require.Empty(t, j.Extra)
		}
	})
	t.Run("unknown values and members", func(t *testing.T) {
		t.Parallel()
		const body = `{"type":"JOB_POSTING_STATUS","developerApplicationUrn":"u","externalJobPostingId":"a","listingStatus":"PAUSED","moon":{"phase":1}}`
		var e linkedin.JobPostingStatusEvent
		require.NoError(t, json.Unmarshal([]byte(body), &e))
		require.Equal(t, linkedin.ListingStatus("PAUSED"), e.ListingStatus)
		encoded, err := json.Marshal(e)
		require.NoError(t, err)
		require.JSONEq(t, body, string(encoded))
	})
}
