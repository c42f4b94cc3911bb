package transport

import "net/http"

// mayBeDone reports whether the write may have been done, given its last response. The status
// decides, even if a gateway wrote the body, unless the provider documents that nothing was done.
func (c *call) mayBeDone(fail *Failure) bool {
	return fail.mayBeDone(c.succeeded(), ambiguousStatus(c.last.status))
}

// mayBeDone reports whether a write may have been done, given the status of a response or of a part
// of one. succeeded means that the status is that of a success, ambiguous that it is ambiguous.
func (f *Failure) mayBeDone(succeeded, ambiguous bool) bool {
	switch {
	case f == nil:
		return succeeded || ambiguous
	case f.NotDone:
		return false
	case f.MayBeDone:
		return true
	case succeeded:
		return f.Unrecognized // otherwise the provider itself reports that the call failed
	}
	return ambiguous
}

// ambiguousStatus is like [AmbiguousStatus], but also returns true for a redirect after which an HTTP
// client would send a GET instead of the write.
func ambiguousStatus(status int) bool {
	switch status {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther:
		return true
	}
	return AmbiguousStatus(status)
}

// AmbiguousStatus reports whether a write may have been done although the server, or a gateway in
// front of it, responded with this status. Status 501 and 503 mean that the request was not handled.
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
