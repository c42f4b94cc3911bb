package linkedin

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strings"
	"sync"

	"github.com/rolecall-dev/rolecall/webhook"
)

// Secrets finds the client secrets that LinkedIn signs with. [StaticSecrets] and
// [ApplicationSecrets] make one; your own may, too. It is used by many goroutines at once.
type Secrets interface {
	// Keys returns the live secrets of one application, the current one first: two while one is
	// being rotated. application is the number in "urn:li:developerApplication:1234", never the
	// URN, which is what [webhook.Delivery.Tenant] and [ProvisionedApplication.Key] have. It is ""
	// where the request names none, which means the parent application, and for every event, to
	// which the child's are added.
	//
	// No keys: the application is unknown (404 to a challenge, 401 to an event). An error: it
	// could not be looked up (503). LinkedIn gives three seconds, and blocks a webhook that fails
	// three challenges, so answer from memory and touch no database.
	Keys(ctx context.Context, application string) ([]*webhook.Key, error)
}

// StaticSecrets are the same secrets for every application: of the one application that you
// have, the current secret first, and during a rotation the old one; or of a parent and its few
// children. A challenge is answered with the first. None, or an empty one, makes [NewReceiver]
// fail.
func StaticSecrets(secrets ...string) Secrets {
	s := &staticSecrets{}
	s.keys, s.err = keysOf(secrets)
	if s.err == nil && len(secrets) == 0 {
		s.err = fmt.Errorf("%w: no secret was given", webhook.ErrEmptyKey)
	}
	return s
}

// checked is what NewReceiver asks of the forms that are made here.
type checked interface{ check() error }

type staticSecrets struct {
	keys []*webhook.Key
	err  error
}

func (s *staticSecrets) check() error { return s.err }

func (s *staticSecrets) Keys(context.Context, string) ([]*webhook.Key, error) { return s.keys, s.err }

// ApplicationSecrets asks lookup for the secrets of each application, by the rules of
// [Secrets]: in memory, kept up to date where you provision applications and rotate secrets.
// Application "" is the parent; return none for it if its secret does not sign. A child is asked for
// by its number and, if lookup returns none for that, by its URN, so that a table by
// [ProvisionedApplication.Key] serves as well as one by number.
//
//	linkedin.ApplicationSecrets(func(_ context.Context, application string) ([]string, error) {
//		return customers.Secrets(application), nil // none for an unknown one
//	})
func ApplicationSecrets(lookup func(ctx context.Context, application string) ([]string, error)) Secrets {
	return &applicationSecrets{lookup: lookup, known: map[string]cachedKeys{}}
}

// redactedSecrets is what both forms print as.
const redactedSecrets = "[secrets]"

// Format writes "[secrets]" under every verb.
func (s *staticSecrets) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, redactedSecrets) }

// Format writes "[secrets]" under every verb.
func (s *applicationSecrets) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, redactedSecrets) }

// LogValue is what slog writes.
func (s *staticSecrets) LogValue() slog.Value { return slog.StringValue(redactedSecrets) }

// LogValue is what slog writes.
func (s *applicationSecrets) LogValue() slog.Value { return slog.StringValue(redactedSecrets) }

type applicationSecrets struct {
	lookup func(ctx context.Context, application string) ([]string, error)

	mu    sync.Mutex
	known map[string]cachedKeys // of applications that have secrets, so there are not too many
}

// cachedKeys are keys, and what they were made of.
type cachedKeys struct {
	secrets []string
	keys    []*webhook.Key
}

func (s *applicationSecrets) check() error {
	if s.lookup == nil {
		return errors.New("ApplicationSecrets needs a function that finds the secrets")
	}
	return nil
}

func (s *applicationSecrets) Keys(ctx context.Context, application string) ([]*webhook.Key, error) {
	secrets, err := s.lookup(ctx, application)
	if err == nil && len(secrets) == 0 && application != "" {
		secrets, err = s.lookup(ctx, applicationURN+application)
	}
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if known, ok := s.known[application]; ok && slices.Equal(known.secrets, secrets) {
		return known.keys, nil
	}
	keys, err := keysOf(secrets)
	if err != nil {
		return nil, err
	}
	if len(keys) == 0 {
		delete(s.known, application)
		return nil, nil
	}
	// A copy, since fasthttp's adaptors make a request's strings over memory that the next one overwrites.
	s.known[strings.Clone(application)] = cachedKeys{slices.Clone(secrets), keys}
	return keys, nil
}

func keysOf(secrets []string) ([]*webhook.Key, error) {
	keys := make([]*webhook.Key, len(secrets))
	for i, secret := range secrets {
		key, err := webhook.NewKey(secret)
		if err != nil {
			return nil, fmt.Errorf("secret %d of %d: %w", i+1, len(secrets), err)
		}
		keys[i] = key
	}
	return keys, nil
}

// applicationID is the number of an application, which LinkedIn writes bare or as a URN; "" if s
// is neither.
func applicationID(s string) string {
	s = strings.TrimPrefix(s, applicationURN)
	if len(s) > 40 || !isDigits(s) {
		return ""
	}
	return s
}
