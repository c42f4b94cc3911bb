package fake

import "net/http"

// ActThen makes a Fault that acts on the request, drops the handler's response, and responds in its
// place: as a gateway does that gave up waiting, or a provider that failed after its work. The
// handler's header is kept, so that limits are reported as usual.
func ActThen(respond http.HandlerFunc) Fault {
	return func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		var rec recorder
		next.ServeHTTP(&rec, r)
		rec.copyHeader(w)
		w.Header().Del("Content-Length") // of a body that is not sent
		respond(w, r)
	}
}
