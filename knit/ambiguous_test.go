package knit_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/knit"
)

// The statuses of a failed write, with a response of Knit and with one of a gateway.
func TestAmbiguousWrites(t *testing.T) {
	t.Parallel()
	for status, want := range map[int]struct {
		class   error
		knit    bool // ambiguous if Knit responded
		gateway bool // ambiguous if a gateway responded
	}{
		200: {rolecall.ErrInvalid, false, true}, 201: {rolecall.ErrInvalid, false, true}, 204: {rolecall.ErrInvalid, false, true},
		400: {rolecall.ErrInvalid, false, false}, 401: {rolecall.ErrUnauthorized, false, false}, 403: {rolecall.ErrForbidden, false, false},
		404: {rolecall.ErrNotFound, false, false}, 409: {rolecall.ErrConflict, false, false}, 422: {rolecall.ErrInvalid, false, false},
		429: {rolecall.ErrRateLimited, false, false}, 501: {rolecall.ErrUnavailable, false, false}, 503: {rolecall.ErrUnavailable, false, false},
		408: {rolecall.ErrUnavailable, true, true}, 500: {rolecall.ErrUnavailable, true, true}, 502: {rolecall.ErrUnavailable, true, true},
		504: {rolecall.ErrUnavailable, true, true}, 520: {rolecall.ErrUnavailable, true, true}, 599: {rolecall.ErrUnavailable, true, true},
	} {
		for _, tt := range callCases() {
			if tt.verb == "GET" || tt.method == "ats.candidates.search" {
				continue
			}
			t.Run(fmt.Sprintf("%d in %s", status, tt.method), func(t *testing.T) {
				t.Parallel()
				c, network := mockCaller(t, status, `{"success":false,"error":{"msg":"internal"}}`)
				err := tt.call(t.Context(), c, oneAttempt())
				require.ErrorIs(t, err, want.class)
				require.Equal(t, "internal", asError(t, err).Message)
				require.Equal(t, want.knit, errors.Is(err, rolecall.ErrAmbiguous))
				require.Len(t, network.requests(), 1)

				c, _ = mockCaller(t, status, "<html>gateway</html>")
				err = tt.call(t.Context(), c, oneAttempt())
				if status < 300 {
					require.ErrorIs(t, err, rolecall.ErrUnavailable, "a page of a gateway")
				} else {
					require.ErrorIs(t, err, want.class)
				}
				require.Equal(t, want.gateway, errors.Is(err, rolecall.ErrAmbiguous))
			})
		}
	}
}

// oneAttempt disables retries.
func oneAttempt() rolecall.CallOption {
	return rolecall.CallRetry(rolecall.RetryPolicy{MaxAttempts: 1})
}

// A read has no effect, so its failure is never ambiguous.
func TestReadsAreNotAmbiguous(t *testing.T) {
	t.Parallel()
	for _, status := range []int{200, 408, 500, 502, 504} {
		for _, tt := range callCases() {
			if tt.verb != "GET" && tt.method != "ats.candidates.search" {
				continue
			}
			c, _ := mockCaller(t, status, "<html>gateway</html>")
			err := tt.call(t.Context(), c, oneAttempt())
			require.ErrorIs(t, err, rolecall.ErrUnavailable, tt.method)
			require.NotErrorIs(t, err, rolecall.ErrAmbiguous, tt.method)
		}
	}
	integration, _ := mockIntegration(t, respondWith(500, `{"success":false,"error":{"msg":"internal"}}`))
	_, err := integration.Passthrough(t.Context(), knit.PassthroughRequest{Method: "GET", Path: "/v1/teams"}, oneAttempt())
	require.NotErrorIs(t, err, rolecall.ErrAmbiguous)
	_, err = integration.Passthrough(t.Context(), knit.PassthroughRequest{Method: "POST", Path: "/v1/teams"}, oneAttempt())
	require.ErrorIs(t, err, rolecall.ErrAmbiguous)
}
