package api

import (
	"encoding/base64"
	"regexp"
	"strings"

	"github.com/rolecall-dev/rolecall/internal/fake/record"
	"github.com/rolecall-dev/rolecall/kombo/kombotest/internal/world"
)

// with is an operation with a body.
func with[T any](do func(c *call, req *T) (any, error)) func(*call) (any, error) {
	return func(c *call) (any, error) {
		var req T
		if err := c.decode(&req); err != nil {
			return nil, err
		}
		return do(c, &req)
	}
}

// recordKind is a kind of record that paths name.
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

// on is an operation on the record that its path names.
func on(k recordKind, do func(c *call, n int) (any, error)) func(*call) (any, error) {
	return func(c *call) (any, error) {
		n, ok := find(k.table(c.world), c.PathValue("id"))
		if !ok {
			return nil, missing(k.name, c.PathValue("id"))
		}
		return do(c, n)
	}
}

// onWith is [on] with a body.
func onWith[T any](k recordKind, do func(c *call, n int, req *T) (any, error)) func(*call) (any, error) {
	return on(k, func(c *call, n int) (any, error) {
		return with(func(c *call, req *T) (any, error) { return do(c, n, req) })(c)
	})
}

// find finds a record that is there, by its id.
func find(t *record.Table, id string) (int, bool) {
	n, ok := t.Find(id)
	return n, ok && t.Has(n)
}

// findByAnyID is find by the id, or by "remote:" and the id of the tool.
func findByAnyID(t *record.Table, id string) (int, bool) {
	if remote, is := strings.CutPrefix(id, "remote:"); is {
		n, ok := t.FindRemote(remote)
		return n, ok && t.Has(n)
	}
	return find(t, id)
}

// emptyResult is the result of an operation that returns nothing.
var emptyResult = record.Object{}

var contentType = regexp.MustCompile(`^[\w.-]+/[\w.-]+$`)

// checkFile rejects a file without content, or with two. types are those that it may have.
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
		return invalid("%s: it needs data or data_url, one of them", name)
	case f.DataURL != "" && !isURL(f.DataURL):
		return invalid("%s.data_url has to be a URL", name)
	case f.Data != "" && f.ContentType == "", f.ContentType != "" && !contentType.MatchString(f.ContentType):
		return invalid("%s.content_type has to be one, type/subtype", name)
	}
	if _, err := base64.StdEncoding.DecodeString(f.Data); err != nil {
		return invalid("%s.data has to be base64", name)
	}
	return nil
}
