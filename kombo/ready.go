package kombo

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/internal/transport"
)

// The waits of [Integration.WaitReady]. A first sync takes minutes to hours, so that nobody
// gains by asking more often.
const (
	readyFirstWait = 30 * time.Second
	readyMostWait  = 5 * time.Minute
)

// WaitReady waits until the integration's first sync has succeeded, and there is data to read.
// It asks for the [IntegrationDetails] at once, again after 30 seconds, then less and less often
// down to every 5 minutes, each time up to a tenth later. It returns
//
//   - nil when the setup is completed. Data may still be old, after a change of scopes or
//     filters: [IntegrationDetails.DataExpiredAt] says so.
//   - an error that is [rolecall.ErrNeedsHuman], at once, where waiting does not help: the setup
//     has steps that the customer must do, the credentials are refused, the integration is
//     switched off.
//   - any other error of the call, but not [rolecall.ErrPending].
//   - ctx's error, as soon as ctx ends. Without a deadline it may wait for ever.
//
// A service does better to store the integration, and to act on [IntegrationStateChanged] and
// [SyncFinished]; this is for scripts and tests.
func (i *Integration) WaitReady(ctx context.Context, call ...rolecall.CallOption) error {
	return waitReady(ctx, readyFirstWait, readyMostWait, func(ctx context.Context) (*IntegrationDetails, error) { return i.Details(ctx, call...) })
}

// The intervals that [Integration.WaitReadyEvery] takes.
const (
	minReadyInterval = time.Second
	maxReadyInterval = 24 * time.Hour
)

// WaitReadyEvery is [Integration.WaitReady] with an interval of your own: it asks at once, then
// after each interval and up to a tenth more. An interval below one second or above one day
// is [rolecall.ErrInvalid].
func (i *Integration) WaitReadyEvery(ctx context.Context, interval time.Duration, call ...rolecall.CallOption) error {
	if interval < minReadyInterval || interval > maxReadyInterval {
		return i.api.Invalid("kombo.wait_ready", "the interval is not between one second and one day")
	}
	return waitReady(ctx, interval, interval, func(ctx context.Context) (*IntegrationDetails, error) { return i.Details(ctx, call...) })
}

func waitReady(ctx context.Context, first, most time.Duration, details func(context.Context) (*IntegrationDetails, error)) error {
	for wait := first; ; wait = min(2*wait, most) {
		now, err := details(ctx)
		switch {
		case err == nil:
			if done, err := ready(now); done || err != nil {
				return err
			}
		case !errors.Is(err, rolecall.ErrPending):
			return err
		}
		if err := pause(ctx, wait); err != nil {
			return fmt.Errorf("kombo: waiting for the first sync: %w", err)
		}
	}
}

// ready says whether there is data to read, or that waiting does not bring any.
func ready(now *IntegrationDetails) (bool, error) {
	switch now.Status {
	case IntegrationInvalid:
		return false, needsHuman("the tool refuses the integration's credentials: the customer must reconnect")
	case IntegrationInactive:
		return false, needsHuman("the integration is switched off")
	}
	switch now.SetupStatus {
	case SetupCompleted:
		return true, nil
	case SetupFinalSyncPending:
		return false, nil
	case SetupIncomplete:
		return false, needsHuman("the customer has not finished the setup")
	}
	return false, needsHuman("the setup is in a state that this SDK does not know: look into Kombo's dashboard")
}

func needsHuman(message string) error {
	return transport.NewError("kombo", "kombo.wait_ready", message, rolecall.ErrNeedsHuman)
}

// pause waits for d and up to a tenth more, so that many integrations do not ask together.
func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d + rand.N(d/10)) //nolint:gosec // no secret hangs on it
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
