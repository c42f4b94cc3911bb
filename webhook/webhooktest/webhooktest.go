// Package webhooktest supports tests of code that receives webhooks. It signs requests like a provider
// and delivers them without a network, has a [Clock] for fakes and receivers, and checks implementations
// of [github.com/rolecall-dev/rolecall/webhook.Deduper].
package webhooktest

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"

	"github.com/rolecall-dev/rolecall/webhook"
)

// Request returns a POST of body to url, signed with secret as h describes, including its time and id
// (see [webhook.HMAC.Sign]). The Keys of h are not used. If h has no Header, the request is not signed.
// Send the request with an http.Client, or pass it to [Deliver]. To test a request that must be rejected,
// change the request before sending it. Like httptest.NewRequest, Request panics if url is invalid; it
// also panics if the fields of h contradict each other.
func Request(url string, h webhook.HMAC, secret string, body []byte) *http.Request {
	r, err := http.NewRequest(http.MethodPost, url, bytes.NewReader(body)) //nolint:noctx // Deliver, or r.WithContext, sets one
	if err != nil {
		panic(fmt.Sprintf("webhooktest: %v", err))
	}
	r.Header.Set("Content-Type", "application/json")
	if h.Header != "" {
		if err := h.Sign(r.Header, secret, body); err != nil {
			panic(fmt.Sprintf("webhooktest: %v", err))
		}
	}
	return r
}

// Deliver passes r to h, such as a [webhook.Receiver] or the mux on which it is mounted, and returns the
// status that the provider would receive. It returns after the handler has returned. It uses no network,
// so it works in a testing/synctest bubble. Deliver does not change r, and a request of [Request] can be
// delivered several times. If the handler panics with http.ErrAbortHandler, the status is 0; Deliver
// panics again with any other value.
func Deliver(ctx context.Context, h http.Handler, r *http.Request) (status int) {
	own := r.Clone(ctx)
	if r.GetBody != nil {
		body, err := r.GetBody()
		if err != nil {
			panic(fmt.Sprintf("webhooktest: the body cannot be read again: %v", err))
		}
		own.Body = body
	}
	defer func() {
		if v := recover(); v != nil {
			if v != http.ErrAbortHandler { //nolint:errorlint,err113 // as net/http does
				panic(v)
			}
			status = 0
		}
	}()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, own)
	return w.Code
}
