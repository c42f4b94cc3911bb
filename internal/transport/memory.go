package transport

import (
	"bytes"
	"fmt"
	"reflect"
	"sync"

	"github.com/rolecall-dev/rolecall"
)

// A decoded response can need hundreds of times its size in memory: each {} of an array becomes a
// whole struct. The memory is therefore estimated before decoding.
const (
	// minElements is the number of array elements below which the memory is not estimated. That many
	// elements need only a few megabytes, even of the largest structs.
	minElements = 100_000
	// maxFactor limits the memory for slices, as a multiple of the size of the JSON.
	maxFactor = 8
	// maxRecords is the maximum number of records on a page. Providers send a few hundred at most.
	maxRecords = 10_000
	// maxBad is the maximum number of bad records on a page that has more bad records than good ones.
	maxBad = 500
)

// checkMemory returns an error for JSON whose arrays, decoded into t, would need far more memory than
// the JSON itself.
func checkMemory(part []byte, t reflect.Type) error {
	if bytes.Count(part, comma) < minElements {
		return nil
	}
	size := elementSize(t)
	if n := countElements(part); n > minElements && uint64(n)*uint64(size) > maxFactor*uint64(len(part)) {
		return fmt.Errorf("%w: %d array elements in %d bytes", rolecall.ErrTooLarge, n, len(part))
	}
	return nil
}

var comma = []byte{','}

// countElements returns the number of commas directly inside arrays. The result for invalid JSON is
// arbitrary; decoding reports the error.
func countElements(data []byte) (n int) {
	var inArray []bool // by depth
	for i := 0; i < len(data); i++ {
		switch data[i] {
		case '"':
			for i++; i < len(data) && data[i] != '"'; i++ {
				if data[i] == '\\' {
					i++
				}
			}
		case '[', '{':
			inArray = append(inArray, data[i] == '[')
		case ']', '}':
			inArray = inArray[:max(len(inArray)-1, 0)]
		case ',':
			if len(inArray) > 0 && inArray[len(inArray)-1] {
				n++
			}
		}
	}
	return n
}

// elementSizes caches the results of elementSize. The keys are of type [reflect.Type].
var elementSizes sync.Map

// elementSize returns the size of the largest element of any slice or array in t, in bytes.
func elementSize(t reflect.Type) uintptr {
	if known, ok := elementSizes.Load(t); ok {
		return known.(uintptr) //nolint:forcetypeassert // nothing else is stored
	}
	var most uintptr
	seen := map[reflect.Type]bool{}
	var visit func(t reflect.Type)
	visit = func(t reflect.Type) {
		if seen[t] {
			return
		}
		seen[t] = true
		switch t.Kind() {
		case reflect.Slice, reflect.Array:
			most = max(most, t.Elem().Size())
			if t.Elem().Kind() == reflect.Pointer {
				most = max(most, t.Elem().Elem().Size())
			}
			visit(t.Elem())
		case reflect.Pointer, reflect.Map:
			visit(t.Elem())
		case reflect.Struct:
			for f := range t.Fields() {
				visit(f.Type)
			}
		}
	}
	visit(t)
	elementSizes.Store(t, most)
	return most
}
