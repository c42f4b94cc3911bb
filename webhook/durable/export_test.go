package durable

import "context"

// CommitEach makes an engine commit each delivery by itself. It is what benchmarks compare with. Call it
// before Start.
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
