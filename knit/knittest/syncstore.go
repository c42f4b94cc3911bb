package knittest

import (
	"context"
	"crypto/rand"
	"sync"
	"time"

	"github.com/rolecall-dev/rolecall/knit"
)

// TestSyncStore checks that a [knit.SyncStore] behaves as its methods document. TestSyncStore calls open
// twice; each call returns the store of another server. The stores must share their records: for a store in
// memory, open must return the same store each time. The ids are new in each run, so a store in a database
// need not be empty.
func TestSyncStore(t TB, open func() knit.SyncStore) {
	t.Helper()
	one, other := open(), open()
	c := syncStoreCheck{TB: t, ctx: context.Background(), begun: knit.SyncRecord{
		IntegrationID: "mg_" + rand.Text(), DataType: knit.DataTypeATSJobs, BegunAt: time.Now().UTC().Truncate(time.Millisecond),
	}}
	c.beginsOnce(one, other)
	c.returnsRecord(one, other)
	c.saves(one, other)
	c.forgets(one, other)
}

// syncStoreCheck checks one record. Each step depends on the previous one.
type syncStoreCheck struct {
	TB

	ctx   context.Context //nolint:containedctx // the context of one test
	begun knit.SyncRecord
}

func (c *syncStoreCheck) must(err error) {
	c.Helper()
	if err != nil {
		c.Fatalf("the store failed: %v", err)
	}
}

// owner requires that IntegrationOf returns want for a sync.
func (c *syncStoreCheck) owner(store knit.SyncStore, jobID, want string) {
	c.Helper()
	got, err := store.IntegrationOf(c.ctx, jobID)
	c.must(err)
	if got != want {
		c.Fatalf("IntegrationOf(%q) is %q, want %q", jobID, got, want)
	}
}

// known requires that Begin on a store changes nothing and returns want.
func (c *syncStoreCheck) known(store knit.SyncStore, want knit.SyncRecord) {
	c.Helper()
	later := c.begun
	later.BegunAt = later.BegunAt.Add(time.Hour)
	got, err := store.Begin(c.ctx, later)
	c.must(err)
	if got == nil {
		c.Fatalf("Begin returned nil for a sync that has a record")
		return
	}
	if !got.BegunAt.Equal(want.BegunAt) {
		c.Fatalf("Begin returned a record begun at %v, want %v", got.BegunAt, want.BegunAt)
	}
	if got.BegunAt = want.BegunAt; *got != want {
		c.Fatalf("Begin returned %+v, want %+v", *got, want)
	}
}

// beginsOnce requires that exactly one of 32 concurrent calls of Begin, on two servers, begins the sync.
func (c *syncStoreCheck) beginsOnce(stores ...knit.SyncStore) {
	c.Helper()
	var (
		mu      sync.Mutex
		began   int
		failure error
		calls   sync.WaitGroup
	)
	for k := range 32 {
		calls.Go(func() {
			known, err := stores[k%len(stores)].Begin(c.ctx, c.begun)
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				failure = err
			} else if known == nil {
				began++
			}
		})
	}
	calls.Wait()
	c.must(failure)
	if began != 1 {
		c.Fatalf("%d of 32 calls of Begin began the sync, want 1", began)
	}
}

// returnsRecord requires that Begin returns an existing record, that a record without a JobID has no owner, and
// that other records are separate.
func (c *syncStoreCheck) returnsRecord(stores ...knit.SyncStore) {
	c.Helper()
	for _, store := range stores {
		c.known(store, c.begun)
		c.owner(store, "", "")
		c.owner(store, "sj_"+c.begun.IntegrationID, "")
	}
	for _, other := range []knit.SyncRecord{
		{IntegrationID: c.begun.IntegrationID, DataType: knit.DataTypeEmployee, BegunAt: c.begun.BegunAt},
		{IntegrationID: c.begun.IntegrationID + "2", DataType: c.begun.DataType, BegunAt: c.begun.BegunAt},
	} {
		known, err := stores[0].Begin(c.ctx, other)
		c.must(err)
		if known != nil {
			c.Fatalf("Begin returned the record of another integration or data type")
		}
		c.must(stores[0].Forget(c.ctx, other.IntegrationID, other.DataType))
	}
}

// saves requires that Save replaces the record on every server.
func (c *syncStoreCheck) saves(one, other knit.SyncStore) {
	c.Helper()
	ambiguous := c.begun
	ambiguous.Ambiguous = true
	c.must(one.Save(c.ctx, ambiguous))
	c.known(other, ambiguous)
	first := c.begun
	first.JobID, first.RunID = "sj_1"+c.begun.IntegrationID, "sr_1"
	c.must(other.Save(c.ctx, first))
	c.known(one, first)
	c.owner(one, first.JobID, c.begun.IntegrationID)
	second := first
	second.JobID, second.RunID = "sj_2"+c.begun.IntegrationID, ""
	c.must(one.Save(c.ctx, second))
	c.known(other, second)
	c.owner(other, second.JobID, c.begun.IntegrationID)
	c.owner(other, first.JobID, "")
}

// forgets requires that the sync can begin again after Forget.
func (c *syncStoreCheck) forgets(one, other knit.SyncStore) {
	c.Helper()
	for range 2 { // the second call has no record and is not an error
		c.must(one.Forget(c.ctx, c.begun.IntegrationID, c.begun.DataType))
	}
	c.owner(other, "sj_2"+c.begun.IntegrationID, "")
	c.beginsOnce(one, other)
	c.must(other.Forget(c.ctx, c.begun.IntegrationID, c.begun.DataType))
}
