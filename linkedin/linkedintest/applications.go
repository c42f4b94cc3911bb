package linkedintest

import (
	"cmp"
	"crypto/rand"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/rolecall-dev/rolecall/internal/fake"
	"github.com/rolecall-dev/rolecall/linkedin"
)

// application is a developer application. Server.mu guards it.
type application struct {
	number      string
	parent      bool
	clientID    string
	secrets     []string // the newest first, at most two
	foreignID   string
	name        string
	description string
	domains     []string
	callbacks   []string
}

func (a *application) urn() string { return "urn:li:developerApplication:" + a.number }

// tokenLife is LinkedIn's.
const tokenLife = 30 * time.Minute

type token struct {
	app     *application
	expires time.Time
}

// issueToken is the token endpoint: client credentials in a form, never in the URL.
func (s *Server) issueToken(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	form, err := parseForm(r, body)
	if err != nil || form.Get("grant_type") != "client_credentials" || form.Get("client_id") == "" || form.Get("client_secret") == "" {
		refuseToken(w, http.StatusBadRequest, "invalid_request", "A required parameter is missing")
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, app := range s.apps {
		if app.clientID == form.Get("client_id") && slices.Contains(app.secrets, form.Get("client_secret")) {
			value := "test-token-" + rand.Text()
			s.tokens[value] = token{app, s.now().Add(tokenLife)}
			fake.WriteJSON(w, http.StatusOK, map[string]any{"access_token": value, "expires_in": int(tokenLife / time.Second)})
			return
		}
	}
	refuseToken(w, http.StatusUnauthorized, "invalid_client_id", "Client authentication failed")
}

func refuseToken(w http.ResponseWriter, status int, code, description string) {
	fake.WriteJSON(w, status, map[string]any{"error": code, "error_description": description})
}

// ExpireTokens makes every token that was handed out so far one of yesterday's.
func (s *Server) ExpireTokens() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for value, t := range s.tokens {
		t.expires = s.now()
		s.tokens[value] = t
	}
}

// caller finds the application behind a request, or refuses it.
func (s *Server) caller(w http.ResponseWriter, r *http.Request) *application {
	s.mu.Lock()
	defer s.mu.Unlock()
	t, ok := s.tokens[strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")]
	switch {
	case !ok:
		refuse(w, http.StatusUnauthorized, 65600, "Invalid access token")
	case !s.now().Before(t.expires):
		refuse(w, http.StatusUnauthorized, 65602, "The token used in the request has expired")
	default:
		return t.app
	}
	return nil
}

// provision makes a child, finds one, or changes one.
func (s *Server) provision(w http.ResponseWriter, r *http.Request, app *application) {
	if !app.parent {
		refuse(w, http.StatusForbidden, 100, "Not enough permissions to access: "+r.Method+" /provisionedApplications")
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	urn := strings.TrimPrefix(r.URL.Path, "/provisionedApplications/")
	switch {
	case r.Method == http.MethodGet:
		s.findChild(w, r)
	case urn != r.URL.Path:
		s.patchChild(w, r, urn)
	default:
		s.newChild(w, r)
	}
}

func (s *Server) newChild(w http.ResponseWriter, r *http.Request) {
	var req linkedin.ProvisionApplicationRequest
	if json.NewDecoder(r.Body).Decode(&req) != nil || req.UniqueForeignID == "" || req.Name == "" || req.Description == "" {
		refuse(w, http.StatusUnprocessableEntity, 0, "ERROR :: /uniqueForeignId, /name or /description :: field is required but not found and has no default value")
		return
	}
	if len(req.Name) > 50 || strings.Contains(strings.ToLower(req.Name), "linkedin") {
		refuse(w, http.StatusBadRequest, 0, "Invalid application name")
		return
	}
	if s.child(func(a *application) bool { return a.foreignID == req.UniqueForeignID }) != nil {
		refuse(w, http.StatusConflict, 0, "An application with this foreign id exists")
		return
	}
	s.seq++
	number := "9" + padded(s.seq)
	app := &application{
		number: number, clientID: "test-child-" + number, secrets: []string{"test-secret-" + number}, foreignID: req.UniqueForeignID,
		name: req.Name, description: req.Description, domains: req.ValidJSSDKDomains, callbacks: req.OAuth2AuthorizedCallbackURLs,
	}
	s.apps = append(s.apps, app)
	created(w, r, app.urn(), linkedin.ProvisionedApplication{
		Key: app.urn(), Credentials: linkedin.Credentials{ClientID: app.clientID, ClientSecret: app.secrets[0]},
	})
}

// findChild tells the id and not the secret.
func (s *Server) findChild(w http.ResponseWriter, r *http.Request) {
	elements := []linkedin.ProvisionedApplication{}
	if r.URL.Query().Get("q") != "credentialsByUniqueForeignId" {
		refuse(w, http.StatusBadRequest, 0, "Unknown finder")
		return
	}
	id := r.URL.Query().Get("uniqueForeignId")
	if app := s.child(func(a *application) bool { return a.foreignID == id }); app != nil {
		elements = append(elements, linkedin.ProvisionedApplication{
			Key: app.urn(), Credentials: linkedin.Credentials{ClientID: app.clientID}, UniqueForeignID: app.foreignID, Name: app.name,
			Description: app.description, ValidJSSDKDomains: app.domains, OAuth2AuthorizedCallbackURLs: app.callbacks,
		})
	}
	fake.WriteJSON(w, http.StatusOK, map[string]any{"elements": elements})
}

func (s *Server) patchChild(w http.ResponseWriter, r *http.Request, urn string) {
	var req struct {
		Patch struct {
			Set *linkedin.UpdateApplicationRequest `json:"$set"`
		} `json:"patch"`
	}
	app := s.child(func(a *application) bool { return a.urn() == urn })
	switch {
	case app == nil:
		refuse(w, http.StatusNotFound, 0, "No such application")
		return
	case json.NewDecoder(r.Body).Decode(&req) != nil || req.Patch.Set == nil:
		refuse(w, http.StatusBadRequest, 0, "The patch sets nothing")
		return
	}
	set := req.Patch.Set
	app.name, app.description = cmp.Or(set.Name, app.name), cmp.Or(set.Description, app.description)
	if set.ValidJSSDKDomains != nil {
		app.domains = set.ValidJSSDKDomains
	}
	if set.OAuth2AuthorizedCallbackURLs != nil {
		app.callbacks = set.OAuth2AuthorizedCallbackURLs
	}
	w.WriteHeader(http.StatusNoContent)
}

func (s *Server) child(is func(*application) bool) *application {
	for _, a := range s.apps {
		if !a.parent && is(a) {
			return a
		}
	}
	return nil
}

// rotate adds a secret to the caller's application.
func (s *Server) rotate(w http.ResponseWriter, r *http.Request, app *application) {
	if !isRestli(w, r, "action") {
		return
	}
	if r.URL.Query().Get("action") != "rollDeveloperApplicationSecret" {
		refuse(w, http.StatusBadRequest, 0, "Unknown action")
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(app.secrets) > 1 {
		refuse(w, http.StatusBadRequest, 0, "The application has two secrets already")
		return
	}
	secret := "test-secret-" + rand.Text()
	app.secrets = append([]string{secret}, app.secrets...)
	fake.WriteJSON(w, http.StatusOK, map[string]any{"value": map[string]any{"client_secret": secret}})
}

// DropOldSecrets ends each rotation, as a person does in the developer portal.
func (s *Server) DropOldSecrets() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, app := range s.apps {
		app.secrets = app.secrets[:1]
	}
}

// takeAction notes what was done with an application.
func (s *Server) takeAction(w http.ResponseWriter, r *http.Request, app *application) {
	if !isRestli(w, r, "create") {
		return
	}
	var action linkedin.LifecycleAction
	if app.parent || json.NewDecoder(r.Body).Decode(&action) != nil || action.JobApplicationID == "" || action.Action == "" {
		refuse(w, http.StatusBadRequest, 0, "The action is not understood")
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.actions = append(s.actions, action)
	created(w, r, padded(len(s.actions)), nil)
}

// Actions are the lifecycle actions so far, oldest first.
func (s *Server) Actions() []linkedin.LifecycleAction {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.actions)
}
