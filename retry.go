package rolecall

import (
	"errors"
	"fmt"
	"time"
)

// RetryPolicy determines how often a call is attempted and how long it waits between attempts. The
// zero value means the defaults: 4 attempts, with waits of up to 500ms at first and up to 30s later.
//
// The wait before attempt n+1 is random between zero and MinWait doubled n-1 times, but at most MaxWait
// (exponential backoff with full jitter). It ends early if the context ends. If the provider requests
// a wait with Retry-After, on 429 and 503, the call waits for exactly that time. If that time exceeds
// MaxWait, the call returns its error immediately, with [Error.RetryAfter].
//
// The policy does not determine which calls are retried. A read is retried after 408, 429, 502, 503,
// 504 and a lost connection. A write is retried only if the server rejected it with 429, if it was
// certainly not sent (no connection), or if the provider documents the call as idempotent; see
// [ErrAmbiguous].
type RetryPolicy struct {
	// MaxAttempts includes the first attempt. 1 means no retries, 0 means 4.
	MaxAttempts int
	// MinWait is the upper limit of the first wait. The limit doubles with each further wait, up to MaxWait.
	// Waits are random: the first may be shorter than MinWait. 0 means 500ms.
	MinWait time.Duration
	// MaxWait is the upper limit of every wait. 0 means 30s.
	MaxWait time.Duration
}

// The defaults of RetryPolicy.
const (
	defaultAttempts = 4
	defaultMinWait  = 500 * time.Millisecond
	defaultMaxWait  = 30 * time.Second
)

func (p RetryPolicy) check() error {
	switch {
	case p.MaxAttempts < 0:
		return fmt.Errorf("rolecall: RetryPolicy.MaxAttempts is %d: use 1 to disable retries, 0 for the default", p.MaxAttempts)
	case p.MinWait < 0 || p.MaxWait < 0:
		return errors.New("rolecall: RetryPolicy has a negative wait")
	case p.MaxWait != 0 && p.MinWait > p.MaxWait:
		return fmt.Errorf("rolecall: RetryPolicy.MinWait %s is above MaxWait %s", p.MinWait, p.MaxWait)
	}
	return nil
}
