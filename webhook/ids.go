package webhook

import "errors"

// IDs makes an ID for each delivery that has none from the provider, so that [Dedup] can recognize a
// redelivery. f returns the ID, or "" to leave the delivery without one. d has no Type, Key and Tenant
// yet, and f must not keep it. If two events of one request have the same ID, that of the second ends
// in "#2", and so on: events of one request are not redeliveries of each other. Several goroutines
// call f at the same time. If f panics, the request fails.
//
// [Dedup] drops the second of two different events that have the same ID. So use IDs only if a proxy
// or a queue in front of the receiver is known to repeat requests.
func IDs(f func(d *Delivery) string) Option {
	return func(o *Options) error {
		if f == nil {
			return errors.New("webhook: IDs(nil)")
		}
		o.ids = f
		return nil
	}
}

// identify makes the ID of d if the source has none and [IDs] is set.
func (s *Source) identify(d *Delivery, route *Route) error {
	if len(route.ID) > 0 || s.ids == nil {
		return nil
	}
	route.ID, route.Numbered = []byte(s.ids(d)), true
	if !route.isUTF8() {
		return errNotUTF8
	}
	return nil
}
