package world

import (
	"strconv"

	"github.com/rolecall-dev/rolecall/internal/fake/record"
)

var staffingModel = Model{
	Path: "/hris/staffing-entities", Table: func(w *World) *record.Table { return w.Staffing }, Enum: "status", Keep: []string{"remote_id"},
	Record: staffingRecord, Names: []string{"hris_staffing_entities"},
	Filters: []Filter{
		among("model_types", staffingModelType, staffingModels...),
		among("statuses", StaffingStatus, staffingStatuses...),
	},
}

var staffingSample = sampleOf("staffing_entity", "name description number_of_openings remote_url custom_fields").withFields("hris_staffing_entities")

var (
	staffingModels   = []string{"JOB", "POSITION", "REQUISITION"}
	staffingStatuses = []string{"OPEN_LIMITED", "OPEN_UNLIMITED", "PENDING", "FROZEN", "FILLED", "CLOSED"}
)

func staffingModelType(_ *World, k int) string {
	if k%11 == 10 {
		return ""
	}
	return pick(staffingModels, k)
}

// StaffingStatus returns the status of a staffing entity, "" for null.
func StaffingStatus(_ *World, k int) string {
	if k%13 == 12 {
		return ""
	}
	return pick(staffingStatuses, k)
}

func staffingRecord(w *World, k int) record.Object {
	locations, entities, groups := []record.Object{}, []record.Object{}, []record.Object{}
	if n := liveOr(w.Locations, k%len(placeNames)); n >= 0 {
		locations = append(locations, locationRecord(w, n).Without("address", "remote_data", "changed_at", "remote_deleted_at"))
	}
	if n := liveOr(w.Entities, k%len(entityNames)); n >= 0 {
		entities = append(entities, entityRecord(w, n).Without("address", "remote_data", "changed_at", "remote_deleted_at"))
	}
	if n := liveOr(w.Groups, k%len(groupNames)); n >= 0 {
		groups = append(groups, groupRef(w, n))
	}
	return staffingSample.record(w, w.Staffing, k,
		"name", withRevision(pick(staffTitles, k)+" "+strconv.Itoa(k), w.Staffing.Revision(k)),
		"model_type", record.OrNull(staffingModelType(w, k)),
		"status", record.OrNull(StaffingStatus(w, k)),
		"employment_types", staffingTypes(k),
		"number_of_openings", 1+k%3,
		"parent_id", record.OrNull(idOr(w.Staffing, parentOf(w.Staffing, k, 3))),
		"remote_url", "https://hris.example.com/positions/"+strconv.Itoa(k),
		"custom_fields.budget", k*1000,
		"locations", locations,
		"legal_entities", entities,
		"groups", groups,
		"skills", staffingSkills(w, k),
	)
}

func staffingTypes(k int) any {
	if k%6 == 5 {
		return nil
	}
	return []record.Object{{"remote_label", "Type " + strconv.Itoa(k%8), "unified_type", record.If(k%4 != 3, pick(staffTypes, k))}}
}

// staffingSkills returns the skills of a staffing entity. Staffing entity 0 has one skill for each kind of
// proficiency scale, and one without a scale.
func staffingSkills(w *World, k int) []record.Object {
	if k%3 > 0 {
		return []record.Object{}
	}
	all := Objects(w.withOwnIDs(staffingSample.full.Get("skills")))
	if k == 0 {
		return all
	}
	return all[1:2]
}
