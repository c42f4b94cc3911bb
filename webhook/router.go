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

// EventType is a [Delivery.Type] together with E, the Go type that the body of such an event decodes
// into, so that a handler for the wrong type does not compile. The provider packages have a constant
// for each event.
//
// An EventType that ends in * is a prefix: it matches all types with that prefix that do not have
// their own handler. If several prefixes match, the longest applies. "acme:*" matches all other
// events of the provider acme.
type EventType[E any] string

// Router is a [Sink] that decodes each delivery and passes it to the handler of its type. Register
// handlers with [On] before the first delivery; a later registration is safe, and applies to later
// deliveries.
//
// The zero Router is ready to use. A queue worker can call [Router.Accept] directly to process or replay a
// stored Delivery. Accept does not run the middleware that [Use] was given. Before you replay a delivery
// from [OnError], wrap the Router in that middleware, because the middleware may have rejected the delivery.
type Router struct {
	unknown atomic.Uint64

	mu        sync.RWMutex
	handlers  map[string]handler // of one type
	prefixes  map[string]handler // of all types with a prefix; the key has no *
	lengths   []int              // the distinct lengths of the prefixes, longest first
	onUnknown func(ctx context.Context, d *Delivery) error
	unmarshal func(data []byte, v any) error
}

// find returns the handler of a type: its own, or that of its longest registered prefix, or nil. It
// makes one lookup for each length in r.lengths, regardless of the number of handlers.
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

// On registers h for events of type t. Like http.ServeMux it panics if the type has a handler already;
// it also panics if t is empty or h is nil. h receives the decoded event and its delivery. The error
// that h returns determines the response to the provider; see [Drop] and [RetryAfter].
func On[E any](r *Router, t EventType[E], h func(ctx context.Context, e *E, d *Delivery) error) {
	if t == "" {
		panic("webhook: On: the event type is empty")
	}
	if h == nil {
		panic(fmt.Sprintf("webhook: On(%s): the handler is nil", t))
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
		panic(fmt.Sprintf("webhook: On: %s has a handler already", eventType))
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

// OnUnknown registers h for deliveries whose type has no handler. Without it they are counted (see
// [Router.Unknown]) and acknowledged, because after an error the provider would send them again for
// days. OnUnknown panics if h is nil, and if it is called twice.
func (r *Router) OnUnknown(h func(ctx context.Context, d *Delivery) error) {
	if h == nil {
		panic("webhook: OnUnknown: the handler is nil")
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.onUnknown != nil {
		panic("webhook: OnUnknown: unknown types have a handler already")
	}
	r.onUnknown = h
}

// Unknown returns the number of deliveries that had no handler, including those that
// [Router.OnUnknown] handled.
func (r *Router) Unknown() uint64 { return r.unknown.Load() }

// UseUnmarshal sets the function that decodes events. The default, and nil, is encoding/json. Call it
// before the first delivery. f must support json tags and json.Unmarshaler.
func (r *Router) UseUnmarshal(f func(data []byte, v any) error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.unmarshal = f
}

// Accept decodes d and calls the handler of its type. If the body of d cannot be decoded, Accept
// returns a [*DecodeError]: the provider has probably changed its format. Most providers send the event
// again, so it can be handled after an update of your backend.
//
// If a handler or a decoder panics, Accept returns a [*PanicError], even for http.ErrAbortHandler:
// one invalid record must not end a queue worker, which has no request to abort.
func (r *Router) Accept(ctx context.Context, d *Delivery) (err error) {
	if d == nil {
		return errors.New("webhook: the delivery is nil")
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

// decode is json.Unmarshal, except if v is a json.Unmarshaler: then decode checks the bytes in one
// pass and calls it. encoding/json makes two passes, which take longer than decoding most types.
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

// DecodeError means that an authentic event does not decode into its Go type. Its text contains only
// the event type; the wrapped error may quote the record.
type DecodeError struct {
	Type string // the event type
	err  error
}

// Error returns a text with the event type.
func (e *DecodeError) Error() string {
	return fmt.Sprintf("webhook: an event of type %s does not decode (its bytes are in Delivery.Body)", e.Type)
}

// Format writes the text of [DecodeError.Error] under every verb, because the wrapped error may quote
// the record.
func (e DecodeError) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, e.Error()) }

// Unwrap returns the decoder's error.
func (e *DecodeError) Unwrap() error { return e.err }
