package linkedin

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/rolecall-dev/rolecall/internal/bodyid"
	"github.com/rolecall-dev/rolecall/internal/jsonpeek"
	"github.com/rolecall-dev/rolecall/webhook"
)

const (
	headerSignature = "X-Li-Signature"
	signedPrefix    = "hmacsha256="
)

// NewReceiver makes the http.Handler of LinkedIn's webhooks, for both methods: mount it without
// one ("/hooks/linkedin").
//
// A GET is LinkedIn's challenge, on registration and every two hours: it is answered with the
// code, signed with the client secret of the application. Three failures in a row block the
// webhook, and there is no event any more; [webhook.OnResult] and [webhook.Log] tell of each.
//
// A POST is an event. LinkedIn signs it with the client secret, in hexadecimal, over
// "hmacsha256=" and the body. Whether the parent or the child application's secret is used is
// not documented, so both are tried; the body's application chooses the child. A body with
// letters beyond ASCII may be signed as it is or with them escaped: LinkedIn's pages disagree.
//
// LinkedIn counts 200 alone as delivered. What is authentic and not understood is answered 400
// with the reason, {"errorMessage":"…"}, as LinkedIn asks.
//
// [webhook.Delivery.Tenant] is the application's URN, signed. [webhook.Delivery.ID] is the
// notificationId, or the jobApplicationId of an application, where the body has one. Resyncs and
// statuses have none, and an identical request an hour later is a new one: their ID is the
// SHA-256 of the body and the quarter of an hour in which it arrived. So a deduplication, however
// long it remembers, swallows a repetition and not a request; a repetition across the quarter's
// end comes through, which an update bears.
//
// LinkedIn signs no time: whoever has recorded a request can send it again.
//
// Source: learn.microsoft.com/linkedin, "Webhook validation" and "Job Resync Notifications".
func NewReceiver(secrets Secrets, sink webhook.Sink, opts ...webhook.Option) (*webhook.Receiver, error) {
	if secrets == nil {
		return nil, errors.New("linkedin: the secrets are nil: use StaticSecrets or ApplicationSecrets")
	}
	if s, ok := secrets.(checked); ok {
		if err := s.check(); err != nil {
			return nil, fmt.Errorf("linkedin: %w", err)
		}
	}
	src := source
	src.Verifier = verifier(secrets)
	src.Get = challenge(secrets)
	return webhook.NewReceiver(src, sink, opts...)
}

// ParseDeliveries makes a delivery of a LinkedIn webhook without HTTP, for bytes that come from
// a queue or a file. It does not verify them: that is what [NewReceiver] is for. Its ID is made
// with the present time.
func ParseDeliveries(h http.Header, body []byte) ([]*webhook.Delivery, error) {
	return source.Parse(h, body)
}

// source is LinkedIn as package webhook sees it, without its secrets.
var source = webhook.Source{Name: "linkedin", Route: route, Explain: explain}

// verifier tries the parent's secrets before the body is read, and then the child's.
func verifier(secrets Secrets) webhook.HMAC {
	h := webhook.HMAC{Header: headerSignature, Encoding: webhook.Hex, Prefix: signedPrefix, Forms: escapedForms}
	h.Keys = func(r *http.Request) ([]*webhook.Key, error) { return secrets.Keys(r.Context(), "") }
	if _, same := secrets.(*staticSecrets); !same {
		h.BodyKeys = func(r *http.Request, body []byte) ([]*webhook.Key, error) {
			application := claimedApplication(body)
			if application == "" {
				return nil, nil
			}
			return secrets.Keys(r.Context(), application)
		}
	}
	return h
}

// claimedApplication is the application that an unverified body names, "" if none. It chooses a
// key, and decides nothing else.
func claimedApplication(body []byte) string {
	var member [2][]byte
	if jsonpeek.PickExact(body, member[:], "developerApplicationUrn", "developerApplicationId") != nil {
		return ""
	}
	if text, ok := jsonpeek.Text(member[0]); ok {
		return applicationID(string(text))
	}
	return applicationID(string(member[1]))
}

// explain is the body that LinkedIn asks for.
func explain(err error) []byte {
	body, _ := json.Marshal(map[string]string{"errorMessage": err.Error()}) // text
	return body
}

var (
	errUTF8        = errors.New("linkedin: the body is not UTF-8")
	errType        = errors.New("linkedin: the body has no type")
	errApplication = errors.New("linkedin: the body has no developerApplicationUrn")
	errNoJobs      = errors.New("linkedin: the request names no jobs: syncAllOpenJobs is not true and externalJobPostingIds is empty")
	errNoJob       = errors.New("linkedin: the body has no externalJobPostingId")
)

// members are those that say where a body belongs. One that stands twice, in whatever spelling,
// could mean one thing here and another to a decoder, so it is refused.
var members = [...]string{
	"type", "developerApplicationUrn", "developerApplicationId", "externalJobPostingId", "externalJobPostingIds",
	"syncAllOpenJobs", "jobApplicationId", "notificationId", "id", "hrisRequestId",
}

// body is what was found under members.
type body [len(members)][]byte

// value is that of a member, as it stands in the body; nil if there is none.
func (b *body) value(name string) []byte {
	return b[slices.Index(members[:], name)]
}

// text is the value of a member, if it is text or a number.
func (b *body) text(name string) []byte {
	value := b.value(name)
	if jsonpeek.KindOf(value) == jsonpeek.Number {
		return value
	}
	text, _ := jsonpeek.Text(value)
	return text
}

// route says what a body is, and refuses one that lacks what LinkedIn documents as required.
func route(d *webhook.Delivery) (webhook.Route, error) {
	if !utf8.Valid(d.Body) {
		return webhook.Route{}, errUTF8 // a decoder would replace what it cannot read
	}
	var b body
	if err := jsonpeek.PickExact(d.Body, b[:], members[:]...); err != nil {
		return webhook.Route{}, err
	}
	event := b.text("type")
	if len(event) == 0 {
		return webhook.Route{}, errType
	}
	r := webhook.Route{Event: event, ID: bodyid.Windowed(d.Body, d.Received, idWindow), Tenant: b.application()}
	switch string(event) {
	case "RESYNC_JOBS":
		return r, b.checkResync(r.Tenant)
	case "JOB_POSTING_STATUS":
		job := b.text("externalJobPostingId")
		r.Key[1] = job
		switch {
		case r.Tenant == "":
			return r, errApplication
		case len(job) == 0:
			return r, errNoJob
		}
	case "EXPORT_JOB_APPLICATION":
		if id := b.text("jobApplicationId"); len(id) > 0 {
			r.ID, r.Key[0] = id, id
		}
	case "CREATE_THIRD_PARTY_HRIS_EXPORT_PROFILE_REQUEST":
		r.Key[0] = b.text("hrisRequestId")
	default:
		r.Key[1] = b.text("id")
	}
	if id := b.text("notificationId"); len(id) > 0 {
		// An id is one of its type. A type escaped so has no slash, so no two pairs give the same.
		r.ID = append([]byte(url.PathEscape(string(event))+"/"), id...)
	}
	return r, nil
}

// application is the URN of the application that a body is for. One event has its bare number.
func (b *body) application() string {
	if urn := b.text("developerApplicationUrn"); len(urn) > 0 {
		return string(urn)
	}
	if id := b.text("developerApplicationId"); len(id) > 0 {
		return applicationURN + string(id)
	}
	return ""
}

// checkResync: a request that says neither which jobs nor all of them is not understood.
func (b *body) checkResync(application string) error {
	if application == "" {
		return errApplication
	}
	count := len(b.text("externalJobPostingIds")) // one, in place of a list
	if list := b.value("externalJobPostingIds"); jsonpeek.KindOf(list) == jsonpeek.Array {
		_ = jsonpeek.Elements(list, func([]byte) error { count++; return nil }) // it is sound
	}
	all := string(b.value("syncAllOpenJobs")) == "true" || string(b.text("syncAllOpenJobs")) == "true"
	if count == 0 && !all {
		return errNoJobs
	}
	return nil
}

// idWindow is how long an identical body is a repetition. It is coarse on purpose, see
// [NewReceiver].
const idWindow = 15 * time.Minute
