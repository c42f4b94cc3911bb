package webhook

import (
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// defaultTolerance is the tolerance that Stripe, Slack and Standard Webhooks recommend.
const defaultTolerance = 5 * time.Minute

// The placeholders in HMAC.Prefix.
const (
	timePlaceholder = "{time}"
	idPlaceholder   = "{id}"
)

var (
	errTime         = newSentinelOf(ErrSignature, "the signed time is too far from this server's clock")
	errTolerance    = errors.New("webhook: HMAC.Tolerance is negative")
	errToleranceUse = errors.New("webhook: HMAC.Tolerance requires HMAC.Time")
	errTimeUnsigned = errors.New("webhook: HMAC.Time requires {time} in HMAC.Prefix and vice versa: a time that is not signed gives no protection")
	errIDUnsigned   = errors.New("webhook: HMAC.ID requires {id} in HMAC.Prefix and vice versa")
	errIDEnd        = errors.New("webhook: HMAC.Prefix requires a character after {id}: otherwise one signature is valid for several ids")
	errTimeEnd      = errors.New("webhook: HMAC.Prefix requires a character between {time} and {id}: otherwise one signature is valid for several times and ids")
	errTimeAlone    = errors.New("webhook: HMAC.Time ends in =, so it requires HMAC.HeaderSeparator")
	errSeparator    = errors.New("webhook: HMAC.HeaderPrefix contains HMAC.HeaderSeparator, so no element can begin with it")
)

// headerOnly lists prefixes that providers put in the header but do not sign.
var headerOnly = []string{"sha256=", "sha256 ", "sha256:", "v0=", "v1=", "v1,"}

// checkScheme returns an error if fields contradict each other, so that every authentic request would
// be rejected, or a time would be accepted that is not signed.
func (h *HMAC) checkScheme() error {
	if slices.Contains(headerOnly, h.Prefix) {
		return fmt.Errorf("webhook: HMAC.Prefix %q would be signed with the body: use HMAC.HeaderPrefix for a prefix that is only in the header", h.Prefix)
	}
	_, afterID, hasID := strings.Cut(h.Prefix, idPlaceholder)
	switch {
	case h.Tolerance < 0:
		return errTolerance
	case h.Tolerance > 0 && h.Time == "":
		return errToleranceUse
	case strings.Contains(h.Prefix, timePlaceholder) != (h.Time != ""):
		return errTimeUnsigned
	case hasID != (h.ID != ""):
		return errIDUnsigned
	case hasID && (afterID == "" || afterID[0] == '{'):
		return errIDEnd
	case strings.Contains(h.Prefix, timePlaceholder+idPlaceholder):
		return errTimeEnd
	case h.timeInHeader() && h.HeaderSeparator == "":
		return errTimeAlone
	case h.HeaderSeparator != "" && strings.Contains(h.HeaderPrefix, h.HeaderSeparator):
		return errSeparator
	}
	return nil
}

// timeInHeader reports whether the time is an element of the signature's header. If not, the time has
// its own header.
func (h *HMAC) timeInHeader() bool { return strings.HasSuffix(h.Time, "=") }

// readHeader reads the signatures, the time and the id into c. It returns false if a header is missing,
// sent twice or malformed.
func (h *HMAC) readHeader(c *claim, header http.Header) bool {
	value, ok := only(header, h.Header)
	if !ok || !h.readValue(c, value) {
		return false
	}
	if h.Time != "" && !h.timeInHeader() {
		if c.time, ok = only(header, h.Time); !ok {
			return false
		}
	}
	if h.ID == "" {
		return true
	}
	c.id, ok = only(header, h.ID)
	// An id that contains the character after {id} is ambiguous: the same signature would be valid
	// for a shorter id and a longer body.
	_, end, _ := strings.Cut(h.Prefix, idPlaceholder)
	return ok && c.id != "" && strings.IndexByte(c.id, end[0]) < 0
}

// only returns the value of a header, and false unless it is sent exactly once.
func only(header http.Header, name string) (string, bool) {
	values := header[http.CanonicalHeaderKey(name)]
	if len(values) != 1 {
		return "", false
	}
	return values[0], true
}

// readValue reads the signatures, and the time if it is an element, from the value of the header.
func (h *HMAC) readValue(c *claim, value string) bool {
	if h.HeaderSeparator == "" {
		return h.readSignature(c, value)
	}
	for more := true; more; {
		var element string
		element, value, more = strings.Cut(value, h.HeaderSeparator)
		element = strings.TrimLeft(element, " ")
		if h.timeInHeader() && strings.HasPrefix(element, h.Time) {
			if c.time != "" {
				return false
			}
			c.time = element[len(h.Time):]
			continue
		}
		h.readSignature(c, element)
	}
	return c.n > 0
}

// readSignature adds the signature in s to c, if it is valid and c is not full.
func (h *HMAC) readSignature(c *claim, s string) bool {
	s, ok := strings.CutPrefix(s, h.HeaderPrefix)
	if !ok || c.n == len(c.macs) {
		return false
	}
	optional := h.Prefix
	if h.HeaderPrefix != "" {
		optional = ""
	}
	if !decodeMAC(&c.macs[c.n], h.Encoding, optional, s) {
		return false
	}
	c.n++
	return true
}

// inTime reports whether s is a time within the tolerance.
func (h *HMAC) inTime(s string) bool {
	const digits, millis = 13, 1e11 // seconds have 11 digits until the year 5138
	if len(s) > digits {
		return false
	}
	n, err := strconv.ParseUint(s, 10, 63)
	if err != nil {
		return false
	}
	signed := time.Unix(int64(n), 0)
	if n >= millis {
		signed = time.UnixMilli(int64(n))
	}
	tolerance := h.Tolerance
	if tolerance == 0 {
		tolerance = defaultTolerance
	}
	return h.now().Sub(signed).Abs() <= tolerance
}

func (h *HMAC) now() time.Time {
	if h.Now == nil {
		return time.Now()
	}
	return h.Now()
}

// appendPrefix appends prefix to b, with the placeholders replaced by their values.
func (s stamp) appendPrefix(b []byte, prefix string) []byte {
	for {
		before, rest, found := strings.Cut(prefix, "{")
		b = append(b, before...)
		if !found {
			return b
		}
		switch {
		case s.time != "" && strings.HasPrefix(rest, timePlaceholder[1:]):
			b, prefix = append(b, s.time...), rest[len(timePlaceholder)-1:]
		case s.id != "" && strings.HasPrefix(rest, idPlaceholder[1:]):
			b, prefix = append(b, s.id...), rest[len(idPlaceholder)-1:]
		default:
			b, prefix = append(b, '{'), rest
		}
	}
}

// Sign signs body with secret, as h describes, and sets the signature in header. If h has a Time, Sign
// also sets the time, from Now; if h has an ID, it sets a random id unless header has one already. It
// is for senders and for tests of receivers. Keys is not used, and secret may be empty, as for the
// function [Sign]. It returns an error if h has no Header, or fields that contradict each other.
func (h HMAC) Sign(header http.Header, secret string, body []byte) error {
	if h.Header == "" {
		return errNoHeader
	}
	if err := h.checkScheme(); err != nil {
		return err
	}
	var s stamp
	if h.ID != "" {
		if header.Get(h.ID) == "" {
			header.Set(h.ID, "msg_"+rand.Text())
		}
		s.id = header.Get(h.ID)
	}
	first := ""
	if h.Time != "" {
		s.time = strconv.FormatInt(h.now().Unix(), 10)
		if h.timeInHeader() {
			first = h.Time + s.time + h.HeaderSeparator
		} else {
			header.Set(h.Time, s.time)
		}
	}
	header.Set(h.Header, first+h.HeaderPrefix+h.Encoding.sign(secret, s.appendPrefix(nil, h.Prefix), body))
	return nil
}
