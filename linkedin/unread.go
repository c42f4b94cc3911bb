package linkedin

import "github.com/rolecall-dev/rolecall/internal/codec"

// UnreadMember is a member of a record whose value could not be decoded into its field, such as a date in an
// unknown format, or an object instead of a string. It has the name of the model ("Job"), the path from the
// record, the kind of value that the field requires and the kind that was received. It never contains the
// value.
type UnreadMember = codec.UnreadMember

// Unread returns the members of record whose values could not be decoded into their fields; nil if there are
// none. record is a model such as [JobTask] or [JobApplicationEvent], or a pointer to one. Such a member
// does not make the record invalid: its field is empty (in a list, only the elements that could not be
// decoded are empty), and its value is in Extra under the member's name. MarshalJSON writes this value
// unless the field has been changed, so Unread also works for a stored record.
//
// The value in Extra may be personal data; the result of Unread is not.
func Unread(record any) []UnreadMember { return codec.Unread(record) }

// ReportUnread returns a decoder for [webhook.Router.UseUnmarshal] and [rolecall.WithUnmarshal] that
// decodes as usual, and calls report once for each event or record with unread members. Count them, and
// tell the maintainers of this SDK. report must be safe for concurrent use.
func ReportUnread(report func(members []UnreadMember)) func(data []byte, v any) error {
	return codec.Reporting(report)
}
