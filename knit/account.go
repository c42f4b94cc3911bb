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

// Category is a kind of tool.
type Category string

// The categories in Knit's guides. Knit has others.
const (
	CategoryHRIS Category = "HRIS"
	CategoryATS  Category = "ATS"
	CategoryCRM  Category = "CRM"
)

// CreateAuthSessionRequest identifies the customer, and the person who will connect a tool in Knit's
// browser component. The first four fields are required.
//
// Knit has more options: the language ("en", "fr", "de"), scopes, custom fields and mandatory fields. Their
// names are not public. Put them into Extra.
//
// Source: developers.getknit.dev, reference "Auth session creation"; the name of ClearErrors
// is from a sample.
type CreateAuthSessionRequest struct {
	// OriginOrgID is your own id of the customer. It must not change. OriginOrgName is the customer's name.
	OriginOrgID   string `json:"originOrgId"`
	OriginOrgName string `json:"originOrgName"`
	// OriginUserEmail and OriginUserName identify the person who connects the tool.
	OriginUserEmail string `json:"originUserEmail"`
	OriginUserName  string `json:"originUserName"`

	// Filters select the tools that the component offers. Empty: all tools.
	Filters []AppFilter `json:"filters,omitempty"`
	// TestAccount makes the connected account a test account. A test account is not billed and ends after
	// 30 days; you can have at most three. Nil: the setting of your account.
	TestAccount *bool `json:"testAccount,omitempty"`
	// ClearErrors removes the errors of earlier attempts to connect. Nil: Knit's default, false.
	ClearErrors *bool `json:"clearErrors,omitempty"`

	rolecall.Extra `json:"-"`
}

// AppFilter selects tools of a category.
type AppFilter struct {
	Category Category `json:"category,omitempty"`
	// Apps are Knit's app ids, such as "workday". Empty: all tools of the category.
	Apps []string `json:"apps,omitempty"`

	rolecall.Extra `json:"-"`
}

// AuthSession is a session of Knit's component in one browser. It is valid for a short time.
type AuthSession struct {
	// Token must be sent to the browser, as string(session.Token) or as JSON.
	Token Token `json:"token" required:"true"`

	rolecall.Extra `json:"-"`
}

// Token is a credential. It prints as "[token]"; string(token) and its JSON are the credential itself.
type Token string

// Format writes "[token]" for every verb.
func (v Token) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "[token]") }

// LogValue returns "[token]".
func (v Token) LogValue() slog.Value { return slog.StringValue("[token]") }

// Problem describes what makes the request invalid, or returns "" if it is valid.
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

// CreateAuthSession returns a token with which the customer connects a tool in Knit's component. The
// component and the event [IntegrationActivated] report the id of the new integration.
//
// Source: developers.getknit.dev, reference "Auth session creation".
func (c *Client) CreateAuthSession(ctx context.Context, session CreateAuthSessionRequest, call ...rolecall.CallOption) (*AuthSession, error) {
	return part[AuthSession](ctx, c.service, c.post("auth.createSession", session), sessionOf, call)
}

// sessionOf returns the member "msg", which holds the result of auth.createSession. The results of all
// other calls are in "data".
func sessionOf(resp *transport.Response) []byte {
	var member [1][]byte
	_ = jsonpeek.Pick(resp.Body, member[:], "msg") // on error, for example a duplicate member, member is nil
	if jsonpeek.KindOf(member[0]) == jsonpeek.Object {
		return member[0]
	}
	return resp.Payload
}

// IntegrationDetails lists the tools that a customer has connected.
type IntegrationDetails struct {
	// Apps is nil if the customer has connected no tool.
	Apps []ConnectedApp `json:"apps,omitempty"`

	rolecall.Extra `json:"-"`
}

// ConnectedApp is one connected tool of a customer. Source: public code of a Knit user.
type ConnectedApp struct {
	// ID is Knit's app id, such as "workable".
	ID       string   `json:"id,omitempty"`
	Category Category `json:"category,omitempty"`
	// IntegrationID is the id to pass to [Client.Integration].
	IntegrationID string `json:"integrationId,omitempty"`
	// IsActive is nil if Knit does not send it.
	IsActive      *bool     `json:"isActive,omitempty"`
	DeactivatedAt time.Time `json:"deactivatedAt,omitzero"`
	// ShortLogo is the URL of an image.
	ShortLogo string `json:"shortLogo,omitempty"`

	rolecall.Extra `json:"-"`
}

// IntegrationDetails returns the tools that a customer has connected. originOrgID is the customer's
// [CreateAuthSessionRequest].OriginOrgID. For an unknown customer the result has no tools.
//
// Source: public code of a Knit user.
func (c *Client) IntegrationDetails(ctx context.Context, originOrgID string, call ...rolecall.CallOption) (*IntegrationDetails, error) {
	return read[IntegrationDetails](ctx, c.service, "integration.details", customerOptions{originOrgID}, call)
}

type customerOptions struct {
	OriginOrgID string `url:"originOrgId,omitempty"`
}

// Problem describes what makes the options invalid, or returns "" if they are valid.
func (o customerOptions) Problem() string {
	if o.OriginOrgID == "" {
		return "originOrgID is empty"
	}
	return ""
}

// Deactivate disconnects the customer's tool. After that, calls and syncs of the integration fail. The SDK
// does not retry the call once it may have reached Knit.
//
// Source: public code of a Knit user.
func (i *Integration) Deactivate(ctx context.Context, call ...rolecall.CallOption) error {
	return send(ctx, i.service, "integration.deactivate", struct{}{}, call)
}
