package kombotest

import (
	"encoding/json"
	"strconv"
	"time"
)

var (
	reviewTypes      = []string{"MANAGER", "DIRECT_REPORT", "PEER", "SELF"}
	staffingModels   = []string{"JOB", "POSITION", "REQUISITION"}
	staffingStatuses = []string{"OPEN_LIMITED", "OPEN_UNLIMITED", "PENDING", "FROZEN", "FILLED", "CLOSED"}
)

func reviewType(_ *world, k int) string {
	if k%9 == 8 {
		return ""
	}
	return pick(reviewTypes, k)
}

func (w *world) revieweeOf(k int) int { return 2 * k }

// reviewerOf is who wrote a review, or -1.
func (w *world) reviewerOf(k int) int {
	switch {
	case k%6 == 5:
		return -1
	case reviewType(w, k) == "SELF":
		return w.revieweeOf(k)
	}
	return w.revieweeOf(k) + 1
}

// cycleOf is the round of a review, or -1.
func (w *world) cycleOf(k int) int {
	if k%7 == 6 {
		return -1
	}
	return k % len(cycleNames)
}

func (w *world) cycle(i int) object {
	return object{
		"id", w.cycles.id(i),
		"remote_id", w.cycles.remoteID(i),
		"name", only(i != 3, revised(cycleNames[i], w.cycles.revision(i))),
		"review_period_start_date", only(i != 2, dated(baseStart.AddDate(0, 6*i, 0))),
	}.and(w.tail(w.cycles, i, "/cycles")...)
}

func (w *world) review(k int, now time.Time) object {
	t := w.reviews
	var reviewer, cycle any
	if r := w.reviewerOf(k); r >= 0 && r < w.employees.count {
		reviewer = w.employeeRef(r, now)
	}
	if i := w.cycles.liveOr(w.cycleOf(k)); i >= 0 {
		cycle = w.cycle(i)
	}
	return object{
		"id", t.id(k),
		"remote_id", t.remoteID(k),
		"type", text(reviewType(w, k)),
		"summary_comment", only(k%5 != 4, revised("Review "+strconv.Itoa(k), t.revision(k))),
		"summary_rating", reviewRating(k),
		"reviewee", w.employeeRef(w.revieweeOf(k), now),
		"reviewer", reviewer,
		"review_cycle", cycle,
	}.and(w.tail(t, k, "/reviews")...)
}

// reviewRating is a number or a word; the first one has all that both have.
func reviewRating(k int) any {
	switch k % 4 {
	case 0:
		return object{"type", "NUMERIC", "min", only(k%8 == 0, 1), "max", only(k%8 == 0, 5), "value", only(k%16 != 12, 1.5+float64(k%4))}
	case 1:
		return object{"type", "SINGLE_SELECT", "ordered_options", []string{"Fair", "Good", "Great"}, "value", only(k%8 == 1, "Good")}
	case 2:
		return object{"type", "SINGLE_SELECT", "ordered_options", nil, "value", nil}
	}
	return nil
}

func staffingModel(_ *world, k int) string {
	if k%11 == 10 {
		return ""
	}
	return pick(staffingModels, k)
}

func staffingStatus(_ *world, k int) string {
	if k%13 == 12 {
		return ""
	}
	return pick(staffingStatuses, k)
}

// staffingEntity makes a place in the plan.
func (w *world) staffingEntity(k int) object {
	t := w.staffing
	locations, entities, groups := []object{}, []object{}, []object{}
	if i := w.locations.liveOr(k % len(placeNames)); i >= 0 {
		location := w.location(i)
		locations = append(locations, object{
			"id", location.get("id"), "remote_id", location.get("remote_id"), "name", location.get("name"), "type", location.get("type"),
		})
	}
	if i := w.entities.liveOr(k % len(entityNames)); i >= 0 {
		entities = append(entities, object{"id", w.entities.id(i), "remote_id", w.entities.remoteID(i), "name", entityName(w, i)})
	}
	if i := w.groups.liveOr(k % len(groupNames)); i >= 0 {
		groups = append(groups, w.groupRef(i))
	}
	return object{
		"id", t.id(k),
		"remote_id", t.remoteID(k),
		"name", only(k%8 != 7, revised(pick(staffTitles, k)+" "+strconv.Itoa(k), t.revision(k))),
		"model_type", text(staffingModel(w, k)),
		"description", only(k%3 != 2, "<p>What there is to do.</p>"),
		"status", text(staffingStatus(w, k)),
		"employment_types", staffingTypes(k),
		"number_of_openings", only(k%4 != 3, 1+k%3),
		"parent_id", text(t.idOr(t.above(k, 3))),
		"remote_url", only(k%5 != 4, "https://hris.example.com/positions/"+strconv.Itoa(k)),
		"remote_created_at", t.createdAt(k),
		"remote_updated_at", only(k%10 != 9, t.updatedAt(k)),
		"custom_fields", only(k%3 != 1, object{"budget", k * 1000}),
		"integration_fields", w.integrationFieldsOf(k == 0, "hris_staffing_entities"),
		"locations", locations,
		"legal_entities", entities,
		"groups", groups,
		"skills", staffingSkills(k),
	}.and(w.tail(t, k, "/positions")...)
}

func staffingTypes(k int) any {
	if k%6 == 5 {
		return nil
	}
	return []object{{"remote_label", "Type " + strconv.Itoa(k%8), "unified_type", only(k%4 != 3, pick(staffTypes, k))}}
}

// staffingSkills: the first one has skills of both scales.
func staffingSkills(k int) []object {
	numeric := object{
		"skill_id", idOf("testSkill", 0), "skill",
		object{
			"id", idOf("testSkill", 0), "remote_id", "skill-0", "name", "Lifting", "proficiency_scale",
			object{"type", "NUMERIC", "id", idOf("testScale", 0), "remote_id", "scale-0", "min", 1, "max", 5, "step", json.RawMessage("0.5")},
		},
		"expected_proficiency",
		object{"type", "NUMERIC", "value", 3.5},
	}
	option := idOf("testOption", 1)
	chosen := object{
		"skill_id", idOf("testSkill", 1), "skill",
		object{
			"id", idOf("testSkill", 1), "remote_id", "skill-1", "name", "Spanish", "proficiency_scale",
			object{"type", "SINGLE_SELECT", "id", idOf("testScale", 1), "remote_id", "scale-1", "ordered_options", []object{
				{"id", idOf("testOption", 0), "remote_id", nil, "name", "Some"}, {"id", option, "remote_id", "fluent", "name", "Fluent"},
			}},
		},
		"expected_proficiency",
		object{"type", "SINGLE_SELECT", "selected_option_id", option},
	}
	unmeasured := object{
		"skill_id", idOf("testSkill", 2),
		"skill",
		object{"id", idOf("testSkill", 2), "remote_id", "skill-2", "name", nil, "proficiency_scale", nil},
		"expected_proficiency", nil,
	}
	switch {
	case k == 0:
		return []object{numeric, chosen, unmeasured}
	case k%3 == 0:
		return []object{chosen}
	}
	return []object{}
}
