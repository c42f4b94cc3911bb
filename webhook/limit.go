package webhook

import (
	"context"
	"fmt"
	"hash/maphash"
	"time"
)

// Limit passes at most inFlight deliveries to the sink at the same time. A further delivery waits for
// at most wait. If the sink is still busy then, the response is 503 ([ErrBusy]). Limit panics if
// inFlight is not positive.
func Limit(inFlight int, wait time.Duration) Middleware {
	if inFlight <= 0 {
		panic(fmt.Sprintf("webhook: Limit(%d): must be positive", inFlight))
	}
	return func(next Sink) Sink {
		slots := make(chan struct{}, inFlight)
		return SinkFunc(func(ctx context.Context, d *Delivery) error {
			if !tryAcquire(slots) && !acquire(ctx, slots, wait) {
				return RetryAfter(max(wait, defaultRetryAfter), ErrBusy)
			}
			defer func() { <-slots }()
			return next.Accept(ctx, d)
		})
	}
}

// tryAcquire acquires a slot if one is free. It does not use the context: the first call of Done
// would allocate.
func tryAcquire(slots chan struct{}) bool {
	select {
	case slots <- struct{}{}:
		return true
	default:
		return false
	}
}

// acquire waits for a slot. It returns false if none is free within wait, or if ctx ends first.
func acquire(ctx context.Context, slots chan struct{}, wait time.Duration) bool {
	if wait <= 0 {
		return false
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case slots <- struct{}{}:
		return true
	case <-timer.C:
	case <-ctx.Done():
	}
	return false
}

// Serial passes deliveries with the same [Delivery.Key] to the sink one at a time, within this process,
// so that two handlers never work on one record concurrently. Each key belongs to one of the lanes,
// and lanes run concurrently: with more lanes, fewer unrelated deliveries wait for each other. A
// delivery without a key does not wait. Serial does not restore an order that the provider did not
// keep. If the context ends while a delivery waits, the response is 503. Serial panics if lanes is not
// positive.
func Serial(lanes int) Middleware {
	if lanes <= 0 {
		panic(fmt.Sprintf("webhook: Serial(%d): must be positive", lanes))
	}
	seed := maphash.MakeSeed()
	return func(next Sink) Sink {
		lane := make([]chan struct{}, lanes)
		for i := range lane {
			lane[i] = make(chan struct{}, 1)
		}
		return SinkFunc(func(ctx context.Context, d *Delivery) error {
			if d.Key == "" {
				return next.Accept(ctx, d)
			}
			mine := lane[maphash.String(seed, d.Key)%uint64(len(lane))]
			if !tryAcquire(mine) {
				select {
				case mine <- struct{}{}:
				case <-ctx.Done():
					return RetryAfter(defaultRetryAfter, fmt.Errorf("%w: %w", ErrBusy, ctx.Err()))
				}
			}
			defer func() { <-mine }()
			return next.Accept(ctx, d)
		})
	}
}
