package kombo

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"

	"github.com/rolecall-dev/rolecall"
)

// FileRestrictions holds the limits on the files that a [FileField] accepts.
// Source: docs.kombo.dev, forms (checked in November 2026).
type FileRestrictions struct {
	// AcceptedMIMETypes holds the accepted media types. If it is empty, every type is accepted.
	AcceptedMIMETypes []string `json:"accepted_mime_types"`
	// MaxFileSize is the maximum size in bytes (the unit is inferred). Nil means that Kombo specifies no limit.
	MaxFileSize *float64 `json:"max_file_size"`

	rolecall.Extra `json:"-"`
}

// accepts reports whether a media type is accepted. That "image/*" matches all image types is inferred.
func (r *FileRestrictions) accepts(mediaType string) bool {
	if r == nil || len(r.AcceptedMIMETypes) == 0 {
		return true
	}
	for _, accepted := range r.AcceptedMIMETypes {
		prefix, wildcard := strings.CutSuffix(accepted, "*")
		switch {
		case accepted == "*", strings.EqualFold(accepted, mediaType):
			return true
		case wildcard && len(mediaType) > len(prefix) && strings.HasSuffix(prefix, "/") && strings.EqualFold(mediaType[:len(prefix)], prefix):
			return true
		}
	}
	return false
}

// file checks the value of a file field. If Kombo downloads the file from a URL, only Kombo can check its
// type and size.
func (c *formCheck) file(path []string, f *FileField, value any) {
	file, ok := value.(File)
	if !ok {
		c.add(path, ProblemType, "it is not a kombo.File")
		return
	}
	if problem := file.Problem(); problem != "" {
		c.add(path, ProblemFile, "its %s", problem)
		return
	}
	if file.ContentType != "" && !f.Restrictions.accepts(file.ContentType) {
		c.add(path, ProblemFile, "its media type is not one of %s", strings.Join(f.Restrictions.AcceptedMIMETypes, ", "))
	}
	if r := f.Restrictions; r != nil && r.MaxFileSize != nil && float64(len(file.Data)) > *r.MaxFileSize {
		c.beyond(path, ProblemTooLarge, *r.MaxFileSize, "it is larger than %v bytes", *r.MaxFileSize)
	}
}

// candidates returns example files of common types and of the accepted types.
func (f *FileField) candidates() []any {
	types := []string{"application/pdf", "text/plain", "image/png", "audio/mpeg", "video/mp4", "font/ttf"}
	if f.Restrictions != nil {
		types = append(types, f.Restrictions.AcceptedMIMETypes...)
	}
	var all []any
	for _, t := range types {
		all = append(all, File{Name: "example.pdf", ContentType: t, Data: []byte("x")})
	}
	return all
}

// CurrentValue is the tool's current value of a field of an [UpdateForm] or a [RehireForm]. The zero
// CurrentValue means that Kombo cannot read the value. If Kombo can read it, the value may be empty, which is
// null on the wire. Package fmt prints only the length of a CurrentValue.
type CurrentValue struct{ raw string }

// Readable reports whether Kombo sent the tool's value, which may be null.
func (v CurrentValue) Readable() bool { return v.raw != "" }

// Empty reports whether the tool has no value. It returns false if Kombo cannot read the value.
func (v CurrentValue) Empty() bool { return v.raw == "null" }

// Raw returns the value as JSON, or nil if Kombo cannot read it.
func (v CurrentValue) Raw() json.RawMessage {
	if v.raw == "" {
		return nil
	}
	return json.RawMessage(v.raw)
}

// IsZero reports whether Kombo cannot read the value.
func (v CurrentValue) IsZero() bool { return v.raw == "" }

// UnmarshalJSON stores the value unmodified.
func (v *CurrentValue) UnmarshalJSON(b []byte) error {
	v.raw = string(b)
	return nil
}

// MarshalJSON writes the value unmodified, or null if Kombo cannot read it.
func (v CurrentValue) MarshalJSON() ([]byte, error) {
	if v.raw == "" {
		return []byte("null"), nil
	}
	return []byte(v.raw), nil
}

// Format prints only the length of the value, which is personal data.
func (v CurrentValue) Format(f fmt.State, _ rune) {
	_, _ = fmt.Fprintf(f, "(%d bytes)", len(v.raw))
}

// LogValue returns the text that Format prints, for package slog.
func (v CurrentValue) LogValue() slog.Value { return slog.StringValue(fmt.Sprint(v)) }
