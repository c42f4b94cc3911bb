package webhook

import "errors"

// IDs sets a function that returns the ID of a delivery for which the provider sent no id, so that
// [Dedup] can recognize a redelivery. If f returns "", the delivery has no ID. d has no Type, Key and
// Tenant yet, and f must not keep it. If f returns the same ID for several events of one request, "#2"
// is appended to that of the second, and so on: events of one request are not redeliveries of each
// other. Several goroutines may call f at the same time. If f panics, the request fails.
//
// [Dedup] acknowledges the second of two different events with the same ID without handling it. So use
// IDs only if a proxy or a queue in front of the receiver is known to repeat requests.
func IDs(f func(d *Delivery) string) Option {
	return func(o *Options) error {
		if f == nil {
			return errors.New("webhook: IDs: the function is nil")
		}
		o.ids = f
		return nil
	}
}

// identify sets route.ID if it is empty and [IDs] is set.
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
