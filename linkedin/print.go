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
