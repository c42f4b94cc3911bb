package world

import (
	"slices"
	"strings"
	"time"

	"github.com/rolecall-dev/rolecall/internal/fake/record"
)

// Filter is a query parameter that filters a list.
type Filter = record.Filter[*World]

// Model is one of Kombo's models, with the endpoint that lists it.
type Model struct {
	// Path is the path of the endpoint, such as "/ats/jobs".
	Path string
	// Table returns the table of its records.
	Table func(*World) *record.Table
	// Record returns record n.
	Record func(w *World, n int) record.Object
	// Filters are the query parameters that not every list has.
	Filters []Filter
	// Plain is true for a list without the parameters updated_after and include_deleted. It has remote_ids
	// only if it is in Filters.
	Plain bool
	// Account is true for a list of the account. Its requests have no integration id.
	Account bool
	// MaxPageSize is the largest page size. 0 means 250.
	MaxPageSize int
	// Names are the names of the model in a data-changed event.
	Names []string
	// Touch touches the records that embed a changed record: a list with updated_after then contains them, but
	// their changed_at stays the same. Touch is nil if no records embed it.
	Touch func(w *World, n int)
	// Keep lists the members that remain when a tombstone is cleared, because they are never null.
	Keep []string
	// Enum is the member that the fault UnknownEnum changes. "" if there is none.
	Enum string
	// Poison is the member that the fault PoisonRecord changes: a member that is not a string, or "id". ""
	// means changed_at.
	Poison string
}

// Models holds all models of the fake, in the order of Kombo's documentation.
var Models = []*Model{
	&applicationModel, &candidateModel, &tagModel, &stageModel, &jobModel, &userModel, &roleModel, &offerModel, &reasonModel,
	&interviewModel, &noteModel, &scorecardModel, &attachmentModel,

	&employeeModel, &categoryModel, &teamModel, &groupModel, &employmentModel, &locationModel, &absenceTypeModel, &balanceModel, &absenceModel,
	&entityModel, &timesheetModel, &cycleModel, &reviewModel, &staffingModel, &payRunModel, &payslipModel, &skillModel, &assignmentModel,

	&orderModel,

	&siteModel, &postingModel, &aiApplicationModel, &postingJobModel, &feedModel,
}

// ModelAt returns the model with a path, or nil.
func ModelAt(path string) *Model {
	if i := slices.IndexFunc(Models, func(m *Model) bool { return m.Path == path }); i >= 0 {
		return Models[i]
	}
	return nil
}

// Name returns the name of the model in coverage data and for disabling it, such as "ats_jobs".
func (m *Model) Name() string { return strings.NewReplacer("/", "_", "-", "_").Replace(m.Path[1:]) }

// List returns the list of the model, with its filters.
func (m *Model) List() *record.ListOf[*World] {
	return &record.ListOf[*World]{Table: m.Table, Record: m.render, Filters: append(m.common(), m.Filters...)}
}

// common returns the filters that every list has. Plain lists have only ids.
func (m *Model) common() []Filter {
	filters := []Filter{record.Among("ids", func(w *World, n int) string { return m.Table(w).ID(n) }).
		Found(func(w *World, id string) (int, bool) { return m.Table(w).Find(id) })}
	if m.Plain {
		return filters
	}
	return append(filters, record.Among("remote_ids", func(w *World, n int) string { return m.Table(w).RemoteID(n) }).
		Found(func(w *World, id string) (int, bool) { return m.Table(w).FindRemote(id) }))
}

// Change changes record n. It does nothing if there is no such record or if it is deleted.
func (m *Model) Change(w *World, n int) { m.apply(w, n, m.Table(w).Modify) }

// Delete deletes record n and leaves a tombstone, whose members are cleared after 14 days. It does nothing if
// there is no such record or if it is deleted.
func (m *Model) Delete(w *World, n int) { m.apply(w, n, m.Table(w).Delete) }

// apply calls change for a record that is not deleted and touches the records that embed it.
func (m *Model) apply(w *World, n int, change func(n int, now time.Time)) {
	if !m.Table(w).Has(n) {
		return
	}
	change(n, w.Now())
	if m.Touch != nil {
		m.Touch(w, n)
	}
	w.MarkChanged(m.Names...)
}

// tombstoneLife is the time for which a deleted record keeps its members.
const tombstoneLife = 14 * 24 * time.Hour

// render returns record n, cleared if it was deleted long enough ago.
func (m *Model) render(w *World, n int) record.Object {
	o := m.Record(w, n)
	if w.cleared(m.Table(w), n) {
		clearMembers(o, m.Keep)
	}
	return o
}

// cleared reports whether a record was deleted so long ago that its members are null.
func (w *World) cleared(t *record.Table, n int) bool {
	deleted := t.DeletedAt(n)
	return !deleted.IsZero() && !w.Now().Before(deleted.Add(tombstoneLife))
}

// clearMembers sets the members of a tombstone to null, and arrays to empty arrays. It keeps the ids and
// times of the tombstone and the members in keep.
func clearMembers(o record.Object, keep []string) {
	for k := 0; k+1 < len(o); k += 2 {
		name, _ := o[k].(string)
		if name == "id" || name == "changed_at" || name == "remote_deleted_at" || slices.Contains(keep, name) {
			continue
		}
		switch o[k+1].(type) {
		case []record.Object, []string, []any:
			o[k+1] = []record.Object{}
		default:
			o[k+1] = nil
		}
	}
}
