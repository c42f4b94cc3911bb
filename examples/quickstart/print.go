package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
)

// printCounts prints a small table, in the order of the names.
func printCounts(out io.Writer, counts map[string]int) {
	for _, name := range slices.Sorted(maps.Keys(counts)) {
		_, _ = fmt.Fprintf(out, "  %6d  %s\n", counts[name], name)
	}
}
