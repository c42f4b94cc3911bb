package knittest_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"runtime/pprof"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/knit"
	"github.com/rolecall-dev/rolecall/knit/knittest"
	"github.com/rolecall-dev/rolecall/webhook"
)

// TestCloseStopsGoroutines is not parallel, because it examines all goroutines.
func TestCloseStopsGoroutines(t *testing.T) {
	fake, err := knittest.Start(knittest.WithJobs(3))
	require.NoError(t, err)
	started := make(chan struct{})
	var once sync.Once
	backend := newBackend(t, fake, func(*knit.RawEvent) error {
		once.Do(func() { close(started) })
		return errors.New("never")
	})
	start(t, fake, backend.URL)
	<-started
	fake.Close()
	fake.Close()
	var stacks bytes.Buffer
	require.NoError(t, pprof.Lookup("goroutine").WriteTo(&stacks, 2))
	require.NotContains(t, stacks.String(), "internal/fake.", "a goroutine of the fake is still running")
	require.NotContains(t, stacks.String(), "knittest.(*Server)")
}

func TestWait(t *testing.T) {
	t.Parallel()
	t.Run("returns immediately if no sync was started", func(t *testing.T) {
		t.Parallel()
		require.NoError(t, knittest.NewServer(t).Wait(t.Context()))
	})
	t.Run("ends with its context", func(t *testing.T) {
		t.Parallel()
		fake := knittest.NewServer(t)
		backend := newBackend(t, fake, func(*knit.RawEvent) error { return errors.New("never") })
		start(t, fake, backend.URL)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		require.ErrorIs(t, fake.Wait(ctx), context.Canceled)
	})
	t.Run("concurrent with StartSync", func(t *testing.T) {
		t.Parallel()
		fake := knittest.NewServer(t, knittest.WithJobs(0), knittest.WithDelta(knittest.Delta{}))
		backend := newBackend(t, fake, nil)
		stop := make(chan struct{})
		var waiters sync.WaitGroup
		for range 2 {
			waiters.Go(func() {
				for {
					select {
					case <-stop:
						return
					default:
						_ = fake.Wait(t.Context())
					}
				}
			})
		}
		for range 20 {
			start(t, fake, backend.URL)
			wait(t, fake)
		}
		close(stop)
		waiters.Wait()
	})
}

// brokenTB records the message of Fatalf.
type brokenTB struct {
	testing.TB
	message string
}

func (b *brokenTB) Fatalf(format string, _ ...any) { b.message = format }

func TestNewServerCannotStart(t *testing.T) {
	t.Parallel()
	fake := knittest.NewServer(t)
	tb := &brokenTB{TB: t}
	require.Nil(t, knittest.NewServer(tb, knittest.WithAddr(fake.URL[len("http://"):len(fake.URL)-len("/v1.0")])))
	require.NotEmpty(t, tb.message)
}

func TestDeliverySignature(t *testing.T) {
	t.Parallel()
	fake := knittest.NewServer(t, knittest.WithJobs(1), knittest.WithDelta(knittest.Delta{}))
	var mu sync.Mutex
	var seen []webhook.Result
	backend := newBackend(t, fake, nil, webhook.OnResult(func(_ context.Context, r webhook.Result) {
		mu.Lock()
		defer mu.Unlock()
		seen = append(seen, r)
	}))
	start(t, fake, backend.URL)
	wait(t, fake)
	mu.Lock()
	defer mu.Unlock()
	require.NotEmpty(t, seen)
	for _, r := range seen {
		require.Equal(t, 200, r.Status)
		require.Equal(t, 0, r.KeyIndex, "signed with the API key")
		require.Equal(t, fake.IntegrationID, r.Delivery.Tenant)
		require.NotEmpty(t, r.Delivery.Header.Get("X-Knit-Execution-Id"))
		require.True(t, json.Valid(r.Delivery.Body))
	}
}

// Knit encodes lists in five shapes. The fake uses all of them, and the SDK normalizes them.
func TestRecordShapes(t *testing.T) {
	t.Parallel()
	fake := knittest.NewServer(t, knittest.WithJobs(5), knittest.WithEmployees(5), knittest.WithDelta(knittest.Delta{}))
	backend := newBackend(t, fake, nil)
	integration := connect(t, fake)
	for _, dataType := range []knit.DataType{knit.DataTypeATSJobs, knit.DataTypeEmployee} {
		_, err := integration.StartSync(t.Context(), knit.StartSyncRequest{DataType: dataType, Destination: backend.URL})
		require.NoError(t, err)
	}
	wait(t, fake)

	shapes, phones, banks := map[string]int{}, map[string]int{}, map[string]int{}
	for _, e := range backend.got() {
		switch {
		case e.EventType != "record.new":
		case e.DataType == knit.DataTypeATSJobs:
			var raw map[string]json.RawMessage
			require.NoError(t, json.Unmarshal(e.Data, &raw))
			shapes[string(raw["stages"])[:min(len(raw["stages"]), 11)]]++
			var job knit.Job
			require.NoError(t, json.Unmarshal(e.Data, &job))
			require.Contains(t, []int{0, 2}, len(job.Stages))
			require.Empty(t, job.Extra)
			require.Empty(t, job.Info.Extra)
		default:
			var raw struct {
				ContactInfo struct{ Phones []map[string]string }
				Bank        json.RawMessage `json:"bankAccounts"`
				BankDetails json.RawMessage `json:"bankAccountDetails"`
			}
			require.NoError(t, json.Unmarshal(e.Data, &raw))
			for name := range raw.ContactInfo.Phones[0] {
				phones[name]++
			}
			if len(raw.Bank) > 0 {
				banks["bankAccounts"]++
			}
			if len(raw.BankDetails) > 0 {
				banks["bankAccountDetails"]++
			}
			var employee knit.Employee
			require.NoError(t, json.Unmarshal(e.Data, &employee))
			require.Equal(t, "+33 1 00 00 00 00", employee.ContactInfo.Phones[0].Number)
			require.Empty(t, employee.Extra)
			require.Empty(t, employee.ContactInfo.Phones[0].Extra)
		}
	}
	require.Equal(t, map[string]int{`[{"id":"st-`: 1, `{"stages":[`: 1, "null": 1, "{}": 1, "": 1}, shapes)
	require.Equal(t, map[string]int{"type": 5, "phoneNumber": 3, "number": 2}, phones)
	require.Equal(t, map[string]int{"bankAccounts": 2, "bankAccountDetails": 2}, banks)
}
