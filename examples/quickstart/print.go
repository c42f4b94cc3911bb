package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
)

// say prints a line. It ignores errors, such as a closed terminal.
func say(out io.Writer, format string, args ...any) {
	_, _ = fmt.Fprintf(out, format+"\n", args...)
}

// printCounts prints a small table, sorted by name.
func printCounts(out io.Writer, counts map[string]int) {
	for _, name := range slices.Sorted(maps.Keys(counts)) {
		say(out, "  %6d  %s", counts[name], name)
	}
}
