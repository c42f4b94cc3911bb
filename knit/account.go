package knit

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"time"

	"github.com/rolecall-dev/rolecall"
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

// CreateAuthSessionRequest names the customer, and the person, for whom Knit's component in the browser
// is opened. The first four fields are required.
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

	rolecall.Extra `json:"-"`
}

// AppFilter chooses apps of a category.
type AppFilter struct {
	Category Category `json:"category,omitempty"`
	// Apps are Knit's ids of apps: "workday". None: all of the category.
	Apps []string `json:"apps,omitempty"`

	rolecall.Extra `json:"-"`
}

// AuthSession opens Knit's component in one browser, for a short time.
type AuthSession struct {
	// Token goes to the browser: string(session.Token), or as JSON.
	Token Token `json:"token" required:"true"`

	rolecall.Extra `json:"-"`
}

// Token is text that lets somebody in. It prints as "[token]", and converts to and encodes as
// what it is.
type Token string

// Format writes "[token]" under every verb.
func (v Token) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "[token]") }

// LogValue is what slog writes.
func (v Token) LogValue() slog.Value { return slog.StringValue("[token]") }

// Problem returns why the request would be rejected, "" if nothing is wrong.
func (v CreateAuthSessionRequest) Problem() string {
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
	return part[AuthSession](ctx, c.service, c.post("auth.createSession", session), sessionOf, call)
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

// IntegrationDetails are the apps that a customer has connected.
type IntegrationDetails struct {
	// Apps is nil where there is nothing.
	Apps []ConnectedApp `json:"apps,omitempty"`

	rolecall.Extra `json:"-"`
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

	rolecall.Extra `json:"-"`
}

// IntegrationDetails reads what a customer has connected. originOrgID is the
// [CreateAuthSessionRequest].OriginOrgID of the customer; one that Knit does not know has no apps.
//
// Source: public code of a Knit user.
func (c *Client) IntegrationDetails(ctx context.Context, originOrgID string, call ...rolecall.CallOption) (*IntegrationDetails, error) {
	return read[IntegrationDetails](ctx, c.service, "integration.details", customerOptions{originOrgID}, call)
}

type customerOptions struct {
	OriginOrgID string `url:"originOrgId,omitempty"`
}

// Problem returns why the options would be rejected, "" if nothing is wrong.
func (o customerOptions) Problem() string {
	if o.OriginOrgID == "" {
		return "the originOrgID is empty"
	}
	return ""
}

// Deactivate disconnects the customer's app: no call and no sync works after it. It is not
// repeated once it may have reached Knit.
//
// Source: public code of a Knit user.
func (i *Integration) Deactivate(ctx context.Context, call ...rolecall.CallOption) error {
	return send(ctx, i.service, "integration.deactivate", struct{}{}, call)
}
