package linkedin

import (
	"slices"
	"strings"
)

// keptTags are the HTML tags that LinkedIn keeps; of others it keeps the text alone.
// Source: learn.microsoft.com/linkedin, "Job Posting API Schema", HTML tags.
var keptTags = []string{"b", "strong", "u", "i", "br", "p", "ul", "li"}

// strangeTags returns the names of the tags that LinkedIn would strip, each once, at most five.
// What a browser takes for a tag is one here: a < before a letter, a slash, ! or ?.
func strangeTags(html string) []string {
	var strange []string
	for {
		_, rest, found := strings.Cut(html, "<")
		if !found || len(strange) == 5 {
			return strange
		}
		html = rest
		name, isTag := tagName(rest)
		if isTag && !slices.Contains(keptTags, strings.ToLower(name)) && !slices.Contains(strange, "<"+name+">") {
			strange = append(strange, "<"+name+">")
		}
	}
}

// tagName is the name of the tag whose < stands before s. It holds letters, digits and -, and
// at most 20 of them: a text is not to be quoted at length.
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
	for end < len(s) && (isLetter(s[end]) || digits(s[end:end+1]) || s[end] == '-') {
		end++
	}
	return s[:min(end, 20)], true
}

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }
