package rolecall_test

import (
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/knit"
	"github.com/rolecall-dev/rolecall/kombo"
	"github.com/rolecall-dev/rolecall/linkedin"
)

// TestCallRequestPrinting checks that a CallRequest prints neither its query nor its body, which may
// hold personal data.
func TestCallRequestPrinting(t *testing.T) {
	t.Parallel()
	values, body := url.Values{"email": {"MARKER"}}, map[string]string{"name": "MARKER"}
	for _, request := range []any{
		knit.CallRequest{Name: "crm.deal.get", Query: values, Body: body},
		kombo.CallRequest{Path: "/x", Query: values, Body: body},
		linkedin.CallRequest{Method: "create", Path: "/v2/x", Query: linkedin.Query{"email": "MARKER"}, Body: body},
	} {
		var log strings.Builder
		slog.New(slog.NewJSONHandler(&log, nil)).Info("call", "request", request)
		for _, shown := range []string{fmt.Sprint(request), fmt.Sprintf("%+v", request), fmt.Sprintf("%#v", request), fmt.Sprintf("%s", request), log.String()} {
			require.NotContains(t, shown, "MARKER", "%T", request)
		}
	}
}
