package webhook

import (
	"errors"
	"time"
)

// Verdict specifies what a queue worker must do with a delivery after a [Sink] has returned, see
// [VerdictOf]. The zero value is VerdictRetry.
type Verdict uint8

// The verdicts.
const (
	// VerdictRetry means that the attempt failed. Retry with the queue's backoff. After the queue's
	// maximum number of attempts, park the delivery for an operator.
	VerdictRetry Verdict = iota
	// VerdictDone means that the delivery is handled. Acknowledge it.
	VerdictDone
	// VerdictDrop means that the attempt failed and a retry would not help. Acknowledge the
	// delivery, and store it with its error if an operator should see it.
	VerdictDrop
	// VerdictRetryAfter means that the sink could not handle the delivery yet. Retry after the wait,
	// and do not count this as a failed attempt.
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

// VerdictOf returns the verdict for err, the error of a [Sink] such as a [Router], and the wait before
// the retry:
//
//	nil                        VerdictDone
//	an error of Drop           VerdictDrop
//	an error of RetryAfter     VerdictRetryAfter, with its wait (at least one second)
//	ErrBusy, ErrInFlight       VerdictRetryAfter, with five seconds
//	any other error            VerdictRetry
//
// The wait is 0 for all verdicts except VerdictRetryAfter. If err wraps several errors of Drop,
// RetryAfter and [NotUnderstood], the outermost determines the verdict. A wait in an error of another
// package, such as rolecall.Error.RetryAfter, is ignored unless the handler passes it to RetryAfter.
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

// Dropped reports whether the verdict for err is [VerdictDrop], so that a queue worker can acknowledge
// the delivery. [VerdictOf] returns all verdicts.
func Dropped(err error) bool {
	v, _ := VerdictOf(err)
	return v == VerdictDrop
}
