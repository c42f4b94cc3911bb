package durable

import (
	"bytes"
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// The sealed form is the header (one byte of sealVersion and the number of the key in big-endian order), a
// random nonce of 12 bytes, and the ciphertext with its tag of 16 bytes.
const (
	sealVersion    = 1
	sealHeaderSize = 1 + 4
	aesKeySize     = 32
)

// The information strings of HKDF. They separate the keys that are derived from one key. Sealed rows
// depend on them: they must never change.
const (
	sealInfo  = "rolecall/webhook/durable seal v1\x00" // followed by the tenant
	indexInfo = "rolecall/webhook/durable index v1"
)

// The cache of ciphers holds at most maxCiphers, each of less than a kilobyte. The header of a request names
// the tenant, so a long one is not kept.
const (
	maxCiphers = 1024
	maxTenant  = 256
)

var errSealedChanged = errors.New("durable: sealed bytes do not open: they were changed, or belong to another row or tenant")

// NewAESGCM returns a [Sealer] that encrypts with AES-256-GCM. Each key has a number and exactly 32 random
// bytes; Seal uses the key with the number current, and Open the one whose number the sealed bytes name. keys
// is copied. Each tenant has its own key, derived with HKDF, so that the number of deliveries that one key
// seals stays far below the 2³² that random nonces allow.
//
// To rotate, add a key with a higher number and make it current. Keep the old one until the last row that it
// sealed is gone: a row is kept for at most the time of [WithRetention] after it is finished. Sealed bytes
// whose key is not in keys return [ErrKeyGone]; the text names the number.
//
// Index is HMAC-SHA256 with a key derived from the key with the LOWEST number, so that it does not change
// when a key is added and made current. Without that key, or with a new key of a lower number, a redelivery
// of an event that is stored already is no longer recognized as a duplicate, and lookups by id or key do not
// find older rows. So keep the key with the lowest number for as long as duplicates and lookups must work,
// even if nothing is sealed with it any longer.
//
// fmt and slog show the Sealer as "[sealer]".
func NewAESGCM(keys map[uint32][]byte, current uint32) (Sealer, error) {
	if len(keys) == 0 {
		return nil, errors.New("durable: NewAESGCM: no keys")
	}
	r := &keyRing{
		keys:    make(map[uint32][]byte, len(keys)),
		numbers: slices.Sorted(maps.Keys(keys)),
		current: current,
		ciphers: make(map[cipherID]cipher.AEAD),
	}
	for _, number := range r.numbers {
		key := keys[number]
		if len(key) != aesKeySize {
			return nil, fmt.Errorf("durable: NewAESGCM: key %d has %d bytes, not %d (decode hexadecimal or Base64 first)", number, len(key), aesKeySize)
		}
		r.keys[number] = bytes.Clone(key)
	}
	if _, ok := keys[current]; !ok {
		return nil, fmt.Errorf("durable: NewAESGCM: current is key %d, which is not one of the keys (%s)", current, r.list())
	}
	var err error
	if r.indexKey, err = hkdf.Key(sha256.New, r.keys[r.numbers[0]], nil, indexInfo, sha256.Size); err != nil {
		return nil, err
	}
	return &aesgcm{ring: func() *keyRing { return r }}, nil
}

// aesgcm is the Sealer of NewAESGCM. The keys are reached by a function because fmt does not call Format on an
// unexported field of another struct: it prints the fields. It does not print what a function returns.
type aesgcm struct{ ring func() *keyRing }

type keyRing struct {
	keys     map[uint32][]byte
	numbers  []uint32 // of keys, in ascending order
	current  uint32
	indexKey []byte

	mu      sync.Mutex
	ciphers map[cipherID]cipher.AEAD
}

type cipherID struct {
	number uint32
	tenant string
}

// Seal implements [Sealer].
func (s *aesgcm) Seal(_ context.Context, tenant string, plain, bind []byte) ([]byte, error) {
	r := s.ring()
	aead, err := r.cipher(r.current, tenant)
	if err != nil {
		return nil, err
	}
	sealed := make([]byte, 0, sealHeaderSize+len(plain)+aead.Overhead())
	sealed = append(sealed, sealVersion)
	sealed = binary.BigEndian.AppendUint32(sealed, r.current)
	return aead.Seal(sealed, nil, plain, slices.Concat(sealed, bind)), nil //nolint:gosec // no constant nonce: this cipher makes a random one
}

// Open implements [Sealer].
func (s *aesgcm) Open(_ context.Context, tenant string, sealed, bind []byte) ([]byte, error) {
	if len(sealed) < sealHeaderSize {
		return nil, fmt.Errorf("%w (only %d bytes)", errSealedChanged, len(sealed))
	}
	header, rest := sealed[:sealHeaderSize], sealed[sealHeaderSize:]
	if header[0] != sealVersion {
		return nil, fmt.Errorf("%w (form %d, and this version of the package knows only form %d)", errSealedChanged, header[0], sealVersion)
	}
	// A changed number looks like the number of a destroyed key: without the key, nothing can tell.
	number := binary.BigEndian.Uint32(header[1:])
	r := s.ring()
	if r.keys[number] == nil {
		return nil, fmt.Errorf("%w: it was sealed with key %d, and the keys are %s: pass key %d to NewAESGCM unless it was destroyed intentionally",
			ErrKeyGone, number, r.list(), number)
	}
	aead, err := r.cipher(number, tenant)
	if err != nil {
		return nil, err
	}
	plain, err := aead.Open([]byte{}, nil, rest, slices.Concat(header, bind))
	if err != nil {
		return nil, errSealedChanged // the error of the standard library says less
	}
	return plain, nil
}

// Index implements [Sealer].
func (s *aesgcm) Index(tenant, value string) []byte {
	mac := hmac.New(sha256.New, s.ring().indexKey)
	// The length separates the tenant from the value.
	var length [8]byte
	binary.BigEndian.PutUint64(length[:], uint64(len(tenant)))
	_, _ = mac.Write(length[:])
	_, _ = io.WriteString(mac, tenant)
	_, _ = io.WriteString(mac, value)
	return mac.Sum(nil)
}

// cipher returns the cipher of a tenant under the key with a number that exists.
func (r *keyRing) cipher(number uint32, tenant string) (cipher.AEAD, error) {
	id := cipherID{number, tenant}
	r.mu.Lock()
	defer r.mu.Unlock()
	if aead, ok := r.ciphers[id]; ok {
		return aead, nil
	}
	aead, err := newCipher(r.keys[number], tenant)
	if err != nil || len(tenant) > maxTenant {
		return aead, err
	}
	if len(r.ciphers) >= maxCiphers {
		for old := range r.ciphers { // any of them: a cipher costs only a few microseconds
			delete(r.ciphers, old)
			break
		}
	}
	id.tenant = strings.Clone(tenant) // it may be a part of a request
	r.ciphers[id] = aead
	return aead, nil
}

func newCipher(key []byte, tenant string) (cipher.AEAD, error) {
	subkey, err := hkdf.Key(sha256.New, key, nil, sealInfo+tenant, aesKeySize)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(subkey)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}

// list returns the numbers of the keys for an error text.
func (r *keyRing) list() string {
	list := make([]string, len(r.numbers))
	for i, number := range r.numbers {
		list[i] = strconv.FormatUint(uint64(number), 10)
	}
	return strings.Join(list, ", ")
}

const redactedSealer = "[sealer]"

// Format writes "[sealer]" under every verb.
func (s *aesgcm) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, redactedSealer) }

// LogValue returns "[sealer]".
func (s *aesgcm) LogValue() slog.Value { return slog.StringValue(redactedSealer) }

// MarshalText returns "[sealer]", for encoding/json and slog.
func (s *aesgcm) MarshalText() ([]byte, error) { return []byte(redactedSealer), nil }
