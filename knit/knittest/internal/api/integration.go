package api

import (
	"errors"
	"fmt"
	"time"

	"github.com/rolecall-dev/rolecall/internal/fake"
	"github.com/rolecall-dev/rolecall/internal/fake/record"
	"github.com/rolecall-dev/rolecall/knit/knittest/internal/world"
)

// Delta holds how many records change between the initial run and the delta run of a sync.
type Delta struct{ New, Modified, Deleted int }

// IntegrationOptions are the options of one integration.
type IntegrationOptions struct {
	// OriginOrgID is the id of the customer. If it is empty, Add makes a new id.
	OriginOrgID string
	Counts      world.Counts
	Delta       Delta
	// Unsupported are the operations that the tool does not support, by their dotted names.
	Unsupported map[string]bool
}

// Integration is a customer's connected tool. It is safe for concurrent use.
type Integration struct {
	// ID is the id in the header X-Knit-Integration-Id.
	ID string
	// OriginOrgID is the id of the customer.
	OriginOrgID string

	api  *API
	opts IntegrationOptions

	// api.mu guards the fields below.
	world         *world.World
	syncs         map[string]*syncJob // by data type
	custom        map[string]string   // custom syncs by idempotency id
	deactivatedAt time.Time
}

// Add adds an integration.
func (a *API) Add(opts IntegrationOptions) *Integration {
	identity := fake.NewIdentity()
	if opts.OriginOrgID == "" {
		opts.OriginOrgID = identity.Of("org-of-integration")
	}
	i := &Integration{
		ID: fmt.Sprintf("mg_testintegration%08d", identity), OriginOrgID: opts.OriginOrgID, api: a, opts: opts,
		world: world.New(identity.String(), opts.Counts), syncs: map[string]*syncJob{}, custom: map[string]string{},
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.integrations = append(a.integrations, i)
	return i
}

// deactivated reports whether calls are rejected. The caller holds api.mu.
func (i *Integration) deactivated() bool { return !i.deactivatedAt.IsZero() }

// Deactivate makes the API reject every call for the integration. Its syncs start no more runs.
func (i *Integration) Deactivate() {
	i.api.mu.Lock()
	defer i.api.mu.Unlock()
	i.deactivatedAt = i.api.opts.Now()
}

// Reactivate undoes Deactivate.
func (i *Integration) Reactivate() {
	i.api.mu.Lock()
	defer i.api.mu.Unlock()
	i.deactivatedAt = time.Time{}
}

// RecordID returns the id of record n of a data type.
func (i *Integration) RecordID(dataType string, n int) string {
	return world.KindOf(dataType).Table(i.world).ID(n) // ids do not change, so the lock is not needed
}

// Remove removes records without an event. If an id is unknown, it returns an error and removes no record.
func (i *Integration) Remove(recordIDs ...string) error {
	i.api.mu.Lock()
	defer i.api.mu.Unlock()
	var found []func()
	for _, id := range recordIDs {
		table, n := i.lookup(id)
		if table == nil {
			return errors.New("unknown record id " + id)
		}
		found = append(found, func() { table.Remove(n) })
	}
	for _, remove := range found {
		remove()
	}
	return nil
}

// lookup returns the table and the number of the record with an id, nil if there is no such record. The caller
// holds api.mu.
func (i *Integration) lookup(id string) (*record.Table, int) {
	for _, kind := range world.Kinds {
		if n, ok := world.Find(kind.Table(i.world), id); ok {
			return kind.Table(i.world), n
		}
	}
	return nil, 0
}
