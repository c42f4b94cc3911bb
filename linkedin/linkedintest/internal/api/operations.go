package api

import (
	"net/http"
	"path"
	"strconv"
	"strings"
	"time"
)

// operation is one operation of the API.
type operation struct {
	pattern string // such as "POST /simpleJobPostings"
	do      func(*call) (any, error)

	open        bool   // needs no token
	parent      bool   // needs the parent's token
	child       bool   // needs a child's token
	protocol2   bool   // needs version 2.0.0 of Rest.li's protocol
	method      string // the required value of the header X-Restli-Method, or "" for any
	action      string // the required value of the parameter action, or "" for any
	onVersioned bool   // exists only below /rest, and needs version 2.0.0 of the protocol
}

// operations returns all operations of the API.
func operations() []operation {
	return []operation{
		{pattern: "POST /oauth/v2/accessToken", do: (*call).issueToken, open: true},

		{pattern: "POST /simpleJobPostings", do: (*call).postJobs, child: true, method: "batch_create"},
		{pattern: "GET /simpleJobPostingTasks", do: (*call).getTasks},
		{pattern: "GET /jobPostingStatus", do: (*call).getStatuses},
		{pattern: "POST /jobApplicationLifecycleActions", do: (*call).postAction, child: true, protocol2: true, method: "create"},

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

// do finds the operation of a request, checks what all operations have in common, and runs the operation.
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
		return nil, unknownPath(c.Request)
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

// check rejects a request that does not meet the requirements of its operation.
func (c *call) check(op *operation) error {
	isParent := c.app == c.api.Parent
	switch {
	case op.onVersioned && !c.versioned:
		return unknownPath(c.Request)
	case op.onVersioned && !isProtocol2(c.Request):
		return invalid("The resource requires Rest.li protocol 2.0.0")
	case op.parent && !isParent, op.child && isParent, op.protocol2 && !isProtocol2(c.Request),
		op.method != "" && !strings.EqualFold(c.Header.Get("X-Restli-Method"), op.method): // LinkedIn's Java SDK sends upper case
		return forbidden("Not enough permissions to access: " + c.Method + " " + c.URL.Path)
	case op.action != "" && c.URL.Query().Get("action") != op.action:
		return invalid("Unknown action")
	}
	return nil
}

// unversion removes the prefix /v2 or /rest from the path, and a trailing slash, which LinkedIn's Java SDK
// sends. /rest is the versioned API.
func (c *call) unversion() {
	for _, prefix := range []string{"/v2/", "/rest/"} {
		if rest, ok := strings.CutPrefix(c.URL.Path, prefix); ok {
			c.URL.Path, c.versioned = "/"+rest, prefix == "/rest/"
			break
		}
	}
	c.URL.Path = "/" + strings.Trim(c.URL.Path, "/")
}

// checkVersions rejects a request to the versioned API without a version, or with one that is not active: it
// is before 202501, after the current month of the fake's clock, or not a month. It also rejects an unknown
// version of Rest.li's protocol.
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

// isActive reports whether a version is active. It is YYYYMM, or YYYYMM.NN with the number of a revision.
func isActive(version string, now time.Time) bool {
	name, revision, hasRevision := strings.Cut(version, ".")
	month, err := time.Parse("200601", name)
	if err != nil || name < "202501" || month.After(now) {
		return false
	}
	_, err = strconv.ParseUint(revision, 10, 8)
	return !hasRevision || len(revision) == 2 && err == nil
}
