package kombotest

import (
	"strconv"
	"strings"
	"time"
)

// employee makes an employee. Number 0 has every member filled.
func (w *world) employee(e int, _ time.Time) object {
	t, made := w.employees, w.hired(e)
	base := made == nil
	full := e == 0
	groups := w.groupRefs(w.groupsOf(e))
	manager, entity, location := w.managerOf(e), w.entityOf(e), w.locationOf(e)
	o := w.personOf(e).and(
		"nationality", only(base && e%4 != 3, pick(jobOfficeCountry, e)),
		"mobile_phone_number", only(base && e%3 != 2, "+43155500"+numbered("", e%1000, 3)),
		"ssn", only(base && e%7 != 6, numbered("SSN-", e, 12)),
		"tax_id", only(base && e%6 != 5, numbered("TAX-", e, 12)),
		"gender", only(base && e%5 != 4, pick(genders, e)),
		"ethnicity", only(base && e%6 != 5, pick(ethnicities, e)),
		"marital_status", only(base && e%7 != 6, pick(maritalStatuses, e)),
		"employment_type", only(base && e%9 != 7, pick(staffTypes, e)),
		"weekly_hours", only(base && e%4 != 2, 20+float64(e%5)*5+0.5),
		"avatar", only(base && e%5 != 2, "https://files.example.com/avatars/"+strconv.Itoa(e)),
		"work_location_id", text(w.locations.idOr(location)),
		"legal_entity_id", text(w.entities.idOr(entity)),
		"manager_id", text(w.employees.idOr(manager)),
		"home_address", only(base, jobLocation(e)),
		"bank_accounts", only(base && e%4 != 1, bankAccounts(e)),
		"date_of_birth", only(base && e%8 != 7, dated(baseStart.AddDate(-30-e%25, e%12, e%28))),
		"start_date", w.startOf(e),
		"remote_created_at", t.createdAt(e),
		"changed_at", t.changedAt(e),
		"remote_deleted_at", t.deletedAt(e),
		"custom_fields", w.staffFields(e),
		"integration_fields", w.integrationFieldsOf(full, "hris_employees"),
		"remote_data", remoteData(full, "/employees", t.remote(e)),
	)
	return o.and(
		"employments", records(w.partsOf(w.employments, e), w.employment),
		"time_off_balances", records(w.partsOf(w.balances, e), w.balanceMembers),
		"manager", w.managerRef(manager),
		"groups", groups,
		"teams", groups,
		"legal_entity", w.entityRef(entity),
		"work_location", w.workplace(location),
	)
}

// personOf is who an employee is.
func (w *world) personOf(e int) object {
	made := w.hired(e)
	return object{
		"id", w.employees.id(e),
		"remote_id", w.employees.remoteID(e),
		"employee_number", only(made == nil && e%6 != 4, strconv.Itoa(1000+e)),
		"first_name", text(employeeFirst(w, e)),
		"last_name", text(employeeLast(w, e)),
		"display_full_name", only(made != nil || e%5 != 3, fullName(w, e)),
		"job_title", only(made != nil || e%7 != 5, w.titleOf(e)),
		"work_email", text(workEmail(w, e)),
		"personal_email", text(personalEmail(w, e)),
		"employment_status", text(employmentStatus(w, e)),
		"termination_date", only(made == nil && e%6 < 2, dated(baseStart.AddDate(1+e%3, 0, e%28))),
	}
}

func fullName(w *world, e int) string {
	return strings.TrimSpace(employeeFirst(w, e) + " " + employeeLast(w, e))
}

func (w *world) titleOf(e int) string {
	if m := w.hired(e); m != nil {
		return m.title
	}
	return revised(pick(staffTitles, e), w.employees.revision(e))
}

func (w *world) startOf(e int) any {
	if m := w.hired(e); m != nil {
		return dated(m.start)
	}
	return only(e%9 != 6, dated(baseStart.AddDate(-e%12, 0, e%28)))
}

// managerRef is a manager as an employee embeds it.
func (w *world) managerRef(m int) any {
	if m < 0 {
		return nil
	}
	p := w.personOf(m)
	for _, name := range []string{"job_title", "personal_email"} {
		p = p.without(name)
	}
	return p
}

// employeeRef is an employee as others embed it: nothing but ids once nothing is left.
func (w *world) employeeRef(e int, now time.Time) object {
	ref := object{
		"id", w.employees.id(e),
		"remote_id", w.employees.remoteID(e),
		"first_name", text(employeeFirst(w, e)),
		"last_name", text(employeeLast(w, e)),
		"display_full_name", only(e%5 != 3, fullName(w, e)),
		"work_email", text(workEmail(w, e)),
		"remote_deleted_at", w.employees.deletedAt(e),
	}
	if w.employees.blank(e, now) {
		blank(ref, []string{"remote_id"})
	}
	return ref
}

func bankAccounts(e int) []object {
	if e%4 == 3 {
		return []object{}
	}
	return []object{{
		"iban", only(e%4 == 0, numbered("AT6119043002", e, 20)),
		"bic", only(e%4 == 0, "EXMPATWW"),
		"account_number", numbered("", 10000+e, 11),
		"holder_name", only(e%3 != 2, "The employee"),
		"bank_name", "Example Bank",
		"domestic_bank_routing", only(e%4 == 0, object{"number", "19043", "type", only(e%8 == 0, pick(routingTypes, e/8))}),
	}}
}

func (w *world) staffFields(e int) any {
	if w.hired(e) != nil || e%4 == 1 {
		return nil
	}
	return object{"locker", e % 30, "badge", "B-" + strconv.Itoa(e%9), "first_aid", e%2 == 0, "extra", nil}
}

// employment makes the terms of an employee.
func (w *world) employment(k int) object {
	t := w.employments
	return object{
		"id", t.id(k),
		"remote_id", t.remoteID(k),
		"employee_id", w.employees.id(w.ownerOf(k)),
		"job_title", only(k%7 != 5, revised(pick(staffTitles, k), t.revision(k))),
		"pay_rate", only(k%5 != 4, 2500.5+float64(k%40)*25),
		"pay_period", only(k%5 != 4, pick(payPeriods, k)),
		"pay_frequency", only(k%6 != 5, pick(payFrequencies, k)),
		"employment_type", only(k%9 != 7, pick(staffTypes, k)),
		"pay_currency", only(k%5 != 4, pick(currencies, k)),
		"effective_date", only(k%8 != 7, dated(baseStart.AddDate(-k%6, k%12, 0))),
		"changed_at", t.changedAt(k),
		"remote_deleted_at", t.deletedAt(k),
		"remote_data", remoteData(k == 0, "/employments", t.remote(k)),
		"custom_fields", only(k%3 != 1, object{"grade", "E" + strconv.Itoa(k%7)}),
		"integration_fields", w.integrationFieldsOf(k == 0, "hris_employments"),
	}
}

// records makes records by their numbers.
func records(numbers []int, record func(i int) object) []object {
	list := []object{}
	for _, i := range numbers {
		list = append(list, record(i))
	}
	return list
}

func (w *world) groupRefs(numbers []int) []object { return records(numbers, w.groupRef) }

// groupRef is a group as others embed it.
func (w *world) groupRef(g int) object {
	return object{
		"id", w.groups.id(g),
		"remote_id", w.groups.remoteID(g),
		"name", text(groupName(w, g)),
		"type", text(groupType(w, g)),
	}
}

func groupName(w *world, g int) string {
	return revised(groupNames[g], w.groups.revision(g))
}

func groupType(_ *world, g int) string {
	if g == 7 {
		return ""
	}
	return pick(groupTypes, g)
}

func (w *world) group(g int) object {
	return w.groupRef(g).and("parent_id", text(w.groups.idOr(w.groups.above(g, 2)))).and(w.tail(w.groups, g, "/groups")...)
}

// entityRef is a company as an employee embeds it.
func (w *world) entityRef(i int) any {
	if i < 0 {
		return nil
	}
	return object{
		"id", w.entities.id(i), "remote_id", w.entities.remoteID(i), "name", entityName(w, i), "address", jobLocation(i),
	}
}

func entityName(w *world, i int) string { return revised(entityNames[i], w.entities.revision(i)) }

func (w *world) entity(i int) object {
	return object{
		"id", w.entities.id(i), "remote_id", w.entities.remoteID(i), "name", entityName(w, i), "address", jobLocation(i),
	}.and(w.tail(w.entities, i, "/companies")...)
}

func (w *world) workplace(i int) any {
	if i < 0 {
		return nil
	}
	return w.location(i)
}

func locationName(w *world, i int) string {
	return revised(placeNames[i], w.locations.revision(i))
}

func (w *world) location(i int) object {
	return object{
		"id", w.locations.id(i),
		"remote_id", w.locations.remoteID(i),
		"name", locationName(w, i),
		"address", jobLocation(i),
		"type", only(i%2 == 0, "plant"),
	}.and(w.tail(w.locations, i, "/sites")...)
}
