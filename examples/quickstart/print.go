package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
)

// say prints a line. A terminal that is gone is nothing to act on.
func say(out io.Writer, format string, args ...any) {
	_, _ = fmt.Fprintf(out, format+"\n", args...)
}

// printCounts prints a small table, in the order of the names.
func printCounts(out io.Writer, counts map[string]int) {
	for _, name := range slices.Sorted(maps.Keys(counts)) {
		say(out, "  %6d  %s", counts[name], name)
	}
}
