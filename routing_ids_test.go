package rolecall_test

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/humansourcing"
	"github.com/rolecall-dev/rolecall/knit"
	"github.com/rolecall-dev/rolecall/kombo"
	"github.com/rolecall-dev/rolecall/linkedin"
	"github.com/rolecall-dev/rolecall/webhook"
)

// routed is a provider's receiver, with bodies that have %s in the string of a routing member.
type routed struct {
	receiver func(sink webhook.Sink, opts ...webhook.Option) (*webhook.Receiver, error)
	header   string // of the signature
	sign     func(body []byte) string
	status   int // response to a body that is not understood
	bodies   []string
}

const routingSecret = "an-example-and-no-secret"

var routedProviders = map[string]routed{
	"knit": {
		receiver: func(sink webhook.Sink, opts ...webhook.Option) (*webhook.Receiver, error) {
			return knit.NewReceiver([]string{routingSecret}, sink, opts...)
		},
		header: "X-Knit-Signature",
		sign:   func(body []byte) string { return webhook.Sign(routingSecret, body, webhook.RawURL, "") },
		status: http.StatusBadRequest,
		bodies: []string{
			`{"eventId":"evt-%s","eventType":"record.new","syncDataType":"ats_jobs","recordId":"j-1"}`,
			`{"eventId":"evt-1","eventType":"record.%s","syncDataType":"ats_jobs","recordId":"j-1"}`,
			`{"eventId":"evt-1","eventType":"record.new","syncDataType":"ats_%s","recordId":"j-1"}`,
			`{"eventId":"evt-1","eventType":"record.new","syncDataType":"ats_jobs","recordId":"j-%s"}`,
		},
	},
	"kombo": {
		receiver: func(sink webhook.Sink, opts ...webhook.Option) (*webhook.Receiver, error) {
			return kombo.NewReceiver([]string{routingSecret}, sink, opts...)
		},
		header: "X-Kombo-Signature",
		sign:   func(body []byte) string { return webhook.Sign(routingSecret, body, webhook.RawURL, "") },
		status: http.StatusBadRequest,
		bodies: []string{
			`{"id":"evt-%s","type":"data-changed","data":{"integration_id":"tool:1"}}`,
			`{"id":"evt-1","type":"data-%s","data":{"integration_id":"tool:1"}}`,
			`{"id":"evt-1","type":"data-changed","data":{"integration_id":"tool:%s"}}`,
			`{"id":"evt-1","type":"integration-created","data":{"id":"tool:%s"}}`,
		},
	},
	"linkedin": {
		receiver: func(sink webhook.Sink, opts ...webhook.Option) (*webhook.Receiver, error) {
			return linkedin.NewReceiver(linkedin.StaticSecrets(routingSecret), sink, opts...)
		},
		header: "X-LI-Signature",
		sign:   func(body []byte) string { return webhook.Sign(routingSecret, body, webhook.Hex, "hmacsha256=") },
		status: http.StatusBadRequest,
		bodies: []string{
			`{"type":"PING%s","id":"1"}`, `{"type":"PING","id":"%s"}`, `{"type":"PING","notificationId":"n-%s"}`,
			`{"type":"RESYNC_JOBS","developerApplicationUrn":"urn:li:developerApplication:%s","syncAllOpenJobs":true}`,
			`{"type":"PING","developerApplicationId":"%s"}`,
			`{"type":"JOB_POSTING_STATUS","developerApplicationUrn":"urn:li:developerApplication:1","externalJobPostingId":"j-%s"}`,
			`{"type":"EXPORT_JOB_APPLICATION","jobApplicationId":"urn:li:jobApplication:%s"}`,
			`{"type":"CREATE_THIRD_PARTY_HRIS_EXPORT_PROFILE_REQUEST","hrisRequestId":"%s"}`,
		},
	},
	"humansourcing": {
		receiver: func(sink webhook.Sink, opts ...webhook.Option) (*webhook.Receiver, error) {
			return humansourcing.NewReceiver(webhook.Unverified(), sink, opts...)
		},
		header: "X-None", sign: func([]byte) string { return "" },
		status: http.StatusInternalServerError,
		bodies: []string{
			`{"event":"upd%s","type":"job","data":{"job_id":"1"}}`, `{"event":"update","type":"j%s","data":{"id":"1"}}`,
			`{"event":"update","type":"job","data":{"job_id":"j-%s"}}`, `[{"event":"delete","type":"candidate","data":{"id":"c-%s"}}]`,
			`{"event":"close","type":"campaign","data":{"id":"c-%s"}}`,
		},
	},
}

// TestInvalidUnicodeInRoutingMember checks that receivers reject half of a surrogate pair. A decoder replaces it
// with U+FFFD, so two ids would become one, and the second event would be a duplicate.
func TestInvalidUnicodeInRoutingMember(t *testing.T) {
	t.Parallel()
	for name, p := range routedProviders {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, body := range p.bodies {
				for id, want := range map[string]int{
					`\ud83d`: p.status, `\ud83e`: p.status, `\ude00x`: p.status, `\ud83d\u0041`: p.status, "\xff": p.status,
					`\ud83d\ude00`: http.StatusOK, `é`: http.StatusOK,
				} {
					got := 0
					rx, err := p.receiver(webhook.SinkFunc(func(context.Context, *webhook.Delivery) error {
						got++
						return nil
					}))
					require.NoError(t, err)
					sent := fmt.Appendf(nil, body, id)
					r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", bytes.NewReader(sent))
					r.Header.Set(p.header, p.sign(sent))
					w := httptest.NewRecorder()
					rx.ServeHTTP(w, r)
					require.Equal(t, want, w.Code, "%s", sent)
					require.Equal(t, want == http.StatusOK, got == 1, "%s", sent)
				}
			}
		})
	}
}

// TestInvalidUTF8InTenant checks the unsigned header that names Knit's integration. Invalid UTF-8 would become
// U+FFFD, and two tenants would become one.
func TestInvalidUTF8InTenant(t *testing.T) {
	t.Parallel()
	body := strings.ReplaceAll(routedProviders["knit"].bodies[0], "%s", "1")
	_, err := knit.ParseDeliveries(http.Header{"X-Knit-Integration-Id": {"customer-\xff"}}, []byte(body))
	require.ErrorContains(t, err, "UTF-8")
	list, err := knit.ParseDeliveries(http.Header{"X-Knit-Integration-Id": {"customer-é"}}, []byte(body))
	require.NoError(t, err)
	require.Equal(t, "customer-é", list[0].Tenant)
}
