package transport

import "net/http"

// mayBeDone reports whether the write that the last response is for may have been done. The status
// decides, no matter who wrote the body, unless the provider documents that nothing was done.
func (c *call) mayBeDone(fail *Failure) bool {
	return fail.mayBeDone(c.succeeded(), ambiguousStatus(c.last.status))
}

// mayBeDone decides about a response, or a part of one, by its status: that of a success, or one
// that leaves doubt.
func (f *Failure) mayBeDone(succeeded, doubt bool) bool {
	switch {
	case f == nil:
		return succeeded || doubt
	case f.NotDone:
		return false
	case f.MayBeDone:
		return true
	case succeeded:
		return f.Unrecognized // otherwise the provider says itself that it failed
	}
	return doubt
}

// ambiguousStatus is [AmbiguousStatus], and also true for a redirect after which a client would make a
// read of the write.
func ambiguousStatus(status int) bool {
	switch status {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther:
		return true
	}
	return AmbiguousStatus(status)
}

// AmbiguousStatus reports whether a server, or a gateway before it, may have done the write to which it
// responds with this status. 501 and 503 mean that the request was not handled.
//
// Source: RFC 9110, 15.6.2 and 15.6.4.
func AmbiguousStatus(status int) bool {
	switch status {
	case http.StatusNotImplemented, http.StatusServiceUnavailable:
		return false
	case http.StatusRequestTimeout:
		return true
	}
	return status >= 500
}
