package webhook

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/rolecall-dev/rolecall/internal/jsonpeek"
)

// EventType is the [Delivery.Type] of an event together with the Go type that its body
// decodes into, so that a handler for the wrong type does not compile. The provider
// packages have a constant for each event.
//
// One that ends in * stands for all types with that beginning that have no handler of their own:
// of several that fit, the longest counts. "acme:*" is everything else of the provider acme.
type EventType[E any] string

// Router is a [Sink] that decodes each delivery once and hands it to the handler of its
// type. Register handlers with [On] before the first delivery; a later registration is
// safe, and applies to the deliveries that come after it.
//
// The zero Router is ready to use. It needs no HTTP: queue workers and replays call
// [Router.Accept] with a Delivery that was stored.
type Router struct {
	unknown atomic.Uint64

	mu         sync.RWMutex
	handlers   map[string]handler // of one type
	beginnings map[string]handler // of all types with a beginning; without the *
	lengths    []int              // of the beginnings, each once, the longest first
	onUnknown  func(ctx context.Context, d *Delivery) error
	unmarshal  func(data []byte, v any) error
}

// find returns the handler of a type: its own, else that of its longest beginning; nil if there
// is none. It takes one lookup for each length of a beginning, however many handlers there are.
func (r *Router) find(eventType string) handler {
	if h, ok := r.handlers[eventType]; ok {
		return h
	}
	for _, n := range r.lengths {
		if n > len(eventType) {
			continue
		}
		if h, ok := r.beginnings[eventType[:n]]; ok {
			return h
		}
	}
	return nil
}

type handler func(ctx context.Context, d *Delivery, unmarshal func([]byte, any) error) error

// NewRouter returns an empty router.
func NewRouter() *Router { return new(Router) }

// On registers h for events of type t. Like http.ServeMux it panics on a second handler
// for the same type, and on a nil one. h gets an event of its own and the delivery it
// came in; its error is the answer to the provider, see [Drop] and [RetryAfter].
func On[E any](r *Router, t EventType[E], h func(ctx context.Context, e *E, d *Delivery) error) {
	if t == "" {
		panic("webhook: On with an empty event type")
	}
	if h == nil {
		panic(fmt.Sprintf("webhook: On(%s) with a nil handler", t))
	}
	r.register(string(t), func(ctx context.Context, d *Delivery, unmarshal func([]byte, any) error) error {
		e := new(E)
		if err := unmarshal(d.Body, e); err != nil {
			return &DecodeError{Type: d.Type, err: err}
		}
		return h(ctx, e, d)
	})
}

func (r *Router) register(eventType string, h handler) {
	r.mu.Lock()
	defer r.mu.Unlock()
	handlers, name := &r.handlers, eventType
	beginning, open := strings.CutSuffix(eventType, "*")
	if open {
		handlers, name = &r.beginnings, beginning
	}
	if _, taken := (*handlers)[name]; taken {
		panic(fmt.Sprintf("webhook: a second handler for %s", eventType))
	}
	if *handlers == nil {
		*handlers = map[string]handler{}
	}
	(*handlers)[name] = h
	if open {
		at, known := slices.BinarySearchFunc(r.lengths, len(beginning), func(a, b int) int { return b - a })
		if !known {
			r.lengths = slices.Insert(r.lengths, at, len(beginning))
		}
	}
}

// OnUnknown registers what happens to deliveries whose type has no handler. Without it
// they are acknowledged and counted, see [Router.Unknown]: an error would make the
// provider send them again for days. It panics on a second registration.
func (r *Router) OnUnknown(h func(ctx context.Context, d *Delivery) error) {
	if h == nil {
		panic("webhook: OnUnknown with a nil handler")
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.onUnknown != nil {
		panic("webhook: a second handler for unknown types")
	}
	r.onUnknown = h
}

// Unknown counts the deliveries that had no handler, whether or not [Router.OnUnknown] took
// them.
func (r *Router) Unknown() uint64 { return r.unknown.Load() }

// UseUnmarshal decodes events with f, before the first delivery; nil: encoding/json. f must
// honour json tags and json.Unmarshaler.
func (r *Router) UseUnmarshal(f func(data []byte, v any) error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.unmarshal = f
}

// Accept decodes d and calls the handler of its type. An event that does not decode is a
// [*DecodeError]: the provider changed something, and its retries give time to follow.
//
// A panic of a handler or a decoder is returned as a [*PanicError], http.ErrAbortHandler
// included: one bad record must not end a queue worker, which has no request to abort.
func (r *Router) Accept(ctx context.Context, d *Delivery) (err error) {
	if d == nil {
		return errors.New("webhook: no delivery")
	}
	defer func() {
		if v := recover(); v != nil {
			err = &PanicError{Value: v, Stack: debug.Stack()}
		}
	}()
	r.mu.RLock()
	h, onUnknown, unmarshal := r.find(d.Type), r.onUnknown, r.unmarshal
	r.mu.RUnlock()
	if h != nil {
		if unmarshal == nil {
			unmarshal = decode
		}
		return h(ctx, d, unmarshal)
	}
	r.unknown.Add(1)
	if onUnknown != nil {
		return onUnknown(ctx, d)
	}
	return nil
}

// decode is json.Unmarshal, but for a type that decodes itself: it is asked directly, after
// one pass that checks the bytes. encoding/json would make two, and take longer over them
// than most types over the decoding.
func decode(data []byte, v any) error {
	own, ok := v.(json.Unmarshaler)
	if !ok {
		return json.Unmarshal(data, v)
	}
	value, err := jsonpeek.Value(data)
	if err != nil {
		return err
	}
	return own.UnmarshalJSON(value)
}

// DecodeError is an authentic event that does not decode into its type. Its text names
// the type alone; the error beneath may quote the record.
type DecodeError struct {
	Type string
	err  error
}

// Error names the type of the event.
func (e *DecodeError) Error() string {
	return fmt.Sprintf("webhook: an event of type %s does not decode (the bytes are in the delivery)", e.Type)
}

// Format writes [DecodeError.Error] under every verb: a decoder's error may quote the record.
func (e DecodeError) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, e.Error()) }

// Unwrap returns the decoder's error.
func (e *DecodeError) Unwrap() error { return e.err }
