package webhook

import "errors"

// IDs makes an ID for each delivery whose provider gives it none, so that [Dedup] can tell
// repeats: f returns it, "" for none. d has no Type, Key and Tenant yet, and f must not keep it.
// Where an event of a request has the ID of one before it in the same request, its ID ends in "#2",
// then "#3": events of one request are not repeats of each other. f is called at once from many
// goroutines. A panic of f is a failure of the request.
//
// Use it only where something is known to repeat requests, and where an ID that two events share is
// worth less than handling an event twice: the second of them is dropped.
func IDs(f func(d *Delivery) string) Option {
	return func(o *Options) error {
		if f == nil {
			return errors.New("webhook: IDs(nil)")
		}
		o.ids = f
		return nil
	}
}

// identify gives the route of d an ID, if the source did not and there is something to make one.
func (s *Source) identify(d *Delivery, route *Route) error {
	if len(route.ID) > 0 || s.ids == nil {
		return nil
	}
	route.ID, route.Numbered = []byte(s.ids(d)), true
	if !route.isText() {
		return errNotText
	}
	return nil
}
