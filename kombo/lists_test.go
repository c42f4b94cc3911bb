package kombo_test

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/kombo"
	"github.com/rolecall-dev/rolecall/kombo/kombotest"
)

// anyList reads all pages of a list.
type anyList struct {
	name string
	// ids returns the IDs of all records, and the number of records that do not decode.
	ids func(ctx context.Context, i *kombo.Integration, opts kombo.ListOptions) (ids []string, bad int, err error)
}

// listOf returns a list of an integration. options converts the common options to those of the list.
func listOf[S, O, T any](
	name string, list func(*S, context.Context, O, ...rolecall.CallOption) (*rolecall.Page[T], error),
	options func(kombo.ListOptions) O, id func(*T) string,
) anyList {
	return anyList{name, func(ctx context.Context, integration *kombo.Integration, opts kombo.ListOptions) (ids []string, bad int, err error) {
		first, err := list(serviceOf[S](integration), ctx, options(opts))
		if err != nil {
			return nil, 0, err
		}
		return readPages(ctx, first, id)
	}}
}

// readPages reads a page and all pages after it.
func readPages[T any](ctx context.Context, first *rolecall.Page[T], id func(*T) string) (ids []string, bad int, err error) {
	for page, err := range first.Pages(ctx) {
		if err != nil {
			return nil, 0, err
		}
		bad += len(page.Bad)
		for i := range page.Items {
			ids = append(ids, id(&page.Items[i]))
		}
	}
	return ids, bad, nil
}

// accountListOf returns a list of the account, which is read with a client.
func accountListOf[O, T any](
	name string, list func(*kombo.AIApplyService, context.Context, O, ...rolecall.CallOption) (*rolecall.Page[T], error),
	options func(kombo.ListOptions) O, id func(*T) string,
) func(client *kombo.Client) anyList {
	return func(client *kombo.Client) anyList {
		return anyList{name, func(ctx context.Context, _ *kombo.Integration, opts kombo.ListOptions) (ids []string, bad int, err error) {
			first, err := list(client.AIApply, ctx, options(opts))
			if err != nil {
				return nil, 0, err
			}
			return readPages(ctx, first, id)
		}}
	}
}

// pageOf returns the options of a list without change times.
func pageOf(o kombo.ListOptions) kombo.PageOptions {
	return kombo.PageOptions{Cursor: o.Cursor, PageSize: o.PageSize, IDs: o.IDs}
}

// everyAccountList returns the lists of AI Apply, except the list of jobs, which has smaller pages.
func everyAccountList(client *kombo.Client) (lists []anyList) {
	type common = kombo.ListOptions
	for _, list := range []func(*kombo.Client) anyList{
		accountListOf("career sites", (*kombo.AIApplyService).ListCareerSites,
			func(o common) kombo.ListCareerSitesOptions {
				return kombo.ListCareerSitesOptions{PageOptions: pageOf(o)}
			}, func(v *kombo.CareerSite) string { return v.ID }),
		accountListOf("postings of AI Apply", (*kombo.AIApplyService).ListPostings,
			func(o common) kombo.ListPostingsOptions { return kombo.ListPostingsOptions{PageOptions: pageOf(o)} }, func(v *kombo.AIApplyPosting) string { return v.ID }),
		accountListOf("applications of AI Apply", (*kombo.AIApplyService).ListApplications,
			func(o common) kombo.ListAIApplyApplicationsOptions {
				return kombo.ListAIApplyApplicationsOptions{PageOptions: pageOf(o)}
			}, func(v *kombo.AIApplyApplication) string { return v.ID }),
		accountListOf("job feeds", (*kombo.AIApplyService).ListJobFeeds,
			func(o common) kombo.ListJobFeedsOptions { return kombo.ListJobFeedsOptions{PageOptions: pageOf(o)} }, func(v *kombo.JobFeed) string { return v.ID }),
	} {
		lists = append(lists, list(client))
	}
	return lists
}

// everyList returns all lists of an integration.
func everyList() []anyList {
	type common = kombo.ListOptions
	return append(everyTrackedList(),
		listOf("orders", (*kombo.AssessmentService).ListOrders,
			func(o common) kombo.ListOrdersOptions { return kombo.ListOrdersOptions{PageOptions: pageOf(o)} }, func(v *kombo.AssessmentOrder) string { return v.ID }),
		listOf("skills", (*kombo.HRISService).ListSkills,
			func(o common) kombo.ListSkillsOptions {
				return kombo.ListSkillsOptions{SkillListOptions: kombo.SkillListOptions{PageOptions: pageOf(o), RemoteIDs: o.RemoteIDs}}
			}, func(v *kombo.HRISSkill) string { return v.ID }),
		listOf("skill assignments", (*kombo.HRISService).ListSkillAssignments,
			func(o common) kombo.ListSkillAssignmentsOptions {
				return kombo.ListSkillAssignmentsOptions{SkillListOptions: kombo.SkillListOptions{PageOptions: pageOf(o), RemoteIDs: o.RemoteIDs}}
			}, func(v *kombo.SkillAssignment) string { return v.ID }),
	)
}

// everyTrackedList returns the lists whose records have change times.
func everyTrackedList() []anyList { return append(everyATSList(), everyHRISList()...) }

func everyATSList() []anyList {
	type common = kombo.ListOptions
	return []anyList{
		listOf("applications", (*kombo.ATSService).ListApplications,
			func(o common) kombo.ListApplicationsOptions { return kombo.ListApplicationsOptions{ListOptions: o} }, func(v *kombo.Application) string { return v.ID }),
		listOf("stages", (*kombo.ATSService).ListApplicationStages,
			func(o common) kombo.ListApplicationStagesOptions {
				return kombo.ListApplicationStagesOptions{ListOptions: o}
			}, func(v *kombo.ApplicationStage) string { return v.ID }),
		listOf("attachments", (*kombo.ATSService).ListAttachments,
			func(o common) kombo.ListAttachmentsOptions { return kombo.ListAttachmentsOptions{ListOptions: o} }, func(v *kombo.SyncedAttachment) string { return v.ID }),
		listOf("candidates", (*kombo.ATSService).ListCandidates,
			func(o common) kombo.ListCandidatesOptions { return kombo.ListCandidatesOptions{ListOptions: o} }, func(v *kombo.Candidate) string { return v.ID }),
		listOf("interviews", (*kombo.ATSService).ListInterviews,
			func(o common) kombo.ListInterviewsOptions { return kombo.ListInterviewsOptions{ListOptions: o} }, func(v *kombo.Interview) string { return v.ID }),
		listOf("jobs", (*kombo.ATSService).ListJobs,
			func(o common) kombo.ListJobsOptions { return kombo.ListJobsOptions{ListOptions: o} }, func(v *kombo.Job) string { return v.ID }),
		listOf("notes", (*kombo.ATSService).ListNotes,
			func(o common) kombo.ListNotesOptions { return kombo.ListNotesOptions{ListOptions: o} }, func(v *kombo.Note) string { return v.ID }),
		listOf("offers", (*kombo.ATSService).ListOffers,
			func(o common) kombo.ListOffersOptions { return kombo.ListOffersOptions{ListOptions: o} }, func(v *kombo.Offer) string { return v.ID }),
		listOf("rejection reasons", (*kombo.ATSService).ListRejectionReasons,
			func(o common) kombo.ListRejectionReasonsOptions {
				return kombo.ListRejectionReasonsOptions{ListOptions: o}
			}, func(v *kombo.RejectionReason) string { return v.ID }),
		listOf("roles", (*kombo.ATSService).ListRoles,
			func(o common) kombo.ListRolesOptions { return kombo.ListRolesOptions{ListOptions: o} }, func(v *kombo.Role) string { return v.ID }),
		listOf("scorecards", (*kombo.ATSService).ListScorecards,
			func(o common) kombo.ListScorecardsOptions { return kombo.ListScorecardsOptions{ListOptions: o} }, func(v *kombo.Scorecard) string { return v.ID }),
		listOf("tags", (*kombo.ATSService).ListTags,
			func(o common) kombo.ListTagsOptions { return kombo.ListTagsOptions{ListOptions: o} }, func(v *kombo.Tag) string { return v.ID }),
		listOf("users", (*kombo.ATSService).ListUsers,
			func(o common) kombo.ListUsersOptions { return kombo.ListUsersOptions{ListOptions: o} }, func(v *kombo.User) string { return v.ID }),
	}
}

func everyHRISList() []anyList {
	type common = kombo.ListOptions
	return []anyList{
		listOf("employees", (*kombo.HRISService).ListEmployees,
			func(o common) kombo.ListEmployeesOptions { return kombo.ListEmployeesOptions{ListOptions: o} }, func(v *kombo.Employee) string { return v.ID }),
		listOf("employments", (*kombo.HRISService).ListEmployments,
			func(o common) kombo.ListEmploymentsOptions { return kombo.ListEmploymentsOptions{ListOptions: o} }, func(v *kombo.Employment) string { return v.ID }),
		listOf("groups", (*kombo.HRISService).ListGroups,
			func(o common) kombo.ListGroupsOptions { return kombo.ListGroupsOptions{ListOptions: o} }, func(v *kombo.Group) string { return v.ID }),
		listOf("legal entities", (*kombo.HRISService).ListLegalEntities,
			func(o common) kombo.ListLegalEntitiesOptions { return kombo.ListLegalEntitiesOptions{ListOptions: o} }, func(v *kombo.LegalEntity) string { return v.ID }),
		listOf("locations", (*kombo.HRISService).ListLocations,
			func(o common) kombo.ListLocationsOptions { return kombo.ListLocationsOptions{ListOptions: o} }, func(v *kombo.Location) string { return v.ID }),
		listOf("absences", (*kombo.HRISService).ListAbsences,
			func(o common) kombo.ListAbsencesOptions { return kombo.ListAbsencesOptions{ListOptions: o} }, func(v *kombo.Absence) string { return v.ID }),
		listOf("absence types", (*kombo.HRISService).ListAbsenceTypes,
			func(o common) kombo.ListAbsenceTypesOptions { return kombo.ListAbsenceTypesOptions{ListOptions: o} }, func(v *kombo.AbsenceType) string { return v.ID }),
		listOf("balances", (*kombo.HRISService).ListTimeOffBalances,
			func(o common) kombo.ListTimeOffBalancesOptions {
				return kombo.ListTimeOffBalancesOptions{ListOptions: o}
			}, func(v *kombo.TimeOffBalance) string { return v.ID }),
		listOf("timesheets", (*kombo.HRISService).ListTimesheets,
			func(o common) kombo.ListTimesheetsOptions { return kombo.ListTimesheetsOptions{ListOptions: o} }, func(v *kombo.Timesheet) string { return v.ID }),
		listOf("reviews", (*kombo.HRISService).ListPerformanceReviews,
			func(o common) kombo.ListPerformanceReviewsOptions {
				return kombo.ListPerformanceReviewsOptions{ListOptions: o}
			}, func(v *kombo.PerformanceReview) string { return v.ID }),
		listOf("review cycles", (*kombo.HRISService).ListPerformanceReviewCycles,
			func(o common) kombo.ListPerformanceReviewCyclesOptions {
				return kombo.ListPerformanceReviewCyclesOptions{ListOptions: o}
			}, func(v *kombo.PerformanceReviewCycle) string { return v.ID }),
		listOf("staffing entities", (*kombo.HRISService).ListStaffingEntities,
			func(o common) kombo.ListStaffingEntitiesOptions {
				return kombo.ListStaffingEntitiesOptions{ListOptions: o}
			}, func(v *kombo.StaffingEntity) string { return v.ID }),
		listOf("document categories", (*kombo.HRISService).ListEmployeeDocumentCategories,
			func(o common) kombo.ListEmployeeDocumentCategoriesOptions {
				return kombo.ListEmployeeDocumentCategoriesOptions{ListOptions: o}
			}, func(v *kombo.EmployeeDocumentCategory) string { return v.ID }),
		listOf("pay runs", (*kombo.HRISService).ListPayRuns,
			func(o common) kombo.ListPayRunsOptions { return kombo.ListPayRunsOptions{ListOptions: o} }, func(v *kombo.PayRun) string { return v.ID }),
		listOf("payslips", (*kombo.HRISService).ListPayslips,
			func(o common) kombo.ListPayslipsOptions { return kombo.ListPayslipsOptions{ListOptions: o} }, func(v *kombo.Payslip) string { return v.ID }),
	}
}

func TestListPageSizes(t *testing.T) {
	t.Parallel()
	h := newBackend(t, kombotest.WithJobs(260), kombotest.WithCandidates(60), kombotest.WithApplications(90), kombotest.WithEmployees(70))
	for _, list := range append(everyList(), everyAccountList(h.client)...) {
		t.Run(list.name, func(t *testing.T) {
			t.Parallel()
			whole, bad, err := list.ids(t.Context(), h.integration, kombo.ListOptions{})
			require.NoError(t, err)
			require.Zero(t, bad)
			require.NotEmpty(t, whole)
			require.Len(t, slices.Compact(slices.Sorted(slices.Values(whole))), len(whole))
			for _, size := range []int{1, 2, 7, 50, 99, 249, 250} {
				got, bad, err := list.ids(t.Context(), h.integration, kombo.ListOptions{PageSize: size})
				require.NoError(t, err)
				require.Zero(t, bad, size)
				require.Equal(t, whole, got, size)
			}
		})
	}
}

// everyThird returns the IDs 0, 3, 6 and so on, below n.
func everyThird(n int, id func(i int) string) []string {
	var list []string
	for i := 0; i < n; i += 3 {
		list = append(list, id(i))
	}
	return list
}

func TestListSplitsLongFilters(t *testing.T) {
	t.Parallel()
	const n = 1200
	type ids = func(i int) string
	remote := func(i int) string { return fmt.Sprintf("job-%06d", i) }
	code := func(i int) string { return fmt.Sprintf("JC-%06d", i) }
	for _, tt := range []struct {
		name       string
		opts       func(job ids) kombo.ListJobsOptions
		minQueries int
		want       func(i int) bool
	}{
		{"IDs", func(job ids) kombo.ListJobsOptions {
			return kombo.ListJobsOptions{ListOptions: kombo.ListOptions{IDs: everyThird(n, job)}}
		}, 4, func(int) bool { return true }},
		{"RemoteIDs", func(ids) kombo.ListJobsOptions {
			return kombo.ListJobsOptions{ListOptions: kombo.ListOptions{RemoteIDs: everyThird(n, remote)}}
		}, 2, func(int) bool { return true }},
		{"JobCodes", func(ids) kombo.ListJobsOptions {
			return kombo.ListJobsOptions{JobCodes: everyThird(n, code)}
		}, 2, func(i int) bool { return i%7 != 6 }},
		{"IDs and JobCodes", func(job ids) kombo.ListJobsOptions {
			return kombo.ListJobsOptions{ListOptions: kombo.ListOptions{IDs: everyThird(n, job)}, JobCodes: everyThird(n, code)}
		}, 8, func(i int) bool { return i%7 != 6 }},
		{"duplicate values", func(job ids) kombo.ListJobsOptions {
			return kombo.ListJobsOptions{ListOptions: kombo.ListOptions{IDs: append(everyThird(n, job), everyThird(n, job)...)}}
		}, 4, func(int) bool { return true }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			h := newBackend(t, kombotest.WithJobs(n), kombotest.WithCandidates(0))
			var want []string
			for i := 0; i < n; i += 3 {
				if tt.want(i) {
					want = append(want, h.fake.JobID(i))
				}
			}
			filters := tt.opts(h.fake.JobID)
			filters.PageSize = 80
			first, err := h.ats.ListJobs(t.Context(), filters)
			require.NoError(t, err)
			var got []string
			offsets := map[string]int{} // by Next: the number of jobs before the next page
			for page, err := range first.Pages(t.Context()) {
				require.NoError(t, err)
				require.Empty(t, page.Bad)
				for _, job := range page.Items {
					got = append(got, job.ID)
				}
				offsets[page.Next] = len(got)
			}
			if len(filters.IDs) == 0 || len(filters.JobCodes) == 0 { // a single split filter keeps its order
				require.Equal(t, want, got)
			}
			require.ElementsMatch(t, want, got)

			queries := map[string]bool{}
			for _, r := range h.since(0) {
				require.LessOrEqual(t, len(r.URL.RawQuery), 4<<10+200) // plus the length of a cursor
				q := r.URL.Query()
				queries[q.Get("ids")+" "+q.Get("remote_ids")+" "+q.Get("job_codes")] = true
			}
			require.GreaterOrEqual(t, len(queries), tt.minQueries)

			for next, n := range offsets {
				if next == "" {
					continue
				}
				opts := filters
				opts.Cursor = next
				page, err := h.ats.ListJobs(t.Context(), opts)
				require.NoError(t, err)
				require.Equal(t, got[n:], allIDs(t, page), next)
			}
			opts := filters
			opts.Cursor = "cursor of another list"
			_, err = h.ats.ListJobs(t.Context(), opts)
			require.ErrorIs(t, err, rolecall.ErrInvalid)
		})
	}
}

func allIDs(t *testing.T, page *rolecall.Page[kombo.Job]) []string {
	t.Helper()
	var ids []string
	for job, err := range page.All(t.Context()) {
		require.NoError(t, err)
		ids = append(ids, job.ID)
	}
	return ids
}

func TestListRejects(t *testing.T) {
	t.Parallel()
	h := newBackend(t)
	none := h.client.Integration("").ATS
	for _, tt := range []struct {
		name string
		ats  *kombo.ATSService
		opts kombo.ListJobsOptions
		want string
	}{
		{"a comma in an id", h.ats, kombo.ListJobsOptions{ListOptions: kombo.ListOptions{IDs: []string{"a,b"}}}, "IDs contains a value with a comma"},
		{"a comma in a code", h.ats, kombo.ListJobsOptions{JobCodes: []string{"a", "b,"}}, "JobCodes contains a value with a comma"},
		{"an empty id", h.ats, kombo.ListJobsOptions{ListOptions: kombo.ListOptions{IDs: []string{""}}}, "IDs contains an empty value"},
		{"an empty id of the tool", h.ats, kombo.ListJobsOptions{ListOptions: kombo.ListOptions{RemoteIDs: []string{"a", ""}}}, "RemoteIDs contains an empty value"},
		{"an empty status", h.ats, kombo.ListJobsOptions{Statuses: []kombo.JobStatus{""}}, "Statuses contains an empty value"},
		{"a page of 251", h.ats, kombo.ListJobsOptions{ListOptions: kombo.ListOptions{PageSize: 251}}, "PageSize is 251"},
		{"a page of less than nothing", h.ats, kombo.ListJobsOptions{ListOptions: kombo.ListOptions{PageSize: -1}}, "PageSize is -1"},
		{"one value that is longer than a URL", h.ats, kombo.ListJobsOptions{NameContains: string(make([]byte, 5000))}, "the filters do not fit into a query of 4096 bytes"},
		{"no integration", none, kombo.ListJobsOptions{}, "integration id is empty"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			page, err := tt.ats.ListJobs(t.Context(), tt.opts)
			require.ErrorIs(t, err, rolecall.ErrInvalid)
			require.ErrorContains(t, err, tt.want)
			require.Nil(t, page)
		})
	}
	for _, list := range append(everyList(), everyAccountList(h.client)...) {
		t.Run("empty id in "+list.name, func(t *testing.T) {
			_, _, err := list.ids(t.Context(), h.integration, kombo.ListOptions{IDs: []string{""}})
			require.ErrorIs(t, err, rolecall.ErrInvalid)
		})
	}
	require.Empty(t, h.fake.Requests())
}

func TestListFilters(t *testing.T) {
	t.Parallel()
	h := newBackend(t, kombotest.WithJobs(30))
	page, err := h.ats.ListJobs(t.Context(), kombo.ListJobsOptions{Statuses: []kombo.JobStatus{kombo.JobClosed, kombo.JobDraft}, NameContains: "nurse"})
	require.NoError(t, err)
	require.NotEmpty(t, page.Items)
	for job, err := range page.All(t.Context()) {
		require.NoError(t, err)
		require.Contains(t, []kombo.JobStatus{kombo.JobClosed, kombo.JobDraft}, job.Status)
		require.Contains(t, job.Name, "Nurse")
	}
	empty, err := h.ats.ListJobs(t.Context(), kombo.ListJobsOptions{ListOptions: kombo.ListOptions{IDs: []string{}}})
	require.NoError(t, err)
	require.Len(t, empty.Items, 30, "an empty filter selects all jobs")
}

func TestListTimesInUTC(t *testing.T) {
	t.Parallel()
	h := newBackend(t, kombotest.WithJobs(30))
	zone := time.FixedZone("west", -7*60*60)
	opts := kombo.ListJobsOptions{
		ListOptions:        kombo.ListOptions{UpdatedAfter: time.Date(2025, 1, 6, 9, 30, 0, 123_456_789, zone), PageSize: 2},
		RemoteCreatedAfter: time.Date(2024, 12, 1, 23, 0, 0, 0, zone),
	}
	page, err := h.ats.ListJobs(t.Context(), opts)
	require.NoError(t, err)
	require.NotEmpty(t, allIDs(t, page))
	require.Greater(t, len(h.fake.Requests()), 2)
	for _, r := range h.fake.Requests() {
		q, err := url.ParseQuery(r.URL.RawQuery)
		require.NoError(t, err)
		require.Equal(t, "2025-01-06T16:30:00.123Z", q.Get("updated_after"))
		require.Equal(t, "2024-12-02T06:00:00.000Z", q.Get("remote_created_after"))
	}
	require.Equal(t, zone, opts.UpdatedAfter.Location(), "the caller's time is not modified")
}
