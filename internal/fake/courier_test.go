package fake

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// network replaces the connection to a receiver: it responds, and records each request with its time.
type network struct {
	respond func(n int, r *http.Request) (int, error) // n counts from 1

	mu     sync.Mutex
	start  time.Time
	bodies []string
	at     []time.Duration
}

func (r *network) RoundTrip(req *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(req.Body)
	if err != nil {
		return nil, err
	}
	r.mu.Lock()
	r.bodies = append(r.bodies, string(body))
	r.at = append(r.at, time.Since(r.start))
	n := len(r.bodies)
	r.mu.Unlock()
	status := http.StatusOK
	if r.respond != nil {
		if status, err = r.respond(n, req); err != nil {
			return nil, err
		}
	}
	return &http.Response{StatusCode: status, Body: http.NoBody, Request: req}, nil
}

// courier returns a Courier that uses network. Call it inside of a synctest bubble.
func courier(d Delivery, r *network) *Courier {
	r.start = time.Now()
	c := NewCourier(Settings{Delivery: d}, func(m Message) http.Header {
		return http.Header{"X-Signature": {"signed " + string(m.Body)}}
	})
	c.client = &http.Client{Transport: r}
	return c
}

// attempts returns the attempts of a courier without times and URLs.
func attempts(c *Courier) []Attempt {
	var list []Attempt
	for _, a := range c.Attempts() {
		list = append(list, Attempt{EventID: a.EventID, EventType: a.EventType, Status: a.Status})
	}
	return list
}

// got is an attempt with its status.
func got(id string, status int) Attempt {
	return Attempt{EventID: id, EventType: "type", Status: status}
}

// batch returns a message for each body.
func batch(bodies ...string) []Message {
	var list []Message
	for _, b := range bodies {
		list = append(list, Message{ID: "id-" + b, Type: "type", URL: "http://receiver.example.com/hook", Body: []byte(b)})
	}
	return list
}

func TestCourierDelivers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := &network{}
		r.respond = func(_ int, req *http.Request) (int, error) {
			if req.Method != http.MethodPost || req.Header.Get("Content-Type") != "application/json" ||
				!strings.HasPrefix(req.Header.Get("X-Signature"), "signed ") || req.URL.Path != "/hook" {
				return http.StatusBadRequest, nil
			}
			return http.StatusOK, nil
		}
		c := courier(Delivery{}, r)
		require.NoError(t, c.Deliver(t.Context(), batch("a", "b", "c")))
		require.ElementsMatch(t, []string{"a", "b", "c"}, r.bodies)
		require.ElementsMatch(t, []Attempt{got("id-a", 200), got("id-b", 200), got("id-c", 200)}, attempts(c))
	})
}

func TestCourierRetries(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := &network{respond: func(n int, _ *http.Request) (int, error) {
			switch {
			case n == 1:
				return 0, errors.New("no connection")
			case n == 2:
				return http.StatusAccepted, nil // 200 alone counts
			case n < 10:
				return http.StatusServiceUnavailable, nil
			}
			return http.StatusOK, nil
		}}
		c := courier(Delivery{Retry: time.Second}, r)
		require.NoError(t, c.Deliver(t.Context(), batch("a")))
		var waits []time.Duration
		for i := 1; i < len(r.at); i++ {
			waits = append(waits, (r.at[i]-r.at[i-1])/time.Second)
		}
		require.Equal(t, []time.Duration{1, 2, 4, 8, 16, 32, 32, 32, 32}, waits)
		var statuses []int
		for _, a := range c.Attempts() {
			statuses = append(statuses, a.Status)
		}
		require.Equal(t, []int{0, 202, 503, 503, 503, 503, 503, 503, 503, 200}, statuses)
	})
}

func TestCourierOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := &network{respond: func(n int, _ *http.Request) (int, error) {
			if n < 3 {
				return 0, errors.New("no connection")
			}
			return http.StatusInternalServerError, nil
		}}
		c := courier(Delivery{Once: true}, r)
		require.NoError(t, c.Deliver(t.Context(), batch("a")))
		require.Equal(t, []Attempt{got("id-a", 0), got("id-a", 0), got("id-a", 500)}, attempts(c))
	})
}

func TestCourierLate(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := &network{}
		c := courier(Delivery{Late: time.Hour}, r)
		require.NoError(t, c.Begin(t.Context()))
		require.Equal(t, time.Hour, time.Since(r.start))
		require.NoError(t, c.Deliver(t.Context(), batch("a")))
		require.Equal(t, []time.Duration{time.Hour}, r.at, "the batches of a run do not wait once more")

		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		require.ErrorIs(t, c.Begin(ctx), context.DeadlineExceeded)
		require.NoError(t, courier(Delivery{}, r).Begin(ctx), "nothing to wait for")
	})
}

func TestCourierContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := &network{respond: func(int, *http.Request) (int, error) { return http.StatusInternalServerError, nil }}
		c := courier(Delivery{Retry: time.Second, Parallel: 1}, r)
		ctx, cancel := context.WithTimeout(t.Context(), 2500*time.Millisecond)
		defer cancel()
		require.ErrorIs(t, c.Deliver(ctx, batch("a", "b")), context.DeadlineExceeded)
		require.Equal(t, 2500*time.Millisecond, time.Since(r.start))
		n := len(attempts(c))
		<-time.After(time.Hour)
		require.Len(t, attempts(c), n)
	})
}

func TestCourierTwice(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := &network{respond: func(n int, _ *http.Request) (int, error) {
			if n == 1 || n == 3 {
				return http.StatusInternalServerError, nil
			}
			return http.StatusOK, nil
		}}
		c := courier(Delivery{Twice: true}, r)
		require.NoError(t, c.Deliver(t.Context(), batch("a")))
		require.Equal(t, []Attempt{got("id-a", 500), got("id-a", 200), got("id-a", 500)}, attempts(c),
			"the second delivery is of an accepted message: it does not come a third time")
	})
}

func TestCourierShuffled(t *testing.T) {
	t.Parallel()
	straight := strings.Split("abcdefghijklmnop", "")
	order := func(seed uint64) []string {
		r := &network{}
		messages := batch(straight...)
		c := courier(Delivery{Shuffled: true, Seed: seed, Parallel: 1}, r)
		require.NoError(t, c.Deliver(t.Context(), messages))
		require.Equal(t, batch(straight...), messages, "the batch itself stays as it was")
		return r.bodies
	}
	first := order(1)
	require.ElementsMatch(t, straight, first)
	require.NotEqual(t, straight, first)
	require.Equal(t, first, order(1), "the same seed")
	require.NotEqual(t, first, order(2), "another seed")
}

func TestCourierParallel(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := &network{respond: func(int, *http.Request) (int, error) {
			<-time.After(time.Second)
			return http.StatusOK, nil
		}}
		c := courier(Delivery{Parallel: 3}, r)
		require.NoError(t, c.Deliver(t.Context(), batch("a", "b", "c", "d", "e", "f", "g")))
		var seconds []time.Duration
		for _, at := range r.at {
			seconds = append(seconds, at/time.Second)
		}
		require.Equal(t, []time.Duration{0, 0, 0, 1, 1, 1, 2}, seconds)
	})
}

func TestCourierInvalidBatch(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := courier(Delivery{}, &network{})
		require.NoError(t, c.Deliver(t.Context(), nil))
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		require.Error(t, c.Deliver(ctx, []Message{{ID: "a", URL: "://"}}))
		require.Equal(t, Attempt{EventID: "a"}, attempts(c)[0])
	})
}

func TestStayLocal(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"127.0.0.1:80", "[::1]:443", "127.9.9.9:1"} {
		require.NoError(t, stayLocal("tcp", address, nil), address)
	}
	for _, address := range []string{"93.184.216.34:443", "10.0.0.1:80", "[2001:db8::1]:443", "example.com:443", "no-port"} {
		require.Error(t, stayLocal("tcp", address, nil), address)
	}
}
