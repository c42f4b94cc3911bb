package linkedin

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/internal/transport"
)

// ProvisionedApplication is a child application: one customer of yours, as LinkedIn sees it.
// It prints without its secret.
//
// Source: learn.microsoft.com/linkedin, "Provisioning API".
type ProvisionedApplication struct {
	// Key is what webhooks call developerApplicationUrn, "urn:li:developerApplication:1234". Keep
	// it together with the customer and the credentials.
	Key string `json:"key,omitempty" required:"true"`
	// Credentials are those of the child, for [NewClient]. A look-up may leave the secret out.
	Credentials     Credentials `json:"credentials,omitzero" secret:"true"`
	UniqueForeignID string      `json:"uniqueForeignId,omitempty"`
	Name            string      `json:"name,omitempty"`
	Description     string      `json:"description,omitempty"`

	ValidJSSDKDomains            []string `json:"validJsSdkDomains,omitempty"`
	OAuth2AuthorizedCallbackURLs []string `json:"oauth2AuthorizedCallbackUrls,omitempty"`

	rolecall.Extra `json:"-"`
}

// LogValue is what slog writes: all but the secret.
func (v ProvisionedApplication) LogValue() slog.Value {
	return slog.GroupValue(slog.String("key", v.Key), slog.String("unique_foreign_id", v.UniqueForeignID), slog.String("name", v.Name))
}

// ProvisionApplicationRequest asks for a child application.
type ProvisionApplicationRequest struct {
	// UniqueForeignID is your id of the customer. One that is taken is [rolecall.ErrConflict].
	// Required.
	UniqueForeignID string `json:"uniqueForeignId"`
	// Name has at most 50 characters, by LinkedIn's advice "your product - the customer", and not
	// the word LinkedIn. Required.
	Name string `json:"name"`
	// Description is required.
	Description string `json:"description"`

	ValidJSSDKDomains            []string `json:"validJsSdkDomains,omitempty"`
	OAuth2AuthorizedCallbackURLs []string `json:"oauth2AuthorizedCallbackUrls,omitempty"`
}

// ProvisionApplication makes a child application, on behalf of the parent. Store the response:
// the secret may not be told again.
//
// After a response of 408 or 5xx, or none, or one without a key, the error is
// [rolecall.ErrAmbiguous]: the application may have been made. [Client.FindApplication] tells, but
// maybe not its secret; [Client.RotateSecret] needs the old one, so such an application may have to
// be deleted in the developer portal.
func (c *Client) ProvisionApplication(ctx context.Context, req ProvisionApplicationRequest, call ...rolecall.CallOption) (*ProvisionedApplication, error) {
	return sendFor[ProvisionedApplication](ctx, c, newRequest("create provisionedApplications"), req, call)
}

// Problem returns why the request would be rejected, "" if nothing is wrong. The call asks it before
// anything is sent.
func (r ProvisionApplicationRequest) Problem() string {
	switch {
	case r.UniqueForeignID == "":
		return "UniqueForeignID is empty"
	case r.Name == "":
		return "Name is empty"
	case r.Description == "":
		return "Description is empty"
	}
	return nameProblem(r.Name)
}

// nameProblem says what is wrong with a name that is to be set.
func nameProblem(name string) string {
	switch {
	case utf8.RuneCountInString(name) > 50:
		return "Name has more than 50 characters"
	case strings.Contains(strings.ToLower(name), "linkedin"):
		return "Name has the word LinkedIn in it, which LinkedIn rejects"
	}
	return ""
}

// FindApplication returns the child application of a customer, by your id. Where there is none
// the error is [rolecall.ErrNotFound].
func (c *Client) FindApplication(ctx context.Context, uniqueForeignID string, call ...rolecall.CallOption) (*ProvisionedApplication, error) {
	req := newRequest("finder provisionedApplications?q=credentialsByUniqueForeignId")
	req.RawQuery += "&uniqueForeignId=" + url.QueryEscape(uniqueForeignID)
	if uniqueForeignID == "" {
		req.Reject("the foreign id is empty")
	}
	var found foundApplications
	resp, err := transport.DoInto(ctx, c.api, req, &found, nil, call...)
	switch {
	case err != nil:
		return nil, err
	case len(found.Elements) == 0:
		return nil, resp.Failed(transport.Failure{
			Message: "no application has this foreign id", Class: rolecall.ErrNotFound,
		}, resp.Meta.StatusCode, nil)
	case found.Elements[0].Key == "":
		return nil, resp.Failed(transport.Failure{
			Message: "the application that LinkedIn found has no key", Unrecognized: true,
		}, resp.Meta.StatusCode, nil)
	}
	return &found.Elements[0], nil
}

type foundApplications struct {
	Elements []ProvisionedApplication `json:"elements"`

	rolecall.Extra `json:"-"`
}

// UpdateApplicationRequest changes a child application. What is nil or empty stays.
type UpdateApplicationRequest struct {
	Name                         string   `json:"name,omitempty"`
	Description                  string   `json:"description,omitempty"`
	ValidJSSDKDomains            []string `json:"validJsSdkDomains,omitempty"`
	OAuth2AuthorizedCallbackURLs []string `json:"oauth2AuthorizedCallbackUrls,omitempty"`
}

// Problem returns why the request would be rejected, "" if nothing is wrong. The call asks it before
// anything is sent.
func (r UpdateApplicationRequest) Problem() string { return nameProblem(r.Name) }

// UpdateApplication changes the child application with that key, on behalf of the parent. Doing
// it twice does no harm, but LinkedIn does not say so, and so it is not repeated by itself. After a
// response of 408 or 5xx, or none, it is [rolecall.ErrAmbiguous]: send it again.
func (c *Client) UpdateApplication(ctx context.Context, key string, req UpdateApplicationRequest, call ...rolecall.CallOption) error {
	update := newRequest("partial_update provisionedApplications/{key}", key)
	if !strings.HasPrefix(key, applicationURN) {
		update.Reject("the key is not a URN, as in " + applicationURN + "1234")
	}
	return c.send(ctx, update, applicationPatch{req}, call)
}

// applicationPatch is a partial update as Rest.li writes it.
type applicationPatch struct{ UpdateApplicationRequest }

func (p applicationPatch) MarshalJSON() ([]byte, error) {
	return json.Marshal(map[string]any{"patch": map[string]any{"$set": p.UpdateApplicationRequest}})
}

const applicationURN = "urn:li:developerApplication:"
