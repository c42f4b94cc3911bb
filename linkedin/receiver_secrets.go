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

// Secrets returns the client secrets of your applications, with which LinkedIn signs challenges and events.
// Create one with [StaticSecrets] or [ApplicationSecrets], or implement it. An implementation must be safe
// for concurrent use.
type Secrets interface {
	// Keys returns the valid secrets of one application, the current one first; during a rotation there
	// are two. application is the number in "urn:li:developerApplication:1234", not the URN that
	// [webhook.Delivery.Tenant] and [ProvisionedApplication.Key] hold. "" is the parent application.
	//
	// For a challenge, Keys is called once, with "" if the request names no application. For an event,
	// it is called with "", and then with the child application in the body if no key matched.
	//
	// If Keys returns no keys, the application is unknown: the response is 404 to a challenge and 401
	// to an event. If Keys returns an error, the response is 503. LinkedIn waits three seconds for a
	// response, and blocks a webhook that fails three challenges in a row, so keep the secrets in memory
	// and do not query a database.
	Keys(ctx context.Context, application string) ([]*webhook.Key, error)
}

// StaticSecrets returns [Secrets] that are the same for every application. Use it for a single application
// (the current secret first, and during a rotation the old one), or for a parent and a few children. The
// first secret signs the response to a challenge. If there is no secret, or an empty one, [NewReceiver]
// returns an error.
func StaticSecrets(secrets ...string) Secrets {
	s := &staticSecrets{}
	s.keys, s.err = keysOf(secrets)
	if s.err == nil && len(secrets) == 0 {
		s.err = fmt.Errorf("%w: StaticSecrets requires a secret", webhook.ErrEmptyKey)
	}
	return s
}

// checker is implemented by the Secrets of this package. NewReceiver returns the error.
type checker interface{ check() error }

type staticSecrets struct {
	keys []*webhook.Key
	err  error
}

func (s *staticSecrets) check() error { return s.err }

func (s *staticSecrets) Keys(context.Context, string) ([]*webhook.Key, error) { return s.keys, s.err }

// ApplicationSecrets returns [Secrets] that call lookup for the secrets of an application. lookup follows the
// rules of [Secrets.Keys]: it reads from memory. Update the secrets in memory when you provision an
// application or rotate a secret.
//
// application is "" for the parent; return no secrets for it if only the children's secrets sign. For a child,
// lookup is called with the number and, if it returns no secrets, with the URN. Your secrets may therefore
// be stored by number or by [ProvisionedApplication.Key].
//
//	linkedin.ApplicationSecrets(func(_ context.Context, application string) ([]string, error) {
//		return customers.Secrets(application), nil // nil for an unknown application
//	})
func ApplicationSecrets(lookup func(ctx context.Context, application string) ([]string, error)) Secrets {
	return &applicationSecrets{lookup: lookup, cache: map[string]cachedKeys{}}
}

// redactedSecrets is the printed form of all Secrets of this package.
const redactedSecrets = "[secrets]"

// Format writes "[secrets]" for every verb.
func (s *staticSecrets) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, redactedSecrets) }

// Format writes "[secrets]" for every verb.
func (s *applicationSecrets) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, redactedSecrets) }

// LogValue returns "[secrets]".
func (s *staticSecrets) LogValue() slog.Value { return slog.StringValue(redactedSecrets) }

// LogValue returns "[secrets]".
func (s *applicationSecrets) LogValue() slog.Value { return slog.StringValue(redactedSecrets) }

type applicationSecrets struct {
	lookup func(ctx context.Context, application string) ([]string, error)

	mu    sync.Mutex
	cache map[string]cachedKeys // only of applications that have secrets, which bounds its size
}

// cachedKeys holds keys and the secrets that they were created from.
type cachedKeys struct {
	secrets []string
	keys    []*webhook.Key
}

func (s *applicationSecrets) check() error {
	if s.lookup == nil {
		return errors.New("ApplicationSecrets: lookup is nil")
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
	if cached, ok := s.cache[application]; ok && slices.Equal(cached.secrets, secrets) {
		return cached.keys, nil
	}
	keys, err := keysOf(secrets)
	if err != nil {
		return nil, err
	}
	if len(keys) == 0 {
		delete(s.cache, application)
		return nil, nil
	}
	// Copy: the strings of a request from a fasthttp adaptor share memory that the next request overwrites.
	s.cache[strings.Clone(application)] = cachedKeys{slices.Clone(secrets), keys}
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

// applicationID returns the number of an application. LinkedIn sends the number or the URN; for any other
// string it returns "".
func applicationID(s string) string {
	s = strings.TrimPrefix(s, applicationURN)
	if len(s) > 40 || !isDigits(s) {
		return ""
	}
	return s
}
