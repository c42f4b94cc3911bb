package world

import (
	"slices"
	"strings"
	"time"

	"github.com/rolecall-dev/rolecall/internal/fake/record"
)

// Filter is a query parameter that narrows a list.
type Filter = record.Filter[*World]

// Model is a model of Kombo's and the list endpoint that pages through it: everything that is known of it
// stands in one value, in the file of its records.
type Model struct {
	// Path is the endpoint: "/ats/jobs".
	Path string
	// Table is the table of its records.
	Table func(*World) *record.Table
	// Record makes the record with a number.
	Record func(w *World, n int) record.Object
	// Filters are its query parameters besides those that every list has.
	Filters []Filter
	// Plain lists know neither changes nor tombstones; their query parameters are ids and their own.
	Plain bool
	// Account lists belong to the account: a request names no integration.
	Account bool
	// MaxPageSize is the largest page. 0: 250.
	MaxPageSize int
	// Names are the models that it shows, as data-changed names them.
	Names []string
	// Touch touches what shows a record that has changed. Nil: nothing.
	Touch func(w *World, n int)
	// Keep names what a blanked tombstone keeps, because it is never null.
	Keep []string
	// Enum is a member with a closed set of values, for the fault UnknownEnum.
	Enum string
	// Poison is a member that is not a string, or "id", for the fault PoisonRecord. "": changed_at.
	Poison string
}

// Models are all models of the fake, in the order of Kombo's documentation.
var Models = []*Model{
	&applicationModel, &candidateModel, &tagModel, &stageModel, &jobModel, &userModel, &roleModel, &offerModel, &reasonModel,
	&interviewModel, &noteModel, &scorecardModel, &attachmentModel,

	&employeeModel, &categoryModel, &teamModel, &groupModel, &employmentModel, &locationModel, &absenceTypeModel, &balanceModel, &absenceModel,
	&entityModel, &timesheetModel, &cycleModel, &reviewModel, &staffingModel, &payRunModel, &payslipModel, &skillModel, &assignmentModel,

	&orderModel,

	&siteModel, &postingModel, &aiApplicationModel, &postingJobModel, &feedModel,
}

// ModelAt is the model with a path, nil if there is none.
func ModelAt(path string) *Model {
	if i := slices.IndexFunc(Models, func(m *Model) bool { return m.Path == path }); i >= 0 {
		return Models[i]
	}
	return nil
}

// Name is the model's name in coverages, and where it is disabled: "ats_jobs".
func (m *Model) Name() string { return strings.NewReplacer("/", "_", "-", "_").Replace(m.Path[1:]) }

// List pages through the model.
func (m *Model) List() *record.ListOf[*World] {
	return &record.ListOf[*World]{Table: m.Table, Record: m.render, Filters: append(m.common(), m.Filters...)}
}

// common are the filters of every list.
func (m *Model) common() []Filter {
	filters := []Filter{record.Among("ids", func(w *World, n int) string { return m.Table(w).ID(n) }).
		Found(func(w *World, id string) (int, bool) { return m.Table(w).Find(id) })}
	if m.Plain {
		return filters
	}
	return append(filters, record.Among("remote_ids", func(w *World, n int) string { return m.Table(w).RemoteID(n) }).
		Found(func(w *World, id string) (int, bool) { return m.Table(w).FindRemote(id) }))
}

// Change notes that a record itself was changed. A number of no record, or of a deleted one, changes
// nothing.
func (m *Model) Change(w *World, n int) { m.apply(w, n, m.Table(w).Modify) }

// Delete deletes a record: a tombstone is left, which is blanked after 14 days.
func (m *Model) Delete(w *World, n int) { m.apply(w, n, m.Table(w).Delete) }

// apply makes a change to a record that is there, and touches what shows it.
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

// tombstoneLife is how long a deleted record keeps its members.
const tombstoneLife = 14 * 24 * time.Hour

// render makes a record as it is now.
func (m *Model) render(w *World, n int) record.Object {
	o := m.Record(w, n)
	if w.cleared(m.Table(w), n) {
		clearMembers(o, m.Keep)
	}
	return o
}

// blank reports whether a record has been deleted for so long that its members are null.
func (w *World) cleared(t *record.Table, n int) bool {
	deleted := t.DeletedAt(n)
	return !deleted.IsZero() && !w.Now().Before(deleted.Add(tombstoneLife))
}

// blank empties a record, except for what is never null.
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
