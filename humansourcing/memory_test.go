package humansourcing_test

import (
	"context"
	"net/http"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/humansourcing"
	"github.com/rolecall-dev/rolecall/webhook"
)

// Decoding 4 MB of actions that are {} or 1 must allocate less than 16 times their size. In an earlier version,
// 16 MB of them allocated 2 to 4 GB.
func TestTinyActionsMemory(t *testing.T) {
	for _, action := range []string{`{}`, `1`} {
		list := "[" + strings.Repeat(action+",", (4<<20)/(len(action)+1)) + action + "]"
		body := `{"event":"update","type":"candidate","data":{"id":7,"action":` + list + `}}`
		var got humansourcing.CandidateEvent
		router := webhook.NewRouter()
		webhook.On(router, humansourcing.CandidateUpdated, func(_ context.Context, e *humansourcing.CandidateEvent, _ *webhook.Delivery) error {
			got = *e
			return nil
		})
		rx, err := humansourcing.NewReceiver(webhook.Unverified(), router)
		require.NoError(t, err)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		status := statusOf(rx, post(body))
		runtime.ReadMemStats(&after)
		require.Equal(t, http.StatusOK, status)
		require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(16*len(body)), action)
		require.Equal(t, "7", got.Data.ID, "the event must be handled")
		require.Len(t, humansourcing.Unread(got), 1)
	}
}
