package api

import (
	"cmp"
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"github.com/rolecall-dev/rolecall/internal/fake/record"
)

// link is a Kombo Connect link.
type link struct {
	user           EndUser
	tool, category string
	integration    *Integration // to reconnect, or connected with this link; nil before that
}

// newLink adds a link and returns the response with its URL. flow is a segment of the URL. The caller must
// hold api.mu.
func (c *call) newLink(flow string, language *string, linkType string, l *link) (any, error) {
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
	return record.Object{"link", "https://connect.example.com/" + flow + "/" + token}, nil
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
		return nil, invalid("end_user_email must be an email address")
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

// ErrNoLink is returned for a link that does not exist.
var ErrNoLink = errors.New("unknown link: pass a link that create-link, relink or setup-link returned")

// linkOf finds a link by its URL or token. The caller must hold a.mu.
func (a *API) linkOf(linkURL string) (token string, l *link, err error) {
	token = linkURL[strings.LastIndexByte(linkURL, '/')+1:]
	if l = a.links[token]; l == nil {
		return "", nil, ErrNoLink
	}
	return token, l, nil
}

// Connect completes the connection flow of a link, as a customer does. For a new link, it adds an integration
// and delivers integration-created. For a link to reconnect, it makes the integration ACTIVE. It returns the
// integration and the token that the customer's browser receives. The tool, the category and the customer of
// the link, if set, override those in opts.
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

// follow connects or reconnects the integration of a link. The caller must hold a.mu.
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

// FailConnection fails the connection flow of a link: it delivers connection-flow-failed.
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

// integrationByToken returns the integration of a token. If the connection flow of the token's link is not
// complete, it completes the flow, so that a test need not act as the customer. An unknown token stands for
// the first integration.
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

// activateIntegration is like integrationByToken, with the token in the body.
func (c *call) activateIntegration(req *tokenRequest) (any, error) {
	if req.Token == "" {
		return nil, invalid("token is missing")
	}
	return c.connected(req.Token)
}

// PassthroughRequest is the request that a passthrough call sends to the tool.
type PassthroughRequest struct {
	// API is the last segment of the path of the passthrough call, such as "rest".
	API, Method, Path string
	// Data is the body that the call sends to the tool, or nil if there is none.
	Data json.RawMessage
}

// PassthroughResponse is the response of the tool.
type PassthroughResponse struct {
	Status int
	Header http.Header
	// Data is the body of the tool's response. A nil Data is null in JSON.
	Data json.RawMessage
}

// Vendor responds to passthrough calls instead of the tool.
type Vendor func(PassthroughRequest) PassthroughResponse

// echo is the default Vendor. It responds with the request.
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
		return nil, invalid("path must begin with a slash")
	}
	if c.PathValue("tool") != c.integration.Tool {
		return nil, invalid("the tool of the integration is not %q", c.PathValue("tool"))
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

// headers converts a header to JSON: one value becomes a string, several values an array.
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
