// Package webhooktest is for tests of code that receives webhooks: it signs requests like a
// provider, delivers them without a network, has a [Clock] for fakes and receivers, and checks that
// your [github.com/rolecall-dev/rolecall/webhook.Deduper] keeps its promises.
package webhooktest

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"

	"github.com/rolecall-dev/rolecall/webhook"
)

// Request returns a POST of body to url, signed with secret as h describes, including its time
// and id (see [webhook.HMAC.Sign]). The Keys of h are not used; if h has no Header, the request is not
// signed. Send it with an http.Client, or pass it to [Deliver]. Change it first to test a
// request that must be rejected. Like httptest.NewRequest it panics on an invalid url, and on an
// h that no receiver accepts.
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

// Deliver passes r to h, such as a [webhook.Receiver] or the mux it is mounted on, and
// returns the status that the provider would see, after the handler has returned. There
// is no network, so it works in a testing/synctest bubble. r is not changed, and one that
// [Request] returned can be delivered again, as providers do. The status is 0 if the handler
// panicked with http.ErrAbortHandler; Deliver panics with any other value.
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
