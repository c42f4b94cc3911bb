package api

import (
	"encoding/base64"
	"regexp"
	"strings"

	"github.com/rolecall-dev/rolecall/internal/fake/record"
	"github.com/rolecall-dev/rolecall/kombo/kombotest/internal/world"
)

// with returns an operation that decodes the body and calls do.
func with[T any](do func(c *call, req *T) (any, error)) func(*call) (any, error) {
	return func(c *call) (any, error) {
		var req T
		if err := c.decode(&req); err != nil {
			return nil, err
		}
		return do(c, &req)
	}
}

// recordKind is a kind of record whose id occurs in paths.
type recordKind struct {
	name  string
	table func(*world.World) *record.Table
}

var (
	anApplication = recordKind{"application", func(w *world.World) *record.Table { return w.Applications }}
	aCandidate    = recordKind{"candidate", func(w *world.World) *record.Table { return w.Candidates }}
	anEmployee    = recordKind{"employee", func(w *world.World) *record.Table { return w.Employees }}
	anEmployment  = recordKind{"employment", func(w *world.World) *record.Table { return w.Employments }}
	anAbsence     = recordKind{"absence", func(w *world.World) *record.Table { return w.Absences }}
	aSkill        = recordKind{"skill", func(w *world.World) *record.Table { return w.Skills }}
	anAssignment  = recordKind{"skill assignment", func(w *world.World) *record.Table { return w.Assignments }}
	anOrder       = recordKind{"order", func(w *world.World) *record.Table { return w.Orders }}
	aPosting      = recordKind{"posting", func(w *world.World) *record.Table { return w.Postings }}
	aFeed         = recordKind{"job feed", func(w *world.World) *record.Table { return w.Feeds }}
)

// on returns an operation that calls do with the number of the record whose id is in the path.
func on(k recordKind, do func(c *call, n int) (any, error)) func(*call) (any, error) {
	return func(c *call) (any, error) {
		n, ok := find(k.table(c.world), c.PathValue("id"))
		if !ok {
			return nil, missing(k.name, c.PathValue("id"))
		}
		return do(c, n)
	}
}

// onWith is like on, but also decodes the body.
func onWith[T any](k recordKind, do func(c *call, n int, req *T) (any, error)) func(*call) (any, error) {
	return on(k, func(c *call, n int) (any, error) {
		return with(func(c *call, req *T) (any, error) { return do(c, n, req) })(c)
	})
}

// find returns the number of the record with an id. It does not find deleted records.
func find(t *record.Table, id string) (int, bool) {
	n, ok := t.Find(id)
	return n, ok && t.Has(n)
}

// findByAnyID is like find, but also accepts "remote:" and the id of the record in the tool.
func findByAnyID(t *record.Table, id string) (int, bool) {
	if remote, is := strings.CutPrefix(id, "remote:"); is {
		n, ok := t.FindRemote(remote)
		return n, ok && t.Has(n)
	}
	return find(t, id)
}

// emptyResult is the data of a response without content.
var emptyResult = record.Object{}

var contentType = regexp.MustCompile(`^[\w.-]+/[\w.-]+$`)

// checkFile checks a file, which must have exactly one of data and data_url. If types is not empty, the type
// of the file must be one of them. name is the path of the file in the body.
func checkFile(f *world.File, name string, types ...string) error {
	if f.Name == "" {
		return invalid("%s.name is missing", name)
	}
	if len(types) > 0 {
		if err := oneOf(name+".type", f.Type, types...); err != nil {
			return err
		}
	}
	switch {
	case (f.Data == "") == (f.DataURL == ""):
		return invalid("%s must have exactly one of data and data_url", name)
	case f.DataURL != "" && !isURL(f.DataURL):
		return invalid("%s.data_url must be a URL", name)
	case f.Data != "" && f.ContentType == "", f.ContentType != "" && !contentType.MatchString(f.ContentType):
		return invalid("%s.content_type must be a content type such as application/pdf", name)
	}
	if _, err := base64.StdEncoding.DecodeString(f.Data); err != nil {
		return invalid("%s.data must be base64", name)
	}
	return nil
}
