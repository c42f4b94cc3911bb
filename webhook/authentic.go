package webhook

import (
	"fmt"
	"net/http"
	"strings"
)

// ErrUnverified means that a request from a provider that never repeats ([Source.NeverRepeats]) could
// not be verified, because the key lookup failed or the Verifier panicked. [OnError] receives the
// bytes of the request. An attacker may have sent them: store them separately, and let an operator
// decide whether to process them.
var ErrUnverified = newSentinel("webhook: the request could not be verified")

// authentic reads the body of r and verifies it. After an error of a provider that never repeats, it
// sets out.delivery to the bytes that arrived, unless they are not authentic.
func (rx *Receiver) authentic(w http.ResponseWriter, r *http.Request, out *outcome) (*frame, error) {
	var c claim
	err := rx.beforeBody(w, r, &c)
	if err != nil && (!rx.source.NeverRepeats || !worthReading(err)) {
		return nil, err
	}
	f, cut := rx.read(r)
	if cut == nil {
		out.whole = true
		out.limit.lift()
	}
	if err == nil {
		err = cut
	}
	verified := err == nil
	if verified {
		err = forEmpty(rx.verifyBody(r, &c, f.Body, out), len(f.Body))
	}
	if rx.source.NeverRepeats && err != nil && (!verified || undecided(err)) {
		err = rx.salvage(r, &c, f, out, err)
	}
	return f, err
}

// beforeBody performs the checks that do not need the body, and sets c.
func (rx *Receiver) beforeBody(w http.ResponseWriter, r *http.Request, c *claim) error {
	if r.Method != http.MethodPost {
		allow := http.MethodPost
		if rx.source.Get != nil {
			allow = "GET, POST"
		}
		w.Header().Set("Allow", allow)
		return reject(http.StatusMethodNotAllowed, errMethod)
	}
	if err := rx.verifyHead(r, c); err != nil {
		return err
	}
	for _, coding := range r.Header["Content-Encoding"] {
		if coding != "" && !strings.EqualFold(coding, "identity") {
			return reject(http.StatusUnsupportedMediaType, errEncoded)
		}
	}
	if r.ContentLength > rx.opts.maxBody {
		return reject(http.StatusRequestEntityTooLarge, errTooLarge)
	}
	return nil
}

// worthReading reports whether a request that failed before its body was read may be authentic.
func worthReading(err error) bool {
	status, _ := statusOf(err)
	return status != http.StatusUnauthorized && status != http.StatusMethodNotAllowed
}

// undecided reports whether err means that the request could not be verified. Any other error of the
// verification means that the request is not authentic.
func undecided(err error) bool {
	status, _ := statusOf(err)
	return status >= http.StatusInternalServerError
}

// salvage sets out.delivery to the bytes that arrived of a request that failed with err, unless they
// are not authentic, and returns err. If they could not be verified, the returned error also wraps
// [ErrUnverified]. It is for providers that never repeat.
func (rx *Receiver) salvage(r *http.Request, c *claim, f *frame, out *outcome, err error) error {
	failed := err
	if !undecided(err) { // the body is cut short, too large or encoded
		failed = rx.verifyBody(r, c, f.Body, out)
	}
	if undecided(failed) {
		err = fmt.Errorf("%[2]w: %[1]w", err, ErrUnverified) // in this order, so that the log shows the cause
	} else if failed != nil {
		return err
	}
	rx.source.stamp(f, r.Header, out.received)
	out.delivery = &f.Delivery
	return err
}
