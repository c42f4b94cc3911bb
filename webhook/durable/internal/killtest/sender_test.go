package killtest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/rolecall-dev/rolecall/webhook"
	"github.com/rolecall-dev/rolecall/webhook/webhooktest"
)

// senderCount is the number of requests that can be in flight at the same time.
const senderCount = 8

// signing is Knit's signature scheme.
var signing = webhook.HMAC{Header: "X-Knit-Signature", Encoding: webhook.RawURL}

// senders send events to the workers, each until a worker responds 200.
type senders struct {
	client *http.Client
	key    string
	addrs  func() []string // of the workers that accept requests
	least  time.Duration   // between two requests of one sender
	most   time.Duration

	cancel   context.CancelFunc
	stopping chan struct{} // closed: no new events
	done     sync.WaitGroup
	killed   atomic.Int64 // how many workers were killed

	mu       sync.Mutex
	accepted map[string]int // how often each id was acknowledged
	repeated int            // requests that were sent again after a 200
	cut      map[int64]int  // requests that the worker did not respond to, by the value of killed
	statuses map[int]int
	failed   error // the first response or error that no kill explains
}

func newSenders(key string, addrs func() []string) *senders {
	return &senders{
		client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: senderCount}, Timeout: 20 * time.Second},
		key:    key, addrs: addrs, least: 20 * time.Millisecond, most: 140 * time.Millisecond,
		stopping: make(chan struct{}), accepted: map[string]int{}, cut: map[int64]int{}, statuses: map[int]int{},
	}
}

// start starts the senders. They send new events until finish, or until ctx ends.
func (s *senders) start(ctx context.Context) {
	ctx, s.cancel = context.WithCancel(ctx)
	for i := range senderCount {
		s.done.Go(func() {
			for n := 0; s.sending() && ctx.Err() == nil; n++ {
				id := fmt.Sprintf("ev_%d_%05d", i, n)
				s.deliver(ctx, id)
				_ = pause(ctx, s.least, s.most)
				if rand.N(20) == 0 {
					s.repeat(ctx, id)
				}
			}
		})
	}
}

// finish waits until the senders' last events are acknowledged.
func (s *senders) finish() {
	close(s.stopping)
	s.done.Wait()
	s.abort()
}

// abort ends the senders, whether or not their last events are acknowledged. It does nothing after finish.
func (s *senders) abort() {
	if s.cancel != nil {
		s.cancel()
	}
	s.done.Wait()
	s.client.CloseIdleConnections()
}

func (s *senders) sending() bool {
	select {
	case <-s.stopping:
		return false
	default:
		return true
	}
}

// deliver sends an event until it is acknowledged or ctx ends.
func (s *senders) deliver(ctx context.Context, id string) {
	s.until(ctx, id, func() bool { return s.post(ctx, id) })
}

// until calls post, which sends the event id, until it is acknowledged or ctx ends.
func (s *senders) until(ctx context.Context, id string, post func() bool) {
	for !post() {
		if pause(ctx, 20*time.Millisecond, 80*time.Millisecond) != nil {
			return
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.accepted[id]++
}

// repeat delivers an event that was acknowledged before.
func (s *senders) repeat(ctx context.Context, id string) {
	s.deliver(ctx, id)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.repeated++
}

// post sends an event once and reports whether it was acknowledged.
func (s *senders) post(ctx context.Context, id string) bool {
	body := fmt.Appendf(nil, `{"eventId":%q,"eventType":"record.new","syncType":"delta_sync","syncDataType":"ats_jobs",`+
		`"syncJobId":"sj_1","recordId":%q,"eventData":{"name":"Engineer"}}`, id, "r_"+id)
	return s.send(ctx, "integration_1", body)
}

// send sends a body once, for an integration, and reports whether it was acknowledged.
func (s *senders) send(ctx context.Context, integration string, body []byte) bool {
	addrs := s.addrs()
	if len(addrs) == 0 {
		return false
	}
	r := webhooktest.Request("http://"+addrs[rand.N(len(addrs))]+"/", signing, s.key, body)
	r.Header.Set("X-Knit-Integration-Id", integration)
	killed := s.killed.Load()
	response, err := s.client.Do(r.WithContext(ctx))
	if err != nil {
		s.noResponse(ctx, killed, err)
		return false
	}
	_, _ = io.Copy(io.Discard, response.Body)
	_ = response.Body.Close()
	s.noteStatus(response)
	return response.StatusCode == http.StatusOK
}

// noResponse notes a request that ended without a response. A request that a kill has cut was in flight. A
// request whose connection was refused was not.
func (s *senders) noResponse(ctx context.Context, killed int64, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var timeout interface{ Timeout() bool }
	switch {
	case ctx.Err() != nil, errors.Is(err, syscall.ECONNREFUSED):
	case errors.As(err, &timeout) && timeout.Timeout():
		s.failed = errors.Join(s.failed, fmt.Errorf("no response in time: %w", err))
	default:
		s.cut[killed]++
	}
}

// noteStatus counts a response. A worker that cannot store a delivery must respond 503 with Retry-After. 401
// and 404 come from other programs: the port of a worker that has ended may be used again.
func (s *senders) noteStatus(r *http.Response) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.statuses[r.StatusCode]++
	switch r.StatusCode {
	case http.StatusOK, http.StatusUnauthorized, http.StatusNotFound:
	case http.StatusServiceUnavailable:
		if r.Header.Get("Retry-After") == "" {
			s.failed = errors.Join(s.failed, errors.New("503 without Retry-After"))
		}
	default:
		s.failed = errors.Join(s.failed, fmt.Errorf("response %s", r.Status))
	}
}

// cuts returns how many kills cut at least one request.
func (s *senders) cuts() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.cut)
}
