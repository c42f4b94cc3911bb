package kombo_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/kombo"
	"github.com/rolecall-dev/rolecall/kombo/kombotest"
	"github.com/rolecall-dev/rolecall/webhook"
)

// first returns the first record of a page.
func first[T any](t *testing.T, page *rolecall.Page[T], err error) *T {
	t.Helper()
	require.NoError(t, err)
	require.Empty(t, page.Bad)
	require.NotEmpty(t, page.Items)
	return &page.Items[0]
}

func TestAbsences(t *testing.T) {
	t.Parallel()
	h := newBackend(t)
	ctx, hris := t.Context(), h.integration.HRIS
	types, err := hris.ListAbsenceTypes(ctx, kombo.ListAbsenceTypesOptions{})
	absenceType := first(t, types, err)
	day := rolecall.Date{Year: 2026, Month: time.March, Day: 2}

	result, err := hris.CreateAbsence(ctx, kombo.CreateAbsenceRequest{
		EmployeeID: h.fake.EmployeeID(3), AbsenceTypeID: absenceType.ID, Status: kombo.AbsenceApproved, StartDate: day, EndDate: day,
		StartHalfDay: true, Amount: new(0.5), Unit: kombo.AbsenceUnitDays, EmployeeNote: "The <sea>", StartTime: "8:30", EndTime: "12:00:00",
	})
	created := done(t, result, err)
	require.Equal(t, day, created.StartDate)
	require.Equal(t, kombo.AbsenceApproved, created.Status)
	require.Equal(t, "The <sea>", created.EmployeeNote)
	require.True(t, *created.StartHalfDay)
	require.Nil(t, created.Type)

	// The list for that day contains the absence. The list for the day after does not.
	for from, want := range map[rolecall.Date]int{day: 1, {Year: 2026, Month: time.March, Day: 3}: 0} {
		page, err := hris.ListAbsences(ctx, kombo.ListAbsencesOptions{EmployeeID: h.fake.EmployeeID(3), DateFrom: from, DateUntil: from})
		require.NoError(t, err)
		require.Len(t, page.Items, want)
		if want > 0 {
			require.Equal(t, absenceType.ID, page.Items[0].Type.ID)
		}
	}
	result, err = hris.DeleteAbsence(ctx, created.ID, kombo.DeleteAbsenceRequest{})
	require.False(t, done(t, result, err).RemoteDeletedAt.IsZero())
	_, err = hris.DeleteAbsence(ctx, created.ID, kombo.DeleteAbsenceRequest{})
	require.ErrorIs(t, err, rolecall.ErrInvalid, "the absence is already deleted")
}

func TestCreateEmployeeWithForm(t *testing.T) {
	t.Parallel()
	h := newBackend(t)
	ctx, hris := t.Context(), h.integration.HRIS
	result, err := hris.GetEmployeeForm(ctx, kombo.GetEmployeeFormOptions{})
	form := done(t, result, err)
	values := form.Example()
	require.NoError(t, form.Validate(values))
	require.Len(t, values, len(form.Properties), "every field has a value")
	values["prehire"] = false
	company, err := hris.ListLegalEntities(ctx, kombo.ListLegalEntitiesOptions{})
	values["company"] = first(t, company, err).ID

	created, err := hris.CreateEmployeeWithForm(ctx, kombo.CreateEmployeeWithFormRequest{Properties: values, Form: form})
	hired := done(t, created, err)
	require.NotEmpty(t, hired.ID)
	require.Empty(t, hired.Prehire.RemoteID)
	employees, err := hris.ListEmployees(ctx, kombo.ListEmployeesOptions{ListOptions: kombo.ListOptions{IDs: []string{hired.ID}}})
	employee := first(t, employees, err)
	require.Equal(t, values["firstName"], employee.FirstName)
	require.Equal(t, values["startDate"], employee.StartDate)
	require.Equal(t, values["company"], employee.LegalEntityID)

	_, err = hris.CreateEmployeeWithForm(ctx, kombo.CreateEmployeeWithFormRequest{Properties: values})
	require.ErrorIs(t, err, rolecall.ErrConflict)
	failed, ok := errors.AsType[*rolecall.Error](err)
	require.True(t, ok)
	require.Equal(t, kombo.CodeEmployeeExists, failed.Code)

	values["workEmail"], values["prehire"] = "next@example.com", true
	created, err = hris.CreateEmployeeWithForm(ctx, kombo.CreateEmployeeWithFormRequest{Properties: values, Form: form})
	prehire := done(t, created, err)
	require.Empty(t, prehire.ID)
	require.NotEmpty(t, prehire.Prehire.RemoteID)

	for status, code := range map[kombo.StaffingStatus]string{kombo.StaffingClosed: kombo.CodeStaffingEntityClosed, kombo.StaffingOpenLimited: ""} {
		entities, err := hris.ListStaffingEntities(ctx, kombo.ListStaffingEntitiesOptions{Statuses: []kombo.StaffingStatus{status}})
		id := first(t, entities, err).ID
		_, err = hris.GetEmployeeForm(ctx, kombo.GetEmployeeFormOptions{StaffingEntityID: id})
		require.NoError(t, err)
		values["workEmail"] = "staff@example.com"
		_, err = hris.CreateEmployeeWithForm(ctx, kombo.CreateEmployeeWithFormRequest{Properties: values, StaffingEntityID: id})
		require.Equal(t, code != "", err != nil)
		if failed, ok := errors.AsType[*rolecall.Error](err); ok {
			require.Equal(t, code, failed.Code)
		}
	}
}

func TestAddEmployeeDocument(t *testing.T) {
	t.Parallel()
	h := newBackend(t)
	categories, err := h.integration.HRIS.ListEmployeeDocumentCategories(t.Context(), kombo.ListEmployeeDocumentCategoriesOptions{})
	category := first(t, categories, err)
	file, err := kombo.FileFrom(strings.NewReader("%PDF-1.7 \x00"), "contract.pdf", "")
	require.NoError(t, err)
	before := len(h.fake.Requests())
	added, err := h.integration.HRIS.AddEmployeeDocument(t.Context(), h.fake.EmployeeID(1), kombo.AddEmployeeDocumentRequest{CategoryID: category.ID, Document: file})
	done(t, added, err)
	sent := decode[struct{ Document sentFile }](t, bodyOf(t, h.since(before)[0])).Document
	require.Equal(t, sentFile{Name: "contract.pdf", ContentType: "application/pdf", Data: "JVBERi0xLjcgAA=="}, sent)
}

func TestAssessmentOrders(t *testing.T) {
	t.Parallel()
	h := newBackend(t)
	ctx, assessment := t.Context(), h.integration.Assessment
	set, err := assessment.SetPackages(ctx, kombo.SetPackagesRequest{Packages: []kombo.NewAssessmentPackage{
		{ID: "typing", Type: kombo.PackageSkillsTest, Name: "Typing", Description: "How fast."},
	}})
	done(t, set, err)
	packages, err := assessment.ListPackages(ctx)
	require.NoError(t, err)
	require.Len(t, packages, 1)
	require.Equal(t, kombo.PackageSkillsTest, packages[0].Type)
	require.False(t, packages[0].UpdatedAt.IsZero())

	// The webhook delivers the order. The list contains the same order, in case the webhook is lost.
	received := make(chan *kombo.AssessmentOrder, 1)
	inbox := newInbox(t, []string{h.fake.WebhookSecret})
	webhook.On(inbox.router, kombo.AssessmentOrderReceived, func(_ context.Context, e *kombo.AssessmentOrderReceivedEvent, d *webhook.Delivery) error {
		if d.Tenant != h.fake.IntegrationID {
			return errors.New("another integration")
		}
		received <- e.Data.Order()
		return nil
	})
	h.fake.SetWebhook(inbox.url)
	k := h.fake.OrderAssessment(2)
	require.NoError(t, h.fake.Wait(ctx))
	order := <-received
	require.Equal(t, h.fake.OrderID(k), order.ID)
	open, err := assessment.ListOrders(ctx, kombo.ListOrdersOptions{PageOptions: kombo.PageOptions{IDs: []string{order.ID}}, Statuses: []kombo.OrderStatus{kombo.OrderOpen}})
	require.Equal(t, order, first(t, open, err))

	result := kombo.UpdateOrderResultRequest{
		Status: kombo.OrderCompleted, ResultURL: "https://results.example.com/1", CompletedAt: time.Now(), Score: new(9.0), MaxScore: new(10.0),
		Attributes: []kombo.Union[kombo.ResultAttribute]{
			kombo.TextAttribute("Fit", "Good"), kombo.SubResultAttribute("1", "Speed", kombo.ResultScore{Value: 4, Max: 5}, kombo.OrderCompleted),
		},
	}
	updated, err := assessment.UpdateOrderResult(ctx, order.ID, result)
	done(t, updated, err)
	completed, err := assessment.ListOrders(ctx, kombo.ListOrdersOptions{PageOptions: kombo.PageOptions{IDs: []string{order.ID}}})
	require.Equal(t, kombo.OrderCompleted, first(t, completed, err).Status)
	result.Status = kombo.OrderOpen
	_, err = assessment.UpdateOrderResult(ctx, order.ID, result)
	require.ErrorIs(t, err, rolecall.ErrInvalid)
}

// TestListFaults checks that all lists handle invalid records and pages in the same way.
func TestListFaults(t *testing.T) {
	t.Parallel()
	for _, list := range everyList() {
		t.Run(list.name, func(t *testing.T) {
			t.Parallel()
			h := newBackend(t, kombotest.WithJobs(20), kombotest.WithCandidates(20), kombotest.WithApplications(60), kombotest.WithEmployees(40))
			whole, _, err := list.ids(t.Context(), h.integration, kombo.ListOptions{})
			require.NoError(t, err)
			require.Greater(t, len(whole), 2)

			h.fake.Inject(kombotest.PoisonRecord())
			ids, bad, err := list.ids(t.Context(), h.integration, kombo.ListOptions{})
			require.NoError(t, err)
			require.Equal(t, 1, bad, "a record that does not decode does not affect the others")
			require.Len(t, ids, len(whole)-1)
			require.Subset(t, whole, ids)

			h.fake.Inject(kombotest.UnknownEnum(), kombotest.EmptyPage())
			for range 2 {
				ids, bad, err = list.ids(t.Context(), h.integration, kombo.ListOptions{})
				require.NoError(t, err)
				require.Zero(t, bad)
				require.Equal(t, whole, ids, "no record is lost because of an unknown value or an empty page")
			}
			h.fake.Inject(kombotest.RepeatCursor())
			_, _, err = list.ids(t.Context(), h.integration, kombo.ListOptions{PageSize: 1})
			require.ErrorIs(t, err, rolecall.ErrCursorLoop)
		})
	}
}

func TestHRISErrors(t *testing.T) {
	t.Parallel()
	s := serve(t, noRetry, respondWith(http.StatusForbidden, jsonType, errorBody(kombo.CodePermissionMissing)))
	for _, err := range []error{
		callErr(s.integration.HRIS.ListEmployees(t.Context(), kombo.ListEmployeesOptions{})),
		callErr(s.integration.HRIS.GetEmployeeForm(t.Context(), kombo.GetEmployeeFormOptions{})),
		callErr(s.integration.Assessment.ListPackages(t.Context())),
		callErr(s.integration.Assessment.ListOrders(t.Context(), kombo.ListOrdersOptions{})),
	} {
		require.ErrorIs(t, err, rolecall.ErrNeedsHuman)
	}
	invalid := s.client.Integration("")
	before := len(s.requests())
	for _, err := range []error{
		callErr(invalid.HRIS.ListPayRuns(t.Context(), kombo.ListPayRunsOptions{})), callErr(invalid.HRIS.DeleteAbsence(t.Context(), "a", kombo.DeleteAbsenceRequest{})),
		callErr(invalid.Assessment.ListPackages(t.Context())), callErr(invalid.Assessment.ListOrders(t.Context(), kombo.ListOrdersOptions{})),
	} {
		require.ErrorIs(t, err, rolecall.ErrInvalid)
	}
	require.Len(t, s.requests(), before)
}
