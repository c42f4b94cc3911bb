package world

import (
	"strconv"
	"strings"

	"github.com/rolecall-dev/rolecall/internal/fake/record"
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

// employee makes an employee. Number 0 has every member filled.
func employeeRecord(w *World, e int) record.Object {
	t, made := w.Employees, hired(w, e)
	base := made == nil
	full := e == 0
	groups := groupRefs(w, groupsOf(w, e))
	manager, entity, location := managerOf(w, e), entityOf(w, e), locationOf(w, e)
	o := personOf(w, e).And(
		"nationality", record.If(base && e%4 != 3, pick(jobOfficeCountry, e)),
		"mobile_phone_number", record.If(base && e%3 != 2, "+43155500"+numbered("", e%1000, 3)),
		"ssn", record.If(base && e%7 != 6, numbered("SSN-", e, 12)),
		"tax_id", record.If(base && e%6 != 5, numbered("TAX-", e, 12)),
		"gender", record.If(base && e%5 != 4, pick(genders, e)),
		"ethnicity", record.If(base && e%6 != 5, pick(ethnicities, e)),
		"marital_status", record.If(base && e%7 != 6, pick(maritalStatuses, e)),
		"employment_type", record.If(base && e%9 != 7, pick(staffTypes, e)),
		"weekly_hours", record.If(base && e%4 != 2, 20+float64(e%5)*5+0.5),
		"avatar", record.If(base && e%5 != 2, "https://files.example.com/avatars/"+strconv.Itoa(e)),
		"work_location_id", record.OrNull(idOr(w.Locations, location)),
		"legal_entity_id", record.OrNull(idOr(w.Entities, entity)),
		"manager_id", record.OrNull(idOr(w.Employees, manager)),
		"home_address", record.If(base, jobLocation(e)),
		"bank_accounts", record.If(base && e%4 != 1, bankAccounts(e)),
		"date_of_birth", record.If(base && e%8 != 7, dated(BaseStart.AddDate(-30-e%25, e%12, e%28))),
		"start_date", startOf(w, e),
		"remote_created_at", createdAt(t, e),
		"changed_at", t.ChangedAt(e),
		"remote_deleted_at", t.DeletedAt(e),
		"custom_fields", staffFields(w, e),
		"integration_fields", w.integrationFields(full, "hris_employees"),
		"remote_data", remoteData(full, "/employees", t.RemoteID(e)),
	)
	return o.And(
		"employments", records(w, partsOf(w, w.Employments, e), employmentRecord),
		"time_off_balances", records(w, partsOf(w, w.Balances, e), balanceMembers),
		"manager", managerRef(w, manager),
		"groups", groups,
		"teams", groups,
		"legal_entity", entityRef(w, entity),
		"work_location", workplace(w, location),
	)
}

// personOf is who an employee is.
func personOf(w *World, e int) record.Object {
	made := hired(w, e)
	return record.Object{
		"id", w.Employees.ID(e),
		"remote_id", remoteID(w.Employees, e),
		"employee_number", record.If(made == nil && e%6 != 4, strconv.Itoa(1000+e)),
		"first_name", record.OrNull(employeeFirst(w, e)),
		"last_name", record.OrNull(employeeLast(w, e)),
		"display_full_name", record.If(made != nil || e%5 != 3, fullName(w, e)),
		"job_title", record.If(made != nil || e%7 != 5, titleOf(w, e)),
		"work_email", record.OrNull(WorkEmail(w, e)),
		"personal_email", record.OrNull(personalEmail(w, e)),
		"employment_status", record.OrNull(employmentStatus(w, e)),
		"termination_date", record.If(made == nil && e%6 < 2, dated(BaseStart.AddDate(1+e%3, 0, e%28))),
	}
}

func fullName(w *World, e int) string {
	return strings.TrimSpace(employeeFirst(w, e) + " " + employeeLast(w, e))
}

func titleOf(w *World, e int) string {
	if m := hired(w, e); m != nil {
		return m.Title
	}
	return revised(pick(staffTitles, e), w.Employees.Revision(e))
}

func startOf(w *World, e int) any {
	if m := hired(w, e); m != nil {
		return dated(m.Start)
	}
	return record.If(e%9 != 6, dated(BaseStart.AddDate(-e%12, 0, e%28)))
}

// managerRef is a manager as an employee embeds it.
func managerRef(w *World, m int) any {
	if m < 0 {
		return nil
	}
	p := personOf(w, m)
	for _, name := range []string{"job_title", "personal_email"} {
		p = p.Without(name)
	}
	return p
}

// employeeRef is an employee as others embed it: nothing but ids once nothing is left.
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
	if w.blank(w.Employees, e) {
		blank(ref, []string{"remote_id"})
	}
	return ref
}

func bankAccounts(e int) []record.Object {
	if e%4 == 3 {
		return []record.Object{}
	}
	return []record.Object{{
		"iban", record.If(e%4 == 0, numbered("AT6119043002", e, 20)),
		"bic", record.If(e%4 == 0, "EXMPATWW"),
		"account_number", numbered("", 10000+e, 11),
		"holder_name", record.If(e%3 != 2, "The employee"),
		"bank_name", "Example Bank",
		"domestic_bank_routing", record.If(e%4 == 0, record.Object{"number", "19043", "type", record.If(e%8 == 0, pick(routingTypes, e/8))}),
	}}
}

func staffFields(w *World, e int) record.Object {
	if hired(w, e) != nil || e%4 == 1 {
		return nil
	}
	return record.Object{"locker", e % 30, "badge", "B-" + strconv.Itoa(e%9), "first_aid", e%2 == 0, "extra", nil}
}

// employment makes the terms of an employee.
func employmentRecord(w *World, k int) record.Object {
	t := w.Employments
	return record.Object{
		"id", t.ID(k),
		"remote_id", remoteID(t, k),
		"employee_id", w.Employees.ID(ownerOf(w, k)),
		"job_title", record.If(k%7 != 5, revised(pick(staffTitles, k), t.Revision(k))),
		"pay_rate", record.If(k%5 != 4, 2500.5+float64(k%40)*25),
		"pay_period", record.If(k%5 != 4, pick(payPeriods, k)),
		"pay_frequency", record.If(k%6 != 5, pick(payFrequencies, k)),
		"employment_type", record.If(k%9 != 7, pick(staffTypes, k)),
		"pay_currency", record.If(k%5 != 4, pick(currencies, k)),
		"effective_date", record.If(k%8 != 7, dated(BaseStart.AddDate(-k%6, k%12, 0))),
		"changed_at", t.ChangedAt(k),
		"remote_deleted_at", t.DeletedAt(k),
		"remote_data", remoteData(k == 0, "/employments", t.RemoteID(k)),
		"custom_fields", record.If(k%3 != 1, record.Object{"grade", "E" + strconv.Itoa(k%7)}),
		"integration_fields", w.integrationFields(k == 0, "hris_employments"),
	}
}

func groupRefs(w *World, numbers []int) []record.Object { return records(w, numbers, groupRef) }

// groupRef is a group as others embed it.
func groupRef(w *World, g int) record.Object {
	return record.Object{
		"id", w.Groups.ID(g),
		"remote_id", remoteID(w.Groups, g),
		"name", record.OrNull(groupName(w, g)),
		"type", record.OrNull(groupType(w, g)),
	}
}

func groupName(w *World, g int) string {
	return revised(groupNames[g], w.Groups.Revision(g))
}

func groupType(_ *World, g int) string {
	if g == 7 {
		return ""
	}
	return pick(groupTypes, g)
}

func groupRecord(w *World, g int) record.Object {
	return groupRef(w, g).And("parent_id", record.OrNull(idOr(w.Groups, above(w.Groups, g, 2)))).And(w.tail(w.Groups, g, "/groups")...)
}

// entityRef is a company as an employee embeds it.
func entityRef(w *World, i int) any {
	if i < 0 {
		return nil
	}
	return record.Object{
		"id", w.Entities.ID(i), "remote_id", remoteID(w.Entities, i), "name", entityName(w, i), "address", jobLocation(i),
	}
}

func entityName(w *World, i int) string { return revised(entityNames[i], w.Entities.Revision(i)) }

func entityRecord(w *World, i int) record.Object {
	return record.Object{
		"id", w.Entities.ID(i), "remote_id", remoteID(w.Entities, i), "name", entityName(w, i), "address", jobLocation(i),
	}.And(w.tail(w.Entities, i, "/companies")...)
}

func workplace(w *World, i int) any {
	if i < 0 {
		return nil
	}
	return locationRecord(w, i)
}

func locationName(w *World, i int) string {
	return revised(placeNames[i], w.Locations.Revision(i))
}

func locationRecord(w *World, i int) record.Object {
	return record.Object{
		"id", w.Locations.ID(i),
		"remote_id", remoteID(w.Locations, i),
		"name", locationName(w, i),
		"address", jobLocation(i),
		"type", record.If(i%2 == 0, "plant"),
	}.And(w.tail(w.Locations, i, "/sites")...)
}
