package api

import (
	"errors"
	"fmt"
	"time"

	"github.com/rolecall-dev/rolecall/internal/fake"
	"github.com/rolecall-dev/rolecall/internal/fake/record"
	"github.com/rolecall-dev/rolecall/knit/knittest/internal/world"
)

// Delta is how many records change between the initial run of a sync and its delta.
type Delta struct{ New, Modified, Deleted int }

// IntegrationOptions are those of one integration.
type IntegrationOptions struct {
	// OriginOrgID is the customer who connected it. "": one of its own.
	OriginOrgID string
	Counts      world.Counts
	Delta       Delta
	// Unsupported are the operations that the app lacks, by their dotted names.
	Unsupported map[string]bool
}

// Integration is a customer's connected app. It is safe for concurrent use.
type Integration struct {
	// ID is the id in the header X-Knit-Integration-Id.
	ID string
	// OriginOrgID is the customer.
	OriginOrgID string

	api  *API
	opts IntegrationOptions

	// api.mu guards all below.
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

// Deactivate lets the API reject every call for the integration. Its syncs start no more runs.
func (i *Integration) Deactivate() {
	i.api.mu.Lock()
	defer i.api.mu.Unlock()
	i.deactivatedAt = i.api.opts.Now()
}

// Reactivate ends Deactivate.
func (i *Integration) Reactivate() {
	i.api.mu.Lock()
	defer i.api.mu.Unlock()
	i.deactivatedAt = time.Time{}
}

// RecordID is the id of a record of a data type with a number.
func (i *Integration) RecordID(dataType string, n int) string {
	return world.KindOf(dataType).Table(i.world).ID(n) // ids do not change: without the lock
}

// Remove takes records away without an event. An id of no record is an error, and then none is removed.
func (i *Integration) Remove(recordIDs ...string) error {
	i.api.mu.Lock()
	defer i.api.mu.Unlock()
	var found []func()
	for _, id := range recordIDs {
		table, n := i.lookup(id)
		if table == nil {
			return errors.New("there is no record " + id)
		}
		found = append(found, func() { table.Remove(n) })
	}
	for _, remove := range found {
		remove()
	}
	return nil
}

// lookup finds a record of any data type, nil if there is none. The caller holds api.mu.
func (i *Integration) lookup(id string) (*record.Table, int) {
	for _, kind := range world.Kinds {
		if n, ok := world.Find(kind.Table(i.world), id); ok {
			return kind.Table(i.world), n
		}
	}
	return nil, 0
}
