package webhook

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

// Encoding is the text encoding of a signature. A signature must have the exact length and the
// canonical form: padding only for [Std], no line breaks, and no extra bits in the last character.
type Encoding uint8

// The encodings of a signature.
const (
	RawURL Encoding = iota // base64url without padding, 43 characters
	Hex                    // 64 hexadecimal digits, upper or lower case
	Std                    // base64 with padding, 44 characters
)

// HMAC is a [Verifier] of HMAC-SHA256 signatures in a header. It is safe for concurrent use; copies
// share the keys. The verification in a [Receiver] does not allocate. Verify does not allocate either
// if Header, Time and ID are in the form of http.CanonicalHeaderKey.
//
// Two fields are prefixes, with different meanings: HeaderPrefix is in the header and is not signed
// ("sha256=", the common case); Prefix is signed and may be absent from the header. The examples show
// both. Use [SharedSecret] for a provider that sends the secret itself in a header (GitLab).
type HMAC struct {
	// Header is the name of the header that contains the signature, in upper or lower case. A
	// request must contain this header once.
	Header string
	// Encoding is the encoding of the signature. The zero value is RawURL.
	Encoding Encoding
	// HeaderPrefix precedes the signature in the header's value and is not signed: "sha256="
	// (GitHub), "sha256 " (Greenhouse), "v1," (Standard Webhooks). A value without it is rejected.
	HeaderPrefix string
	// HeaderSeparator separates the elements of the header's value: "," (Stripe), " " (Standard
	// Webhooks). Each element that begins with HeaderPrefix is a signature, and one of them must
	// match; only the first eight signatures are checked. Other elements are ignored. If
	// HeaderSeparator is empty, the value is one signature.
	HeaderSeparator string
	// Prefix is signed before the body: "hmacsha256=" (LinkedIn). If HeaderPrefix is empty, the
	// header's value may also begin with Prefix. In Prefix, {time} and {id} stand for the values of
	// Time and ID: "{time}." (Stripe), "{id}.{time}." (Standard Webhooks).
	Prefix string
	// Time is the name of the header with the time of signing. If it ends in = ("t="), the time is
	// the element of Header's value that begins with it. The time is in Unix seconds, or in
	// milliseconds if it has 12 digits or more. Prefix must contain {time}. If Time is empty, no
	// time is signed, and a recorded request stays valid.
	Time string
	// Tolerance is the maximum difference between the signed time and Now, in both directions. 0
	// means five minutes.
	Tolerance time.Duration
	// Now is the clock. If it is nil, a receiver uses its own clock (see the option [Now]), and
	// Verify and Sign use time.Now.
	Now func() time.Time
	// ID is the name of the header with the id of the event. Prefix must contain {id}. To use the id
	// as [Route].ID, add the header to [Source].Keep: unlike other headers it is signed.
	ID string

	// Keys returns the keys for a request. It must not be nil.
	Keys Keys
	// BodyKeys returns more keys for a request, for a provider that sends the tenant only in the
	// body. It is called if no key of Keys matches. The body is not verified yet: use it only to
	// select keys. Like Keys it may return several keys, none (401), or an error (503). It may be
	// nil.
	BodyKeys func(r *http.Request, body []byte) ([]*Key, error)
	// Forms returns other forms of a body that the provider may have signed instead. It is called
	// only if no key matches the received bytes. It may be nil.
	Forms func(body []byte) [][]byte
}

// Verify checks the signature of a request with body. An error that wraps [ErrSignature] means that
// the request is not authentic. Any other error means that the key lookup failed (503), or that the
// fields of h are missing or contradict each other.
func (h HMAC) Verify(r *http.Request, body []byte) error {
	if err := h.checkScheme(); err != nil {
		return err
	}
	var c claim
	if err := h.readHead(r, &c); err != nil {
		return err
	}
	_, err := h.match(r, &c, body)
	return err
}

// mostSignatures is the number of signatures in one header that are checked. It is more than any
// rotation needs.
const mostSignatures = 8

// claim holds the parts of a request's header that the verification of the body needs, and the keys.
type claim struct {
	stamp
	macs [mostSignatures][sha256.Size]byte
	n    int // the number of macs
	keys []*Key
}

// stamp holds the values that are signed in addition to the body.
type stamp struct{ time, id string }

var (
	errNoSignature = newSentinelOf(ErrSignature, "the header is missing, repeated or malformed")
	errNoKeys      = newSentinelOf(ErrSignature, "no key for this request")
	errNoMatch     = newSentinelOf(ErrSignature, "no key matches")
	errPaddedKey   = newSentinelOf(ErrSignature, "no key matches, and a key begins or ends with white space (copy-and-paste error?)")
	errNoHeader    = errors.New("webhook: HMAC has no Header")
	errNoHMACKeys  = errors.New("webhook: HMAC has no Keys")
	errKeyLookup   = newSentinel("webhook: the key lookup failed")
)

func (h *HMAC) checkHead(r *http.Request) (c claim, err error) {
	err = h.readHead(r, &c)
	return c, err
}

func (h *HMAC) checkBody(r *http.Request, c claim, body []byte) (int, error) {
	return h.match(r, &c, body)
}

// readHead reads the signatures and the keys into c. The caller has checked the scheme.
func (h *HMAC) readHead(r *http.Request, c *claim) error {
	if err := h.checkFields(); err != nil {
		return err
	}
	if !h.readHeader(c, r.Header) {
		return errNoSignature
	}
	if h.Time != "" && !h.inTime(c.time) {
		return errTime
	}
	keys, err := h.Keys(r)
	if err != nil {
		return lookupFailed(err)
	}
	if len(keys) == 0 && h.BodyKeys == nil {
		return errNoKeys
	}
	c.keys = keys
	return nil
}

func lookupFailed(err error) error {
	return RetryAfter(defaultRetryAfter, fmt.Errorf("%w: %w", errKeyLookup, err))
}

// match returns the index of the key that signed body. The keys of BodyKeys follow those of Keys.
func (h *HMAC) match(r *http.Request, c *claim, body []byte) (int, error) {
	i := h.matchKeys(c.keys, c, body)
	keys := c.keys
	if i < 0 && h.BodyKeys != nil {
		more, err := h.BodyKeys(r, body)
		if err != nil {
			return -1, lookupFailed(err)
		}
		if i = h.matchKeys(more, c, body); i >= 0 {
			i += len(c.keys)
		}
		keys = append(slices.Clip(keys), more...)
	}
	if i >= 0 {
		return i, nil
	}
	if len(keys) == 0 {
		return -1, errNoKeys
	}
	for _, key := range keys {
		if key != nil && key.padded {
			return -1, errPaddedKey
		}
	}
	return -1, errNoMatch
}

// matchKeys returns the index of the key that signed body or another form of it, or -1.
func (h *HMAC) matchKeys(keys []*Key, c *claim, body []byte) int {
	if i := h.matchForm(keys, c, body); i >= 0 || h.Forms == nil || len(keys) == 0 {
		return i
	}
	for _, form := range h.Forms(body) {
		if i := h.matchForm(keys, c, form); i >= 0 {
			return i
		}
	}
	return -1
}

func (h *HMAC) matchForm(keys []*Key, c *claim, body []byte) int {
	for i, key := range keys {
		// A nil Key, or one that NewKey did not return, never matches.
		if key != nil && key.macs.New != nil && key.matches(c, h.Prefix, body) {
			return i
		}
	}
	return -1
}

// canonical returns a copy whose header names are in the form of http.CanonicalHeaderKey.
func (h HMAC) canonical() *HMAC {
	h.Header = http.CanonicalHeaderKey(h.Header)
	h.ID = http.CanonicalHeaderKey(h.ID)
	if !h.timeInHeader() {
		h.Time = http.CanonicalHeaderKey(h.Time)
	}
	return &h
}

// check returns an error if h could not verify any request.
func (h *HMAC) check() error {
	if err := h.checkFields(); err != nil {
		return err
	}
	if h.Encoding > Std {
		return fmt.Errorf("webhook: HMAC has the unknown encoding %d", h.Encoding)
	}
	return h.checkScheme()
}

// checkFields returns an error if a required field is missing.
func (h *HMAC) checkFields() error {
	switch {
	case h.Header == "":
		return errNoHeader
	case h.Keys == nil:
		return errNoHMACKeys
	}
	return nil
}

// Strict rejects extra bits in the last character. It still skips line breaks, but a string of the
// exact length that contains one decodes into too few bytes.
var (
	rawURL = base64.RawURLEncoding.Strict()
	std    = base64.StdEncoding.Strict()
)

// decodeMAC decodes s into mac. It first removes prefix if s begins with it. It returns false unless
// the rest is the canonical encoding of 32 bytes.
func decodeMAC(mac *[sha256.Size]byte, enc Encoding, prefix, s string) bool {
	if prefix != "" {
		s = strings.TrimPrefix(s, prefix)
	}
	var encoded [2 * sha256.Size]byte
	if len(s) > len(encoded) {
		return false
	}
	n := copy(encoded[:], s)
	var out [sha256.Size + 2]byte // 44 characters of base64 may decode into 33 bytes
	var size int
	var err error
	switch {
	case enc == RawURL && n == 43:
		size, err = rawURL.Decode(out[:], encoded[:n])
	case enc == Hex && n == 64:
		size, err = hex.Decode(out[:sha256.Size], encoded[:n])
	case enc == Std && n == 44:
		size, err = std.Decode(out[:], encoded[:n])
	default:
		return false
	}
	copy(mac[:], out[:])
	return err == nil && size == sha256.Size
}

// Sign returns the signature of body that an [HMAC] with this encoding and prefix accepts. It is for
// senders and for tests; [HMAC.Sign] can also sign a time and an id. Unlike [NewKey] it accepts an
// empty secret, so that a test can forge a request with one.
func Sign(secret string, body []byte, enc Encoding, prefix string) string {
	return enc.sign(secret, []byte(prefix), body)
}

func (enc Encoding) sign(secret string, prefix, body []byte) string {
	m := hmac.New(sha256.New, []byte(secret))
	_, _ = m.Write(prefix)
	_, _ = m.Write(body)
	return enc.encode(m.Sum(nil))
}

func (enc Encoding) encode(sum []byte) string {
	switch enc {
	case Hex:
		return hex.EncodeToString(sum)
	case Std:
		return base64.StdEncoding.EncodeToString(sum)
	default:
		return base64.RawURLEncoding.EncodeToString(sum)
	}
}
