package durable

import (
	"context"
	"database/sql"
	"errors"
)

// Person selects the deliveries about one person: those of a provider and a tenant with one of the keys.
type Person struct {
	// Source is the name of the provider: "knit". Required.
	Source string
	// Tenant is Delivery.Tenant, the integration id. "" is the tenant of deliveries without one.
	Tenant string
	// Keys are the values of Delivery.Key of the person's records: the candidate, and each application.
	// At least one. Their form depends on the provider; List shows them.
	Keys []string
}

// PurgeReport is the result of Purge.
type PurgeReport struct {
	Purged  int // deliveries whose contents were deleted
	Waiting int // those of Purged that had not been handled, and will not be
}

// Purge deletes the contents of all deliveries about a person: body, headers, id and key. The row keeps
// its type and its times, and hashes of id and key, so that a late redelivery is still a duplicate. A
// handler that is running for such a delivery is not interrupted, but its transaction is rolled back. Deliveries of the person that arrive later are stored as usual.
//
// On SQLite the bytes are overwritten in the file; for an engine of [Wrap] see there. PostgreSQL overwrites
// them when autovacuum has run. Backups are yours to delete. Purge does not delete the rows that
// handlers have written. Deliveries that handlers have stored with Later have their own Source and Key: set
// them there, and purge them as well.
//
// If the report is not empty although there is an error, the contents are deleted, but SQLite could not empty
// its log because of a reader: call Purge again.
func (i *Inbox) Purge(ctx context.Context, p Person) (PurgeReport, error) {
	e := i.engine
	if p.Source == "" || len(p.Keys) == 0 {
		return PurgeReport{}, errors.New("durable: Purge: the person needs Source and Keys")
	}
	tx, err := e.pools.work.BeginTx(ctx, nil)
	if err != nil {
		return PurgeReport{}, storeFailed("purge", err)
	}
	defer func() { _ = tx.Rollback() }()
	var report PurgeReport
	for _, key := range p.Keys {
		if key == "" {
			return PurgeReport{}, errors.New("durable: Purge: a key is empty")
		}
		now, before := e.codec.keyHashes(p.Tenant, key)
		args := []any{bounded(p.Source), bounded(p.Tenant), now, before}
		const person = " where source = $1 and tenant = $2 and key_hash in ($3, $4) and body is not null"
		waiting, err := queryInts(ctx, tx, e.ledger.sql("select seq from {}rolecall_delivery"+person+" and state = 1"+e.forUpdate()), args...)
		if err != nil {
			return PurgeReport{}, storeFailed("purge", err)
		}
		all, err := queryInts(ctx, tx, e.ledger.sql("select seq from {}rolecall_delivery"+person+e.forUpdate()), args...)
		if err != nil {
			return PurgeReport{}, storeFailed("purge", err)
		}
		if err := e.ledger.purge(ctx, tx, all); err != nil {
			return PurgeReport{}, storeFailed("purge", err)
		}
		if err := e.forgetRecord(ctx, tx, args[1:]); err != nil {
			return PurgeReport{}, storeFailed("purge", err)
		}
		report.Purged += len(all)
		report.Waiting += len(waiting)
	}
	if err := tx.Commit(); err != nil {
		return PurgeReport{}, storeFailed("purge", err)
	}
	return report, e.scrub(ctx)
}

// forgetRecord deletes the id of a record that package runstore keeps. Its hash stays, so that a late event
// does not restore a deleted record.
func (e *Engine) forgetRecord(ctx context.Context, tx *sql.Tx, person []any) error {
	_, err := tx.ExecContext(ctx, e.ledger.sql("update {}rolecall_record set record = null where tenant = $1 and key_hash in ($2, $3)"), person...)
	return err
}

func (e *Engine) forUpdate() string {
	if e.pools.dialect == PostgreSQL {
		return " for update"
	}
	return ""
}

// scrub moves SQLite's log into the file and empties it, because it contains the purged bytes.
func (e *Engine) scrub(ctx context.Context) error {
	if e.pools.dialect != SQLite {
		return nil
	}
	var busy, log, moved int
	err := e.pools.work.QueryRowContext(ctx, "pragma wal_checkpoint(truncate)").Scan(&busy, &log, &moved)
	if err == nil && busy != 0 {
		err = errors.New("busy")
	}
	if err != nil {
		return storeFailed("purge: the contents are deleted, but SQLite's log still has them until its next checkpoint", err)
	}
	return nil
}
