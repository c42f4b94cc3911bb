// Package webhooktest helps with tests of what receives webhooks: it signs requests as a
// provider would, delivers them without a network, and checks that a
// [github.com/rolecall-dev/rolecall/webhook.Deduper] of your own keeps its promises.
package webhooktest

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"

	"github.com/rolecall-dev/rolecall/webhook"
)

// Request makes a POST of body to url, signed with secret where and how h says, its time
// and id included (see [webhook.HMAC.Sign]); its Keys are not used, and with no Header nothing
// is signed. Send it with an http.Client, or hand it to [Deliver]. Change it first to try a
// request that must be refused. Like httptest.NewRequest it panics on a bad url, and on an
// h that no receiver takes.
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

// Deliver hands r to h, such as a [webhook.Receiver] or the mux it is mounted on, and
// returns the status that the provider would see, after the handler has returned. There
// is no network, so it works in a testing/synctest bubble. r is not changed, and one that
// [Request] made can be delivered again, as providers do. The status is 0 if the handler
// broke off with http.ErrAbortHandler; any other panic comes through.
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
			if v != http.ErrAbortHandler { //nolint:errorlint,err113 // net/http compares the value, too
				panic(v)
			}
			status = 0
		}
	}()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, own)
	return w.Code
}
