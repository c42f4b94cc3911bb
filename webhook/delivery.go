package webhook

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"time"
)

// Delivery is one event of an authentic request, with its exact bytes. It does not change when it is
// encoded as JSON and decoded again, so it can be stored in a queue and replayed.
//
// A Delivery belongs to the sink; the Receiver does not use its memory again. Its strings share one
// allocation with the body: use strings.Clone to keep a string longer than the Delivery. fmt and slog
// print neither its body nor its headers.
type Delivery struct {
	// Type is the name of the provider and the event type: "knit:record.new/ats_jobs". New types
	// may appear.
	Type string `json:"type"`
	// ID identifies the event for deduplication. It is covered by the provider's signature. It is
	// empty if the provider sends no id, see [IDs].
	ID string `json:"id"`
	// Key identifies the record, or the integration, that the event is about. Use it to handle
	// events of one record in sequence (see [Serial]); providers do not guarantee their order.
	Key string `json:"key,omitempty"`
	// Tenant is the integration id, if the provider sends one. Check TenantSigned before you store
	// a record under it.
	Tenant string `json:"tenant,omitempty"`
	// TenantSigned reports whether the provider's signature covers Tenant (Kombo and LinkedIn:
	// yes; Knit: not until knit.BindTenant has checked it). An unsigned Tenant comes from a header:
	// an attacker who has one signed request can send its body again with another customer's id in
	// the header. Use knit.BindTenant, or look up the integration by a signed member of the body and
	// return an error if Tenant differs. If the value of the member is not known yet, return
	// [RetryAfter]: events may arrive before the call that started their sync has returned.
	TenantSigned bool `json:"tenantSigned,omitempty"`
	// Source is the name of the provider: "knit".
	Source string `json:"source"`
	// Body holds the exact bytes of the event, as received and verified.
	Body []byte `json:"body"`
	// Header holds the request headers that the provider's receiver keeps ([Source.Keep]). The
	// signature does NOT cover them, except the header [HMAC].ID. They never hold a credential, a
	// cookie or a signature.
	Header http.Header `json:"header,omitempty"`
	// Received is the time in UTC at which the request arrived, by the clock of [Now].
	Received time.Time `json:"received"`
}

// Format writes type, id and size under every verb, because the body contains a person's data.
func (d Delivery) Format(f fmt.State, _ rune) {
	_, _ = fmt.Fprintf(f, "%s id=%s (%d bytes)", d.Type, d.ID, len(d.Body))
}

// LogValue returns type, id and size, for slog.
func (d Delivery) LogValue() slog.Value {
	return slog.GroupValue(slog.String("type", d.Type), slog.String("id", d.ID), slog.Int("bytes", len(d.Body)))
}

// Sink receives deliveries after verification. Accept must return nil only if the delivery is handled
// or durably stored: the receiver then acknowledges it, and the provider does not send the event
// again. After an error the provider sends it again; see [Drop] and [RetryAfter]. Several goroutines
// call Accept at the same time.
type Sink interface {
	Accept(ctx context.Context, d *Delivery) error
}

// SinkFunc is an adapter that makes a function a [Sink].
type SinkFunc func(ctx context.Context, d *Delivery) error

// Accept calls f.
func (f SinkFunc) Accept(ctx context.Context, d *Delivery) error { return f(ctx, d) }

// Middleware returns a [Sink] that wraps another one. See [Use].
type Middleware func(Sink) Sink
