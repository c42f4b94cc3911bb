package linkedin

import (
	"fmt"
	"log/slog"

	"github.com/rolecall-dev/rolecall/internal/safeprint"
)

// Format prints the result under every verb, with the length of Raw in its place.
func (v PostResult) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// LogValue is what slog writes: the same.
func (v PostResult) LogValue() slog.Value { return safeprint.LogValue(v) }

// Format prints the application under every verb, without its credentials, and of Extra the names
// and lengths: a secret may be under a name that this SDK does not know.
func (v ProvisionedApplication) Format(f fmt.State, verb rune) {
	safeprint.Struct(f, verb, v, "Credentials")
}

// Format prints the question under every verb, with the length of raw JSON in its place.
func (v CustomQuestion) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format prints the details under every verb, with the length of raw JSON in its place.
func (v QuestionDetails) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format prints the responses under every verb, with the length of raw JSON in its place.
func (v QuestionResponses) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format prints the responses under every verb, with the length of raw JSON in its place.
func (v ContactInformationResponses) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format prints the answer under every verb, with the length of raw JSON in its place.
func (v CustomAnswer) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Package fmt prints a pointer that it cannot write under %s or %q with its whole struct, and asks no
// method for it. So the structs that lead to raw JSON and have pointers print themselves as well.

// Format prints the questions under every verb, with the length of raw JSON in its place.
func (v Questions) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format prints the questions under every verb, with the length of raw JSON in its place.
func (v WorkQuestions) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format prints the questions under every verb, with the length of raw JSON in its place.
func (v EducationQuestions) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }
