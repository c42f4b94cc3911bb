package humansourcing_test

import (
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/humansourcing"
	"github.com/rolecall-dev/rolecall/internal/sharedtest"
	"github.com/rolecall-dev/rolecall/webhook"
)

// sharedSamples returns the samples that are stored outside the repository, by file name.
func sharedSamples(t testing.TB) map[string]string {
	t.Helper()
	dir := sharedtest.Dir(t, "humansourcing")
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	samples := map[string]string{}
	for _, entry := range entries {
		if filepath.Ext(entry.Name()) == ".json" {
			samples[entry.Name()] = string(sharedtest.Read(t, "humansourcing", entry.Name()))
		}
	}
	require.GreaterOrEqual(t, len(samples), 13)
	return samples
}

// Each sample becomes one delivery. The delivery decodes into the type of its event without unknown members, and
// encodes to the same record in its plain form.
func TestSharedSamples(t *testing.T) {
	t.Parallel()
	handled := map[string]int{}
	for name, body := range sharedSamples(t) {
		router := newRouter(t, func(d *webhook.Delivery, event any, encoded []byte) {
			handled[d.Type]++
			got, want := decode[any](t, string(encoded)), plain(decode[any](t, body))
			require.Equal(t, plain(decode[any](t, string(d.Body))), got, name)
			if strings.Contains(name, ".array.") {
				got = []any{got}
			}
			require.Equal(t, want, got, name)
			requireNoExtra(t, reflect.ValueOf(event).Elem(), name)
			require.NotEmpty(t, d.Key)
			require.Equal(t, strings.Contains(name, "delete"), humansourcing.Version(d).IsZero(), name)
		})
		require.Equal(t, http.StatusOK, statusOf(newReceiver(t, router), post(body)), name)
		require.Equal(t, strings.Contains(name, "envelope"), router.Unknown() == 1, name)
	}
	require.Equal(t, map[string]int{
		string(humansourcing.JobCreated): 2, string(humansourcing.JobUpdated): 2, string(humansourcing.JobDeleted): 2,
		string(humansourcing.CandidateCreated): 2, string(humansourcing.CandidateUpdated): 2, string(humansourcing.CandidateDeleted): 2,
	}, handled)
}

// openings is the only member whose value is encoded as a number. All other numbers are ids and ratings.
const openings = "job_nb_cand_to_recruit"

// plain converts a value of a sample to the plain form that records are encoded in: ids as strings, times as
// RFC 3339, and no empty members.
func plain(value any) any {
	switch v := value.(type) {
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case string:
		if at, err := time.Parse("2006-01-02T15:04:05-0700", v); err == nil {
			return at.Format(time.RFC3339)
		}
	case []any:
		for k := range v {
			v[k] = plain(v[k])
		}
	case map[string]any:
		for name, member := range v {
			switch list, _ := member.([]any); {
			case member == nil, member == "", list != nil && len(list) == 0:
				delete(v, name)
			case name != openings:
				v[name] = plain(member)
			}
		}
	}
	return value
}

// requireNoExtra requires that v and all structs in it have no unknown members.
func requireNoExtra(t *testing.T, v reflect.Value, name string) {
	t.Helper()
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			requireNoExtra(t, v.Elem(), name)
		}
	case reflect.Slice:
		for i := range v.Len() {
			requireNoExtra(t, v.Index(i), name)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).Name == "Extra" {
				require.Empty(t, v.Field(i).Interface(), "%s: %s", name, v.Type())
			} else if v.Type().Field(i).IsExported() {
				requireNoExtra(t, v.Field(i), name)
			}
		}
	}
}

func TestSharedJobSampleMembers(t *testing.T) {
	t.Parallel()
	require.Len(t, members[humansourcing.Job](), 42)
	for name, body := range sharedSamples(t) {
		if strings.Contains(name, "job-creation.object") {
			require.Len(t, decode[struct{ Data map[string]any }](t, body).Data, 42)
			e := decode[humansourcing.JobEvent](t, body)
			require.NotEmpty(t, e.Data.ID)
			require.NotNil(t, e.Data.Country)
			require.Equal(t, humansourcing.JobTypeSpontaneous, e.Data.Type)
			require.Equal(t, 1, *e.Data.Openings)
		}
	}
}
