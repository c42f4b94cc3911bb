package api

import (
	"cmp"
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"github.com/rolecall-dev/rolecall/internal/fake/record"
)

// link is a link for a customer, with its token.
type link struct {
	user           EndUser
	tool, category string
	integration    *Integration // to reconnect; or that which was connected; nil if none was yet
}

// newLink makes the link that a customer opens. The caller holds a.mu.
func (c *call) newLink(what string, language *string, linkType string, l *link) (any, error) {
	if err := oneOf("link_type", linkType, "EMBEDDED", "MAGIC_LINK"); err != nil {
		return nil, err
	}
	if language != nil {
		if err := oneOf("language", *language, "en", "de", "fr", "it", "es"); err != nil {
			return nil, err
		}
	}
	token := c.api.id("testLink")
	c.api.links[token] = l
	return record.Object{"link", "https://connect.example.com/" + what + "/" + token}, nil
}

type linkRequest struct {
	Language *string `json:"language"`
	LinkType string  `json:"link_type"`
}

func (c *call) relink() (any, error) {
	req := linkRequest{LinkType: "EMBEDDED"}
	if err := c.decodeIfAny(&req); err != nil {
		return nil, err
	}
	return c.newLink("relink", req.Language, req.LinkType, &link{integration: c.integration})
}

func (c *call) setupLink(req *linkRequest) (any, error) {
	return c.newLink("setup", req.Language, req.LinkType, &link{integration: c.integration})
}

type connectRequest struct {
	Email    string `json:"end_user_email"`
	Name     string `json:"end_user_organization_name"`
	OriginID string `json:"end_user_origin_id"`
	Tool     string `json:"integration_tool"`
	Category string `json:"integration_category"`
	linkRequest
}

func (c *call) createLink(req *connectRequest) (any, error) {
	req.Category, req.LinkType = cmp.Or(req.Category, "HRIS"), cmp.Or(req.LinkType, "EMBEDDED")
	if !isEmail(req.Email) {
		return nil, invalid("end_user_email has to be an e-mail address")
	}
	if req.Name == "" {
		return nil, invalid("end_user_organization_name is missing")
	}
	if err := oneOf("integration_category", req.Category, "HRIS", "ATS", "ASSESSMENT", "LMS"); err != nil {
		return nil, err
	}
	l := &link{user: EndUser{Organization: req.Name, Email: req.Email, OriginID: req.OriginID}, tool: req.Tool, category: req.Category}
	return c.newLink("start", req.Language, req.LinkType, l)
}

// ErrNoLink: a link is not one that the fake made.
var ErrNoLink = errors.New("there is no such link: pass the link that create-link, relink or setup-link returned")

// linkOf finds a link by its URL or its token. The caller holds a.mu.
func (a *API) linkOf(linkURL string) (token string, l *link, err error) {
	token = linkURL[strings.LastIndexByte(linkURL, '/')+1:]
	if l = a.links[token]; l == nil {
		return "", nil, ErrNoLink
	}
	return token, l, nil
}

// Connect follows a link to its end, as a customer does: the integration of a new link exists then, and
// integration-created is delivered; that of a link for reconnecting is ACTIVE. It returns the integration
// and the token that the customer's browser gets. Of opts, the tool, the category and the customer are
// those of the link, if it names them.
func (a *API) Connect(linkURL string, opts IntegrationOptions) (*Integration, string, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	token, l, err := a.linkOf(linkURL)
	if err != nil {
		return nil, "", err
	}
	a.follow(l, opts)
	return l.integration, token, nil
}

// follow connects or reconnects. The caller holds a.mu.
func (a *API) follow(l *link, opts IntegrationOptions) {
	if l.integration != nil {
		l.integration.setState(StateActive)
		return
	}
	if l.tool != "" {
		opts.Tool = l.tool
	}
	opts.Category, opts.EndUser = l.category, l.user
	l.integration = a.add(opts)
	l.integration.send("integration-created", l.integration.short())
}

// FailConnection lets the customer fail at a link: connection-flow-failed is delivered.
func (a *API) FailConnection(linkURL string) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	token, l, err := a.linkOf(linkURL)
	if err != nil {
		return err
	}
	tool, category, user, id := l.tool, l.category, l.user, ""
	if i := l.integration; i != nil {
		tool, category, user, id = i.Tool, i.opts.Category, i.opts.EndUser, i.ID
	}
	if tool == "" {
		tool = "kombotest"
	}
	a.send(id, "connection-flow-failed", record.Object{
		"integration_tool", tool, "integration_category", category, "end_user", user.object(), "log_url", "https://kombo.example.com/logs/" + token,
	})
	return nil
}

// integrationByToken finds the integration of a token. The token of a link that the customer has not
// followed yet does it for them: a test need not act as the customer. Any other token is that of the first
// integration.
func (c *call) integrationByToken() (any, error) { return c.connected(c.PathValue("token")) }

func (c *call) connected(token string) (any, error) {
	i := c.api.first
	if l := c.api.links[token]; l != nil {
		if l.integration == nil {
			c.api.follow(l, IntegrationOptions{Counts: c.api.first.opts.Counts})
		}
		i = l.integration
	}
	if i == nil || i.deleted {
		return nil, errNoIntegration
	}
	user := i.opts.EndUser
	return record.Object{
		"tool", i.Tool, "id", i.ID, "end_user_origin_id", record.OrNull(user.OriginID), "end_user_organization_name", user.Organization,
		"end_user_email", record.OrNull(user.Email), "setup_status", i.setupStatus(),
	}, nil
}

type tokenRequest struct {
	Token string `json:"token"`
}

// activateIntegration takes the token in the body.
func (c *call) activateIntegration(req *tokenRequest) (any, error) {
	if req.Token == "" {
		return nil, invalid("token is missing")
	}
	return c.connected(req.Token)
}

// PassthroughRequest is what a passthrough call asks the tool.
type PassthroughRequest struct {
	// API is the last part of the path: "rest".
	API, Method, Path string
	// Data is the body, nil if there is none.
	Data json.RawMessage
}

// PassthroughResponse is what the tool responds.
type PassthroughResponse struct {
	Status int
	Header http.Header
	// Data is the body. Nil is null.
	Data json.RawMessage
}

// Vendor stands for the tool behind passthrough.
type Vendor func(PassthroughRequest) PassthroughResponse

// echo is the default vendor: it responds with what it was asked.
func echo(r PassthroughRequest) PassthroughResponse {
	o := record.Object{"method", r.Method, "path", r.Path, "api", r.API}
	if r.Data != nil {
		o = o.And("data", r.Data)
	}
	return PassthroughResponse{
		Status: http.StatusOK, Header: http.Header{"content-type": {"application/json"}, "set-cookie": {"a=1", "b=2"}}, Data: record.AppendJSON(nil, o),
	}
}

type passthroughRequest struct {
	Method string          `json:"method"`
	Path   string          `json:"path"`
	Data   json.RawMessage `json:"data"`
}

func (c *call) passthrough(req *passthroughRequest) (any, error) {
	if err := oneOf("method", req.Method, "GET", "POST", "DELETE", "PUT", "PATCH"); err != nil {
		return nil, err
	}
	if !strings.HasPrefix(req.Path, "/") {
		return nil, invalid("path has to begin with a slash")
	}
	if c.PathValue("tool") != c.integration.Tool {
		return nil, invalid("the integration is not of the tool %q", c.PathValue("tool"))
	}
	vendor := c.integration.opts.Vendor
	if vendor == nil {
		vendor = echo
	}
	resp := vendor(PassthroughRequest{API: c.PathValue("api"), Method: req.Method, Path: req.Path, Data: req.Data})
	return record.Object{
		"url", "https://ats.example.com" + req.Path, "status", resp.Status, "headers", headers(resp.Header), "data", record.If(resp.Data != nil, resp.Data),
	}, nil
}

// headers has one value as a string, and several as an array.
func headers(h http.Header) record.Object {
	o := record.Object{}
	for name, values := range h {
		if len(values) == 1 {
			o = append(o, strings.ToLower(name), values[0])
		} else {
			o = append(o, strings.ToLower(name), values)
		}
	}
	return o
}
