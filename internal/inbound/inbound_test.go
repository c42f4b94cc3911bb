package inbound_test

import (
	"context"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/internal/inbound"
	"github.com/rolecall-dev/rolecall/internal/jsonpeek"
	"github.com/rolecall-dev/rolecall/webhook"
	"github.com/rolecall-dev/rolecall/webhook/webhooktest"
)

const header = "X-Acme-Signature"

func source() webhook.Source {
	return webhook.Source{Name: "acme", Route: func(d *webhook.Delivery) (webhook.Route, error) {
		var value [2][]byte
		if err := inbound.Members(d, value[:], "event", "id"); err != nil {
			return webhook.Route{}, err
		}
		event, _ := inbound.String(value[0])
		return webhook.Route{Event: event}, nil
	}}
}

func TestNewReceiver(t *testing.T) {
	t.Parallel()
	var got []string
	rx, err := inbound.NewReceiver(source(), header, []string{"new", "old"}, webhook.SinkFunc(func(_ context.Context, d *webhook.Delivery) error {
		got = append(got, d.Type)
		return nil
	}), []webhook.Option{webhook.MaxBody(100)})
	require.NoError(t, err)
	for secret, status := range map[string]int{"new": 200, "old": 200, "another": 401} {
		r := webhooktest.Request("/", webhook.HMAC{Header: header}, secret, []byte(`{"event":"e"}`))
		require.Equal(t, status, webhooktest.Deliver(t.Context(), rx, r), secret)
	}
	require.Equal(t, []string{"acme:e", "acme:e"}, got)
	large := webhooktest.Request("/", webhook.HMAC{Header: header}, "new", make([]byte, 101))
	require.Equal(t, http.StatusRequestEntityTooLarge, webhooktest.Deliver(t.Context(), rx, large), "the options are applied")
}

func TestNewReceiverWithoutSecret(t *testing.T) {
	t.Parallel()
	for _, secrets := range [][]string{nil, {""}, {"new", ""}} {
		_, err := inbound.NewReceiver(source(), header, secrets, webhook.NewRouter(), nil)
		require.ErrorIs(t, err, webhook.ErrEmptyKey)
		require.ErrorContains(t, err, "acme: ")
	}
}

func TestMembers(t *testing.T) {
	t.Parallel()
	var value [2][]byte
	read := func(body string) error {
		return inbound.Members(&webhook.Delivery{Source: "acme", Body: []byte(body)}, value[:], "event", "id")
	}
	require.NoError(t, read(`{"id":7,"event":"e","other":null}`))
	require.Equal(t, [2][]byte{[]byte(`"e"`), []byte("7")}, value)
	require.EqualError(t, read("{\"event\":\"e\",\"other\":\"\xff\"}"), "acme: the body is not UTF-8")
	require.ErrorIs(t, read(`{"event":"e","EVENT":"f"}`), jsonpeek.ErrDuplicate)
	require.Error(t, read(`{"event":"e"`))
	require.Error(t, read(`["event"]`))
}

func TestString(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]string{`"a\u0062"`: "ab", `""`: "", "null": "", "": ""} {
		got, ok := inbound.String([]byte(value))
		require.True(t, ok, value)
		require.Equal(t, want, string(got), value)
	}
	for _, value := range []string{"7", "true", "false", "{}", "[]"} {
		_, ok := inbound.String([]byte(value))
		require.False(t, ok, value)
	}
}
