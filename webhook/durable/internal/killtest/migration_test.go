package killtest

import (
	"context"
	"database/sql"
	"testing"

	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
	"github.com/riverqueue/river/rivermigrate"
	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/webhook/durable"
	"github.com/rolecall-dev/rolecall/webhook/durable/internal/dbtest"
)

// TestOpenFinishesAMigrationThatWasKilled opens databases in the states in which a kill leaves a migration
// of PostgreSQL: River commits each of its versions by itself.
func TestOpenFinishesAMigrationThatWasKilled(t *testing.T) {
	t.Parallel()
	dsn := dbtest.Postgres(t)
	require.NoError(t, databaseOf(dsn).do(func(db *sql.DB) error {
		migrator, err := rivermigrate.New(riverdatabasesql.New(db), nil)
		require.NoError(t, err)
		last := 0
		for _, v := range migrator.AllVersions() {
			last = v.Version
		}
		require.Positive(t, last)
		for version := range last + 1 { // 0: only the schema was created
			_, err := db.ExecContext(t.Context(), "drop schema if exists rolecall cascade; create schema rolecall")
			require.NoError(t, err)
			require.NoError(t, migrateTo(t.Context(), db, version))
			engine, err := durable.Open(t.Context(), dsn)
			require.NoError(t, err, "after River's version %d", version)
			require.NoError(t, engine.Stop(t.Context()))
		}
		return nil
	}))
}

// migrateTo creates River's tables at a version.
func migrateTo(ctx context.Context, db *sql.DB, version int) error {
	if version == 0 {
		return nil
	}
	migrator, err := rivermigrate.New(riverdatabasesql.New(db), &rivermigrate.Config{Schema: "rolecall"})
	if err != nil {
		return err
	}
	_, err = migrator.Migrate(ctx, rivermigrate.DirectionUp, &rivermigrate.MigrateOpts{TargetVersion: version})
	return err
}
