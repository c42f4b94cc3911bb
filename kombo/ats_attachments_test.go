package kombo_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/kombo"
)

func TestFileFrom(t *testing.T) {
	t.Parallel()
	const pdf, png, zip = "%PDF-1.7 …", "\x89PNG\x0d\x0a\x1a\x0a…", "PK\x03\x04…"
	for _, tt := range []struct {
		name, content, given, want string
	}{
		{"PDF is detected from the first bytes", pdf, "", "application/pdf"},
		{"PNG is detected from the first bytes", png, "", "image/png"},
		{"given type is used", zip, "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
		{"given type overrides the detected type", pdf, "application/x-pdf", "application/x-pdf"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			file, err := kombo.FileFrom(strings.NewReader(tt.content), "CV", tt.given)
			require.NoError(t, err)
			require.Equal(t, kombo.File{Name: "CV", ContentType: tt.want, Data: []byte(tt.content)}, file)
		})
	}
	for _, tt := range []struct {
		name, file, content, given, want string
	}{
		{"ZIP without extension needs a type", "CV", zip, "", "ContentType is empty"},
		{"text with an unknown extension needs a type", "CV.welder", "I can weld.", "", "ContentType is empty"},
		{"dot in a folder name is not an extension", "docx.d/CV", zip, "", "ContentType is empty"},
		{"type with parameters is rejected", "CV.txt", "I can weld.", "text/plain; charset=utf-8", "without parameters"},
		{"empty file is rejected", "CV.pdf", "", "application/pdf", "Data and DataURL are both empty"},
		{"file without a name is rejected", " ", pdf, "", "Name is empty"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			file, err := kombo.FileFrom(strings.NewReader(tt.content), tt.file, tt.given)
			require.ErrorContains(t, err, tt.want)
			require.ErrorIs(t, err, rolecall.ErrInvalid)
			require.Zero(t, file)
		})
	}
	for name, want := range map[string]string{
		"CV.docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "CV.DOC": "application/msword",
		"CV.odt": "application/vnd.oasis.opendocument.text", "CV.rtf": "application/rtf", "CV.Pages": "application/vnd.apple.pages",
		"IMG_1.HEIC": "image/heic", "me.jpg": "image/jpeg", "CV.txt": "text/plain", "CV.pdf": "application/pdf", "CV.final.v2.docx ": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
		"pay.xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "me.pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
		`C:\Users\a.b\CV.odt`: "application/vnd.oasis.opendocument.text", "me.png": "image/png", "CV.html": "text/html", "CV.md": "text/markdown", "clip.mp4": "video/mp4",
	} {
		t.Run("type of "+name+" is detected from the extension", func(t *testing.T) {
			t.Parallel()
			file, err := kombo.FileFrom(strings.NewReader("\x00\x01"), name, "")
			require.NoError(t, err)
			require.Equal(t, want, file.ContentType)
		})
	}
	t.Run("first bytes override the extension", func(t *testing.T) {
		t.Parallel()
		file, err := kombo.FileFrom(strings.NewReader(pdf), "CV.docx", "")
		require.NoError(t, err)
		require.Equal(t, "application/pdf", file.ContentType)
	})
	t.Run("nil reader is an error", func(t *testing.T) {
		t.Parallel()
		for _, r := range []io.Reader{nil, (*bytes.Buffer)(nil), (*os.File)(nil)} {
			_, err := kombo.FileFrom(r, "CV.pdf", "")
			require.ErrorIs(t, err, rolecall.ErrInvalid)
			require.ErrorContains(t, err, "the reader is nil")
		}
	})
	t.Run("10 MB are accepted, one byte more is rejected", func(t *testing.T) {
		t.Parallel()
		file, err := kombo.FileFrom(bytes.NewReader(make([]byte, kombo.MaxFileSize)), "a.bin", "application/octet-stream")
		require.NoError(t, err)
		require.Len(t, file.Data, kombo.MaxFileSize)
		_, err = kombo.FileFrom(bytes.NewReader(make([]byte, kombo.MaxFileSize+1)), "a.bin", "application/octet-stream")
		require.ErrorIs(t, err, kombo.ErrFileTooLarge)
		require.ErrorContains(t, err, "10 MB")
	})
	t.Run("endless reader is too large", func(t *testing.T) {
		t.Parallel()
		_, err := kombo.FileFrom(endless{}, "a.bin", "application/octet-stream")
		require.ErrorIs(t, err, kombo.ErrFileTooLarge)
	})
	t.Run("error of the reader is wrapped", func(t *testing.T) {
		t.Parallel()
		broken := errors.New("broken")
		_, err := kombo.FileFrom(io.MultiReader(strings.NewReader(pdf), iotest.ErrReader(broken)), "CV.pdf", "")
		require.ErrorIs(t, err, broken)
	})
}

// endless is a reader that never returns io.EOF.
type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }

func TestAttachment(t *testing.T) {
	t.Parallel()
	t.Run("is encoded as one flat object", func(t *testing.T) {
		t.Parallel()
		file, err := kombo.FileFrom(strings.NewReader("%PDF-"), "CV.pdf", "")
		require.NoError(t, err)
		got := encode(t, kombo.Attachment{File: file, Type: kombo.AttachmentCV})
		require.JSONEq(t, `{"name":"CV.pdf","content_type":"application/pdf","data":"JVBERi0=","type":"CV"}`, got)
	})
	t.Run("data that is not base64 is an error", func(t *testing.T) {
		t.Parallel()
		var a kombo.Attachment
		require.Error(t, json.Unmarshal([]byte(`{"name":"a","data":"not base64!"}`), &a))
	})
}
