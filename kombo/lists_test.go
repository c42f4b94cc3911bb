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

// anyList reads one of the lists of an integration whole.
type anyList struct {
	name string
	// ids are those of all records; bad counts the ones that do not decode.
	ids func(ctx context.Context, i *kombo.Integration, opts kombo.ListOptions) (ids []string, bad int, err error)
}

// walk reads all pages of a list. options puts what all lists take into what this one takes.
func walk[S, O, T any](
	name string, list func(*S, context.Context, O, ...rolecall.CallOption) (*rolecall.Page[T], error),
	options func(kombo.ListOptions) O, id func(*T) string,
) anyList {
	return anyList{name, func(ctx context.Context, integration *kombo.Integration, opts kombo.ListOptions) (ids []string, bad int, err error) {
		first, err := list(serviceOf[S](integration), ctx, options(opts))
		if err != nil {
			return nil, 0, err
		}
		return walkPages(ctx, first, id)
	}}
}

// walkPages reads a page and those that follow it.
func walkPages[T any](ctx context.Context, first *rolecall.Page[T], id func(*T) string) (ids []string, bad int, err error) {
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

// walkAccount is walk for a list of the account, which the integration's client reads.
func walkAccount[O, T any](
	name string, list func(*kombo.AIApplyService, context.Context, O, ...rolecall.CallOption) (*rolecall.Page[T], error),
	options func(kombo.ListOptions) O, id func(*T) string,
) func(client *kombo.Client) anyList {
	return func(client *kombo.Client) anyList {
		return anyList{name, func(ctx context.Context, _ *kombo.Integration, opts kombo.ListOptions) (ids []string, bad int, err error) {
			first, err := list(client.AIApply, ctx, options(opts))
			if err != nil {
				return nil, 0, err
			}
			return walkPages(ctx, first, id)
		}}
	}
}

// pageOf is what lists take that know no changes.
func pageOf(o kombo.ListOptions) kombo.PageOptions {
	return kombo.PageOptions{Cursor: o.Cursor, PageSize: o.PageSize, IDs: o.IDs}
}

// everyAccountList is the lists of AI Apply, but that of jobs, whose pages are smaller.
func everyAccountList(client *kombo.Client) (lists []anyList) {
	type common = kombo.ListOptions
	for _, list := range []func(*kombo.Client) anyList{
		walkAccount("career sites", (*kombo.AIApplyService).ListCareerSites,
			func(o common) kombo.ListCareerSitesOptions {
				return kombo.ListCareerSitesOptions{PageOptions: pageOf(o)}
			}, func(v *kombo.CareerSite) string { return v.ID }),
		walkAccount("postings of AI Apply", (*kombo.AIApplyService).ListPostings,
			func(o common) kombo.ListPostingsOptions { return kombo.ListPostingsOptions{PageOptions: pageOf(o)} }, func(v *kombo.AIApplyPosting) string { return v.ID }),
		walkAccount("applications of AI Apply", (*kombo.AIApplyService).ListApplications,
			func(o common) kombo.ListAIApplyApplicationsOptions {
				return kombo.ListAIApplyApplicationsOptions{PageOptions: pageOf(o)}
			}, func(v *kombo.AIApplyApplication) string { return v.ID }),
		walkAccount("job feeds", (*kombo.AIApplyService).ListJobFeeds,
			func(o common) kombo.ListJobFeedsOptions { return kombo.ListJobFeedsOptions{PageOptions: pageOf(o)} }, func(v *kombo.JobFeed) string { return v.ID }),
	} {
		lists = append(lists, list(client))
	}
	return lists
}

// everyList is all there are of an integration.
func everyList() []anyList {
	type common = kombo.ListOptions
	return append(everyTrackedList(),
		walk("orders", (*kombo.AssessmentService).ListOrders,
			func(o common) kombo.ListOrdersOptions { return kombo.ListOrdersOptions{PageOptions: pageOf(o)} }, func(v *kombo.AssessmentOrder) string { return v.ID }),
		walk("skills", (*kombo.HRISService).ListSkills,
			func(o common) kombo.ListSkillsOptions {
				return kombo.ListSkillsOptions{SkillListOptions: kombo.SkillListOptions{PageOptions: pageOf(o), RemoteIDs: o.RemoteIDs}}
			}, func(v *kombo.HRISSkill) string { return v.ID }),
		walk("skill assignments", (*kombo.HRISService).ListSkillAssignments,
			func(o common) kombo.ListSkillAssignmentsOptions {
				return kombo.ListSkillAssignmentsOptions{SkillListOptions: kombo.SkillListOptions{PageOptions: pageOf(o), RemoteIDs: o.RemoteIDs}}
			}, func(v *kombo.SkillAssignment) string { return v.ID }),
	)
}

// everyTrackedList is those that know changes.
func everyTrackedList() []anyList { return append(everyATSList(), everyHRISList()...) }

func everyATSList() []anyList {
	type common = kombo.ListOptions
	return []anyList{
		walk("applications", (*kombo.ATSService).ListApplications,
			func(o common) kombo.ListApplicationsOptions { return kombo.ListApplicationsOptions{ListOptions: o} }, func(v *kombo.Application) string { return v.ID }),
		walk("stages", (*kombo.ATSService).ListApplicationStages,
			func(o common) kombo.ListApplicationStagesOptions {
				return kombo.ListApplicationStagesOptions{ListOptions: o}
			}, func(v *kombo.ApplicationStage) string { return v.ID }),
		walk("attachments", (*kombo.ATSService).ListAttachments,
			func(o common) kombo.ListAttachmentsOptions { return kombo.ListAttachmentsOptions{ListOptions: o} }, func(v *kombo.SyncedAttachment) string { return v.ID }),
		walk("candidates", (*kombo.ATSService).ListCandidates,
			func(o common) kombo.ListCandidatesOptions { return kombo.ListCandidatesOptions{ListOptions: o} }, func(v *kombo.Candidate) string { return v.ID }),
		walk("interviews", (*kombo.ATSService).ListInterviews,
			func(o common) kombo.ListInterviewsOptions { return kombo.ListInterviewsOptions{ListOptions: o} }, func(v *kombo.Interview) string { return v.ID }),
		walk("jobs", (*kombo.ATSService).ListJobs,
			func(o common) kombo.ListJobsOptions { return kombo.ListJobsOptions{ListOptions: o} }, func(v *kombo.Job) string { return v.ID }),
		walk("notes", (*kombo.ATSService).ListNotes,
			func(o common) kombo.ListNotesOptions { return kombo.ListNotesOptions{ListOptions: o} }, func(v *kombo.Note) string { return v.ID }),
		walk("offers", (*kombo.ATSService).ListOffers,
			func(o common) kombo.ListOffersOptions { return kombo.ListOffersOptions{ListOptions: o} }, func(v *kombo.Offer) string { return v.ID }),
		walk("rejection reasons", (*kombo.ATSService).ListRejectionReasons,
			func(o common) kombo.ListRejectionReasonsOptions {
				return kombo.ListRejectionReasonsOptions{ListOptions: o}
			}, func(v *kombo.RejectionReason) string { return v.ID }),
		walk("roles", (*kombo.ATSService).ListRoles,
			func(o common) kombo.ListRolesOptions { return kombo.ListRolesOptions{ListOptions: o} }, func(v *kombo.Role) string { return v.ID }),
		walk("scorecards", (*kombo.ATSService).ListScorecards,
			func(o common) kombo.ListScorecardsOptions { return kombo.ListScorecardsOptions{ListOptions: o} }, func(v *kombo.Scorecard) string { return v.ID }),
		walk("tags", (*kombo.ATSService).ListTags,
			func(o common) kombo.ListTagsOptions { return kombo.ListTagsOptions{ListOptions: o} }, func(v *kombo.Tag) string { return v.ID }),
		walk("users", (*kombo.ATSService).ListUsers,
			func(o common) kombo.ListUsersOptions { return kombo.ListUsersOptions{ListOptions: o} }, func(v *kombo.User) string { return v.ID }),
	}
}

func everyHRISList() []anyList {
	type common = kombo.ListOptions
	return []anyList{
		walk("employees", (*kombo.HRISService).ListEmployees,
			func(o common) kombo.ListEmployeesOptions { return kombo.ListEmployeesOptions{ListOptions: o} }, func(v *kombo.Employee) string { return v.ID }),
		walk("employments", (*kombo.HRISService).ListEmployments,
			func(o common) kombo.ListEmploymentsOptions { return kombo.ListEmploymentsOptions{ListOptions: o} }, func(v *kombo.Employment) string { return v.ID }),
		walk("groups", (*kombo.HRISService).ListGroups,
			func(o common) kombo.ListGroupsOptions { return kombo.ListGroupsOptions{ListOptions: o} }, func(v *kombo.Group) string { return v.ID }),
		walk("legal entities", (*kombo.HRISService).ListLegalEntities,
			func(o common) kombo.ListLegalEntitiesOptions { return kombo.ListLegalEntitiesOptions{ListOptions: o} }, func(v *kombo.LegalEntity) string { return v.ID }),
		walk("locations", (*kombo.HRISService).ListLocations,
			func(o common) kombo.ListLocationsOptions { return kombo.ListLocationsOptions{ListOptions: o} }, func(v *kombo.Location) string { return v.ID }),
		walk("absences", (*kombo.HRISService).ListAbsences,
			func(o common) kombo.ListAbsencesOptions { return kombo.ListAbsencesOptions{ListOptions: o} }, func(v *kombo.Absence) string { return v.ID }),
		walk("absence types", (*kombo.HRISService).ListAbsenceTypes,
			func(o common) kombo.ListAbsenceTypesOptions { return kombo.ListAbsenceTypesOptions{ListOptions: o} }, func(v *kombo.AbsenceType) string { return v.ID }),
		walk("balances", (*kombo.HRISService).ListTimeOffBalances,
			func(o common) kombo.ListTimeOffBalancesOptions {
				return kombo.ListTimeOffBalancesOptions{ListOptions: o}
			}, func(v *kombo.TimeOffBalance) string { return v.ID }),
		walk("timesheets", (*kombo.HRISService).ListTimesheets,
			func(o common) kombo.ListTimesheetsOptions { return kombo.ListTimesheetsOptions{ListOptions: o} }, func(v *kombo.Timesheet) string { return v.ID }),
		walk("reviews", (*kombo.HRISService).ListPerformanceReviews,
			func(o common) kombo.ListPerformanceReviewsOptions {
				return kombo.ListPerformanceReviewsOptions{ListOptions: o}
			}, func(v *kombo.PerformanceReview) string { return v.ID }),
		walk("review cycles", (*kombo.HRISService).ListPerformanceReviewCycles,
			func(o common) kombo.ListPerformanceReviewCyclesOptions {
				return kombo.ListPerformanceReviewCyclesOptions{ListOptions: o}
			}, func(v *kombo.PerformanceReviewCycle) string { return v.ID }),
		walk("staffing entities", (*kombo.HRISService).ListStaffingEntities,
			func(o common) kombo.ListStaffingEntitiesOptions {
				return kombo.ListStaffingEntitiesOptions{ListOptions: o}
			}, func(v *kombo.StaffingEntity) string { return v.ID }),
		walk("document categories", (*kombo.HRISService).ListEmployeeDocumentCategories,
			func(o common) kombo.ListEmployeeDocumentCategoriesOptions {
				return kombo.ListEmployeeDocumentCategoriesOptions{ListOptions: o}
			}, func(v *kombo.EmployeeDocumentCategory) string { return v.ID }),
		walk("pay runs", (*kombo.HRISService).ListPayRuns,
			func(o common) kombo.ListPayRunsOptions { return kombo.ListPayRunsOptions{ListOptions: o} }, func(v *kombo.PayRun) string { return v.ID }),
		walk("payslips", (*kombo.HRISService).ListPayslips,
			func(o common) kombo.ListPayslipsOptions { return kombo.ListPayslipsOptions{ListOptions: o} }, func(v *kombo.Payslip) string { return v.ID }),
	}
}

func TestEveryListIsTheSameInPagesOfAnySize(t *testing.T) {
	t.Parallel()
	h := newHost(t, kombotest.WithJobs(260), kombotest.WithCandidates(60), kombotest.WithApplications(90), kombotest.WithEmployees(70))
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

// some are every third id of n, made by id.
func some(n int, id func(i int) string) []string {
	var list []string
	for i := 0; i < n; i += 3 {
		list = append(list, id(i))
	}
	return list
}

func TestLongFiltersAreSplitAndReadAsOneSequence(t *testing.T) {
	t.Parallel()
	const n = 1200
	type ids = func(i int) string
	remote := func(i int) string { return fmt.Sprintf("job-%06d", i) }
	code := func(i int) string { return fmt.Sprintf("JC-%06d", i) }
	for _, tt := range []struct {
		name  string
		opts  func(job ids) kombo.ListJobsOptions
		parts int // at least
		want  func(i int) bool
	}{
		{"IDs", func(job ids) kombo.ListJobsOptions {
			return kombo.ListJobsOptions{ListOptions: kombo.ListOptions{IDs: some(n, job)}}
		}, 4, func(int) bool { return true }},
		{"RemoteIDs", func(ids) kombo.ListJobsOptions {
			return kombo.ListJobsOptions{ListOptions: kombo.ListOptions{RemoteIDs: some(n, remote)}}
		}, 2, func(int) bool { return true }},
		{"JobCodes", func(ids) kombo.ListJobsOptions {
			return kombo.ListJobsOptions{JobCodes: some(n, code)}
		}, 2, func(i int) bool { return i%7 != 6 }},
		{"two of them at once", func(job ids) kombo.ListJobsOptions {
			return kombo.ListJobsOptions{ListOptions: kombo.ListOptions{IDs: some(n, job)}, JobCodes: some(n, code)}
		}, 8, func(i int) bool { return i%7 != 6 }},
		{"values that come twice", func(job ids) kombo.ListJobsOptions {
			return kombo.ListJobsOptions{ListOptions: kombo.ListOptions{IDs: append(some(n, job), some(n, job)...)}}
		}, 4, func(int) bool { return true }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			h := newHost(t, kombotest.WithJobs(n), kombotest.WithCandidates(0))
			var want []string
			for i := 0; i < n; i += 3 {
				if tt.want(i) {
					want = append(want, h.fake.JobID(i))
				}
			}
			asked := tt.opts(h.fake.JobID)
			asked.PageSize = 80
			first, err := h.ats.ListJobs(t.Context(), asked)
			require.NoError(t, err)
			var got []string
			behind := map[string]int{} // by Next: how many jobs stand before it
			for page, err := range first.Pages(t.Context()) {
				require.NoError(t, err)
				require.Empty(t, page.Bad)
				for _, job := range page.Items {
					got = append(got, job.ID)
				}
				behind[page.Next] = len(got)
			}
			if len(asked.IDs) == 0 || len(asked.JobCodes) == 0 { // the parts of one filter come in its order
				require.Equal(t, want, got)
			}
			require.ElementsMatch(t, want, got)

			queries := map[string]bool{}
			for _, r := range h.since(0) {
				require.LessOrEqual(t, len(r.URL.RawQuery), 4<<10+200) // a cursor may come on top
				q := r.URL.Query()
				queries[q.Get("ids")+" "+q.Get("remote_ids")+" "+q.Get("job_codes")] = true
			}
			require.GreaterOrEqual(t, len(queries), tt.parts)

			for next, n := range behind {
				if next == "" {
					continue
				}
				opts := asked
				opts.Cursor = next
				page, err := h.ats.ListJobs(t.Context(), opts)
				require.NoError(t, err)
				require.Equal(t, got[n:], allIDs(t, page), next)
			}
			opts := asked
			opts.Cursor = "some other list's"
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

func TestListsThatCannotBeMeantAreNotAskedFor(t *testing.T) {
	t.Parallel()
	h := newHost(t)
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
		{"one value that is longer than a URL", h.ats, kombo.ListJobsOptions{NameContains: string(make([]byte, 5000))}, "too long"},
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
		t.Run("an empty id in "+list.name, func(t *testing.T) {
			_, _, err := list.ids(t.Context(), h.integration, kombo.ListOptions{IDs: []string{""}})
			require.ErrorIs(t, err, rolecall.ErrInvalid)
		})
	}
	require.Empty(t, h.fake.Requests())
}

func TestFiltersNarrowAList(t *testing.T) {
	t.Parallel()
	h := newHost(t, kombotest.WithJobs(30))
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
	require.Len(t, empty.Items, 30, "an empty list is no filter")
}

func TestTimesGoOutInUTC(t *testing.T) {
	t.Parallel()
	h := newHost(t, kombotest.WithJobs(30))
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
	require.Equal(t, zone, opts.UpdatedAfter.Location(), "the caller's own time stays as it is")
}
