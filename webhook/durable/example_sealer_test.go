package durable_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/rolecall-dev/rolecall/webhook/durable"
)

// A tenantSealer has one key for each tenant. A real one keeps the keys in a key management service, or in a
// database whose backups are short-lived.
type tenantSealer struct {
	index durable.Sealer // never destroyed

	mu   sync.Mutex
	keys map[string]durable.Sealer
	last uint32 // numbers are not used again, so that a key that is gone is recognized
}

func (s *tenantSealer) Seal(ctx context.Context, tenant string, plain, bind []byte) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	key, ok := s.keys[tenant]
	if !ok {
		s.last++
		random := make([]byte, 32)
		_, _ = rand.Read(random) // never returns an error
		var err error
		if key, err = durable.NewAESGCM(map[uint32][]byte{s.last: random}, s.last); err != nil {
			return nil, err
		}
		s.keys[tenant] = key
	}
	return key.Seal(ctx, tenant, plain, bind)
}

func (s *tenantSealer) Open(ctx context.Context, tenant string, sealed, bind []byte) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	key, ok := s.keys[tenant]
	if !ok {
		return nil, fmt.Errorf("%w: the contract with the customer ended", durable.ErrKeyGone)
	}
	return key.Open(ctx, tenant, sealed, bind) // ErrKeyGone if an earlier key sealed it
}

func (s *tenantSealer) Index(tenant, value string) []byte { return s.index.Index(tenant, value) }

// Destroy makes everything that was sealed for a tenant unreadable, including in backups.
func (s *tenantSealer) Destroy(tenant string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.keys, tenant)
}

// Each tenant has its own key. When a customer leaves, destroying the key makes all its deliveries unreadable,
// including all copies of the rows.
func ExampleSealer() {
	ctx := context.Background()
	index, err := durable.NewAESGCM(map[uint32][]byte{1: []byte("not-a-real-key-but-of-32-bytes-x")}, 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	sealer := &tenantSealer{index: index, keys: make(map[string]durable.Sealer)}

	sealed, err := sealer.Seal(ctx, "acme", []byte("Jane Roe"), []byte("row 1"))
	if err != nil {
		fmt.Println(err)
		return
	}
	plain, err := sealer.Open(ctx, "acme", sealed, []byte("row 1"))
	fmt.Println(string(plain), err)

	before := sealer.Index("acme", "evt_1")
	sealer.Destroy("acme")
	_, err = sealer.Open(ctx, "acme", sealed, []byte("row 1"))
	fmt.Println(errors.Is(err, durable.ErrKeyGone))
	fmt.Println("duplicates are still recognized:", slices.Equal(before, sealer.Index("acme", "evt_1")))

	// Output:
	// Jane Roe <nil>
	// true
	// duplicates are still recognized: true
}
