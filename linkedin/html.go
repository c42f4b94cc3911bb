package linkedin

import (
	"slices"
	"strings"
)

// allowedTags are the HTML tags that LinkedIn keeps. It strips any other tag and keeps its text.
//
// Source: learn.microsoft.com/linkedin, "Job Posting API Schema", HTML tags.
var allowedTags = []string{"b", "strong", "u", "i", "br", "p", "ul", "li"}

// unsupportedTags returns the tags that LinkedIn would strip, such as "<h1>", each once, at most five.
// As in a browser, a tag is a "<" that is followed by a letter, a slash, "!" or "?".
func unsupportedTags(html string) []string {
	var tags []string
	for {
		_, rest, found := strings.Cut(html, "<")
		if !found || len(tags) == 5 {
			return tags
		}
		html = rest
		name, isTag := tagName(rest)
		if isTag && !slices.Contains(allowedTags, strings.ToLower(name)) && !slices.Contains(tags, "<"+name+">") {
			tags = append(tags, "<"+name+">")
		}
	}
}

// tagName returns the name of the tag that begins before s, without its "<": letters, digits and "-". It
// cuts the name after 20 bytes, so that an error does not quote the customer's text at length.
func tagName(s string) (string, bool) {
	s = strings.TrimPrefix(s, "/")
	if s == "" {
		return "", false
	}
	if s[0] == '!' || s[0] == '?' {
		return s[:1], true
	}
	if !isLetter(s[0]) {
		return "", false
	}
	end := 1
	for end < len(s) && (isLetter(s[end]) || isDigits(s[end:end+1]) || s[end] == '-') {
		end++
	}
	return s[:min(end, 20)], true
}

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }
