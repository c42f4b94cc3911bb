// Package api is the API of a fake Kombo: its operations, lists, limits, errors and webhooks, over the
// world of each integration.
//
// An operation is one line of a table, such as atsOperations, and a function of a call that returns what
// stands under "data", or a rejection. A list is one value in the world package: see [world.Models].
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

// Version is in front of every path of the API. Requests may leave it out.
const Version = "/v1"

// Options are those of the API.
type Options struct {
	fake.Settings

	// Webhook is where events go. "" is nowhere.
	Webhook string
	// Rate is how many requests each window of Per has.
	Rate int
	Per  time.Duration
	// Actions is how many actions may be under way at once.
	Actions int
}

// API is the HTTP handler of a fake Kombo. It is safe for concurrent use.
type API struct {
	// Key is the API key that it accepts.
	Key string
	// Secret is what it signs webhooks with.
	Secret string
	// Courier delivers the events.
	Courier *fake.Courier

	opts    Options
	mux     *http.ServeMux
	rate    *rateLimit
	actions *concurrency

	mu           sync.RWMutex // guards all below, and what belongs to the integrations
	account      *world.World // of AI Apply
	integrations map[string]*Integration
	first        *Integration
	links        map[string]*link   // by token
	inquiries    map[string]inquiry // by token
	issues       map[string]issue
	webhook      string
	seq          int
}

// New makes an API without integrations. Close its courier at the end.
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
		writeError(w, reject(http.StatusNotFound, "", "there is no such operation"))
	})
	return a
}

// sign makes the headers of a delivery.
func (a *API) sign(m fake.Message) http.Header {
	h := http.Header{}
	h.Set("X-Kombo-Signature", webhook.Sign(a.Secret, m.Body, webhook.RawURL, ""))
	return h
}

// id makes an id that no record has. The caller holds a.mu.
func (a *API) id(prefix string) string {
	a.seq++
	return a.account.ID(prefix, a.seq)
}

// ServeHTTP checks the limit and the key, and routes a request.
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !a.rate.take(w.Header(), a.opts.Now()) {
		writeError(w, reject(http.StatusTooManyRequests, codeRateLimited, "too many requests"))
		return
	}
	if r.Header.Get("Authorization") != "Bearer "+a.Key {
		writeError(w, reject(http.StatusUnauthorized, codeKeyInvalid, "this is not the API key"))
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
	integration *Integration // nil if the operation names none
	world       *world.World // of the integration, or of the account
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
		return invalid("the body has to be a JSON object")
	}
	if err := json.Unmarshal(body, v); err != nil {
		if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
			return invalid("%s: it has the wrong type", wrong.Field)
		}
		return invalid("the body has to be a JSON object")
	}
	return nil
}

// decodeIfAny is decode for a body that may be absent.
func (c *call) decodeIfAny(v any) error {
	if len(c.body) == 0 {
		return nil
	}
	return c.decode(v)
}

// serve does what all operations have in common.
func (a *API) serve(w http.ResponseWriter, r *http.Request, op *operation) {
	if op.kind == action {
		if !a.actions.enter(w.Header()) {
			writeError(w, reject(http.StatusTooManyRequests, codeConcurrency, "too many actions are under way"))
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

// buffers are for responses: a page may have a megabyte.
var buffers = sync.Pool{New: func() any { return new([]byte) }}

// respond writes the body of a success into a buffer.
func (a *API) respond(c *call, op *operation, buffer *[]byte) error {
	if op.kind == reading { // readers need not wait for each other
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

// admit finds the integration. It rejects a request that names none, or one that is not ready.
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
