package webhook

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"time"
)

// Delivery is one event of an authentic request, with its exact bytes. It survives a round trip
// through JSON byte for byte, so a queue can carry it and an operator can replay it.
//
// A Delivery belongs to the sink; the Receiver does not use its memory again.
// Its strings share one allocation with the body: use strings.Clone for one that is kept longer.
// Under every fmt verb, and in slog, it shows neither body nor headers.
type Delivery struct {
	// Type is the provider, then the event: "knit:record.new/ats_jobs". New types may appear.
	Type string `json:"type"`
	// ID is for deduplication. It comes from what the provider signed.
	ID string `json:"id"`
	// Key is for ordering: one record, or one integration. Deliveries of one Key are
	// about the same thing; providers promise no order between them.
	Key string `json:"key,omitempty"`
	// Tenant is the integration, if the provider names one. Check TenantSigned before you store a
	// record under it.
	Tenant string `json:"tenant,omitempty"`
	// TenantSigned reports whether the provider's signature covers Tenant (Kombo and LinkedIn:
	// yes; Knit: not until knit.BindTenant has checked it). An unsigned Tenant comes from a
	// header: an attacker who has one signed request can send its body again with another
	// customer's id in the header. Use knit.BindTenant, or look up the integration by a signed
	// member of the body and return an error if Tenant differs. If the member is not known yet,
	// return [RetryAfter]: events may arrive before the call that started their sync has returned.
	TenantSigned bool `json:"tenantSigned,omitempty"`
	// Source is the provider: "knit".
	Source string `json:"source"`
	// Body is the exact bytes that were signed.
	Body []byte `json:"body"`
	// Header holds the few request headers that the provider's receiver keeps, NOT
	// covered by the signature, except the one of [HMAC].ID. Never a credential, a cookie or a signature.
	Header http.Header `json:"header,omitempty"`
	// Received is the time at which the request arrived, UTC, by the clock of [Now].
	Received time.Time `json:"received"`
}

// Format writes type, id and size under every verb, because the body is a record of a person.
func (d Delivery) Format(f fmt.State, _ rune) {
	_, _ = fmt.Fprintf(f, "%s id=%s (%d bytes)", d.Type, d.ID, len(d.Body))
}

// LogValue is what slog writes.
func (d Delivery) LogValue() slog.Value {
	return slog.GroupValue(slog.String("type", d.Type), slog.String("id", d.ID), slog.Int("bytes", len(d.Body)))
}

// Sink receives deliveries. Accept returns nil if the delivery is handled or durably stored: the
// receiver acknowledges it, and the provider does not send the event again. After an error the
// provider sends it again; see [Drop] and [RetryAfter]. Accept is called by several goroutines at
// the same time.
type Sink interface {
	Accept(ctx context.Context, d *Delivery) error
}

// SinkFunc is a function as a [Sink].
type SinkFunc func(ctx context.Context, d *Delivery) error

// Accept calls f.
func (f SinkFunc) Accept(ctx context.Context, d *Delivery) error { return f(ctx, d) }

// Middleware wraps a [Sink]. See [Use].
type Middleware func(Sink) Sink
