//go:build !race

package killtest

// buildFlags builds another worker like this program, without the race detector.
var buildFlags []string
