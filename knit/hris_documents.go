package knit

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/internal/codec"
)

// Document is a file that the app keeps of an employee.
//
// Source: public code of a Knit user, 2024.
type Document struct {
	ID       string `json:"id,omitempty" required:"true"`
	Category string `json:"category,omitempty"`
	FileName string `json:"fileName,omitempty"`
	Comment  string `json:"comment,omitempty"`
	// Content is the file in Encoding, "" where URL has it: see [Document.Data].
	Content  string       `json:"content,omitempty"`
	Encoding FileEncoding `json:"encoding,omitempty"`
	// URL may be signed and expire: do not log it.
	URL string `json:"url,omitempty"`

	// Extra holds the members that this SDK does not know, as they came.
	Extra map[string]json.RawMessage `json:"-" lenient:"rest"`
}

// FileEncoding is how the bytes of a file are written. The set is open; [NotSpecified] is one
// of its values.
type FileEncoding string

// EncodingBase64 is base64 with padding.
const EncodingBase64 FileEncoding = "BASE64"

var errContent = errors.New("knit: the content is not the base64 that its encoding says")

// Data is the file: Content decoded where Encoding is [EncodingBase64], else Content as it is.
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

// ListDocuments reads the files that the app keeps of an employee. Source: public code of a Knit
// user, 2024.
func (s *HRISService) ListDocuments(ctx context.Context, opts EmployeeOptions, call ...rolecall.CallOption) (*rolecall.Page[Document], error) {
	return records[Document](ctx, s, "hr.employees.documents", opts.ListOptions, opts, call)
}

// DocumentCategories is what [HRISService.ListDocumentCategories] answers, as it came.
type DocumentCategories struct{ RawAnswer }

// ListDocumentCategories reads the kinds of files that the app knows. The answer's shape is not
// public. Source: public code of a Knit user, 2024.
func (s *HRISService) ListDocumentCategories(ctx context.Context, opts ListOptions, call ...rolecall.CallOption) (*DocumentCategories, error) {
	return rawly[DocumentCategories](ctx, s, "hr.documents.categories", EmployeeOptions{ListOptions: opts}, call)
}

// UploadDocumentRequest gives a file to an employee. Knit's body of this call is not public: the
// names are inferred from [Document], others go into Extra.
type UploadDocumentRequest struct {
	// EmployeeID is [EmployeeProfile.ID]. Required, unless Extra names the person.
	EmployeeID string `json:"employeeId,omitempty"`
	Category   string `json:"category,omitempty"`
	FileName   string `json:"fileName,omitempty"`
	Comment    string `json:"comment,omitempty"`
	// Content is the file itself, which is sent in base64. Required, unless Extra has it in
	// another form.
	Content []byte `json:"content,omitempty"`

	// Extra holds members that this SDK does not know; they are sent as they are.
	Extra map[string]json.RawMessage `json:"-" lenient:"rest"`
}

// uploadedContent is an [UploadDocumentRequest] as it is sent: with the file in a string.
type uploadedContent struct {
	EmployeeID string       `json:"employeeId,omitempty"`
	Category   string       `json:"category,omitempty"`
	FileName   string       `json:"fileName,omitempty"`
	Comment    string       `json:"comment,omitempty"`
	Content    string       `json:"content,omitempty"`
	Encoding   FileEncoding `json:"encoding,omitempty"`

	Extra map[string]json.RawMessage `json:"-" lenient:"rest"`
}

// MarshalJSON writes the request under Knit's names, the content in base64, Extra included.
func (v UploadDocumentRequest) MarshalJSON() ([]byte, error) {
	wire := uploadedContent{EmployeeID: v.EmployeeID, Category: v.Category, FileName: v.FileName, Comment: v.Comment, Extra: v.Extra}
	if len(v.Content) > 0 {
		wire.Content, wire.Encoding = base64.StdEncoding.EncodeToString(v.Content), EncodingBase64
	}
	return codec.Marshal(wire)
}

// UnmarshalJSON reads what MarshalJSON writes. Content in another encoding than base64 is an error.
func (v *UploadDocumentRequest) UnmarshalJSON(b []byte) error {
	var wire uploadedContent
	if err := codec.Unmarshal(b, &wire); err != nil {
		return err
	}
	content, err := base64.StdEncoding.DecodeString(wire.Content)
	if err != nil || wire.Content != "" && wire.Encoding != EncodingBase64 {
		return errContent
	}
	*v = UploadDocumentRequest{EmployeeID: wire.EmployeeID, Category: wire.Category, FileName: wire.FileName, Comment: wire.Comment, Extra: wire.Extra}
	if len(content) > 0 {
		v.Content = content
	}
	return nil
}

// problem says why the request must not be sent, "" if nothing is wrong.
func (v *UploadDocumentRequest) problem() string {
	if problem := employeeMissing(v.EmployeeID, v.Extra); problem != "" {
		return problem
	}
	if len(v.Content) == 0 && len(v.Extra) == 0 {
		return "Content is empty"
	}
	return ""
}

// UploadedDocument is what came of [HRISService.UploadDocument], as it came.
type UploadedDocument struct{ RawAnswer }

// UploadDocument gives a file to an employee. It is not repeated once it may have reached Knit.
// The path is from public code of a Knit user, 2024.
func (s *HRISService) UploadDocument(ctx context.Context, file UploadDocumentRequest, call ...rolecall.CallOption) (*UploadedDocument, error) {
	return change[UploadedDocument](ctx, s, "hr.employees.document.upload", file, file.problem(), call)
}
