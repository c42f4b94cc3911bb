package rolecall

import (
	"errors"
	"fmt"
	"time"
)

// RetryPolicy says how often one call is attempted and how long it waits between
// attempts. The zero value means the defaults: 4 attempts, waits between 500ms and 30s.
//
// The wait before attempt n+1 is random between zero and MinWait doubled n-1 times, at
// most MaxWait (exponential backoff with full jitter), and ends with the context. If
// the provider asks for a wait (Retry-After, on 429 and 503), the wait is exactly that; one
// beyond MaxWait is not shortened: the call returns its error immediately, with
// [Error.RetryAfter].
//
// This policy does not decide which calls are retried. A read is retried after 408, 429, 502,
// 503, 504 and after a lost connection. A write is retried only if the server rejected
// it before doing it (429) or it was certainly not sent (no connection), unless the
// provider documents the call as idempotent; see [ErrAmbiguous].
type RetryPolicy struct {
	// MaxAttempts includes the first attempt. 1: no retries. 0: the default, 4.
	MaxAttempts int
	// MinWait is the upper bound of the first wait. 0: 500ms.
	MinWait time.Duration
	// MaxWait caps every wait. 0: 30s.
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
		return fmt.Errorf("rolecall: RetryPolicy.MaxAttempts is %d: 1 switches retries off, 0 means the default", p.MaxAttempts)
	case p.MinWait < 0 || p.MaxWait < 0:
		return errors.New("rolecall: RetryPolicy has a negative wait")
	case p.MaxWait != 0 && p.MinWait > p.MaxWait:
		return fmt.Errorf("rolecall: RetryPolicy.MinWait %s is above MaxWait %s", p.MinWait, p.MaxWait)
	}
	return nil
}
