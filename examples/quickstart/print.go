package main

import (
	"fmt"
	"maps"
	"slices"
)

// printCounts prints a small table, in the order of the names.
func printCounts(counts map[string]int) {
	for _, name := range slices.Sorted(maps.Keys(counts)) {
		fmt.Printf("  %6d  %s\n", counts[name], name)
	}
}
