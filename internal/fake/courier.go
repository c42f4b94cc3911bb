package fake

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"sync"
	"syscall"
	"time"
)

// Courier delivers webhooks the way providers do: several at once, each again and again
// until it is accepted. Its fields are set before the first delivery.
type Courier struct {
	// Sign makes the headers of a body.
	Sign func(body []byte) http.Header
	// Parallel deliveries at once; 0: 8.
	Parallel int
	// Twice delivers each message a second time after it was accepted.
	Twice bool
	// Shuffle delivers each batch in an order drawn from Seed.
	Shuffle bool
	Seed    uint64
	// Once makes any answer the last one, for providers that do not repeat. Where there is no
	// answer, nobody listens yet.
	Once bool
	// Late is how long Begin waits.
	Late time.Duration
	// Retry is the wait before the first repetition, doubled for each further one up to 32
	// times. 0: 20ms.
	Retry time.Duration

	once   sync.Once
	client *http.Client

	mu       sync.Mutex
	attempts []Attempt
}

// Close ends the connections to receivers.
func (c *Courier) Close() { c.own().CloseIdleConnections() }

// own is a client that keeps a connection for each parallel delivery.
func (c *Courier) own() *http.Client {
	c.once.Do(func() {
		if c.Parallel <= 0 {
			c.Parallel = 8
		}
		c.client = localClient(c.Parallel)
	})
	return c.client
}

// LocalClient is an http.Client that reaches this machine alone.
func LocalClient() *http.Client { return localClient(1) }

func localClient(connections int) *http.Client {
	dialer := &net.Dialer{Control: stayLocal}
	return &http.Client{Transport: &http.Transport{DialContext: dialer.DialContext, MaxIdleConnsPerHost: connections}, Timeout: time.Minute}
}

// Message is one webhook to deliver.
type Message struct {
	ID   string
	Type string
	URL  string
	Body []byte
}

// Attempt is one try to deliver a message. Status is 0 where there was no answer.
type Attempt struct {
	ID, Type string
	Status   int
}

// Attempts returns all tries so far, oldest first.
func (c *Courier) Attempts() []Attempt {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]Attempt(nil), c.attempts...)
}

// Begin waits as Late says, before the first batch of what belongs together.
func (c *Courier) Begin(ctx context.Context) error {
	if c.Late > 0 && !pause(ctx, c.Late) {
		return ctx.Err()
	}
	return nil
}

// Deliver returns when every message was answered 200 (with Once: anything), or ctx ends.
func (c *Courier) Deliver(ctx context.Context, batch []Message) error {
	if c.Shuffle {
		batch = append([]Message(nil), batch...)
		rng := rand.New(rand.NewPCG(c.Seed, uint64(len(batch)))) //nolint:gosec // an order for tests
		rng.Shuffle(len(batch), func(i, j int) { batch[i], batch[j] = batch[j], batch[i] })
	}
	c.own()
	next := make(chan Message)
	var workers sync.WaitGroup
	for range min(c.Parallel, len(batch)) {
		workers.Go(func() {
			for m := range next {
				c.untilAccepted(ctx, m)
			}
		})
	}
	for _, m := range batch {
		select {
		case next <- m:
		case <-ctx.Done():
		}
	}
	close(next)
	workers.Wait()
	return ctx.Err()
}

// untilAccepted: providers count 200 alone. With Once, a refusal is final too.
func (c *Courier) untilAccepted(ctx context.Context, m Message) {
	wait := c.Retry
	if wait <= 0 {
		wait = 20 * time.Millisecond
	}
	longest := 32 * wait
	for {
		status := c.try(ctx, m)
		if status == http.StatusOK || c.Once && status != 0 {
			break
		}
		if !pause(ctx, wait) {
			return
		}
		wait = min(2*wait, longest)
	}
	if c.Twice {
		c.try(ctx, m)
	}
}

func (c *Courier) try(ctx context.Context, m Message) int {
	status := 0
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, m.URL, bytes.NewReader(m.Body))
	if err == nil {
		req.Header = c.Sign(m.Body)
		req.Header.Set("Content-Type", "application/json")
		status = post(c.own(), req)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.attempts = append(c.attempts, Attempt{ID: m.ID, Type: m.Type, Status: status})
	return status
}

func post(client *http.Client, req *http.Request) int {
	resp, err := client.Do(req)
	if err != nil {
		return 0
	}
	defer func() { _ = resp.Body.Close() }()
	_, _ = io.Copy(io.Discard, io.LimitReader(resp.Body, 1<<20))
	return resp.StatusCode
}

func pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// stayLocal refuses a connection to anywhere but this machine: a fake that is given an
// example's destination must not post to whoever has that name.
func stayLocal(_, address string, _ syscall.RawConn) error {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return err
	}
	if ip := net.ParseIP(host); ip == nil || !ip.IsLoopback() {
		return errors.New("fake: webhooks are delivered on loopback only")
	}
	return nil
}
