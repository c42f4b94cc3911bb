package kombo_test

import (
	"errors"
	"fmt"
	"iter"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/kombo"
)

func each(jobs ...kombo.Job) iter.Seq2[*kombo.Job, error] {
	return func(yield func(*kombo.Job, error) bool) {
		for i := range jobs {
			if !yield(&jobs[i], nil) {
				return
			}
		}
	}
}

func ids(jobs []*kombo.Job) []string {
	var list []string
	for _, job := range jobs {
		list = append(list, job.ID)
	}
	return list
}

func TestMatchJobs(t *testing.T) {
	t.Parallel()
	deleted := kombo.Changes{RemoteDeletedAt: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)}
	for _, tt := range []struct {
		name    string
		local   kombo.LocalJob
		remote  []kombo.Job
		by      kombo.MatchBy
		want    []string
		confirm bool
	}{
		{
			name: "remote id takes precedence", local: kombo.LocalJob{RemoteID: "7", Code: "W-2", Title: "Welder"},
			remote: []kombo.Job{{ID: "a", JobCode: "W-2", Name: "Welder"}, {ID: "b", RemoteID: "7", Name: "Smith"}, {ID: "c", JobCode: "W-2"}},
			by:     kombo.ByRemoteID, want: []string{"b"},
		},
		{
			name: "code precedes the URL", local: kombo.LocalJob{RemoteID: "8", Code: " W-2 ", URL: "https://jobs.example.com/1"},
			remote: []kombo.Job{{ID: "a", PostURL: "https://jobs.example.com/1"}, {ID: "b", RemoteID: "7", JobCode: "W-2"}},
			by:     kombo.ByCode, want: []string{"b"},
		},
		{
			name: "codes are case-sensitive", local: kombo.LocalJob{Code: "W-2"},
			remote: []kombo.Job{{ID: "a", JobCode: "w-2"}},
		},
		{
			name: "URL precedes the title", local: kombo.LocalJob{URL: "https://jobs.example.com/1", Title: "Welder"},
			remote: []kombo.Job{{ID: "a", Name: "Welder"}, {ID: "b", PostURL: "https://jobs.example.com/1"}},
			by:     kombo.ByURL, want: []string{"b"},
		},
		{
			name: "URL of a job posting", local: kombo.LocalJob{URL: "https://jobs.example.com/1"},
			remote: []kombo.Job{{ID: "a", JobPostings: []kombo.JobPosting{{URL: "https://jobs.example.com/2"}, {URL: "https://jobs.example.com/1/"}}}},
			by:     kombo.ByURL, want: []string{"a"},
		},
		{
			name: "title match must be confirmed", local: kombo.LocalJob{Title: "Senior  WELDER (f/m)"},
			remote: []kombo.Job{{ID: "a", Name: "senior welder (F/M) "}, {ID: "b", Name: "Welder"}},
			by:     kombo.ByTitle, want: []string{"a"}, confirm: true,
		},
		{
			name: "equal matches are all returned", local: kombo.LocalJob{Code: "W-2"},
			remote: []kombo.Job{{ID: "a", JobCode: "W-2"}, {ID: "b", JobCode: "W-2"}, {ID: "c"}},
			by:     kombo.ByCode, want: []string{"a", "b"}, confirm: true,
		},
		{
			name: "job listed twice is one candidate", local: kombo.LocalJob{Code: "W-2", URL: "https://jobs.example.com/1"},
			remote: []kombo.Job{
				{ID: "a", JobCode: "W-2", PostURL: "https://jobs.example.com/1", JobPostings: []kombo.JobPosting{{URL: "https://jobs.example.com/1"}}},
				{ID: "a", JobCode: "W-2"},
			},
			by: kombo.ByCode, want: []string{"a"},
		},
		{
			name: "later match by a stronger key replaces the first", local: kombo.LocalJob{RemoteID: "7", Title: "Welder"},
			remote: []kombo.Job{{ID: "a", Name: "Welder"}, {ID: "a", RemoteID: "7", Name: "Welder"}},
			by:     kombo.ByRemoteID, want: []string{"a"},
		},
		{
			name: "deleted jobs do not match", local: kombo.LocalJob{RemoteID: "7", Title: "Welder"},
			remote: []kombo.Job{{ID: "a", RemoteID: "7", Name: "Welder", Changes: deleted}},
		},
		{
			name: "empty values do not match", local: kombo.LocalJob{ID: "mine"},
			remote: []kombo.Job{{ID: "a"}, {ID: "b", PostURL: "not a url", Name: " "}},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			matches, err := kombo.MatchJobs([]kombo.LocalJob{tt.local}, each(tt.remote...))
			require.NoError(t, err)
			require.Len(t, matches, 1)
			require.Equal(t, tt.local, matches[0].Local)
			require.Equal(t, tt.by, matches[0].By)
			require.Equal(t, tt.want, ids(matches[0].Candidates))
			require.Equal(t, tt.confirm, matches[0].Confirm)
			if len(tt.want) == 1 && !tt.confirm {
				require.Equal(t, tt.want[0], matches[0].Job().ID)
			} else {
				require.Nil(t, matches[0].Job())
			}
		})
	}
	t.Run("two local jobs that match one job must be confirmed", func(t *testing.T) {
		t.Parallel()
		matches, err := kombo.MatchJobs(
			[]kombo.LocalJob{{ID: "1", Code: "W-2"}, {ID: "2", Code: "W-2"}, {ID: "3", Code: "W-3"}},
			each(kombo.Job{ID: "a", JobCode: "W-2"}, kombo.Job{ID: "b", JobCode: "W-3"}))
		require.NoError(t, err)
		require.Equal(t, []bool{true, true, false}, []bool{matches[0].Confirm, matches[1].Confirm, matches[2].Confirm})
	})
	t.Run("weaker match does not affect a stronger one", func(t *testing.T) {
		t.Parallel()
		matches, err := kombo.MatchJobs(
			[]kombo.LocalJob{{ID: "1", Title: "Welder"}, {ID: "2", RemoteID: "7", Title: "Welder"}},
			each(kombo.Job{ID: "a", RemoteID: "7", Name: "Welder"}))
		require.NoError(t, err)
		require.Equal(t, []bool{true, false}, []bool{matches[0].Confirm, matches[1].Confirm})
	})
	t.Run("record that does not decode is skipped", func(t *testing.T) {
		t.Parallel()
		invalid := &rolecall.RecordError{Index: 1, Err: errors.New("bad")}
		matches, err := kombo.MatchJobs([]kombo.LocalJob{{RemoteID: "7"}}, func(yield func(*kombo.Job, error) bool) {
			_ = yield(nil, invalid) && yield(&kombo.Job{ID: "a", RemoteID: "7"}, nil)
		})
		require.ErrorIs(t, err, invalid)
		require.Equal(t, []string{"a"}, ids(matches[0].Candidates))
	})
	t.Run("any other error ends the call without matches", func(t *testing.T) {
		t.Parallel()
		broken := errors.New("broken")
		matches, err := kombo.MatchJobs([]kombo.LocalJob{{RemoteID: "7"}}, func(yield func(*kombo.Job, error) bool) {
			if yield(&kombo.Job{ID: "a", RemoteID: "7"}, nil) && yield(nil, broken) {
				t.Error("the iteration continued after an error")
			}
		})
		require.ErrorIs(t, err, broken)
		require.Nil(t, matches)
	})
	t.Run("no local jobs", func(t *testing.T) {
		t.Parallel()
		matches, err := kombo.MatchJobs(nil, each(kombo.Job{ID: "a"}))
		require.NoError(t, err)
		require.Empty(t, matches)
	})
	t.Run("100,000 jobs", func(t *testing.T) {
		t.Parallel()
		if testing.Short() {
			t.Skip("matches 100,000 jobs, which can take more than a second")
		}
		const many = 100_000
		page := make([]kombo.Job, 250) // each page overwrites the previous page: MatchJobs must copy what it keeps
		remote := func(yield func(*kombo.Job, error) bool) {
			for i := range many {
				job := &page[i%len(page)]
				*job = kombo.Job{ID: fmt.Sprint("k", i), RemoteID: fmt.Sprint(i), Name: "Welder"}
				if !yield(job, nil) {
					return
				}
			}
		}
		matches, err := kombo.MatchJobs([]kombo.LocalJob{{Title: "welder"}, {RemoteID: "99999"}, {RemoteID: "3"}}, remote)
		require.NoError(t, err)
		require.Len(t, matches[0].Candidates, many)
		require.Equal(t, "k4", matches[0].Candidates[4].ID)
		require.Equal(t, "k99999", matches[1].Job().ID)
		require.Equal(t, "k3", matches[2].Job().ID)
	})
}

func TestMatchJobsByURL(t *testing.T) {
	t.Parallel()
	const mine = "https://Jobs.Example.com/Openings/1?lang=de&team=a"
	for remote, matched := range map[string]bool{
		"HTTPS://jobs.example.COM/Openings/1/?team=a&lang=de":                            true,
		"https://jobs.example.com/Openings/1?lang=de&team=a#apply":                       true,
		"https://jobs.example.com/Openings/1?lang=de&UTM_Source=x&utm_campaign=y&team=a": true,
		" https://jobs.example.com/Openings/1?lang=de&team=a ":                           true,
		"https://jobs.example.com/openings/1?lang=de&team=a":                             false, // paths are case-sensitive
		"https://jobs.example.com/Openings/1":                                            false,
		"https://jobs.example.com/Openings/2?lang=de&team=a":                             false,
		"http://jobs.example.com/Openings/1?lang=de&team=a":                              false,
		"/Openings/1?lang=de&team=a":                                                     false,
		"https://%zz":                                                                    false,
		"":                                                                               false,
	} {
		t.Run(remote, func(t *testing.T) {
			t.Parallel()
			matches, err := kombo.MatchJobs([]kombo.LocalJob{{URL: mine}}, each(kombo.Job{ID: "a", PostURL: remote}))
			require.NoError(t, err)
			require.Equal(t, matched, matches[0].Job() != nil)
		})
	}
}

func TestFoundJobs(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	found := func(yield func(*kombo.FoundJob, error) bool) {
		_ = yield(&kombo.FoundJob{Job: &kombo.Job{ID: "a", RemoteID: "7"}, By: kombo.ByRemoteID, Value: "7"}, nil) && yield(nil, broken)
	}
	var got []string
	var last error
	for job, err := range kombo.FoundJobs(found) {
		if last = err; err == nil {
			got = append(got, job.ID)
		}
	}
	require.Equal(t, []string{"a"}, got)
	require.ErrorIs(t, last, broken)
}
