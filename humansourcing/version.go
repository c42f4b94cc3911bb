package humansourcing

import (
	"bytes"
	"time"

	"github.com/rolecall-dev/rolecall/internal/codec"
	"github.com/rolecall-dev/rolecall/internal/jsonpeek"
	"github.com/rolecall-dev/rolecall/webhook"
)

// Version returns the time that orders the states of the record in d: job_updated_at of a job; for a
// candidate, the latest of latest_action and the dates of all actions. Events may arrive in any order, so
// store the version with the record, and do not overwrite a newer state with an older one:
//
//	if v := humansourcing.Version(d); !v.IsZero() && v.Before(stored.Version) {
//		return nil // what is stored is newer
//	}
//
// Version returns the zero time for deletions and unknown events, and if the date is missing or cannot be
// decoded. Two different states may have equal versions, since a phone number changes without an
// action: store the one that arrives later. Keep the version of a deleted record as a tombstone, so that
// an older state that arrives late does not restore the record.
//
// Version does not change d and is safe for concurrent use.
func Version(d *webhook.Delivery) time.Time {
	if d == nil {
		return time.Time{}
	}
	var member [2][]byte
	if jsonpeek.Pick(d.Body, member[:], "type", "data") != nil || jsonpeek.KindOf(member[1]) != jsonpeek.Object {
		return time.Time{}
	}
	switch string(name(member[0])) {
	case kindJob:
		return dateIn(member[1], "job_updated_at")
	case kindCandidate:
		return newestAction(member[1])
	}
	return time.Time{}
}

// newestAction returns the latest date of a candidate. It does not rely on the order of the actions, which
// is not documented.
func newestAction(candidate []byte) time.Time {
	newest := dateIn(candidate, "latest_action")
	consider := func(action []byte) {
		if at := dateIn(action, "date"); at.After(newest) {
			newest = at
		}
	}
	var actions [1][]byte
	if jsonpeek.UncheckedPick(candidate, actions[:], "action") != nil {
		return newest
	}
	switch jsonpeek.KindOf(actions[0]) {
	case jsonpeek.Array:
		_ = jsonpeek.UncheckedElements(actions[0], func(action []byte) error { consider(action); return nil })
	case jsonpeek.Object: // one action, or an object with numbers as names, which is how PHP may write a list
		consider(actions[0])
		_ = jsonpeek.UncheckedMembers(actions[0], func(_, action []byte) error { consider(action); return nil })
	}
	return newest
}

// dateIn decodes the member of object as a time. It returns the zero time if there is none.
func dateIn(object []byte, member string) time.Time {
	if !bytes.HasPrefix(object, []byte("{")) {
		return time.Time{}
	}
	var value [1][]byte
	var at time.Time
	if jsonpeek.UncheckedPick(object, value[:], member) != nil || value[0] == nil || codec.Unmarshal(value[0], &at) != nil {
		return time.Time{}
	}
	return at
}
