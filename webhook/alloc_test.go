package webhook_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/webhook"
)

// allocations returns the average number of allocations of one call of f.
func allocations(t testing.TB, f func()) float64 {
	t.Helper()
	f() // fills the pools
	return testing.AllocsPerRun(200, f)
}

// discardWriter is a ResponseWriter that does not allocate.
type discardWriter struct {
	header http.Header
	status int
}

func (s *discardWriter) Header() http.Header         { return s.header }
func (s *discardWriter) Write(p []byte) (int, error) { return len(p), nil }
func (s *discardWriter) WriteHeader(status int)      { s.status = status }

// repeatedRequest is a request that can be served several times.
type repeatedRequest struct {
	r    *http.Request
	body *bytes.Reader
	w    discardWriter
}

func repeatable(r *http.Request, body []byte) *repeatedRequest {
	a := &repeatedRequest{r: r, body: bytes.NewReader(body), w: discardWriter{header: http.Header{}}}
	r.Body = struct {
		*bytes.Reader
		io.Closer
	}{a.body, io.NopCloser(nil)}
	return a
}

func (a *repeatedRequest) serve(h http.Handler) int {
	_, _ = a.body.Seek(0, io.SeekStart)
	h.ServeHTTP(&a.w, a.r)
	return a.w.status
}

// quickRoute returns slices of the body, as the provider packages do.
func quickRoute(d *webhook.Delivery) (webhook.Route, error) {
	return webhook.Route{Event: d.Body[10:22], ID: d.Body[48:53], Key: [3][]byte{d.Body[34:40], d.Body[48:53]}}, nil
}

func TestVerifyAllocations(t *testing.T) {
	for name, h := range map[string]webhook.HMAC{
		"base64url":               {Header: "X-Signature", Encoding: webhook.RawURL},
		"hexadecimal with prefix": {Header: "X-Signature", Encoding: webhook.Hex, Prefix: liPrefix},
		"base64":                  {Header: "X-Signature", Encoding: webhook.Std},
	} {
		t.Run(name, func(t *testing.T) {
			keys, err := webhook.StaticKeys("the new one", kn)
			require.NoError(t, err)
			h.Keys = keys
			for _, n := range []int{0, 2 << 10, 64 << 10} {
				body := make([]byte, n)
				good := withSignature(webhook.Sign(kn, body, h.Encoding, h.Prefix))
				bad := withSignature(webhook.Sign("another", body, h.Encoding, h.Prefix))
				got := allocations(t, func() {
					if h.Verify(good, body) != nil || h.Verify(bad, body) == nil {
						t.Fail()
					}
				})
				if !raceEnabled {
					require.Zero(t, got)
				}
			}
		})
	}
}

func TestReceiverAllocations(t *testing.T) {
	for name, header := range map[string]string{"canonical header name": acmeHeader, "other header name": "X-ACME-Signature"} {
		src := acme(t)
		h := src.Verifier.(webhook.HMAC)
		h.Header = header
		src.Verifier, src.Route, src.Keep = h, quickRoute, []string{"X-Acme-Run", "X-Acme-Tenant"}
		var last *webhook.Delivery
		rx := receiver(t, src, webhook.SinkFunc(func(_ context.Context, d *webhook.Delivery) error {
			last = d
			return nil
		}))
		for _, n := range []int{2 << 10, 64 << 10} {
			for _, length := range []int64{int64(n), -1} {
				body := padded(t, n)
				r := signed(body)
				r.ContentLength = length
				r.Header.Set("X-Acme-Run", "run-1")
				r.Header.Set("X-Acme-Tenant", "tenant-1")
				a := repeatable(r, body)
				got := allocations(t, func() {
					if a.serve(rx) != 200 {
						t.Fail()
					}
				})
				require.Equal(t, "acme:person.hired", last.Type)
				require.Equal(t, "evt-1", last.ID)
				require.Len(t, last.Header, 2)
				if !raceEnabled {
					// The delivery with its body and strings, and the map of headers, which needs two.
					limit := 3.0
					if length < 0 {
						limit++ // a body without a length may need one more allocation
					}
					require.LessOrEqual(t, got, limit, "%s, %d bytes, length %d", name, n, length)
				}
			}
		}
	}
}

func TestRejectionAllocations(t *testing.T) {
	body := padded(t, 64<<10)
	r := signed(body)
	r.Header.Set(acmeHeader, "malformed")
	a := repeatable(r, body)
	rx := receiver(t, acme(t), &inbox{})
	got := allocations(t, func() {
		if a.serve(rx) != 401 {
			t.Fail()
		}
	})
	if !raceEnabled {
		require.LessOrEqual(t, got, 1.0)
	}
}
