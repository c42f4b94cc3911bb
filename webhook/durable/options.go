package durable

import (
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/riverqueue/river"
)

// Option is an option of [Open] and [Wrap].
type Option func(*options) error

type options struct {
	migrate   bool
	schema    string
	sealer    Sealer
	retention Retention
	log       *slog.Logger
	river     []func(*river.Config)
	workers   int
	now       func() time.Time
}

const (
	defaultWorkers = 32
	maxWorkers     = 1000
	minDone        = 5 * 24 * time.Hour // Knit sends an event again for four days
	defaultParked  = 30 * 24 * time.Hour
)

func newOptions(opts []Option) (*options, error) {
	o := &options{
		migrate: true, schema: defaultSchema, workers: defaultWorkers, now: time.Now,
		log: slog.New(slog.DiscardHandler), retention: Retention{Done: minDone, Parked: defaultParked},
	}
	for _, opt := range opts {
		if opt == nil {
			return nil, errors.New("durable: an option is nil")
		}
		if err := opt(o); err != nil {
			return nil, err
		}
	}
	return o, nil
}

// WithoutMigration does not change the tables. Open and Wrap return [ErrSchema] unless they fit. See
// [Migrate] and [PrintMigrations].
func WithoutMigration() Option {
	return func(o *options) error { o.migrate = false; return nil }
}

// WithSchema sets the PostgreSQL schema of the tables, "rolecall" by default. It begins with a lower-case
// letter or an underscore, has only these and digits, and at most 46 characters. SQLite has no schemas and ignores it. River's
// tables are in this schema as well, so that they are not those of your own River client.
func WithSchema(name string) Option {
	return func(o *options) error {
		if !schemaName.MatchString(name) {
			return fmt.Errorf("durable: WithSchema(%q): must be at most 46 of a-z, 0-9 and _, and not begin with a digit", name)
		}
		o.schema = name
		return nil
	}
}

// WithSealer seals deliveries before they are stored. Their ids and keys are then stored as keyed hashes.
// An existing database may have both kinds of rows, but a delivery that was stored without a sealer is not
// recognized as a duplicate afterwards.
func WithSealer(s Sealer) Option {
	return func(o *options) error {
		if s == nil {
			return errors.New("durable: WithSealer(nil)")
		}
		o.sealer = s
		return nil
	}
}

// Retention specifies how long deliveries are kept. After that, the whole row is deleted: a redelivery is then
// not recognized as a duplicate.
type Retention struct {
	// Done is for deliveries that are done, dropped or purged. 0 means five days, which is also the
	// minimum: Knit sends an event again for up to four days.
	Done time.Duration
	// Parked is for deliveries that are parked, from the time of parking. 0 means 30 days. It is at
	// least Done.
	Parked time.Duration
}

// WithRetention changes how long deliveries are kept.
func WithRetention(r Retention) Option {
	return func(o *options) error {
		if r.Done == 0 {
			r.Done = minDone
		}
		if r.Parked == 0 {
			r.Parked = max(defaultParked, r.Done)
		}
		if r.Done < minDone {
			return fmt.Errorf("durable: Retention.Done is %s and must be at least %s, because Knit sends an event again for four days", r.Done, minDone)
		}
		if r.Parked < r.Done {
			return fmt.Errorf("durable: Retention.Parked is %s and must be at least Done, %s", r.Parked, r.Done)
		}
		o.retention = r
		return nil
	}
}

// WithLogger sets the logger of the engine and of River. Without it, neither logs. No record, id or error
// text of a handler is logged, only numbers of rows and classes of errors.
func WithLogger(l *slog.Logger) Option {
	return func(o *options) error {
		if l == nil {
			return errors.New("durable: WithLogger(nil): leave the option out to log nothing")
		}
		o.log = l
		return nil
	}
}

// WithRiver changes the configuration of the engine's River client before it is made: add your own workers
// to Workers, with their own queue in Queues, plugins such as those of otelriver, or hooks. Start returns
// an error if change replaces Workers or Schema, or removes the engine's queues. Several calls add up.
func WithRiver(change func(*river.Config)) Option {
	return func(o *options) error {
		if change == nil {
			return errors.New("durable: WithRiver(nil)")
		}
		o.river = append(o.river, change)
		return nil
	}
}

// WithWorkers sets how many deliveries, or groups of deliveries (see [InTx]), this process handles at the
// same time: 32 by default, at most 1,000. 0 means that it stores deliveries but does not handle any:
// another process on the same database does.
//
// On PostgreSQL at most 4 of the handlers, or 2 for each CPU if that is more, have a transaction of [Tx] at
// the same time; others wait in Tx. The engine opens at most 15 connections more than that.
func WithWorkers(n int) Option {
	return func(o *options) error {
		if n < 0 || n > maxWorkers {
			return fmt.Errorf("durable: WithWorkers(%d): must be 0 to %d", n, maxWorkers)
		}
		o.workers = n
		return nil
	}
}
