package humansourcing_test

import (
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/humansourcing"
	"github.com/rolecall-dev/rolecall/internal/sharedtest"
	"github.com/rolecall-dev/rolecall/webhook"
)

// sharedSamples are the payloads that stand beside the repository, by name.
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

// Each sample comes through the receiver as one delivery, decodes into the type of its event, leaves
// nothing unnamed, and is written again with the same meaning.
func TestSharedSamples(t *testing.T) {
	t.Parallel()
	handled := map[string]int{}
	for name, body := range sharedSamples(t) {
		router := typed(t, func(d *webhook.Delivery, event any, again []byte) {
			handled[d.Type]++
			require.JSONEq(t, string(d.Body), string(again), name)
			if strings.Contains(name, ".array.") {
				require.JSONEq(t, body, "["+string(again)+"]", name)
			} else {
				require.JSONEq(t, body, string(again), name)
			}
			requireNoExtra(t, reflect.ValueOf(event).Elem(), name)
			require.NotEmpty(t, d.Key)
			require.Equal(t, strings.Contains(name, "delete"), humansourcing.Version(d).IsZero(), name)
		})
		require.Equal(t, http.StatusOK, respond(open(t, router), post(body)), name)
		require.Equal(t, strings.Contains(name, "envelope"), router.Unknown() == 1, name)
	}
	require.Equal(t, map[string]int{
		string(humansourcing.JobCreated): 2, string(humansourcing.JobUpdated): 2, string(humansourcing.JobDeleted): 2,
		string(humansourcing.CandidateCreated): 2, string(humansourcing.CandidateUpdated): 2, string(humansourcing.CandidateDeleted): 2,
	}, handled)
}

// requireNoExtra looks into everything below v.
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

func TestSharedJobHasEveryMember(t *testing.T) {
	t.Parallel()
	members := 0
	job := reflect.TypeFor[humansourcing.Job]()
	for field := range job.Fields() {
		if field.Tag.Get("json") != "-" {
			members++
		}
	}
	require.Equal(t, 42, members)
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
