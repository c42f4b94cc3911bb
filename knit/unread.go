package knit

import "github.com/rolecall-dev/rolecall/internal/codec"

// UnreadMember is a member of a record whose value does not fit its field, such as a date in an unknown
// format or an object instead of a string. It contains the model ("Job"), the path from the record, the
// kind of value that the field requires and the kind that was received. It never contains the value.
type UnreadMember = codec.UnreadMember

// Unread returns the members of record whose values do not fit their fields, or nil if there are none.
// record is a [Job], an [Employee], an [Event] or another record, or a pointer to one.
//
// The rest of the record is decoded. The field of an unread member is empty; in a list, only the elements
// that cannot be decoded are empty. The value is kept in Extra under the member's own name. MarshalJSON
// writes it again unless the field was changed, so Unread also works for a stored record.
//
// The value in Extra may be personal data. The result of Unread contains none.
func Unread(record any) []UnreadMember { return codec.Unread(record) }

// ReportUnread returns a decode function for [webhook.Router.UseUnmarshal] and [rolecall.WithUnmarshal]. It
// decodes as usual, and calls report once for each event or record with unread members, so that you can
// count them and report them to the maintainers of this SDK. report must be safe for concurrent use.
func ReportUnread(report func(members []UnreadMember)) func(data []byte, v any) error {
	return codec.Reporting(report)
}
