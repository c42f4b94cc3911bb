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

// Named is a request, or a part of one, with a Problem method. It is exported because reflection cannot call
// the methods of an unexported embedded struct.
type Named struct{ Name string }

func (p Named) Problem() string {
	if p.Name == "" {
		return "Name is empty"
	}
	return ""
}

type pointerMethod struct{ Name string }

func (p *pointerMethod) Problem() string {
	if p.Name == "" {
		return "Name is empty"
	}
	return ""
}

type (
	embedsPointer struct{ *Named }
	embedsDeeply  struct{ *embedsPointer }
	embedsAny     struct{ AnyProblem }
	embedsDate    struct{ *rolecall.Date }
	// AnyProblem is an interface that a request can embed.
	AnyProblem interface{ Problem() string }
)

func TestProblemIn(t *testing.T) {
	t.Parallel()
	early, number := time.Date(26, 1, 1, 0, 0, 0, 0, time.UTC), math.NaN()
	for name, tc := range map[string]struct {
		request any
		want    string
	}{
		"nil":                                    {nil, ""},
		"nil pointer":                            {(*Named)(nil), ""},
		"method of a value":                      {Named{}, "Name is empty"},
		"pointer to a value":                     {&Named{}, "Name is empty"},
		"method of a pointer":                    {&pointerMethod{}, "Name is empty"},
		"element of a slice":                     {struct{ Parts []Named }{[]Named{{"a"}, {}}}, "Parts[1].Name is empty"},
		"element of an array":                    {struct{ Parts [2]Named }{[2]Named{{"a"}, {}}}, "Parts[1].Name is empty"},
		"element with the method of a pointer":   {struct{ Parts []pointerMethod }{make([]pointerMethod, 1)}, "Parts[0].Name is empty"},
		"value of a map":                         {struct{ Parts map[string]any }{map[string]any{"a": Named{}}}, `Parts["a"].Name is empty`},
		"element of a slice in a slice in a map": {map[int][]any{7: {nil, []Named{{}}}}, `["7"][1][0].Name is empty`},
		"field that is not sent": {struct {
			Parts []Named `json:"-"`
		}{make([]Named, 1)}, ""},
		"embedded struct":                   {struct{ Named }{}, "Name is empty"},
		"time":                              {struct{ At time.Time }{early}, "At has a year that does not have four digits"},
		"date":                              {struct{ Day rolecall.Date }{rolecall.Date{Year: 2026, Month: 2, Day: 30}}, "Day is not in the calendar"},
		"NaN":                               {struct{ N *float64 }{&number}, "N is not a number"},
		"NaN in a slice":                    {struct{ N []float64 }{[]float64{1, number}}, "N[1] is not a number"},
		"raw JSON":                          {struct{ Raw json.RawMessage }{json.RawMessage(`{`)}, "Raw is not JSON"},
		"nil embedded pointer":              {embedsPointer{}, ""},
		"pointer to a nil embedded pointer": {&embedsPointer{}, ""},
		"nil embedded pointer in an embedded pointer":    {embedsDeeply{&embedsPointer{}}, ""},
		"nil embedded interface":                         {embedsAny{}, ""},
		"embedded interface":                             {embedsAny{Named{}}, "Name is empty"},
		"embedded interface with a nil embedded pointer": {embedsAny{embedsPointer{}}, ""},
		"nil embedded date":                              {embedsDate{}, ""},
		"embedded pointer":                               {embedsPointer{&Named{}}, "Name is empty"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, tc.want, ProblemIn(tc.request))
		})
	}
}

// namedBytes is a byte slice type. The check must not read its bytes one by one.
type namedBytes []byte

func TestProblemInLargeBody(t *testing.T) { // not parallel: allocations are counted
	for name, request := range map[string]any{
		"named byte slice": struct{ File namedBytes }{make(namedBytes, 1<<20)},
		"array":            &struct{ File [1 << 20]byte }{},
		"strings":          struct{ IDs []string }{make([]string, 1<<20)},
		"numbers":          struct{ N []int }{make([]int, 1<<20)},
		"floats":           struct{ N []float64 }{make([]float64, 1<<20)},
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
	require.Less(t, got.AllocedBytesPerOp(), int64(20<<20), "the memory must grow linearly with the body")
}

func TestIsSDKPackage(t *testing.T) {
	t.Parallel()
	require.True(t, isSDKPackage(modulePath))
	require.True(t, isSDKPackage(modulePath+"/kombo"))
	require.False(t, isSDKPackage(modulePath+"/kombo_test"))
	require.False(t, isSDKPackage(modulePath+"-backend/hiring"))
	require.False(t, isSDKPackage("example.com/hiring"))
}
