package fake

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"slices"
	"sync"
	"syscall"
	"time"
)

// Message is one webhook to deliver.
type Message struct {
	// ID and Type are the id and the type of the event.
	ID, Type string
	// IntegrationID is the integration of the event, "" if the provider has no integrations.
	IntegrationID string
	URL           string
	Body          []byte
}

// Attempt is one HTTP request to deliver an event.
type Attempt struct {
	// EventID and EventType are the id and the type of the event. If the provider's events have no id,
	// EventID is an id of the fake.
	EventID, EventType string
	// IntegrationID is the integration of the event, "" if the provider has no integrations.
	IntegrationID string
	// URL is the URL of the receiver.
	URL string
	// Status is the HTTP status of the response, 0 without a response.
	Status int
	// At is the end of the attempt on the fake's clock.
	At time.Time
}

// Courier delivers webhooks like a provider: several concurrently, and each one again until the receiver
// accepts it. [Courier.Wait] waits for its work in the background.
type Courier struct {
	settings Settings
	sign     func(Message) http.Header
	client   *http.Client

	ctx    context.Context // ends with Close
	stop   context.CancelFunc
	active activity
	jobs   sync.WaitGroup

	mu       sync.Mutex
	closed   bool
	sending  bool // a goroutine delivers the waiting messages
	waiting  []Message
	attempts []Attempt
}

// NewCourier returns a courier. sign returns the headers of a message, such as its signature. The caller
// must call Close.
func NewCourier(settings Settings, sign func(Message) http.Header) *Courier {
	settings.Delivery = settings.Delivery.withDefaults()
	c := &Courier{settings: settings, sign: sign, client: localClient(settings.Delivery.Parallel)}
	c.ctx, c.stop = context.WithCancel(context.Background())
	return c
}

// Close ends all deliveries and waits for them.
func (c *Courier) Close() {
	c.mu.Lock()
	c.closed = true // jobs does not grow after this
	c.mu.Unlock()
	c.stop()
	c.jobs.Wait()
	c.client.CloseIdleConnections()
}

// Go calls do in the background, for example for a run that delivers several batches. The context ends with
// Close. After Close, Go does nothing.
func (c *Courier) Go(do func(ctx context.Context)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.closed {
		c.start(do)
	}
}

// start implements Go. The caller must hold c.mu.
func (c *Courier) start(do func(ctx context.Context)) {
	c.active.enter()
	c.jobs.Go(func() {
		defer c.active.leave()
		do(c.ctx)
	})
}

// Send delivers messages in the background, after the wait [Delivery.Late]. Messages that wait at the same time
// form one batch.
func (c *Courier) Send(messages ...Message) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed || len(messages) == 0 {
		return
	}
	c.waiting = append(c.waiting, messages...)
	if !c.sending {
		c.sending = true
		c.start(c.deliverWaiting)
	}
}

func (c *Courier) deliverWaiting(ctx context.Context) {
	for c.more() {
		_ = c.Begin(ctx) // fails only when the context has ended
		_ = c.Deliver(ctx, c.take())
	}
}

// more reports whether messages are waiting. If not, the next Send starts a new goroutine.
func (c *Courier) more() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.sending = len(c.waiting) > 0 && c.ctx.Err() == nil
	return c.sending
}

func (c *Courier) take() []Message {
	c.mu.Lock()
	defer c.mu.Unlock()
	batch := c.waiting
	c.waiting = nil
	return batch
}

// Wait returns when every message has been accepted and every function of Go has returned. This includes
// messages and functions that they started, such as the run of a sync that a webhook handler started. It
// also returns after Close.
func (c *Courier) Wait(ctx context.Context) error { return c.active.wait(ctx) }

// Attempts returns all attempts so far, oldest first.
func (c *Courier) Attempts() []Attempt {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.attempts)
}

// Begin waits for [Delivery.Late]. Call it before the first batch of a run.
func (c *Courier) Begin(ctx context.Context) error {
	if late := c.settings.Delivery.Late; late > 0 && !pause(ctx, late) {
		return ctx.Err()
	}
	return nil
}

// Deliver delivers a batch and waits until the receiver has accepted every message with status 200. With
// [Delivery.Once], any response is enough. If ctx ends first, Deliver returns its error.
func (c *Courier) Deliver(ctx context.Context, batch []Message) error {
	if c.settings.Delivery.Shuffled {
		batch = slices.Clone(batch)
		rng := rand.New(rand.NewPCG(c.settings.Delivery.Seed, uint64(len(batch)))) //nolint:gosec // an order for tests
		rng.Shuffle(len(batch), func(i, j int) { batch[i], batch[j] = batch[j], batch[i] })
	}
	next := make(chan Message)
	var workers sync.WaitGroup
	for range min(c.settings.Delivery.Parallel, len(batch)) {
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

// untilAccepted delivers m again until the response has status 200. With [Delivery.Once], any status is final.
func (c *Courier) untilAccepted(ctx context.Context, m Message) {
	wait := c.settings.Delivery.Retry
	longest := 32 * wait
	for {
		status := c.attempt(ctx, m)
		if status == http.StatusOK || c.settings.Delivery.Once && status != 0 {
			break
		}
		if !pause(ctx, wait) {
			return
		}
		wait = min(2*wait, longest)
	}
	if c.settings.Delivery.Twice {
		c.attempt(ctx, m)
	}
}

func (c *Courier) attempt(ctx context.Context, m Message) int {
	status := 0
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, m.URL, bytes.NewReader(m.Body))
	if err == nil {
		req.Header = c.sign(m)
		req.Header.Set("Content-Type", "application/json")
		status = post(c.client, req)
	}
	a := Attempt{EventID: m.ID, EventType: m.Type, IntegrationID: m.IntegrationID, URL: m.URL, Status: status, At: c.settings.Now()}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.attempts = append(c.attempts, a)
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

// pause waits for d. It returns false if ctx ends first.
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

// LocalClient returns an http.Client that connects to loopback addresses only.
func LocalClient() *http.Client { return localClient(1) }

// localClient returns a client for loopback addresses that keeps this many idle connections, one for each
// parallel delivery.
func localClient(connections int) *http.Client {
	dialer := &net.Dialer{Control: stayLocal}
	return &http.Client{Transport: &http.Transport{DialContext: dialer.DialContext, MaxIdleConnsPerHost: connections}, Timeout: time.Minute}
}

// stayLocal rejects connections to other machines. A fake must not send webhooks to the owner of a host name
// that a test uses as an example.
func stayLocal(_, address string, _ syscall.RawConn) error {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return err
	}
	if ip := net.ParseIP(host); ip == nil || !ip.IsLoopback() {
		return errors.New("fake: webhook URL is not a loopback address")
	}
	return nil
}
