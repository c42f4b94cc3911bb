package kombo

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"

	"github.com/rolecall-dev/rolecall"
)

// FileRestrictions says which files a [FileField] takes.
// Source: docs.kombo.dev, forms (checked in November 2026).
type FileRestrictions struct {
	// AcceptedMIMETypes are media types. Empty: any.
	AcceptedMIMETypes []string `json:"accepted_mime_types"`
	// MaxFileSize is in bytes (inferred). Nil: Kombo names no limit.
	MaxFileSize *float64 `json:"max_file_size"`

	rolecall.Extra `json:"-"`
}

// accepts reports whether a media type is one of the accepted ones. That "image/*" stands for
// all images is inferred.
func (r *FileRestrictions) accepts(mediaType string) bool {
	if r == nil || len(r.AcceptedMIMETypes) == 0 {
		return true
	}
	for _, accepted := range r.AcceptedMIMETypes {
		family, all := strings.CutSuffix(accepted, "*")
		switch {
		case accepted == "*", strings.EqualFold(accepted, mediaType):
			return true
		case all && len(mediaType) > len(family) && strings.HasSuffix(family, "/") && strings.EqualFold(mediaType[:len(family)], family):
			return true
		}
	}
	return false
}

// file checks the value of a file field. The type and the size of a file that Kombo reads from a
// URL are not known here: Kombo checks them.
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
		c.add(path, ProblemFile, "files of its type are not accepted, but %s", strings.Join(f.Restrictions.AcceptedMIMETypes, ", "))
	}
	if r := f.Restrictions; r != nil && r.MaxFileSize != nil && float64(len(file.Data)) > *r.MaxFileSize {
		c.beyond(path, ProblemTooLarge, *r.MaxFileSize, "it is more than %v bytes", *r.MaxFileSize)
	}
}

// candidates are made-up files of the accepted types.
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

// CurrentValue is what the tool has for a field of an [UpdateForm] or a [RehireForm]. The zero
// value says that Kombo cannot read it; a value that can be read may be empty, null on the wire.
// Printing it shows neither.
type CurrentValue struct{ raw string }

// Readable reports whether Kombo said what the tool has, be it null.
func (v CurrentValue) Readable() bool { return v.raw != "" }

// Empty reports whether the tool has no value. It is false if that cannot be read.
func (v CurrentValue) Empty() bool { return v.raw == "null" }

// Raw is the value as JSON, nil if it cannot be read.
func (v CurrentValue) Raw() json.RawMessage {
	if v.raw == "" {
		return nil
	}
	return json.RawMessage(v.raw)
}

// IsZero reports whether the value cannot be read.
func (v CurrentValue) IsZero() bool { return v.raw == "" }

// UnmarshalJSON keeps the value.
func (v *CurrentValue) UnmarshalJSON(b []byte) error {
	v.raw = string(b)
	return nil
}

// MarshalJSON writes the value unmodified, null if it cannot be read.
func (v CurrentValue) MarshalJSON() ([]byte, error) {
	if v.raw == "" {
		return []byte("null"), nil
	}
	return []byte(v.raw), nil
}

// Format shows the length alone: the value is personal.
func (v CurrentValue) Format(f fmt.State, _ rune) {
	_, _ = fmt.Fprintf(f, "(%d bytes)", len(v.raw))
}

// LogValue shows what Format does.
func (v CurrentValue) LogValue() slog.Value { return slog.StringValue(fmt.Sprint(v)) }
