package humansourcing

import (
	"bytes"
	"time"

	"github.com/rolecall-dev/rolecall/internal/codec"
	"github.com/rolecall-dev/rolecall/internal/jsonpeek"
	"github.com/rolecall-dev/rolecall/webhook"
)

// Version tells how new the state in d is: job_updated_at of a job, the date of the newest action
// of a candidate (latest_action included). Events come in any order, so a host that keeps the
// version of what it has refuses to write an older one over it:
//
//	if v := humansourcing.Version(d); !v.IsZero() && v.Before(stored.Version) {
//		return nil // what is stored is newer
//	}
//
// It is the zero time where d does not say: deletions, unknown events, dates that are missing or
// cannot be read. Equal versions may be different states, since a phone number changes without
// an action: write the later one to arrive. Keep the version of what is deleted with a mark in its
// place, so that an older state that comes late does not bring it back.
//
// Version does not change d, and may be called at once from many goroutines.
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

// newestAction does not rely on the order of the actions, which is not promised.
func newestAction(candidate []byte) time.Time {
	newest := dateIn(candidate, "latest_action")
	look := func(action []byte) {
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
		_ = jsonpeek.UncheckedElements(actions[0], func(action []byte) error { look(action); return nil })
	case jsonpeek.Object: // one action, or a list that numbers its elements
		look(actions[0])
		_ = jsonpeek.UncheckedMembers(actions[0], func(_, action []byte) error { look(action); return nil })
	}
	return newest
}

// dateIn reads the date that is a member of object; the zero time where there is none.
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
