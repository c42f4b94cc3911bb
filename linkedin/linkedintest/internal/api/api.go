// Package api implements the HTTP API of a fake LinkedIn: its operations, tokens, webhooks and errors. The
// records of each developer application are in a [world.World].
//
// An operation is a line of the table in operations.go, and a method of call that returns the body of the
// response, or a rejection. Rest.li's protocol is in restli.go.
package api

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/rolecall-dev/rolecall/internal/fake"
	"github.com/rolecall-dev/rolecall/internal/fake/record"
	"github.com/rolecall-dev/rolecall/linkedin/linkedintest/internal/world"
)

// Options configures an [API].
type Options struct {
	fake.Settings

	// TaskTime is the duration of a task.
	TaskTime time.Duration
	// AsParent signs events with the parent's secret and sends challenges without an applicationId.
	AsParent bool
}

// API is the HTTP handler of a fake LinkedIn. It is safe for concurrent use.
type API struct {
	// Parent is the parent application.
	Parent *Application
	// PartnerContractID is the id of the partner's contract, for pay for performance.
	PartnerContractID int64
	// Courier delivers the events.
	Courier *fake.Courier
	// TokenFaults holds the injected faults of token requests.
	TokenFaults fake.Faults

	opts        Options
	identity    fake.Identity
	operations  map[string]*operation
	offset      atomic.Int64    // nanoseconds that Advance has added to the clock
	challenging sync.Mutex      // held while a challenge is sent
	client      *http.Client    // sends the challenges
	ctx         context.Context // canceled by Close
	stop        context.CancelFunc
	ticker      sync.WaitGroup

	mu       sync.Mutex // guards the fields below and the applications
	children []*Application
	tokens   map[string]token
	seq      int
}

// New returns an API that has only a parent application. The caller must close it.
func New(opts Options) *API {
	identity := fake.NewIdentity()
	a := &API{opts: opts, identity: identity, PartnerContractID: 5000 + int64(identity), operations: map[string]*operation{}, tokens: map[string]token{}}
	a.Parent = a.application(identity, "parent")
	for _, op := range operations() {
		a.operations[op.pattern] = &op
	}
	settings := opts.Settings
	settings.Clock = a.Now
	a.Courier = fake.NewCourier(settings, a.sign)
	a.client = fake.LocalClient()
	a.ctx, a.stop = context.WithCancel(context.Background())
	a.ticker.Go(a.tick)
	return a
}

// Close stops all deliveries and challenges, and waits until they have stopped.
func (a *API) Close() {
	a.stop()
	a.ticker.Wait()
	a.Courier.Close()
	a.client.CloseIdleConnections()
}

// Now returns the time of the fake's clock, truncated to milliseconds, the precision of times on the wire.
func (a *API) Now() time.Time {
	return a.opts.Now().Add(time.Duration(a.offset.Load())).Truncate(time.Millisecond)
}

// id returns a new id, unique among all fakes. The caller must hold a.mu.
func (a *API) id(name string) string {
	a.seq++
	return fmt.Sprintf("%s-%04d", a.identity.Of(name), a.seq)
}

// IsToken reports whether r is a token request.
func IsToken(r *http.Request) bool { return strings.HasSuffix(r.URL.Path, "/oauth/v2/accessToken") }

// ServeHTTP serves a request. A token request gets the next fault of TokenFaults.
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if IsToken(r) {
		a.TokenFaults.Serve(w, r, http.HandlerFunc(a.serve))
		return
	}
	a.serve(w, r)
}

func (a *API) serve(w http.ResponseWriter, r *http.Request) {
	a.mu.Lock()
	defer a.mu.Unlock()
	c := &call{Request: r.Clone(r.Context()), api: a, now: a.Now(), header: w.Header(), status: http.StatusOK}
	c.header.Set("X-Li-Uuid", a.id("test-call"))
	c.header.Set("Date", c.now.Format(http.TimeFormat))
	body, err := c.do()
	switch rejected, ok := errors.AsType[*rejection](err); {
	case ok:
		fake.WriteJSON(w, rejected.status, rejected.body())
	case body == nil:
		w.WriteHeader(c.status)
	default:
		fake.WriteJSON(w, c.status, body)
	}
}

// call is one request and the state of its response.
type call struct {
	*http.Request // do removes the version from its path and a tunneled query from its body

	api       *API
	app       *Application // the application that the token belongs to
	world     *world.World // the records of app
	now       time.Time
	versioned bool        // the path begins with /rest
	header    http.Header // of the response
	status    int         // of the response
}

// object decodes the body.
func (c *call) object() (record.Object, error) {
	var body record.Object
	raw, _ := io.ReadAll(c.Body) // cannot fail: fake.Server has already read the body
	if body.UnmarshalJSON(raw) != nil {
		return nil, invalid("the body is not a JSON object")
	}
	return body, nil
}

// rejection is the error of a request that LinkedIn rejects, or of one job of a batch.
type rejection struct {
	status, serviceCode int
	message             string

	code  string        // only for a job of a batch
	alone bool          // if the batch has only this job, the response has this status instead of 200
	other record.Object // the body, if it differs from LinkedIn's usual error body
}

func (r *rejection) Error() string { return r.message }

func (r *rejection) body() record.Object {
	if r.other != nil {
		return r.other
	}
	return record.Object{"serviceErrorCode", r.serviceCode, "message", r.message, "status", r.status}
}

func reject(status int, message string) *rejection {
	return &rejection{status: status, message: message}
}

// Inject writes the error response of an injected fault. The message ends with detail.
func Inject(w http.ResponseWriter, status int, detail string) {
	fake.WriteJSON(w, status, reject(status, "injected fault: "+http.StatusText(status)+detail).body())
}

func invalid(message string) *rejection { return reject(http.StatusBadRequest, message) }

// forbidden returns the rejection of a request that the caller has no permission for.
func forbidden(message string) *rejection {
	return &rejection{status: http.StatusForbidden, serviceCode: 100, message: message}
}

// unknownPath returns the rejection of a path that does not exist.
func unknownPath(r *http.Request) *rejection {
	return reject(http.StatusNotFound, "Resource "+r.URL.Path[1:]+" does not exist")
}
