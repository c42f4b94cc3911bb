package webhook

import (
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"
	"net/http"
	"strings"
	"sync"
)

// Key holds one secret that a provider signs with. It is safe for concurrent use. fmt, slog and JSON
// show it as "[key]".
type Key struct {
	macs sync.Pool
	// padded is true if the secret begins or ends with white space, which is usually a
	// copy-and-paste error.
	padded bool
}

// Keys returns the keys that may have signed a request, several during a rotation. If it returns an
// error, the response is 503, so that the provider retries; if it returns no keys (unknown tenant),
// the response is 401. Keys is called once for each request, before the body is read, so it must be
// fast or use a cache. Several goroutines may call it at the same time.
type Keys func(r *http.Request) ([]*Key, error)

// NewKey returns the key for a secret. White space is not trimmed. It returns [ErrEmptyKey] for an
// empty secret, because any sender could sign with that.
func NewKey(secret string) (*Key, error) {
	if secret == "" {
		return nil, ErrEmptyKey
	}
	raw := []byte(secret)
	if err := usable(raw); err != nil {
		return nil, err
	}
	k := &Key{padded: strings.TrimSpace(secret) != secret}
	k.macs.New = func() any {
		return &mac{hash: hmac.New(sha256.New, raw)}
	}
	return k, nil
}

// usable returns an error if raw cannot be used as a key: in Go's FIPS 140-only mode, hmac.New panics
// if the key is too short.
func usable(raw []byte) (err error) {
	defer func() {
		if recover() != nil {
			err = errors.New("webhook: the secret is too short for FIPS 140-only mode (at least 14 bytes)")
		}
	}()
	hmac.New(sha256.New, raw)
	return nil
}

// StaticKeys returns a Keys function with the same keys for every request. Pass the current secret,
// and during a rotation also the old one. If there are no secrets, or one is empty, the error wraps
// [ErrEmptyKey].
func StaticKeys(secrets ...string) (Keys, error) {
	if len(secrets) == 0 {
		return nil, fmt.Errorf("%w: no secret given", ErrEmptyKey)
	}
	keys := make([]*Key, 0, len(secrets))
	for i, secret := range secrets {
		key, err := NewKey(secret)
		if err != nil {
			return nil, fmt.Errorf("secret %d of %d: %w", i+1, len(secrets), err)
		}
		keys = append(keys, key)
	}
	return func(*http.Request) ([]*Key, error) { return keys, nil }, nil
}

// mac is a hash state with the buffers that one verification needs, so that it does not allocate.
type mac struct {
	hash   hash.Hash
	prefix []byte
	sum    [sha256.Size]byte
}

// matches reports whether one of the signatures of c is the MAC of prefix and body, in
// constant time.
func (k *Key) matches(c *claim, prefix string, body []byte) bool {
	m := k.macs.Get().(*mac) //nolint:forcetypeassert // New returns only *mac
	sum := m.compute(prefix, c.stamp, body)
	equal := false
	for i := range c.n {
		if hmac.Equal(sum, c.macs[i][:]) {
			equal = true
		}
	}
	k.macs.Put(m)
	return equal
}

// Sign returns the signature of message, like the function [Sign], for a response that the provider
// requires, such as the response to a challenge. It returns [ErrEmptyKey] if k is nil or the zero Key.
// Do not sign a message that the sender of a request can choose freely: a message that begins with the
// prefix of a provider's signatures would give the sender a valid signature of an event.
func (k *Key) Sign(message []byte, enc Encoding, prefix string) (string, error) {
	if k == nil || k.macs.New == nil {
		return "", ErrEmptyKey
	}
	m := k.macs.Get().(*mac) //nolint:forcetypeassert // New returns only *mac
	defer k.macs.Put(m)
	return enc.encode(m.compute(prefix, stamp{}, message)), nil
}

func (m *mac) compute(prefix string, s stamp, body []byte) []byte {
	m.hash.Reset()
	if prefix != "" {
		m.prefix = s.appendPrefix(m.prefix[:0], prefix)
		_, _ = m.hash.Write(m.prefix)
	}
	_, _ = m.hash.Write(body)
	return m.hash.Sum(m.sum[:0])
}

const redacted = "[key]"

// Format writes "[key]" under every verb.
func (k *Key) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, redacted) }

// String returns "[key]".
func (k *Key) String() string { return redacted }

// MarshalText returns "[key]", for encoding/json and slog.
func (k *Key) MarshalText() ([]byte, error) { return []byte(redacted), nil }
