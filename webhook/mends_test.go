package webhook_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/webhook"
)

func TestANilKeyPartStandsForTheTenant(t *testing.T) {
	t.Parallel()
	for want, route := range map[string]webhook.Route{
		"t%2F1":          {Tenant: "t/1"},
		"t%2F1/jobs/j-1": {Tenant: "t/1", Key: [3][]byte{nil, []byte("jobs"), []byte("j-1")}},
		"other/jobs":     {Tenant: "t/1", Key: [3][]byte{[]byte("other"), []byte("jobs")}},
		"":               {},
		"/jobs":          {Key: [3][]byte{nil, []byte("jobs")}},
		"t-2/%25":        {Tenant: "t-2", Key: [3][]byte{nil, []byte("%")}},
	} {
		route.Event = []byte("e")
		require.Equal(t, want, parseOne(t, routed(route), nil, nil).Key)
	}
}

// selfMade decodes itself, and remembers what it was given.
type selfMade struct{ given string }

func (s *selfMade) UnmarshalJSON(b []byte) error {
	s.given = string(b)
	if s.given == `"refused"` {
		return errors.New("refused-value")
	}
	return nil
}

func TestATypeThatDecodesItselfGetsWhatEncodingJSONWouldGiveIt(t *testing.T) {
	t.Parallel()
	for _, body := range []string{`{"a":1}`, " \n{\"a\" : 1}\t", `null`, `"text"`, `[1, 2]`} {
		var want selfMade
		require.NoError(t, json.Unmarshal([]byte(body), &want))
		router := webhook.NewRouter()
		webhook.On(router, "acme:e", func(_ context.Context, e *selfMade, _ *webhook.Delivery) error {
			require.Equal(t, want.given, e.given)
			return nil
		})
		require.NoError(t, router.Accept(t.Context(), &webhook.Delivery{Type: "acme:e", Body: []byte(body)}))
		require.Zero(t, router.Unknown())
	}
	for _, body := range []string{`{"a":1`, `{"a":1} {}`, ``, "\xef\xbb\xbf{}", `"refused"`} {
		router := webhook.NewRouter()
		webhook.On(router, "acme:e", func(context.Context, *selfMade, *webhook.Delivery) error {
			t.Error("the handler got what is no JSON")
			return nil
		})
		err := router.Accept(t.Context(), &webhook.Delivery{Type: "acme:e", Body: []byte(body)})
		require.ErrorAs(t, err, new(*webhook.DecodeError), body)
		require.NotContains(t, fmt.Sprintf("%v %+v %#v %d", err, err, err, err), "refused-value")
	}
}

func TestASinkFuncThatIsNilIsRefused(t *testing.T) {
	t.Parallel()
	src := routed(webhook.Route{})
	src.Verifier = webhook.Unverified()
	_, err := webhook.NewReceiver(src, webhook.SinkFunc(nil))
	require.ErrorContains(t, err, "sink")
}
