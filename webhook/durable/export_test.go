package durable

import (
	"context"
	"database/sql"
	"errors"
	"log/slog"

	"github.com/riverqueue/river/rivermigrate"

	"github.com/rolecall-dev/rolecall/webhook"
)

// CommitEach makes an engine commit each delivery by itself, for comparison in benchmarks. Call it before
// Start.
func CommitEach(e *Engine) {
	store := e.committer.store
	e.committer.store = func(ctx context.Context, rows []*row) (int, error) {
		total := 0
		for i := range rows {
			stored, err := store(ctx, rows[i:i+1])
			if err != nil {
				return total, err
			}
			total += stored
		}
		return total, nil
	}
}

// AcceptTogether stores deliveries in one transaction.
func AcceptTogether(ctx context.Context, i *Inbox, deliveries []*webhook.Delivery) error {
	batch := make([]*storing, len(deliveries))
	for k, d := range deliveries {
		r, err := i.engine.codec.encode(ctx, d, i.engine.opts.now())
		if err != nil {
			return err
		}
		batch[k] = &storing{row: r}
	}
	return errors.Join(i.engine.committer.commit(batch)...)
}

// CreateVersion creates the tables of an earlier version, as that version of the package has created them.
func CreateVersion(ctx context.Context, db *sql.DB, d Dialect, version int) error {
	t := tables{d, defaultSchema, slog.New(slog.DiscardHandler)}
	config := &rivermigrate.Config{Logger: t.log}
	if d == PostgreSQL {
		config.Schema = t.schema
		if _, err := db.ExecContext(ctx, "create schema "+t.schema); err != nil {
			return err
		}
	}
	migrator, err := rivermigrate.New(t.driver(db), config)
	if err != nil {
		return err
	}
	if _, err := migrator.Migrate(ctx, rivermigrate.DirectionUp, &rivermigrate.MigrateOpts{TargetVersion: riverVersion(version)}); err != nil {
		return err
	}
	statements := t.ours(0)
	for _, statement := range statements[:1+2*version] {
		if _, err := db.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	return nil
}
