package kombo_test

import (
	"context"
	"math"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/kombo"
)

// TestHRISRequests checks the request that each method of HRIS and assessment sends.
func TestHRISRequests(t *testing.T) {
	t.Parallel()
	day := rolecall.Date{Year: 2026, Month: time.March, Day: 31}
	at := time.Date(2026, 1, 2, 3, 4, 5, 0, time.FixedZone("", 3600))
	const instant = "2026-01-02T02%3A04%3A05.000Z"
	file := kombo.File{Name: "A.pdf", ContentType: "application/pdf", Data: []byte("%PDF")}
	listing := func(path, query string) string {
		q, err := url.ParseQuery(query)
		require.NoError(t, err)
		for name, value := range map[string]string{"include_deleted": "false", "ignore_unsupported_filters": "false", "page_size": "250"} {
			q.Set(name, value)
		}
		return "GET /v1" + path + "?" + q.Encode() + " " + integrationID + " -"
	}
	ids := []string{"a", "b"}
	for _, tt := range []struct {
		name string
		call func(ctx context.Context, i *kombo.Integration) error
		want string
	}{
		{"ListEmployees", func(ctx context.Context, i *kombo.Integration) error {
			return callErr(i.HRIS.ListEmployees(ctx, kombo.ListEmployeesOptions{
				EmploymentStatuses: []kombo.EmploymentStatus{kombo.EmploymentActive, kombo.EmploymentLeave}, GroupIDs: ids, LegalEntityIDs: ids, WorkLocationIDs: ids,
				WorkEmails: []string{"w@example.com"}, PersonalEmails: []string{"p@example.com"}, CustomFields: kombo.CustomFieldFilter{"level": 3},
			}))
		}, listing("/hris/employees", "employment_statuses=ACTIVE,LEAVE&group_ids=a,b&legal_entity_ids=a,b&work_location_ids=a,b&work_emails=w@example.com&personal_emails=p@example.com"+
			`&custom_fields={"level":3}`)},
		{"ListEmployments", func(ctx context.Context, i *kombo.Integration) error {
			return callErr(i.HRIS.ListEmployments(ctx, kombo.ListEmploymentsOptions{}))
		}, listing("/hris/employments", "")},
		{"ListGroups", func(ctx context.Context, i *kombo.Integration) error {
			return callErr(i.HRIS.ListGroups(ctx, kombo.ListGroupsOptions{Types: []kombo.GroupType{kombo.GroupTeam}, NameContains: "n"}))
		}, listing("/hris/groups", "types=TEAM&name_contains=n")},
		{"ListTeams", func(ctx context.Context, i *kombo.Integration) error {
			return callErr(i.HRIS.ListTeams(ctx, kombo.ListTeamsOptions{}))
		}, listing("/hris/teams", "")},
		{"ListLegalEntities", func(ctx context.Context, i *kombo.Integration) error {
			return callErr(i.HRIS.ListLegalEntities(ctx, kombo.ListLegalEntitiesOptions{NameContains: "n"}))
		}, listing("/hris/legal-entities", "name_contains=n")},
		{"ListLocations", func(ctx context.Context, i *kombo.Integration) error {
			return callErr(i.HRIS.ListLocations(ctx, kombo.ListLocationsOptions{NameContains: "n"}))
		}, listing("/hris/locations", "name_contains=n")},
		{"ListAbsences", func(ctx context.Context, i *kombo.Integration) error {
			return callErr(i.HRIS.ListAbsences(ctx, kombo.ListAbsencesOptions{DateFrom: day, DateUntil: day, TypeIDs: ids, EmployeeID: "e"}))
		}, listing("/hris/absences", "date_from=2026-03-31T00:00:00.000Z&date_until=2026-03-31T00:00:00.000Z&type_ids=a,b&employee_id=e")},
		{"ListAbsenceTypes", func(ctx context.Context, i *kombo.Integration) error {
			return callErr(i.HRIS.ListAbsenceTypes(ctx, kombo.ListAbsenceTypesOptions{}))
		}, listing("/hris/absence-types", "")},
		{"ListTimeOffBalances", func(ctx context.Context, i *kombo.Integration) error {
			return callErr(i.HRIS.ListTimeOffBalances(ctx, kombo.ListTimeOffBalancesOptions{EmployeeID: "e"}))
		}, listing("/hris/time-off-balances", "employee_id=e")},
		{"ListTimesheets", func(ctx context.Context, i *kombo.Integration) error {
			return callErr(i.HRIS.ListTimesheets(ctx, kombo.ListTimesheetsOptions{EmployeeID: "e", StartedBefore: at, StartedAfter: at, EndedBefore: at, EndedAfter: at}))
		}, listing("/hris/timesheets", "employee_id=e&started_before="+instant+"&started_after="+instant+"&ended_before="+instant+"&ended_after="+instant)},
		{"ListPerformanceReviews", func(ctx context.Context, i *kombo.Integration) error {
			return callErr(i.HRIS.ListPerformanceReviews(ctx, kombo.ListPerformanceReviewsOptions{Types: []kombo.ReviewType{kombo.ReviewPeer}, ReviewCycleIDs: ids, RevieweeIDs: ids}))
		}, listing("/hris/performance-reviews", "types=PEER&review_cycle_ids=a,b&reviewee_ids=a,b")},
		{"ListPerformanceReviewCycles", func(ctx context.Context, i *kombo.Integration) error {
			return callErr(i.HRIS.ListPerformanceReviewCycles(ctx, kombo.ListPerformanceReviewCyclesOptions{}))
		}, listing("/hris/performance-review-cycles", "")},
		{"ListStaffingEntities", func(ctx context.Context, i *kombo.Integration) error {
			return callErr(i.HRIS.ListStaffingEntities(ctx, kombo.ListStaffingEntitiesOptions{
				ModelTypes: []kombo.StaffingModelType{kombo.StaffingModelJob}, Statuses: []kombo.StaffingStatus{kombo.StaffingOpenLimited, kombo.StaffingFrozen},
			}))
		}, listing("/hris/staffing-entities", "model_types=JOB&statuses=OPEN_LIMITED,FROZEN")},
		{"ListEmployeeDocumentCategories", func(ctx context.Context, i *kombo.Integration) error {
			return callErr(i.HRIS.ListEmployeeDocumentCategories(ctx, kombo.ListEmployeeDocumentCategoriesOptions{}))
		}, listing("/hris/employee-document-categories", "")},
		{"ListPayRuns", func(ctx context.Context, i *kombo.Integration) error {
			return callErr(i.HRIS.ListPayRuns(ctx, kombo.ListPayRunsOptions{LegalEntityIDs: ids}))
		}, listing("/hris/pay-runs", "legal_entity_ids=a,b")},
		{"ListPayslips", func(ctx context.Context, i *kombo.Integration) error {
			return callErr(i.HRIS.ListPayslips(ctx, kombo.ListPayslipsOptions{EmployeeIDs: ids, PayRunIDs: ids, LegalEntityIDs: ids}))
		}, listing("/hris/payslips", "employee_ids=a,b&payrun_ids=a,b&legal_entity_ids=a,b")},
		{"CreateAbsence", func(ctx context.Context, i *kombo.Integration) error {
			return callErr(i.HRIS.CreateAbsence(ctx, kombo.CreateAbsenceRequest{EmployeeID: "remote:7", AbsenceTypeID: "t", StartDate: day, EndDate: day}))
		}, `POST /v1/hris/absences ` + integrationID + ` {"employee_id":"remote:7","absence_type_id":"t","start_half_day":false,"end_half_day":false,"start_date":"2026-03-31T00:00:00Z","end_date":"2026-03-31T00:00:00Z","employee_note":null}`},
		{"DeleteAbsence", func(ctx context.Context, i *kombo.Integration) error {
			return callErr(i.HRIS.DeleteAbsence(ctx, "a/1", kombo.DeleteAbsenceRequest{}))
		}, `DELETE /v1/hris/absences/a%2F1 ` + integrationID + ` {}`},
		{"GetEmployeeForm", func(ctx context.Context, i *kombo.Integration) error {
			return callErr(i.HRIS.GetEmployeeForm(ctx, kombo.GetEmployeeFormOptions{}))
		}, `GET /v1/hris/employees/form ` + integrationID + ` -`},
		{"GetEmployeeForm for a staffing entity", func(ctx context.Context, i *kombo.Integration) error {
			return callErr(i.HRIS.GetEmployeeForm(ctx, kombo.GetEmployeeFormOptions{StaffingEntityID: "se&1"}))
		}, `GET /v1/hris/employees/form?staffing_entity_id=se%261 ` + integrationID + ` -`},
		{"CreateEmployeeWithForm", func(ctx context.Context, i *kombo.Integration) error {
			return callErr(i.HRIS.CreateEmployeeWithForm(ctx, kombo.CreateEmployeeWithFormRequest{Properties: kombo.FormValues{"name": "Ada", "firstDay": day}}))
		}, `POST /v1/hris/employees/form ` + integrationID + ` {"properties":{"firstDay":"2026-03-31","name":"Ada"}}`},
		{"AddEmployeeDocument", func(ctx context.Context, i *kombo.Integration) error {
			return callErr(i.HRIS.AddEmployeeDocument(ctx, "e", kombo.AddEmployeeDocumentRequest{CategoryID: "c", Document: file}))
		}, `POST /v1/hris/employees/e/documents ` + integrationID + ` {"category_id":"c","document":{"name":"A.pdf","content_type":"application/pdf","data":"JVBERg=="}}`},
		{"ListOrders", func(ctx context.Context, i *kombo.Integration) error {
			return callErr(i.Assessment.ListOrders(ctx, kombo.ListOrdersOptions{PageOptions: kombo.PageOptions{IDs: ids}, Statuses: []kombo.OrderStatus{kombo.OrderOpen}, CreatedAfter: at}))
		}, `GET /v1/assessment/orders?created_after=` + instant + `&ids=a%2Cb&page_size=250&statuses=OPEN ` + integrationID + ` -`},
		{"ListPackages", func(ctx context.Context, i *kombo.Integration) error { return callErr(i.Assessment.ListPackages(ctx)) }, `GET /v1/assessment/packages ` + integrationID + ` -`},
		{"SetPackages without packages", func(ctx context.Context, i *kombo.Integration) error {
			return callErr(i.Assessment.SetPackages(ctx, kombo.SetPackagesRequest{Packages: []kombo.NewAssessmentPackage{}}))
		}, `PUT /v1/assessment/packages ` + integrationID + ` {"packages":[]}`},
		{"UpdateOrderResult", func(ctx context.Context, i *kombo.Integration) error {
			return callErr(i.Assessment.UpdateOrderResult(ctx, "o", kombo.UpdateOrderResultRequest{
				Status: kombo.OrderCompleted, ResultURL: "https://example.com/1", CompletedAt: at, Score: new(0.0),
				Attributes: []kombo.Union[kombo.ResultAttribute]{
					kombo.TextAttribute("Fit", ""), kombo.SubResultAttribute("1", "Part", kombo.ResultScore{Max: 5}, kombo.OrderCancelled),
				}, Attachments: []kombo.File{file},
			}))
		}, `PUT /v1/assessment/orders/o/result ` + integrationID + ` {"status":"COMPLETED","result_url":"https://example.com/1","completed_at":"2026-01-02T02:04:05Z","score":0,` +
			`"attributes":[{"type":"TEXT","label":"Fit","value":""},{"type":"SUB_RESULT","id":"1","label":"Part","score":{"value":0,"max":5},"status":"CANCELLED"}],` +
			`"attachments":[{"name":"A.pdf","content_type":"application/pdf","data":"JVBERg=="}]}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := &wire{}
			if strings.Contains(tt.want, "page_size") {
				w.response = listedNothing
			}
			_, integration := connect(t, w)
			require.NoError(t, tt.call(t.Context(), integration))
			require.Equal(t, []string{tt.want}, w.seen)
		})
	}
}

func listedNothing(*http.Request) string {
	return `{"status":"success","data":{"results":[],"next":null}}`
}

// TestHRISRejects checks that invalid requests are not sent.
func TestHRISRejects(t *testing.T) {
	t.Parallel()
	day, later := rolecall.Date{Year: 2026, Month: 3, Day: 1}, rolecall.Date{Year: 2026, Month: 3, Day: 2}
	absence := func(modify func(r *kombo.CreateAbsenceRequest)) func(context.Context, *kombo.Integration) error {
		req := kombo.CreateAbsenceRequest{EmployeeID: "e", AbsenceTypeID: "t", StartDate: day, EndDate: later}
		modify(&req)
		return func(ctx context.Context, i *kombo.Integration) error { return callErr(i.HRIS.CreateAbsence(ctx, req)) }
	}
	employees := func(f kombo.CustomFieldFilter) func(context.Context, *kombo.Integration) error {
		return func(ctx context.Context, i *kombo.Integration) error {
			return callErr(i.HRIS.ListEmployees(ctx, kombo.ListEmployeesOptions{CustomFields: f}))
		}
	}
	orders := func(o kombo.PageOptions) func(context.Context, *kombo.Integration) error {
		return func(ctx context.Context, i *kombo.Integration) error {
			return callErr(i.Assessment.ListOrders(ctx, kombo.ListOrdersOptions{PageOptions: o}))
		}
	}
	packages := func(list ...kombo.NewAssessmentPackage) func(context.Context, *kombo.Integration) error {
		return func(ctx context.Context, i *kombo.Integration) error {
			return callErr(i.Assessment.SetPackages(ctx, kombo.SetPackagesRequest{Packages: list}))
		}
	}
	orderResult := func(req kombo.UpdateOrderResultRequest) func(context.Context, *kombo.Integration) error {
		return func(ctx context.Context, i *kombo.Integration) error {
			return callErr(i.Assessment.UpdateOrderResult(ctx, "o", req))
		}
	}
	document := func(req kombo.AddEmployeeDocumentRequest) func(context.Context, *kombo.Integration) error {
		return func(ctx context.Context, i *kombo.Integration) error {
			return callErr(i.HRIS.AddEmployeeDocument(ctx, "e", req))
		}
	}
	for _, tt := range []struct {
		name string
		call func(ctx context.Context, i *kombo.Integration) error
		want string
	}{
		{"absence without employee", absence(func(r *kombo.CreateAbsenceRequest) { r.EmployeeID = "" }), "EmployeeID is empty"},
		{"absence without type", absence(func(r *kombo.CreateAbsenceRequest) { r.AbsenceTypeID = "" }), "AbsenceTypeID is empty"},
		{"absence type is an ID of the tool", absence(func(r *kombo.CreateAbsenceRequest) { r.AbsenceTypeID = "remote:t" }), "AbsenceTypeID is the tool's id"},
		{"absence without start", absence(func(r *kombo.CreateAbsenceRequest) { r.StartDate = rolecall.Date{} }), "StartDate is missing"},
		{"absence without end", absence(func(r *kombo.CreateAbsenceRequest) { r.EndDate = rolecall.Date{} }), "EndDate is missing"},
		{"absence ends before it begins", absence(func(r *kombo.CreateAbsenceRequest) { r.StartDate, r.EndDate = later, day }), "before StartDate"},
		{"amount without unit", absence(func(r *kombo.CreateAbsenceRequest) { r.Amount = new(1.0) }), "only one of Amount and Unit is set"},
		{"unit without amount", absence(func(r *kombo.CreateAbsenceRequest) { r.Unit = kombo.AbsenceUnitDays }), "only one of Amount and Unit is set"},
		{"negative amount", absence(func(r *kombo.CreateAbsenceRequest) { r.Amount, r.Unit = new(-1.0), kombo.AbsenceUnitDays }), "Amount is negative"},
		{"amount is NaN", absence(func(r *kombo.CreateAbsenceRequest) { r.Amount, r.Unit = new(math.NaN()), kombo.AbsenceUnitDays }), "Amount is not a number"},
		{"start time without end time", absence(func(r *kombo.CreateAbsenceRequest) { r.StartTime = "8:30" }), "only one of StartTime and EndTime is set"},
		{"invalid time of day", absence(func(r *kombo.CreateAbsenceRequest) { r.StartTime, r.EndTime = "8:30", "24:00" }), `EndTime does not have the format "08:30:00"`},
		{"invalid start time of day", absence(func(r *kombo.CreateAbsenceRequest) { r.StartTime, r.EndTime = "24:00", "8:30" }), `StartTime does not have the format "08:30:00"`},
		{"absence without id", func(ctx context.Context, i *kombo.Integration) error {
			return callErr(i.HRIS.DeleteAbsence(ctx, "", kombo.DeleteAbsenceRequest{}))
		}, "is not a valid path segment"},
		{"empty custom field filter", employees(kombo.CustomFieldFilter{}), "exactly one key and value"},
		{"two custom fields", employees(kombo.CustomFieldFilter{"a": 1, "b": 2}), "exactly one key and value"},
		{"custom field without key", employees(kombo.CustomFieldFilter{"": 1}), "empty key"},
		{"custom field with a list", employees(kombo.CustomFieldFilter{"a": []string{"secret"}}), "not a string, a number, a boolean or nil"},
		{"custom field with an object", employees(kombo.CustomFieldFilter{"a": struct{}{}}), "not a string, a number, a boolean or nil"},
		{"custom field that cannot be encoded", employees(kombo.CustomFieldFilter{"a": math.Inf(1)}), "not a string, a number, a boolean or nil"},
		{"document without category", document(kombo.AddEmployeeDocumentRequest{Document: kombo.File{Name: "a", DataURL: "https://example.com"}}), "CategoryID is empty"},
		{"document without content", document(kombo.AddEmployeeDocumentRequest{CategoryID: "c", Document: kombo.File{Name: "a"}}), "Document.Data and DataURL are both empty"},
		{"page size 251", orders(kombo.PageOptions{PageSize: 251}), "PageSize is 251"},
		{"packages are nil", packages(), "Packages is nil"},
		{"package without name", packages(kombo.NewAssessmentPackage{ID: "a", Type: kombo.PackageBehavioral, Name: "n"}, kombo.NewAssessmentPackage{ID: "b", Type: kombo.PackageBehavioral}), "Packages[1].Name is empty"},
		{"result without status", orderResult(kombo.UpdateOrderResultRequest{ResultURL: "https://example.com"}), "Status is empty"},
		{"result without URL", orderResult(kombo.UpdateOrderResultRequest{Status: kombo.OrderOpen}), "ResultURL is empty"},
		{"empty attribute", orderResult(kombo.UpdateOrderResultRequest{Status: kombo.OrderOpen, ResultURL: "u", Attributes: []kombo.Union[kombo.ResultAttribute]{{}}}), "Attributes[0] is empty"},
		{"attachment without content", orderResult(kombo.UpdateOrderResultRequest{Status: kombo.OrderOpen, ResultURL: "u", Attachments: []kombo.File{{Name: "a"}}}), "Attachments[0].Data and DataURL are both empty"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := &wire{}
			_, integration := connect(t, w)
			err := tt.call(t.Context(), integration)
			require.ErrorIs(t, err, rolecall.ErrInvalid)
			require.ErrorContains(t, err, tt.want)
			require.NotContains(t, err.Error(), "secret")
			require.Empty(t, w.seen)
		})
	}
}

func TestCustomFieldFilter(t *testing.T) {
	t.Parallel()
	for want, value := range map[string]any{`{"a":"x,y"}`: "x,y", `{"a":1.5}`: 1.5, `{"a":true}`: true, `{"a":null}`: nil} {
		q := url.Values{}
		require.NoError(t, kombo.CustomFieldFilter{"a": value}.EncodeValues("custom_fields", &q))
		require.Equal(t, want, q.Get("custom_fields"))
	}
	q := url.Values{}
	require.NoError(t, kombo.CustomFieldFilter(nil).EncodeValues("custom_fields", &q))
	require.Empty(t, q)
}

// TestOrderReceivedEvent checks that an order of a webhook equals the same order of a list.
func TestOrderReceivedEvent(t *testing.T) {
	t.Parallel()
	const order = `"id":"ord1","notes":{"n":1},` + orderPartsJSON
	event := decode[kombo.AssessmentOrderReceivedEvent](t, `{"id":"e","type":"assessment:order-received","data":{"integration_id":"sandbox:int1",`+order+`}`)
	listed := decode[kombo.AssessmentOrder](t, `{`+order)
	require.Equal(t, &listed, event.Data.Order())
	require.Equal(t, kombo.OrderOpen, event.Data.Order().Status)
}
