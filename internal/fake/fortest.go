package fake

// TB is the part of testing.TB that a fake needs.
type TB interface {
	Helper()
	Cleanup(f func())
	Fatalf(format string, args ...any)
}

// ForTest starts a fake for a test and closes it at the test's end. Where it does not start the
// test ends, in the name of pkg, and the zero S is returned to a TB that lets it go on.
func ForTest[S interface{ Close() }](t TB, pkg string, start func() (S, error)) S {
	t.Helper()
	s, err := start()
	if err != nil {
		t.Fatalf("%s: %v", pkg, err)
		var none S
		return none
	}
	t.Cleanup(s.Close)
	return s
}
