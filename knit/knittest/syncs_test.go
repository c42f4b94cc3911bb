package knittest_test

import (
	"context"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/knit"
	"github.com/rolecall-dev/rolecall/knit/knittest"
	"github.com/rolecall-dev/rolecall/webhook"
)

func TestStartSyncWithoutClient(t *testing.T) {
	t.Parallel()
	fake := knittest.NewServer(t, knittest.WithEmployees(3), knittest.WithDelta(knittest.Delta{}))
	require.ErrorContains(t, fake.StartSync(knittest.Employees), "no webhook is registered")
	types := make(chan string, 100)
	receiver, err := knit.NewReceiver([]string{fake.APIKey}, webhook.SinkFunc(func(_ context.Context, d *webhook.Delivery) error {
		types <- d.Type
		return nil
	}))
	require.NoError(t, err)
	server := httptest.NewServer(receiver)
	t.Cleanup(server.Close)
	fake.SetWebhook(server.URL)

	require.NoError(t, fake.StartSync(knittest.Employees))
	require.NoError(t, fake.Wait(t.Context()))
	counts := map[string]int{}
	for len(types) > 0 {
		counts[<-types]++
	}
	require.Equal(t, map[string]int{string(knit.EmployeeNew): 3, string(knit.SyncProcessed): 2, string(knit.SyncAllConsumed): 2}, counts)

	require.ErrorContains(t, fake.StartSync("crm_deals"), `"crm_deals"`)
	fake.Deactivate()
	require.ErrorContains(t, fake.StartSync(knittest.Employees), "deactivated")
}
