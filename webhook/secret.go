package webhook

import (
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"fmt"
	"net/http"
)

// SharedSecret returns a Verifier for a secret that the request itself carries, for providers that do
// not sign: in a header, or in the path. get returns it; want lists the accepted secrets, several
// during a rotation. Empty ones are an error. A reader of one request can send others, so use TLS, at
// least 128 random bits, and a header rather than a path, which proxies log.
func SharedSecret(get func(*http.Request) string, want ...string) (Verifier, error) {
	if get == nil {
		return nil, errors.New("webhook: SharedSecret needs a function that finds the secret in a request")
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

// The response is the same for all of them; the log distinguishes them.
var (
	errNoSecret      = newSentinelOf(ErrSignature, "no secret found in the request (a path value is empty under a router that does not set it)")
	errWrongSecret   = newSentinelOf(ErrSignature, "wrong secret")
	errNoPassword    = newSentinelOf(ErrSignature, "no user and password found in the request")
	errWrongPassword = newSentinelOf(ErrSignature, "wrong user or password")
)

// BasicAuth returns a Verifier of HTTP basic authentication, with several passwords during a
// rotation. An empty user or password is an error.
func BasicAuth(user string, passwords ...string) (Verifier, error) {
	users, err := digests([]string{user})
	if err != nil {
		return nil, fmt.Errorf("the user: %w", err)
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
		return nil, fmt.Errorf("%w: no secret was given", ErrEmptyKey)
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

// contain compares digests, which also hides the length, and always compares all of them.
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
