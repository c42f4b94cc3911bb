package kombotest

import "time"

// hrisLists is the lists of the HRIS category, in the order of Kombo's documentation.
func hrisLists() []*list {
	ofEmployee := among("employee_id", func(w *world, k int) string { return w.employees.id(w.ownerOf(k)) })
	return []*list{
		{
			path: "/hris/employees", table: func(w *world) *table { return w.employees }, enum: "employment_status", keep: []string{"remote_id"},
			record: (*world).employee, models: []string{"hris_employees"}, holders: (*world).touchEmployee,
			filters: []filter{
				among("employment_statuses", employmentStatus, employmentStatuses...),
				among("employment_status", employmentStatus, employmentStatuses...), // deprecated: one value
				anyAmong("group_ids", func(w *world, e int) []string {
					var ids []string
					for _, g := range w.groupsOf(e) {
						ids = append(ids, w.groups.id(g))
					}
					return ids
				}),
				among("legal_entity_ids", func(w *world, e int) string { return w.entities.idOr(w.entityOf(e)) }),
				among("work_location_ids", func(w *world, e int) string { return w.locations.idOr(w.locationOf(e)) }),
				amongFold("work_emails", workEmail),
				amongFold("personal_emails", personalEmail),
				withPair("custom_fields", (*world).staffFields),
			},
		},
		{
			path: "/hris/employee-document-categories", table: func(w *world) *table { return w.categories },
			record: timeless((*world).category), models: []string{"hris_employee_document_categories"},
		},
		{
			path: "/hris/groups", table: func(w *world) *table { return w.groups }, enum: "type", keep: []string{"remote_id"},
			record: timeless((*world).group), models: []string{"hris_teams"}, holders: (*world).touchGroup,
			filters: []filter{among("types", groupType, groupTypes...), nameContains(groupName)},
		},
		{
			path: "/hris/employments", table: func(w *world) *table { return w.employments }, enum: "pay_period", keep: []string{"employee_id"},
			record: timeless((*world).employment), models: []string{"hris_employments"},
			holders: func(w *world, k int, now time.Time) { w.employees.touch(w.ownerOf(k), now) },
		},
		{
			path: "/hris/locations", table: func(w *world) *table { return w.locations },
			record: timeless((*world).location), models: []string{"hris_locations"}, holders: (*world).touchLocation,
			filters: []filter{nameContains(locationName)},
		},
		{
			path: "/hris/absence-types", table: func(w *world) *table { return w.absenceTypes }, enum: "unit", keep: []string{"remote_id"},
			record: timeless((*world).absenceType), models: []string{"hris_absence_types"}, holders: (*world).touchAbsenceType,
		},
		{
			path: "/hris/time-off-balances", table: func(w *world) *table { return w.balances }, enum: "balance_unit", keep: []string{"employee_id", "type_id", "type"},
			record: (*world).balance, models: []string{"hris_time_off_balances"},
			holders: func(w *world, k int, now time.Time) { w.employees.touch(w.ownerOf(k), now) },
			filters: []filter{ofEmployee},
		},
		{
			path: "/hris/absences", table: func(w *world) *table { return w.absences }, enum: "status", keep: []string{"employee_id"},
			record: (*world).absence, models: []string{"hris_absences"},
			filters: []filter{
				onDay("date_from", func(w *world, k int, from time.Time) bool { return !w.absenceOf(k).last.Before(from) }),
				onDay("date_until", func(w *world, k int, until time.Time) bool { return !w.absenceOf(k).first.After(until) }),
				onDay("time_from", func(w *world, k int, from time.Time) bool { return !w.absenceOf(k).last.Before(from) }),    // deprecated
				onDay("time_until", func(w *world, k int, until time.Time) bool { return !w.absenceOf(k).first.After(until) }), // deprecated
				among("type_ids", func(w *world, k int) string { return w.absenceTypes.id(w.absenceOf(k).kind) }),
				among("employee_id", func(w *world, k int) string { return w.employees.id(w.absenceOf(k).employee) }),
			},
		},
		{
			path: "/hris/legal-entities", table: func(w *world) *table { return w.entities },
			record: timeless((*world).entity), models: []string{"hris_legal_entities"}, holders: (*world).touchEntity,
			filters: []filter{nameContains(entityName)},
		},
		{
			path: "/hris/timesheets", table: func(w *world) *table { return w.timesheets }, enum: "approval_status", keep: []string{"employee_id"},
			record: timeless((*world).timesheet), models: []string{"hris_timesheets"},
			filters: []filter{
				among("employee_id", func(w *world, k int) string { return w.employees.id(k) }),
				atTime("started_before", sheetStart, time.Time.Before), atTime("started_after", sheetStart, time.Time.After),
				atTime("ended_before", sheetEnd, time.Time.Before), atTime("ended_after", sheetEnd, time.Time.After),
			},
		},
		{
			path: "/hris/performance-review-cycles", table: func(w *world) *table { return w.cycles }, keep: []string{"remote_id"},
			record: timeless((*world).cycle), models: []string{"hris_performance_review_cycles"}, holders: (*world).touchCycle,
		},
		{
			path: "/hris/performance-reviews", table: func(w *world) *table { return w.reviews }, enum: "type", keep: []string{"remote_id", "reviewee"},
			record: (*world).review, models: []string{"hris_performance_reviews"},
			filters: []filter{
				among("types", reviewType, reviewTypes...),
				among("review_cycle_ids", func(w *world, k int) string { return w.cycles.idOr(w.cycleOf(k)) }),
				among("reviewee_ids", func(w *world, k int) string { return w.employees.id(w.revieweeOf(k)) }),
			},
		},
		{
			path: "/hris/staffing-entities", table: func(w *world) *table { return w.staffing }, enum: "status", keep: []string{"remote_id"},
			record: timeless((*world).staffingEntity), models: []string{"hris_staffing_entities"},
			filters: []filter{
				among("model_types", staffingModel, staffingModels...),
				among("statuses", staffingStatus, staffingStatuses...),
			},
		},
		{
			path: "/hris/pay-runs", table: func(w *world) *table { return w.payRuns }, keep: []string{"remote_id", "totals"},
			record: timeless((*world).payRun), filters: []filter{among("legal_entity_ids", payRunEntity)},
		},
		{
			path: "/hris/payslips", table: func(w *world) *table { return w.payslips }, keep: []string{"remote_id", "totals", "employee"},
			record: (*world).payslip,
			filters: []filter{
				among("employee_ids", func(w *world, k int) string { return w.employees.id(k) }),
				among("payrun_ids", payslipRun),
				among("legal_entity_ids", payslipEntity),
			},
		},
	}
}
