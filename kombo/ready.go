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

// The waits of [Integration.WaitReady]. A first sync takes minutes to hours, so shorter waits would not
// help.
const (
	readyFirstWait = 30 * time.Second
	readyMaxWait   = 5 * time.Minute
)

// WaitReady waits until the integration's first sync has succeeded and its data can be read. It requests
// the [IntegrationDetails] immediately, then after 30 seconds, then at intervals that double up to 5
// minutes. Each wait is extended at random by up to 10 percent. It returns
//
//   - nil when the setup is completed. After a change of scopes or filters, the data may still be
//     outdated; see [IntegrationDetails.DataExpiredAt].
//   - an error that is [rolecall.ErrNeedsHuman], immediately, if waiting does not help: the customer must
//     finish the setup, the tool rejects the credentials, or the integration is disabled.
//   - any other error of a request for the details. After an error that is [rolecall.ErrPending], WaitReady
//     continues to wait.
//   - ctx's error, as soon as ctx ends. If ctx has no deadline, WaitReady may wait forever.
//
// WaitReady is for scripts and tests. A service should store the integration and handle the events
// [IntegrationStateChanged] and [SyncFinished] instead.
func (i *Integration) WaitReady(ctx context.Context, call ...rolecall.CallOption) error {
	return waitReady(ctx, readyFirstWait, readyMaxWait, func(ctx context.Context) (*IntegrationDetails, error) { return i.Details(ctx, call...) })
}

// The limits of the interval of [Integration.WaitReadyEvery].
const (
	minReadyInterval = time.Second
	maxReadyInterval = 24 * time.Hour
)

// WaitReadyEvery works like [Integration.WaitReady], but with a fixed interval: it requests the details
// immediately, then after each interval, which is extended at random by up to 10 percent. If the interval is
// shorter than one second or longer than one day, the error is [rolecall.ErrInvalid].
func (i *Integration) WaitReadyEvery(ctx context.Context, interval time.Duration, call ...rolecall.CallOption) error {
	if interval < minReadyInterval || interval > maxReadyInterval {
		return i.api.Invalid("kombo.wait_ready", "interval is not between one second and one day")
	}
	return waitReady(ctx, interval, interval, func(ctx context.Context) (*IntegrationDetails, error) { return i.Details(ctx, call...) })
}

func waitReady(ctx context.Context, firstWait, maxWait time.Duration, details func(context.Context) (*IntegrationDetails, error)) error {
	for wait := firstWait; ; wait = min(2*wait, maxWait) {
		current, err := details(ctx)
		switch {
		case err == nil:
			if done, err := ready(current); done || err != nil {
				return err
			}
		case !errors.Is(err, rolecall.ErrPending):
			return err
		}
		if err := sleep(ctx, wait); err != nil {
			return fmt.Errorf("kombo: waiting for the first sync: %w", err)
		}
	}
}

// ready reports whether data can be read. It returns an error if waiting does not help.
func ready(details *IntegrationDetails) (bool, error) {
	switch details.Status {
	case IntegrationInvalid:
		return false, needsHuman("the tool rejects the integration's credentials: the customer must reconnect")
	case IntegrationInactive:
		return false, needsHuman("the integration is disabled")
	}
	switch details.SetupStatus {
	case SetupCompleted:
		return true, nil
	case SetupFinalSyncPending:
		return false, nil
	case SetupIncomplete:
		return false, needsHuman("the customer has not finished the setup")
	}
	return false, needsHuman("the setup status is unknown to this SDK: check Kombo's dashboard")
}

func needsHuman(message string) error {
	return transport.NewError("kombo", "kombo.wait_ready", message, rolecall.ErrNeedsHuman)
}

// sleep waits for d, extended at random by up to 10 percent so that many integrations do not send their
// requests at the same time. It returns ctx's error if ctx ends first.
func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d + rand.N(d/10)) //nolint:gosec // not used for security
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
