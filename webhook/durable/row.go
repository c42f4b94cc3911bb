package durable

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/rolecall-dev/rolecall/webhook"
)

// row is one delivery as the ledger stores it.
type row struct {
	seq           int64
	source, typ   string
	id, key       string // for display
	tenant        string
	idHash        []byte // nil: no id, so never a duplicate
	keyHash       []byte // nil: no key
	runHash       []byte // nil: it counts for no run
	sealed        bool
	head, body    []byte
	received, due int64 // milliseconds since 1970
	tries         int
}

// head is a delivery without its body. Its strings are bytes, so that invalid UTF-8 survives JSON.
type head struct {
	Type         []byte              `json:"type"`
	ID           []byte              `json:"id,omitempty"`
	Key          []byte              `json:"key,omitempty"`
	Tenant       []byte              `json:"tenant,omitempty"`
	TenantSigned bool                `json:"tenantSigned,omitempty"`
	Source       []byte              `json:"source"`
	Header       map[string][][]byte `json:"header,omitempty"`
	Received     time.Time           `json:"received"`
}

// codec converts deliveries to rows, and back.
type codec struct{ sealer Sealer }

// encode returns the row of a delivery, to run at due. Its error may be that of the sealer.
func (c codec) encode(ctx context.Context, d *webhook.Delivery, due time.Time) (*row, error) {
	received := d.Received
	if received.IsZero() {
		received = due
	}
	r := &row{
		source: bounded(d.Source), typ: bounded(d.Type), tenant: bounded(d.Tenant),
		received: received.UnixMilli(), due: due.UnixMilli(), body: d.Body,
		idHash: c.idHash(d), keyHash: c.keyHash(d.Tenant, d.Key),
	}
	if r.body == nil {
		r.body = []byte{} // null means purged
	}
	h := head{
		Type: []byte(d.Type), ID: []byte(d.ID), Key: []byte(d.Key), Tenant: []byte(d.Tenant), TenantSigned: d.TenantSigned,
		Source: []byte(d.Source), Received: received.UTC(), Header: make(map[string][][]byte, len(d.Header)),
	}
	for name, values := range d.Header {
		for _, v := range values {
			h.Header[name] = append(h.Header[name], []byte(v))
		}
	}
	var err error
	if r.head, err = json.Marshal(h); err != nil {
		return nil, fmt.Errorf("durable: encode a delivery: %w", err)
	}
	if c.sealer == nil {
		r.id, r.key = bounded(d.ID), bounded(d.Key)
		return r, nil
	}
	r.sealed = true
	if r.head, err = c.sealer.Seal(ctx, r.tenant, r.head, r.bind("head")); err != nil {
		return nil, &sealError{"seal", err}
	}
	if r.body, err = c.sealer.Seal(ctx, r.tenant, r.body, r.bind("body")); err != nil {
		return nil, &sealError{"seal", err}
	}
	return r, nil
}

// decode returns the delivery of a row. The error is ErrKeyGone if its key was destroyed.
func (c codec) decode(ctx context.Context, r *row) (*webhook.Delivery, error) {
	h, err := c.head(ctx, r)
	if err != nil {
		return nil, err
	}
	body, err := c.open(ctx, r, "body", r.body)
	if err != nil {
		return nil, err
	}
	d := &webhook.Delivery{
		Type: string(h.Type), ID: string(h.ID), Key: string(h.Key), Tenant: string(h.Tenant), TenantSigned: h.TenantSigned,
		Source: string(h.Source), Body: body, Received: h.Received,
	}
	if len(h.Header) > 0 {
		d.Header = make(http.Header, len(h.Header))
	}
	for name, values := range h.Header {
		for _, v := range values {
			d.Header[name] = append(d.Header[name], string(v))
		}
	}
	return d, nil
}

func (c codec) head(ctx context.Context, r *row) (*head, error) {
	text, err := c.open(ctx, r, "head", r.head)
	if err != nil {
		return nil, err
	}
	h := new(head)
	if err := json.Unmarshal(text, h); err != nil {
		return nil, errDamaged
	}
	return h, nil
}

var errDamaged error = &sentinel{"durable: a row of rolecall_delivery is damaged"}

func (c codec) open(ctx context.Context, r *row, part string, data []byte) (plain []byte, err error) {
	defer func() {
		if v := recover(); v != nil { // of the sealer
			plain, err = nil, &panicError{fmt.Sprintf("%T", v)}
		}
	}()
	if !r.sealed {
		return data, nil
	}
	if c.sealer == nil {
		return nil, errNoSealer
	}
	plain, err = c.sealer.Open(ctx, r.tenant, data, r.bind(part))
	if err != nil {
		return nil, &sealError{"open", err}
	}
	return plain, nil
}

var errNoSealer error = &sentinel{"durable: the row is sealed: open the engine with the same WithSealer"}

// bind returns the bytes that a seal is bound to, so that a sealed value does not open in another row or column.
func (r *row) bind(part string) []byte {
	return []byte(strings.Join([]string{part, r.source, r.typ, hex.EncodeToString(r.idHash), fmt.Sprint(r.received)}, "\x00"))
}

// The uses of a hash. An id and a key with the same value have different hashes, so that they cannot be
// linked.
const (
	idHash  = "id"
	keyHash = "key"
)

// idHash returns the hash by which a duplicate is found. A tenant that is not signed is a part of it: otherwise a forged
// delivery, with the id of another customer in its header, would make the genuine one a duplicate.
func (c codec) idHash(d *webhook.Delivery) []byte {
	id := d.ID
	if id != "" && d.Tenant != "" && !d.TenantSigned {
		id = d.Tenant + "\x00" + id
	}
	return c.hash("", idHash, id)
}

// keyHash returns the hash of a Key, which belongs to a tenant.
func (c codec) keyHash(tenant, key string) []byte { return c.hash(bounded(tenant), keyHash, key) }

// hash returns what a value is looked up by, or nil if it is empty.
func (c codec) hash(tenant, use, value string) []byte {
	if value == "" {
		return nil
	}
	value = use + "\x00" + value
	if c.sealer != nil {
		value = string(c.sealer.Index(tenant, value))
	}
	sum := sha256.Sum256([]byte(value))
	return sum[:]
}

// runHash returns the hash of a run, or nil if there is none. It is not keyed: the ids of runs are no personal
// data.
func (codec) runHash(run string) []byte {
	if run == "" {
		return nil
	}
	sum := sha256.Sum256([]byte("run\x00" + run))
	return sum[:16]
}

// keyHashes returns the hashes under which a Key may be stored: that of now, and that of rows from before
// the engine had a sealer. Without a sealer they are equal.
func (c codec) keyHashes(tenant, key string) (now, before []byte) {
	return c.keyHash(tenant, key), codec{}.keyHash(tenant, key)
}

// maxDisplay is the length to which a string is shortened for its column. PostgreSQL accepts no index entry
// over 2,704 bytes.
const maxDisplay = 200

// bounded returns a string that every database stores: valid UTF-8 without NUL, and short. If it differs from
// s, it ends in a part of the hash of s, so that different strings stay different.
func bounded(s string) string {
	if len(s) <= maxDisplay && utf8.ValidString(s) && !strings.Contains(s, "\x00") {
		return s
	}
	sum := sha256.Sum256([]byte(s))
	clean := strings.ReplaceAll(strings.ToValidUTF8(s[:min(len(s), maxDisplay-40)], "\uFFFD"), "\x00", "\uFFFD")
	for len(clean) > maxDisplay-40 {
		_, size := utf8.DecodeLastRuneInString(clean)
		clean = clean[:len(clean)-size]
	}
	return clean + "~" + hex.EncodeToString(sum[:16])
}

// sealError is an error of a Sealer. Its text does not contain that of the
// sealer's error, which might quote a record.
type sealError struct {
	doing string
	err   error
}

// Error returns what was being done. ErrKeyGone is named.
func (e *sealError) Error() string {
	if errors.Is(e.err, ErrKeyGone) {
		return ErrKeyGone.Error()
	}
	return fmt.Sprintf("durable: the sealer did not %s a delivery (%T)", e.doing, e.err)
}

func (e *sealError) SafeText() string           { return e.Error() }
func (e *sealError) Unwrap() error              { return e.err }
func (e *sealError) Format(f fmt.State, _ rune) { _, _ = fmt.Fprint(f, e.Error()) }
