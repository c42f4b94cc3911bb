package webhook

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"time"
)

// outcome holds the values for the log, [OnError] and [OnResult], and for the response.
type outcome struct {
	start    time.Time // by the system clock
	received time.Time // by the receiver's clock, see [Now]
	delivery *Delivery
	key      int // Result.KeyIndex
	status   int // the status of the response; 0 means that the error determines it
	limit    timeLimit
	whole    bool // the body was read completely
}

// finish reports the outcome and writes the response.
func (rx *Receiver) finish(w http.ResponseWriter, r *http.Request, out *outcome, err error) {
	rx.report(r.Context(), out, err)
	status, wait := statusOf(err)
	if !out.whole {
		rx.drain(r, &out.limit)
		if status == http.StatusRequestEntityTooLarge {
			w.Header().Set("Connection", "close") // the rest of the body may follow
		}
	}
	if r, ok := errors.AsType[*rejection](err); ok && r.explained && rx.source.Explain != nil {
		body := rx.source.Explain(r.err)
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_, _ = w.Write(body) // an error means that the client has disconnected
		return
	}
	respond(w, status, wait)
}

func (rx *Receiver) report(ctx context.Context, out *outcome, err error) {
	if rx.opts.onError == nil && rx.opts.onResult == nil && rx.opts.log == nil {
		return
	}
	// OnError must be able to store a failure even if the client has disconnected.
	ctx = context.WithoutCancel(ctx)
	status, _ := statusOf(err)
	if out.status != 0 {
		status = out.status
	}
	if rx.opts.log != nil {
		rx.hook(ctx, func() { rx.logResult(ctx, out, status, err) })
	}
	if rx.opts.onError != nil && err != nil && out.delivery != nil {
		rx.hook(ctx, func() { rx.opts.onError(ctx, out.delivery, err) })
	}
	if rx.opts.onResult != nil {
		rx.hook(ctx, func() {
			rx.opts.onResult(ctx, Result{
				Source: rx.source.Name, Delivery: out.delivery, Status: status, Err: err,
				KeyIndex: out.key, Duration: time.Since(out.start),
			})
		})
	}
}

// hook calls f, which calls a function of your backend. If that panics, the server continues, the other
// functions are called, and the value is not logged.
func (rx *Receiver) hook(ctx context.Context, f func()) {
	defer func() {
		if recover() == nil || rx.opts.log == nil {
			return
		}
		defer func() { _ = recover() }() // the log may be what panicked
		rx.opts.log.LogAttrs(ctx, slog.LevelError, "webhook: a function of OnError, OnResult or Log panicked", slog.String("source", rx.source.Name))
	}()
	f()
}

func (rx *Receiver) logResult(ctx context.Context, out *outcome, status int, err error) {
	level, message := slog.LevelDebug, "webhook: accepted"
	switch {
	case status >= 500:
		level, message = slog.LevelError, "webhook: failed"
	case status >= 400:
		level, message = slog.LevelWarn, "webhook: rejected"
	case err != nil:
		level, message = slog.LevelWarn, "webhook: dropped"
	}
	attrs := []slog.Attr{slog.String("source", rx.source.Name), slog.Int("status", status), slog.Duration("took", time.Since(out.start))}
	if out.delivery != nil {
		attrs = append(attrs, slog.String("type", out.delivery.Type), slog.String("id", out.delivery.ID))
	}
	if err != nil {
		attrs = append(attrs, slog.String("reason", reason(err)))
	}
	rx.opts.log.LogAttrs(ctx, level, message, attrs...)
}
