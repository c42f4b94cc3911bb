package linkedin

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"unicode/utf8"

	"github.com/rolecall-dev/rolecall/internal/inbound"
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
// [webhook.Delivery.Tenant] is the application's URN, "urn:li:developerApplication:1234", as the body
// has it, so it is signed ([webhook.Delivery.TenantSigned]). [Secrets] is asked with the number alone.
//
// [webhook.Delivery.ID] is the notificationId, or the jobApplicationId of an application. Resyncs and
// statuses have neither: their ID is "", and [webhook.Dedup] passes them through. LinkedIn sends again,
// with the same bytes, what was not answered 200; an identical request that was is a new one. A request
// whose 200 did not reach LinkedIn is delivered twice; updates and statuses are idempotent, so this is
// harmless. Use [webhook.Serial] so that a redelivery does not run beside the first one.
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
// a queue or a file. It does not verify them: that is what [NewReceiver] is for.
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
	errType        = errors.New("linkedin: the body has no type")
	errApplication = errors.New("linkedin: the body has no developerApplicationUrn")
	errNoJobs      = errors.New("linkedin: the request names no jobs: syncAllOpenJobs is not true and externalJobPostingIds is empty")
	errJobID       = errors.New("linkedin: externalJobPostingIds has half of a surrogate pair, so two ids would become one")
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

// text is the text of a member, nil if the body has none. Anything but text is an error.
func (b *body) text(name string) ([]byte, error) {
	s, ok := inbound.String(b.value(name))
	if !ok {
		return nil, &kindError{name, "text"}
	}
	return s, nil
}

// id is the text of a member, or its number, nil if it is empty: LinkedIn has been seen to send ids
// as both.
func (b *body) id(name string) ([]byte, error) {
	if value := b.value(name); jsonpeek.KindOf(value) == jsonpeek.Number {
		return value, nil
	}
	text, err := b.text(name)
	switch {
	case err != nil:
		return nil, &kindError{name, "text or a number"}
	case len(text) == 0:
		return nil, nil
	}
	return text, nil
}

// kindError is a member that says where a body belongs, of a kind that LinkedIn does not send. To
// take it for absent would be to guess.
type kindError struct{ member, want string }

func (e *kindError) Error() string { return "linkedin: the member " + e.member + " is not " + e.want }

// route says what a body is, and refuses one that lacks what LinkedIn documents as required.
func route(d *webhook.Delivery) (webhook.Route, error) {
	var b body
	if err := inbound.Members(d, b[:], members[:]...); err != nil {
		return webhook.Route{}, err
	}
	event, err := b.text("type")
	if err != nil {
		return webhook.Route{}, err
	}
	if len(event) == 0 {
		return webhook.Route{}, errType
	}
	r := webhook.Route{Event: event}
	if r.Tenant, err = b.application(); err != nil {
		return r, err
	}
	r.TenantSigned = r.Tenant != ""
	if err := b.subject(&r); err != nil {
		return r, err
	}
	id, err := b.id("notificationId")
	if len(id) > 0 {
		// An id is one of its type. A type escaped so has no slash, so no two pairs give the same.
		r.ID = append([]byte(url.PathEscape(string(event))+"/"), id...)
	}
	return r, err
}

// subject finds what an event is about.
func (b *body) subject(r *webhook.Route) (err error) {
	switch string(r.Event) {
	case "RESYNC_JOBS":
		return b.checkResync(r.Tenant)
	case "JOB_POSTING_STATUS":
		r.Key[1], err = b.id("externalJobPostingId")
		switch {
		case err != nil:
			return err
		case r.Tenant == "":
			return errApplication
		case len(r.Key[1]) == 0:
			return errNoJob
		}
	case "EXPORT_JOB_APPLICATION":
		r.ID, err = b.id("jobApplicationId")
		r.Key[0] = r.ID
	case "CREATE_THIRD_PARTY_HRIS_EXPORT_PROFILE_REQUEST":
		r.Key[0], err = b.id("hrisRequestId")
	case "EXPORT_CANDIDATE_PROFILE", "INTEGRATION_STATUS_CHANGE", "FEDERATED_MEMBER_DATA_STATUS_CHANGE":
		r.Key[1], err = b.id("id")
	default:
		r.Key[1], _ = b.id("id") // an unknown event may use id for something else
	}
	return err
}

// application is the URN of the application that a body is for. One event has its bare number.
func (b *body) application() (string, error) {
	urn, err := b.text("developerApplicationUrn")
	if err != nil || len(urn) > 0 {
		return string(urn), err
	}
	id, err := b.id("developerApplicationId")
	if err != nil || len(id) == 0 {
		return "", err
	}
	return applicationURN + string(id), nil
}

// checkResync refuses a request that says neither which jobs nor all of them.
func (b *body) checkResync(application string) error {
	if application == "" {
		return errApplication
	}
	count, err := b.countJobs()
	if err != nil {
		return err
	}
	all, err := b.allJobs()
	if err == nil && count == 0 && !all {
		err = errNoJobs
	}
	return err
}

// countJobs counts the jobs of externalJobPostingIds, which LinkedIn documents as text and sends as a
// list.
func (b *body) countJobs() (count int, err error) {
	const name = "externalJobPostingIds"
	list := b.value(name)
	if jsonpeek.KindOf(list) != jsonpeek.Array {
		one, err := b.text(name)
		if err != nil {
			return 0, &kindError{name, "a list of ids"}
		}
		return min(len(one), 1), nil
	}
	err = jsonpeek.Elements(list, func(id []byte) error {
		count++
		switch text, isText := jsonpeek.Text(id); {
		case isText && bytes.ContainsRune(text, utf8.RuneError):
			return errJobID
		case isText, jsonpeek.KindOf(id) == jsonpeek.Number:
			return nil
		}
		return &kindError{name, "a list of ids"}
	})
	return count, err
}

// allJobs is syncAllOpenJobs, which may be text.
func (b *body) allJobs() (bool, error) {
	const name = "syncAllOpenJobs"
	value := b.value(name)
	if text, ok := jsonpeek.Text(value); ok {
		value = text
	}
	switch string(value) {
	case "true":
		return true, nil
	case "false", "", "null":
		return false, nil
	}
	return false, &kindError{name, "true or false"}
}
