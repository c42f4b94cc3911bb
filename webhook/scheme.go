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

// defaultTolerance is what Stripe, Slack and Standard Webhooks recommend.
const defaultTolerance = 5 * time.Minute

const (
	timeMark = "{time}"
	idMark   = "{id}"
)

var (
	errTime      = newSentinelOf(ErrSignature, "the signed time is too far from this server's clock")
	errTolerance = errors.New("webhook: HMAC.Tolerance must not be negative, and needs a Time")
	errTimeMark  = errors.New("webhook: HMAC.Time and {time} in HMAC.Prefix need each other: a time that is not signed protects nothing")
	errIDMark    = errors.New("webhook: HMAC.ID and {id} in HMAC.Prefix need each other")
	errIDEnd     = errors.New("webhook: HMAC.Prefix needs a character after {id}: otherwise one signature fits several ids")
	errTimeEnd   = errors.New("webhook: HMAC.Prefix needs a character between {time} and {id}: otherwise one signature fits several times and ids")
	errTimeAlone = errors.New("webhook: HMAC.Time is an element of the header, which needs a HeaderSeparator")
	errSeparator = errors.New("webhook: HMAC.HeaderPrefix contains the HeaderSeparator, so that no element begins with it")
)

// headerOnly are prefixes that no provider signs.
var headerOnly = []string{"sha256=", "sha256 ", "sha256:", "v0=", "v1=", "v1,"}

// checkScheme returns an error if fields contradict each other: every authentic request would be
// rejected, or a time would count that is not signed.
func (h *HMAC) checkScheme() error {
	if slices.Contains(headerOnly, h.Prefix) {
		return fmt.Errorf("webhook: HMAC.Prefix %q would be signed with the body: what precedes the signature in the header is HeaderPrefix", h.Prefix)
	}
	_, afterID, hasID := strings.Cut(h.Prefix, idMark)
	switch {
	case h.Tolerance < 0 || h.Tolerance > 0 && h.Time == "":
		return errTolerance
	case strings.Contains(h.Prefix, timeMark) != (h.Time != ""):
		return errTimeMark
	case hasID != (h.ID != ""):
		return errIDMark
	case hasID && (afterID == "" || afterID[0] == '{'):
		return errIDEnd
	case strings.Contains(h.Prefix, timeMark+idMark):
		return errTimeEnd
	case h.timeInHeader() && h.HeaderSeparator == "":
		return errTimeAlone
	case h.HeaderSeparator != "" && strings.Contains(h.HeaderPrefix, h.HeaderSeparator):
		return errSeparator
	}
	return nil
}

// timeInHeader reports whether the time is an element of the signature's header. Otherwise it has its
// own header.
func (h *HMAC) timeInHeader() bool { return strings.HasSuffix(h.Time, "=") }

// readHeader reads signatures, time and id. It returns false if a header is missing, sent twice or
// malformed.
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
	// An id that contains the character after {id} could be split: the signature would also fit a
	// shorter id with the rest in the body.
	_, end, _ := strings.Cut(h.Prefix, idMark)
	return ok && c.id != "" && strings.IndexByte(c.id, end[0]) < 0
}

// only returns the value of a header that is sent once.
func only(header http.Header, name string) (string, bool) {
	values := header[http.CanonicalHeaderKey(name)]
	if len(values) != 1 {
		return "", false
	}
	return values[0], true
}

// readValue reads signatures, and the time if it is an element, from the value of the header.
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

// appendPrefix appends prefix, with its marks replaced by their values.
func (s stamp) appendPrefix(b []byte, prefix string) []byte {
	for {
		before, rest, found := strings.Cut(prefix, "{")
		b = append(b, before...)
		if !found {
			return b
		}
		switch {
		case s.time != "" && strings.HasPrefix(rest, timeMark[1:]):
			b, prefix = append(b, s.time...), rest[len(timeMark)-1:]
		case s.id != "" && strings.HasPrefix(rest, idMark[1:]):
			b, prefix = append(b, s.id...), rest[len(idMark)-1:]
		default:
			b, prefix = append(b, '{'), rest
		}
	}
}

// Sign signs body as h describes and sets the header of the signature, and if h names them,
// those of the time (from Now) and the id (a random one, unless header has one already). It is for
// senders and for tests of receivers; Keys is not used, and secret may be empty, as for [Sign].
// An h without Header, or with fields that [NewReceiver] rejects, is an error.
func (h HMAC) Sign(header http.Header, secret string, body []byte) error {
	if h.Header == "" {
		return errNoHMACKeys
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
