package knit

import "github.com/rolecall-dev/rolecall/internal/codec"

// UnreadMember is a member of a record whose value its field could not take: a date in a notation
// that is not known, an object where text belongs. It names the model ("Job"), the path from the
// record, the kind of value that the field requires and the kind that arrived. It never holds the value.
type UnreadMember = codec.UnreadMember

// Unread returns the members of record, such as a [Job], an [Employee], an [Event] or a pointer to one, whose values
// their fields could not take; nil if there are none. One such member does not cost the
// record: the field is empty (of a list, only the elements that could not be decoded are), and the
// value is in Extra under the member's own name, where your backend can read it. MarshalJSON
// writes it again unless the field was changed since, so Unread also works for a stored record.
//
// The value in Extra may be personal data. The result of Unread is not.
func Unread(record any) []UnreadMember { return codec.Unread(record) }

// ReportUnread returns a decoder for [webhook.Router.UseUnmarshal] and [rolecall.WithUnmarshal] that
// decodes as usual, and calls report for each event or record that has unread members, once: count
// them, and tell the maintainers of this SDK. report is called from many goroutines at once.
func ReportUnread(report func(members []UnreadMember)) func(data []byte, v any) error {
	return codec.Reporting(report)
}
