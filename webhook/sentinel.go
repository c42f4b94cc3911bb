package webhook

// sentinel is an error to compare with errors.Is. Its text is a constant, so it is safe to log: it
// cannot quote a record or a secret.
type sentinel struct {
	text  string
	class error // another sentinel that this one wraps, or nil
}

// newSentinel returns a sentinel. Each reason for rejecting a request has its own sentinel, because
// the log shows the text.
func newSentinel(text string) error { return &sentinel{text: text} }

// newSentinelOf returns a sentinel that wraps class, another sentinel, and adds detail to its text.
func newSentinelOf(class error, detail string) error {
	return &sentinel{text: class.Error() + ": " + detail, class: class}
}

// Error returns the text.
func (e *sentinel) Error() string { return e.text }

// Unwrap returns the class.
func (e *sentinel) Unwrap() error { return e.class }
