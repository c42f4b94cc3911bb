package durable

import (
	"database/sql"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/riverqueue/river"
	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/webhook"
	"github.com/rolecall-dev/rolecall/webhook/durable/internal/dbtest"
)

// version1 is a database as version 1 of the tables has left it.
type version1 struct {
	t      *testing.T
	db     *sql.DB
	tables tables
	client *river.Client[*sql.Tx]
}

func newVersion1(t *testing.T, dsn string) *version1 {
	t.Helper()
	v := &version1{t: t, db: openRaw(t, dsn), tables: tables{PostgreSQL, defaultSchema, nil}}
	config := &river.Config{Schema: defaultSchema}
	if strings.HasPrefix(dsn, "sqlite:") {
		v.tables.dialect, config.Schema = SQLite, ""
	}
	require.NoError(t, CreateVersion(t.Context(), v.db, v.tables.dialect, 1))
	var err error
	v.client, err = river.NewClient(v.tables.driver(v.db), config)
	require.NoError(t, err)
	return v
}

// put stores a delivery in a state, with its job if it waits.
func (v *version1) put(d *webhook.Delivery, state State) {
	v.t.Helper()
	row, err := codec{}.encode(v.t.Context(), d, d.Received)
	require.NoError(v.t, err)
	var done *int64
	if state != StateWaiting {
		done = &row.due
	}
	tx, err := v.db.BeginTx(v.t.Context(), nil)
	require.NoError(v.t, err)
	defer func() { _ = tx.Rollback() }()
	var seq int64
	require.NoError(v.t, tx.QueryRowContext(v.t.Context(), v.tables.sql(`insert into {}rolecall_delivery
		(source, id_hash, id, type, tenant, key_hash, key, sealed, head, body, received, due, state, done)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) returning seq`),
		row.source, row.idHash, row.id, row.typ, row.tenant, row.keyHash, row.key, row.sealed, row.head, row.body, row.received, row.due, state, done).Scan(&seq))
	if state == StateWaiting {
		_, err = v.client.InsertTx(v.t.Context(), tx, deliveryArgs{[]int64{seq}}, &river.InsertOpts{Queue: queueDeliveries, MaxAttempts: 1000})
		require.NoError(v.t, err)
	}
	require.NoError(v.t, tx.Commit())
}

// A database with deliveries of version 1, of which some wait, goes on after the upgrade: nothing is lost,
// nothing happens twice, and a late redelivery is still a duplicate.
func TestUpgradeWithWaitingDeliveries(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		v := newVersion1(t, dsn)
		at := time.Now().UTC().Truncate(time.Millisecond)
		old := func(id string) *webhook.Delivery {
			return &webhook.Delivery{Source: "knit", Type: "knit:record.new/ats_jobs", ID: id, Key: "job-" + id, Tenant: "integration-1", Body: []byte(`{}`), Received: at}
		}
		v.put(old("done"), StateDone)
		v.put(old("waiting"), StateWaiting)
		v.put(old("parked"), StateParked)
		v.put(old("also waiting"), StateWaiting)

		r := newRig(t, dsn, nil, effect)
		require.Len(t, r.entries(), 4)
		require.Equal(t, 1, r.put(old("waiting"), old("done"), old("new"), old("parked")), "the others are duplicates")
		r.workAll()
		require.Equal(t, map[string]int{"waiting": 1, "also waiting": 1, "new": 1}, r.effects())
		n, err := r.Replay(t.Context(), Filter{State: StateParked})
		require.NoError(t, err)
		require.Equal(t, 1, n)
		r.workAll()
		require.Equal(t, map[string]int{"waiting": 1, "also waiting": 1, "new": 1, "parked": 1}, r.effects())
		require.Equal(t, 5, r.inState(StateDone))

		if path, ok := strings.CutPrefix(dsn, "sqlite:"); ok {
			requireCopyOfVersion1(t, path+".before-rolecall-2")
		}
	})
}

// requireCopyOfVersion1 requires that a file is the database as it was before the upgrade.
func requireCopyOfVersion1(t *testing.T, path string) {
	t.Helper()
	_, err := os.Stat(path)
	require.NoError(t, err)
	db := openRaw(t, "sqlite:"+path)
	var version, waiting int
	require.NoError(t, db.QueryRowContext(t.Context(), "select max(version) from rolecall_migration").Scan(&version))
	require.NoError(t, db.QueryRowContext(t.Context(), "select count(*) from rolecall_delivery where state = 1").Scan(&waiting))
	require.Equal(t, []int{1, 2}, []int{version, waiting})
}
