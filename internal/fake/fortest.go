package fake

// TB is the part of testing.TB that a fake needs. Each face exports it as an alias.
type TB interface {
	Helper()
	Cleanup(f func())
	Fatalf(format string, args ...any)
}

// ForTest starts a fake for a test and closes it when the test ends. If the fake does not start, the test
// fails with a message that begins with pkg. If Fatalf of t returns, ForTest returns the zero S.
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
