package fake

import (
	"maps"
	"net/http"
	"sync"
)

// Fault is a failure that a test asks a fake to produce for one request. [NewFault] returns one that calls
// a function. A nil Fault leaves one request without a fault.
type Fault interface {
	// Name returns the name of the fault in lists and counts: "Status(503)".
	Name() string
	// Serve responds instead of the handler, or changes the request or the response of next.
	Serve(w http.ResponseWriter, r *http.Request, next http.Handler)
}

// NewFault returns a fault that calls serve.
func NewFault(name string, serve func(w http.ResponseWriter, r *http.Request, next http.Handler)) Fault {
	return fault{name, serve}
}

type fault struct {
	name  string
	serve func(w http.ResponseWriter, r *http.Request, next http.Handler)
}

func (f fault) Name() string { return f.name }

func (f fault) Serve(w http.ResponseWriter, r *http.Request, next http.Handler) { f.serve(w, r, next) }

// Pass is the name of a nil Fault in lists.
const Pass = "pass"

// Faults is a queue of injected faults. The zero value is empty. It is safe for concurrent use.
type Faults struct {
	mu       sync.Mutex
	pending  []Fault
	occurred map[string]int
}

// Inject adds faults, one for each of the next requests, in order. Nil leaves one request without a fault.
func (f *Faults) Inject(faults ...Fault) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.pending = append(f.pending, faults...)
}

// Pending returns the names of the faults that have not been applied yet, next first. A nil Fault is "pass".
func (f *Faults) Pending() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	names := make([]string, 0, len(f.pending))
	for _, p := range f.pending {
		if p == nil {
			names = append(names, Pass)
		} else {
			names = append(names, p.Name())
		}
	}
	return names
}

// Clear removes the pending faults. It does not change the counts.
func (f *Faults) Clear() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.pending = nil
}

// Counts returns the number of applied faults by name. The map is a copy.
func (f *Faults) Counts() map[string]int {
	f.mu.Lock()
	defer f.mu.Unlock()
	counts := map[string]int{}
	maps.Copy(counts, f.occurred)
	return counts
}

// Serve applies the next fault to a request, or calls next.
func (f *Faults) Serve(w http.ResponseWriter, r *http.Request, next http.Handler) {
	if injected := f.take(); injected != nil {
		injected.Serve(w, r, next)
		return
	}
	next.ServeHTTP(w, r)
}

func (f *Faults) take() Fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.pending) == 0 {
		return nil
	}
	next := f.pending[0]
	f.pending = f.pending[1:]
	if next != nil {
		if f.occurred == nil {
			f.occurred = map[string]int{}
		}
		f.occurred[next.Name()]++
	}
	return next
}
