package webhook

import (
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"fmt"
	"net/http"
)

// SharedSecret returns a Verifier for providers that do not sign but send the secret itself, in a
// header or in the path. get returns the secret in a request; want lists the accepted secrets, several
// during a rotation. If a secret is empty or none is given, the error wraps [ErrEmptyKey]. Anyone who
// sees one request can send others, so use TLS, a secret of at least 128 random bits, and a header
// rather than a path, which proxies log.
func SharedSecret(get func(*http.Request) string, want ...string) (Verifier, error) {
	if get == nil {
		return nil, errors.New("webhook: SharedSecret: get is nil")
	}
	sums, err := digests(want)
	if err != nil {
		return nil, err
	}
	return headOnly(func(r *http.Request) error {
		secret := get(r)
		switch {
		case secret == "":
			return errNoSecret
		case !sums.contain(secret):
			return errWrongSecret
		}
		return nil
	}), nil
}

// The response is the same for all of these errors; only the log distinguishes them.
var (
	errNoSecret      = newSentinelOf(ErrSignature, "no secret found in the request (a path value is empty under a router that does not set it)")
	errWrongSecret   = newSentinelOf(ErrSignature, "wrong secret")
	errNoPassword    = newSentinelOf(ErrSignature, "no user and password found in the request")
	errWrongPassword = newSentinelOf(ErrSignature, "wrong user or password")
)

// BasicAuth returns a Verifier for HTTP basic authentication. Pass several passwords during a
// rotation. If the user or a password is empty, or no password is given, the error wraps
// [ErrEmptyKey].
func BasicAuth(user string, passwords ...string) (Verifier, error) {
	users, err := digests([]string{user})
	if err != nil {
		return nil, fmt.Errorf("user: %w", err)
	}
	sums, err := digests(passwords)
	if err != nil {
		return nil, err
	}
	return headOnly(func(r *http.Request) error {
		u, p, ok := r.BasicAuth()
		if !ok || len(r.Header["Authorization"]) != 1 {
			return errNoPassword
		}
		// Both are compared, so that the time does not depend on the user.
		userOK, passwordOK := users.contain(u), sums.contain(p)
		if !userOK || !passwordOK {
			return errWrongPassword
		}
		return nil
	}), nil
}

type digestList [][sha256.Size]byte

func digests(secrets []string) (digestList, error) {
	if len(secrets) == 0 {
		return nil, fmt.Errorf("%w: no secret given", ErrEmptyKey)
	}
	list := make(digestList, 0, len(secrets))
	for i, s := range secrets {
		if s == "" {
			return nil, fmt.Errorf("secret %d of %d: %w", i+1, len(secrets), ErrEmptyKey)
		}
		list = append(list, sha256.Sum256([]byte(s)))
	}
	return list, nil
}

// contain reports whether l has the digest of s. It compares digests of the same length, and always
// all of them, so that the time reveals neither the length of a secret nor which one matches.
func (l digestList) contain(s string) bool {
	got := sha256.Sum256([]byte(s))
	found := false
	for i := range l {
		if hmac.Equal(l[i][:], got[:]) {
			found = true
		}
	}
	return found
}
