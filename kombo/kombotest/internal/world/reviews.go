package world

import (
	"encoding/json"
	"strconv"

	"github.com/rolecall-dev/rolecall/internal/fake/record"
)

var staffingModel = Model{
	Path: "/hris/staffing-entities", Table: func(w *World) *record.Table { return w.Staffing }, Enum: "status", Keep: []string{"remote_id"},
	Record: staffingEntityRecord, Names: []string{"hris_staffing_entities"},
	Filters: []Filter{
		among("model_types", staffingModelType, staffingModels...),
		among("statuses", StaffingStatus, staffingStatuses...),
	},
}

var reviewModel = Model{
	Path: "/hris/performance-reviews", Table: func(w *World) *record.Table { return w.Reviews }, Enum: "type", Keep: []string{"remote_id", "reviewee"},
	Record: reviewRecord, Names: []string{"hris_performance_reviews"},
	Filters: []Filter{
		among("types", reviewType, reviewTypes...),
		among("review_cycle_ids", func(w *World, k int) string { return idOr(w.Cycles, cycleOf(w, k)) }),
		among("reviewee_ids", func(w *World, k int) string { return w.Employees.ID(revieweeOf(w, k)) }),
	},
}

var cycleModel = Model{
	Path: "/hris/performance-review-cycles", Table: func(w *World) *record.Table { return w.Cycles }, Keep: []string{"remote_id"},
	Record: cycleRecord, Names: []string{"hris_performance_review_cycles"}, Touch: touchCycle,
}

var (
	reviewTypes      = []string{"MANAGER", "DIRECT_REPORT", "PEER", "SELF"}
	staffingModels   = []string{"JOB", "POSITION", "REQUISITION"}
	staffingStatuses = []string{"OPEN_LIMITED", "OPEN_UNLIMITED", "PENDING", "FROZEN", "FILLED", "CLOSED"}
)

func reviewType(_ *World, k int) string {
	if k%9 == 8 {
		return ""
	}
	return pick(reviewTypes, k)
}

func revieweeOf(w *World, k int) int { return 2 * k }

// reviewerOf is who wrote a review, or -1.
func reviewerOf(w *World, k int) int {
	switch {
	case k%6 == 5:
		return -1
	case reviewType(w, k) == "SELF":
		return revieweeOf(w, k)
	}
	return revieweeOf(w, k) + 1
}

// cycleOf is the round of a review, or -1.
func cycleOf(w *World, k int) int {
	if k%7 == 6 {
		return -1
	}
	return k % len(cycleNames)
}

func cycleRecord(w *World, i int) record.Object {
	return record.Object{
		"id", w.Cycles.ID(i),
		"remote_id", remoteID(w.Cycles, i),
		"name", record.If(i != 3, revised(cycleNames[i], w.Cycles.Revision(i))),
		"review_period_start_date", record.If(i != 2, dated(BaseStart.AddDate(0, 6*i, 0))),
	}.And(w.tail(w.Cycles, i, "/cycles")...)
}

func reviewRecord(w *World, k int) record.Object {
	t := w.Reviews
	var reviewer, cycle any
	if r := reviewerOf(w, k); r >= 0 && r < w.Employees.Count() {
		reviewer = employeeRef(w, r)
	}
	if i := liveOr(w.Cycles, cycleOf(w, k)); i >= 0 {
		cycle = cycleRecord(w, i)
	}
	return record.Object{
		"id", t.ID(k),
		"remote_id", remoteID(t, k),
		"type", record.OrNull(reviewType(w, k)),
		"summary_comment", record.If(k%5 != 4, revised("Review "+strconv.Itoa(k), t.Revision(k))),
		"summary_rating", reviewRating(k),
		"reviewee", employeeRef(w, revieweeOf(w, k)),
		"reviewer", reviewer,
		"review_cycle", cycle,
	}.And(w.tail(t, k, "/reviews")...)
}

// reviewRating is a number or a word; the first one has all that both have.
func reviewRating(k int) any {
	switch k % 4 {
	case 0:
		return record.Object{"type", "NUMERIC", "min", record.If(k%8 == 0, 1), "max", record.If(k%8 == 0, 5), "value", record.If(k%16 != 12, 1.5+float64(k%4))}
	case 1:
		return record.Object{"type", "SINGLE_SELECT", "ordered_options", []string{"Fair", "Good", "Great"}, "value", record.If(k%8 == 1, "Good")}
	case 2:
		return record.Object{"type", "SINGLE_SELECT", "ordered_options", nil, "value", nil}
	}
	return nil
}

func staffingModelType(_ *World, k int) string {
	if k%11 == 10 {
		return ""
	}
	return pick(staffingModels, k)
}

func StaffingStatus(_ *World, k int) string {
	if k%13 == 12 {
		return ""
	}
	return pick(staffingStatuses, k)
}

// staffingEntity makes a place in the plan.
func staffingEntityRecord(w *World, k int) record.Object {
	t := w.Staffing
	locations, entities, groups := []record.Object{}, []record.Object{}, []record.Object{}
	if i := liveOr(w.Locations, k%len(placeNames)); i >= 0 {
		location := locationRecord(w, i)
		locations = append(locations, record.Object{
			"id", location.Get("id"), "remote_id", location.Get("remote_id"), "name", location.Get("name"), "type", location.Get("type"),
		})
	}
	if i := liveOr(w.Entities, k%len(entityNames)); i >= 0 {
		entities = append(entities, record.Object{"id", w.Entities.ID(i), "remote_id", remoteID(w.Entities, i), "name", entityName(w, i)})
	}
	if i := liveOr(w.Groups, k%len(groupNames)); i >= 0 {
		groups = append(groups, groupRef(w, i))
	}
	return record.Object{
		"id", t.ID(k),
		"remote_id", remoteID(t, k),
		"name", record.If(k%8 != 7, revised(pick(staffTitles, k)+" "+strconv.Itoa(k), t.Revision(k))),
		"model_type", record.OrNull(staffingModelType(w, k)),
		"description", record.If(k%3 != 2, "<p>What there is to do.</p>"),
		"status", record.OrNull(StaffingStatus(w, k)),
		"employment_types", staffingTypes(k),
		"number_of_openings", record.If(k%4 != 3, 1+k%3),
		"parent_id", record.OrNull(idOr(t, above(t, k, 3))),
		"remote_url", record.If(k%5 != 4, "https://hris.example.com/positions/"+strconv.Itoa(k)),
		"remote_created_at", createdAt(t, k),
		"remote_updated_at", record.If(k%10 != 9, updatedAt(t, k)),
		"custom_fields", record.If(k%3 != 1, record.Object{"budget", k * 1000}),
		"integration_fields", w.integrationFields(k == 0, "hris_staffing_entities"),
		"locations", locations,
		"legal_entities", entities,
		"groups", groups,
		"skills", staffingSkills(w, k),
	}.And(w.tail(t, k, "/positions")...)
}

func staffingTypes(k int) any {
	if k%6 == 5 {
		return nil
	}
	return []record.Object{{"remote_label", "Type " + strconv.Itoa(k%8), "unified_type", record.If(k%4 != 3, pick(staffTypes, k))}}
}

// staffingSkills: the first one has skills of both scales.
func staffingSkills(w *World, k int) []record.Object {
	numeric := record.Object{
		"skill_id", w.ID("testSkill", 0), "skill",
		record.Object{
			"id", w.ID("testSkill", 0), "remote_id", "skill-0", "name", "Lifting", "proficiency_scale",
			record.Object{"type", "NUMERIC", "id", w.ID("testScale", 0), "remote_id", "scale-0", "min", 1, "max", 5, "step", json.RawMessage("0.5")},
		},
		"expected_proficiency",
		record.Object{"type", "NUMERIC", "value", 3.5},
	}
	option := w.ID("testOption", 1)
	chosen := record.Object{
		"skill_id", w.ID("testSkill", 1), "skill",
		record.Object{
			"id", w.ID("testSkill", 1), "remote_id", "skill-1", "name", "Spanish", "proficiency_scale",
			record.Object{"type", "SINGLE_SELECT", "id", w.ID("testScale", 1), "remote_id", "scale-1", "ordered_options", []record.Object{
				{"id", w.ID("testOption", 0), "remote_id", nil, "name", "Some"}, {"id", option, "remote_id", "fluent", "name", "Fluent"},
			}},
		},
		"expected_proficiency",
		record.Object{"type", "SINGLE_SELECT", "selected_option_id", option},
	}
	unmeasured := record.Object{
		"skill_id", w.ID("testSkill", 2),
		"skill",
		record.Object{"id", w.ID("testSkill", 2), "remote_id", "skill-2", "name", nil, "proficiency_scale", nil},
		"expected_proficiency", nil,
	}
	switch {
	case k == 0:
		return []record.Object{numeric, chosen, unmeasured}
	case k%3 == 0:
		return []record.Object{chosen}
	}
	return []record.Object{}
}
