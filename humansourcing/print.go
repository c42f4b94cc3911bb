package humansourcing

import (
	"fmt"

	"github.com/rolecall-dev/rolecall/internal/safeprint"
)

// Format prints the job under every verb, with the length of raw JSON in its place.
func (v Job) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format prints the candidate under every verb, with the length of raw JSON in its place.
func (v Candidate) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format prints the action under every verb, with the length of raw JSON in its place.
func (v Action) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format prints the post under every verb, with the length of raw JSON in its place.
func (v Post) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }
