package world

import (
	"strconv"
	"strings"

	"github.com/rolecall-dev/rolecall/internal/fake/record"
)

const employeeGaps = "nationality mobile_phone_number ssn tax_id gender ethnicity marital_status weekly_hours avatar date_of_birth"

var (
	employeeSample   = sampleOf("employee", employeeGaps+" start_date").withFields("hris_employees")
	employmentSample = sampleOf("employment", "job_title pay_rate pay_period pay_frequency employment_type effective_date custom_fields").withFields("hris_employments")
	groupSample      = sampleOf("group", "")
	entitySample     = sampleOf("legal_entity", "")
	locationSample   = sampleOf("location", "")
)

var entityModel = Model{
	Path: "/hris/legal-entities", Table: func(w *World) *record.Table { return w.Entities },
	Record: entityRecord, Names: []string{"hris_legal_entities"}, Touch: touchEntity,
	Filters: []Filter{record.Contains("name_contains", entityName)},
}

var locationModel = Model{
	Path: "/hris/locations", Table: func(w *World) *record.Table { return w.Locations },
	Record: locationRecord, Names: []string{"hris_locations"}, Touch: touchLocation,
	Filters: []Filter{record.Contains("name_contains", locationName)},
}

var employmentModel = Model{
	Path: "/hris/employments", Table: func(w *World) *record.Table { return w.Employments }, Enum: "pay_period", Keep: []string{"employee_id"},
	Record: employmentRecord, Names: []string{"hris_employments"},
	Touch: func(w *World, k int) { w.Employees.Touch(ownerOf(w, k), w.Now()) },
}

var groupModel = Model{
	Path: "/hris/groups", Table: func(w *World) *record.Table { return w.Groups }, Enum: "type", Keep: []string{"remote_id"},
	Record: groupRecord, Names: []string{"hris_teams"}, Touch: touchGroup,
	Filters: []Filter{among("types", groupType, groupTypes...), record.Contains("name_contains", groupName)},
}

var teamModel = Model{
	Path: "/hris/teams", Table: groupModel.Table, Enum: groupModel.Enum, Keep: groupModel.Keep,
	Record: groupRecord, Names: groupModel.Names, Touch: touchGroup,
}

var employeeModel = Model{
	Path: "/hris/employees", Table: func(w *World) *record.Table { return w.Employees }, Enum: "employment_status", Keep: []string{"remote_id"},
	Record: employeeRecord, Names: []string{"hris_employees"}, Touch: touchEmployee,
	Filters: []Filter{
		among("employment_statuses", employmentStatus, employmentStatuses...),
		among("employment_status", employmentStatus, employmentStatuses...), // deprecated: one value
		record.AnyAmong("group_ids", func(w *World, e int) []string {
			var ids []string
			for _, g := range groupsOf(w, e) {
				ids = append(ids, w.Groups.ID(g))
			}
			return ids
		}),
		among("legal_entity_ids", func(w *World, e int) string { return idOr(w.Entities, entityOf(w, e)) }),
		among("work_location_ids", func(w *World, e int) string { return idOr(w.Locations, locationOf(w, e)) }),
		amongFold("work_emails", WorkEmail),
		amongFold("personal_emails", personalEmail),
		record.Pair("custom_fields", staffFields),
	},
}

func employeeRecord(w *World, e int) record.Object {
	manager, entity, at, groups := managerOf(w, e), entityOf(w, e), locationOf(w, e), records(w, groupsOf(w, e), groupRef)
	o := employeeSample.record(w, w.Employees, e, personOf(w, e).And(
		"mobile_phone_number", "+43155500"+numbered("", e%1000, 3),
		"ssn", numbered("SSN-", e, 12),
		"tax_id", numbered("TAX-", e, 12),
		"gender", pick(genders, e),
		"employment_type", pick(staffTypes, e),
		"weekly_hours", 20+float64(e%5)*5+0.5,
		"avatar", "https://files.example.com/avatars/"+strconv.Itoa(e),
		"work_location_id", record.OrNull(idOr(w.Locations, at)),
		"legal_entity_id", record.OrNull(idOr(w.Entities, entity)),
		"manager_id", record.OrNull(idOr(w.Employees, manager)),
		"home_address", location(e),
		"bank_accounts", bankAccounts(e),
		"date_of_birth", startOfDay(BaseStart.AddDate(-30-e%25, e%12, e%28)),
		"start_date", startOfDay(BaseStart.AddDate(-e%12, 0, e%28)),
		"custom_fields", staffFields(w, e),
		"employments", records(w, partsOf(w, w.Employments, e), employmentRecord),
		"time_off_balances", records(w, partsOf(w, w.Balances, e), balanceRef),
		"manager", managerRef(w, manager),
		"groups", groups,
		"teams", groups,
		"legal_entity", entityRef(w, entity),
		"work_location", workplace(w, at),
	)...)
	if newcomer := newEmployee(w, e); newcomer != nil {
		setNull(o, true, strings.Fields(employeeGaps+" employment_type home_address bank_accounts")...)
		o.Set("start_date", startOfDay(newcomer.Start))
	}
	return o
}

// personOf returns the members of an employee that describe the person.
func personOf(w *World, e int) record.Object {
	created := newEmployee(w, e)
	return record.Object{
		"id", w.Employees.ID(e),
		"remote_id", remoteID(w.Employees, e),
		"employee_number", record.If(created == nil && e%6 != 4, strconv.Itoa(1000+e)),
		"first_name", record.OrNull(employeeFirst(w, e)),
		"last_name", record.OrNull(employeeLast(w, e)),
		"display_full_name", record.If(created != nil || e%5 != 3, fullName(w, e)),
		"job_title", record.If(created != nil || e%7 != 5, titleOf(w, e)),
		"work_email", record.OrNull(WorkEmail(w, e)),
		"personal_email", record.OrNull(personalEmail(w, e)),
		"employment_status", record.OrNull(employmentStatus(w, e)),
		"termination_date", record.If(created == nil && e%6 < 2, startOfDay(BaseStart.AddDate(1+e%3, 0, e%28))),
	}
}

func fullName(w *World, e int) string {
	return strings.TrimSpace(employeeFirst(w, e) + " " + employeeLast(w, e))
}

func titleOf(w *World, e int) string {
	if m := newEmployee(w, e); m != nil {
		return m.Title
	}
	return withRevision(pick(staffTitles, e), w.Employees.Revision(e))
}

// managerRef returns a manager as an employee embeds it, or null for -1.
func managerRef(w *World, m int) any {
	if m < 0 {
		return nil
	}
	return personOf(w, m).Without("job_title", "personal_email")
}

// employeeRef returns an employee as other records embed it. If the employee is cleared, only ids and times
// remain.
func employeeRef(w *World, e int) record.Object {
	ref := record.Object{
		"id", w.Employees.ID(e),
		"remote_id", remoteID(w.Employees, e),
		"first_name", record.OrNull(employeeFirst(w, e)),
		"last_name", record.OrNull(employeeLast(w, e)),
		"display_full_name", record.If(e%5 != 3, fullName(w, e)),
		"work_email", record.OrNull(WorkEmail(w, e)),
		"remote_deleted_at", w.Employees.DeletedAt(e),
	}
	if w.cleared(w.Employees, e) {
		clearMembers(ref, []string{"remote_id"})
	}
	return ref
}

func bankAccounts(e int) any {
	switch e % 4 {
	case 1:
		return nil
	case 3:
		return []record.Object{}
	}
	account := Objects(employeeSample.full.Get("bank_accounts"))[0].With("account_number", numbered("", 10000+e, 11))
	setNull(account, e%4 == 2, "iban", "bic", "domestic_bank_routing")
	return []record.Object{account}
}

func staffFields(w *World, e int) record.Object {
	if newEmployee(w, e) != nil || e%4 == 1 {
		return nil
	}
	return record.Object{"locker", e % 30, "badge", "B-" + strconv.Itoa(e%9), "first_aid", e%2 == 0, "extra", nil}
}

func employmentRecord(w *World, k int) record.Object {
	return employmentSample.record(w, w.Employments, k,
		"employee_id", w.Employees.ID(ownerOf(w, k)),
		"job_title", withRevision(pick(staffTitles, k), w.Employments.Revision(k)),
		"pay_rate", 2500.5+float64(k%40)*25,
		"pay_period", pick([]string{"MONTH", "HOUR", "DAY", "WEEK", "YEAR"}, k),
		"employment_type", pick(staffTypes, k),
		"effective_date", startOfDay(BaseStart.AddDate(-k%6, k%12, 0)),
		"custom_fields.grade", "E"+strconv.Itoa(k%7),
	)
}

// groupRef returns a group as other records embed it.
func groupRef(w *World, g int) record.Object {
	return record.Object{
		"id", w.Groups.ID(g),
		"remote_id", remoteID(w.Groups, g),
		"name", record.OrNull(groupName(w, g)),
		"type", record.OrNull(groupType(w, g)),
	}
}

func groupName(w *World, g int) string {
	return withRevision(groupNames[g], w.Groups.Revision(g))
}

func groupType(_ *World, g int) string {
	if g == 7 {
		return ""
	}
	return pick(groupTypes, g)
}

func groupRecord(w *World, g int) record.Object {
	ref := groupRef(w, g)
	return groupSample.record(w, w.Groups, g,
		"name", ref.Get("name"), "type", ref.Get("type"), "parent_id", record.OrNull(idOr(w.Groups, parentOf(w.Groups, g, 2))),
	)
}

// entityRef returns a legal entity as an employee embeds it, or null for -1.
func entityRef(w *World, i int) any {
	if i < 0 {
		return nil
	}
	return entityRecord(w, i).Without("remote_data", "changed_at", "remote_deleted_at")
}

func entityName(w *World, i int) string { return withRevision(entityNames[i], w.Entities.Revision(i)) }

func entityRecord(w *World, i int) record.Object {
	return entitySample.record(w, w.Entities, i, "name", entityName(w, i), "address", location(i))
}

func workplace(w *World, i int) any {
	if i < 0 {
		return nil
	}
	return locationRecord(w, i)
}

func locationName(w *World, i int) string {
	return withRevision(placeNames[i], w.Locations.Revision(i))
}

func locationRecord(w *World, i int) record.Object {
	return locationSample.record(w, w.Locations, i, "name", locationName(w, i), "address", location(i), "type", record.If(i%2 == 0, "plant"))
}
