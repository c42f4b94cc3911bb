package world

import (
	"slices"

	"github.com/rolecall-dev/rolecall/internal/fake/record"
)

// Kind is a data type of Knit's syncs.
type Kind struct {
	// DataType is Knit's name: "ats_jobs".
	DataType string
	// Table returns the table of its records.
	Table func(*World) *record.Table
	// Record returns a record with every model.
	Record func(*World, int) record.Object
	// Deleted returns the data of a record.deleted event.
	Deleted func(*World, int) record.Object

	models map[string]string // the member of each model
	lists  []string          // the members that put encodes in every shape
}

// Kinds are the data types of the fake's tool.
var Kinds = []*Kind{jobs, applications, candidates, employees}

var (
	jobs = &Kind{
		DataType: "ats_jobs", Table: (*World).Jobs, Record: (*World).Job,
		Deleted: func(*World, int) record.Object { return record.Object{"jobId", ""} }, // empty as in Knit's sample: the id is in recordId
		models: map[string]string{
			"job_info": "info", "job_departments": "departments", "job_offices": "offices", "job_hiringManagers": "hiringManagers",
			"job_recruiters": "recruiters", "job_stages": "stages", "job_customFields": "customFields", "job_rawValues": "rawValues",
			"job_posts": "jobPosts", "job_compensation": "jobCompensation", "job_questions": "jobQuestions",
			"job_requirements": "jobRequirements", "job_info_enhanced": "jobInfoEnhanced",
		},
		lists: []string{"departments", "offices", "hiringManagers", "recruiters", "stages"},
	}
	applications = &Kind{
		DataType: "ats_applications", Table: (*World).Applications, Record: (*World).Application,
		Deleted: func(*World, int) record.Object {
			return record.Object{"applicationId", "", "candidateId", "", "jobId", ""}
		},
		models: map[string]string{
			"application_info": "info", "application_stage": "currentStage", "application_rejection": "rejection",
			"application_interviews": "interviews", "application_offers": "offers", "application_attachments": "attachments",
		},
		lists: []string{"interviews"},
	}
	candidates = &Kind{
		DataType: "ats_candidates", Table: (*World).Candidates, Record: (*World).Candidate,
		Deleted: func(w *World, n int) record.Object { return record.Object{"candidateId", w.candidates.ID(n)} },
		models: map[string]string{
			"candidate_info": "info", "candidate_education": "education", "candidate_locations": "locations",
			"candidate_skills": "skills", "candidate_experiences": "experiences", "candidate_attachments": "attachments",
		},
		lists: []string{"education"},
	}
	employees = &Kind{
		DataType: "employee", Table: (*World).Employees, Record: (*World).Employee,
		Deleted: func(w *World, n int) record.Object {
			return record.Object{"employeeId", w.EmployeeID(n), "workEmail", email(n)}
		},
		models: map[string]string{
			"employee_profile": "profile", "employee_contactInfo": "contactInfo", "employee_orgStructure": "orgStructure",
			"employee_dependent": "dependents", "employee_location": "locations", "employee_bankAccount": "bankAccounts",
			"employee_kycDocuments": "employeeKYC", "employee_identification": "employeeIdentificationData",
			"employee_profilePicture": "employeeProfilePicture", "employee_compensation": "compensation", "employee_deductions": "deductions",
			"employee_w4": "w4Data", "employee_company": "company", "employee_rawValues": "rawValues",
			"employee_leave_requests": "leaveRequests", "custom_fields": "customFields",
		},
		lists: []string{"dependents", "bankAccounts"},
	}
)

// KindOf returns a data type by its name, or nil.
func KindOf(dataType string) *Kind {
	if i := slices.IndexFunc(Kinds, func(k *Kind) bool { return k.DataType == dataType }); i >= 0 {
		return Kinds[i]
	}
	return nil
}

// Payload returns record n as Knit sends it: the members of the given models, or all members if models is empty,
// in the irregular shapes that Knit uses.
func (k *Kind) Payload(w *World, n int, models []string) record.Object {
	whole := k.Record(w, n)
	payload := make(record.Object, 0, len(whole))
	for i := 0; i+1 < len(whole); i += 2 {
		member, _ := whole[i].(string)
		if k.subscribed(member, models) {
			payload = k.put(payload, n, member, whole[i+1])
		}
	}
	return payload
}

func (k *Kind) subscribed(member string, models []string) bool {
	return len(models) == 0 || slices.ContainsFunc(models, func(model string) bool { return k.models[model] == member })
}

// put adds a member in one of the shapes that Knit has been seen to use: a list is bare, wrapped in an object
// with a member of the same name, null, an empty object, or absent.
func (k *Kind) put(payload record.Object, n int, member string, value any) record.Object {
	name := member
	if member == "bankAccounts" && n%2 == 1 {
		name = "bankAccountDetails" // in Knit's guide
	}
	if !slices.Contains(k.lists, member) {
		return append(payload, name, value)
	}
	switch n % 5 {
	case 1:
		return append(payload, name, record.Object{name, value})
	case 2:
		return append(payload, name, nil)
	case 3:
		return append(payload, name, record.Object{})
	case 4:
		return payload
	}
	return append(payload, name, value)
}
