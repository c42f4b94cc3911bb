package webhook

import (
	"errors"
	"net/http"
	"reflect"
)

// Verifier checks whether a request is authentic. body is the exact bytes received. After an error
// the response is 401. After one made by [RetryAfter] it is 503: the check could not be made.
type Verifier interface {
	Verify(r *http.Request, body []byte) error
}

// checker is a Verifier in two steps, so that a request that fails the first one is rejected before
// its body is read.
type checker interface {
	// checkHead makes the checks that do not need the body.
	checkHead(r *http.Request) (claim, error)
	// checkBody makes the other checks. It returns the place of the key that matched, -1 if there
	// are no keys.
	checkBody(r *http.Request, c claim, body []byte) (key int, err error)
}

// checkerOf returns the two steps of v, of a copy if v is an [HMAC]. It returns nil for a nil v.
func checkerOf(v Verifier) checker {
	switch v := v.(type) {
	case HMAC:
		return v.canonical()
	case *HMAC:
		if v == nil {
			return nil
		}
		return v.canonical()
	}
	if isNil(v) {
		return nil
	}
	if c, ok := v.(checker); ok {
		return c
	}
	return inOneStep{v}
}

// isNil reports whether v is nil, or holds a nil pointer or function, whose first request would
// panic.
func isNil(v Verifier) bool {
	if v == nil {
		return true
	}
	switch r := reflect.ValueOf(v); r.Kind() {
	case reflect.Pointer, reflect.Func:
		return r.IsNil()
	default:
		return false
	}
}

// inOneStep is the checker of a Verifier that may need the body.
type inOneStep struct{ Verifier }

func (inOneStep) checkHead(*http.Request) (claim, error) { return claim{}, nil }

func (v inOneStep) checkBody(r *http.Request, _ claim, body []byte) (int, error) {
	return -1, v.Verify(r, body)
}

// headOnly is a Verifier that does not need the body.
type headOnly func(*http.Request) error

// Verify is the method of a [Verifier].
func (f headOnly) Verify(r *http.Request, _ []byte) error { return f(r) }

func (f headOnly) checkHead(r *http.Request) (claim, error) { //nolint:unparam // the interface has two results
	return claim{}, f(r)
}

func (headOnly) checkBody(*http.Request, claim, []byte) (int, error) { return -1, nil }

// Unverified accepts every request. It is the only opt-out, for providers that offer
// nothing to verify and receivers that only the provider can reach. Any sender that
// finds the address can then send events in the provider's name.
func Unverified() Verifier {
	return headOnly(func(*http.Request) error { return nil })
}

// verifyHead makes the part of the verification that does not need the body.
func (rx *Receiver) verifyHead(r *http.Request, c *claim) (err error) {
	defer catch(&err)
	*c, err = rx.source.checker.checkHead(r)
	return unauthorized(err)
}

// verifyBody makes the rest of the verification, and sets out.key.
func (rx *Receiver) verifyBody(r *http.Request, c *claim, body []byte, out *outcome) (err error) {
	defer catch(&err)
	out.key, err = rx.source.checker.checkBody(r, *c, body)
	return unauthorized(err)
}

// unauthorized makes a verifier's error a 401, except those of [RetryAfter].
func unauthorized(err error) error {
	if err == nil {
		return nil
	}
	if v, ok := errors.AsType[*verdict](err); ok && !v.drop {
		return err
	}
	return reject(http.StatusUnauthorized, err)
}
