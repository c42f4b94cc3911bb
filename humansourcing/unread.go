package humansourcing

import "github.com/rolecall-dev/rolecall/internal/codec"

// UnreadMember is a member whose value does not fit its field, such as a date in an unknown notation or an
// object instead of a string. It names the model ("Job"), the path from the record
// ("data.job_updated_at"), the kind of value that the field requires and the kind that arrived. It never
// holds the value.
type UnreadMember = codec.UnreadMember

// Unread returns the members of record whose values do not fit their fields, or nil if there are none.
// record is a [Job], a [Candidate], an [Event] or a pointer to one. The rest of the record is decoded
// anyway. The field of such a member is empty (in a list, only the elements that could not be decoded are
// empty), and its value is in Extra under the member's name, where your backend can read it. MarshalJSON
// writes that value again unless the field was changed since, so Unread also works for a stored record.
// Unread never lists the id of a job or candidate, nor the data of an event: an event whose id or data
// cannot be decoded is rejected as a whole.
//
// The value in Extra may be personal data. The result of Unread contains none.
func Unread(record any) []UnreadMember { return codec.Unread(record) }

// ReportUnread returns a decoder for [webhook.Router.UseUnmarshal] that decodes as usual and calls report
// once for each event that has unread members, before the event's handler. Use it to count such members and
// report them to the maintainers of this SDK. report must be safe for concurrent use.
func ReportUnread(report func(members []UnreadMember)) func(data []byte, v any) error {
	return codec.Reporting(report)
}
