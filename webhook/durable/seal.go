package durable

import "context"

// A Sealer encrypts the headers and bodies of stored deliveries. Several goroutines call its methods at the
// same time. [NewAESGCM] returns one that needs nothing but a key.
//
// # Destroying a key instead of rows
//
// Backups, replicas and a write-ahead log keep copies of a row after it was deleted. If each row is
// encrypted and its key is destroyed, none of the copies can be read again. This is crypto-shredding. It
// requires that the keys are stored elsewhere, in a place whose old states are not kept, and that the data
// that must disappear together has its own key:
//
//   - With [NewAESGCM], all deliveries share a key. Destroying it makes all that it sealed unreadable, so it
//     is a protection of backups, not a way to delete the data of one customer. Use [Inbox.Purge] for that.
//   - To delete one customer, write a Sealer that keeps one random key for each tenant. Seal creates the key
//     at the tenant's first delivery; the end of the contract destroys it. The example of Sealer does this.
//   - To delete one person, write a Sealer that reads the person's id from plain, keeps one key for each
//     person, and begins the sealed bytes with a random name of that key, so that Open finds it. The name
//     must not be derived from the person's id.
//
// Index must not use a key that will be destroyed: see there.
type Sealer interface {
	// Seal encrypts plain. The result opens only with the same tenant and the same bind, which names the
	// row, so that sealed bytes that were copied into another row do not open there. Equal arguments must
	// give different results. If Seal returns an error, the delivery is not accepted and the provider
	// retries it.
	Seal(ctx context.Context, tenant string, plain, bind []byte) ([]byte, error)

	// Open returns what Seal was given. If the key was destroyed, the error wraps [ErrKeyGone], and the
	// entry counts as purged; its bytes stay until the retention ends. Return another error if the key cannot be read at the moment: the delivery
	// is retried.
	Open(ctx context.Context, tenant string, sealed, bind []byte) ([]byte, error)

	// Index returns a keyed hash of value, 32 bytes. The inbox stores it instead of ids, to find
	// duplicates and the deliveries of one record. Equal arguments must give the same result for as long
	// as the rows are kept, so its key is neither rotated nor destroyed. Different tenants must give
	// different results. Without the key, a result reveals nothing.
	Index(tenant, value string) []byte
}

// ErrKeyGone says that sealed bytes cannot be opened because their key was destroyed.
var ErrKeyGone error = &sentinel{"durable: the key of a sealed delivery is gone"}
