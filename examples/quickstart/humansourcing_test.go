package main

import (
	"bytes"
	"context"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/humansourcing"
)

func TestHumanSourcing(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	var out bytes.Buffer
	require.NoError(t, runHumanSourcing(ctx, &out, "127.0.0.1:0"))
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	require.Equal(t, "Human Sourcing: 195 jobs and 195 candidates received", lines[len(lines)-1])
	for _, line := range []string{
		"     200  humansourcing:job.creation", "      20  humansourcing:job.update", "       5  humansourcing:job.delete",
		"     200  humansourcing:candidate.creation", "      20  humansourcing:candidate.update", "       5  humansourcing:candidate.delete",
		"       1  humansourcing:job.archive", "       1  humansourcing:campaign.archive", "     605  actions of candidates",
	} {
		require.Contains(t, lines, line)
	}
	require.NotContains(t, out.String(), "not handled")
	require.NotContains(t, out.String(), "older")
}

func TestHumanSourcingTimeout(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	require.Error(t, runHumanSourcing(ctx, io.Discard, "127.0.0.1:0"))
	require.Error(t, runHumanSourcing(t.Context(), io.Discard, "nowhere"))
}

func TestStoreKeepsNewerVersion(t *testing.T) {
	p := newPeople()
	for _, body := range []string{
		`{"event":"update","type":"job","data":{"job_id":1,"job_title":"new","job_updated_at":"2026-03-02T10:00:00+0100"}}`,
		`{"event":"creation","type":"job","data":{"job_id":1,"job_title":"old","job_updated_at":"2026-03-01T10:00:00+0100"}}`,
	} {
		list, err := humansourcing.ParseDeliveries(nil, []byte(body))
		require.NoError(t, err)
		require.NoError(t, p.router().Accept(t.Context(), list[0]))
	}
	require.Equal(t, "new", p.jobs["1"].Title)
	var out bytes.Buffer
	p.print(&out)
	require.Contains(t, out.String(), "       1  older than the stored version")
}
