package durable

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/humansourcing"
	"github.com/rolecall-dev/rolecall/webhook"
	"github.com/rolecall-dev/rolecall/webhook/durable/internal/dbtest"
)

// start starts the engine as Start does.
func (r *rig) start() {
	r.t.Helper()
	require.NoError(r.t, r.client.Start(context.WithoutCancel(r.t.Context())))
	r.committer.start()
}

// settled waits until no delivery is waiting.
func (r *rig) settled() {
	r.t.Helper()
	require.Eventually(r.t, func() bool { return r.stats().Waiting == 0 }, time.Minute, 10*time.Millisecond)
}

// version returns a delivery of the key "one" whose body is a version in microseconds.
func (r *rig) version(n int64) *webhook.Delivery {
	d := r.event(fmt.Sprint("version ", n, " ", rand.Uint64()))
	d.Key, d.Body = "one", strconv.AppendInt(nil, n, 10)
	return d
}

func versionOf(d *webhook.Delivery) time.Time {
	n, err := strconv.ParseInt(string(d.Body), 10, 64)
	if err != nil {
		return time.Time{}
	}
	return time.UnixMicro(n)
}

func TestNewer(t *testing.T) {
	t.Parallel()
	for name, opts := range map[string][]InboxOption{"single": nil, "group": {InTx(64)}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, func(t *testing.T, dsn string) {
				t.Parallel()
				var got []bool
				r := newRig(t, dsn, nil, func(ctx context.Context, d *webhook.Delivery) error {
					newer, err := Newer(ctx, versionOf(d))
					got = append(got, newer)
					return err
				}, opts...)
				for _, n := range []int64{1000, 1001, 1000, 1001, 999, 5000, 1002, -4, 5001} {
					require.Equal(t, 1, r.put(r.version(n)))
				}
				r.workAll()
				require.Equal(t, []bool{true, true, false, true, false, true, false, false, true}, got)
			})
		})
	}
}

func TestNewerComparesMicroseconds(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		at := time.Date(2026, 3, 1, 10, 0, 0, 123_456_700, time.UTC)
		versions := []time.Time{at, at.Add(-time.Microsecond), at.Add(-100), at.In(time.FixedZone("", 7200)), at.Add(time.Microsecond), at}
		var got []bool
		r := newRig(t, dsn, nil, func(ctx context.Context, _ *webhook.Delivery) error {
			newer, err := Newer(ctx, versions[len(got)])
			got = append(got, newer)
			return err
		})
		for range versions {
			r.put(r.version(0))
		}
		r.workAll()
		require.Equal(t, []bool{true, false, true, true, true, false}, got)
	})
}

// The version of a handler that fails was not applied.
func TestNewerRollsBack(t *testing.T) {
	t.Parallel()
	for name, opts := range map[string][]InboxOption{"single": nil, "group": {InTx(64)}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, func(t *testing.T, dsn string) {
				t.Parallel()
				var got []bool
				r := newRig(t, dsn, nil, func(ctx context.Context, d *webhook.Delivery) error {
					newer, err := Newer(ctx, versionOf(d))
					got = append(got, newer)
					if string(d.Body) == "2000" {
						err = errTest
					}
					return err
				}, append(opts, Attempts(1))...)
				r.put(r.version(2000), r.version(1000))
				for _, job := range r.fetch() {
					_ = r.work(job)
				}
				require.Equal(t, []bool{true, true}, got)
				require.Equal(t, StateDone, r.entries()[1].State)
			})
		})
	}
}

func TestNewerIsPerSourceTenantAndKey(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		got := map[string]bool{}
		r := newRig(t, dsn, nil, func(ctx context.Context, d *webhook.Delivery) error {
			newer, err := Newer(ctx, versionOf(d))
			got[d.Source+" "+d.Tenant+" "+d.Key] = newer
			return err
		})
		put := func(n int64, source, tenant, key string) {
			d := r.version(n)
			d.Source, d.Tenant, d.Key = source, tenant, key
			require.Equal(t, 1, r.put(d))
		}
		put(9, "knit", "1", "one")
		put(8, "kombo", "1", "one")
		put(7, "knit", "2", "one")
		put(6, "knit", "", "one")
		put(5, "knit", "1", "two")
		put(4, "knit", "1", "One")
		r.workAll()
		require.Equal(t, map[string]bool{
			"knit 1 one": true, "kombo 1 one": true, "knit 2 one": true, "knit  one": true, "knit 1 two": true, "knit 1 One": true,
		}, got)
	})
}

func TestNewerRejects(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		r := newRig(t, dsn, nil, func(ctx context.Context, d *webhook.Delivery) error {
			version := time.Now()
			if d.Key != "" {
				version = time.Time{}
			}
			newer, err := Newer(ctx, version)
			require.False(t, newer)
			return err
		})
		withoutKey := r.event("b")
		withoutKey.Key = ""
		r.put(r.event("a"), withoutKey)
		jobs := r.fetch()
		_ = r.work(jobs[0])
		_ = r.work(jobs[1])
		for i, want := range []string{"version is zero", "no Key"} {
			run := r.deliveryRun(t.Context(), &row{seq: r.entries()[i].Seq, keyHash: []byte{1}})
			if i == 1 {
				run.row.keyHash = nil
			}
			_, err := Newer(run.context(t.Context()), map[int]time.Time{1: time.Now()}[i])
			require.ErrorContains(t, err, want)
			require.NotErrorIs(t, err, ErrNoDelivery)
			require.NoError(t, run.tx.Rollback())
			require.Equal(t, StateWaiting, r.entries()[i].State, "the error is the handler's")
		}
	})
}

// If deliveries of one key are handled at the same time, the newest remains.
func TestNewerAtTheSameTime(t *testing.T) {
	t.Parallel()
	for name, opts := range map[string][]InboxOption{"single": nil, "group": {InTx(4)}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, func(t *testing.T, dsn string) {
				t.Parallel()
				r := newRig(t, dsn, nil, func(ctx context.Context, d *webhook.Delivery) error {
					newer, err := Newer(ctx, versionOf(d))
					if err != nil || !newer {
						return err
					}
					return keep(ctx, string(d.Body))
				}, opts...)
				r.exec("create table kept (version text)")
				var shuffled []*webhook.Delivery
				for _, n := range rand.Perm(20) {
					shuffled = append(shuffled, r.version(int64(n+10)))
				}
				require.Equal(t, 20, r.put(shuffled...))
				r.start()
				r.settled()
				require.Equal(t, 20, r.inState(StateDone))
				require.Equal(t, "29", r.kept())
			})
		})
	}
}

// keep replaces the content of the table kept.
func keep(ctx context.Context, version string) error {
	tx, err := Tx(ctx)
	if err != nil {
		return err
	}
	_, first := tx.ExecContext(ctx, "delete from kept")
	_, second := tx.ExecContext(ctx, "insert into kept values ('"+version+"')")
	return errors.Join(first, second)
}

func (r *rig) kept() string {
	r.t.Helper()
	var all []string
	rows, err := r.db.QueryContext(r.t.Context(), "select version from kept")
	require.NoError(r.t, err)
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var v string
		require.NoError(r.t, rows.Scan(&v))
		all = append(all, v)
	}
	require.NoError(r.t, rows.Err())
	require.Len(r.t, all, 1)
	return all[0]
}

// Human Sourcing sends no ids, so all its deliveries are stored, even if one arrives twice. The version is in
// the body.
func TestHumanSourcing(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		r := newRig(t, dsn, nil, func(ctx context.Context, d *webhook.Delivery) error {
			version := humansourcing.Version(d)
			newer, err := Newer(ctx, version)
			if err != nil || !newer {
				return err
			}
			return keep(ctx, version.UTC().Format(time.DateOnly))
		})
		r.exec("create table kept (version text)")
		receiver, err := humansourcing.NewReceiver(webhook.Unverified(), r.Inbox)
		require.NoError(t, err)
		r.start()
		days := []string{"03", "01", "09", "09", "02", "01"}
		for _, day := range days {
			body := `{"event":"update","type":"job","data":{"job_id":4711,"job_updated_at":"2026-02-` + day + `T10:00:00+0100"}}`
			response := httptest.NewRecorder()
			request := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", strings.NewReader(body))
			request.Header.Set("Content-Type", "application/json")
			receiver.ServeHTTP(response, request)
			require.Equal(t, http.StatusOK, response.Code)
		}
		r.settled()
		require.Equal(t, len(days), r.inState(StateDone))
		require.Zero(t, r.stats().Duplicates)
		require.Equal(t, "2026-02-09", r.kept())
		for _, entry := range r.entries() {
			require.Empty(t, entry.ID)
			require.Equal(t, "job/4711", entry.Key)
			require.Equal(t, "humansourcing", entry.Source)
		}
	})
}
