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
		{"PDF is known by its beginning", pdf, "", "application/pdf"},
		{"so is PNG", png, "", "image/png"},
		{"what the caller says counts", zip, "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
		{"even of what is known", pdf, "application/x-pdf", "application/x-pdf"},
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
		{"a ZIP may be any document", "CV", zip, "", "ContentType is empty"},
		{"text may be anything", "CV.welder", "I can weld.", "", "ContentType is empty"},
		{"a dot begins no extension of another file", "docx.d/CV", zip, "", "ContentType is empty"},
		{"parameters are refused", "CV.txt", "I can weld.", "text/plain; charset=utf-8", "without parameters"},
		{"an empty file is refused", "CV.pdf", "", "application/pdf", "Data and DataURL are both empty"},
		{"a file without a name is refused", " ", pdf, "", "Name is empty"},
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
		t.Run(name+" is known by its extension", func(t *testing.T) {
			t.Parallel()
			file, err := kombo.FileFrom(strings.NewReader("\x00\x01"), name, "")
			require.NoError(t, err)
			require.Equal(t, want, file.ContentType)
		})
	}
	t.Run("the first bytes count more than the extension", func(t *testing.T) {
		t.Parallel()
		file, err := kombo.FileFrom(strings.NewReader(pdf), "CV.docx", "")
		require.NoError(t, err)
		require.Equal(t, "application/pdf", file.ContentType)
	})
	t.Run("a nil reader is an error", func(t *testing.T) {
		t.Parallel()
		for _, r := range []io.Reader{nil, (*bytes.Buffer)(nil), (*os.File)(nil)} {
			_, err := kombo.FileFrom(r, "CV.pdf", "")
			require.ErrorIs(t, err, rolecall.ErrInvalid)
			require.ErrorContains(t, err, "the reader is nil")
		}
	})
	t.Run("10 MB are read, one byte more is refused", func(t *testing.T) {
		t.Parallel()
		file, err := kombo.FileFrom(bytes.NewReader(make([]byte, kombo.MaxFileSize)), "a.bin", "application/octet-stream")
		require.NoError(t, err)
		require.Len(t, file.Data, kombo.MaxFileSize)
		_, err = kombo.FileFrom(bytes.NewReader(make([]byte, kombo.MaxFileSize+1)), "a.bin", "application/octet-stream")
		require.ErrorIs(t, err, kombo.ErrFileTooLarge)
		require.ErrorContains(t, err, "10 MB")
	})
	t.Run("an endless reader is left", func(t *testing.T) {
		t.Parallel()
		_, err := kombo.FileFrom(endless{}, "a.bin", "application/octet-stream")
		require.ErrorIs(t, err, kombo.ErrFileTooLarge)
	})
	t.Run("the reader's error is kept", func(t *testing.T) {
		t.Parallel()
		broken := errors.New("broken")
		_, err := kombo.FileFrom(io.MultiReader(strings.NewReader(pdf), iotest.ErrReader(broken)), "CV.pdf", "")
		require.ErrorIs(t, err, broken)
	})
}

type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }

func TestAttachment(t *testing.T) {
	t.Parallel()
	t.Run("is one flat object", func(t *testing.T) {
		t.Parallel()
		file, err := kombo.FileFrom(strings.NewReader("%PDF-"), "CV.pdf", "")
		require.NoError(t, err)
		text := encode(t, kombo.Attachment{File: file, Type: kombo.AttachmentCV})
		require.JSONEq(t, `{"name":"CV.pdf","content_type":"application/pdf","data":"JVBERi0=","type":"CV"}`, text)
	})
	t.Run("takes base64 alone", func(t *testing.T) {
		t.Parallel()
		var a kombo.Attachment
		require.Error(t, json.Unmarshal([]byte(`{"name":"a","data":"not base64!"}`), &a))
	})
}
