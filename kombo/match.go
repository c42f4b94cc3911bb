package kombo

import (
	"context"
	"errors"
	"iter"
	"net/url"
	"slices"
	"strings"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/internal/transport"
)

// LocalJob is a job of your backend, with the fields by which [MatchJobs] finds it in a tool. Empty
// fields are not compared.
type LocalJob struct {
	// ID is your own id. MatchJobs does not compare it, but returns it in the [JobMatch].
	ID string
	// RemoteID is the tool's id of the job, if you know it.
	RemoteID string
	// Code is the customer's own code of the job ([Job.JobCode]).
	Code string
	// URL is the URL at which the job is posted ([Job.PostURL], [JobPosting.URL]).
	URL   string
	Title string
}

// MatchBy names the field that two jobs have in common. The constants are in order from the strongest
// evidence to the weakest.
type MatchBy string

// Values of [MatchBy].
const (
	ByRemoteID MatchBy = "remote_id"
	ByCode     MatchBy = "code"
	ByURL      MatchBy = "url"
	ByTitle    MatchBy = "title"
)

// strength is the strength of each field as evidence. Higher is stronger.
var strength = map[MatchBy]int{ByTitle: 1, ByURL: 2, ByCode: 3, ByRemoteID: 4}

// JobMatch is the result of [MatchJobs] for one [LocalJob].
type JobMatch struct {
	Local LocalJob
	// By is the strongest field by which any job matches, or "" if no job matches.
	By MatchBy
	// Candidates are all jobs that match by that field, in the order of the remote jobs. Jobs that
	// match only by a weaker field are not included.
	Candidates []*Job
	// Confirm reports whether an operator must confirm the match. It is true in three cases:
	//   - The jobs match by title only.
	//   - There are several candidates.
	//   - A candidate matches another LocalJob by an equally strong or a stronger field.
	Confirm bool
}

// Job returns the matching job if no confirmation is needed. Otherwise, or if no job matches, it
// returns nil.
func (v *JobMatch) Job() *Job {
	if v.Confirm || len(v.Candidates) != 1 {
		return nil
	}
	return v.Candidates[0]
}

// MatchJobs finds your jobs among the jobs of a tool. It compares four fields: the tool's id, the customer's
// code, the URL of the posting, and the title. For each of your jobs, MatchJobs uses only the first of these
// fields by which any job matches.
//
// Ids and codes must be equal. The comparison of URLs ignores the case of scheme and host, slashes at the end,
// the fragment and parameters that begin with utm_. The comparison of titles ignores case and white space. Jobs
// that are deleted in the tool never match.
//
// MatchJobs iterates over remote once and keeps only the matching jobs, so remote may be long:
//
//	page, err := integration.ATS.ListJobs(ctx, kombo.ListJobsOptions{})
//	matches, err := kombo.MatchJobs(local, page.All(ctx))
//
// The result has one match for each local job, in the same order. If a remote job does not decode
// ([rolecall.RecordError]), MatchJobs skips it and returns the matches together with all such errors,
// joined. After any other error of remote it returns no matches, since the jobs that were not read
// might have been candidates. If remote is nil, the error is [rolecall.ErrInvalid].
func MatchJobs(local []LocalJob, remote iter.Seq2[*Job, error]) ([]JobMatch, error) {
	if remote == nil {
		return nil, errNoJobs()
	}
	m := newMatcher(local)
	var bad []error
	for job, err := range remote {
		if _, ok := errors.AsType[*rolecall.RecordError](err); ok {
			bad = append(bad, err)
			continue
		}
		if err != nil {
			return nil, err
		}
		m.look(job)
	}
	m.confirm()
	return m.matches, errors.Join(bad...)
}

// errNoJobs returns the error for a nil sequence.
func errNoJobs() error {
	return transport.NewError("kombo", "kombo.match_jobs", "the sequence of jobs is nil", rolecall.ErrInvalid)
}

// clue is a value by which a job can be found.
type clue struct {
	by    MatchBy
	value string
}

type matcher struct {
	matches []JobMatch
	wanted  map[clue][]int // indexes in matches
	// taken holds the candidates that were added. A job that occurs twice, or matches twice by the same
	// field, is added only once.
	taken map[taken]struct{}
}

type taken struct {
	index int
	by    MatchBy
	id    string
}

func newMatcher(local []LocalJob) *matcher {
	m := &matcher{matches: make([]JobMatch, len(local)), wanted: map[clue][]int{}, taken: map[taken]struct{}{}}
	for i, job := range local {
		m.matches[i].Local = job
		for _, c := range []clue{
			{ByRemoteID, job.RemoteID}, {ByCode, strings.TrimSpace(job.Code)}, {ByURL, plainURL(job.URL)}, {ByTitle, plainTitle(job.Title)},
		} {
			if c.value != "" {
				m.wanted[c] = append(m.wanted[c], i)
			}
		}
	}
	return m
}

// look compares one job of the tool with all local jobs.
func (m *matcher) look(job *Job) {
	if job == nil || !job.RemoteDeletedAt.IsZero() {
		return
	}
	var copied *Job // a pointer to the original would keep its whole page in memory
	found := func(c clue) {
		for _, i := range m.wanted[c] {
			if copied == nil {
				copied = new(*job)
			}
			m.add(i, c.by, copied)
		}
	}
	found(clue{ByRemoteID, job.RemoteID})
	found(clue{ByCode, strings.TrimSpace(job.JobCode)})
	found(clue{ByURL, plainURL(job.PostURL)})
	found(clue{ByTitle, plainTitle(job.Name)})
	for _, posting := range job.JobPostings {
		found(clue{ByURL, plainURL(posting.URL)})
		found(clue{ByTitle, plainTitle(posting.Title)})
	}
}

func (m *matcher) add(index int, by MatchBy, job *Job) {
	match := &m.matches[index]
	if strength[by] < strength[match.By] {
		return
	}
	if strength[by] > strength[match.By] {
		match.By, match.Candidates = by, nil
	}
	this := taken{index, by, job.ID}
	if _, again := m.taken[this]; again {
		return
	}
	m.taken[this] = struct{}{}
	match.Candidates = append(match.Candidates, job)
}

// confirm marks the matches that an operator must confirm.
func (m *matcher) confirm() {
	type claim struct {
		id       string
		strength int
	}
	claims := map[claim]int{} // number of matches with the job, by a field of this strength or a stronger one
	for _, match := range m.matches {
		for _, job := range match.Candidates {
			for s := strength[match.By]; s > 0; s-- {
				claims[claim{job.ID, s}]++
			}
		}
	}
	for i := range m.matches {
		match := &m.matches[i]
		match.Confirm = match.By == ByTitle || len(match.Candidates) > 1
		for _, job := range match.Candidates {
			match.Confirm = match.Confirm || claims[claim{job.ID, strength[match.By]}] > 1
		}
	}
}

// plainURL normalizes a URL for comparison. It returns "" if the URL is not absolute.
func plainURL(raw string) string {
	if raw == "" {
		return ""
	}
	u, err := url.Parse(strings.TrimSpace(raw))
	if err != nil || u.Host == "" {
		return ""
	}
	q := u.Query()
	for name := range q {
		if strings.HasPrefix(strings.ToLower(name), "utm_") {
			delete(q, name)
		}
	}
	plain := strings.ToLower(u.Scheme) + "://" + strings.ToLower(u.Host) + strings.TrimRight(u.EscapedPath(), "/")
	if len(q) > 0 {
		plain += "?" + q.Encode()
	}
	return plain
}

// plainTitle normalizes the case and white space of a title for comparison.
func plainTitle(title string) string {
	return strings.ToLower(strings.Join(strings.Fields(title), " "))
}

// FindJobsOptions holds the values to search for. Empty values are ignored.
type FindJobsOptions struct {
	// RemoteIDs holds ids that the tool assigned, Codes holds values of [Job.JobCode]. Even many of them need
	// only a few requests.
	RemoteIDs []string
	Codes     []string
	// Each of URLs and Names takes at least one request. Kombo compares a URL with [Job.PostURL]
	// exactly, and finds a name anywhere in [Job.Name]. The case of a name does not matter.
	URLs  []string
	Names []string
}

// FoundJob is a job with the value by which it was found.
type FoundJob struct {
	Job *Job
	By  MatchBy
	// Value is the id, code, URL or name from the options.
	Value string
}

// FindJobs searches for some jobs of a tool without reading all of them. If it finds a job by several
// fields, it yields the job once for each of these fields. For a job that does not decode, FindJobs yields a
// [rolecall.RecordError], and continues if the caller does. Any other error ends the search.
//
// Use [FoundJobs] and [MatchJobs] to compare the found jobs with your own: a search for a name also finds
// jobs with a longer name that contains it.
func (s *ATSService) FindJobs(ctx context.Context, opts FindJobsOptions, call ...rolecall.CallOption) iter.Seq2[*FoundJob, error] {
	return func(yield func(*FoundJob, error) bool) {
		search := func(by MatchBy, value func(*Job) string, list ListJobsOptions) bool {
			return s.find(ctx, by, value, list, call, yield)
		}
		if ids := filled(opts.RemoteIDs); len(ids) > 0 &&
			!search(ByRemoteID, func(v *Job) string { return v.RemoteID }, ListJobsOptions{ListOptions: ListOptions{RemoteIDs: ids}}) {
			return
		}
		if codes := filled(opts.Codes); len(codes) > 0 &&
			!search(ByCode, func(v *Job) string { return v.JobCode }, ListJobsOptions{JobCodes: codes}) {
			return
		}
		for _, u := range filled(opts.URLs) {
			if !search(ByURL, func(*Job) string { return u }, ListJobsOptions{PostURL: u}) {
				return
			}
		}
		for _, name := range filled(opts.Names) {
			if !search(ByTitle, func(*Job) string { return name }, ListJobsOptions{NameContains: name}) {
				return
			}
		}
	}
}

// filled returns the values that are not empty: a filter with an empty value would find all jobs.
func filled(values []string) []string {
	return slices.DeleteFunc(slices.Clone(values), func(v string) bool { return strings.TrimSpace(v) == "" })
}

// find yields the jobs of one list and reports whether to continue.
func (s *ATSService) find(ctx context.Context, by MatchBy, value func(*Job) string, list ListJobsOptions, call []rolecall.CallOption, yield func(*FoundJob, error) bool) bool {
	page, err := s.ListJobs(ctx, list, call...)
	if err != nil {
		yield(nil, err)
		return false
	}
	for job, err := range page.All(ctx) {
		if err != nil {
			_, bad := errors.AsType[*rolecall.RecordError](err)
			if !yield(nil, err) || !bad {
				return false
			}
			continue
		}
		if !yield(&FoundJob{Job: job, By: by, Value: value(job)}, nil) {
			return false
		}
	}
	return true
}

// FoundJobs converts the result of [ATSService.FindJobs] to the argument of [MatchJobs]. If found is
// nil, the sequence yields an error that is [rolecall.ErrInvalid].
func FoundJobs(found iter.Seq2[*FoundJob, error]) iter.Seq2[*Job, error] {
	return func(yield func(*Job, error) bool) {
		if found == nil {
			yield(nil, errNoJobs())
			return
		}
		for f, err := range found {
			var job *Job
			if f != nil {
				job = f.Job
			}
			if !yield(job, err) {
				return
			}
		}
	}
}
