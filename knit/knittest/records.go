package knittest

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/rolecall-dev/rolecall/knit"
)

// record is a job, an application, a candidate or an employee, made from its number: nothing
// is kept but what changed.
type record struct {
	dataType knit.DataType
	number   int
	revision int
	deleted  bool
	written  map[string]any // what a call has written, in the model info
	stage    string         // where a call has moved the application
	files    []any          // what calls have attached
}

// store holds the records of a data type. Server.mu guards it.
type store struct {
	dataType knit.DataType
	records  []*record
}

// store returns the records of a data type, which are made when they are first asked for.
// The caller holds s.mu.
func (s *Server) store(t knit.DataType) *store {
	if s.stores[t] == nil {
		n := map[knit.DataType]int{
			knit.DataTypeATSJobs: s.opts.jobs, knit.DataTypeEmployee: s.opts.employees,
			knit.DataTypeATSApplications: s.opts.applications, knit.DataTypeATSCandidates: s.opts.applications,
		}[t]
		s.stores[t] = &store{dataType: t}
		for range n {
			s.stores[t].add(nil)
		}
	}
	return s.stores[t]
}

// add makes one more record.
func (s *store) add(written map[string]any) *record {
	r := &record{dataType: s.dataType, number: len(s.records), written: written}
	s.records = append(s.records, r)
	return r
}

// get finds the record with an id, nil if there is none.
func (s *store) get(id string) *record {
	for _, r := range s.records {
		if !r.deleted && r.id() == id {
			return r
		}
	}
	return nil
}

func (r *record) id() string {
	prefix := map[knit.DataType]string{
		knit.DataTypeATSJobs: "job", knit.DataTypeEmployee: "emp", knit.DataTypeATSApplications: "app", knit.DataTypeATSCandidates: "cand",
	}[r.dataType]
	return fmt.Sprintf("%s-%06d", prefix, r.number)
}

// payload is the eventData of an event about the record.
func (r *record) payload(eventType string, models []knit.Model) map[string]any {
	if eventType == "record.deleted" {
		return r.deletion()
	}
	payload := map[string]any{}
	for model, m := range r.members() {
		if len(models) == 0 || slices.Contains(models, model) {
			r.put(payload, m)
		}
	}
	return payload
}

// deletion is the eventData of record.deleted.
func (r *record) deletion() map[string]any {
	switch r.dataType {
	case knit.DataTypeEmployee:
		return map[string]any{"employeeId": r.id(), "workEmail": r.email()}
	case knit.DataTypeATSApplications:
		return map[string]any{"applicationId": "", "candidateId": "", "jobId": ""}
	case knit.DataTypeATSCandidates:
		return map[string]any{"candidateId": r.id()}
	}
	return map[string]any{"jobId": ""} // as in Knit's own sample: recordId is the key
}

// members are the models of the record.
func (r *record) members() map[knit.Model]member {
	switch r.dataType {
	case knit.DataTypeEmployee:
		return r.employee()
	case knit.DataTypeATSApplications:
		return r.application()
	case knit.DataTypeATSCandidates:
		return r.candidate()
	}
	return r.job()
}

// with puts what was written over what is made up.
func (r *record) with(info map[string]any) map[string]any {
	maps.Copy(info, r.written)
	return info
}

// member is one model's member of the payload.
type member struct {
	name  string
	value any
	list  bool
}

// put writes a member in one of the shapes that Knit has been seen to use.
func (r *record) put(payload map[string]any, m member) {
	if m.list {
		switch r.number % 5 {
		case 1:
			payload[m.name] = map[string]any{m.name: m.value}
			return
		case 2:
			payload[m.name] = nil
			return
		case 3:
			payload[m.name] = map[string]any{}
			return
		case 4:
			return
		}
	}
	payload[m.name] = m.value
}

var epoch = time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)

func (r *record) created() time.Time { return epoch.Add(time.Duration(r.number) * time.Minute) }

func (r *record) job() map[knit.Model]member {
	title := []string{"Backend Engineer", "Nurse", "Sales Lead", "Data Analyst", "Electrician"}[r.number%5]
	if r.revision > 0 {
		title = fmt.Sprintf("%s (revision %d)", title, r.revision)
	}
	page := fmt.Sprintf("https://jobs.example.com/%d", r.number)
	return map[knit.Model]member{
		knit.ModelJobInfo: {"info", r.with(map[string]any{
			"id": r.id(), "title": title, "status": "OPEN", "confidential": r.number%7 == 0,
			"description": "<p>What you will do &amp; who we are.</p>",
			"createdAt":   r.created(), "updatedAt": r.created().Add(time.Duration(r.revision) * time.Hour), "closedAt": nil,
			"infoUrl": page, "applyUrl": page + "/apply",
		}), false},
		knit.ModelJobDepartments:    {"departments", []any{map[string]any{"id": "dep-1", "name": "Product"}}, true},
		knit.ModelJobOffices:        {"offices", []any{map[string]any{"id": "off-1", "name": "Head office", "location": "Lyon, France", "address": map[string]any{"city": "Lyon", "country": "FR"}}}, true},
		knit.ModelJobHiringManagers: {"hiringManagers", []any{map[string]any{"id": "usr-1", "email": "manager@example.com", "employeeId": nil}}, true},
		knit.ModelJobRecruiters:     {"recruiters", []any{map[string]any{"id": "usr-2", "email": "recruiter@example.com"}}, true},
		knit.ModelJobStages:         {"stages", []any{map[string]any{"id": "st-1", "text": "Screening"}, map[string]any{"id": "st-2", "text": "Interview"}}, true},
		knit.ModelJobCustomFields:   {"customFields", map[string]any{"fields": map[string]any{"costCentre": "CC-1"}}, false},
	}
}

func (r *record) email() string { return fmt.Sprintf("person%d@example.com", r.number) }

func (r *record) employee() map[knit.Model]member {
	phone := "phoneNumber"
	if r.number%2 == 1 {
		phone = "number"
	}
	bank := "bankAccounts"
	if r.number%2 == 1 {
		bank = "bankAccountDetails"
	}
	designation := "Technician"
	if r.revision > 0 {
		designation = fmt.Sprintf("Technician, grade %d", r.revision)
	}
	return map[knit.Model]member{
		knit.ModelEmployeeProfile: {"profile", r.with(map[string]any{
			"id": r.id(), "firstName": "Test", "lastName": fmt.Sprintf("Person %d", r.number), "employeeNumber": fmt.Sprint(1000 + r.number),
			"workEmail": r.email(), "startDate": r.created(), "birthDate": "1990-02-03", "terminationDate": nil,
			"employmentStatus": "ACTIVE", "employmentType": "FULL_TIME", "maritalStatus": "NOT_SPECIFIED", "gender": "NOT_SPECIFIED",
		}), false},
		knit.ModelEmployeeOrgStructure: {"orgStructure", map[string]any{"designation": designation, "department": "Operations", "manager": map[string]any{"id": "emp-000000", "workEmail": "person0@example.com"}}, false},
		knit.ModelEmployeeContactInfo:  {"contactInfo", map[string]any{"personalEmails": []string{fmt.Sprintf("home%d@example.org", r.number)}, "phones": []any{map[string]any{"type": "WORK", phone: "+33 1 00 00 00 00"}}}, false},
		knit.ModelEmployeeDependent:    {"dependents", []any{map[string]any{"id": "rel-1", "firstName": "Test", "lastName": "Relative", "relation": "CHILD", "birthDate": "2015-06-07T00:00:00Z", "gender": "NOT_SPECIFIED"}}, true},
		knit.ModelEmployeeLocation:     {"locations", map[string]any{"workAddress": map[string]any{"addressLine1": "1 Example Street", "city": "Lyon", "country": "FR", "zipCode": "69001", "addressType": "WORK"}, "permanentAddress": nil}, false},
		knit.ModelEmployeeBankAccount:  {bank, []any{map[string]any{"accountNumber": "000000000", "accountType": "SAVINGS", "bankName": "Example Bank", "routingInfo": []any{map[string]any{"type": "IBAN", "number": "XX00EXAMPLE"}}, "payTypes": []string{"ALL"}}}, true},
	}
}
