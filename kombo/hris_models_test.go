package kombo_test

import "github.com/rolecall-dev/rolecall/kombo"

// Parts of the samples below. All values are made up.
const (
	absenceTypeJSON = `{"id":"ty1","remote_id":"r-ty1","name":"Holiday","unit":"DAYS","half_days_supported":true,"exact_times_supported":true,` + remoteJSON + `,` + changesJSON + `}`
	balanceJSON     = `"id":"ba1","remote_id":"r-ba1","employee_id":"em1","type_id":"ty1","balance":12.5,"balance_unit":"DAYS","used":3.5,"used_unit":"DAYS",` + dataJSON + `,` + changesJSON
	employmentJSON  = `{"id":"ep1","remote_id":"r-ep1","employee_id":"em1","job_title":"Welder","pay_rate":3100.5,"pay_period":"MONTH","pay_frequency":"MONTHLY","employment_type":"FULL_TIME",` +
		`"pay_currency":"EUR","effective_date":"2026-01-01",` + changesJSON + `,` + remoteJSON + `,` + fieldsJSON + `}`
	groupRefJSON    = `{"id":"gr1","remote_id":"r-gr1","name":"Hall 3","type":"DEPARTMENT"}`
	entityRefJSON   = `{"id":"le1","remote_id":"r-le1","name":"Forge Ltd","address":` + placeJSON + `}`
	locationJSON    = `{"id":"lo1","remote_id":"r-lo1","name":"Graz","address":` + placeJSON + `,"type":"plant",` + changesJSON + `,` + dataJSON + `}`
	employeeRefJSON = `{"id":"em1","remote_id":"r-em1","first_name":"Ada","last_name":"Berg","display_full_name":"Ada Berg","work_email":"ada@example.com","remote_deleted_at":"2026-03-03T09:30:00Z"}`
	cycleJSON       = `{"id":"cy1","remote_id":"r-cy1","name":"2026","review_period_start_date":"2026-01-01",` + changesJSON + `,` + dataJSON + `}`
	totalsJSON      = `"totals":{"gross_pay":{"currency":"EUR","value":3000.5},"net_pay":{"currency":"EUR","value":2000},"paid_amount":{"currency":"EUR","value":2000}}`
	payRunRefJSON   = `"id":"pr1","remote_id":"r-pr1","start_date":"2026-01-01","end_date":"2026-01-31","legal_entity_id":"le1"`
	fieldJSON       = `"label":"L","required":true,"description":"D"`
	skillJSON       = `{"skill_id":"sk1","skill":{"id":"sk1","remote_id":"r-sk1","name":"Welding","proficiency_scale":`
	orderPartsJSON  = `"package_id":"typing","status":"OPEN",` +
		`"candidate":{"remote_id":"c","email":"ada@example.com","first_name":"Ada","last_name":"Berg","phone":"+43 1 555 01"},"application":{"remote_id":"a"},` +
		`"job":{"remote_id":"j","name":"Welder","job_code":"W-1","description":"<p>Weld</p>","location":` + placeJSON +
		`,"hiring_team":[{"remote_id":"h","email":"uma@example.com","first_name":"Uma","last_name":"Roth","hiring_team_roles":["RECRUITER"]}]}}`
)

func hrisSamples() []sample {
	return []sample{
		{"Employee", of[kombo.Employee], `{"id":"em1","remote_id":"r-em1","employee_number":"7","first_name":"Ada","last_name":"Berg","nationality":"AT","display_full_name":"Ada Berg","job_title":"Welder",` +
			`"work_email":"ada@example.com","personal_email":"a@example.com","mobile_phone_number":"+43 1 555 01","ssn":"1","tax_id":"2","gender":"FEMALE","ethnicity":"WHITE","marital_status":"MARRIED",` +
			`"employment_status":"ACTIVE","employment_type":"FULL_TIME","weekly_hours":38.5,"avatar":"https://files.example.com/a","work_location_id":"lo1","legal_entity_id":"le1","manager_id":"em2","home_address":` + placeJSON +
			`,"bank_accounts":[{"iban":"AT02","bic":"ABC","account_number":"3","holder_name":"Ada Berg","bank_name":"Bank","domestic_bank_routing":{"number":"12000","type":"DE_BANKLEITZAHL"}}],` +
			`"date_of_birth":"1990-05-17","start_date":"2020-01-01","termination_date":"2030-12-31","remote_created_at":"2026-01-05T10:00:00Z","employments":[` + employmentJSON + `],` +
			`"time_off_balances":[{` + balanceJSON + `,"type":` + absenceTypeJSON + `}],"manager":{"id":"em2","remote_id":"r-em2","first_name":"Uma","last_name":"Roth","display_full_name":"Uma Roth","employee_number":"8",` +
			`"work_email":"uma@example.com","employment_status":"LEAVE","termination_date":"2031-01-31"},"groups":[` + groupRefJSON + `],"teams":[` + groupRefJSON + `],"legal_entity":` + entityRefJSON +
			`,"work_location":` + locationJSON + `,` + changesJSON + `,` + remoteJSON + `,` + fieldsJSON + `}`},
		{"Employment", of[kombo.Employment], employmentJSON},
		{"Group", of[kombo.Group], `{"id":"gr1","remote_id":"r-gr1","name":"Hall 3","type":"TEAM","parent_id":"gr2",` + changesJSON + `,` + dataJSON + `}`},
		{"LegalEntity", of[kombo.LegalEntity], `{"id":"le1","remote_id":"r-le1","name":"Forge Ltd","address":` + placeJSON + `,` + changesJSON + `,` + dataJSON + `}`},
		{"Location", of[kombo.Location], locationJSON},
		{"Absence", of[kombo.Absence], `{"id":"ab1","remote_id":"r-ab1","employee_id":"em1","approver_id":"em2","start_date":"2026-08-04","end_date":"2026-08-05","start_half_day":true,"end_half_day":true,` +
			`"start_time":"13:15:00","end_time":"17:00:00","amount":1.5,"unit":"DAYS","status":"APPROVED","employee_note":"Sun","type_id":"ty1",` + datesJSON + `,"type":` + absenceTypeJSON + `,` + changesJSON + `,` + dataJSON + `}`},
		{"AbsenceType", of[kombo.AbsenceType], absenceTypeJSON},
		{"TimeOffBalance", of[kombo.TimeOffBalance], `{` + balanceJSON + `,"type":` + absenceTypeJSON + `}`},
		{"Timesheet", of[kombo.Timesheet], `{"id":"ts1","remote_id":"r-ts1","employee_id":"em1","started_at":"2026-02-01T09:00:00Z","ended_at":"2026-02-01T17:00:00Z","timezone":"+01:00","payable_hours":7.5,"unpaid_break_minutes":30,` +
			`"breaks":[{"started_at":"2026-02-01T12:00:00Z","ended_at":"2026-02-01T12:30:00Z","paid":true}],"approval_status":"APPROVED","approved_at":"2026-02-02T09:00:00Z","comment":"Late bus",` + changesJSON + `,` + remoteJSON + `,` + fieldsJSON + `}`},
		{"PerformanceReview", of[kombo.PerformanceReview], `{"id":"re1","remote_id":"r-re1","type":"PEER","summary_comment":"Good","summary_rating":{"type":"NUMERIC","min":1,"max":5,"value":4.5},"reviewee":` + employeeRefJSON +
			`,"reviewer":` + employeeRefJSON + `,"review_cycle":` + cycleJSON + `,` + changesJSON + `,` + dataJSON + `}`},
		{"PerformanceReviewCycle", of[kombo.PerformanceReviewCycle], cycleJSON},
		{"ReviewRating", of[kombo.Union[kombo.ReviewRating]], `{"type":"SINGLE_SELECT","ordered_options":["Fair","Good"],"value":"Good"}`},
		{"StaffingEntity", of[kombo.StaffingEntity], `{"id":"se1","remote_id":"r-se1","name":"Welder","model_type":"POSITION","description":"Weld","status":"OPEN_LIMITED","employment_types":[{"remote_label":"Full","unified_type":"FULL_TIME"}],` +
			`"number_of_openings":2,"parent_id":"se2","remote_url":"https://hr.example.com/1",` + datesJSON + `,"locations":[{"id":"lo1","remote_id":"r-lo1","name":"Graz","type":"plant"}],"legal_entities":[` + entityRefJSON +
			`],"groups":[` + groupRefJSON + `],"skills":[` + skillJSON + `{"type":"NUMERIC","id":"sc1","remote_id":"r-sc1","min":1,"max":5,"step":0.5}},"expected_proficiency":{"type":"NUMERIC","value":4}},` +
			skillJSON + `{"type":"SINGLE_SELECT","id":"sc2","remote_id":"r-sc2","ordered_options":[{"id":"op1","remote_id":"r-op1","name":"Some"}]}},"expected_proficiency":{"type":"SINGLE_SELECT","selected_option_id":"op1"}},` +
			skillJSON + `{"type":"STARS","of":5}},"expected_proficiency":{"type":"STARS","n":3}}],` + changesJSON + `,` + remoteJSON + `,` + fieldsJSON + `}`},
		{"EmployeeDocumentCategory", of[kombo.EmployeeDocumentCategory], `{"id":"dc1","remote_id":"r-dc1","name":"Contracts",` + changesJSON + `,` + dataJSON + `}`},
		{"PayRun", of[kombo.PayRun], `{` + payRunRefJSON + `,` + totalsJSON + `,` + changesJSON + `}`},
		{"Payslip", of[kombo.Payslip], `{"id":"ps1","remote_id":"r-ps1",` + totalsJSON + `,"employee":` + employeeRefJSON + `,"pay_run":{` + payRunRefJSON +
			`},"line_items":[{"id":"li1","remote_id":"r-li1","name":"Base","amount":{"currency":"EUR","value":3000.5}}],` + changesJSON + `}`},
		{"Form", of[kombo.Form], `{"properties":{"a":{"type":"object",` + fieldJSON + `,"unified_key":"gender","properties":{"b":{"type":"checkbox",` + fieldJSON + `}}}}}`},
		{"TextField", of[kombo.FormField], `{"type":"text",` + fieldJSON + `,"unified_key":"first_name","min_length":1,"max_length":9,"reg_exp":"^x"}`},
		{"NumberField", of[kombo.FormField], `{"type":"number",` + fieldJSON + `,"unified_key":"yearly_salary","min":1,"max":9}`},
		{"DateField", of[kombo.FormField], `{"type":"date",` + fieldJSON + `,"unified_key":"start_date"}`},
		{"CheckboxField", of[kombo.FormField], `{"type":"checkbox",` + fieldJSON + `,"unified_key":"gender"}`},
		{"SingleSelectField", of[kombo.SingleSelectField], `{"type":"single_select",` + fieldJSON + `,"unified_key":"gender","options":{"type":"inline","entries":[{"id":"o1","label":"One","unified_value":"1","remote_id":7}],"link":"/hris/groups"}}`},
		{"MultiSelectField", of[kombo.MultiSelectField], `{"type":"multi_select",` + fieldJSON + `,"unified_key":"gender","options":{"type":"referenced","entries":[{"id":"o1","label":"One","unified_value":"1","remote_id":"7"}],"link":"/hris/groups"},"min_items":1,"max_items":2}`},
		{"ArrayField", of[kombo.FormField], `{"type":"array",` + fieldJSON + `,"unified_key":"gender","item_type":{"type":"date",` + fieldJSON + `,"unified_key":"gender"},"min_items":1,"max_items":2}`},
		{"UnknownField", of[kombo.FormField], `{"type":"signature",` + fieldJSON + `,"unified_key":"gender","color":"blue"}`},
		{"CreatedEmployee", of[kombo.CreatedEmployee], `{"id":"em1","remote_id":"r-em1","prehire":{"remote_id":"r-pre1"}}`},

		{"CreateAbsenceRequest", of[kombo.CreateAbsenceRequest], `{"employee_id":"remote:7","absence_type_id":"ty1","status":"APPROVED","start_date":"2026-08-04T00:00:00Z","end_date":"2026-08-05T00:00:00Z","start_half_day":true,"end_half_day":true,` +
			`"amount":1.5,"unit":"DAYS","employee_note":"Sun","start_time":"8:30","end_time":"12:00:00","remote_fields":{"adpworkforcenow":{"paid_leave":true}}}`},
		{"DeleteAbsenceRequest", of[kombo.DeleteAbsenceRequest], `{"remote_fields":{"adpworkforcenow":{"employment_id":"1"}}}`},
		{"AddEmployeeDocumentRequest", of[kombo.AddEmployeeDocumentRequest], `{"category_id":"dc1","document":{` + fileJSON + `},"remote_fields":{"afas":{}}}`},
		{"CreateEmployeeWithFormRequest", of[kombo.CreateEmployeeWithFormRequest], `{"properties":{"name":"Ada","home":{"keys":[1,true,"x"]}},"staffing_entity_id":"se1"}`},

		{"AssessmentOrder", of[kombo.AssessmentOrder], `{"id":"ord1",` + orderPartsJSON},
		{"AssessmentPackage", of[kombo.AssessmentPackage], `{"id":"typing","name":"Typing","description":"Fast?","updated_at":"2026-01-01T00:00:00Z","type":"SKILLS_TEST"}`},
		{"SetPackagesRequest", of[kombo.SetPackagesRequest], `{"packages":[{"id":"typing","type":"SKILLS_TEST","name":"Typing","description":"Fast?"}]}`},
		{"UpdateOrderResultRequest", of[kombo.UpdateOrderResultRequest], `{"status":"COMPLETED","result_url":"https://example.com/1","completed_at":"2026-01-01T00:00:00Z","score":90.5,"max_score":100,` +
			`"attributes":[{"type":"TEXT","label":"Fit","value":"Good"},{"type":"SUB_RESULT","id":"1","label":"Part","score":{"value":7,"max":10},"status":"CANCELLED"},{"type":"STARS","n":5}],` +
			`"attachments":[{` + fileJSON + `}],"remote_fields":{"recruitee":{"subtitle":"x"}}}`},
	}
}
