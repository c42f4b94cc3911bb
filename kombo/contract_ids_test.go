//go:build contract

package kombo_test

import (
	"iter"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/kombo"
)

// contractIDs holds the ids of the records that the calls read and write.
type contractIDs struct {
	job, remoteJob, jobStage                 string
	application, applicationStage, candidate string
	reason, user, field, customField         string
	employee, remoteEmployee, absenceType    string
	absence, otherAbsence, category, order   string
	site, posting, interview, interviewed    string
	answers                                  []kombo.NewAnswer // to the job's questions
}

func anyIDs() contractIDs {
	return contractIDs{
		"job", "remote-job", "stage", "application", "stage", "candidate", "reason", "user", "field", "custom",
		"employee", "remote-employee", "type", "absence", "absence2", "category", "order", "site", "posting", "interview", "application",
		[]kombo.NewAnswer{
			kombo.TextAnswer("1", "text"), kombo.NumberAnswer("2", 3.5), kombo.BooleanAnswer("3", true), kombo.OptionAnswer("4", "5"),
			kombo.OptionsAnswer("6", "7", "8"), kombo.DateAnswer("9", aDay), kombo.FileAnswer("10", fileByURL), kombo.FileAnswer("11", fileByData),
		},
	}
}

// findIDs returns ids from the sandbox: of the open job with the most screening questions, of an
// application for a job with stages, and of one record of each other kind.
func (s sandbox) findIDs(t *testing.T) contractIDs {
	t.Helper()
	client, err := kombo.NewClient(s.Key, rolecall.WithBaseURL(s.Address))
	require.NoError(t, err)
	customer := client.Integration(s.Integration)
	var ids contractIDs
	stages := map[string][]kombo.JobStage{}
	jobs, err := customer.ATS.ListJobs(t.Context(), kombo.ListJobsOptions{})
	for job := range every(t, jobs, err) {
		stages[job.ID] = job.Stages
		if answers := answersTo(job); job.Status == kombo.JobOpen && len(job.Stages) > 0 && len(answers) > len(ids.answers) {
			ids.job, ids.remoteJob, ids.jobStage, ids.answers = job.ID, job.RemoteID, job.Stages[0].ID, answers
		}
	}
	applications, err := customer.ATS.ListApplications(t.Context(), kombo.ListApplicationsOptions{})
	for a := range every(t, applications, err) {
		if s := stages[a.JobID]; len(s) > 0 {
			ids.application, ids.candidate, ids.applicationStage = a.ID, a.CandidateID, s[len(s)-1].ID
		}
	}
	reasons, err := customer.ATS.ListRejectionReasons(t.Context(), kombo.ListRejectionReasonsOptions{})
	for reason := range every(t, reasons, err) {
		ids.reason = reason.ID
	}
	users, err := customer.ATS.ListUsers(t.Context(), kombo.ListUsersOptions{})
	for user := range every(t, users, err) {
		ids.user = user.ID
	}
	fields, err := customer.ListIntegrationFields(t.Context(), kombo.ListIntegrationFieldsOptions{})
	for field := range every(t, fields, err) {
		ids.field = field.ID
	}
	customFields, err := customer.ListCustomFields(t.Context(), kombo.ListCustomFieldsOptions{})
	for field := range every(t, customFields, err) {
		ids.customField = field.ID
	}
	interviews, err := customer.ATS.ListInterviews(t.Context(), kombo.ListInterviewsOptions{})
	for interview := range every(t, interviews, err) {
		ids.interview, ids.interviewed = interview.ID, interview.ApplicationID
	}
	postings, err := client.AIApply.ListPostings(t.Context(), kombo.ListPostingsOptions{})
	for posting := range every(t, postings, err) {
		if posting.Availability == kombo.AvailabilityApplyable {
			ids.posting, ids.site = posting.ID, posting.CareerSite.ID
		}
	}
	s.findHRISIDs(t, customer, &ids)
	require.GreaterOrEqual(t, len(ids.answers), 8, "no open job has questions of every format")
	require.NotEmpty(t, ids.application)
	return ids
}

// findHRISIDs sets the ids of HRIS and assessment records.
func (sandbox) findHRISIDs(t *testing.T, customer *kombo.Integration, ids *contractIDs) {
	t.Helper()
	employees, err := customer.HRIS.ListEmployees(t.Context(), kombo.ListEmployeesOptions{})
	for employee := range every(t, employees, err) {
		ids.employee, ids.remoteEmployee = employee.ID, employee.RemoteID
	}
	types, err := customer.HRIS.ListAbsenceTypes(t.Context(), kombo.ListAbsenceTypesOptions{})
	for absenceType := range every(t, types, err) {
		ids.absenceType = absenceType.ID
	}
	absences, err := customer.HRIS.ListAbsences(t.Context(), kombo.ListAbsencesOptions{})
	for absence := range every(t, absences, err) {
		ids.absence, ids.otherAbsence = absence.ID, ids.absence
	}
	categories, err := customer.HRIS.ListEmployeeDocumentCategories(t.Context(), kombo.ListEmployeeDocumentCategoriesOptions{})
	for category := range every(t, categories, err) {
		ids.category = category.ID
	}
	orders, err := customer.Assessment.ListOrders(t.Context(), kombo.ListOrdersOptions{Statuses: []kombo.OrderStatus{kombo.OrderOpen}})
	for order := range every(t, orders, err) {
		ids.order = order.ID
	}
}

func every[T any](t *testing.T, page *rolecall.Page[T], err error) iter.Seq[*T] {
	t.Helper()
	require.NoError(t, err)
	return func(yield func(*T) bool) {
		for v, err := range page.All(t.Context()) {
			require.NoError(t, err)
			if !yield(v) {
				return
			}
		}
	}
}

// answersTo returns an answer to each screening question of a job.
func answersTo(job *kombo.Job) (answers []kombo.NewAnswer) {
	for _, q := range job.ScreeningQuestions {
		if q.Format == nil {
			continue
		}
		switch f := q.Format.Variant.(type) {
		case *kombo.TextFormat:
			answers = append(answers, kombo.TextAnswer(q.ID, "In words"))
		case *kombo.NumberFormat:
			answers = append(answers, kombo.NumberAnswer(q.ID, 3.5))
		case *kombo.BooleanFormat:
			answers = append(answers, kombo.BooleanAnswer(q.ID, false))
		case *kombo.DateFormat:
			answers = append(answers, kombo.DateAnswer(q.ID, aDay))
		case *kombo.SingleSelectFormat:
			answers = append(answers, kombo.OptionAnswer(q.ID, f.Options[0].ID))
		case *kombo.MultiSelectFormat:
			answers = append(answers, kombo.OptionsAnswer(q.ID, f.Options[0].ID, f.Options[1].ID))
		case *kombo.FileFormat:
			scan := fileByData
			scan.Name, scan.ContentType = "Scan.pdf", fileByURL.ContentType // of a type that the question accepts
			answers = append(answers, kombo.FileAnswer(q.ID, fileByURL), kombo.FileAnswer(q.ID, scan))
		}
	}
	return answers
}
