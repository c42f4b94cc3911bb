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

// roots are what a program sends, gets from a call, and gets as an event. Every other model is a
// part of one of them.
var roots = []reflect.Type{
	reflect.TypeFor[linkedin.JobPosting](), reflect.TypeFor[linkedin.LifecycleAction](),
	reflect.TypeFor[linkedin.ProvisionApplicationRequest](), reflect.TypeFor[linkedin.UpdateApplicationRequest](),
	reflect.TypeFor[linkedin.JobTask](), reflect.TypeFor[linkedin.JobPostingStatus](), reflect.TypeFor[linkedin.ProvisionedApplication](),
	reflect.TypeFor[linkedin.DeveloperWebhook](), reflect.TypeFor[linkedin.ResyncJobsEvent](), reflect.TypeFor[linkedin.JobPostingStatusEvent](),
	reflect.TypeFor[linkedin.JobApplicationEvent](), reflect.TypeFor[linkedin.RequestEvent](), reflect.TypeFor[linkedin.HRISExportEvent](),
	reflect.TypeFor[linkedin.MemberDataStatusEvent](), reflect.TypeFor[linkedin.HiringContract](), reflect.TypeFor[linkedin.JobReport](),
	reflect.TypeFor[linkedin.BudgetReport](),
}

// models are all model types that can be reached from roots, by name.
func models() map[string]reflect.Type {
	found := map[string]reflect.Type{}
	var walk func(t reflect.Type)
	walk = func(t reflect.Type) {
		switch t.Kind() {
		case reflect.Pointer, reflect.Slice:
			walk(t.Elem())
		case reflect.Struct:
			if found[t.Name()] != nil || !strings.HasSuffix(t.PkgPath(), "/linkedin") {
				return
			}
			found[t.Name()] = t
			for f := range t.Fields() {
				walk(f.Type)
			}
		}
	}
	for _, t := range roots {
		walk(t)
	}
	return found
}

// full is a value of t in which nothing is zero.
func full(t reflect.Type) reflect.Value {
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
		v.Elem().Set(full(t.Elem()))
	case t.Kind() == reflect.Slice:
		v.Set(reflect.Append(v, full(t.Elem()), full(t.Elem())))
	case t.Kind() == reflect.Map:
		v.Set(reflect.ValueOf(map[string]json.RawMessage{"new_member": json.RawMessage(`{"of":"tomorrow"}`)}))
	case t.Kind() == reflect.Struct:
		for f := range t.Fields() {
			if f.Tag.Get("json") == "-" && f.Type != reflect.TypeFor[rolecall.Extra]() {
				continue // it is not sent
			}
			v.FieldByIndex(f.Index).Set(full(f.Type))
		}
	default:
		panic(fmt.Sprint("a field of type ", t))
	}
	return v
}

// Every model decodes from what it encodes to, with every field and with members that nobody
// knows, by itself and as a part of others.
func TestEveryModelSurvivesItsOwnJSON(t *testing.T) {
	t.Parallel()
	require.Greater(t, len(models()), 40)
	for name, typ := range models() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, v := range []reflect.Value{full(typ), reflect.Zero(typ)} {
				wire, err := json.Marshal(v.Interface())
				require.NoError(t, err)
				again := reflect.New(typ)
				require.NoError(t, json.Unmarshal(wire, again.Interface()))
				require.Equal(t, v.Interface(), again.Elem().Interface(), string(wire))
			}
		})
	}
}

// What LinkedIn sends for nothing costs no record.
func TestEveryFieldBearsNothing(t *testing.T) {
	t.Parallel()
	for name, typ := range models() {
		// The two requests have plain fields: nobody sends them to us.
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
				for _, nothing := range []string{`null`, `""`, `{}`, `[]`} {
					v := reflect.New(typ)
					body := fmt.Sprintf(`{%q:%s}`, member, nothing)
					if f.Type == reflect.TypeFor[linkedin.Credentials]() && nothing != `null` && nothing != `{}` {
						continue // a secret in another shape is no secret
					}
					require.NoError(t, json.Unmarshal([]byte(body), v.Interface()), body)
				}
			}
		})
	}
}

func TestLooseShapes(t *testing.T) {
	t.Parallel()
	t.Run("one id in place of a list, and a boolean in text", func(t *testing.T) {
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
	t.Run("the company under both names", func(t *testing.T) {
		t.Parallel()
		for _, name := range []string{"company", "integrationContext"} {
			var j linkedin.JobPosting
			require.NoError(t, json.Unmarshal([]byte(`{"`+name+`":"urn:li:organization:1"}`), &j))
			require.Equal(t, "urn:li:organization:1", j.Company)
			require.Empty(t, j.Extra)
		}
	})
	t.Run("values that nobody has seen", func(t *testing.T) {
		t.Parallel()
		const body = `{"type":"JOB_POSTING_STATUS","developerApplicationUrn":"u","externalJobPostingId":"a","listingStatus":"PAUSED","moon":{"phase":1}}`
		var e linkedin.JobPostingStatusEvent
		require.NoError(t, json.Unmarshal([]byte(body), &e))
		require.Equal(t, linkedin.ListingStatus("PAUSED"), e.ListingStatus)
		again, err := json.Marshal(e)
		require.NoError(t, err)
		require.JSONEq(t, body, string(again))
	})
}
