// Package api implements the HTTP API of a fake Kombo: its operations, lists, limits, errors and webhooks.
// The records of each integration are in a [world.World].
//
// An operation is a line of a table, such as atsOperations, and a method of call that returns the "data"
// member of the response, or a rejection. A list is a [world.Model]: see [world.Models].
package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/rolecall-dev/rolecall/internal/fake"
	"github.com/rolecall-dev/rolecall/internal/fake/record"
	"github.com/rolecall-dev/rolecall/kombo/kombotest/internal/world"
	"github.com/rolecall-dev/rolecall/webhook"
)

// Version is the first segment of every path of the API. It is optional in requests.
const Version = "/v1"

// Options configures an [API].
type Options struct {
	fake.Settings

	// Webhook is the URL that webhooks are sent to. With "", none are sent.
	Webhook string
	// Rate is the number of requests allowed in each window of length Per.
	Rate int
	Per  time.Duration
	// Actions is the number of actions that may run at the same time.
	Actions int
}

// API is the HTTP handler of a fake Kombo. It is safe for concurrent use.
type API struct {
	// Key is the only API key that the API accepts.
	Key string
	// Secret is the secret with which the API signs webhooks.
	Secret string
	// Courier delivers the webhooks.
	Courier *fake.Courier

	opts    Options
	mux     *http.ServeMux
	rate    *rateLimit
	actions *concurrency

	mu           sync.RWMutex // guards the fields below and the integrations
	account      *world.World // the records of AI Apply
	integrations map[string]*Integration
	first        *Integration
	links        map[string]*link   // by token
	inquiries    map[string]inquiry // by token
	issues       map[string]issue
	webhook      string
	seq          int
}

// New returns an API without integrations. The caller must close its Courier.
func New(opts Options) *API {
	identity := fake.NewIdentity()
	a := &API{
		Key: identity.Of("test-kombo-api-key"), Secret: identity.Of("test-kombo-webhook-secret"), opts: opts,
		mux: http.NewServeMux(), rate: &rateLimit{limit: opts.Rate, per: opts.Per}, actions: &concurrency{limit: opts.Actions},
		integrations: map[string]*Integration{}, links: map[string]*link{}, inquiries: map[string]inquiry{}, issues: map[string]issue{}, webhook: opts.Webhook,
	}
	a.account = world.NewAccount(identity.String(), a.opts.Now)
	a.Courier = fake.NewCourier(opts.Settings, a.sign)
	for _, op := range operations() {
		a.mux.HandleFunc(op.pattern, func(w http.ResponseWriter, r *http.Request) { a.serve(w, r, &op) })
	}
	a.mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		writeError(w, reject(http.StatusNotFound, "", "unknown operation"))
	})
	return a
}

// sign returns the headers of a delivery, with its signature.
func (a *API) sign(m fake.Message) http.Header {
	h := http.Header{}
	h.Set("X-Kombo-Signature", webhook.Sign(a.Secret, m.Body, webhook.RawURL, ""))
	return h
}

// id returns a new unique id. The caller must hold a.mu.
func (a *API) id(prefix string) string {
	a.seq++
	return a.account.ID(prefix, a.seq)
}

// ServeHTTP checks the rate limit and the API key and routes the request.
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !a.rate.take(w.Header(), a.opts.Now()) {
		writeError(w, reject(http.StatusTooManyRequests, codeRateLimited, "too many requests"))
		return
	}
	if r.Header.Get("Authorization") != "Bearer "+a.Key {
		writeError(w, reject(http.StatusUnauthorized, codeKeyInvalid, "invalid API key"))
		return
	}
	if strings.HasPrefix(r.URL.Path, Version+"/") {
		http.StripPrefix(Version, a.mux).ServeHTTP(w, r)
		return
	}
	a.mux.ServeHTTP(w, r)
}

// call is a request that an operation serves.
type call struct {
	*http.Request

	api         *API
	integration *Integration // nil if the operation has none
	world       *world.World // the records of the integration, or of the account
	body        []byte
	warnings    []record.Object
}

func (c *call) warn(format string, args ...any) {
	c.warnings = append(c.warnings, record.Object{"message", fmt.Sprintf(format, args...)})
}

// decode reads the body into v.
func (c *call) decode(v any) error {
	body := bytes.TrimSpace(c.body)
	if !bytes.HasPrefix(body, []byte("{")) {
		return invalid("the body must be a JSON object")
	}
	if err := json.Unmarshal(body, v); err != nil {
		if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
			return invalid("%s has the wrong type", wrong.Field)
		}
		return invalid("the body must be a JSON object")
	}
	return nil
}

// decodeIfAny is like decode, but does nothing if the body is empty.
func (c *call) decodeIfAny(v any) error {
	if len(c.body) == 0 {
		return nil
	}
	return c.decode(v)
}

// serve serves a request for an operation.
func (a *API) serve(w http.ResponseWriter, r *http.Request, op *operation) {
	if op.kind == action {
		if !a.actions.enter(w.Header()) {
			writeError(w, reject(http.StatusTooManyRequests, codeConcurrency, "too many concurrent actions"))
			return
		}
		defer a.actions.leave()
	}
	if !waitIfSlow(r) {
		return // the client has disconnected
	}
	body, _ := io.ReadAll(r.Body)
	buffer, _ := buffers.Get().(*[]byte)
	defer buffers.Put(buffer)
	if err := a.respond(&call{Request: r, api: a, body: body, warnings: []record.Object{}}, op, buffer); err != nil {
		writeError(w, err)
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	_, _ = w.Write(*buffer)
}

// buffers holds reusable buffers for response bodies: a page may have a megabyte.
var buffers = sync.Pool{New: func() any { return new([]byte) }}

// respond performs the operation and writes the body of a successful response into buffer.
func (a *API) respond(c *call, op *operation, buffer *[]byte) error {
	if op.kind == reading { // reads may run concurrently
		a.mu.RLock()
		defer a.mu.RUnlock()
	} else {
		a.mu.Lock()
		defer a.mu.Unlock()
	}
	if err := c.admit(op); err != nil {
		return err
	}
	data, err := op.do(c)
	if err != nil {
		return err
	}
	body := record.Object{"status", "success", "data", data}
	if op.kind == action || op.kind == through {
		body = body.And("warnings", c.warnings)
	}
	*buffer = record.AppendJSON((*buffer)[:0], body)
	return nil
}

// admit finds the integration of the request. It rejects a request without one, or for one that is not ready.
func (c *call) admit(op *operation) error {
	c.world = c.api.account
	id := c.PathValue("integration_id")
	if op.kind == general && id == "" {
		return nil
	}
	if op.kind != general {
		if id = c.Header.Get("X-Integration-Id"); id == "" {
			return invalid("the header X-Integration-Id is missing")
		}
	}
	if c.integration = c.api.integrations[id]; c.integration == nil || c.integration.deleted {
		return errNoIntegration
	}
	c.world = c.integration.world
	return c.integration.ready(op)
}
