package knit

import (
	"context"
	"time"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/internal/jsonpeek"
	"github.com/rolecall-dev/rolecall/internal/transport"
	"github.com/rolecall-dev/rolecall/webhook"
)

// retryUnknown is the Retry-After for an event of a sync that is not in the store yet.
const retryUnknown = 10 * time.Second

// BindTenant returns a middleware that verifies [webhook.Delivery.Tenant], so that records can be stored
// under it. The header with the integration's id is not signed, so an attacker who has recorded a delivery
// can send its signed body again with the id of another customer. The syncJobId in the body is signed.
// BindTenant calls integrationOf, usually [SyncStore].IntegrationOf, to look up the integration that the
// sync was started for. It passes the event only if the header contains the same id, and then sets
// [webhook.Delivery.TenantSigned].
//
//	syncs := knit.NewMemorySyncStore() // a table in production
//	hooks, err := knit.NewReceiver(keys, router, webhook.Use(
//		knit.BindTenant(syncs.IntegrationOf), webhook.Dedup(deduper), webhook.Serial(64)))
//
// BindTenant does not pass a rejected event to the next sink, and webhook.OnError receives the error. The
// event is never acknowledged, so Knit delivers it again for up to four days, and a record that was
// rejected by mistake is not lost. The responses are:
//
//   - The sync belongs to another integration: 500.
//   - The sync is not known (integrationOf returns ""): 503. An event may arrive before StartSync has
//     returned and its result is stored; a later delivery then passes. BindTenant cannot pass the event
//     earlier, because its customer is not known. The sync may also have been started by another program,
//     in Knit's dashboard, or by Knit when the customer connected the tool. Save such a sync with
//     [SyncStore.Save].
//   - integrationOf failed: 503.
//   - A record event without a syncJobId, or a delivery without the header: 500.
//
// Other events without a syncJobId, such as [IntegrationActivated], pass with TenantSigned false, because
// nothing confirms their tenant. Deliveries of other providers also pass, so that all providers can share a
// queue. BindTenant panics if integrationOf is nil.
func BindTenant(integrationOf func(ctx context.Context, syncJobID string) (integrationID string, err error)) webhook.Middleware {
	if integrationOf == nil {
		panic("knit: BindTenant: integrationOf is nil")
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
			return tenantError("record event has no syncJobId: its tenant cannot be verified", rolecall.ErrInvalid)
		}
		return nil
	}
	if d.Tenant == "" {
		return tenantError(noTenant, rolecall.ErrInvalid)
	}
	owner, err := integrationOf(ctx, string(jobID))
	switch {
	case err != nil:
		return webhook.RetryAfter(retryUnknown, tenantError("looking up the integration of the sync failed", rolecall.ErrUnavailable, err))
	case owner == "":
		return webhook.RetryAfter(retryUnknown, tenantError("unknown sync: its start has not returned yet, or it was started elsewhere (see SyncStore.Save)", rolecall.ErrNotFound))
	case owner != d.Tenant:
		return tenantError("sync does not belong to the integration in header "+headerIntegration, rolecall.ErrForbidden)
	}
	d.TenantSigned = true
	return nil
}

// tenantError returns an error about a delivery. message must not contain any part of the delivery.
func tenantError(message string, causes ...error) error {
	return transport.NewError("knit", opOf("bind_tenant"), message, causes...)
}
