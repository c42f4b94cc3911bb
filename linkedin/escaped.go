package linkedin

import (
	"unicode/utf16"
	"unicode/utf8"
)

// escapedForms returns the byte strings that LinkedIn may have signed instead of a body with non-ASCII
// characters: the body with these characters escaped as \uXXXX, in lower and in upper case. LinkedIn's page
// about applications says so ("escaped Unicode"), its page about webhooks does not. It returns nil for an
// ASCII body.
func escapedForms(body []byte) [][]byte {
	if isASCII(body) || !utf8.Valid(body) {
		return nil
	}
	return [][]byte{escape(body, "0123456789abcdef"), escape(body, "0123456789ABCDEF")}
}

func isASCII(b []byte) bool {
	for _, c := range b {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

func escape(body []byte, digits string) []byte {
	out := make([]byte, 0, len(body)+len(body)/2)
	unit := func(u rune) {
		out = append(out, '\\', 'u', digits[u>>12&15], digits[u>>8&15], digits[u>>4&15], digits[u&15])
	}
	for len(body) > 0 {
		r, size := utf8.DecodeRune(body)
		switch {
		case r < utf8.RuneSelf:
			out = append(out, body[0])
		case r > 0xffff:
			high, low := utf16.EncodeRune(r)
			unit(high)
			unit(low)
		default:
			unit(r)
		}
		body = body[size:]
	}
	return out
}
