package api

import (
	"net/http"
	"path"
	"strconv"
	"strings"
	"time"
)

// operation is one call of the API.
type operation struct {
	pattern string // "POST /simpleJobPostings"
	do      func(*call) (any, error)

	open        bool   // without a token
	parent      bool   // only with the parent's token
	child       bool   // only with a child's token
	protocol2   bool   // only with version 2.0.0 of Rest.li's protocol
	method      string // the value that X-Restli-Method must have. Empty: any
	action      string // the value that the parameter action must have. Empty: any
	onVersioned bool   // only below /rest, in protocol 2.0.0
}

// operations are the whole API.
func operations() []operation {
	return []operation{
		{pattern: "POST /oauth/v2/accessToken", do: (*call).issueToken, open: true},

		{pattern: "POST /simpleJobPostings", do: (*call).postJobs, child: true, method: "batch_create"},
		{pattern: "GET /simpleJobPostingTasks", do: (*call).getTasks},
		{pattern: "GET /jobPostingStatus", do: (*call).getStatuses},
		{pattern: "POST /jobApplicationLifecycleActions", do: (*call).takeAction, child: true, protocol2: true, method: "create"},

		{pattern: "POST /provisionedApplications", do: (*call).provision, parent: true},
		{pattern: "GET /provisionedApplications", do: (*call).findChild, parent: true},
		{pattern: "POST /provisionedApplications/*", do: (*call).patchChild, parent: true},
		{
			pattern: "POST /developerApplicationsSecurity", do: (*call).rotate, protocol2: true, method: "action",
			action: "rollDeveloperApplicationSecret",
		},
		{pattern: "GET /developerWebhooks", do: (*call).getWebhooks, parent: true, protocol2: true},

		{pattern: "POST /provisionedHiringContracts", do: (*call).setUpContract, child: true, action: "setup", onVersioned: true},
		{pattern: "GET /partnerJobReports", do: (*call).getJobReports, onVersioned: true},
		{pattern: "GET /partnerBudgetReports", do: (*call).getBudgetReport, onVersioned: true},
	}
}

// do does what all operations have in common, and then what the operation says.
func (c *call) do() (any, error) {
	if len(c.URL.RawQuery) > 4<<10 {
		return nil, reject(http.StatusRequestURITooLong, "The query is longer than 4 KB")
	}
	c.unversion()
	if err := c.checkVersions(); err != nil {
		return nil, err
	}
	if err := c.untunnel(); err != nil {
		return nil, err
	}
	op := c.api.operations[c.Method+" "+c.URL.Path]
	if op == nil {
		op = c.api.operations[c.Method+" "+path.Dir(c.URL.Path)+"/*"]
	}
	if op == nil {
		return nil, missing(c.Request)
	}
	if !op.open {
		if err := c.authorize(); err != nil {
			return nil, err
		}
		c.world = c.app.world
		c.world.Settle(c.now)
	}
	if err := c.check(op); err != nil {
		return nil, err
	}
	return op.do(c)
}

// check rejects a request that is not one of the operation.
func (c *call) check(op *operation) error {
	isParent := c.app == c.api.Parent
	switch {
	case op.onVersioned && !c.versioned:
		return missing(c.Request)
	case op.onVersioned && !isProtocol2(c.Request):
		return invalid("The query is not one of Rest.li protocol 1.0.0")
	case op.parent && !isParent, op.child && isParent, op.protocol2 && !isProtocol2(c.Request),
		op.method != "" && !strings.EqualFold(c.Header.Get("X-Restli-Method"), op.method): // LinkedIn's Java SDK writes capitals
		return forbidden("Not enough permissions to access: " + c.Method + " " + c.URL.Path)
	case op.action != "" && c.URL.Query().Get("action") != op.action:
		return invalid("Unknown action")
	}
	return nil
}

// unversion removes the version from the path, and a trailing slash, which LinkedIn's Java SDK writes.
// /rest is the versioned API.
func (c *call) unversion() {
	for _, prefix := range []string{"/v2/", "/rest/"} {
		if rest, ok := strings.CutPrefix(c.URL.Path, prefix); ok {
			c.URL.Path, c.versioned = "/"+rest, prefix == "/rest/"
			break
		}
	}
	c.URL.Path = "/" + strings.Trim(c.URL.Path, "/")
}

// checkVersions rejects what LinkedIn's versioned API rejects: no version, and one that is not active,
// which is before 202501, after the fake's present month, or not a month. It also rejects a protocol
// that is not Rest.li's.
func (c *call) checkVersions() error {
	version, protocol := c.Header.Get("LinkedIn-Version"), c.Header.Get("X-Restli-Protocol-Version")
	switch {
	case c.versioned && version == "":
		return invalid("A version must be present. Please specify a version by adding the LinkedIn-Version header.")
	case c.versioned && !isActive(version, c.now):
		return reject(http.StatusUpgradeRequired, "Requested version "+version+" is not active")
	case protocol != "" && protocol != "1.0.0" && protocol != "2.0.0":
		return invalid("Rest.li protocol version " + protocol + " used by the client is not supported")
	}
	return nil
}

// isActive reports whether a version is YYYYMM, or YYYYMM.NN with the number of a revision, and in use.
func isActive(version string, now time.Time) bool {
	name, revision, revised := strings.Cut(version, ".")
	month, err := time.Parse("200601", name)
	if err != nil || name < "202501" || month.After(now) {
		return false
	}
	_, err = strconv.ParseUint(revision, 10, 8)
	return !revised || len(revision) == 2 && err == nil
}
