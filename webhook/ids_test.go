package webhook_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/webhook"
)

func TestIDs(t *testing.T) {
	t.Parallel()
	ids := func(r webhook.Route, f func(d *webhook.Delivery) string, body string) (*inbox, int) {
		var in inbox
		src := routed(r)
		src.Verifier = webhook.Unverified()
		return &in, respond(receiver(t, src, &in, webhook.IDs(f)), signed([]byte(body))).Code
	}
	t.Run("provider sends no id", func(t *testing.T) {
		t.Parallel()
		in, status := ids(webhook.Route{Event: []byte("e")}, func(d *webhook.Delivery) string { return "id of " + string(d.Body) }, `{}`)
		require.Equal(t, http.StatusOK, status)
		require.Equal(t, "id of {}", in.all()[0].ID)
	})
	t.Run("provider sends an id", func(t *testing.T) {
		t.Parallel()
		in, _ := ids(webhook.Route{Event: []byte("e"), ID: []byte("evt-1")}, func(*webhook.Delivery) string { return "made" }, `{}`)
		require.Equal(t, "evt-1", in.all()[0].ID)
	})
	t.Run("function returns an empty id", func(t *testing.T) {
		t.Parallel()
		in, status := ids(webhook.Route{Event: []byte("e")}, func(*webhook.Delivery) string { return "" }, `{}`)
		require.Equal(t, http.StatusOK, status)
		require.Empty(t, in.all()[0].ID)
	})
	t.Run("function returns an id that is not UTF-8", func(t *testing.T) {
		t.Parallel()
		_, status := ids(webhook.Route{Event: []byte("e")}, func(*webhook.Delivery) string { return "\xff" }, `{}`)
		require.Equal(t, http.StatusBadRequest, status)
	})
	t.Run("function is nil", func(t *testing.T) {
		t.Parallel()
		src := routed(webhook.Route{Event: []byte("e")})
		src.Verifier = webhook.Unverified()
		_, err := webhook.NewReceiver(src, &inbox{}, webhook.IDs(nil))
		require.ErrorContains(t, err, "webhook: IDs: the function is nil")
	})
}
