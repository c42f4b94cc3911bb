package kombo

import (
	"slices"
	"strings"
)

// ChangedModel is the name of one of Kombo's models, in [DataChanged] and as the ID of a [ReadModel].
// The constants are all names that Kombo's documents list for the webhook. Read models have the same
// names (inferred from samples). A model with "Join" in its name links
// two other models.
type ChangedModel string

// Values of [ChangedModel]: ATS.
const (
	ModelATSUsers                      ChangedModel = "ats_users"
	ModelATSJobs                       ChangedModel = "ats_jobs"
	ModelATSJobPostings                ChangedModel = "ats_job_postings"
	ModelATSCandidates                 ChangedModel = "ats_candidates"
	ModelATSApplicationStages          ChangedModel = "ats_application_stages"
	ModelATSApplications               ChangedModel = "ats_applications"
	ModelATSScreeningQuestions         ChangedModel = "ats_screening_questions"
	ModelATSTags                       ChangedModel = "ats_tags"
	ModelATSInterviews                 ChangedModel = "ats_interviews"
	ModelATSOffers                     ChangedModel = "ats_offers"
	ModelATSRejectionReasons           ChangedModel = "ats_rejection_reasons"
	ModelATSRoles                      ChangedModel = "ats_roles"
	ModelATSJoinCandidatesTags         ChangedModel = "ats_join_candidates_tags"
	ModelATSJoinJobsApplicationStages  ChangedModel = "ats_join_jobs_application_stages"
	ModelATSJoinJobsScreeningQuestions ChangedModel = "ats_join_jobs_screening_questions"
	ModelATSJoinUserJobRoleAssignments ChangedModel = "ats_join_user_job_role_assignments"
	ModelATSJoinJobsUsers              ChangedModel = "ats_join_jobs_users"
	ModelATSJoinUsersRoles             ChangedModel = "ats_join_users_roles"
	ModelATSJoinInterviewsUsers        ChangedModel = "ats_join_interviews_users"
	ModelATSNotes                      ChangedModel = "ats_notes"
	ModelATSScorecards                 ChangedModel = "ats_scorecards"
)

// Values of [ChangedModel]: HRIS.
const (
	ModelHRISLegalEntities                     ChangedModel = "hris_legal_entities"
	ModelHRISLocations                         ChangedModel = "hris_locations"
	ModelHRISEmployees                         ChangedModel = "hris_employees"
	ModelHRISAbsenceTypes                      ChangedModel = "hris_absence_types"
	ModelHRISAbsences                          ChangedModel = "hris_absences"
	ModelHRISEmployments                       ChangedModel = "hris_employments"
	ModelHRISTeams                             ChangedModel = "hris_teams"
	ModelHRISTimeOffBalances                   ChangedModel = "hris_time_off_balances"
	ModelHRISTimesheets                        ChangedModel = "hris_timesheets"
	ModelHRISEmployeeDocumentCategories        ChangedModel = "hris_employee_document_categories"
	ModelHRISPerformanceReviewCycles           ChangedModel = "hris_performance_review_cycles"
	ModelHRISPerformanceReviews                ChangedModel = "hris_performance_reviews"
	ModelHRISStaffingEntities                  ChangedModel = "hris_staffing_entities"
	ModelHRISSkillProficiencyScales            ChangedModel = "hris_skill_proficiency_scales"
	ModelHRISSkills                            ChangedModel = "hris_skills"
	ModelHRISSkillRatingProviders              ChangedModel = "hris_skill_rating_providers"
	ModelHRISEmployeeSkillProficiencyRatings   ChangedModel = "hris_employee_skill_proficiency_ratings"
	ModelHRISJoinEmployeesTeams                ChangedModel = "hris_join_employees_teams"
	ModelHRISJoinStaffingEntitiesLocations     ChangedModel = "hris_join_staffing_entities_locations"
	ModelHRISJoinStaffingEntitiesLegalEntities ChangedModel = "hris_join_staffing_entities_legal_entities"
	ModelHRISJoinStaffingEntitiesGroups        ChangedModel = "hris_join_staffing_entities_groups"
	ModelHRISJoinStaffingEntitiesSkills        ChangedModel = "hris_join_staffing_entities_skills"
)

// Values of [ChangedModel]: LMS.
const (
	ModelLMSUsers               ChangedModel = "lms_users"
	ModelLMSCourseProviders     ChangedModel = "lms_course_providers"
	ModelLMSSkills              ChangedModel = "lms_skills"
	ModelLMSCourses             ChangedModel = "lms_courses"
	ModelLMSCourseRevisions     ChangedModel = "lms_course_revisions"
	ModelLMSCourseProgressions  ChangedModel = "lms_course_progressions"
	ModelLMSJoinRevisionsSkills ChangedModel = "lms_join_revisions_skills"
)

// List is the path of one of Kombo's lists, relative to the base URL. It is a valid Path for
// [CallList].
type List string

// Values of [List]: ATS.
const (
	ListATSApplications      List = "/ats/applications"
	ListATSApplicationStages List = "/ats/application-stages"
	ListATSAttachments       List = "/ats/attachments"
	ListATSCandidates        List = "/ats/candidates"
	ListATSInterviews        List = "/ats/interviews"
	ListATSJobs              List = "/ats/jobs"
	ListATSNotes             List = "/ats/notes"
	ListATSOffers            List = "/ats/offers"
	ListATSRejectionReasons  List = "/ats/rejection-reasons"
	ListATSRoles             List = "/ats/roles"
	ListATSScorecards        List = "/ats/scorecards"
	ListATSTags              List = "/ats/tags"
	ListATSUsers             List = "/ats/users"
)

// Values of [List]: HRIS.
const (
	ListHRISAbsenceTypes               List = "/hris/absence-types"
	ListHRISAbsences                   List = "/hris/absences"
	ListHRISEmployeeDocumentCategories List = "/hris/employee-document-categories"
	ListHRISEmployees                  List = "/hris/employees"
	ListHRISEmployments                List = "/hris/employments"
	ListHRISGroups                     List = "/hris/groups"
	ListHRISLegalEntities              List = "/hris/legal-entities"
	ListHRISLocations                  List = "/hris/locations"
	ListHRISPayRuns                    List = "/hris/pay-runs"
	ListHRISPayslips                   List = "/hris/payslips"
	ListHRISPerformanceReviewCycles    List = "/hris/performance-review-cycles"
	ListHRISPerformanceReviews         List = "/hris/performance-reviews"
	ListHRISStaffingEntities           List = "/hris/staffing-entities"
	ListHRISTimeOffBalances            List = "/hris/time-off-balances"
	ListHRISTimesheets                 List = "/hris/timesheets"
)

// Values of [List]: LMS.
const (
	ListLMSCourseProgressions List = "/lms/course-progressions"
	ListLMSCourses            List = "/lms/courses"
	ListLMSSkills             List = "/lms/skills"
	ListLMSUsers              List = "/lms/users"
)

// families are all lists with records that Kombo syncs, by the prefix of the names of their models.
var families = map[string][]List{
	"ats_": {
		ListATSApplications, ListATSApplicationStages, ListATSAttachments, ListATSCandidates,
		ListATSInterviews, ListATSJobs, ListATSNotes, ListATSOffers,
		ListATSRejectionReasons, ListATSRoles, ListATSScorecards, ListATSTags,
		ListATSUsers,
	},
	"hris_": {
		ListHRISAbsenceTypes, ListHRISAbsences, ListHRISEmployeeDocumentCategories, ListHRISEmployees,
		ListHRISEmployments, ListHRISGroups, ListHRISLegalEntities, ListHRISLocations,
		ListHRISPayRuns, ListHRISPayslips, ListHRISPerformanceReviewCycles, ListHRISPerformanceReviews,
		ListHRISStaffingEntities, ListHRISTimeOffBalances, ListHRISTimesheets,
	},
	"lms_": {
		ListLMSCourseProgressions, ListLMSCourses, ListLMSSkills, ListLMSUsers,
	},
}

// shownIn are the lists whose records contain the data of a model. It is Kombo's table, completed with
// the model's own list, or with all lists that contain the model, where the table omits them.
// Source: docs.kombo.dev, "Data changed".
var shownIn = map[ChangedModel][]List{
	ModelATSUsers:                       {ListATSInterviews, ListATSJobs, ListATSUsers},
	ModelATSJobs:                        {ListATSApplications, ListATSCandidates, ListATSInterviews, ListATSJobs, ListATSOffers},
	ModelATSJobPostings:                 {ListATSJobs},
	ModelATSCandidates:                  {ListATSApplications, ListATSCandidates, ListATSInterviews, ListATSOffers},
	ModelATSApplicationStages:           {ListATSApplicationStages, ListATSApplications, ListATSCandidates, ListATSJobs},
	ModelATSApplications:                {ListATSApplications, ListATSCandidates, ListATSInterviews, ListATSOffers},
	ModelATSScreeningQuestions:          {ListATSJobs},
	ModelATSTags:                        {ListATSApplications, ListATSCandidates, ListATSTags},
	ModelATSInterviews:                  {ListATSApplications, ListATSInterviews},
	ModelATSOffers:                      {ListATSApplications, ListATSOffers},
	ModelATSRejectionReasons:            {ListATSRejectionReasons},
	ModelATSRoles:                       {ListATSJobs, ListATSRoles, ListATSUsers},
	ModelATSJoinCandidatesTags:          {ListATSApplications, ListATSCandidates},
	ModelATSJoinJobsApplicationStages:   {ListATSCandidates, ListATSJobs},
	ModelATSJoinJobsScreeningQuestions:  {ListATSJobs},
	ModelATSJoinJobsUsers:               {ListATSJobs},
	ModelATSJoinInterviewsUsers:         {ListATSInterviews},
	ModelATSNotes:                       {ListATSNotes},
	ModelATSScorecards:                  {ListATSScorecards},
	ModelHRISLegalEntities:              {ListHRISEmployees, ListHRISLegalEntities},
	ModelHRISLocations:                  {ListHRISEmployees, ListHRISLocations},
	ModelHRISEmployees:                  {ListHRISEmployees},
	ModelHRISAbsenceTypes:               {ListHRISAbsenceTypes, ListHRISAbsences, ListHRISTimeOffBalances},
	ModelHRISAbsences:                   {ListHRISAbsences},
	ModelHRISEmployments:                {ListHRISEmployees, ListHRISEmployments},
	ModelHRISTeams:                      {ListHRISEmployees, ListHRISGroups},
	ModelHRISTimeOffBalances:            {ListHRISEmployees, ListHRISTimeOffBalances},
	ModelHRISTimesheets:                 {ListHRISTimesheets},
	ModelHRISEmployeeDocumentCategories: {ListHRISEmployeeDocumentCategories},
	ModelHRISPerformanceReviewCycles:    {ListHRISPerformanceReviewCycles, ListHRISPerformanceReviews},
	ModelHRISPerformanceReviews:         {ListHRISPerformanceReviews},
	ModelHRISStaffingEntities:           {ListHRISStaffingEntities},
	ModelHRISJoinEmployeesTeams:         {ListHRISEmployees},
	ModelLMSUsers:                       {ListLMSUsers},
	ModelLMSSkills:                      {ListLMSSkills},
	ModelLMSCourses:                     {ListLMSCourses},
	ModelLMSCourseProgressions:          {ListLMSCourseProgressions},
}

// ListsToRead returns the lists whose records contain the data of some models, sorted and without
// duplicates. For example, the data of a candidate is in candidates, applications, interviews and
// offers. Read these lists with UpdatedAfter when the models have changed.
//
// Kombo does not document the lists of new models, nor of some models that link two others. For such a
// model, ListsToRead returns every list with the same prefix (ats_, hris_ or lms_). For a name with an
// unknown prefix, it returns every list, since it is better to read too much than too little. Without
// models it returns no lists. Kombo says that its table, on which this function is based, may
// be out of date; a weekly full read finds the changes that are missed for that reason. Reading a list
// that is not enabled for the integration returns an error with [CodeModelDisabled] or
// [CodeModelNotAvailable].
func ListsToRead(models ...ChangedModel) []List {
	var all []List
	for _, model := range models {
		all = append(all, listsOf(model)...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func listsOf(model ChangedModel) []List {
	if lists, ok := shownIn[model]; ok {
		return lists
	}
	for prefix, lists := range families {
		if strings.HasPrefix(string(model), prefix) {
			return lists
		}
	}
	var all []List
	for _, lists := range families {
		all = append(all, lists...)
	}
	return all
}
