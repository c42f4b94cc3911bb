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
	t.Run("makes an id where the provider gives none", func(t *testing.T) {
		t.Parallel()
		in, status := ids(webhook.Route{Event: []byte("e")}, func(d *webhook.Delivery) string { return "made of " + string(d.Body) }, `{}`)
		require.Equal(t, http.StatusOK, status)
		require.Equal(t, "made of {}", in.all()[0].ID)
	})
	t.Run("leaves the provider's id", func(t *testing.T) {
		t.Parallel()
		in, _ := ids(webhook.Route{Event: []byte("e"), ID: []byte("evt-1")}, func(*webhook.Delivery) string { return "made" }, `{}`)
		require.Equal(t, "evt-1", in.all()[0].ID)
	})
	t.Run("may make none", func(t *testing.T) {
		t.Parallel()
		in, status := ids(webhook.Route{Event: []byte("e")}, func(*webhook.Delivery) string { return "" }, `{}`)
		require.Equal(t, http.StatusOK, status)
		require.Empty(t, in.all()[0].ID)
	})
	t.Run("makes text", func(t *testing.T) {
		t.Parallel()
		_, status := ids(webhook.Route{Event: []byte("e")}, func(*webhook.Delivery) string { return "\xff" }, `{}`)
		require.Equal(t, http.StatusBadRequest, status)
	})
	t.Run("needs a function", func(t *testing.T) {
		t.Parallel()
		src := routed(webhook.Route{Event: []byte("e")})
		src.Verifier = webhook.Unverified()
		_, err := webhook.NewReceiver(src, &inbox{}, webhook.IDs(nil))
		require.ErrorContains(t, err, "webhook: IDs: the function is nil")
	})
}
