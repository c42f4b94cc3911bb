package webhook

import (
	"context"
	"fmt"
	"hash/maphash"
	"time"
)

// Limit passes at most inFlight deliveries to the sink at the same time. Others wait for a place, up
// to wait; then the response is 503 ([ErrBusy]). It panics if inFlight is not positive.
func Limit(inFlight int, wait time.Duration) Middleware {
	if inFlight <= 0 {
		panic(fmt.Sprintf("webhook: Limit(%d): nothing would ever get through", inFlight))
	}
	return func(next Sink) Sink {
		places := make(chan struct{}, inFlight)
		return SinkFunc(func(ctx context.Context, d *Delivery) error {
			if !tryTake(places) && !take(ctx, places, wait) {
				return RetryAfter(max(wait, defaultRetryAfter), ErrBusy)
			}
			defer func() { <-places }()
			return next.Accept(ctx, d)
		})
	}
}

// tryTake takes a place if one is free. It does not use the context, which makes its channel on the
// first call of Done.
func tryTake(places chan struct{}) bool {
	select {
	case places <- struct{}{}:
		return true
	default:
		return false
	}
}

// take waits for a place.
func take(ctx context.Context, places chan struct{}, wait time.Duration) bool {
	if wait <= 0 {
		return false
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case places <- struct{}{}:
		return true
	case <-timer.C:
	case <-ctx.Done():
	}
	return false
}

// Serial handles deliveries of one [Delivery.Key] one at a time, in this process, so that
// two handlers never race on one record. Each key belongs to a lane, and lanes run concurrently:
// with more lanes, fewer unrelated deliveries wait for each other. A delivery without a key does not
// wait. Serial does not restore an order that the provider did not keep. If the context ends while a
// delivery waits, the response is 503. It panics if lanes is not positive.
func Serial(lanes int) Middleware {
	if lanes <= 0 {
		panic(fmt.Sprintf("webhook: Serial(%d): nothing would ever get through", lanes))
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
			if !tryTake(mine) {
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
