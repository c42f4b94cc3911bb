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

// Pending is whether the first sync of an integration has finished.
type Pending uint8

// The first sync has finished; it has not (409 with a code); it has not, as before May 2026 (503 without a
// code).
const (
	NotPending Pending = iota
	PendingNow
	PendingLegacy
)

// The states of an integration.
const (
	StateActive   = "ACTIVE"
	StateInactive = "INACTIVE" // switched off
	StateInvalid  = "INVALID"  // the tool rejects the credentials
)

// EndUser is the customer who connected an integration. Empty strings are null, except for the organization.
type EndUser struct{ Organization, Email, OriginID string }

func (u EndUser) object() record.Object {
	return record.Object{"organization_name", u.Organization, "creator_email", record.OrNull(u.Email), "origin_id", record.OrNull(u.OriginID)}
}

// IntegrationOptions are those of one integration.
type IntegrationOptions struct {
	// Tool is the slug of the connected tool. "": "kombotest".
	Tool string
	// Category is "ATS" or another of Kombo's. "": "ATS".
	Category string
	// EndUser is the customer. The zero value is one of its own.
	EndUser EndUser
	Counts  world.Counts
	Pending Pending
	// AnswersRequired rejects applications without answers to required questions.
	AnswersRequired bool
	// Vendor responds to passthrough calls. Nil: it echoes.
	Vendor Vendor
}

// Integration is a customer's connected tool. It is safe for concurrent use.
type Integration struct {
	// ID is the id in the header X-Integration-Id: "kombotest:…".
	ID string
	// Tool is the slug of the connected tool.
	Tool string

	api   *API
	opts  IntegrationOptions
	world *world.World // itself and the ids of its records do not change

	// api.mu guards all below.
	state             string
	deleted           bool
	pending           Pending
	disabled          []string // models
	sync              *runningSync
	passthroughFields []bool // fields that are handed on
	custom            []customField
	updates           map[string]map[string]any // values of update forms that were sent, by path
	packages          []assessmentPackage
}

// runningSync is a sync that a client asked for.
type runningSync struct {
	id, kind string
	started  time.Time
}

// Add adds an integration. No event is delivered.
func (a *API) Add(opts IntegrationOptions) *Integration {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.add(opts)
}

// add is Add. The caller holds a.mu.
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

// ready rejects an operation that the integration's state does not allow. That writes and passthrough are
// rejected with credentials that the tool rejects, and reads are not, is inferred. The caller holds api.mu.
func (i *Integration) ready(op *operation) error {
	needsSync := op.kind == reading || op.kind == action
	switch {
	case needsSync && i.state == StateInactive:
		return reject(http.StatusForbidden, codeInactive, "the integration is switched off")
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

// SetState puts the integration into a state and delivers integration-state-changed. The state that it has
// changes nothing.
func (i *Integration) SetState(state string) {
	i.api.mu.Lock()
	defer i.api.mu.Unlock()
	i.setState(state)
}

// setState is SetState. The caller holds api.mu.
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

// remove is Delete. The caller holds api.mu.
func (i *Integration) remove() {
	if !i.deleted {
		i.deleted = true
		i.send("integration-deleted", i.short().And("deleted_at", i.api.opts.Now()))
	}
}

// Disable lets reads of some models be rejected, by their names: "ats_jobs". None is disabled afterwards
// that is not named. An unknown name is an error.
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

// Change makes a change to the world.
func (i *Integration) Change(change func(w *world.World)) {
	i.api.mu.Lock()
	defer i.api.mu.Unlock()
	change(i.world)
}

// Table is the table of a model, for the ids of its records, which do not change.
func (i *Integration) Table(m *world.Model) *record.Table {
	if m.Account {
		return m.Table(i.api.account)
	}
	return m.Table(i.world)
}

// generalOperations are General and Connect, in the order of Kombo's documentation.
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
