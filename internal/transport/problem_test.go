package transport

import (
	"encoding/json"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
)

// Named is a request, or a part of one, that has a problem of its own.
type Named struct{ Name string }

func (p Named) Problem() string {
	if p.Name == "" {
		return "Name is empty"
	}
	return ""
}

type ofPointer struct{ Name string }

func (p *ofPointer) Problem() string {
	if p.Name == "" {
		return "Name is empty"
	}
	return ""
}

type (
	embedsPointer struct{ *Named }
	embedsDeeply  struct{ *embedsPointer }
	embedsAny     struct{ Asked }
	embedsDate    struct{ *rolecall.Date }
	// Asked is what has a Problem method.
	Asked interface{ Problem() string }
)

func TestProblemIn(t *testing.T) {
	t.Parallel()
	early, number := time.Date(26, 1, 1, 0, 0, 0, 0, time.UTC), math.NaN()
	for name, tc := range map[string]struct {
		request any
		want    string
	}{
		"nothing":                       {nil, ""},
		"a nil pointer":                 {(*Named)(nil), ""},
		"its own":                       {Named{}, "Name is empty"},
		"behind a pointer":              {&Named{}, "Name is empty"},
		"of a pointer's method":         {&ofPointer{}, "Name is empty"},
		"of an element":                 {struct{ Parts []Named }{[]Named{{"a"}, {}}}, "Parts[1].Name is empty"},
		"of an element of an array":     {struct{ Parts [2]Named }{[2]Named{{"a"}, {}}}, "Parts[1].Name is empty"},
		"of a pointer's method, within": {struct{ Parts []ofPointer }{make([]ofPointer, 1)}, "Parts[0].Name is empty"},
		"of an entry":                   {struct{ Parts map[string]any }{map[string]any{"a": Named{}}}, `Parts["a"].Name is empty`},
		"below entries and elements":    {map[int][]any{7: {nil, []Named{{}}}}, `["7"][1][0].Name is empty`},
		"of a field that is not sent": {struct {
			Parts []Named `json:"-"`
		}{make([]Named, 1)}, ""},
		"of an embedded struct":           {struct{ Named }{}, "Name is empty"},
		"a time":                          {struct{ At time.Time }{early}, "At has a year that does not have four digits"},
		"a day":                           {struct{ Day rolecall.Date }{rolecall.Date{Year: 2026, Month: 2, Day: 30}}, "Day is not in the calendar"},
		"a number":                        {struct{ N *float64 }{&number}, "N is not a number"},
		"a number in a list":              {struct{ N []float64 }{[]float64{1, number}}, "N[1] is not a number"},
		"a raw value":                     {struct{ Raw json.RawMessage }{json.RawMessage(`{`)}, "Raw is not JSON"},
		"an embedded pointer that is nil": {embedsPointer{}, ""},
		"behind a pointer, and nil":       {&embedsPointer{}, ""},
		"deeper, and nil":                 {embedsDeeply{&embedsPointer{}}, ""},
		"an embedded interface, nil":      {embedsAny{}, ""},
		"an embedded interface":           {embedsAny{Named{}}, "Name is empty"},
		"an embedded interface of nil":    {embedsAny{embedsPointer{}}, ""},
		"an embedded day that is nil":     {embedsDate{}, ""},
		"an embedded pointer":             {embedsPointer{&Named{}}, "Name is empty"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, tc.want, ProblemIn(tc.request))
		})
	}
}

// ownBytes are bytes of a caller's type, which a check must not read one by one.
type ownBytes []byte

func TestProblemInALargeBody(t *testing.T) { // not parallel: allocations are counted
	for name, request := range map[string]any{
		"bytes of a caller's type": struct{ File ownBytes }{make(ownBytes, 1<<20)},
		"an array":                 &struct{ File [1 << 20]byte }{},
		"strings":                  struct{ IDs []string }{make([]string, 1<<20)},
		"numbers":                  struct{ N []int }{make([]int, 1<<20)},
		"floats":                   struct{ N []float64 }{make([]float64, 1<<20)},
	} {
		t.Run(name, func(t *testing.T) {
			require.Less(t, testing.AllocsPerRun(1, func() { require.Empty(t, ProblemIn(request)) }), 100.0)
		})
	}
	deep := map[string]any{}
	for range 10_000 {
		deep = map[string]any{strings.Repeat("a", 100): deep}
	}
	got := testing.Benchmark(func(b *testing.B) {
		for range b.N {
			ProblemIn(deep)
		}
	})
	require.Less(t, got.AllocedBytesPerOp(), int64(20<<20), "grows with the body, and not with its square")
}

func TestPackagesOfTheSDK(t *testing.T) {
	t.Parallel()
	require.True(t, isSDKPackage(modulePath))
	require.True(t, isSDKPackage(modulePath+"/kombo"))
	require.False(t, isSDKPackage(modulePath+"/kombo_test"))
	require.False(t, isSDKPackage(modulePath+"-backend/hiring"))
	require.False(t, isSDKPackage("example.com/hiring"))
}
