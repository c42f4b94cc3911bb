package knit

import (
	"context"
	"encoding/base64"
	"strings"

	"github.com/rolecall-dev/rolecall"
)

// NewAttachment is a file to add to an application: a URL in Link, or the bytes of the file in Content.
//
// The members that Knit expects are not public. The names here are inferred from the responses of reads:
// Type, Name and Link from attachments, Content and Encoding from HR documents. Put other members that a
// tool requires into Extra.
type NewAttachment struct {
	Type AttachmentType `json:"type,omitempty"`
	Name string         `json:"name,omitempty"`
	// Link is a URL from which Knit can download the file.
	Link string `json:"link,omitempty" secret:"true"`
	// Content is the file in padded base64, with Encoding set to [EncodingBase64]. Use
	// [NewAttachment.SetContent] to set both. The SDK rejects Content that is not base64, unless Encoding
	// names another encoding.
	Content  string       `json:"content,omitempty" secret:"true"`
	Encoding FileEncoding `json:"encoding,omitempty"`

	rolecall.Extra `json:"-"`
}

// SetContent encodes the bytes of a file, and sets Content and Encoding.
func (v *NewAttachment) SetContent(file []byte) {
	v.Content, v.Encoding = base64.StdEncoding.EncodeToString(file), EncodingBase64
}

// Problem describes what makes the file invalid, or returns "" if it is valid.
func (v NewAttachment) Problem() string {
	switch {
	case v.Link == "" && v.Content == "" && len(v.Extra) == 0:
		return "is empty: set Link or Content"
	case v.Encoding != "" && v.Encoding != EncodingBase64:
		return ""
	case strings.ContainsAny(v.Content, "\r\n"): // the decoder ignores line breaks
		return "Content is not base64 on one line: use SetContent"
	}
	if _, err := base64.StdEncoding.Strict().DecodeString(v.Content); err != nil {
		return "Content is not base64: use SetContent"
	}
	return ""
}

// AddAttachmentRequest is the request of [ATSService.AddAttachment]. Its member names are inferred.
type AddAttachmentRequest struct {
	// ApplicationID is required. CandidateID is sent if it is set, because similar calls require it.
	ApplicationID string        `json:"applicationId"`
	CandidateID   string        `json:"candidateId,omitempty"`
	Attachment    NewAttachment `json:"attachment"`

	rolecall.Extra `json:"-"`
}

// Problem describes what makes the request invalid, or returns "" if it is valid.
func (v AddAttachmentRequest) Problem() string {
	if v.ApplicationID == "" {
		return "ApplicationID is empty"
	}
	return ""
}

// AddedAttachment holds the member "data" of the response to [ATSService.AddAttachment]. Its shape is not public.
type AddedAttachment struct{ RawAnswer }

// AddAttachment adds a file to an application. The SDK does not retry the call once it may have reached
// Knit.
//
// The path is from Knit's pages about use cases; the body is inferred.
func (s *ATSService) AddAttachment(ctx context.Context, file AddAttachmentRequest, call ...rolecall.CallOption) (*AddedAttachment, error) {
	return write[AddedAttachment](ctx, s.service, "ats.application.attachment.add", file, call)
}
