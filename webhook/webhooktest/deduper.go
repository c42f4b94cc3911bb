package webhooktest

import (
	"context"
	"crypto/rand"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rolecall-dev/rolecall/webhook"
)

// TestDeduper checks that a [webhook.Deduper] meets the requirements of the interface, each in a subtest.
// open is called twice and returns the dedupers of two servers, which must share one store. For a deduper
// in memory, open must return the same deduper both times. Each requirement is checked with one server,
// and then with calls that go to both servers alternately, as from a load balancer.
//
// The ids are new in each run, so a shared store need not be empty. TestDeduper does not check how long
// ids are kept: that must be longer than the provider retries.
func TestDeduper(t *testing.T, open func() webhook.Deduper) {
	t.Helper()
	one, other := open(), open()
	if one == nil || other == nil {
		t.Fatal("open returned a nil Deduper")
	}
	for _, s := range []struct {
		name    string
		servers []webhook.Deduper
	}{{"one server", []webhook.Deduper{one}}, {"two servers", []webhook.Deduper{one, other}}} {
		t.Run(s.name, func(t *testing.T) {
			for _, p := range requirements {
				t.Run(p.name, func(t *testing.T) { p.check(&trial{tb: t, servers: s.servers, run: rand.Text()}) })
			}
		})
	}
}

// requirements lists the requirements for a Deduper.
var requirements = []struct {
	name  string
	check func(*trial)
}{
	{"new id runs once", doneOnce},
	{"error is returned unmodified and the id runs again", failureRunsAgain},
	{"id runs again after a panic", panicRunsAgain},
	{"canceled context releases the id", cancelReleases},
	{"success with a canceled context is stored or rejected", canceledSuccess},
	{"duplicate of a running id returns ErrInFlight", duplicateInFlight},
	{"duplicate returns ErrInFlight if the first fails later", duplicateOfFailure},
	{"one of many concurrent calls runs", stampede},
	{"different ids are independent", otherIDs},
	{"ids with unusual bytes are distinct", unusualIDs},
}

// patience is the maximum time of a call that does not wait for another call.
const patience = 10 * time.Second

// grace is how long the test lets a call wait for a running call with another id before it ends the
// running call.
const grace = 200 * time.Millisecond

// reporter is the part of testing.TB that the requirements need.
type reporter interface {
	Helper()
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
}

// trial is the test of one requirement.
type trial struct {
	tb      reporter
	servers []webhook.Deduper // over one store; calls go to them alternately
	calls   atomic.Int64
	run     string // makes the ids unique in a store that outlives the test
}

// server returns the deduper for the next call.
func (t *trial) server() webhook.Deduper {
	return t.servers[int(t.calls.Add(1)-1)%len(t.servers)]
}

var errTrial = errors.New("webhooktest: the handler failed on purpose")

func (t *trial) id(name string) string { return "webhooktest:" + t.run + ":" + name }

// do calls Do and returns how often fn ran. If Do hangs, it fails the test.
func (t *trial) do(ctx context.Context, id string, fn func(context.Context) error) (ran int, err error) {
	t.tb.Helper()
	var count atomic.Int64
	done, d := make(chan error, 1), t.server()
	go func() {
		defer func() {
			if recover() != nil {
				done <- errPanicked
			}
		}()
		done <- d.Do(ctx, id, func(ctx context.Context) error {
			count.Add(1)
			return fn(ctx)
		})
	}()
	err = t.await(done, "Do did not return")
	return int(count.Load()), err
}

var errPanicked = errors.New("webhooktest: Do panicked")

func (t *trial) await(done <-chan error, complaint string) error {
	t.tb.Helper()
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case err := <-done:
		return err
	case <-timer.C:
		t.tb.Fatalf("%s within %s", complaint, patience)
		return nil
	}
}

func succeed(context.Context) error { return nil }

func (t *trial) mustRun(id, when string) {
	t.tb.Helper()
	ran, err := t.do(context.Background(), id, succeed)
	if ran != 1 || err != nil {
		t.tb.Fatalf("%s: the handler ran %d times and Do returned %v; want once, and nil", when, ran, err)
	}
}

func (t *trial) mustBeDone(id, when string) {
	t.tb.Helper()
	ran, err := t.do(context.Background(), id, succeed)
	if ran != 0 || err != nil {
		t.tb.Fatalf("%s: the handler ran %d times and Do returned %v; want no run, and nil", when, ran, err)
	}
}

func doneOnce(t *trial) {
	id := t.id("once")
	t.mustRun(id, "the first time")
	for range 3 {
		t.mustBeDone(id, "after a success")
	}
}

func failureRunsAgain(t *trial) {
	id := t.id("failure")
	for range 2 {
		ran, err := t.do(context.Background(), id, func(context.Context) error { return errTrial })
		if ran != 1 {
			t.tb.Fatalf("a handler that fails ran %d times, want once: an id must not be done before the handler succeeds", ran)
		}
		if err != errTrial { //nolint:errorlint,err113 // unmodified
			t.tb.Fatalf("Do returned %v, want the handler's error unmodified", err)
		}
	}
	t.mustRun(id, "after a failure")
	t.mustBeDone(id, "after a failure and a success")
}

func panicRunsAgain(t *trial) {
	id := t.id("panic")
	ran, err := t.do(context.Background(), id, func(context.Context) error { panic(errTrial) })
	if ran != 1 || err == nil {
		t.tb.Fatalf("a handler that panics ran %d times and Do returned %v; want once, and the panic or an error", ran, err)
	}
	t.mustRun(id, "after a panic")
}

func cancelReleases(t *trial) {
	id := t.id("cancel")
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	ran, err := t.do(ctx, id, func(context.Context) error {
		cancel()
		return errTrial
	})
	if ran != 1 || err == nil {
		t.tb.Fatalf("the handler ran %d times and Do returned %v; want once, and the error", ran, err)
	}
	t.mustRun(id, "after a failure whose context was canceled")
}

func canceledSuccess(t *trial) {
	id := t.id("canceled success")
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	_, err := t.do(ctx, id, func(context.Context) error {
		cancel()
		return nil
	})
	if err == nil {
		t.mustBeDone(id, "after a success that was reported")
		return
	}
	t.mustRun(id, "after a success that could not be kept")
}

// start calls Do with id in a goroutine and returns when its function has begun. The function returns
// result when release is called; done then receives the error of Do.
func (t *trial) start(id string, result error) (done <-chan error, release func()) {
	t.tb.Helper()
	begun, gate, end := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	d := t.server()
	go func() {
		end <- d.Do(context.Background(), id, func(context.Context) error {
			close(begun)
			<-gate
			return result
		})
	}()
	release = sync.OnceFunc(func() { close(gate) })
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case <-begun:
	case err := <-end:
		release()
		t.tb.Fatalf("the handler of a new id did not run, Do returned %v", err)
	case <-timer.C:
		release()
		t.tb.Fatalf("the handler of a new id did not run within %s", patience)
	}
	return end, release
}

func (t *trial) duplicates(id string, result error) {
	t.tb.Helper()
	done, release := t.start(id, result)
	defer release()
	for range 2 {
		ran, err := t.do(context.Background(), id, succeed)
		if ran != 0 || !errors.Is(err, webhook.ErrInFlight) {
			t.tb.Fatalf("a duplicate of a running id ran %d times and Do returned %v; want no run, and ErrInFlight", ran, err)
		}
	}
	release()
	if err := t.await(done, "the first call did not return"); !errors.Is(err, result) {
		t.tb.Fatalf("the first call returned %v, want %v: the duplicate changed the result", err, result)
	}
}

func duplicateInFlight(t *trial) {
	id := t.id("in flight")
	t.duplicates(id, nil)
	t.mustBeDone(id, "after the first has succeeded")
}

func duplicateOfFailure(t *trial) {
	id := t.id("in flight, fails")
	t.duplicates(id, errTrial)
	t.mustRun(id, "after the first has failed")
}

func stampede(t *trial) {
	id := t.id("stampede")
	var running, succeeded atomic.Int64
	var all sync.WaitGroup
	for range 16 {
		all.Go(func() {
			err := t.server().Do(context.Background(), id, func(context.Context) error {
				if running.Add(1) > 1 {
					t.tb.Errorf("two handlers of one id ran at the same time")
				}
				defer running.Add(-1)
				succeeded.Add(1)
				return nil
			})
			if err != nil && !errors.Is(err, webhook.ErrInFlight) {
				t.tb.Errorf("Do returned %v, want nil or ErrInFlight", err)
			}
		})
	}
	all.Wait()
	if n := succeeded.Load(); n != 1 {
		t.tb.Errorf("%d handlers of one id succeeded, want one", n)
	}
}

func otherIDs(t *trial) {
	done, release := t.start(t.id("one"), nil)
	defer release()
	other, d := make(chan error, 1), t.server()
	var ran atomic.Bool
	go func() {
		other <- d.Do(context.Background(), t.id("other"), func(context.Context) error {
			ran.Store(true)
			return nil
		})
	}()
	// A store with one writer may let the other id wait, but must not reject it.
	timer := time.NewTimer(grace)
	defer timer.Stop()
	var err error
	select {
	case err = <-other:
		release()
	case <-timer.C:
		release()
		err = t.await(other, "another id did not run after the first had ended,")
	}
	if err != nil || !ran.Load() {
		t.tb.Fatalf("another id ran: %t, and Do returned %v; want a run, and nil", ran.Load(), err)
	}
	if err := t.await(done, "the first call did not return"); err != nil {
		t.tb.Fatalf("the first call returned %v, want nil", err)
	}
}

func unusualIDs(t *trial) {
	long := strings.Repeat("long", 1<<10)
	names := []string{
		"a", "A", "a ", "a\n", "a\x00", "a\x00b", "á", "a\u0301", "\xff", "\xfe", "\ufffd",
		"%", "%25", "a:b", "a::b", "'", `"`, `\`, "x'); --", long + "1", long + "2",
	}
	for _, name := range names {
		t.mustRun(t.id(name), "the first time, after other ids")
	}
	for _, name := range names {
		t.mustBeDone(t.id(name), "after a success, and other ids")
	}
}
