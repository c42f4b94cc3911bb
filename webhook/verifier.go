package webhook

import (
	"errors"
	"net/http"
	"reflect"
)

// Verifier checks whether a request is authentic. body holds the exact bytes received. If Verify
// returns an error, the response is 401. If the check was not possible, return an error of
// [RetryAfter]: the response is then 503. Several goroutines call Verify at the same time.
type Verifier interface {
	Verify(r *http.Request, body []byte) error
}

// checker is a Verifier in two steps, so that a request that fails the first step is rejected before
// its body is read.
type checker interface {
	// checkHead performs the checks that do not need the body.
	checkHead(r *http.Request) (claim, error)
	// checkBody performs the other checks. It returns the index of the key that matched, or -1 if the
	// checker has no keys.
	checkBody(r *http.Request, c claim, body []byte) (key int, err error)
}

// checkerOf returns the checker of v, or nil if v is nil. If v is an [HMAC], the checker is a copy.
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

// isNil reports whether v is nil or holds a nil pointer or function, which would panic at the first
// request.
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

// Verify implements [Verifier].
func (f headOnly) Verify(r *http.Request, _ []byte) error { return f(r) }

func (f headOnly) checkHead(r *http.Request) (claim, error) { //nolint:unparam // the interface has two results
	return claim{}, f(r)
}

func (headOnly) checkBody(*http.Request, claim, []byte) (int, error) { return -1, nil }

// Unverified returns a Verifier that accepts every request. It is the only way to turn verification
// off. It is for providers that do not sign and send no secret, with a receiver that only the provider
// can reach. Anyone else who can reach the receiver can send events in the provider's name.
func Unverified() Verifier {
	return headOnly(func(*http.Request) error { return nil })
}

// verifyHead performs the part of the verification that does not need the body, and sets c.
func (rx *Receiver) verifyHead(r *http.Request, c *claim) (err error) {
	defer catch(&err)
	*c, err = rx.source.checker.checkHead(r)
	return unauthorized(err)
}

// verifyBody performs the rest of the verification, and sets out.key.
func (rx *Receiver) verifyBody(r *http.Request, c *claim, body []byte, out *outcome) (err error) {
	defer catch(&err)
	out.key, err = rx.source.checker.checkBody(r, *c, body)
	return unauthorized(err)
}

// unauthorized returns a rejection with 401 for an error of a Verifier. It returns an error of
// [RetryAfter] unmodified.
func unauthorized(err error) error {
	if err == nil {
		return nil
	}
	if v, ok := errors.AsType[*verdict](err); ok && !v.drop {
		return err
	}
	return reject(http.StatusUnauthorized, err)
}
