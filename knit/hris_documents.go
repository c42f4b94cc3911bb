package knit

import (
	"context"
	"encoding/base64"
	"errors"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/internal/codec"
)

// Document is a file of an employee.
//
// Source: public code of a Knit user, 2024.
type Document struct {
	ID       string `json:"id,omitempty" required:"true"`
	Category string `json:"category,omitempty"`
	FileName string `json:"fileName,omitempty"`
	Comment  string `json:"comment,omitempty"`
	// Content is the file, encoded as Encoding says: see [Document.Data]. It is empty if Knit sends a URL
	// instead.
	Content  string       `json:"content,omitempty" secret:"true"`
	Encoding FileEncoding `json:"encoding,omitempty"`
	// URL may be a signed URL that expires. Do not log it.
	URL string `json:"url,omitempty" secret:"true"`

	rolecall.Extra `json:"-"`
}

// FileEncoding is the encoding of a file's bytes. [NotSpecified] is also a value.
type FileEncoding string

// EncodingBase64 is base64 with padding.
const EncodingBase64 FileEncoding = "BASE64"

var (
	errContent  = errors.New("knit: content is not base64")
	errEncoding = errors.New("knit: encoding of the content is not BASE64")
)

// Data returns the bytes of the file: Content decoded if Encoding is [EncodingBase64], otherwise Content
// unmodified.
func (v *Document) Data() ([]byte, error) {
	if v.Encoding != EncodingBase64 {
		return []byte(v.Content), nil
	}
	data, err := base64.StdEncoding.DecodeString(v.Content)
	if err != nil {
		return nil, errContent
	}
	return data, nil
}

// ListDocuments returns a page of an employee's files. Source: public code of a Knit user, 2024.
func (s *HRISService) ListDocuments(ctx context.Context, opts EmployeeOptions, call ...rolecall.CallOption) (*rolecall.Page[Document], error) {
	return list[Document](ctx, s.service, "hr.employees.documents", anyItems, opts, call)
}

// DocumentCategories holds the member "data" of the response to [HRISService.ListDocumentCategories].
type DocumentCategories struct{ RawAnswer }

// ListDocumentCategories returns the tool's categories of files. The shape of the response is not public.
// Source: public code of a Knit user, 2024.
func (s *HRISService) ListDocumentCategories(ctx context.Context, opts ListOptions, call ...rolecall.CallOption) (*DocumentCategories, error) {
	return read[DocumentCategories](ctx, s.service, "hr.documents.categories", opts, call)
}

// UploadDocumentRequest adds a file to an employee. The body of this call is not public: the member names
// are inferred from [Document], and other members go into Extra.
type UploadDocumentRequest struct {
	// EmployeeID is the employee's id, [EmployeeProfile.ID]. Required, unless Extra identifies the
	// employee.
	EmployeeID string `json:"employeeId,omitempty"`
	Category   string `json:"category,omitempty"`
	FileName   string `json:"fileName,omitempty"`
	Comment    string `json:"comment,omitempty"`
	// Content is the bytes of the file, which are sent in base64. Required, unless Extra contains the file
	// in another form.
	Content []byte `json:"content,omitempty"`

	rolecall.Extra `json:"-" codec:"own"`
}

// uploadedContent is the JSON form of an [UploadDocumentRequest], with the file in a string.
type uploadedContent struct {
	EmployeeID string       `json:"employeeId,omitempty"`
	Category   string       `json:"category,omitempty"`
	FileName   string       `json:"fileName,omitempty"`
	Comment    string       `json:"comment,omitempty"`
	Content    string       `json:"content,omitempty"`
	Encoding   FileEncoding `json:"encoding,omitempty"`

	rolecall.Extra `json:"-"`
}

// MarshalJSON encodes the request with Knit's member names, the content in base64, and Extra.
func (v UploadDocumentRequest) MarshalJSON() ([]byte, error) {
	wire := uploadedContent{EmployeeID: v.EmployeeID, Category: v.Category, FileName: v.FileName, Comment: v.Comment, Extra: v.Extra}
	if len(v.Content) > 0 {
		wire.Content, wire.Encoding = base64.StdEncoding.EncodeToString(v.Content), EncodingBase64
	}
	return codec.Marshal(wire)
}

// UnmarshalJSON decodes what MarshalJSON writes. It returns an error if the content is not base64.
func (v *UploadDocumentRequest) UnmarshalJSON(b []byte) error {
	var wire uploadedContent
	if err := codec.Unmarshal(b, &wire); err != nil {
		return err
	}
	if wire.Content != "" && wire.Encoding != EncodingBase64 {
		return errEncoding
	}
	content, err := base64.StdEncoding.DecodeString(wire.Content)
	if err != nil {
		return errContent
	}
	*v = UploadDocumentRequest{EmployeeID: wire.EmployeeID, Category: wire.Category, FileName: wire.FileName, Comment: wire.Comment, Extra: wire.Extra}
	if len(content) > 0 {
		v.Content = content
	}
	return nil
}

// Problem describes what makes the request invalid, or returns "" if it is valid.
func (v UploadDocumentRequest) Problem() string {
	if problem := employeeMissing(v.EmployeeID, v.Extra); problem != "" {
		return problem
	}
	if len(v.Content) == 0 && len(v.Extra) == 0 {
		return "Content is empty"
	}
	return ""
}

// UploadedDocument holds the member "data" of the response to [HRISService.UploadDocument].
type UploadedDocument struct{ RawAnswer }

// UploadDocument adds a file to an employee. The SDK does not retry the call once it may have reached Knit.
// The path is from public code of a Knit user, 2024.
func (s *HRISService) UploadDocument(ctx context.Context, file UploadDocumentRequest, call ...rolecall.CallOption) (*UploadedDocument, error) {
	return write[UploadedDocument](ctx, s.service, "hr.employees.document.upload", file, call)
}
