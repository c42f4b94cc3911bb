package kombotest

import "time"

// atsLists is the lists of the ATS category, in the order of Kombo's documentation.
func atsLists() []*list {
	application := func(w *world) *table { return w.applications }
	return []*list{
		{
			path: "/ats/applications", enum: "outcome", table: application,
			models: []string{"ats_applications"}, holders: (*world).touchAround,
			record: (*world).application,
			filters: []filter{
				among("outcomes", outcome, outcomes...),
				among("outcome", outcome, outcomes...), // deprecated: one value
				among("job_ids", func(w *world, a int) string { return w.jobs.id(w.jobOf(a)) }),
				among("job_remote_ids", func(w *world, a int) string { return w.jobs.remote(w.jobOf(a)) }),
				among("current_stage_ids", currentStageID),
				sinceDay("remote_created_after", func(w *world, a int) time.Time { return w.applications.createdAt(a) }),
			},
		},
		{
			path: "/ats/candidates", table: func(w *world) *table { return w.candidates }, keep: []string{"remote_id"},
			models: []string{"ats_candidates"}, holders: (*world).touchApplicationsOf,
			record: timeless((*world).candidate),
			filters: []filter{
				equalAny("email", candidateEmails),
				anyAmong("job_ids", candidateJobs),
				equal("first_name", candidateFirst),
				equal("last_name", candidateLast),
			},
		},
		{
			path: "/ats/tags", table: func(w *world) *table { return w.tags }, models: []string{"ats_tags"},
			record: timeless((*world).tag),
		},
		{
			path: "/ats/application-stages", table: func(w *world) *table { return w.stages }, enum: "status",
			models: []string{"ats_application_stages"}, holders: (*world).touchStage,
			record: timeless((*world).stage),
		},
		{
			path: "/ats/jobs", table: func(w *world) *table { return w.jobs }, keep: []string{"remote_id"}, enum: "status",
			models: []string{"ats_jobs"},
			record: timeless((*world).job),
			filters: []filter{
				among("job_codes", jobCode).found(jobByCode),
				equal("post_url", jobPostURL),
				among("statuses", jobStatus, jobStatuses...),
				among("status", jobStatus, jobStatuses...), // deprecated: one value
				among("employment_types", jobEmploymentType, employmentTypes...),
				among("visibilities", jobVisibility, visibilities...),
				sinceDay("remote_created_after", func(w *world, i int) time.Time { return w.jobs.createdAt(i) }),
				nameContains(jobName),
			},
		},
		{
			path: "/ats/users", table: func(w *world) *table { return w.users }, enum: "status",
			models:  []string{"ats_users"},
			record:  timeless((*world).user),
			filters: []filter{amongFold("emails", userEmail)},
		},
		{
			path: "/ats/roles", table: func(w *world) *table { return w.roles }, enum: "unified_type",
			models: []string{"ats_roles"}, holders: (*world).touchRole,
			record:  timeless((*world).role),
			filters: []filter{among("scopes", func(_ *world, i int) string { return roleList[i].scope }, "SYSTEM", "JOB")},
		},
		{
			path: "/ats/offers", table: func(w *world) *table { return w.offers }, enum: "status",
			models: []string{"ats_offers"}, holders: func(w *world, k int, now time.Time) { w.applications.touch(4*k, now) },
			record: (*world).offer,
		},
		{
			path: "/ats/rejection-reasons", table: func(w *world) *table { return w.reasons }, keep: []string{"remote_id"},
			models: []string{"ats_rejection_reasons"},
			record: timeless((*world).reason),
		},
		{
			path: "/ats/interviews", table: func(w *world) *table { return w.interviews },
			models: []string{"ats_interviews"}, holders: func(w *world, k int, now time.Time) { w.applications.touch(w.interviewed(k), now) },
			record: (*world).interview,
			filters: []filter{
				among("job_ids", func(w *world, k int) string { return w.jobs.id(w.jobOf(w.interviewed(k))) }),
			},
		},
		{
			path: "/ats/notes", table: func(w *world) *table { return w.notes },
			models: []string{"ats_notes"},
			record: timeless((*world).note), filters: owned((*world).noteOwner), keep: []string{"remote_id", "candidate_id"},
		},
		{
			path: "/ats/scorecards", table: func(w *world) *table { return w.scorecards },
			record: timeless((*world).scorecard), filters: owned((*world).scorecardOwner), keep: []string{"remote_id"},
		},
		{
			path: "/ats/attachments", table: func(w *world) *table { return w.attachments }, enum: "type",
			record: timeless((*world).attachment), filters: owned((*world).attachmentOwner), keep: []string{"remote_id", "candidate_id"},
		},
	}
}

// timeless is a record that is the same at any time.
func timeless(record func(w *world, i int) object) func(*world, int, time.Time) object {
	return func(w *world, i int, _ time.Time) object { return record(w, i) }
}

// owned is the filters of what belongs to a candidate and an application; "" is none.
func owned(owner func(w *world, i int) (candidateID, applicationID string)) []filter {
	return []filter{
		among("candidate_ids", func(w *world, i int) string {
			id, _ := owner(w, i)
			return id
		}),
		among("application_ids", func(w *world, i int) string {
			_, id := owner(w, i)
			return id
		}),
	}
}

// candidateJobs is the jobs for which a candidate has applied.
func candidateJobs(w *world, c int) []string {
	var ids []string
	for _, a := range w.allApplicationsOf(c) {
		if w.applications.live(a) {
			ids = append(ids, w.jobs.id(w.jobOf(a)))
		}
	}
	return ids
}
