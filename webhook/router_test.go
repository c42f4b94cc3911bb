package webhook_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"runtime"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/webhook"
)

const (
	firedType webhook.EventType[firedEvent] = "acme:person.fired"
	movedType webhook.EventType[acmeEvent]  = "acme:person.moved"
)

type firedEvent struct {
	Reason string `json:"reason"`
}

func TestRouter(t *testing.T) {
	router := webhook.NewRouter()
	var hires []acmeEvent
	var fires []firedEvent
	webhook.On(router, hiredType, func(_ context.Context, e *acmeEvent, d *webhook.Delivery) error {
		require.Equal(t, string(hiredType), d.Type)
		hires = append(hires, *e)
		return nil
	})
	webhook.On(router, firedType, func(_ context.Context, e *firedEvent, d *webhook.Delivery) error {
		require.Equal(t, string(firedType), d.Type)
		fires = append(fires, *e)
		return errSink
	})
	require.NoError(t, router.Accept(t.Context(), &webhook.Delivery{Type: string(hiredType), Body: hired.body()}))
	require.Equal(t, errSink, router.Accept(t.Context(), &webhook.Delivery{Type: string(firedType), Body: []byte(`{"reason":"none"}`)}))
	require.NoError(t, router.Accept(t.Context(), &webhook.Delivery{Type: "acme:person.Hired/people", Body: []byte("no JSON")}))
	require.Equal(t, []acmeEvent{hired}, hires)
	require.Equal(t, []firedEvent{{"none"}}, fires)
	require.EqualValues(t, 1, router.Unknown())
}

func TestRouterDecodesNewEvent(t *testing.T) {
	router := webhook.NewRouter()
	var seen []*acmeEvent
	webhook.On(router, hiredType, func(_ context.Context, e *acmeEvent, _ *webhook.Delivery) error {
		seen = append(seen, e)
		return nil
	})
	require.NoError(t, router.Accept(t.Context(), &webhook.Delivery{Type: string(hiredType), Body: hired.body()}))
	require.NoError(t, router.Accept(t.Context(), &webhook.Delivery{Type: string(hiredType), Body: []byte(`{"id":"evt-2"}`)}))
	require.NotSame(t, seen[0], seen[1])
	require.Equal(t, acmeEvent{ID: "evt-2"}, *seen[1], "the event must not contain values of the previous one")
}

func TestOnInvalid(t *testing.T) {
	router := webhook.NewRouter()
	h := func(context.Context, *acmeEvent, *webhook.Delivery) error { return nil }
	webhook.On(router, hiredType, h)
	require.PanicsWithValue(t, "webhook: On: acme:person.hired/people has a handler already", func() { webhook.On(router, hiredType, h) })
	require.Panics(t, func() {
		webhook.On(router, webhook.EventType[firedEvent](hiredType), func(context.Context, *firedEvent, *webhook.Delivery) error { return nil })
	})
	require.Panics(t, func() { webhook.On(router, "", h) })
	require.Panics(t, func() { webhook.On[acmeEvent](router, movedType, nil) })
	require.Panics(t, func() { router.OnUnknown(nil) })
	router.OnUnknown(func(context.Context, *webhook.Delivery) error { return nil })
	require.Panics(t, func() { router.OnUnknown(func(context.Context, *webhook.Delivery) error { return nil }) })

	// The router is unchanged and not locked.
	webhook.On(router, movedType, h)
	require.NoError(t, router.Accept(t.Context(), &webhook.Delivery{Type: string(movedType), Body: []byte("{}")}))
	require.Zero(t, router.Unknown())
}

func TestRouterPrefix(t *testing.T) {
	router := webhook.NewRouter()
	var got []string
	take := func(name string) func(context.Context, *acmeEvent, *webhook.Delivery) error {
		return func(_ context.Context, _ *acmeEvent, d *webhook.Delivery) error {
			got = append(got, name+" "+d.Type)
			return nil
		}
	}
	webhook.On(router, "acme:*", take("any"))
	webhook.On(router, "acme:person.*", take("person"))
	webhook.On(router, "acme:person.moved", take("moved"))
	require.Panics(t, func() { webhook.On(router, "acme:*", take("again")) })
	for _, eventType := range []string{"acme:person.moved", "acme:person.moved/x", "acme:person.fired", "acme:team", "acme:", "acmeother:team", "acme"} {
		require.NoError(t, router.Accept(t.Context(), &webhook.Delivery{Type: eventType, Body: []byte("{}")}))
	}
	require.Equal(t, []string{
		"moved acme:person.moved", "person acme:person.moved/x", "person acme:person.fired", "any acme:team", "any acme:",
	}, got)
	require.EqualValues(t, 2, router.Unknown())
}

func TestRouterZeroValue(t *testing.T) {
	var router webhook.Router
	require.NoError(t, router.Accept(t.Context(), &webhook.Delivery{Type: string(hiredType)}))
	require.EqualValues(t, 1, router.Unknown())
	called := false
	webhook.On(&router, hiredType, func(context.Context, *acmeEvent, *webhook.Delivery) error {
		called = true
		return nil
	})
	require.NoError(t, router.Accept(t.Context(), &webhook.Delivery{Type: string(hiredType), Body: []byte("{}")}))
	require.True(t, called)
}

func TestAcceptNil(t *testing.T) {
	require.Error(t, webhook.NewRouter().Accept(t.Context(), nil))
}

func TestOnUnknown(t *testing.T) {
	router := webhook.NewRouter()
	var in inbox
	router.OnUnknown(in.Accept)
	in.err = errSink
	d := &webhook.Delivery{Type: "acme:new", Body: []byte("not even JSON")}
	require.Equal(t, errSink, router.Accept(t.Context(), d))
	require.Same(t, d, in.all()[0])
	require.EqualValues(t, 1, router.Unknown(), "the delivery must be counted")
}

func TestRouterContext(t *testing.T) {
	type key struct{}
	router := webhook.NewRouter()
	webhook.On(router, hiredType, func(ctx context.Context, _ *acmeEvent, _ *webhook.Delivery) error {
		require.Equal(t, "here", ctx.Value(key{}))
		return nil
	})
	require.NoError(t, router.Accept(context.WithValue(t.Context(), key{}, "here"), &webhook.Delivery{Type: string(hiredType), Body: []byte("{}")}))
}

// badRecord is the error of a decoder, which quotes the record.
type badRecord struct{ text string }

func (e badRecord) Error() string { return "cannot read " + e.text }

func TestDecodeErrorHidesRecord(t *testing.T) {
	quotes := func(data []byte, _ any) error { return badRecord{string(data)} }
	for name, unmarshal := range map[string]func([]byte, any) error{"encoding/json": nil, "quoting decoder": quotes} {
		for _, body := range []string{`{"value":["ada@example.test"]}`, `{"value":"ada@example.test"`, `"ada@example.test"`, `{"value":"ada@example.test"} trailing`, ""} {
			t.Run(name+" "+body, func(t *testing.T) {
				router := webhook.NewRouter()
				router.UseUnmarshal(unmarshal)
				webhook.On(router, hiredType, func(context.Context, *acmeEvent, *webhook.Delivery) error {
					t.Error("the handler was called although the event does not decode")
					return nil
				})
				err := router.Accept(t.Context(), &webhook.Delivery{Type: string(hiredType), Body: []byte(body)})
				var failed *webhook.DecodeError
				require.ErrorAs(t, err, &failed)
				require.Equal(t, string(hiredType), failed.Type)
				require.Error(t, errors.Unwrap(err))
				require.ErrorContains(t, err, string(hiredType))
				for _, verb := range []string{"%v", "%+v", "%s", "%q", "%x"} {
					require.NotContains(t, fmt.Sprintf(verb, err), "ada")
					require.NotContains(t, fmt.Sprintf(verb, err), fmt.Sprintf("%x", "ada"))
				}
				got, err := json.Marshal(failed)
				require.NoError(t, err)
				require.NotContains(t, string(got), "ada")
			})
		}
	}
}

func TestUseUnmarshal(t *testing.T) {
	router := webhook.NewRouter()
	router.UseUnmarshal(func(data []byte, v any) error {
		v.(*acmeEvent).Value = "decoded " + string(data)
		return nil
	})
	var got string
	webhook.On(router, hiredType, func(_ context.Context, e *acmeEvent, _ *webhook.Delivery) error {
		got = e.Value
		return nil
	})
	d := &webhook.Delivery{Type: string(hiredType), Body: []byte(`{"value":"x"}`)}
	require.NoError(t, router.Accept(t.Context(), d))
	require.Equal(t, `decoded {"value":"x"}`, got)
	router.UseUnmarshal(nil)
	require.NoError(t, router.Accept(t.Context(), d))
	require.Equal(t, "x", got, "encoding/json again")
}

func TestOnConcurrent(t *testing.T) {
	var router webhook.Router
	var all sync.WaitGroup
	for i := range 8 {
		mine := webhook.EventType[acmeEvent](fmt.Sprintf("acme:late-%d", i))
		all.Go(func() {
			called := 0
			webhook.On(&router, mine, func(context.Context, *acmeEvent, *webhook.Delivery) error {
				called++
				return nil
			})
			router.UseUnmarshal(json.Unmarshal)
			for range 100 {
				if err := router.Accept(context.Background(), &webhook.Delivery{Type: string(mine), Body: []byte("{}")}); err != nil {
					t.Error(err)
				}
			}
			if called != 100 {
				t.Errorf("called %d times of 100 after it was registered", called)
			}
		})
		all.Go(func() {
			for range 100 {
				if err := router.Accept(context.Background(), &webhook.Delivery{Type: "acme:nobody"}); err != nil {
					t.Error(err)
				}
				_ = router.Unknown()
			}
		})
	}
	all.Go(func() { router.OnUnknown(func(context.Context, *webhook.Delivery) error { return nil }) })
	all.Wait()
	require.EqualValues(t, 800, router.Unknown())
}

func TestAcceptStoredDelivery(t *testing.T) {
	stored, err := json.Marshal(parseOne(t, acme(t), nil, hired.body()))
	require.NoError(t, err)
	var d webhook.Delivery
	require.NoError(t, json.Unmarshal(stored, &d))
	router := webhook.NewRouter()
	var got acmeEvent
	webhook.On(router, hiredType, func(_ context.Context, e *acmeEvent, _ *webhook.Delivery) error {
		got = *e
		return webhook.Drop(errSink)
	})
	require.True(t, webhook.Dropped(router.Accept(t.Context(), &d)), "Accept must return the verdict unmodified")
	require.Equal(t, hired, got)
}

// A panic must not end a queue worker that calls Accept.
func TestAcceptPanic(t *testing.T) {
	for name, value := range map[string]any{
		"text": "a secret record", "an error": errSink, "ErrAbortHandler": http.ErrAbortHandler, "nil": nil,
	} {
		explode := func() { panic(value) }
		for where, set := range map[string]func(*webhook.Router){
			"handler": func(r *webhook.Router) {
				webhook.On(r, hiredType, func(context.Context, *acmeEvent, *webhook.Delivery) error { explode(); return nil })
			},
			"handler of a prefix": func(r *webhook.Router) {
				webhook.On(r, "acme:*", func(context.Context, *acmeEvent, *webhook.Delivery) error { explode(); return nil })
			},
			"OnUnknown": func(r *webhook.Router) {
				r.OnUnknown(func(context.Context, *webhook.Delivery) error { explode(); return nil })
			},
			"UseUnmarshal": func(r *webhook.Router) {
				r.UseUnmarshal(func([]byte, any) error { explode(); return nil })
				webhook.On(r, hiredType, func(context.Context, *acmeEvent, *webhook.Delivery) error { return nil })
			},
			"UnmarshalJSON": func(r *webhook.Router) {
				webhook.On(r, "acme:*", func(context.Context, *panickingUnmarshaler, *webhook.Delivery) error { return nil })
			},
		} {
			t.Run(name+" in "+where, func(t *testing.T) {
				var router webhook.Router
				set(&router)
				err := router.Accept(t.Context(), &webhook.Delivery{Type: string(hiredType), Body: hired.body()})
				failed, ok := errors.AsType[*webhook.PanicError](err)
				require.True(t, ok, "%v", err)
				require.NotEmpty(t, failed.Stack)
				require.NotContains(t, err.Error(), "record")
				require.False(t, webhook.Dropped(err), "the delivery must be retried")
				if where != "UnmarshalJSON" && value != nil {
					require.Equal(t, value, failed.Value)
				}
			})
		}
	}
}

// panickingUnmarshaler is an event whose own decoder panics.
type panickingUnmarshaler struct{}

func (*panickingUnmarshaler) UnmarshalJSON([]byte) error { panic("a decoder") }

func TestRouterPanicInReceiver(t *testing.T) {
	var router webhook.Router
	runs := 0
	webhook.On(&router, hiredType, func(context.Context, *acmeEvent, *webhook.Delivery) error {
		if runs++; runs == 1 {
			panic(http.ErrAbortHandler)
		}
		return nil
	})
	var reported results
	rx := deduped(t, &router, reported.options()...)
	require.Equal(t, 500, deliver(t, rx, hired.body()))
	require.ErrorAs(t, reported.failed[0].err, new(*webhook.PanicError))
	require.Equal(t, 200, deliver(t, rx, hired.body()))
	require.Equal(t, 2, runs)
}

func TestRouterLongestPrefix(t *testing.T) {
	var router webhook.Router
	var got string
	on := func(pattern string) {
		webhook.On(&router, webhook.EventType[acmeEvent](pattern), func(context.Context, *acmeEvent, *webhook.Delivery) error {
			got = pattern
			return nil
		})
	}
	patterns := []string{"*", "a*", "acme:*", "acme:person.*", "acme:person.hired*", "acme:person.hired/people*", "acme:person.hired/person", "acmf:*", "é*"}
	for i := range 1000 {
		patterns = append(patterns, fmt.Sprintf("acme:x%d.*", i))
	}
	rand.Shuffle(len(patterns), func(i, j int) { patterns[i], patterns[j] = patterns[j], patterns[i] })
	for _, pattern := range patterns {
		on(pattern)
	}
	for eventType, want := range map[string]string{
		"": "*", "b": "*", "a": "a*", "acme": "a*", "acme:": "acme:*", "acme:person": "acme:*", "acme:person.": "acme:person.*",
		"acme:person.hired": "acme:person.hired*", "acme:person.hired/people": "acme:person.hired/people*",
		"acme:person.hired/person": "acme:person.hired/person", "acme:person.hired/persons": "acme:person.hired*",
		"acmf:": "acmf:*", "acme:x999.y": "acme:x999.*", "acme:x99.y": "acme:x99.*", "acme:x1000.y": "acme:*", "é": "é*", "\xc3": "*",
		"acme:person.*": "acme:person.*",
	} {
		got = ""
		require.NoError(t, router.Accept(t.Context(), &webhook.Delivery{Type: eventType, Body: []byte("{}")}))
		require.Equal(t, want, got, eventType)
	}
}

func TestOnCost(t *testing.T) {
	var router webhook.Router
	registerMany(&router, 0, 1000)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	registerMany(&router, 1000, 1000)
	runtime.ReadMemStats(&after)
	require.Less(t, (after.TotalAlloc-before.TotalAlloc)/1000, uint64(2000), "bytes for each further handler")
}

// registerMany registers n handlers, every second one for a prefix.
func registerMany(router *webhook.Router, first, n int) {
	for i := range n {
		name := fmt.Sprintf("acme:many-%d", first+i)
		if i%2 == 1 {
			name += ".*"
		}
		webhook.On(router, webhook.EventType[acmeEvent](name), func(context.Context, *acmeEvent, *webhook.Delivery) error { return nil })
	}
}

// customUnmarshaler is a json.Unmarshaler that stores its input.
type customUnmarshaler struct{ input string }

func (s *customUnmarshaler) UnmarshalJSON(b []byte) error {
	s.input = string(b)
	if s.input == `"rejected"` {
		return errors.New("rejected-value")
	}
	return nil
}

func TestRouterUnmarshaler(t *testing.T) {
	t.Parallel()
	for _, body := range []string{`{"a":1}`, " \n{\"a\" : 1}\t", `null`, `"text"`, `[1, 2]`} {
		var want customUnmarshaler
		require.NoError(t, json.Unmarshal([]byte(body), &want))
		router := webhook.NewRouter()
		webhook.On(router, "acme:e", func(_ context.Context, e *customUnmarshaler, _ *webhook.Delivery) error {
			require.Equal(t, want.input, e.input)
			return nil
		})
		require.NoError(t, router.Accept(t.Context(), &webhook.Delivery{Type: "acme:e", Body: []byte(body)}))
		require.Zero(t, router.Unknown())
	}
	for _, body := range []string{`{"a":1`, `{"a":1} {}`, ``, "\xef\xbb\xbf{}", `"rejected"`} {
		router := webhook.NewRouter()
		webhook.On(router, "acme:e", func(context.Context, *customUnmarshaler, *webhook.Delivery) error {
			t.Error("the handler was called for invalid JSON")
			return nil
		})
		err := router.Accept(t.Context(), &webhook.Delivery{Type: "acme:e", Body: []byte(body)})
		require.ErrorAs(t, err, new(*webhook.DecodeError), body)
		require.NotContains(t, fmt.Sprintf("%v %+v %#v %d", err, err, err, err), "rejected-value")
	}
}
