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

// ProvisionedApplication is a child application, which stands for one of your customers. It prints without
// its secret.
//
// Source: learn.microsoft.com/linkedin, "Provisioning API".
type ProvisionedApplication struct {
	// Key is the URN of the application, "urn:li:developerApplication:1234". Webhooks have it as
	// developerApplicationUrn. Store it with the customer and the credentials.
	Key string `json:"key,omitempty" required:"true"`
	// Credentials are the child's credentials, for [NewClient]. [Client.FindApplication] may return them
	// without the secret.
	Credentials     Credentials `json:"credentials,omitzero" secret:"true"`
	UniqueForeignID string      `json:"uniqueForeignId,omitempty"`
	Name            string      `json:"name,omitempty"`
	Description     string      `json:"description,omitempty"`

	ValidJSSDKDomains            []string `json:"validJsSdkDomains,omitempty"`
	OAuth2AuthorizedCallbackURLs []string `json:"oauth2AuthorizedCallbackUrls,omitempty"`

	rolecall.Extra `json:"-"`
}

// LogValue returns the key, the unique foreign id and the name.
func (v ProvisionedApplication) LogValue() slog.Value {
	return slog.GroupValue(slog.String("key", v.Key), slog.String("unique_foreign_id", v.UniqueForeignID), slog.String("name", v.Name))
}

// ProvisionApplicationRequest describes a new child application.
type ProvisionApplicationRequest struct {
	// UniqueForeignID is your id of the customer. If another application has it already, the error is
	// [rolecall.ErrConflict]. Required.
	UniqueForeignID string `json:"uniqueForeignId"`
	// Name is the name of the application. It has at most 50 characters and does not contain the word
	// LinkedIn. LinkedIn recommends "your product - the customer". Required.
	Name string `json:"name"`
	// Description describes the application. Required.
	Description string `json:"description"`

	ValidJSSDKDomains            []string `json:"validJsSdkDomains,omitempty"`
	OAuth2AuthorizedCallbackURLs []string `json:"oauth2AuthorizedCallbackUrls,omitempty"`
}

// ProvisionApplication creates a child application. The client must have the credentials of the parent
// application. Store the result: LinkedIn may not return the secret again.
//
// If LinkedIn may have created the application, for example after a 408, a 500, a lost response or a response
// without a key, the error matches [rolecall.ErrAmbiguous]. Look for the application with
// [Client.FindApplication]. If LinkedIn does not
// return its secret, you may have to delete the application in the developer portal, because
// [Client.RotateSecret] requires the old secret.
func (c *Client) ProvisionApplication(ctx context.Context, req ProvisionApplicationRequest, call ...rolecall.CallOption) (*ProvisionedApplication, error) {
	return sendFor[ProvisionedApplication](ctx, c, newRequest("create provisionedApplications"), req, call)
}

// Problem describes what makes the request invalid, or returns "" if it is valid. The call checks it before
// sending anything.
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

// nameProblem describes what makes a name invalid, or returns "" if it is valid.
func nameProblem(name string) string {
	switch {
	case utf8.RuneCountInString(name) > 50:
		return "Name has more than 50 characters"
	case strings.Contains(strings.ToLower(name), "linkedin"):
		return "Name contains the word LinkedIn, which LinkedIn rejects"
	}
	return ""
}

// FindApplication returns the child application of a customer by your id of the customer,
// [ProvisionApplicationRequest].UniqueForeignID. If there is none, the error is [rolecall.ErrNotFound].
func (c *Client) FindApplication(ctx context.Context, uniqueForeignID string, call ...rolecall.CallOption) (*ProvisionedApplication, error) {
	req := newRequest("finder provisionedApplications?q=credentialsByUniqueForeignId")
	req.RawQuery += "&uniqueForeignId=" + url.QueryEscape(uniqueForeignID)
	if uniqueForeignID == "" {
		req.Reject("uniqueForeignID is empty")
	}
	var found foundApplications
	resp, err := transport.DoInto(ctx, c.api, req, &found, nil, call...)
	switch {
	case err != nil:
		return nil, err
	case len(found.Elements) == 0:
		return nil, resp.Failed(transport.Failure{
			Message: "no application has this uniqueForeignId", Class: rolecall.ErrNotFound,
		}, resp.Meta.StatusCode, nil)
	case found.Elements[0].Key == "":
		return nil, resp.Failed(transport.Failure{
			Message: "the application in the response has no key", Unrecognized: true,
		}, resp.Meta.StatusCode, nil)
	}
	return &found.Elements[0], nil
}

type foundApplications struct {
	Elements []ProvisionedApplication `json:"elements"`

	rolecall.Extra `json:"-"`
}

// UpdateApplicationRequest describes changes of a child application. A field that is nil or empty is not
// changed.
type UpdateApplicationRequest struct {
	Name                         string   `json:"name,omitempty"`
	Description                  string   `json:"description,omitempty"`
	ValidJSSDKDomains            []string `json:"validJsSdkDomains,omitempty"`
	OAuth2AuthorizedCallbackURLs []string `json:"oauth2AuthorizedCallbackUrls,omitempty"`
}

// Problem describes what makes the request invalid, or returns "" if it is valid. The call checks it before
// sending anything.
func (r UpdateApplicationRequest) Problem() string { return nameProblem(r.Name) }

// UpdateApplication changes the child application with this [ProvisionedApplication.Key]. The client must
// have the credentials of the parent application. If LinkedIn may have made the change, the error
// matches [rolecall.ErrAmbiguous]: send the request again. A repeated update is harmless, but LinkedIn does not
// document that, so UpdateApplication does not retry it.
func (c *Client) UpdateApplication(ctx context.Context, key string, req UpdateApplicationRequest, call ...rolecall.CallOption) error {
	update := newRequest("partial_update provisionedApplications/{key}", key)
	if !strings.HasPrefix(key, applicationURN) {
		update.Reject("key must be a URN such as " + applicationURN + "1234")
	}
	return c.send(ctx, update, applicationPatch{req}, call)
}

// applicationPatch encodes a partial update in Rest.li's format.
type applicationPatch struct{ UpdateApplicationRequest }

func (p applicationPatch) MarshalJSON() ([]byte, error) {
	return json.Marshal(map[string]any{"patch": map[string]any{"$set": p.UpdateApplicationRequest}})
}

const applicationURN = "urn:li:developerApplication:"
