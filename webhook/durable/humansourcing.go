package durable

import (
	"context"
	"fmt"

	"github.com/rolecall-dev/rolecall/humansourcing"
	"github.com/rolecall-dev/rolecall/webhook"
)

// NewerHumanSourcing is [Newer] for a delivery of Human Sourcing, whose events have no id and may arrive in
// any order: it orders the states of a record by [humansourcing.Version]. Two states with equal versions
// are both newer, so the one that arrives later stays.
//
// A deletion has no version. It counts as having happened when it was received, so that a state that was
// sent before the deletion and arrives after it does not restore the record (inferred: this requires that
// the clocks of Human Sourcing and of your backend agree).
func NewerHumanSourcing(ctx context.Context, d *webhook.Delivery) (bool, error) {
	if d == nil || d.Source != "humansourcing" {
		return false, fmt.Errorf("durable: NewerHumanSourcing: the delivery is not one of Human Sourcing: use Newer")
	}
	version := humansourcing.Version(d)
	if version.IsZero() {
		version = d.Received
	}
	return Newer(ctx, version)
}
