package webhook

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
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
// One that ends in * stands for all types with that prefix that do not have their own handler;
// of several that match, the longest counts. "acme:*" is all other events of the provider acme.
type EventType[E any] string

// Router is a [Sink] that decodes each delivery once and passes it to the handler of its
// type. Register handlers with [On] before the first delivery; a later registration is
// safe, and applies to later deliveries.
//
// The zero Router is ready to use. It does not need HTTP: queue workers and replays call
// [Router.Accept] with a stored Delivery. A delivery from [OnError] may be one that
// a middleware rejected: wrap the Router in that middleware first.
type Router struct {
	unknown atomic.Uint64

	mu        sync.RWMutex
	handlers  map[string]handler // of one type
	prefixes  map[string]handler // of all types with a prefix; without the *
	lengths   []int              // of the prefixes, each once, the longest first
	onUnknown func(ctx context.Context, d *Delivery) error
	unmarshal func(data []byte, v any) error
}

// find returns the handler of a type: its own, otherwise that of its longest prefix; nil if there
// is none. It makes one lookup for each length of a prefix, however many handlers there are.
func (r *Router) find(eventType string) handler {
	if h, ok := r.handlers[eventType]; ok {
		return h
	}
	for _, n := range r.lengths {
		if n > len(eventType) {
			continue
		}
		if h, ok := r.prefixes[eventType[:n]]; ok {
			return h
		}
	}
	return nil
}

type handler func(ctx context.Context, d *Delivery, unmarshal func([]byte, any) error) error

// NewRouter returns an empty router.
func NewRouter() *Router { return new(Router) }

// On registers h for events of type t. Like http.ServeMux it panics on a second handler
// for the same type, and on a nil one. h receives its own event and the delivery of the event; its
// error determines the response to the provider, see [Drop] and [RetryAfter].
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
	handlers := &r.handlers
	name, isPrefix := strings.CutSuffix(eventType, "*")
	if isPrefix {
		handlers = &r.prefixes
	}
	if _, taken := (*handlers)[name]; taken {
		panic(fmt.Sprintf("webhook: a second handler for %s", eventType))
	}
	if *handlers == nil {
		*handlers = map[string]handler{}
	}
	(*handlers)[name] = h
	if isPrefix {
		at, known := slices.BinarySearchFunc(r.lengths, len(name), func(a, b int) int { return b - a })
		if !known {
			r.lengths = slices.Insert(r.lengths, at, len(name))
		}
	}
}

// OnUnknown registers the handler of deliveries whose type has no handler. Without it
// they are acknowledged and counted, see [Router.Unknown]: after an error the provider would send
// them again for days. It panics on a second registration.
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

// Unknown returns the number of deliveries that had no handler, including those that
// [Router.OnUnknown] handled.
func (r *Router) Unknown() uint64 { return r.unknown.Load() }

// UseUnmarshal sets the function that decodes events; nil: encoding/json. Call it before the first
// delivery. f must support json tags and json.Unmarshaler.
func (r *Router) UseUnmarshal(f func(data []byte, v any) error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.unmarshal = f
}

// Accept decodes d and calls the handler of its type. An event that does not decode is a
// [*DecodeError]: the provider changed something, and retries until your backend supports it.
//
// A panic of a handler or a decoder is returned as a [*PanicError], including http.ErrAbortHandler:
// one invalid record must not end a queue worker, which has no request to abort.
func (r *Router) Accept(ctx context.Context, d *Delivery) (err error) {
	if d == nil {
		return errors.New("webhook: no delivery")
	}
	defer func() {
		if v := recover(); v != nil {
			err = panicked(v)
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

// decode is json.Unmarshal, except for a json.Unmarshaler: decode checks the bytes in one pass and
// calls it. encoding/json would make two passes, which take longer than the decoding of most types.
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

// DecodeError is the error for an authentic event that does not decode into its type. Its text
// contains only the type; the wrapped error may quote the record.
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
