package kombo_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/kombo"
)

// Parts of the samples below. All values are fictitious.
const (
	changesJSON = `"changed_at":"2026-03-02T08:00:00Z","remote_deleted_at":"2026-03-03T09:30:00Z"`
	remoteJSON  = `"custom_fields":{"shift":"late"},"remote_data":{"/v1/things":{"a":[1]}}`
	dataJSON    = `"remote_data":{"/v1/things":{"a":[1]}}`
	fieldsJSON  = `"integration_fields":[{"id":"if1","key":"grade","label":"Grade","type":"CUSTOM","value":{"n":7}}]`
	placeJSON   = `{"city":"Graz","country":"AT","raw":"Hauptplatz 1, Graz","state":"Steiermark","street_1":"Hauptplatz 1","street_2":"Top 4","zip_code":"8010"}`
	mailsJSON   = `"email_addresses":[{"email_address":"ada@example.com","type":"PRIVATE"}]`
	datesJSON   = `"remote_created_at":"2026-01-05T10:00:00Z","remote_updated_at":"2026-02-06T11:00:00Z"`
	stageJSON   = `{"id":"st1","remote_id":"r-st1","name":"Phone call","status":"ACTIVE","index":2,` + remoteJSON + `}`
	jobRefJSON  = `{"id":"job1","remote_id":"r-job1","name":"Welder"}`
	personJSON  = `"id":"cand1","remote_id":"r-cand1","first_name":"Ada","last_name":"Berg",` + mailsJSON
	userJSON    = `{"id":"us1","remote_id":"r-us1","first_name":"Uma","last_name":"Roth","email":"uma@example.com"}`
	contactJSON = `"phone_numbers":[{"phone_number":"+43 1 555 01","type":"HOME"}],"social_media":[{"link":"https://example.com/ada","type":"WEBSITE","username":"ada"}]`
	tagsJSON    = `"tags":[{"id":"tag1","remote_id":"r-tag1","name":"Night shift"}]`
	roleJSON    = `{"remote_id":"r-ro1","remote_label":"Head","unified_type":"HIRING_MANAGER","scope":"SYSTEM"}`
	answersJSON = `"screening_question_answers":[
		{"question":{"remote_id":"q1","title":"Why?","type":"TEXT"},"answer":{"content":"Because"}},
		{"question":{"remote_id":"q2","title":"Which?","type":"SINGLE_SELECT"},"answer":{"choice":"MIG"}},
		{"question":{"remote_id":"q3","title":"Which ones?","type":"MULTI_SELECT"},"answer":{"choices":["MIG","TIG"]}},
		{"question":{"remote_id":"q4","title":"Licence?","type":"BOOLEAN"},"answer":{"checked":true}},
		{"question":{"remote_id":"q5","title":"Years?","type":"NUMBER"},"answer":{"number":4.5}},
		{"question":{"remote_id":"q6","title":"From?","type":"DATE"},"answer":{"date":"2026-09-01"}},
		{"question":{"remote_id":"q7","title":"Draw!","type":"UNKNOWN"},"answer":{"raw":{"x":1}}}]`
	candidateJSON = personJSON + `,"company":"Forge","title":"Smith","confidential":true,"source":"Fair",` + contactJSON +
		`,"location":` + placeJSON + `,"remote_url":"https://ats.example.com/c/1",` + datesJSON + `,` + tagsJSON + `,` + changesJSON + `,` + remoteJSON + `,` + fieldsJSON
	candidateAppsJSON = `"applications":[{"id":"app1","remote_id":"r-app1","outcome":"DECLINED","rejection_reason_name":"Too far","rejected_at":"2026-02-01T00:00:00Z",` +
		`"remote_url":"https://ats.example.com/a/1","changed_at":"2026-03-02T08:00:00Z",` + datesJSON + `,"current_stage":` + stageJSON + `,"job":` + jobRefJSON + `}]`
	applicationJSON = `"id":"app1","remote_id":"r-app1","outcome":"HIRED","rejection_reason_name":"None","rejected_at":"2026-02-01T00:00:00Z","current_stage_id":"st1",` +
		`"job_id":"job1","candidate_id":"cand1",` + answersJSON + `,"remote_url":"https://ats.example.com/a/1",` + datesJSON +
		`,"current_stage":` + stageJSON + `,"job":` + jobRefJSON + `,` + changesJSON + `,` + remoteJSON + `,` + fieldsJSON
	optionsJSON = `"options":[{"remote_id":"o1","label":"Good"}]`
	entryJSON   = `"remote_id":"e1","label":"Skill","description":"How well","required":true,` + optionsJSON
	endUserJSON = `"end_user":{"organization_name":"Forge Ltd","creator_email":"boss@example.com","origin_id":"cust-7"}`
	eventJSON   = `"integration_id":"sandbox:int1","integration_tool":"sandbox","integration_category":"ATS"`
	orderJSON   = `{"id":"ord1","integration_id":"sandbox:int1",` + orderPartsJSON
	fileJSON    = `"name":"CV.pdf","content_type":"application/pdf","data_url":"https://files.example.com/cv","data":"JVBERg=="`
	newJSON     = `"candidate":{"first_name":"Ada","last_name":"Berg","email_address":"ada@example.com","additional_email_addresses":[{"type":"WORK","email_address":"ab@example.com"}],` +
		`"company":"Forge","title":"Smith","phone_number":"+43 1 555 01","additional_phone_numbers":[{"type":"OTHER","phone_number":"+43 1 555 02"}],` +
		`"location":{"city":"Graz","country":"AT","state":"Steiermark","street_1":"Hauptplatz 1","zip_code":"8010"},"gender":"OTHER","availability_date":"2026-09-01T00:00:00Z",` +
		`"salary_expectations":{"period":"MONTH","amount":3100.5},"social_links":[{"url":"https://example.com/ada"}]},` +
		`"attachments":[{` + fileJSON + `,"type":"CV"}],"source":{"name":"Board","unified_key":"board","id":"s1"},"sourced_by":{"user_id":"remote:u1"},` +
		`"gdpr_consent":{"expires_at":"2027-01-01T00:00:00Z","given":true},"remote_fields":{"greenhouse":{"x":1}},` +
		`"screening_question_answers":[{"question_id":"q1","answer":"Because"},{"question_id":"q2","answer":["o1","o2"]},{"question_id":"q3","answer":true},` +
		`{"question_id":"q4","answer":4.5},{"question_id":"q5","answer":{` + fileJSON + `}}]`
	coverageJSON = `"coverage_status":"SUPPORTED"`
	modelJSON    = `"id":"ats_jobs","label":"Jobs",` + coverageJSON
	stateJSON    = `"is_available":true,` + coverageJSON
	scopesJSON   = `"scope_config_setting":"OPTIONAL","opted_out_by_customer":true`
)

// sample is a payload with a value for every member, and the type that it decodes into.
type sample struct {
	name string
	into func() any
	json string
}

func of[T any]() any { return new(T) }

func samples() []sample {
	return []sample{
		{"Job", of[kombo.Job], `{"id":"job1","remote_id":"r-job1","name":"Welder","job_code":"W-1","description":"<p>Weld</p>","confidential":true,"weekly_hours":38.5,` +
			`"employment_type":"FULL_TIME","status":"OPEN","visibility":"PUBLIC","category":"Craft","department":"Hall 3","post_url":"https://jobs.example.com/1","experience_level":"Senior",` +
			`"remote_work_status":"ON_SITE","salary_amount":1,"salary_amount_from":2,"salary_amount_to":3,"salary_currency":"EUR","salary_period":"MONTH","location":` + placeJSON +
			`,"remote_url":"https://ats.example.com/j/1","opened_at":"2026-01-01T00:00:00Z","closed_at":"2026-12-31T00:00:00Z",` + datesJSON + `,"contact_id":"us1","stages":[` + stageJSON +
			`],"screening_questions":[{"id":"sq1","remote_id":"q1","title":"Why?","description":"In short","format":{"type":"TEXT","display_type":"SINGLE_LINE","max_length":80},` +
			`"category":"EEO","index":1,"required":true,"precondition_question_id":"sq0","precondition_options":["o1",true]}],` +
			`"job_postings":[{"id":"jp1","remote_id":"r-jp1","title":"Welder (f/m)","description_html":"<p>Weld</p>","status":"ACTIVE","visibility":"PUBLIC","url":"https://jobs.example.com/1",` + dataJSON + `}],` +
			`"hiring_team":[{"id":"us1","remote_id":"r-us1","first_name":"Uma","last_name":"Roth","email":"uma@example.com","hiring_team_roles":["RECRUITER"],"job_roles":[` + roleJSON + `]}],` +
			changesJSON + `,` + remoteJSON + `,` + fieldsJSON + `}`},
		{"Application", of[kombo.Application], `{` + applicationJSON + `,"candidate":{` + candidateJSON + `,` + candidateAppsJSON + `},` +
			`"interviews":[{"id":"in1","remote_id":"r-in1","title":"First","starting_at":"2026-02-01T09:00:00Z","ending_at":"2026-02-01T10:00:00Z","location":` + placeJSON + `,"canceled":true}],` +
			`"offers":[{"id":"of1","remote_id":"r-of1","status":"SENT"}]}`},
		{"Candidate", of[kombo.Candidate], `{` + candidateJSON + `,` + candidateAppsJSON + `}`},
		{"Interview", of[kombo.Interview], `{"id":"in1","remote_id":"r-in1","title":"First","starting_at":"2026-02-01T09:00:00Z","ending_at":"2026-02-01T10:00:00Z","location":` + placeJSON +
			`,"video_conferencing_url":"https://meet.example.com/1","application_id":"app1","stage_id":"st1","canceled":true,` + datesJSON + `,"users":[` + userJSON + `],` +
			`"application":{"id":"app1","remote_id":"r-app1","outcome":"PENDING","rejection_reason_name":"None","candidate":{` + personJSON + `},"job":` + jobRefJSON + `},` + changesJSON + `,` + dataJSON + `}`},
		{"Offer", of[kombo.Offer], `{"id":"of1","remote_id":"r-of1","status":"SENT","employment_start_date":"2026-09-01T00:00:00Z","application_id":"app1",` + datesJSON +
			`,"application":{"candidate":{` + personJSON + `},"job":` + jobRefJSON + `},` + changesJSON + `,` + remoteJSON + `,` + fieldsJSON + `}`},
		{"User", of[kombo.User], `{"id":"us1","remote_id":"r-us1","first_name":"Uma","last_name":"Roth","email":"uma@example.com","status":"ACTIVE","system_roles":[` + roleJSON + `],` + changesJSON + `,` + dataJSON + `}`},
		{"Role", of[kombo.Role], `{"id":"ro1","remote_id":"r-ro1","remote_label":"Head","scope":"JOB","unified_type":"ADMIN",` + changesJSON + `,` + dataJSON + `}`},
		{"Tag", of[kombo.Tag], `{"id":"tag1","remote_id":"r-tag1","name":"Night shift",` + changesJSON + `,` + dataJSON + `}`},
		{"ApplicationStage", of[kombo.ApplicationStage], `{"id":"st1","remote_id":"r-st1","name":"Phone call","status":"INACTIVE",` + changesJSON + `,` + remoteJSON + `}`},
		{"RejectionReason", of[kombo.RejectionReason], `{"id":"rr1","remote_id":"r-rr1","name":"Too far",` + changesJSON + `,` + dataJSON + `}`},
		{"Note", of[kombo.Note], `{"id":"no1","remote_id":"r-no1","candidate_id":"cand1","application_id":"app1","author_id":"us1","title":"Call","content_html":"<p>Nice</p>","is_private":true,` +
			datesJSON + `,"author":` + userJSON + `,` + changesJSON + `}`},
		{"Scorecard", of[kombo.Scorecard], `{"id":"sc1","remote_id":"r-sc1","candidate_id":"cand1","application_id":"app1","interview_id":"in1","author_id":"us1","responses":[` +
			`{"type":"TEXT",` + entryJSON + `,"answer":"Fine"},{"type":"SINGLE_SELECT",` + entryJSON + `,"answer":{"remote_id":"o1","label":"Good"}},` +
			`{"type":"MULTI_SELECT",` + entryJSON + `,"answer":[{"remote_id":"o1","label":"Good"}]},{"type":"BOOLEAN",` + entryJSON + `,"answer":true},` +
			`{"type":"NUMBER",` + entryJSON + `,"answer":4.5},{"type":"DATE",` + entryJSON + `,"answer":"2026-09-01"},{"type":"STARS","answer":5}],` +
			datesJSON + `,"author":` + userJSON + `,` + changesJSON + `}`},
		{"AttachmentList", of[kombo.AttachmentList], `{"results":[{"id":"at1","remote_id":"r-at1","application_id":"app1","candidate_id":"cand1","type":"CV","data_url":"https://files.example.com/1",` +
			`"file_name":"CV.pdf","content_type":"application/pdf",` + datesJSON + `}]}`},
		{"SyncedAttachment", of[kombo.SyncedAttachment], `{"id":"at1","remote_id":"r-at1","candidate_id":"cand1","application_id":"app1","type":"OTHER","file_name":"CV.pdf",` +
			`"content_ref":{"type":"s3","bucket":"files","key":"a/b"},` + datesJSON + `,` + changesJSON + `}`},
		{"TrackedApplication", of[kombo.TrackedApplication], `{"id":"tr1","tracked_at":"2026-01-01T00:00:00Z","imported_id":{"atool":{"id_type":"all","application_remote_id":"a","candidate_remote_id":"c","job_remote_id":"j","application_id":"b","placement_id":"p"}}}`},

		{"CreateApplicationRequest", of[kombo.CreateApplicationRequest], `{"stage_id":"st1",` + newJSON + `}`},
		{"CreateCandidateRequest", of[kombo.CreateCandidateRequest], `{"application":{"job_id":"remote:j1","stage_id":"st1"},` + newJSON + `}`},
		{"MoveApplicationToStageRequest", of[kombo.MoveApplicationToStageRequest], `{"stage_id":"st1","remote_fields":{"workday":[1]}}`},
		{"RejectApplicationRequest", of[kombo.RejectApplicationRequest], `{"rejection_reason_id":"rr1","note":"Sorry","remote_fields":{"workday":[1]}}`},
		{"AddApplicationNoteRequest", of[kombo.AddApplicationNoteRequest], `{"content":"Hi","content_type":"PLAIN_TEXT","remote_fields":{"workday":[1]}}`},
		{"AddResultLinkRequest", of[kombo.AddResultLinkRequest], `{"label":"Test","url":"https://example.com/t","details":{"custom_field_name_prefix":"T:","attributes":[{"key":"Score","value":"7"}]},"remote_fields":{"workday":[1]}}`},
		{"AddAttachmentRequest", of[kombo.AddAttachmentRequest], `{"attachment":{` + fileJSON + `,"type":"COVER_LETTER"},"remote_fields":{"workday":[1]}}`},
		{"CandidateTagRequest", of[kombo.CandidateTagRequest], `{"tag":{"name":"Night shift"},"remote_fields":{"workable":{}}}`},
		{"ImportTrackedApplicationRequest", of[kombo.ImportTrackedApplicationRequest], `{"tracked_at":"2026-01-01T00:00:00Z","atool":{"id_type":"all","application_remote_id":"a","candidate_remote_id":"c","job_remote_id":"j","application_id":"b","placement_id":"p"}}`},

		{"CheckedAPIKey", of[kombo.CheckedAPIKey], `{"environment_id":"env1","customer_id":"env1"}`},
		{"Tool", of[kombo.Tool], `{"id":"sandbox","label":"Sandbox","internal_label":"Sandbox (new)","assets":{"logo_url":"https://example.com/l","icon_url":"https://example.com/i","icon_black_url":"https://example.com/b"},` +
			`"paid_api_details_markdown":"*p*","fast_track_details_markdown":"*f*","partner_only_details_markdown":"*o*","connection_guide_url":"https://example.com/g",` +
			`"coverage":{"read_models":[{` + modelJSON + `,"fields":[{"id":"name",` + coverageJSON + `}]}],"write_actions":[{` + modelJSON + `,"fields":[{"id":"name",` + coverageJSON + `}]}],"features":[{` + modelJSON + `}]}}`},
		{"CreateConnectionLinkRequest", of[kombo.CreateConnectionLinkRequest], `{"end_user_email":"boss@example.com","end_user_organization_name":"Forge Ltd","end_user_origin_id":"cust-7","remote_environment":"test",` +
			`"integration_category":"ATS","integration_tool":"sandbox","language":"de","scope_config_id":"scope1","enable_filtering":true,"enable_field_mapping":true,"link_type":"MAGIC_LINK"}`},
		{"ConnectLink", of[kombo.ConnectLink], `{"link":"https://connect.example.com/?token=t"}`},
		{"ConnectedIntegration", of[kombo.ConnectedIntegration], `{"id":"sandbox:int1","tool":"sandbox","end_user_origin_id":"cust-7","end_user_organization_name":"Forge Ltd","end_user_email":"boss@example.com","setup_status":"COMPLETED"}`},
		{"IntegrationDetails", of[kombo.IntegrationDetails], `{"id":"sandbox:int1","tool":{"id":"sandbox","label":"Sandbox","internal_label":"New","logo_url":"https://example.com/l","icon_url":"https://example.com/i"},` +
			`"category":"ATS","status":"ACTIVE","setup_status":"COMPLETED",` + endUserJSON + `,"scope_config":{"id":"scope1","name":"All"},"data_expired_at":"2026-01-01T00:00:00Z","created_at":"2026-01-01T00:00:00Z","beta":true,` +
			`"read_models":[{"id":"ats_jobs","label":"Jobs",` + stateJSON + `,` + scopesJSON + `,"fields":[{"id":"name",` + stateJSON + `,` + scopesJSON + `}]}],` +
			`"write_actions":[{"id":"ats_reject","label":"Reject",` + stateJSON + `,` + scopesJSON + `,"fields":[{"id":"note",` + stateJSON + `}]}]}`},
		{"CreateReconnectionLinkRequest", of[kombo.CreateReconnectionLinkRequest], `{"language":"fr","scope_config_id":"scope1","link_type":"EMBEDDED"}`},
		{"CreateSetupLinkRequest", of[kombo.CreateSetupLinkRequest], `{"language":"it","link_type":"EMBEDDED"}`},
		{"TriggerSyncRequest", of[kombo.TriggerSyncRequest], `{"type":"DELTA"}`},
		{"TriggeredSync", of[kombo.TriggeredSync], `{"already_queued":true,"sync_id":"sy1","type":"FULL"}`},
		{"IntegrationFieldSetting", of[kombo.IntegrationFieldSetting], `{"id":"if1","key":"grade","model":"ats_jobs","type":"CUSTOM","label":"Grade","is_passthrough_enabled":true,"is_writable":true}`},
		{"UpdateIntegrationFieldRequest", of[kombo.UpdateIntegrationFieldRequest], `{"enable_passthrough":true}`},
		{"CustomFieldMapping", of[kombo.CustomFieldMapping], `{"id":"cf1","key":"shift","integration_field":{"id":"if1","key":"grade","type":"CUSTOM","label":"Grade","value":0},"model":"ats_jobs","label":"Shift","description":"When"}`},
		{"UpdateCustomFieldMappingRequest", of[kombo.UpdateCustomFieldMappingRequest], `{"integration_field_id":"if1"}`},
		{"PassthroughRequest", of[kombo.PassthroughRequest], `{"method":"POST","path":"/v1/x","headers":{"Accept":"*/*"},"params":{"a":"b"},"data":{"n":[1]},"response_as_base64":true,` +
			`"multipart_form_data":[{"name":"note","value":"hi"},{"name":"cv","value":{` + fileJSON + `}}],"api_options":{"v":"2"}}`},
		{"PassthroughResponse", of[kombo.PassthroughResponse], `{"url":"https://api.example.com/v1/x","status":404,"headers":{"content-type":"text/plain","set-cookie":["a=1","b=2"]},"data":"gone"}`},

		{"SyncFinishedEvent", of[kombo.SyncFinishedEvent], `{"id":"ev1","type":"sync-finished","data":{"sync_id":"sy1","sync_state":"SUCCEEDED","sync_started_at":"2026-01-01T00:00:00Z","sync_ended_at":"2026-01-01T00:10:00Z","sync_duration_seconds":14.5,` + eventJSON + `,` + endUserJSON + `,"log_url":"https://example.com/log"}}`},
		{"DataChangedEvent", of[kombo.DataChangedEvent], `{"id":"ev2","type":"data-changed","data":{` + eventJSON + `,"changed_models":[{"name":"ats_jobs"}]}}`},
		{"IntegrationCreatedEvent", of[kombo.IntegrationCreatedEvent], `{"id":"ev3","type":"integration-created","data":{"id":"sandbox:int1","tool":"sandbox","category":"ATS",` + endUserJSON + `}}`},
		{"IntegrationDeletedEvent", of[kombo.IntegrationDeletedEvent], `{"id":"ev4","type":"integration-deleted","data":{"id":"sandbox:int1","tool":"sandbox","category":"ATS",` + endUserJSON + `,"deleted_at":"2026-01-01T00:00:00Z"}}`},
		{"IntegrationStateChangedEvent", of[kombo.IntegrationStateChangedEvent], `{"id":"ev5","type":"integration-state-changed","data":{` + eventJSON + `,` + endUserJSON + `,"qa_status":"PASSED","setup_status":"COMPLETED","state":"ACTIVE","updated_at":"2026-01-01T00:00:00Z"}}`},
		{"ConnectionFlowFailedEvent", of[kombo.ConnectionFlowFailedEvent], `{"id":"ev6","type":"connection-flow-failed","data":{"integration_tool":"sandbox","integration_category":"ATS",` + endUserJSON + `,"log_url":"https://example.com/log"}}`},
		{"AssessmentOrderReceivedEvent", of[kombo.AssessmentOrderReceivedEvent], `{"id":"ev7","type":"assessment:order-received","data":` + orderJSON + `}`},
		{"InlineAssessmentOrderReceivedEvent", of[kombo.InlineAssessmentOrderReceivedEvent], `{"id":"ev8","type":"inline-assessment:order-received","data":` + orderJSON + `}`},
		{"AIApplyApplicationStatusUpdatedEvent", of[kombo.AIApplyApplicationStatusUpdatedEvent], `{"id":"ev9","type":"ai-apply-application-status-updated","data":{"id":"x1","job_posting_id":"jp1","status":"PENDING","created_at":"2026-01-01T00:00:00Z","updated_at":"2026-01-02T00:00:00Z"}}`},
		{"IssueStatusChangedEvent", of[kombo.IssueStatusChangedEvent], `{"id":"ev11","type":"issue-status-changed","data":{"change":"raised","issue":{"id":"is1","type":"integration.authentication_failed",` +
			`"title":"Authentication fails","status":"OPEN","markdown_message":"**Reconnect**","first_observed_at":"2026-01-01T00:00:00Z","resolved_at":"2026-01-02T00:00:00Z"},"integration":{"id":"sandbox:int1","tool":"sandbox","category":"ATS",` + endUserJSON + `}}}`},
		{"AIApplyDataChangedEvent", of[kombo.AIApplyDataChangedEvent], `{"id":"ev13","type":"ai-apply-data-changed","data":{"changed_models":[{"name":"ai_apply_job_postings"}]}}`},
		{"AIApplyJobPostingStatusUpdatedEvent", of[kombo.AIApplyJobPostingStatusUpdatedEvent], `{"id":"ev10","type":"ai-apply-job-posting-status-updated","data":{"id":"jp1","career_site":{"id":"cs1","label":"Forge"},"url":"https://jobs.example.com/1","job_code":"W-1",` +
			`"created_at":"2026-01-01T00:00:00Z","updated_at":"2026-01-02T00:00:00Z","archived_at":"2026-01-03T00:00:00Z","archived_reason":"MANUAL_ARCHIVE","availability":"ARCHIVED"}}`},
	}
}

// TestModels checks every model with a payload that has all members.
func TestModels(t *testing.T) {
	t.Parallel()
	for _, s := range slices.Concat(samples(), hrisSamples()) {
		t.Run(s.name+" round trip", func(t *testing.T) {
			t.Parallel()
			v := s.into()
			require.NoError(t, json.Unmarshal([]byte(s.json), v))
			requireFilled(t, reflect.ValueOf(v).Elem(), s.name)

			b, err := json.Marshal(v)
			require.NoError(t, err)
			require.JSONEq(t, s.json, string(b))
			again := s.into()
			require.NoError(t, json.Unmarshal(b, again))
			require.Equal(t, v, again)
		})
		t.Run(s.name+" accepts null for each member", func(t *testing.T) {
			t.Parallel()
			for i := 0; ; i++ {
				text, ok := withNull(t, s.json, i)
				if !ok {
					require.NotZero(t, i)
					return
				}
				v := s.into()
				require.NoError(t, json.Unmarshal([]byte(text), v), text)
				b, err := json.Marshal(v)
				require.NoError(t, err, text)
				require.NoError(t, json.Unmarshal(b, s.into()), text)
			}
		})
		t.Run(s.name+" zero value", func(t *testing.T) {
			t.Parallel()
			b, err := json.Marshal(s.into())
			require.NoError(t, err)
			v := s.into()
			require.NoError(t, json.Unmarshal(b, v), string(b))
		})
	}
}

// requireFilled requires that every exported field has a value, at every depth.
func requireFilled(t *testing.T, v reflect.Value, path string) {
	t.Helper()
	require.False(t, v.IsZero(), "%s has no value", path)
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		requireFilled(t, v.Elem(), path)
	case reflect.Slice:
		if v.Type() == reflect.TypeFor[json.RawMessage]() {
			return
		}
		for i := range v.Len() {
			requireFilled(t, v.Index(i), fmt.Sprintf("%s[%d]", path, i))
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			return
		}
		for i := range v.NumField() {
			f := v.Type().Field(i)
			if f.Type == reflect.TypeFor[rolecall.Extra]() {
				require.Empty(t, v.Field(i).Interface(), "%s has no field for a member", path)
				continue
			}
			// Some fields stay empty: a FormPart has a text or a file, a form is not sent, and only update forms have
			// current values.
			if f.IsExported() && v.Type() != reflect.TypeFor[kombo.FormPart]() && f.Type != reflect.TypeFor[*kombo.Form]() && f.Type != reflect.TypeFor[kombo.CurrentValue]() {
				requireFilled(t, v.Field(i), path+"."+f.Name)
			}
		}
	}
}

// withNull replaces the value of the nth member of text, counted at every depth, by null. It returns false if there
// are not that many.
func withNull(t *testing.T, text string, n int) (string, bool) {
	t.Helper()
	var v any
	require.NoError(t, json.Unmarshal([]byte(text), &v))
	var replace func(any) bool
	replace = func(v any) bool {
		switch v := v.(type) {
		case map[string]any:
			for _, name := range sortedKeys(v) {
				if n == 0 {
					v[name] = nil
					return true
				}
				n--
				if replace(v[name]) {
					return true
				}
			}
		case []any:
			return slices.ContainsFunc(v, replace)
		}
		return false
	}
	found := replace(v)
	b, err := json.Marshal(v)
	require.NoError(t, err)
	return string(b), found
}
