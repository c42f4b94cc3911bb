package transport

import "net/http"

// mayBeDone reports whether the write that the last response is for may have been done. The status
// decides, no matter who wrote the body, unless the provider documents that nothing was done.
func (c *call) mayBeDone(fail *Failure) bool {
	switch {
	case fail == nil:
		return c.succeeded() || leavesDoubt(c.last.status)
	case fail.NotDone:
		return false
	case fail.MayBeDone:
		return true
	case c.succeeded():
		return fail.Unrecognized // otherwise the provider says itself that it failed
	}
	return leavesDoubt(c.last.status)
}

// leavesDoubt is [LeavesDoubt], and also true for a redirect after which a client would make a
// read of the write.
func leavesDoubt(status int) bool {
	switch status {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther:
		return true
	}
	return LeavesDoubt(status)
}

// LeavesDoubt reports whether a server, or a gateway before it, may have done the write to which it
// responds with this status. 501 and 503 mean that the request was not handled.
//
// Source: RFC 9110, 15.6.2 and 15.6.4.
func LeavesDoubt(status int) bool {
	switch status {
	case http.StatusNotImplemented, http.StatusServiceUnavailable:
		return false
	case http.StatusRequestTimeout:
		return true
	}
	return status >= 500
}
