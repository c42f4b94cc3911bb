package knit_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/knit"
	"github.com/rolecall-dev/rolecall/webhook"
)

// No body panics. A body that is accepted has a type and an event id.
func FuzzParseDeliveries(f *testing.F) {
	for _, file := range samples(f) {
		f.Add(integrationID, sample(f, file))
	}
	for _, body := range []string{
		``, `{}`, `null`, `[]`, `{"eventId":"1"}`, `{"eventType":"x"}`, `{"eventId":"1","eventType":"x"}`, `{"eventId":1,"eventType":{}}`,
		`{"\u0065ventId":"\ud800","eventType":"/%"}`, `{"eventId":"1","eventType":"x","EVENTTYPE":"y"}`, "{\"eventId\":\"\xff\",\"eventType\":\"x\"}",
		`{"eventId":"1","eventType":"record.","syncDataType":"a/b","recordId":"%2F"}`, strings.Repeat("[", 20000),
		`{"eventId":"1","eventType":"record.new","syncDataType":"ats_jobs","eventData":{"info":{"createdAt":1e999},"stages":{"stages":{"stages":[]}}}}`,
	} {
		f.Add("", []byte(body))
	}
	f.Fuzz(func(t *testing.T, tenant string, body []byte) {
		list, err := knit.ParseDeliveries(http.Header{"X-Knit-Integration-Id": {tenant}}, body)
		require.Len(t, list, 1)
		d := list[0]
		require.Equal(t, string(body), string(d.Body))
		if err != nil {
			require.Equal(t, "knit", d.Type)
			require.Empty(t, d.ID)
			return
		}
		require.True(t, strings.HasPrefix(d.Type, "knit:"))
		require.Greater(t, len(d.Type), len("knit:"))
		require.NotEmpty(t, d.ID)
		if utf8.ValidString(tenant) {
			require.Equal(t, tenant, d.Tenant)
		}
		require.True(t, json.Valid(body))

		// If the event decodes, its id is that of the delivery, which deduplication uses.
		var e knit.RawEvent
		if json.Unmarshal(body, &e) == nil {
			require.Equal(t, d.ID, e.EventID)
			require.True(t, strings.HasPrefix(d.Type, "knit:"+e.EventType))
		}
		var got []dispatched
		_ = recordingRouter(&got).Accept(t.Context(), d)

		stored, err := json.Marshal(d)
		require.NoError(t, err)
		var again webhook.Delivery
		require.NoError(t, json.Unmarshal(stored, &again))
		require.Equal(t, []string{d.Type, d.ID, d.Key, d.Tenant, d.Source}, []string{again.Type, again.ID, again.Key, again.Tenant, again.Source})
		require.Equal(t, d.Body, again.Body)
	})
}
