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

// NewReceiver returns the [http.Handler] of LinkedIn's webhooks. Register it for GET and POST, with a pattern
// without a method ("/hooks/linkedin").
//
// A GET is LinkedIn's challenge, at registration and every two hours. The response has the challenge's code
// and its signature by the client secret of the application. After three failures in a row LinkedIn blocks the
// webhook and sends no events; [webhook.OnResult] and [webhook.Log] report each failure.
//
// A POST is an event. Its signature is the hexadecimal HMAC-SHA256 of "hmacsha256=" and the body. LinkedIn
// does not document whether the key is the client secret of the parent or of the child application, so the
// receiver tries both; the application in the body selects the child. LinkedIn's pages disagree whether
// non-ASCII characters are signed unmodified or escaped, so the receiver accepts either form.
//
// LinkedIn counts only 200 as delivered. If an authentic event cannot be parsed, the response is 400 with the
// reason, {"errorMessage":"…"}, as LinkedIn requires.
//
// [webhook.Delivery.Tenant] is the application's URN, "urn:li:developerApplication:1234", from the
// body, so it is signed ([webhook.Delivery.TenantSigned]). [Secrets] receives only the number.
//
// [webhook.Delivery.ID] is the notificationId, or the jobApplicationId of an application. Resyncs and
// statuses have neither: their ID is "", and [webhook.Dedup] passes all of them to the sink. LinkedIn sends a
// request again, with the same bytes, if the response was not 200; an identical request after a 200 is
// a new event. A request whose 200 did not reach LinkedIn is delivered twice; updates and statuses are
// idempotent, so this is harmless. Use [webhook.Serial] so that a redelivery is not handled at the same
// time as the first delivery.
//
// The signature does not include a time: an attacker can send a recorded request again.
//
// Source: learn.microsoft.com/linkedin, "Webhook validation" and "Job Resync Notifications".
func NewReceiver(secrets Secrets, sink webhook.Sink, opts ...webhook.Option) (*webhook.Receiver, error) {
	if secrets == nil {
		return nil, errors.New("linkedin: secrets are nil: use StaticSecrets or ApplicationSecrets")
	}
	if s, ok := secrets.(checker); ok {
		if err := s.check(); err != nil {
			return nil, fmt.Errorf("linkedin: %w", err)
		}
	}
	src := source
	src.Verifier = verifier(secrets)
	src.Get = challenge(secrets)
	return webhook.NewReceiver(src, sink, opts...)
}

// ParseDeliveries parses the body of a webhook request into its delivery, without HTTP: for bytes from a queue
// or a file. It does not verify the signature; [NewReceiver] does.
func ParseDeliveries(h http.Header, body []byte) ([]*webhook.Delivery, error) {
	return source.Parse(h, body)
}

// source describes LinkedIn's webhooks to package webhook, without the secrets.
var source = webhook.Source{Name: "linkedin", Route: route, Explain: explain}

// verifier returns a verifier that tries the secrets of the parent, and then those of the child.
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

// claimedApplication returns the application in an unverified body, "" if there is none. Use it only to
// select a key.
func claimedApplication(body []byte) string {
	var member [2][]byte
	if jsonpeek.PickExact(body, member[:], "developerApplicationUrn", "developerApplicationId") != nil {
		return ""
	}
	if urn, ok := jsonpeek.Text(member[0]); ok {
		return applicationID(string(urn))
	}
	return applicationID(string(member[1]))
}

// explain returns the body of a 400, as LinkedIn requires it.
func explain(err error) []byte {
	body, _ := json.Marshal(map[string]string{"errorMessage": err.Error()}) // strings: no error
	return body
}

var (
	errType        = errors.New("linkedin: the body has no type")
	errApplication = errors.New("linkedin: the body has no developerApplicationUrn")
	errNoJobs      = errors.New("linkedin: the request names no jobs: syncAllOpenJobs is not true and externalJobPostingIds is empty")
	errJobID       = errors.New("linkedin: externalJobPostingIds has an unpaired surrogate: two ids could become equal")
	errNoJob       = errors.New("linkedin: the body has no externalJobPostingId")
)

// members are the names of the routing members.
var members = [...]string{
	"type", "developerApplicationUrn", "developerApplicationId", "externalJobPostingId", "externalJobPostingIds",
	"syncAllOpenJobs", "jobApplicationId", "notificationId", "id", "hrisRequestId",
}

// body has the values of the routing members, in the order of members.
type body [len(members)][]byte

// value returns the JSON of a member, nil if it is absent.
func (b *body) value(name string) []byte {
	return b[slices.Index(members[:], name)]
}

// string returns the string of a member, nil if it is null or absent. Any other value is an error.
func (b *body) string(name string) ([]byte, error) {
	s, ok := inbound.String(b.value(name))
	if !ok {
		return nil, &kindError{name, "a string"}
	}
	return s, nil
}

// id returns the string or the number of a member, nil if it is empty, null or absent. LinkedIn sends ids as
// both.
func (b *body) id(name string) ([]byte, error) {
	if value := b.value(name); jsonpeek.KindOf(value) == jsonpeek.Number {
		return value, nil
	}
	id, err := b.string(name)
	switch {
	case err != nil:
		return nil, &kindError{name, "a string or a number"}
	case len(id) == 0:
		return nil, nil
	}
	return id, nil
}

// kindError is the error for a routing member with an unexpected kind of JSON value. Such a member is not
// treated as absent, because that would be a guess.
type kindError struct{ member, want string }

func (e *kindError) Error() string { return "linkedin: the member " + e.member + " is not " + e.want }

// route reads the routing members. It rejects a body without a member that LinkedIn documents as required.
func route(d *webhook.Delivery) (webhook.Route, error) {
	var b body
	if err := inbound.Members(d, b[:], members[:]...); err != nil {
		return webhook.Route{}, err
	}
	event, err := b.string("type")
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
		// An id is unique within its type. An escaped type has no slash, so two pairs never give the same ID.
		r.ID = append([]byte(url.PathEscape(string(event))+"/"), id...)
	}
	return r, err
}

// subject sets the Key, and the ID of an application, from the members of the event's type.
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

// application returns the URN of the application in the body, "" if there is none. One event type has only
// the number.
func (b *body) application() (string, error) {
	urn, err := b.string("developerApplicationUrn")
	if err != nil || len(urn) > 0 {
		return string(urn), err
	}
	id, err := b.id("developerApplicationId")
	if err != nil || len(id) == 0 {
		return "", err
	}
	return applicationURN + string(id), nil
}

// checkResync rejects a resync that has no ids of jobs and does not ask for all jobs.
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

// countJobs returns the number of jobs in externalJobPostingIds, which LinkedIn documents as a string
// and sends as an array.
func (b *body) countJobs() (count int, err error) {
	const name = "externalJobPostingIds"
	list := b.value(name)
	if jsonpeek.KindOf(list) != jsonpeek.Array {
		one, err := b.string(name)
		if err != nil {
			return 0, &kindError{name, "an array of ids"}
		}
		return min(len(one), 1), nil
	}
	err = jsonpeek.Elements(list, func(id []byte) error {
		count++
		switch s, isString := jsonpeek.Text(id); {
		case isString && bytes.ContainsRune(s, utf8.RuneError):
			return errJobID
		case isString, jsonpeek.KindOf(id) == jsonpeek.Number:
			return nil
		}
		return &kindError{name, "an array of ids"}
	})
	return count, err
}

// allJobs returns syncAllOpenJobs. It also accepts a string.
func (b *body) allJobs() (bool, error) {
	const name = "syncAllOpenJobs"
	value := b.value(name)
	if s, ok := jsonpeek.Text(value); ok {
		value = s
	}
	switch string(value) {
	case "true":
		return true, nil
	case "false", "", "null":
		return false, nil
	}
	return false, &kindError{name, "true or false"}
}
