// Package api is the API of a fake LinkedIn: its operations, tokens, webhooks and errors, over the world of
// each developer application.
//
// An operation is one line of the table in operations.go, and a function of a call that returns the body of
// the response, or a rejection. Rest.li's protocol is in restli.go.
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

// Options are those of the API.
type Options struct {
	fake.Settings

	// TaskTime is how long a task takes.
	TaskTime time.Duration
	// AsParent signs webhooks with the parent's secret, and sends challenges without an applicationId.
	AsParent bool
}

// API is the HTTP handler of a fake LinkedIn. It is safe for concurrent use.
type API struct {
	// Parent is the parent application.
	Parent *Application
	// PartnerContractID is the contract of the parent's owner, for jobs that are paid by performance.
	PartnerContractID int64
	// Courier delivers the events.
	Courier *fake.Courier
	// TokenFaults are the injected faults of requests for tokens.
	TokenFaults fake.Faults

	opts        Options
	identity    fake.Identity
	operations  map[string]*operation
	ahead       atomic.Int64    // what Advance has added to the clock, in nanoseconds
	challenging sync.Mutex      // one challenge at a time
	client      *http.Client    // for challenges
	ctx         context.Context // ends with Close
	stop        context.CancelFunc
	ticker      sync.WaitGroup

	mu       sync.Mutex // guards all below, and what belongs to the applications
	children []*Application
	tokens   map[string]token
	seq      int
}

// New makes an API that has only a parent application. Close it at the end.
func New(opts Options) *API {
	identity := fake.NewIdentity()
	a := &API{opts: opts, identity: identity, PartnerContractID: 5000 + int64(identity), operations: map[string]*operation{}, tokens: map[string]token{}}
	a.Parent = a.application(identity, "parent")
	for _, op := range operations() {
		a.operations[op.pattern] = &op
	}
	clocked := opts.Settings
	clocked.Clock = a.Now
	a.Courier = fake.NewCourier(clocked, a.sign)
	a.client = fake.LocalClient()
	a.ctx, a.stop = context.WithCancel(context.Background())
	a.ticker.Go(a.tick)
	return a
}

// Close ends all deliveries and challenges, and waits for them.
func (a *API) Close() {
	a.stop()
	a.ticker.Wait()
	a.Courier.Close()
	a.client.CloseIdleConnections()
}

// Now is the time of the fake's clock, as exact as the wire is.
func (a *API) Now() time.Time {
	return a.opts.Now().Add(time.Duration(a.ahead.Load())).Truncate(time.Millisecond)
}

// id makes an id that no other fake has. The caller holds a.mu.
func (a *API) id(name string) string {
	a.seq++
	return fmt.Sprintf("%s-%04d", a.identity.Of(name), a.seq)
}

// IsToken reports whether a request is for a token.
func IsToken(r *http.Request) bool { return strings.HasSuffix(r.URL.Path, "/oauth/v2/accessToken") }

// ServeHTTP gives a request for a token its next fault, and serves all others.
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

// call is a request that an operation serves.
type call struct {
	*http.Request // without a version in its path, and not tunneled

	api       *API
	app       *Application // of the token
	world     *world.World // of app
	now       time.Time
	versioned bool        // of the API below /rest
	header    http.Header // of the response
	status    int         // of the response
}

// object reads the body.
func (c *call) object() (record.Object, error) {
	var body record.Object
	raw, _ := io.ReadAll(c.Body) // fake.Server has read it
	if body.UnmarshalJSON(raw) != nil {
		return nil, invalid("the body is not a JSON object")
	}
	return body, nil
}

// rejection is the error of a call that LinkedIn rejects, or of one job of a batch.
type rejection struct {
	status, serviceCode int
	message             string

	code  string        // of one job
	alone bool          // a batch of only this job is rejected with the status
	other record.Object // the body, if it is not LinkedIn's usual one
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

// Inject responds as an injected fault does.
func Inject(w http.ResponseWriter, status int, more string) {
	fake.WriteJSON(w, status, reject(status, "injected: "+http.StatusText(status)+more).body())
}

func invalid(message string) *rejection { return reject(http.StatusBadRequest, message) }

// forbidden is the rejection of what the caller may not do.
func forbidden(message string) *rejection {
	return &rejection{status: http.StatusForbidden, serviceCode: 100, message: message}
}

// missing is the rejection of a path that does not exist.
func missing(r *http.Request) *rejection {
	return reject(http.StatusNotFound, "Resource "+r.URL.Path[1:]+" does not exist")
}
