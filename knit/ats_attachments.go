package knit

import (
	"context"
	"encoding/json"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/internal/transport"
)

// NewAttachment is a file to be added to an application: by its address in Link, or by its
// bytes in Content.
//
// How Knit wants it is not public. The names here are those of its reads: Type, Name and Link
// of attachments, Content and Encoding of HR documents. Extra takes what an app wants instead.
type NewAttachment struct {
	Type AttachmentType `json:"type,omitempty"`
	Name string         `json:"name,omitempty"`
	// Link is a URL that Knit can read the file from.
	Link string `json:"link,omitempty"`
	// Content is the file, in base64, with [EncodingBase64] in Encoding.
	Content  string       `json:"content,omitempty"`
	Encoding FileEncoding `json:"encoding,omitempty"`

	// Extra holds members that this SDK does not know; they are sent as they are.
	Extra map[string]json.RawMessage `json:"-" lenient:"rest"`
}

// AddAttachmentRequest adds a file to an application. All its names but the path of the call
// are inferred.
type AddAttachmentRequest struct {
	// ApplicationID is required. CandidateID is sent where set: other calls need it.
	ApplicationID string        `json:"applicationId"`
	CandidateID   string        `json:"candidateId,omitempty"`
	Attachment    NewAttachment `json:"attachment"`

	// Extra holds members that this SDK does not know; they are sent as they are.
	Extra map[string]json.RawMessage `json:"-" lenient:"rest"`
}

// AddedAttachment is what came of [ATSService.AddAttachment], as it came: its shape is not
// public.
type AddedAttachment struct{ RawAnswer }

// AddAttachment adds a file to an application. It is not repeated once it may have reached
// Knit.
//
// The path is from Knit's pages about use cases; the body is inferred.
func (s *ATSService) AddAttachment(ctx context.Context, file AddAttachmentRequest, call ...rolecall.CallOption) (*AddedAttachment, error) {
	req := s.write("ats.application.attachment.add", file)
	switch {
	case file.ApplicationID == "":
		return nil, s.api.Invalid(req.Op, "ApplicationID is empty")
	case file.Attachment.Link == "" && file.Attachment.Content == "" && len(file.Attachment.Extra) == 0:
		return nil, s.api.Invalid(req.Op, "Attachment is empty: set Link or Content")
	}
	return transport.Call[AddedAttachment](ctx, s.api, req, call...)
}
