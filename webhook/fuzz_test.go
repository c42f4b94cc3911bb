package webhook

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"
)

// encodeMAC returns the canonical encoding of a MAC. It does not use the code under test.
func encodeMAC(sum []byte, enc Encoding) string {
	switch enc {
	case Hex:
		return hex.EncodeToString(sum)
	case Std:
		return base64.StdEncoding.EncodeToString(sum)
	default:
		return base64.RawURLEncoding.EncodeToString(sum)
	}
}

func FuzzVerify(f *testing.F) {
	f.Add("secret-not-real", []byte(`{"eventId":"evt-1"}`), "", uint8(0), "", false)
	f.Add("s", []byte{}, "hmacsha256=", uint8(1), "hmacsha256=00", true)
	f.Add("secret\n", []byte("\xff\x00"), "p", uint8(2), strings.Repeat("A", 43)+"=", true)
	f.Add("s", []byte("x"), "", uint8(0), strings.Repeat("A", 43), true)
	f.Fuzz(func(t *testing.T, secret string, body []byte, prefix string, enc uint8, sent string, asSent bool) {
		keys, err := StaticKeys("another key", secret)
		if secret == "" {
			if !errors.Is(err, ErrEmptyKey) {
				t.Fatalf("an empty secret: %v", err)
			}
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		h := HMAC{Header: "X-Signature", Encoding: Encoding(enc % 3), Prefix: prefix, Keys: keys}
		if h.check() != nil {
			return // a prefix with {time} or {id}, or one that providers do not sign
		}
		mac := hmac.New(sha256.New, []byte(secret))
		mac.Write(append([]byte(prefix), body...))
		want := encodeMAC(mac.Sum(nil), h.Encoding)
		other := hmac.New(sha256.New, []byte("another key"))
		other.Write(append([]byte(prefix), body...))
		if !asSent {
			sent = want
		}
		bare := strings.TrimPrefix(sent, prefix)
		if h.Encoding == Hex {
			bare = strings.ToLower(bare)
		}
		accept := bare == want || bare == encodeMAC(other.Sum(nil), h.Encoding)
		err = h.Verify(&http.Request{Header: http.Header{"X-Signature": {sent}}}, body)
		if accept != (err == nil) || err != nil && !errors.Is(err, ErrSignature) {
			t.Fatalf("the signature %q (want %q): %v", sent, want, err)
		}
		if got := Sign(secret, body, h.Encoding, prefix); got != want {
			t.Fatalf("Sign: %q, want %q", got, want)
		}
	})
}

func FuzzSignatureHeader(f *testing.F) {
	zero := make([]byte, sha256.Size)
	for enc := range Encoding(3) {
		good := encodeMAC(zero, enc)
		f.Add(good, uint8(enc), "")
		f.Add("v1="+good, uint8(enc), "v1=")
		f.Add(good+"=", uint8(enc), "")
		f.Add(good[:20]+"\n"+good[21:], uint8(enc), "")
		f.Add(good[:len(good)-1]+"B", uint8(enc), "")
		f.Add(strings.ToUpper(encodeMAC(bytes.Repeat([]byte{0xfb}, sha256.Size), enc)), uint8(enc), "")
	}
	f.Fuzz(func(t *testing.T, value string, enc uint8, prefix string) {
		e := Encoding(enc % 3)
		var mac [sha256.Size]byte
		ok := decodeMAC(&mac, e, prefix, value)
		// If value decodes, encoding the result must give value again.
		bare := strings.TrimPrefix(value, prefix)
		if e == Hex {
			bare = strings.ToLower(bare)
		}
		if ok && encodeMAC(mac[:], e) != bare {
			t.Fatalf("%q was decoded into %x", value, mac)
		}
		if !ok && isCanonical(bare, e) {
			t.Fatalf("%q was rejected", value)
		}
	})
}

// FuzzSignedParts checks that a request verifies only if its id, time and body were signed, and not if
// other parts give the same signed bytes when they are joined.
func FuzzSignedParts(f *testing.F) {
	f.Add("msg_1", "1700000000", []byte("{}"), "msg_1", "1700000000", []byte("{}"), "")
	f.Add("msg_1.17", "1700000000", []byte("{}"), "msg_1", "17", []byte("1700000000.{}"), "v1,x ")
	f.Add("a.1700000000", "1700000000", []byte("x"), "a", "1700000000", []byte("1700000000.x"), "t=1 v1, ")
	f.Add("", "1700000000123", []byte{}, "a", "-1", []byte{}, strings.Repeat(" ", 99))
	keys, err := StaticKeys("secret-not-real")
	if err != nil {
		f.Fatal(err)
	}
	h := HMAC{
		Header: "S", HeaderPrefix: "v1,", HeaderSeparator: " ", Encoding: Std, Prefix: "{id}.{time}.", Time: "T", ID: "I",
		Keys: keys, Now: func() time.Time { return time.Unix(1700000000, 0) },
	}
	f.Fuzz(func(t *testing.T, id, at string, body []byte, signedID, signedAt string, signedBody []byte, before string) {
		if strings.Contains(signedID+signedAt, ".") {
			return // senders do not: a receiver could not find the end of the id
		}
		mac := hmac.New(sha256.New, []byte("secret-not-real"))
		mac.Write([]byte(signedID + "." + signedAt + "."))
		mac.Write(signedBody)
		value := before + "v1," + encodeMAC(mac.Sum(nil), Std)
		err := h.Verify(&http.Request{Header: http.Header{"S": {value}, "T": {at}, "I": {id}}}, body)
		same := id == signedID && at == signedAt && bytes.Equal(body, signedBody)
		if err == nil && (id == "" || !same) {
			t.Fatalf("%q %q %q verified with the signature of %q %q %q", id, at, body, signedID, signedAt, signedBody)
		}
		if err != nil && same && before == "" && isSendable(id, at) {
			t.Fatalf("%q %q %q: %v", id, at, body, err)
		}
	})
}

// isSendable reports whether a request with this id and time is valid for the verifier of FuzzSignedParts.
func isSendable(id, at string) bool {
	return id != "" && !strings.Contains(id, ".") && at == "1700000000"
}

// isCanonical reports whether s is a canonical encoding of 32 bytes. It checks the characters and does not
// decode s.
func isCanonical(s string, enc Encoding) bool {
	alphabet := "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
	length := 43
	switch enc {
	case Hex:
		alphabet, length = "0123456789abcdef", 64
	case Std:
		alphabet += "+/"
		var padded bool
		if s, padded = strings.CutSuffix(s, "="); !padded {
			return false
		}
	default:
		alphabet += "-_"
	}
	if len(s) != length {
		return false
	}
	for i := range len(s) {
		if strings.IndexByte(alphabet, s[i]) < 0 {
			return false
		}
	}
	// 43 characters hold 258 bits: the last two must be zero.
	return enc == Hex || strings.IndexByte(alphabet, s[length-1])&3 == 0
}

func FuzzDeliveryJSON(f *testing.F) {
	f.Add([]byte(`{"t":"a<b>&c"}`), "record.new", "ats_jobs", "evt-1", "t-1", "a/b%", "r-1")
	f.Add([]byte("\xff\x00\u2028"), "e", "", "", "", "", "")
	f.Add([]byte{}, "e", "\xff", "\xfe", "\xc3", "\xa9", "\xff")
	f.Fuzz(func(t *testing.T, body []byte, event, object, id, tenant, part, header string) {
		src := Source{Name: "acme", Keep: []string{"X-Run"}, Route: func(*Delivery) (Route, error) {
			return Route{Event: []byte(event), Object: []byte(object), ID: []byte(id), Tenant: tenant, Key: [3][]byte{[]byte(part), nil, []byte(id)}}, nil
		}}
		list, err := src.Parse(http.Header{"X-Run": {header}}, body)
		d := list[0]
		if !bytes.Equal(d.Body, body) || cap(d.Body) != len(body) {
			t.Fatalf("the body %q became %q", body, d.Body)
		}
		want := acmeType(event, object)
		if err == nil && (d.Type != want || d.ID != id || event == "") {
			t.Fatalf("the type %q or the id %q became %q and %q", want, id, d.Type, d.ID)
		}
		stored, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		var decoded Delivery
		if err := json.Unmarshal(stored, &decoded); err != nil {
			t.Fatal(err)
		}
		if !sameDelivery(&decoded, d) || decoded.Received.Location() != time.UTC {
			t.Fatalf("%#v became %#v", *d, decoded)
		}
	})
}

// acmeType returns the type of a delivery of the source acme.
func acmeType(event, object string) string {
	if object == "" {
		return "acme:" + event
	}
	return "acme:" + event + "/" + object
}

// sameDelivery reports whether the JSON members of two deliveries are equal. X-Run is the only header that
// the source keeps.
func sameDelivery(a, b *Delivery) bool {
	strings := func(d *Delivery) [6]string {
		return [...]string{d.Type, d.ID, d.Key, d.Tenant, d.Source, d.Header.Get("X-Run")}
	}
	return strings(a) == strings(b) && bytes.Equal(a.Body, b.Body) && len(a.Header) == len(b.Header) && a.Received.Equal(b.Received)
}
