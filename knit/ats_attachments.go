package knit

import (
	"context"
	"encoding/base64"
	"strings"

	"github.com/rolecall-dev/rolecall"
)

// NewAttachment is a file to be added to an application: by its address in Link, or by its
// bytes in Content.
//
// The members that Knit expects are not public. The names here are those of its reads: Type, Name and
// Link of attachments, Content and Encoding of HR documents. Members that an app expects instead go
// into Extra.
type NewAttachment struct {
	Type AttachmentType `json:"type,omitempty"`
	Name string         `json:"name,omitempty"`
	// Link is a URL that Knit can read the file from.
	Link string `json:"link,omitempty" secret:"true"`
	// Content is the file in base64 with padding, and Encoding is [EncodingBase64]: see
	// [NewAttachment.SetContent]. Content that is not base64 is rejected before it is sent, unless
	// Encoding names another encoding.
	Content  string       `json:"content,omitempty" secret:"true"`
	Encoding FileEncoding `json:"encoding,omitempty"`

	rolecall.Extra `json:"-"`
}

// SetContent sets Content and Encoding to the bytes of a file.
func (v *NewAttachment) SetContent(file []byte) {
	v.Content, v.Encoding = base64.StdEncoding.EncodeToString(file), EncodingBase64
}

// Problem returns why the file would be rejected, "" if nothing is wrong.
func (v NewAttachment) Problem() string {
	switch {
	case v.Link == "" && v.Content == "" && len(v.Extra) == 0:
		return "is empty: set Link or Content"
	case v.Encoding != "" && v.Encoding != EncodingBase64:
		return ""
	case strings.ContainsAny(v.Content, "\r\n"): // which the decoder skips
		return "Content is not base64 in one line: use SetContent"
	}
	if _, err := base64.StdEncoding.Strict().DecodeString(v.Content); err != nil {
		return "Content is not base64: use SetContent"
	}
	return ""
}

// AddAttachmentRequest adds a file to an application. All its names but the path of the call
// are inferred.
type AddAttachmentRequest struct {
	// ApplicationID is required. CandidateID is sent where set: other calls need it.
	ApplicationID string        `json:"applicationId"`
	CandidateID   string        `json:"candidateId,omitempty"`
	Attachment    NewAttachment `json:"attachment"`

	rolecall.Extra `json:"-"`
}

// Problem returns why the request would be rejected, "" if nothing is wrong.
func (v AddAttachmentRequest) Problem() string {
	if v.ApplicationID == "" {
		return "ApplicationID is empty"
	}
	return ""
}

// AddedAttachment is the response to [ATSService.AddAttachment], unmodified: its shape is not public.
type AddedAttachment struct{ RawAnswer }

// AddAttachment adds a file to an application. It is not repeated once it may have reached
// Knit.
//
// The path is from Knit's pages about use cases; the body is inferred.
func (s *ATSService) AddAttachment(ctx context.Context, file AddAttachmentRequest, call ...rolecall.CallOption) (*AddedAttachment, error) {
	return write[AddedAttachment](ctx, s.service, "ats.application.attachment.add", file, call)
}
