//go:build race

package killtest

// buildFlags builds another worker like this program, with the race detector.
var buildFlags = []string{"-race"}
