package durable

import (
	"context"
	"errors"

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
