package main

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestLinkedIn(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	var out bytes.Buffer
	require.NoError(t, runLinkedIn(ctx, &out, "127.0.0.1:0"))
	require.Equal(t, []string{
		"      12  accepted as CREATE",
		"",
		"answered LinkedIn's challenge",
		"LinkedIn asks for 3 jobs again",
		"       3  accepted as UPDATE",
		"LinkedIn asks for 12 jobs again",
		"      12  accepted as UPDATE",
		"      15  tasks SUCCEEDED",
		"",
		"LinkedIn: 15 jobs posted again",
	}, strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n"))
}
