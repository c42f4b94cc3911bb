package killtest

import (
	"testing"

	"github.com/rolecall-dev/rolecall/webhook/durable/internal/dbtest"
)

// eachDatabase runs f on SQLite and on PostgreSQL at the same time.
func eachDatabase(t *testing.T, f func(t *testing.T, dsn string)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		f(t, dsn)
	})
}
