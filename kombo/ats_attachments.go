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

// File is a file to send: either its bytes, or a URL from which Kombo downloads it.
type File struct {
	// Name is the file name with its extension, which the tool may show: "CV.pdf". Required.
	Name string `json:"name"`
	// ContentType is the media type without parameters: "application/pdf". Required with Data.
	// With DataURL, "" means the type that the server of the URL sends.
	ContentType string `json:"content_type,omitempty"`
	// DataURL is a URL that requires no authentication. Kombo downloads the file during the call.
	// Kombo recommends DataURL instead of Data.
	DataURL string `json:"data_url,omitempty" secret:"true"`
	// Data is the content of the file, if DataURL is "". See [FileFrom].
	Data []byte `json:"data,omitempty"`
}

// Attachment is a file of an application or of a candidate.
type Attachment struct {
	File
	// Type is the kind of the file. It determines where the tool shows the file. Required.
	Type AttachmentType `json:"type"`
}

// AttachmentType is the kind of an attachment.
type AttachmentType string

// Values of [AttachmentType].
const (
	AttachmentCV          AttachmentType = "CV"
	AttachmentCoverLetter AttachmentType = "COVER_LETTER"
	AttachmentOther       AttachmentType = "OTHER"
)

// MaxFileSize is the maximum size of a file for [FileFrom], in bytes: 10 MB, which Kombo recommends as
// the maximum for all files of a request together.
const MaxFileSize = 10_000_000

// ErrFileTooLarge is returned by [FileFrom] for a file larger than [MaxFileSize].
var ErrFileTooLarge = errors.New("kombo: file is larger than 10 MB: upload it to a server and send its DataURL")

var contentTypePattern = regexp.MustCompile(`^[\w.-]+/[\w.-]+$`)

// FileFrom reads a file of at most [MaxFileSize] bytes. name is the file name that the tool shows:
// "CV.pdf".
//
// contentType may be "" for PDF files and common images, which are recognized by their first bytes, and
// for names with the extension of a common document or image: pdf, doc, docx, odt, rtf, txt, pages,
// xls, xlsx, ods, ppt, pptx, odp, key, numbers, csv, html, md, png, jpg, gif, webp, tiff, heic, mp4 and
// similar ones. The first bytes have precedence over the extension. The table of extensions is part of
// this package, so the result is the same on every machine. If neither determines the type, FileFrom
// returns an error: pass contentType.
//
// A nil reader and an invalid file are [rolecall.ErrInvalid]. An error of the reader is wrapped.
func FileFrom(r io.Reader, name, contentType string) (File, error) {
	if v := reflect.ValueOf(r); r == nil || v.Kind() == reflect.Pointer && v.IsNil() {
		return File{}, invalidFile("the reader is nil")
	}
	data, err := io.ReadAll(io.LimitReader(r, MaxFileSize+1))
	if err != nil {
		return File{}, fmt.Errorf("kombo: reading file: %w", err)
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

// Problem describes what makes the file invalid, or returns "" if it is valid.
func (f File) Problem() string {
	switch {
	case strings.TrimSpace(f.Name) == "":
		return "Name is empty"
	case len(f.Data) == 0 && f.DataURL == "":
		return "Data and DataURL are both empty"
	case len(f.Data) > 0 && f.DataURL != "":
		return "Data and DataURL are both set: use one"
	case len(f.Data) > 0 && f.ContentType == "":
		return "ContentType is empty: it is required with Data"
	case f.ContentType != "" && !contentTypePattern.MatchString(f.ContentType):
		return `ContentType is not a media type without parameters, such as "application/pdf"`
	}
	return ""
}

// Problem returns "Type is empty" if Type is empty, otherwise "". It does not check the File.
func (v Attachment) Problem() string { return required("Type", v.Type) }

// AttachmentList contains all files that the tool has for an application or a candidate.
type AttachmentList struct {
	Results []RemoteAttachment `json:"results"`

	rolecall.Extra `json:"-"`
}

// RemoteAttachment is a file in the tool.
type RemoteAttachment struct {
	ID       string `json:"id"`
	RemoteID string `json:"remote_id,omitempty"`
	// ApplicationID and CandidateID are Kombo's ids of the application and the candidate that the
	// file belongs to. Both are set only for the files of a candidate. ApplicationID is set only if
	// the tool stores the file with an application.
	ApplicationID string         `json:"application_id,omitempty"`
	CandidateID   string         `json:"candidate_id,omitempty"`
	Type          AttachmentType `json:"type,omitempty"`
	// DataURL is the URL of the file. It is valid for a limited time.
	DataURL         string    `json:"data_url,omitempty" secret:"true"`
	FileName        string    `json:"file_name,omitempty"`
	ContentType     string    `json:"content_type,omitempty"`
	RemoteCreatedAt time.Time `json:"remote_created_at,omitzero"`
	RemoteUpdatedAt time.Time `json:"remote_updated_at,omitzero"`

	rolecall.Extra `json:"-"`
}

// GetApplicationAttachments reads the files of an application from the tool. If the tool stores files
// with the candidate, the files of the candidate are returned. The call counts toward the concurrency
// limit of the integration.
// Source: docs.kombo.dev, "Get application attachments".
func (s *ATSService) GetApplicationAttachments(ctx context.Context, applicationID string, call ...rolecall.CallOption) (*Result[AttachmentList], error) {
	return act[AttachmentList](ctx, s.service, "GET ats/applications/{application_id}/attachments", nil, call, applicationID)
}

// GetCandidateAttachments reads the files of a candidate from the tool, including the files of all
// applications. The call counts toward the concurrency limit of the integration.
// Source: docs.kombo.dev, "Get candidate attachments".
func (s *ATSService) GetCandidateAttachments(ctx context.Context, candidateID string, call ...rolecall.CallOption) (*Result[AttachmentList], error) {
	return act[AttachmentList](ctx, s.service, "GET ats/candidates/{candidate_id}/attachments", nil, call, candidateID)
}

// AddAttachmentRequest is a file to add to an application or a candidate.
type AddAttachmentRequest struct {
	Attachment   Attachment   `json:"attachment"`
	RemoteFields RemoteFields `json:"remote_fields,omitempty"`
}

// AddApplicationAttachment adds a file to an application, or to its candidate if the tool does not
// support files of applications.
// An error that is [rolecall.ErrAmbiguous] means that the write may have happened: check before
// sending it again.
// Source: docs.kombo.dev, "Add attachment to application".
func (s *ATSService) AddApplicationAttachment(ctx context.Context, applicationID string, req AddAttachmentRequest, call ...rolecall.CallOption) (*Done, error) {
	return act[struct{}](ctx, s.service, "POST ats/applications/{application_id}/attachments", req, call, applicationID)
}

// AddCandidateAttachment adds a file to a candidate. Kombo recommends
// [ATSService.AddApplicationAttachment] instead.
// An error that is [rolecall.ErrAmbiguous] means that the write may have happened: check before
// sending it again.
// Source: docs.kombo.dev, "Add attachment to candidate".
func (s *ATSService) AddCandidateAttachment(ctx context.Context, candidateID string, req AddAttachmentRequest, call ...rolecall.CallOption) (*Done, error) {
	return act[struct{}](ctx, s.service, "POST ats/candidates/{candidate_id}/attachments", req, call, candidateID)
}

// SyncedAttachment is a file that Kombo has copied from the tool into your own bucket.
// Source: Kombo's TypeScript SDK, after 1.3.4.
type SyncedAttachment struct {
	ID            string         `json:"id" required:"true"`
	RemoteID      string         `json:"remote_id,omitempty"`
	CandidateID   string         `json:"candidate_id,omitempty"`
	ApplicationID string         `json:"application_id,omitempty"`
	Type          AttachmentType `json:"type,omitempty"`
	FileName      string         `json:"file_name,omitempty"`
	// ContentRef is the location of the file. Nil: the file is not in the bucket.
	ContentRef      *ContentRef `json:"content_ref,omitempty"`
	RemoteCreatedAt time.Time   `json:"remote_created_at,omitzero"`
	RemoteUpdatedAt time.Time   `json:"remote_updated_at,omitzero"`
	Changes

	rolecall.Extra `json:"-"`
}

// ContentRef is the location of a file in an object store.
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

// ListAttachments reads a page of the files that Kombo has synced. It sends no request to the tool.
// Source: Kombo's TypeScript SDK, after 1.3.4.
func (s *ATSService) ListAttachments(ctx context.Context, opts ListAttachmentsOptions, call ...rolecall.CallOption) (*rolecall.Page[SyncedAttachment], error) {
	return list[SyncedAttachment](ctx, s.service, "ats/attachments", opts, call)
}
