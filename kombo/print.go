package kombo

import (
	"fmt"
	"log/slog"
	"reflect"
	"strings"

	"github.com/rolecall-dev/rolecall/internal/safeprint"
)

// How the types that hold a token, the customer's credentials or raw bytes are printed: with package
// fmt and in logs they show that there is one, and how many bytes. encoding/json writes them whole,
// since that is how they are sent. A type that embeds one of them needs its own methods.

// Format shows no Link, which holds a token.
func (v ConnectLink) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v, "Link") }

// LogValue shows no Link, which holds a token.
func (v ConnectLink) LogValue() slog.Value { return safeprint.LogValue(v) }

// Format shows Data and Warnings, and of Raw its length.
func (v Result[T]) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// LogValue shows Data and Warnings, and of Raw its length.
func (v Result[T]) LogValue() slog.Value { return safeprint.LogValue(v) }

// Format shows no SubmissionToken.
func (v Inquiry) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v, "SubmissionToken") }

// LogValue shows no SubmissionToken.
func (v Inquiry) LogValue() slog.Value { return safeprint.LogValue(v) }

// Format shows no SubmissionToken, and files as [File] does.
func (v ApplyRequest) Format(f fmt.State, verb rune) {
	safeprint.Struct(f, verb, v, "SubmissionToken")
}

// LogValue shows what Format does.
func (v ApplyRequest) LogValue() slog.Value { return safeprint.LogValue(v) }

// Format shows the method, the path without its query, and the names of headers and parameters.
func (v PassthroughRequest) Format(f fmt.State, verb rune) {
	if path, _, cut := strings.Cut(v.Path, "?"); cut {
		v.Path = path + "?" + safeprint.Redacted
	}
	safeprint.Struct(f, verb, v, "Headers", "Params", "APIOptions")
}

// LogValue shows what Format does.
func (v PassthroughRequest) LogValue() slog.Value { return safeprint.LogValue(v) }

// Format shows the name of the part.
func (v FormPart) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v, "Text") }

// LogValue shows the name of the part.
func (v FormPart) LogValue() slog.Value { return safeprint.LogValue(v) }

// Format shows the status, the names of the headers, and the length of Data. The URL may hold the
// customer's credentials.
func (v PassthroughResponse) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v, "URL") }

// LogValue shows what Format does.
func (v PassthroughResponse) LogValue() slog.Value { return safeprint.LogValue(v) }

// Format shows the names of the headers: cookies are among them.
func (v PassthroughHeaders) Format(f fmt.State, _ rune) { safeprint.Names(f, reflect.ValueOf(v)) }

// LogValue shows the names of the headers.
func (v PassthroughHeaders) LogValue() slog.Value { return safeprint.LogValue(v) }

// Format shows no DataURL, which opens the file without a password, and of Data its length.
func (v File) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v, "DataURL") }

// LogValue shows what Format does.
func (v File) LogValue() slog.Value { return safeprint.LogValue(v) }

// Format shows the file as [File] does, and its type.
func (v Attachment) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// LogValue shows the file as [File] does, and its type.
func (v Attachment) LogValue() slog.Value { return safeprint.LogValue(v) }

// Format shows no DataURL, which opens the file without a password.
func (v RemoteAttachment) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v, "DataURL") }

// LogValue shows no DataURL.
func (v RemoteAttachment) LogValue() slog.Value { return safeprint.LogValue(v) }

// Format shows a file as [File] does.
func (v NewAnswer) Format(f fmt.State, verb rune) {
	safeprint.Struct(f, verb, struct {
		QuestionID string
		Value      any
	}{v.questionID, v.value})
}

// LogValue shows a file as [File] does.
func (v NewAnswer) LogValue() slog.Value { return safeprint.LogValue(v) }

// Format shows the names, and how long each value is.
func (v RawMembers) Format(f fmt.State, verb rune) { safeprint.Value(f, verb, reflect.ValueOf(v)) }

// Format shows the names, and how long each value is.
func (v RemoteFields) Format(f fmt.State, verb rune) { safeprint.Value(f, verb, reflect.ValueOf(v)) }

// Format shows of bytes, a file for example, how many they are.
func (v FormValues) Format(f fmt.State, verb rune) { safeprint.Value(f, verb, reflect.ValueOf(v)) }

// Format shows of bytes how many they are.
func (v CustomFieldFilter) Format(f fmt.State, verb rune) {
	safeprint.Value(f, verb, reflect.ValueOf(v))
}

// Format shows how long each value is.
func (v RawValues) Format(f fmt.State, verb rune) { safeprint.Value(f, verb, reflect.ValueOf(v)) }
