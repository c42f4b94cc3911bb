package webhook

import (
	"errors"
	"time"
)

// Verdict is what a queue worker does with the error of a [Sink], see [VerdictOf]. The zero
// value is VerdictRetry.
type Verdict uint8

// The verdicts.
const (
	// VerdictRetry: it failed. Try again with the queue's own backoff, and set the delivery aside
	// for an operator after the queue's own number of attempts.
	VerdictRetry Verdict = iota
	// VerdictDone: it is handled. Acknowledge it.
	VerdictDone
	// VerdictDrop: it failed, and another attempt would not help. Acknowledge it, and keep the
	// delivery with its error if you want to look at it.
	VerdictDrop
	// VerdictRetryAfter: it was put off. Try again after the wait; that it had to wait is not
	// a failed attempt.
	VerdictRetryAfter
)

// String is the name of the verdict: "retry", "done", "drop", "retry after".
func (v Verdict) String() string {
	switch v {
	case VerdictDone:
		return "done"
	case VerdictDrop:
		return "drop"
	case VerdictRetryAfter:
		return "retry after"
	default:
		return "retry"
	}
}

// VerdictOf says what err, which a [Sink] such as [Router] returned, means for whoever holds the
// delivery. It is the queue worker's side of what a [Receiver] answers: nil is VerdictDone, an
// error of [Drop] VerdictDrop, one of [RetryAfter] VerdictRetryAfter with its wait, [ErrBusy] and
// [ErrInFlight] the same with five seconds, and any other VerdictRetry. The wait is 0 for the
// others. The outermost of several counts; an error that another package uses to say when to
// come again says nothing here, unless the handler passes it on in RetryAfter.
func VerdictOf(err error) (Verdict, time.Duration) {
	if err == nil {
		return VerdictDone, 0
	}
	if v, ok := errors.AsType[*verdict](err); ok {
		if v.drop {
			return VerdictDrop, 0
		}
		return VerdictRetryAfter, v.wait
	}
	if errors.Is(err, ErrBusy) || errors.Is(err, ErrInFlight) {
		return VerdictRetryAfter, defaultRetryAfter
	}
	return VerdictRetry, 0
}
