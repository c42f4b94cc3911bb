package kombo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"reflect"
	"regexp"
	"strings"
	"time"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/internal/transport"
)

// File is a file to send: its bytes, or where Kombo can get them.
type File struct {
	// Name has an extension, since the tool may show it: "CV.pdf". Required.
	Name string `json:"name"`
	// ContentType is without parameters: "application/pdf". Required with Data; with
	// DataURL "" is what the server there says.
	ContentType string `json:"content_type,omitempty"`
	// DataURL needs no authentication. Kombo reads it during the call, and recommends it.
	DataURL string `json:"data_url,omitempty" secret:"true"`
	// Data is the file itself, where DataURL is "". See [FileFrom].
	Data []byte `json:"data,omitempty"`
}

// Attachment is a file of an application or of a candidate.
type Attachment struct {
	File
	// Type decides where the tool shows the file. Required.
	Type AttachmentType `json:"type"`
}

// AttachmentType says what a file is.
type AttachmentType string

// Values of [AttachmentType].
const (
	AttachmentCV          AttachmentType = "CV"
	AttachmentCoverLetter AttachmentType = "COVER_LETTER"
	AttachmentOther       AttachmentType = "OTHER"
)

// MaxFileSize is what [FileFrom] reads at most, in bytes: 10 MB, which Kombo advises for all
// the files of a request.
const MaxFileSize = 10_000_000

// ErrFileTooLarge is the error of [FileFrom] beyond [MaxFileSize].
var ErrFileTooLarge = errors.New("kombo: the file has more than 10 MB: upload it somewhere, and send its DataURL")

var contentTypePattern = regexp.MustCompile(`^[\w.-]+/[\w.-]+$`)

// FileFrom reads a file of at most [MaxFileSize]. name is what the tool shows, "CV.pdf".
//
// contentType may be "" for PDF and common images, which are known by their first bytes, and for
// names with the extension of an ordinary document or image: pdf, doc, docx, odt, rtf, txt,
// pages, xls, xlsx, ods, ppt, pptx, odp, key, numbers, csv, html, md, png, jpg, gif, webp, tiff,
// heic, mp4 and the like. The table is this package's own, the same on every machine; the
// first bytes count more than the extension. A file that neither tells is an error: give the type.
//
// A nil reader and a file that cannot be sent are [rolecall.ErrInvalid]. An error of the reader
// is wrapped.
func FileFrom(r io.Reader, name, contentType string) (File, error) {
	if v := reflect.ValueOf(r); r == nil || v.Kind() == reflect.Pointer && v.IsNil() {
		return File{}, invalidFile("the reader is nil")
	}
	data, err := io.ReadAll(io.LimitReader(r, MaxFileSize+1))
	if err != nil {
		return File{}, fmt.Errorf("kombo: reading a file: %w", err)
	}
	if len(data) > MaxFileSize {
		return File{}, ErrFileTooLarge
	}
	if contentType == "" {
		contentType = contentTypeOf(name, data)
	}
	f := File{Name: name, ContentType: contentType, Data: data}
	if problem := f.Problem(); problem != "" {
		return File{}, invalidFile(problem)
	}
	return f, nil
}

func invalidFile(problem string) error {
	return transport.NewError("kombo", "kombo.file_from", problem, rolecall.ErrInvalid)
}

// Problem returns why the file cannot be sent, "" if nothing is wrong.
func (f File) Problem() string {
	switch {
	case strings.TrimSpace(f.Name) == "":
		return "Name is empty"
	case len(f.Data) == 0 && f.DataURL == "":
		return "Data and DataURL are both empty"
	case len(f.Data) > 0 && f.DataURL != "":
		return "Data and DataURL are both set: use one"
	case len(f.Data) > 0 && f.ContentType == "":
		return "ContentType is empty: Data needs one"
	case f.ContentType != "" && !contentTypePattern.MatchString(f.ContentType):
		return `ContentType is not like "application/pdf", without parameters`
	}
	return ""
}

// Problem returns "Type is empty" if Type is empty, otherwise "". The File has its own Problem.
func (v Attachment) Problem() string { return required("Type", v.Type) }

// AttachmentList is what the tool has of an application or of a candidate, all at once.
type AttachmentList struct {
	Results []RemoteAttachment `json:"results"`

	rolecall.Extra `json:"-"`
}

// RemoteAttachment is a file in the tool.
type RemoteAttachment struct {
	ID       string `json:"id"`
	RemoteID string `json:"remote_id,omitempty"`
	// ApplicationID and CandidateID come with the files of a candidate only, ApplicationID
	// where the tool keeps the file with one.
	ApplicationID string         `json:"application_id,omitempty"`
	CandidateID   string         `json:"candidate_id,omitempty"`
	Type          AttachmentType `json:"type,omitempty"`
	// DataURL is where the file can be had for a while.
	DataURL         string    `json:"data_url,omitempty" secret:"true"`
	FileName        string    `json:"file_name,omitempty"`
	ContentType     string    `json:"content_type,omitempty"`
	RemoteCreatedAt time.Time `json:"remote_created_at,omitzero"`
	RemoteUpdatedAt time.Time `json:"remote_updated_at,omitzero"`

	rolecall.Extra `json:"-"`
}

// GetApplicationAttachments asks the tool for the files of an application. Where the tool keeps
// files with the candidate, these are returned. Kombo limits how many such calls may be under
// way for an integration.
// Source: docs.kombo.dev, "Get application attachments".
func (s *ATSService) GetApplicationAttachments(ctx context.Context, applicationID string, call ...rolecall.CallOption) (*Result[AttachmentList], error) {
	return act[AttachmentList](ctx, s.service, "GET ats/applications/{application_id}/attachments", nil, call, applicationID)
}

// GetCandidateAttachments asks the tool for the files of a candidate, those of all applications
// included. Kombo limits how many such calls may be under way for an integration.
// Source: docs.kombo.dev, "Get candidate attachments".
func (s *ATSService) GetCandidateAttachments(ctx context.Context, candidateID string, call ...rolecall.CallOption) (*Result[AttachmentList], error) {
	return act[AttachmentList](ctx, s.service, "GET ats/candidates/{candidate_id}/attachments", nil, call, candidateID)
}

// AddAttachmentRequest is a file for an application or for a candidate.
type AddAttachmentRequest struct {
	Attachment   Attachment   `json:"attachment"`
	RemoteFields RemoteFields `json:"remote_fields,omitempty"`
}

// AddApplicationAttachment adds a file to an application, or to its candidate where the tool
// has no files of applications.
// An error that is [rolecall.ErrAmbiguous] means that the write may have happened: check before
// sending it again.
// Source: docs.kombo.dev, "Add attachment to application".
func (s *ATSService) AddApplicationAttachment(ctx context.Context, applicationID string, req AddAttachmentRequest, call ...rolecall.CallOption) (*Done, error) {
	return act[struct{}](ctx, s.service, "POST ats/applications/{application_id}/attachments", req, call, applicationID)
}

// AddCandidateAttachment adds a file to a candidate. Kombo recommends
// [ATSService.AddApplicationAttachment].
// An error that is [rolecall.ErrAmbiguous] means that the write may have happened: check before
// sending it again.
// Source: docs.kombo.dev, "Add attachment to candidate".
func (s *ATSService) AddCandidateAttachment(ctx context.Context, candidateID string, req AddAttachmentRequest, call ...rolecall.CallOption) (*Done, error) {
	return act[struct{}](ctx, s.service, "POST ats/candidates/{candidate_id}/attachments", req, call, candidateID)
}

// SyncedAttachment is a file that Kombo has copied from the tool into a bucket of yours.
// Source: Kombo's TypeScript SDK, after 1.3.4.
type SyncedAttachment struct {
	ID            string         `json:"id" required:"true"`
	RemoteID      string         `json:"remote_id,omitempty"`
	CandidateID   string         `json:"candidate_id,omitempty"`
	ApplicationID string         `json:"application_id,omitempty"`
	Type          AttachmentType `json:"type,omitempty"`
	FileName      string         `json:"file_name,omitempty"`
	// ContentRef is where the file is. Nil: it is not there.
	ContentRef      *ContentRef `json:"content_ref,omitempty"`
	RemoteCreatedAt time.Time   `json:"remote_created_at,omitzero"`
	RemoteUpdatedAt time.Time   `json:"remote_updated_at,omitzero"`
	Changes

	rolecall.Extra `json:"-"`
}

// ContentRef is a place in an object store.
type ContentRef struct {
	// Type is "s3".
	Type   string `json:"type"`
	Bucket string `json:"bucket,omitempty"`
	Key    string `json:"key,omitempty"`

	rolecall.Extra `json:"-"`
}

// ListAttachmentsOptions filters [ATSService.ListAttachments]. See [ListOptions].
type ListAttachmentsOptions struct {
	ListOptions
	CandidateIDs   []string `url:"candidate_ids,comma,omitempty"`
	ApplicationIDs []string `url:"application_ids,comma,omitempty"`
}

// ListAttachments reads a page of the files that Kombo has synced, without asking the tool.
// Source: Kombo's TypeScript SDK, after 1.3.4.
func (s *ATSService) ListAttachments(ctx context.Context, opts ListAttachmentsOptions, call ...rolecall.CallOption) (*rolecall.Page[SyncedAttachment], error) {
	return list[SyncedAttachment](ctx, s.service, "ats/attachments", opts, call)
}
