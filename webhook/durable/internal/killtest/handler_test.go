package killtest

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/rolecall-dev/rolecall/webhook"
	"github.com/rolecall-dev/rolecall/webhook/durable"
)

// kind is the behavior of the handler for a delivery. The id determines it.
type kind string

const (
	plain   kind = "plain"   // writes its effect
	slow    kind = "slow"    // waits before and after the write
	flaky   kind = "flaky"   // fails twice, before or after the write, and then succeeds
	snoozes kind = "snoozes" // returns RetryAfter twice, after the write, and then succeeds
	panics  kind = "panics"  // panics once, after the write, and then succeeds
	outbox  kind = "outbox"  // writes its effect and puts a second delivery into the inbox
	drops   kind = "drops"   // is dropped, after the write
	fails   kind = "fails"   // always fails, before or after the write
)

// secondSuffix ends the id of a delivery that an outbox handler created.
const secondSuffix = ":second"

// kindOf returns the kind of a delivery.
func kindOf(id string) kind {
	if strings.HasSuffix(id, secondSuffix) {
		return plain
	}
	switch n := hash(id) % 100; {
	case n < 15:
		return slow
	case n < 27:
		return flaky
	case n < 35:
		return snoozes
	case n < 40:
		return panics
	case n < 45:
		return outbox
	case n < 48:
		return drops
	case n < 54:
		return fails
	default:
		return plain
	}
}

// hash distributes the ids over the kinds.
func hash(id string) uint32 {
	sum := sha256.Sum256([]byte(id))
	return binary.BigEndian.Uint32(sum[:])
}

var errInjected = errors.New("injected")

// handler writes one row for each delivery that it handles.
type handler struct {
	config  workerConfig
	effects string // the name of the table
	journal *os.File
}

// Accept handles a delivery and notes in the journal when it starts and ends.
func (h *handler) Accept(ctx context.Context, d *webhook.Delivery) error {
	h.note("start", d.ID)
	defer h.note("end", d.ID)
	err := h.handle(ctx, d)
	if ctx.Err() != nil {
		h.note("interrupted", d.ID)
	}
	return err
}

func (h *handler) handle(ctx context.Context, d *webhook.Delivery) error {
	k := kindOf(d.ID)
	if h.config.Plain && k != slow {
		k = plain
	}
	switch k {
	case slow:
		return h.slow(ctx, d)
	case flaky:
		return h.flaky(ctx, d)
	case snoozes:
		return errors.Join(h.write(ctx, d), h.atFirst(d, 2, webhook.RetryAfter(time.Second, errInjected)))
	case panics:
		return h.panics(ctx, d)
	case outbox:
		return h.outbox(ctx, d)
	case drops:
		return webhook.Drop(errors.Join(h.write(ctx, d), errInjected))
	case fails:
		return h.fails(ctx, d)
	default:
		return h.write(ctx, d)
	}
}

// write inserts the effect of a delivery. The table accepts duplicates, so that the check sees them.
func (h *handler) write(ctx context.Context, d *webhook.Delivery) error {
	tx, err := durable.Tx(ctx)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, "insert into "+h.effects+" (delivery_id, pid) values ($1, $2)", d.ID, os.Getpid())
	return err
}

func (h *handler) slow(ctx context.Context, d *webhook.Delivery) error {
	return errors.Join(pause(ctx, 10*time.Millisecond, 60*time.Millisecond),
		h.write(ctx, d),
		pause(ctx, 5*time.Millisecond, 40*time.Millisecond))
}

func (h *handler) flaky(ctx context.Context, d *webhook.Delivery) error {
	if hash(d.ID)&(1<<31) == 0 {
		if err := h.atFirst(d, 2, errInjected); err != nil {
			return err
		}
		return h.write(ctx, d)
	}
	return errors.Join(h.write(ctx, d), h.atFirst(d, 2, errInjected))
}

func (h *handler) panics(ctx context.Context, d *webhook.Delivery) error {
	if err := h.write(ctx, d); err != nil {
		return err
	}
	if err := h.atFirst(d, 1, errInjected); err != nil {
		panic(err)
	}
	return nil
}

func (h *handler) outbox(ctx context.Context, d *webhook.Delivery) error {
	second := *d
	second.ID += secondSuffix
	return errors.Join(h.write(ctx, d), durable.Later(ctx, time.Now().Add(time.Second), &second))
}

func (h *handler) fails(ctx context.Context, d *webhook.Delivery) error {
	if hash(d.ID)&(1<<31) == 0 {
		return errInjected
	}
	return errors.Join(h.write(ctx, d), errInjected)
}

// atFirst returns err at the first n calls for a delivery, counted over all processes and attempts. The
// count is in files: the handler cannot write it to the database, because its transaction may hold the only
// write lock, and is rolled back.
func (h *handler) atFirst(d *webhook.Delivery, n int, err error) error {
	for i := range n {
		f, e := os.OpenFile(filepath.Join(h.config.Dir, fmt.Sprintf("%s.%d", d.ID, i)), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
		if errors.Is(e, fs.ErrExist) {
			continue
		}
		if e != nil {
			return e
		}
		return errors.Join(err, f.Close())
	}
	return nil
}

// note appends a line to the journal. A short write to a file in append mode is atomic.
func (h *handler) note(what, id string) {
	if _, err := fmt.Fprintf(h.journal, "%d %s %s\n", os.Getpid(), what, id); err != nil {
		panic(err)
	}
}

// pause waits for a random time between least and most, or until ctx ends.
func pause(ctx context.Context, least, most time.Duration) error {
	return wait(ctx, least+rand.N(most-least))
}

// wait waits for d, or until ctx ends.
func wait(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
