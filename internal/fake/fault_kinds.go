package fake

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"
)

// Cut returns a fault that reads the request and drops the connection without a response.
func Cut() Fault {
	return NewFault("Cut", func(http.ResponseWriter, *http.Request, http.Handler) { panic(http.ErrAbortHandler) })
}

// CutBody returns a fault that acts on the request, sends half of the response and drops the connection.
func CutBody() Fault {
	return NewFault("CutBody", func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		var rec recorder
		next.ServeHTTP(&rec, r)
		rec.copyHeader(w)
		w.Header().Set("Content-Length", strconv.Itoa(rec.body.Len()+1))
		w.WriteHeader(rec.code())
		_, _ = w.Write(rec.body.Bytes()[:rec.body.Len()/2])
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	})
}

// Slow returns a fault that waits before the handler acts on the request. If the client disconnects first, the
// handler does not act.
func Slow(d time.Duration) Fault {
	return NewFault(fmt.Sprintf("Slow(%v)", d), func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		if pause(r.Context(), d) {
			next.ServeHTTP(w, r)
		}
	})
}

// HTML returns a fault that responds with an error page like that of a load balancer, without acting on the
// request.
func HTML(status int) Fault {
	return NewFault(fmt.Sprintf("HTML(%d)", status), func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, "<html>\n<body>\n<h1>"+http.StatusText(status)+"</h1>\n</body>\n</html>\n")
	})
}

// Respond responds instead of the handler, without acting on the request.
func Respond(name string, respond func(w http.ResponseWriter)) Fault {
	return NewFault(name, func(w http.ResponseWriter, _ *http.Request, _ http.Handler) { respond(w) })
}

// ActThen acts on the request and replaces the handler's response, like a gateway that timed out or a
// provider that failed after its work. The handler's header is kept, so that limits are reported as usual.
func ActThen(name string, respond func(w http.ResponseWriter)) Fault {
	return NewFault(name, func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		var rec recorder
		next.ServeHTTP(&rec, r)
		rec.copyHeader(w)
		w.Header().Del("Content-Length") // that of the replaced body
		respond(w)
	})
}

// Mark returns a fault that the handler itself carries out. The handler gets the mark with [Marked]. The
// fault has no effect on a handler that does not look for marks of type M.
func Mark[M any](name string, mark M) Fault {
	return NewFault(name, func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), markKey[M]{}, mark)))
	})
}

// Marked returns the mark that an injected fault has put on a request, or the zero M without such a fault.
func Marked[M any](r *http.Request) M {
	mark, _ := r.Context().Value(markKey[M]{}).(M)
	return mark
}

type markKey[M any] struct{}

// Page is the mark of a fault of a list page. The API carries the fault out, because the API has the records
// and cursors.
type Page struct {
	// Repeat makes the next cursor the same as that of the request.
	Repeat bool
	// Empty makes the page empty. Its cursor continues as if the page had not been requested.
	Empty bool
	// Poison makes one record impossible to decode.
	Poison bool
	// Unknown puts an unknown value into one record.
	Unknown bool
}
