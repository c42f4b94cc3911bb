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

// Encoding is how a signature is written. Only the canonical form is accepted: the exact
// length, no padding but where it belongs, no line breaks, no stray bits.
type Encoding uint8

// The encodings of a signature.
const (
	RawURL Encoding = iota // base64url without padding, 43 characters
	Hex                    // 64 digits, either case
	Std                    // base64 with padding, 44 characters
)

// HMAC is a [Verifier] of HMAC-SHA256 signatures in a header. It refers to its keys and is safe for
// concurrent use. The verification of a [Receiver] does not allocate; neither does Verify, if Header,
// Time and ID are in http.CanonicalHeaderKey's form.
//
// Two fields are prefixes, and they are not the same: HeaderPrefix is in the header and not signed
// ("sha256=", the common case); Prefix is signed and may be missing in the header. The examples have
// one of each kind. Use [SharedSecret] for a token that the header contains unmodified (GitLab).
type HMAC struct {
	// Header contains the signature and must be sent once. Case does not matter.
	Header   string
	Encoding Encoding
	// HeaderPrefix precedes the signature in the header's value and is not signed:
	// "sha256=" (GitHub), "sha256 " (Greenhouse), "v1," (Standard Webhooks). A value
	// without it is rejected.
	HeaderPrefix string
	// HeaderSeparator divides a value of several elements: "," (Stripe), " " (Standard
	// Webhooks). Each element that begins with HeaderPrefix is a signature, of which one
	// must match; the first eight count. Other elements are ignored. "": the value is one
	// signature.
	HeaderSeparator string
	// Prefix is signed before the body: "hmacsha256=" (LinkedIn). If there is no
	// HeaderPrefix, the header's value may also begin with it. {time} and {id} in it are replaced
	// by the values of Time and ID: "{time}." (Stripe), "{id}.{time}." (Standard Webhooks).
	Prefix string
	// Time names the header with the time of signing, or, with = at the end ("t="), that
	// element of Header's value. It is in Unix seconds, or milliseconds from 12 digits on,
	// and must be in Prefix. "": no time is signed, so a recorded request stays valid.
	Time string
	// Tolerance is how far the signed time may be from Now, in both directions. 0: five minutes.
	Tolerance time.Duration
	// Now is the clock. Nil: that of the receiver, see the option [Now]; for Verify and Sign time.Now.
	Now func() time.Time
	// ID names the header with the id of the event, which must be in Prefix. To use it as
	// [Route].ID, name it in [Source].Keep: unlike other headers it is signed.
	ID string

	Keys Keys
	// BodyKeys returns more keys, for a provider that names the tenant only in the body. It is
	// called if no key of Keys matches. The body is not verified yet: use it only to choose a key.
	// Like Keys it may return several keys, none (401), or an error (503). Nil: none.
	BodyKeys func(r *http.Request, body []byte) ([]*Key, error)
	// Forms returns other spellings of a body that a provider may have signed instead. It
	// is called only if the received bytes did not match. Nil: none.
	Forms func(body []byte) [][]byte
}

// Verify returns nil, or an error that Is [ErrSignature]. Any other error means that the key lookup
// failed (503), or that the fields of h contradict each other.
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

// mostSignatures is how many signatures in one header count: more than any rotation needs.
const mostSignatures = 8

// claim is what the header of a request contains for the verification of the body, and the keys.
type claim struct {
	stamp
	macs [mostSignatures][sha256.Size]byte
	n    int // of macs
	keys []*Key
}

// stamp is what is signed in addition to the body.
type stamp struct{ time, id string }

var (
	errNoSignature = newSentinelOf(ErrSignature, "the header is missing, repeated or malformed")
	errNoKeys      = newSentinelOf(ErrSignature, "no key for this request")
	errNoMatch     = newSentinelOf(ErrSignature, "no key matches")
	errPaddedKey   = newSentinelOf(ErrSignature, "no key matches, and a key begins or ends with white space: was it pasted so?")
	errNoHMACKeys  = errors.New("webhook: HMAC has no Header or no Keys")
	errKeyLookup   = newSentinel("webhook: the key lookup failed")
)

func (h *HMAC) checkHead(r *http.Request) (c claim, err error) {
	err = h.readHead(r, &c)
	return c, err
}

func (h *HMAC) checkBody(r *http.Request, c claim, body []byte) (int, error) {
	return h.match(r, &c, body)
}

// readHead reads the signature and finds the keys. The scheme has been checked.
func (h *HMAC) readHead(r *http.Request, c *claim) error {
	if h.Header == "" || h.Keys == nil {
		return errNoHMACKeys
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

// match returns the place of the key that signed body. Those of BodyKeys follow the others.
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

// matchKeys returns the place of the key that signed the received bytes or another form of them, -1
// if none did.
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
		// A nil, or a Key that NewKey did not make, matches nothing.
		if key != nil && key.macs.New != nil && key.matches(c, h.Prefix, body) {
			return i
		}
	}
	return -1
}

// canonical returns a copy whose header names are in http.CanonicalHeaderKey's form.
func (h HMAC) canonical() *HMAC {
	h.Header = http.CanonicalHeaderKey(h.Header)
	h.ID = http.CanonicalHeaderKey(h.ID)
	if !h.timeInHeader() {
		h.Time = http.CanonicalHeaderKey(h.Time)
	}
	return &h
}

// check returns an error if no request could be verified.
func (h *HMAC) check() error {
	if h.Header == "" || h.Keys == nil {
		return errNoHMACKeys
	}
	if h.Encoding > Std {
		return fmt.Errorf("webhook: HMAC has the unknown encoding %d", h.Encoding)
	}
	return h.checkScheme()
}

// Strict rejects stray bits in the last character. It still skips line breaks, but then a
// string of the exact length is too short.
var (
	rawURL = base64.RawURLEncoding.Strict()
	std    = base64.StdEncoding.Strict()
)

// decodeMAC decodes s, which must be the one canonical spelling of 32 bytes.
func decodeMAC(mac *[sha256.Size]byte, enc Encoding, prefix, s string) bool {
	if prefix != "" {
		s = strings.TrimPrefix(s, prefix)
	}
	var encoded [2 * sha256.Size]byte
	if len(s) > len(encoded) {
		return false
	}
	n := copy(encoded[:], s)
	var out [sha256.Size + 2]byte // base64 of 44 characters may be decoded into 33 bytes
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

// Sign returns the signature that an [HMAC] with this encoding and prefix accepts, for tests
// and for senders; see [HMAC.Sign] for one that also signs a time or an id. Unlike [NewKey]
// it accepts an empty secret, because a test of a receiver must forge with one.
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
