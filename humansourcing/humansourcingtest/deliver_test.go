package humansourcingtest_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/humansourcing"
	"github.com/rolecall-dev/rolecall/humansourcing/humansourcingtest"
	"github.com/rolecall-dev/rolecall/webhook"
)

func TestDeliverEvent(t *testing.T) {
	t.Parallel()
	got := make(chan *webhook.Delivery, 10)
	receiver, err := humansourcing.NewReceiver(webhook.Unverified(), webhook.SinkFunc(func(_ context.Context, d *webhook.Delivery) error {
		got <- d
		return nil
	}))
	require.NoError(t, err)
	server := httptest.NewServer(receiver)
	t.Cleanup(server.Close)
	s := humansourcingtest.NewSender(t)
	require.ErrorContains(t, s.Deliver("job.creation", map[string]any{}), "SetWebhook")
	require.NoError(t, s.SetWebhook(server.URL))
	require.ErrorContains(t, s.Deliver("creation", nil), "job.creation")

	require.NoError(t, s.Deliver("job.delete", map[string]any{"job_id": 1001}))
	require.NoError(t, s.Deliver("humansourcing:campaign.archive", json.RawMessage(`{}`)))
	require.NoError(t, s.Wait(t.Context()))
	require.Len(t, got, 2, s.Attempts())
	types := []string{(<-got).Type, (<-got).Type}
	require.ElementsMatch(t, []string{string(humansourcing.JobDeleted), "humansourcing:campaign.archive"}, types)
	require.Len(t, s.Attempts(), 2)
	require.NoError(t, s.SetWebhook(""))
	require.Error(t, s.Deliver("job.delete", nil))
}

func TestSetWebhookRejectsOtherMachines(t *testing.T) {
	t.Parallel()
	s := humansourcingtest.NewSender(t)
	err := s.SetWebhook("https://hooks.example.com/s3cret")
	require.ErrorContains(t, err, "this machine")
	require.NotContains(t, err.Error(), "s3cret")
}

func TestDeliverBasicAuthFromURL(t *testing.T) {
	t.Parallel()
	type request struct{ user, password, body string }
	got := make(chan request, 1)
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		user, password, _ := r.BasicAuth()
		body, _ := io.ReadAll(r.Body)
		got <- request{user, password, string(body)}
	}))
	t.Cleanup(server.Close)
	s := humansourcingtest.NewSender(t)
	require.NoError(t, s.SetWebhook("http://hs:not-real@"+server.Listener.Addr().String()+"/hooks"))
	require.NoError(t, s.Deliver("candidate.update", map[string]any{"id": "1"}))
	require.Equal(t, request{"hs", "not-real", `{"event":"update","type":"candidate","data":{"id":"1"}}`}, <-got)
}
