package knit

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"time"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/internal/codec"
	"github.com/rolecall-dev/rolecall/internal/jsonpeek"
	"github.com/rolecall-dev/rolecall/internal/transport"
)

// Category is what an app is for. The set is open.
type Category string

// Categories that Knit's guides name; there are more.
const (
	CategoryHRIS Category = "HRIS"
	CategoryATS  Category = "ATS"
	CategoryCRM  Category = "CRM"
)

// CreateAuthSessionRequest says for whom Knit's component in the browser is opened. The first
// four members are required.
//
// Knit has further switches, for the language ("en", "fr", "de"), for scopes, for custom and
// for mandatory fields, whose names its public page does not show: they go into Extra.
//
// Source: developers.getknit.dev, reference "Auth session creation"; the name of ClearErrors
// is from a sample.
type CreateAuthSessionRequest struct {
	// OriginOrgID and OriginOrgName are the customer, by an id of your own that stays the same.
	OriginOrgID   string `json:"originOrgId"`
	OriginOrgName string `json:"originOrgName"`
	// OriginUserEmail and OriginUserName are the person who connects the app.
	OriginUserEmail string `json:"originUserEmail"`
	OriginUserName  string `json:"originUserName"`

	// Filters choose the apps that are offered. None: all.
	Filters []AppFilter `json:"filters,omitempty"`
	// TestAccount: what is connected is a test account, which is not billed, is one of three,
	// and ends after 30 days. Nil: what the account's settings say.
	TestAccount *bool `json:"testAccount,omitempty"`
	// ClearErrors forgets the errors of connecting before. Nil: Knit's default, false.
	ClearErrors *bool `json:"clearErrors,omitempty"`

	// Extra holds members that this SDK does not know; they are sent as they are.
	Extra map[string]json.RawMessage `json:"-" lenient:"rest"`
}

// AppFilter chooses apps of a category.
type AppFilter struct {
	Category Category `json:"category,omitempty"`
	// Apps are Knit's ids of apps: "workday". None: all of the category.
	Apps []string `json:"apps,omitempty"`

	// Extra holds members that this SDK does not know; they are sent as they are.
	Extra map[string]json.RawMessage `json:"-" lenient:"rest"`
}

// AuthSession opens Knit's component in one browser, for a short time.
type AuthSession struct {
	// Token goes to the browser: string(session.Token), or as JSON.
	Token Token `json:"token"`

	// Extra holds the members that this SDK does not know, as they came.
	Extra map[string]json.RawMessage `json:"-" lenient:"rest"`
}

// Token is text that lets somebody in. It prints as "[token]", and converts to and encodes as
// what it is.
type Token string

// Format writes "[token]" under every verb.
func (v Token) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "[token]") }

// LogValue is what slog writes.
func (v Token) LogValue() slog.Value { return slog.StringValue("[token]") }

// problem says which required member is missing, "" if none.
func (v *CreateAuthSessionRequest) problem() string {
	for _, field := range []struct{ name, value string }{
		{"OriginOrgID", v.OriginOrgID},
		{"OriginOrgName", v.OriginOrgName},
		{"OriginUserEmail", v.OriginUserEmail},
		{"OriginUserName", v.OriginUserName},
	} {
		if field.value == "" {
			return field.name + " is empty"
		}
	}
	return ""
}

// CreateAuthSession makes a token with which the customer connects an app in Knit's component.
// The integration's id comes from there, and in [IntegrationActivated].
//
// Source: developers.getknit.dev, reference "Auth session creation".
func (c *Client) CreateAuthSession(ctx context.Context, session CreateAuthSessionRequest, call ...rolecall.CallOption) (*AuthSession, error) {
	req := account(http.MethodPost, "auth.createSession", nil, session)
	if problem := session.problem(); problem != "" {
		return nil, c.api.Invalid(req.Op, problem)
	}
	v := new(openedSession)
	if _, err := transport.DoInto(ctx, c.api, req, v, sessionOf, call...); err != nil {
		return nil, err
	}
	return (*AuthSession)(v), nil
}

// sessionOf finds the result of this one call under "msg", where all others have "data".
func sessionOf(resp *transport.Response) []byte {
	var member [1][]byte
	_ = jsonpeek.Pick(resp.Body, member[:], "msg") // repeated: there is none
	if jsonpeek.KindOf(member[0]) == jsonpeek.Object {
		return member[0]
	}
	return resp.Payload
}

// openedSession is an AuthSession that has its token.
type openedSession AuthSession

func (v *openedSession) UnmarshalJSON(b []byte) error {
	if err := codec.Unmarshal(b, v); err != nil {
		return err
	}
	return missing("token", string(v.Token))
}

// IntegrationDetails is what a customer has connected.
type IntegrationDetails struct {
	// Apps is nil where there is nothing.
	Apps []ConnectedApp `json:"apps,omitempty"`

	// Extra holds the members that this SDK does not know, as they came.
	Extra map[string]json.RawMessage `json:"-" lenient:"rest"`
}

// ConnectedApp is one app of a customer. Source: public code of a Knit user.
type ConnectedApp struct {
	// ID is Knit's id of the app: "workable".
	ID       string   `json:"id,omitempty"`
	Category Category `json:"category,omitempty"`
	// IntegrationID is for [Client.Integration].
	IntegrationID string `json:"integrationId,omitempty"`
	// IsActive is nil where Knit does not say.
	IsActive      *bool     `json:"isActive,omitempty"`
	DeactivatedAt time.Time `json:"deactivatedAt,omitzero"`
	// ShortLogo is the URL of a picture.
	ShortLogo string `json:"shortLogo,omitempty"`

	// Extra holds the members that this SDK does not know, as they came.
	Extra map[string]json.RawMessage `json:"-" lenient:"rest"`
}

// IntegrationDetails reads what a customer has connected. originOrgID is the
// [CreateAuthSessionRequest].OriginOrgID of the customer; one that Knit does not know has no apps.
//
// Source: public code of a Knit user.
func (c *Client) IntegrationDetails(ctx context.Context, originOrgID string, call ...rolecall.CallOption) (*IntegrationDetails, error) {
	req := account(http.MethodGet, "integration.details", url.Values{"originOrgId": {originOrgID}}, nil)
	if originOrgID == "" {
		return nil, c.api.Invalid(req.Op, "the originOrgID is empty")
	}
	return transport.Call[IntegrationDetails](ctx, c.api, req, call...)
}

// Deactivate disconnects the customer's app: no call and no sync works after it. It is not
// repeated once it may have reached Knit.
//
// Source: public code of a Knit user.
func (i *Integration) Deactivate(ctx context.Context, call ...rolecall.CallOption) error {
	_, err := i.api.Do(ctx, i.write("integration.deactivate", struct{}{}), call...)
	return err
}
