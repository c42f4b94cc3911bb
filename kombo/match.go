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

// LocalJob is a job of your own, as far as it helps to find it in a tool. What is empty is not
// looked for.
type LocalJob struct {
	// ID is yours, and comes back in the [JobMatch].
	ID string
	// RemoteID is the tool's id of the job, where you know it.
	RemoteID string
	// Code is the customer's own code of the job ([Job.JobCode]).
	Code string
	// URL is where the job is advertised ([Job.PostURL], [JobPosting.URL]).
	URL   string
	Title string
}

// MatchBy says what two jobs have in common. From the first to the last it says less.
type MatchBy string

// Values of [MatchBy].
const (
	ByRemoteID MatchBy = "remote_id"
	ByCode     MatchBy = "code"
	ByURL      MatchBy = "url"
	ByTitle    MatchBy = "title"
)

// strength orders the ways to match: the higher, the better.
var strength = map[MatchBy]int{ByTitle: 1, ByURL: 2, ByCode: 3, ByRemoteID: 4}

// JobMatch is what was found for one [LocalJob].
type JobMatch struct {
	Local LocalJob
	// By is the best way in which any job fits. "": none does.
	By MatchBy
	// Candidates are all the jobs that fit that way, in the order they came. Jobs that fit
	// in a lesser way are not here.
	Candidates []*Job
	// Confirm: a person must decide. It is set where the title is all there is to go by,
	// where several candidates fit equally, and where a candidate fits another LocalJob as
	// well or better.
	Confirm bool
}

// Job is the job to go by without asking anybody, nil where there is none: see Confirm.
func (v *JobMatch) Job() *Job {
	if v.Confirm || len(v.Candidates) != 1 {
		return nil
	}
	return v.Candidates[0]
}

// MatchJobs finds your jobs among those of a tool: by the tool's id, else by the customer's
// code, else by the URL of the advertisement, else by the title. Ids and codes must be equal;
// of URLs the case of scheme and host, a slash at the end, the fragment and utm_ parameters do
// not count; of titles case and spacing do not. Jobs that are deleted in the tool never match.
//
// remote is read once and not kept, so that it may be long:
//
//	page, err := integration.ATS.ListJobs(ctx, kombo.ListJobsOptions{})
//	matches, err := kombo.MatchJobs(local, page.All(ctx))
//
// The matches come in the order of local, one for each. A remote job that does not decode
// ([rolecall.RecordError]) costs that job alone: the matches are returned with the errors,
// joined. Any other error of remote ends it, without matches, since the jobs that were not read
// might have been candidates. A nil remote is [rolecall.ErrInvalid].
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

// errNoJobs is the error of a nil sequence, such as that of a call whose error was not looked at.
func errNoJobs() error {
	return transport.NewError("kombo", "kombo.match_jobs", "the sequence of jobs is nil", rolecall.ErrInvalid)
}

// clue is one thing that a job can be known by.
type clue struct {
	by    MatchBy
	value string
}

type matcher struct {
	matches []JobMatch
	wanted  map[clue][]int // places in matches
	// taken keeps a job that comes twice, or fits twice the same way, from being two candidates.
	taken map[taken]struct{}
}

type taken struct {
	place int
	by    MatchBy
	id    string
}

func newMatcher(local []LocalJob) *matcher {
	m := &matcher{matches: make([]JobMatch, len(local)), wanted: map[clue][]int{}, taken: map[taken]struct{}{}}
	for place, job := range local {
		m.matches[place].Local = job
		for _, c := range []clue{
			{ByRemoteID, job.RemoteID}, {ByCode, strings.TrimSpace(job.Code)}, {ByURL, plainURL(job.URL)}, {ByTitle, plainTitle(job.Title)},
		} {
			if c.value != "" {
				m.wanted[c] = append(m.wanted[c], place)
			}
		}
	}
	return m
}

// look takes in one job of the tool.
func (m *matcher) look(job *Job) {
	if job == nil || !job.RemoteDeletedAt.IsZero() {
		return
	}
	var copied *Job // the caller's belongs to a page of hundreds, which it would keep
	found := func(c clue) {
		for _, place := range m.wanted[c] {
			if copied == nil {
				copied = new(*job)
			}
			m.add(place, c.by, copied)
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

func (m *matcher) add(place int, by MatchBy, job *Job) {
	match := &m.matches[place]
	if strength[by] < strength[match.By] {
		return
	}
	if strength[by] > strength[match.By] {
		match.By, match.Candidates = by, nil
	}
	this := taken{place, by, job.ID}
	if _, again := m.taken[this]; again {
		return
	}
	m.taken[this] = struct{}{}
	match.Candidates = append(match.Candidates, job)
}

// confirm marks the matches that a person must look at.
func (m *matcher) confirm() {
	type claim struct {
		id       string
		strength int
	}
	claims := map[claim]int{} // how many matches have the job in this way, or in a better one
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

// plainURL is a URL without what does not tell pages apart; "" for what is no absolute URL.
func plainURL(text string) string {
	if text == "" {
		return ""
	}
	u, err := url.Parse(strings.TrimSpace(text))
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

// plainTitle folds case and spacing.
func plainTitle(text string) string {
	return strings.ToLower(strings.Join(strings.Fields(text), " "))
}

// FindJobsOptions says what to look for. What is empty is not asked for.
type FindJobsOptions struct {
	// RemoteIDs and Codes take few requests, however many they are.
	RemoteIDs []string
	Codes     []string
	// URLs and Names take a request each, at least. A URL is compared with [Job.PostURL] by
	// Kombo, to the letter; a name is looked for within [Job.Name], in any case.
	URLs  []string
	Names []string
}

// FoundJob is a job, and what found it.
type FoundJob struct {
	Job *Job
	By  MatchBy
	// Value is the id, code, URL or name that was asked for.
	Value string
}

// FindJobs looks for some jobs of a tool without reading all of them. Jobs that are found in
// several ways come once for each. A job that does not decode comes as a [rolecall.RecordError]
// and the search goes on if the caller does; any other error ends it.
//
// What it finds has to be compared still, see [MatchJobs] and [FoundJobs]: a name within another
// is found, too.
func (s *ATSService) FindJobs(ctx context.Context, opts FindJobsOptions, call ...rolecall.CallOption) iter.Seq2[*FoundJob, error] {
	return func(yield func(*FoundJob, error) bool) {
		ask := func(by MatchBy, value func(*Job) string, list ListJobsOptions) bool {
			return s.find(ctx, by, value, list, call, yield)
		}
		if ids := filled(opts.RemoteIDs); len(ids) > 0 &&
			!ask(ByRemoteID, func(v *Job) string { return v.RemoteID }, ListJobsOptions{ListOptions: ListOptions{RemoteIDs: ids}}) {
			return
		}
		if codes := filled(opts.Codes); len(codes) > 0 &&
			!ask(ByCode, func(v *Job) string { return v.JobCode }, ListJobsOptions{JobCodes: codes}) {
			return
		}
		for _, u := range filled(opts.URLs) {
			if !ask(ByURL, func(*Job) string { return u }, ListJobsOptions{PostURL: u}) {
				return
			}
		}
		for _, name := range filled(opts.Names) {
			if !ask(ByTitle, func(*Job) string { return name }, ListJobsOptions{NameContains: name}) {
				return
			}
		}
	}
}

// filled leaves out empty values: a filter without a value is no filter, and finds everything.
func filled(values []string) []string {
	return slices.DeleteFunc(slices.Clone(values), func(v string) bool { return strings.TrimSpace(v) == "" })
}

// find yields the jobs of one list, and reports whether to go on.
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

// FoundJobs is what [ATSService.FindJobs] yields, as [MatchJobs] reads it. Of a nil found it
// yields [rolecall.ErrInvalid].
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
