package fake

import (
	"maps"
	"net/http"
	"sync"
)

// Fault is a failure that a test asks a fake to produce for one request. [NewFault] makes one of a
// function; a nil Fault lets one request pass.
type Fault interface {
	// Name names the fault in lists and counts: "Status(503)".
	Name() string
	// Serve responds in the handler's place, or calls next before or after it does its harm.
	Serve(w http.ResponseWriter, r *http.Request, next http.Handler)
}

// NewFault makes a fault of a function.
func NewFault(name string, serve func(w http.ResponseWriter, r *http.Request, next http.Handler)) Fault {
	return fault{name, serve}
}

type fault struct {
	name  string
	serve func(w http.ResponseWriter, r *http.Request, next http.Handler)
}

func (f fault) Name() string { return f.name }

func (f fault) Serve(w http.ResponseWriter, r *http.Request, next http.Handler) { f.serve(w, r, next) }

// Pass is how a nil Fault is listed.
const Pass = "pass"

// Faults are injected faults that wait for requests. The zero value is empty. It is safe for concurrent
// use.
type Faults struct {
	mu       sync.Mutex
	pending  []Fault
	occurred map[string]int
}

// Inject adds faults, one for each of the next requests, in order. Nil lets one request pass.
func (f *Faults) Inject(faults ...Fault) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.pending = append(f.pending, faults...)
}

// Pending returns the names of the faults that no request has had yet, next first; a nil Fault is "pass".
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

// Clear removes the pending faults. The counts stay.
func (f *Faults) Clear() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.pending = nil
}

// Counts returns how many faults have occurred, by name. The map is the caller's own.
func (f *Faults) Counts() map[string]int {
	f.mu.Lock()
	defer f.mu.Unlock()
	counts := map[string]int{}
	maps.Copy(counts, f.occurred)
	return counts
}

// Serve gives the next fault to a request, or the request to next.
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
