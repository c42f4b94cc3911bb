package api

import (
	"cmp"
	"crypto/rand"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/rolecall-dev/rolecall/internal/fake"
	"github.com/rolecall-dev/rolecall/internal/fake/record"
	"github.com/rolecall-dev/rolecall/linkedin/linkedintest/internal/world"
)

// Application is a developer application: the parent, or a child, which belongs to one customer. It is safe
// for concurrent use.
type Application struct {
	// ClientID and ClientSecret are the first credentials of the application.
	ClientID, ClientSecret string
	// URN is "urn:li:developerApplication:" followed by the number of the application.
	URN string

	api    *API
	number string

	// api.mu guards the fields below.
	world   *world.World
	secrets []string // newest first, at most two
	details record.Object
	hook    Hook
}

func (a *API) application(identity fake.Identity, kind string) *Application {
	app := &Application{
		ClientID: identity.Of("test-" + kind + "-id"), ClientSecret: identity.Of("test-" + kind + "-secret"),
		api: a, number: "10" + identity.String(), world: world.New(int64(identity)),
	}
	app.URN = "urn:li:developerApplication:" + app.number
	app.secrets = []string{app.ClientSecret}
	return app
}

// Child configures a new child application.
type Child struct {
	// ForeignID is the partner's id of the customer. "" means a unique one.
	ForeignID string
	// Jobs holds the ids of the jobs that are open at the beginning.
	Jobs []string
}

// Add adds a child application.
func (a *API) Add(child Child) *Application {
	identity := fake.NewIdentity()
	a.mu.Lock()
	defer a.mu.Unlock()
	app := a.add(identity, record.Object{
		foreignID, cmp.Or(child.ForeignID, identity.Of("customer")), "name", "Example ATS - Example Customer",
	})
	for _, id := range child.Jobs {
		app.world.AddJob(id, a.Now())
	}
	return app
}

// add adds a child application with these details. The caller must hold a.mu.
func (a *API) add(identity fake.Identity, details record.Object) *Application {
	app := a.application(identity, "child")
	app.details = details
	a.children = append(a.children, app)
	return app
}

// Children returns the child applications, oldest first.
func (a *API) Children() []*Application {
	a.mu.Lock()
	defer a.mu.Unlock()
	return slices.Clone(a.children)
}

// find returns the first child that matches, or nil if there is none. The caller must hold a.mu.
func (a *API) find(matches func(*Application) bool) *Application {
	if k := slices.IndexFunc(a.children, matches); k >= 0 {
		return a.children[k]
	}
	return nil
}

// all returns the parent and its children. The caller must hold a.mu.
func (a *API) all() []*Application { return append([]*Application{a.Parent}, a.children...) }

// ForeignID returns the partner's id of the customer. It does not change.
func (a *Application) ForeignID() string { return a.details.String(foreignID) }

// Read calls read with the application's world, after the tasks that are due have ended.
func (a *Application) Read(read func(*world.World)) {
	a.api.mu.Lock()
	defer a.api.mu.Unlock()
	a.world.Settle(a.api.Now())
	read(a.world)
}

// tokenLifetime is how long LinkedIn's tokens are valid.
const tokenLifetime = 30 * time.Minute

type token struct {
	app     *Application
	expires time.Time
}

// issueToken serves the token endpoint. It reads the client credentials from a form in the body, and ignores
// the URL.
func (c *call) issueToken() (any, error) {
	body, _ := io.ReadAll(c.Body) // cannot fail: fake.Server has already read the body
	form, err := url.ParseQuery(string(body))
	id, secret := form.Get("client_id"), form.Get("client_secret")
	if err != nil || !strings.HasPrefix(c.Header.Get("Content-Type"), formType) || form.Get("grant_type") != "client_credentials" || id == "" || secret == "" {
		return nil, rejectToken(http.StatusBadRequest, "invalid_request", "A required parameter is missing")
	}
	for _, app := range c.api.all() {
		if app.ClientID == id && slices.Contains(app.secrets, secret) {
			value := "test-token-" + rand.Text()
			c.api.tokens[value] = token{app, c.now.Add(tokenLifetime)}
			return record.Object{"access_token", value, "expires_in", int(tokenLifetime / time.Second)}, nil
		}
	}
	return nil, rejectToken(http.StatusUnauthorized, "invalid_client_id", "Client authentication failed")
}

func rejectToken(status int, code, description string) error {
	return &rejection{status: status, other: record.Object{"error", code, "error_description", description}}
}

// ExpireTokens expires every token that was issued so far.
func (a *API) ExpireTokens() {
	a.mu.Lock()
	defer a.mu.Unlock()
	for value, t := range a.tokens {
		a.tokens[value] = token{t.app, a.Now()}
	}
}

// authorize sets c.app to the application that the request's token belongs to.
func (c *call) authorize() error {
	t, ok := c.api.tokens[strings.TrimPrefix(c.Header.Get("Authorization"), "Bearer ")]
	switch {
	case !ok:
		return &rejection{status: http.StatusUnauthorized, serviceCode: 65600, message: "Invalid access token"}
	case !c.now.Before(t.expires):
		return &rejection{status: http.StatusUnauthorized, serviceCode: 65602, message: "The token used in the request has expired"}
	}
	c.app = t.app
	return nil
}

const foreignID = "uniqueForeignId"

// settable lists the details of a child that a request can set.
var settable = []string{"name", "description", "validJsSdkDomains", "oauth2AuthorizedCallbackUrls"}

// nonEmpty returns the members of o with these names whose value is neither null nor "".
func nonEmpty(o record.Object, names ...string) record.Object {
	var members record.Object
	for _, name := range names {
		if v := o.Get(name); v != nil && v != "" {
			members = append(members, name, v)
		}
	}
	return members
}

// provision adds a child application.
func (c *call) provision() (any, error) {
	body, err := c.object()
	name, customerID := body.String("name"), body.String(foreignID)
	switch {
	case err != nil || customerID == "" || name == "" || body.String("description") == "":
		return nil, schemaError("/uniqueForeignId, /name or /description :: field is required but not found and has no default value")
	case utf8.RuneCountInString(name) > 50 || strings.Contains(strings.ToLower(name), "linkedin"):
		return nil, invalid("Invalid application name")
	case c.api.find(func(a *Application) bool { return a.ForeignID() == customerID }) != nil:
		return nil, reject(http.StatusConflict, "An application with this uniqueForeignId already exists")
	}
	app := c.api.add(fake.NewIdentity(), record.Object{foreignID, customerID}.Merge(nonEmpty(body, settable...)))
	return c.created(app.URN, record.Object{"key", app.URN, "credentials", record.Object{"client_id", app.ClientID, "client_secret", app.ClientSecret}})
}

// findChild returns a child application by its foreign id, without its client secret.
func (c *call) findChild() (any, error) {
	query := c.URL.Query()
	if query.Get("q") != "credentialsByUniqueForeignId" {
		return nil, invalid("Unknown finder")
	}
	elements := []record.Object{}
	if app := c.api.find(func(a *Application) bool { return a.ForeignID() == query.Get(foreignID) }); app != nil {
		elements = append(elements, record.Object{"key", app.URN, "credentials", record.Object{"client_id", app.ClientID}}.Merge(app.details))
	}
	return record.Object{"elements", elements}, nil
}

// patchChild changes the details of a child application.
func (c *call) patchChild() (any, error) {
	app := c.api.find(func(a *Application) bool { return strings.HasSuffix(c.URL.Path, "/"+a.URN) })
	if app == nil {
		return nil, reject(http.StatusNotFound, "No such application")
	}
	body, err := c.object()
	set := body.Object("patch").Object("$set")
	if err != nil || set == nil {
		return nil, invalid("The patch has no $set")
	}
	app.details = app.details.Merge(nonEmpty(set, settable...))
	c.status = http.StatusNoContent
	return nil, nil //nolint:nilnil // a response without a body
}

// rotate adds a new secret to the application of the token. The old one stays valid.
func (c *call) rotate() (any, error) {
	if len(c.app.secrets) > 1 {
		return nil, invalid("The application has two secrets already")
	}
	secret := "test-secret-" + rand.Text()
	c.app.secrets = []string{secret, c.app.secrets[0]}
	return record.Object{"value", record.Object{"client_secret", secret}}, nil
}

// DropOldSecrets removes all secrets of each application except the newest.
func (a *API) DropOldSecrets() {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, app := range a.all() {
		app.secrets = app.secrets[:1]
	}
}

// postAction stores a lifecycle action of a candidate's application.
func (c *call) postAction() (any, error) {
	action, err := c.object()
	if err != nil || action.String("jobApplicationId") == "" || action.String("action") == "" {
		return nil, invalid("jobApplicationId and action are required")
	}
	c.world.AddAction(action)
	return c.created(c.api.id("action"), nil)
}
