package knit

import (
	"context"
	"time"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/internal/jsonpeek"
	"github.com/rolecall-dev/rolecall/internal/transport"
	"github.com/rolecall-dev/rolecall/webhook"
)

// unknownAgain is the Retry-After for an event of a sync that is not in the store yet.
const unknownAgain = 10 * time.Second

// BindTenant returns a middleware that makes [webhook.Delivery.Tenant] safe to store records under. The
// header with the integration's id is not signed, so an attacker who has seen one delivery can send its
// signed body again with the id of another customer. What is signed is the syncJobId in the body.
// BindTenant asks integrationOf, mostly [SyncStore].IntegrationOf, which integration that sync was
// started for, and lets the event pass only if the header names the same. Then it sets
// [webhook.Delivery.TenantSigned], since what is signed says so too.
//
//	syncs := knit.NewMemorySyncStore() // a table in production
//	hooks, err := knit.NewReceiver(keys, router, webhook.Use(
//		knit.BindTenant(syncs.IntegrationOf), webhook.Dedup(deduper), webhook.Serial(64)))
//
// An event that does not pass reaches no sink after BindTenant, and webhook.OnError is told. It is
// never acknowledged, so that Knit delivers it again for four days, and a record that was rejected by
// mistake is not lost:
//
//   - The sync belongs to another integration: 500.
//   - The sync is not known (integrationOf returns ""): 503. Events may arrive before StartSync has
//     returned, and before its result is stored; the next delivery finds it. They are not accepted in
//     the meantime: until the start has returned nothing says which customer they belong to, and
//     the first sender would decide. A sync that your backend did not start ([Integration.StartSync]
//     in another program, Knit's dashboard, an initial sync that Knit starts by itself) must be
//     stored with [SyncStore.Save].
//   - integrationOf failed: 503.
//   - A record event without a syncJobId, or a delivery without the header: 500.
//
// Other events without a syncJobId, such as [IntegrationActivated], pass; nothing vouches for their
// tenant, and TenantSigned stays false. Deliveries of other providers pass also, so that one queue may carry all of them. BindTenant
// panics if integrationOf is nil.
func BindTenant(integrationOf func(ctx context.Context, syncJobID string) (integrationID string, err error)) webhook.Middleware {
	if integrationOf == nil {
		panic("knit: BindTenant without a function that finds the integration of a sync")
	}
	return func(next webhook.Sink) webhook.Sink {
		return webhook.SinkFunc(func(ctx context.Context, d *webhook.Delivery) error {
			if err := checkTenant(ctx, d, integrationOf); err != nil {
				return err
			}
			return next.Accept(ctx, d)
		})
	}
}

// checkTenant returns an error for a delivery whose tenant is not that of its sync.
func checkTenant(ctx context.Context, d *webhook.Delivery, integrationOf func(context.Context, string) (string, error)) error {
	if d.Source != source.Name {
		return nil
	}
	var member [2][]byte
	if err := jsonpeek.PickExact(d.Body, member[:], "eventType", "syncJobId"); err != nil {
		return err
	}
	event, _ := jsonpeek.Text(member[0])
	jobID, _ := jsonpeek.Text(member[1])
	if len(jobID) == 0 {
		if isRecordEvent(event) {
			return tenantError("the record event has no syncJobId, so nothing that is signed says whose it is", rolecall.ErrInvalid)
		}
		return nil
	}
	if d.Tenant == "" {
		return tenantError(noTenant, rolecall.ErrInvalid)
	}
	owner, err := integrationOf(ctx, string(jobID))
	switch {
	case err != nil:
		return webhook.RetryAfter(unknownAgain, tenantError("the integration of the sync could not be looked up", rolecall.ErrUnavailable, err))
	case owner == "":
		return webhook.RetryAfter(unknownAgain, tenantError("the sync is not known: its start has not returned yet, or it was started elsewhere (see SyncStore.Save)", rolecall.ErrNotFound))
	case owner != d.Tenant:
		return tenantError("the sync belongs to another integration than "+headerIntegration+" names", rolecall.ErrForbidden)
	}
	d.TenantSigned = true
	return nil
}

// tenantError is an error about a delivery. Its text holds nothing of what was sent.
func tenantError(message string, causes ...error) error {
	return transport.NewError("knit", opOf("bind_tenant"), message, causes...)
}
