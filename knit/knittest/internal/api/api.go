// Package api is the API of a fake Knit: its operations, lists, syncs and errors. The records of each
// integration are in package world.
//
// An operation is one line of the table in operations.go and a method of call, which returns the value of
// "data" or a rejection. A list is one value in lists.go. A sync delivers its runs in the background, in
// runs.go.
package api

import (
	"cmp"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/rolecall-dev/rolecall/internal/fake"
	"github.com/rolecall-dev/rolecall/internal/fake/record"
	"github.com/rolecall-dev/rolecall/knit/knittest/internal/world"
	"github.com/rolecall-dev/rolecall/webhook"
)

// Options are the options of an API.
type Options struct {
	fake.Settings

	// PageSize is the number of records in a page of a list.
	PageSize int
	// Webhook is the URL for events that do not belong to a sync with its own destination. If it is empty, these
	// events are not sent.
	Webhook string
	// Vendor responds to passthrough calls. If it is nil, the response contains the request.
	Vendor Vendor
	// DoubleEncoded encodes the body of a passthrough response twice.
	DoubleEncoded bool
}

// API is the HTTP handler of a fake Knit. It is safe for concurrent use.
type API struct {
	// Key is the API key that the API accepts, and the secret with which it signs webhooks.
	Key string
	// Courier delivers the events.
	Courier *fake.Courier

	opts     Options
	identity fake.Identity
	mux      *http.ServeMux

	mu           sync.Mutex // guards the fields below, and the state of the integrations
	integrations []*Integration
	webhook      string
	seq          int
}

// New returns an API without integrations. The caller must close its Courier.
func New(opts Options) *API {
	identity := fake.NewIdentity()
	a := &API{Key: identity.Of("test-knit-api-key"), opts: opts, identity: identity, webhook: opts.Webhook, mux: http.NewServeMux()}
	a.Courier = fake.NewCourier(opts.Settings, a.sign)
	for _, op := range operations() {
		a.mux.HandleFunc(op.method+" /"+op.name, func(w http.ResponseWriter, r *http.Request) { a.serve(w, r, &op) })
	}
	a.mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { Reject(w, http.StatusNotFound, "no such method") })
	return a
}

// sign returns the headers of a delivery.
func (a *API) sign(m fake.Message) http.Header {
	h := http.Header{}
	h.Set("X-Knit-Signature", webhook.Sign(a.Key, m.Body, webhook.RawURL, ""))
	h.Set("X-Knit-Integration-Id", m.IntegrationID)
	h.Set(executionHeader, executionID())
	return h
}

// SetWebhook changes [Options.Webhook].
func (a *API) SetWebhook(url string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.webhook = url
}

// id returns the next id with a prefix. The caller holds a.mu.
func (a *API) id(prefix string) string {
	a.seq++
	return fmt.Sprintf("%s_test%d_%06d", prefix, a.identity, a.seq)
}

// Method returns the dotted name of the method that a request calls. The path may begin with the version.
func Method(r *http.Request) string {
	return strings.TrimPrefix(strings.TrimPrefix(r.URL.Path, "/"), "v1.0/")
}

const executionHeader = "X-Knit-Execution-Id"

func executionID() string { return "ex_" + rand.Text()[:12] }

// ServeHTTP checks the key and routes a request by its dotted name.
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set(executionHeader, executionID())
	if r.Header.Get("Authorization") != "Bearer "+a.Key {
		Reject(w, http.StatusUnauthorized, "invalid api key")
		return
	}
	r.URL.Path = "/" + Method(r)
	a.mux.ServeHTTP(w, r)
}

// call is a request that an operation serves.
type call struct {
	*http.Request

	api         *API
	integration *Integration // nil if the operation is for the whole account
	world       *world.World // of the integration
	now         time.Time
	body        []byte
	status      int // of the response
}

// rejection is the error of a call that Knit rejects.
type rejection struct {
	status  int
	message string
}

func (r *rejection) Error() string { return r.message }

func reject(status int, message string) error { return &rejection{status, message} }

func invalid(message string) error { return reject(http.StatusBadRequest, message) }

func notFound(what string) error { return reject(http.StatusNotFound, what+" not found") }

// decode decodes the body.
func (c *call) decode(v any) error {
	if json.Unmarshal(c.body, v) != nil {
		return invalid("the body is not a JSON object")
	}
	return nil
}

// object decodes the body as an object. The required members must be strings that are not empty.
func (c *call) object(required ...string) (record.Object, error) {
	var body record.Object
	if err := c.decode(&body); err != nil {
		return nil, err
	}
	for _, name := range required {
		if body.String(name) == "" {
			return nil, invalid(name + " is missing")
		}
	}
	return body, nil
}

// serve runs an operation and writes its response.
func (a *API) serve(w http.ResponseWriter, r *http.Request, op *operation) {
	body, _ := io.ReadAll(r.Body)
	a.mu.Lock()
	defer a.mu.Unlock()
	c := &call{Request: r, api: a, now: a.opts.Now(), body: body, status: http.StatusOK}
	data, err := c.do(op)
	if r, ok := errors.AsType[*rejection](err); ok {
		Reject(w, r.status, r.message)
		return
	}
	var success any = true
	if fake.Marked[successAsText](r) {
		success = "true"
	}
	write(w, c.status, record.Object{"success", success, cmp.Or(op.under, "data"), data})
}

// do finds the integration of a call and runs the operation.
func (c *call) do(op *operation) (any, error) {
	if !op.account {
		id := c.Header.Get("X-Knit-Integration-Id")
		if id == "" {
			return nil, invalid("X-Knit-Integration-Id header is missing")
		}
		if c.integration = c.api.find(id); c.integration == nil || c.integration.deactivated() {
			return nil, notFound("integration")
		}
		c.world = c.integration.world
		if c.integration.opts.Unsupported[op.name] {
			return nil, reject(http.StatusNotFound, op.name+" is not supported for this app")
		}
	}
	return op.do(c)
}

// find returns the integration with an id, or nil. The caller holds a.mu.
func (a *API) find(id string) *Integration {
	if k := slices.IndexFunc(a.integrations, func(i *Integration) bool { return i.ID == id }); k >= 0 {
		return a.integrations[k]
	}
	return nil
}

// Reject responds with Knit's error envelope.
func Reject(w http.ResponseWriter, status int, message string) {
	if w.Header().Get(executionHeader) == "" {
		w.Header().Set(executionHeader, executionID())
	}
	write(w, status, record.Object{"success", false, "error", record.Object{"msg", message}})
}

func write(w http.ResponseWriter, status int, body record.Object) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(record.AppendJSON(nil, body))
}
