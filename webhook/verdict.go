package webhook

import (
	"errors"
	"time"
)

// Verdict says what a queue worker must do after a [Sink] has returned, see [VerdictOf]. The zero
// value is VerdictRetry.
type Verdict uint8

// The verdicts.
const (
	// VerdictRetry: the attempt failed. Retry with the queue's backoff, and park the delivery for
	// an operator after the queue's maximum of attempts.
	VerdictRetry Verdict = iota
	// VerdictDone: the delivery is handled. Acknowledge it.
	VerdictDone
	// VerdictDrop: the attempt failed, and a retry would not help. Acknowledge the delivery, and
	// store it with its error if an operator should see it.
	VerdictDrop
	// VerdictRetryAfter: the sink could not handle the delivery yet. Retry after the wait, and do
	// not count this as a failed attempt.
	VerdictRetryAfter
)

// String returns "retry", "done", "drop" or "retry after".
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

// VerdictOf returns the verdict for the error of a [Sink] such as a [Router], and the wait before
// the retry:
//
//	nil                        VerdictDone
//	an error of Drop           VerdictDrop
//	an error of RetryAfter     VerdictRetryAfter, with its wait (at least one second)
//	ErrBusy, ErrInFlight       VerdictRetryAfter, with five seconds
//	any other error            VerdictRetry
//
// The wait is 0 for all verdicts but VerdictRetryAfter. If err wraps several errors of Drop,
// RetryAfter and [NotUnderstood], the outermost counts. A wait in an error of another package, such as
// rolecall.Error.RetryAfter, counts only if the handler returns it with RetryAfter.
func VerdictOf(err error) (Verdict, time.Duration) {
	if err == nil {
		return VerdictDone, 0
	}
	if d, ok := errors.AsType[decided](err); ok {
		switch v, ok := d.(*verdict); {
		case !ok:
			return VerdictRetry, 0
		case v.drop:
			return VerdictDrop, 0
		default:
			return VerdictRetryAfter, v.wait
		}
	}
	if errors.Is(err, ErrBusy) || errors.Is(err, ErrInFlight) {
		return VerdictRetryAfter, defaultRetryAfter
	}
	return VerdictRetry, 0
}

// Dropped reports whether err says that the delivery need not be sent again, so that a queue
// worker can acknowledge it. [VerdictOf] returns more.
func Dropped(err error) bool {
	v, _ := VerdictOf(err)
	return v == VerdictDrop
}
