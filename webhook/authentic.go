package webhook

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
)

// ErrUnverified means that a request to the receiver of a provider that never repeats
// ([Source.NeverRepeats]) could not be verified, because the key lookup failed or the Verifier
// panicked. [OnError] receives its bytes. An attacker may have sent them: store them separately,
// and let an operator decide about them.
var ErrUnverified = errors.New("webhook: the request could not be verified")

// authentic reads the body of r and verifies it. If it returns an error, and the provider never
// repeats, and the bytes that arrived are authentic, it sets out.delivery.
func (rx *Receiver) authentic(w http.ResponseWriter, r *http.Request, out *outcome) (arrival, error) {
	claim, err := rx.beforeBody(w, r)
	if err != nil && (!rx.source.NeverRepeats || !worthReading(err)) {
		return arrival{}, err
	}
	in, cut := rx.read(r)
	if cut == nil {
		out.whole = true
		out.limit.lift()
	}
	if err == nil {
		err = cut
	}
	verified := err == nil
	if verified {
		err = forEmpty(rx.verify(r, &claim, in.body(), out), in.n)
	}
	if rx.source.NeverRepeats && err != nil && (!verified || undecided(err)) {
		err = rx.salvage(r, &claim, &in, out, err)
	}
	return in, err
}

// beforeBody makes the checks that do not need the body.
func (rx *Receiver) beforeBody(w http.ResponseWriter, r *http.Request) (claim, error) {
	if r.Method != http.MethodPost {
		allow := http.MethodPost
		if rx.source.Get != nil {
			allow = "GET, POST"
		}
		w.Header().Set("Allow", allow)
		return claim{}, refuse(http.StatusMethodNotAllowed, errMethod)
	}
	claim, err := rx.verifyHead(r)
	if err != nil {
		return claim, err
	}
	for _, coding := range r.Header["Content-Encoding"] {
		if coding != "" && !strings.EqualFold(coding, "identity") {
			return claim, refuse(http.StatusUnsupportedMediaType, errEncoded)
		}
	}
	if r.ContentLength > rx.opts.maxBody {
		return claim, refuse(http.StatusRequestEntityTooLarge, errTooLarge)
	}
	return claim, nil
}

// worthReading reports whether a request that failed before its body was read may be authentic.
func worthReading(err error) bool {
	status, _ := statusOf(err)
	return status != http.StatusUnauthorized && status != http.StatusMethodNotAllowed
}

// undecided reports whether err means that the request could not be verified. The other case is
// that it is not authentic.
func undecided(err error) bool {
	status, _ := statusOf(err)
	return status >= http.StatusInternalServerError
}

// salvage sets out.delivery to the bytes that arrived of a request that failed with err, unless
// they are not authentic. It is for providers that never repeat.
func (rx *Receiver) salvage(r *http.Request, claim *claim, in *arrival, out *outcome, err error) error {
	failed := err
	if !undecided(err) { // the body is cut, too large or encoded
		failed = rx.verify(r, claim, in.body(), out)
	}
	if undecided(failed) {
		err = fmt.Errorf("%w: %w", ErrUnverified, err)
	} else if failed != nil {
		return err
	}
	rx.source.stamp(in.f, in.body(), in.room[in.n:], r.Header, out.start)
	out.delivery = &in.f.Delivery
	return err
}

// verifyHead does the part of the verification that does not need the body.
func (rx *Receiver) verifyHead(r *http.Request) (c claim, err error) {
	defer undecidedIfItPanics(&err)
	if rx.hmac != nil {
		c, err = rx.hmac.claim(r)
	} else if v, ok := rx.source.Verifier.(headOnly); ok {
		err = v.Verify(r, nil)
	}
	return c, unauthorized(err)
}

// verify does the rest of the verification.
func (rx *Receiver) verify(r *http.Request, c *claim, body []byte, out *outcome) (err error) {
	defer undecidedIfItPanics(&err)
	if rx.hmac != nil {
		out.key, err = rx.hmac.match(r, c, body)
	} else if _, done := rx.source.Verifier.(headOnly); !done {
		err = rx.source.Verifier.Verify(r, body)
	}
	return unauthorized(err)
}

// undecidedIfItPanics is deferred around calls of your backend's functions.
func undecidedIfItPanics(err *error) {
	if failed := caught(recover()); failed != nil {
		*err = failed
	}
}

// unauthorized makes a verifier's error a 401, except those of [RetryAfter].
func unauthorized(err error) error {
	if err == nil {
		return nil
	}
	if v, ok := errors.AsType[*verdict](err); ok && !v.drop {
		return err
	}
	return refuse(http.StatusUnauthorized, err)
}

// forEmpty adds the usual cause to the error of a body of n bytes if n is 0: some middleware has
// read it. Without a Content-Length the request itself does not show that.
func forEmpty(err error, n int) error {
	if _, refused := errors.AsType[*refusal](err); !refused || n > 0 || errors.Is(err, errEmpty) {
		return err
	}
	return fmt.Errorf("%w: %w", errEmpty, err)
}
