package api

import (
	"cmp"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/rolecall-dev/rolecall/internal/fake"
	"github.com/rolecall-dev/rolecall/internal/fake/record"
	"github.com/rolecall-dev/rolecall/kombo/kombotest/internal/world"
)

// Pending reports whether the first sync of an integration is pending, and how the API then responds.
type Pending uint8

// The values of [Pending].
const (
	NotPending    Pending = iota
	PendingNow            // responds 409 with a code
	PendingLegacy         // responds 503 without a code, as Kombo did until May 2026
)

// The states of an integration.
const (
	StateActive   = "ACTIVE"
	StateInactive = "INACTIVE" // disabled
	StateInvalid  = "INVALID"  // the tool rejects the credentials
)

// EndUser is the customer who connected an integration. In JSON, an empty Email or OriginID is null.
type EndUser struct{ Organization, Email, OriginID string }

func (u EndUser) object() record.Object {
	return record.Object{"organization_name", u.Organization, "creator_email", record.OrNull(u.Email), "origin_id", record.OrNull(u.OriginID)}
}

// IntegrationOptions configures an [Integration].
type IntegrationOptions struct {
	// Tool is the slug of the connected tool. Default: "kombotest".
	Tool string
	// Category is one of Kombo's categories. Default: "ATS".
	Category string
	// EndUser is the customer. Default: a customer with a unique OriginID.
	EndUser EndUser
	Counts  world.Counts
	Pending Pending
	// AnswersRequired rejects applications without answers to required questions.
	AnswersRequired bool
	// Vendor responds to passthrough calls. If nil, the response contains the request.
	Vendor Vendor
}

// Integration is one connected tool of one customer. It is safe for concurrent use.
type Integration struct {
	// ID is the integration id, such as "kombotest:…".
	ID string
	// Tool is the slug of the connected tool.
	Tool string

	api   *API
	opts  IntegrationOptions
	world *world.World // neither the pointer nor the record ids change

	// api.mu guards the fields below, and world.
	state             string
	deleted           bool
	pending           Pending
	disabled          []string // names of models
	sync              *runningSync
	passthroughFields []bool // whether each of world.Fields is passed on
	custom            []customField
	updates           map[string]map[string]any // values sent with update forms, by record id and form
	packages          []assessmentPackage
}

// runningSync is a sync that a client has requested.
type runningSync struct {
	id, kind string
	started  time.Time
}

// Add adds an integration. It delivers no event.
func (a *API) Add(opts IntegrationOptions) *Integration {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.add(opts)
}

// add implements Add. The caller must hold a.mu.
func (a *API) add(opts IntegrationOptions) *Integration {
	identity := fake.NewIdentity()
	opts.Tool, opts.Category = cmp.Or(opts.Tool, "kombotest"), cmp.Or(opts.Category, "ATS")
	opts.EndUser = cmp.Or(opts.EndUser, EndUser{Organization: "Example Works", Email: "admin@example.com", OriginID: identity.Of("customer")})
	w := world.New(identity.String(), opts.Counts, a.opts.Now)
	i := &Integration{
		ID: opts.Tool + ":" + w.ID("TestTenant", 1), Tool: opts.Tool, api: a, opts: opts, world: w, state: StateActive, pending: opts.Pending,
		passthroughFields: initialPassthrough(), custom: initialCustomFields(), updates: map[string]map[string]any{},
		packages: initialPackages(),
	}
	a.integrations[i.ID] = i
	if a.first == nil {
		a.first = i
	}
	return i
}

// ready rejects an operation that the integration's state does not allow. It is inferred that Kombo rejects
// writes and passthrough calls, but not reads, if the tool rejects the credentials. The caller must hold
// api.mu.
func (i *Integration) ready(op *operation) error {
	needsSync := op.kind == reading || op.kind == action
	switch {
	case needsSync && i.state == StateInactive:
		return reject(http.StatusForbidden, codeInactive, "the integration is inactive")
	case i.state == StateInvalid && (op.kind == action || op.kind == through):
		return reject(http.StatusForbidden, codeCredentials, "the tool rejects the credentials")
	case needsSync && i.pending == PendingNow:
		return reject(http.StatusConflict, codeSyncPending, "the first sync has not finished")
	case needsSync && i.pending == PendingLegacy:
		return errLegacyPending
	case op.kind == reading && slices.Contains(i.disabled, op.model):
		return reject(http.StatusForbidden, codeModelDisabled, "the model "+op.model+" is disabled")
	}
	return nil
}

func (i *Integration) setupStatus() string {
	if i.pending != NotPending {
		return "FINAL_SYNC_PENDING"
	}
	return "COMPLETED"
}

// SetState sets the state of the integration. If it changes, SetState delivers integration-state-changed.
func (i *Integration) SetState(state string) {
	i.api.mu.Lock()
	defer i.api.mu.Unlock()
	i.setState(state)
}

// setState implements SetState. The caller must hold api.mu.
func (i *Integration) setState(state string) {
	if i.state == state || i.deleted {
		return
	}
	i.state = state
	i.send("integration-state-changed", i.named(
		"end_user", i.opts.EndUser.object(), "qa_status", "PASSED", "setup_status", i.setupStatus(), "state", state, "updated_at", i.api.opts.Now(),
	))
}

// Delete deletes the integration and delivers integration-deleted.
func (i *Integration) Delete() {
	i.api.mu.Lock()
	defer i.api.mu.Unlock()
	i.remove()
}

// remove implements Delete. The caller must hold api.mu.
func (i *Integration) remove() {
	if !i.deleted {
		i.deleted = true
		i.send("integration-deleted", i.short().And("deleted_at", i.api.opts.Now()))
	}
}

// Disable disables models by name, such as "ats_jobs", and enables all others. Reads of disabled models are
// rejected. An unknown name is an error.
func (i *Integration) Disable(models ...string) error {
	for _, name := range models {
		if err := oneOf("model", name, modelNames()...); err != nil {
			return err
		}
	}
	i.api.mu.Lock()
	defer i.api.mu.Unlock()
	i.disabled = models
	return nil
}

// Change calls change while it holds the lock.
func (i *Integration) Change(change func(w *world.World)) {
	i.api.mu.Lock()
	defer i.api.mu.Unlock()
	change(i.world)
}

// Table returns the table of a model. The caller may use it without a lock only to compute record ids.
func (i *Integration) Table(m *world.Model) *record.Table {
	if m.Account {
		return m.Table(i.api.account)
	}
	return m.Table(i.world)
}

// generalOperations are the General and Connect operations, in the order of Kombo's documentation.
var generalOperations = []operation{
	{pattern: "GET /check-api-key", do: (*call).checkKey},
	{pattern: "POST /force-sync", kind: scoped, do: (*call).forceSync},
	{pattern: "POST /passthrough/{tool}/{api}", kind: through, do: with((*call).passthrough)},
	{pattern: "DELETE /integrations/{integration_id}", do: (*call).deleteIntegration},
	{pattern: "GET /integrations/{integration_id}", do: (*call).getIntegration},
	{pattern: "PUT /integrations/{integration_id}/enabled", do: with((*call).setEnabled)},
	{pattern: "POST /integrations/{integration_id}/relink", do: (*call).relink},
	{pattern: "POST /integrations/{integration_id}/setup-link", do: with((*call).setupLink)},
	{pattern: "GET /integrations/{integration_id}/integration-fields", do: (*call).listIntegrationFields},
	{pattern: "PATCH /integrations/{integration_id}/integration-fields/{id}", do: (*call).updateIntegrationField},
	{pattern: "GET /integrations/{integration_id}/custom-fields", do: (*call).listCustomFields},
	{pattern: "PUT /integrations/{integration_id}/custom-fields/{id}", do: (*call).mapCustomField},
	{pattern: "GET /tools/{category}", do: (*call).listTools},
	{pattern: "POST /connect/create-link", do: with((*call).createLink)},
	{pattern: "GET /connect/integration-by-token/{token}", do: (*call).integrationByToken},
	{pattern: "POST /connect/activate-integration", do: with((*call).activateIntegration)},
}

func (c *call) checkKey() (any, error) {
	id := c.world.ID("testEnvironment", 1)
	return record.Object{"environment_id", id, "customer_id", id}, nil
}

func (c *call) forceSync() (any, error) {
	req := struct {
		Type string `json:"type"`
	}{Type: "FULL"}
	if err := c.decodeIfAny(&req); err != nil {
		return nil, err
	}
	if err := oneOf("type", req.Type, "FULL", "DELTA"); err != nil {
		return nil, err
	}
	i := c.integration
	queued := i.sync != nil
	if !queued {
		i.sync = &runningSync{c.api.id("testSync"), req.Type, c.api.opts.Now()}
	}
	return record.Object{"already_queued", queued, "sync_id", i.sync.id, "type", i.sync.kind}, nil
}

func (c *call) deleteIntegration() (any, error) {
	c.integration.remove()
	return record.Object{}, nil
}

type enabledRequest struct {
	Value *bool `json:"value"`
}

func (c *call) setEnabled(req *enabledRequest) (any, error) {
	switch {
	case req.Value == nil:
		return nil, invalid("value is missing")
	case !*req.Value:
		c.integration.setState(StateInactive)
	case c.integration.state == StateInactive:
		c.integration.setState(StateActive)
	}
	return record.Object{}, nil
}

func (c *call) getIntegration() (any, error) {
	i := c.integration
	return c.world.Sample("integration").With(
		"id", i.ID, "tool.id", i.Tool, "tool.label", strings.ToUpper(i.Tool[:1])+i.Tool[1:], "category", i.opts.Category, "status", i.state,
		"setup_status", i.setupStatus(), "end_user", i.opts.EndUser.object(),
		"read_models", coverage(readModels(), true), "write_actions", coverage(writeActions, true),
	), nil
}
