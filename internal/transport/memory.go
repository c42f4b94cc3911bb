package transport

import (
	"bytes"
	"fmt"
	"reflect"
	"sync"

	"github.com/rolecall-dev/rolecall"
)

// A response of a few bytes an element can ask for hundreds of times its size: each {} of an array
// becomes a whole struct. So what a part would take is estimated before it is decoded.
const (
	// freeElements are not counted: even of the largest structs they take some megabytes.
	minElements = 100_000
	// mostTimes is how many times the size of a part its slices may take.
	maxFactor = 8
	// mostRecords is how many records a page may have: providers send a few hundred at most.
	maxRecords = 10_000
	// mostBad is how many records of a page may be bad where there are more of them than good
	// ones.
	maxBad = 500
)

// affordable returns an error for JSON whose arrays, decoded into t, would take far more memory
// than the JSON itself.
func checkMemory(part []byte, t reflect.Type) error {
	if bytes.Count(part, comma) < minElements {
		return nil
	}
	size := elementSize(t)
	if n := countElements(part); n > minElements && uint64(n)*uint64(size) > maxFactor*uint64(len(part)) {
		return fmt.Errorf("%w: %d elements of arrays in %d bytes", rolecall.ErrTooLarge, n, len(part))
	}
	return nil
}

var comma = []byte{','}

// countElements counts the commas that stand directly in arrays. data is JSON, or is found not to be
// when it is decoded.
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

// elementSizes caches what elementSize found, by [reflect.Type].
var elementSizes sync.Map

// elementSize is the size of the largest element of any slice or array in t.
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
