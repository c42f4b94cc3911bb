package webhook

import (
	"context"
	"fmt"
	"hash/maphash"
	"time"
)

// Limit lets at most inFlight deliveries through at once; one more waits for a place, up
// to wait, and is then answered 503 ([ErrBusy]). It panics if inFlight is not positive.
func Limit(inFlight int, wait time.Duration) Middleware {
	if inFlight <= 0 {
		panic(fmt.Sprintf("webhook: Limit(%d): nothing would ever get through", inFlight))
	}
	return func(next Sink) Sink {
		places := make(chan struct{}, inFlight)
		return SinkFunc(func(ctx context.Context, d *Delivery) error {
			if !take(ctx, places, wait) {
				return RetryAfter(max(wait, defaultRetryAfter), ErrBusy)
			}
			defer func() { <-places }()
			return next.Accept(ctx, d)
		})
	}
}

// take waits for a place.
func take(ctx context.Context, places chan struct{}, wait time.Duration) bool {
	select {
	case places <- struct{}{}:
		return true
	default:
	}
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
// two handlers never race on one record. Different keys share lanes, and lanes run side by
// side; more lanes make fewer unrelated deliveries wait for each other. A delivery
// without a key waits for nobody. It brings no order that the provider did not keep. A
// request that ends while it waits is answered 503. It panics if lanes is not positive.
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
			select {
			case mine <- struct{}{}: // without a look at ctx, which makes its channel only when asked
				defer func() { <-mine }()
				return next.Accept(ctx, d)
			default:
			}
			select {
			case mine <- struct{}{}:
			case <-ctx.Done():
				return RetryAfter(defaultRetryAfter, fmt.Errorf("%w: %w", ErrBusy, ctx.Err()))
			}
			defer func() { <-mine }()
			return next.Accept(ctx, d)
		})
	}
}
