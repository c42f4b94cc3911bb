package webhook

import (
	"container/list"
	"context"
	"fmt"
	"math"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// listDeduper is an earlier implementation of the memory deduper, which stored complete ids in a linked
// list. The benchmark compares the two.
type listDeduper struct {
	mu   sync.Mutex
	ids  map[string]*list.Element
	done list.List
}

func (d *listDeduper) add(id string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.ids[id] = d.done.PushBack(struct {
		id      string
		expires time.Time
	}{id, time.Now()})
}

func succeed(context.Context) error { return nil }

// someID returns an id that is as long as those of the providers.
func someID(i int) string { return fmt.Sprintf("acme:evt-%08d-4b8f-4a51-9c55-3d1f6c1a2b3c", i) }

// heap returns the size of the heap after a garbage collection, and how long a collection takes.
func heap() (bytes uint64, collection time.Duration) {
	runtime.GC()
	took := make([]time.Duration, 3)
	for i := range took {
		start := time.Now()
		runtime.GC()
		took[i] = time.Since(start)
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc, slices.Min(took)
}

// filled stores n done ids in d and returns the bytes per id.
func filled(t testing.TB, d Deduper, n int, id func(int) string) (bytesPerID float64) {
	t.Helper()
	before, _ := heap()
	for i := range n {
		require.NoError(t, d.Do(t.Context(), id(i), succeed))
	}
	after, _ := heap()
	runtime.KeepAlive(d)
	return (float64(after) - float64(before)) / float64(n)
}

func TestMemoryDeduperBytesPerID(t *testing.T) {
	if testing.Short() {
		t.Skip("hashes 200,000 ids, which can take more than a second")
	}
	const most = 80.0
	require.Less(t, filled(t, NewMemoryDeduper(200_000, 0), 200_000, someID), most, "200,000 ids")
	require.Less(t, filled(t, NewMemoryDeduper(20_000, 0), 200_000, someID), most/5, "forgotten ids use no memory")
	long := strings.Repeat("long", 1<<18)
	require.Less(t, filled(t, NewMemoryDeduper(0, 0), 500, func(i int) string { return long + fmt.Sprint(i) }), 1000.0, "500 ids of 1 MiB")
	require.Less(t, filled(t, NewMemoryDeduper(math.MaxInt, 0), 1, someID), 100_000.0, "memory grows with the number of ids, not with the maximum")
}

func TestMemoryDeduperNoPointers(t *testing.T) {
	d := reflect.TypeFor[memoryDeduper]()
	tables := 0
	for f := range d.Fields() {
		switch f.Type.Kind() {
		case reflect.Map:
			require.False(t, hasPointers(f.Type.Key()) || hasPointers(f.Type.Elem()), f.Name)
			tables++
		case reflect.Struct:
			if ids, ok := f.Type.FieldByName("ids"); ok {
				require.False(t, hasPointers(ids.Type.Elem()), f.Name)
				tables++
			}
		default:
		}
	}
	require.Equal(t, 3, tables)
}

func hasPointers(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Array:
		return hasPointers(t.Elem())
	case reflect.Struct:
		for f := range t.Fields() {
			if hasPointers(f.Type) {
				return true
			}
		}
		return false
	default:
		return t.Kind() < reflect.Bool || t.Kind() > reflect.Complex128
	}
}

func TestMemoryDeduperHashKeys(t *testing.T) {
	a, b := NewMemoryDeduper(0, 0).(*memoryDeduper), NewMemoryDeduper(0, 0).(*memoryDeduper)
	require.NotEqual(t, a.hash("evt-1"), b.hash("evt-1"))
	prefix := "evt-"
	require.Equal(t, a.hash("evt-1"), a.hash(prefix+"1"))
	long := strings.Repeat("x", 1000)
	require.NotEqual(t, a.hash(long+"1"), a.hash(long+"2"))
}

func TestDoneRing(t *testing.T) {
	r := doneRing{most: 100}
	next, oldest := 0, 0
	push := func() {
		if r.full() {
			require.Equal(t, time.Duration(oldest), r.pop().expires)
			oldest++
		}
		r.push(doneID{expires: time.Duration(next)})
		next++
	}
	for range 10 {
		for range 37 {
			push()
		}
		for range 11 {
			require.Equal(t, time.Duration(oldest), r.oldest().expires)
			require.Equal(t, time.Duration(oldest), r.pop().expires)
			oldest++
		}
	}
	for range 500 {
		push()
		require.LessOrEqual(t, len(r.ids), 100)
	}
	require.Equal(t, 100, r.size)
}

// BenchmarkMemoryDeduperMillionIDs compares the memory deduper with listDeduper in one run: the bytes per
// id, and the time of a garbage collection with a million ids in memory.
func BenchmarkMemoryDeduperMillionIDs(b *testing.B) {
	const n = 1_000_000
	for b.Loop() {
		empty, idle := heap()
		old := &listDeduper{ids: map[string]*list.Element{}}
		for i := range n {
			old.add(someID(i))
		}
		oldBytes, oldGC := heap()
		runtime.KeepAlive(old)
		old = nil
		now := NewMemoryDeduper(n, 0)
		for i := range n {
			if err := now.Do(b.Context(), someID(i), succeed); err != nil {
				b.Fatal(err)
			}
		}
		newBytes, newGC := heap()
		runtime.KeepAlive(now)
		b.ReportMetric(float64(oldBytes-empty)/n, "old-B/id")
		b.ReportMetric(float64(newBytes-empty)/n, "B/id")
		b.ReportMetric(float64(oldGC)/float64(time.Millisecond), "old-GC-ms")
		b.ReportMetric(float64(newGC)/float64(time.Millisecond), "GC-ms")
		b.ReportMetric(float64(idle)/float64(time.Millisecond), "idle-GC-ms")
		b.ReportMetric(float64(newBytes-empty)/float64(oldBytes-empty), "x-old-bytes")
		b.ReportMetric(float64(newGC)/float64(oldGC), "x-old-GC")
	}
	b.ReportMetric(0, "ns/op")
}

// BenchmarkDedup measures one call of Do, in most cases with a new id.
func BenchmarkDedup(b *testing.B) {
	d := NewMemoryDeduper(100_000, 0)
	ids := make([]string, 300_000)
	for i := range ids {
		ids[i] = someID(i)
	}
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		if err := d.Do(b.Context(), ids[i%len(ids)], succeed); err != nil {
			b.Fatal(err)
		}
		i++
	}
}
