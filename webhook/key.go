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

// Key is one secret of a provider's signatures, ready for use by many goroutines. It
// prints as "[key]" under every verb, in slog and as JSON.
type Key struct {
	macs sync.Pool
	// padded: the secret begins or ends with white space, which is usually a mistake of copy and
	// paste.
	padded bool
}

// Keys returns the keys that a request may be signed with; several during a rotation. After an error
// the response is 503, so that the provider retries; without keys (an unknown tenant) it is 401. Keys
// is called once for each request, before the body is read: it must be fast, or cached.
type Keys func(r *http.Request) ([]*Key, error)

// NewKey returns the key of a secret. White space is not trimmed. An empty secret is [ErrEmptyKey]:
// any sender could sign with it.
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

// usable uses the key once: in Go's FIPS 140-only mode a short one panics.
func usable(raw []byte) (err error) {
	defer func() {
		if recover() != nil {
			err = errors.New("webhook: the secret is too short for FIPS 140-only mode (at least 14 bytes)")
		}
	}()
	hmac.New(sha256.New, raw)
	return nil
}

// StaticKeys returns the same keys for every request: of the current secret, and during a
// rotation of the old one. None, or an empty one, is [ErrEmptyKey].
func StaticKeys(secrets ...string) (Keys, error) {
	if len(secrets) == 0 {
		return nil, fmt.Errorf("%w: no secret was given", ErrEmptyKey)
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

// mac is a hash state with the buffers of one verification, which then does not allocate.
type mac struct {
	hash   hash.Hash
	prefix []byte
	sum    [sha256.Size]byte
}

// matches reports whether one of the signatures of c is the MAC of prefix and body, in
// constant time.
func (k *Key) matches(c *claim, prefix string, body []byte) bool {
	m := k.macs.Get().(*mac) //nolint:forcetypeassert // the pool's New makes nothing else
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

// Sign is [Sign] with this key, for a signature that a provider asks for, such as a challenge's.
// Do not sign a message that the sender of a request can choose freely: one that begins with a
// provider's prefix would give the sender a valid signature of an event.
func (k *Key) Sign(message []byte, enc Encoding, prefix string) (string, error) {
	if k == nil || k.macs.New == nil {
		return "", ErrEmptyKey
	}
	m := k.macs.Get().(*mac) //nolint:forcetypeassert // the pool's New makes nothing else
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

// String is "[key]".
func (k *Key) String() string { return redacted }

// MarshalText is "[key]", for encoding/json and slog.
func (k *Key) MarshalText() ([]byte, error) { return []byte(redacted), nil }
