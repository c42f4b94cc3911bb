package durable_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/knit"
	"github.com/rolecall-dev/rolecall/webhook/durable"
	"github.com/rolecall-dev/rolecall/webhook/durable/internal/dbtest"
)

const apiKey = "an-api-key"

// knitServer is a server whose receiver passes Knit's events to the inbox.
func knitServer(t *testing.T, inbox *durable.Inbox) *httptest.Server {
	t.Helper()
	receiver, err := knit.NewReceiver([]string{apiKey}, inbox)
	require.NoError(t, err)
	server := httptest.NewServer(receiver)
	t.Cleanup(server.Close)
	return server
}

// deliver sends an event as Knit does, and returns the response.
func deliver(t *testing.T, server *httptest.Server, id string) *http.Response {
	t.Helper()
	body := fmt.Sprintf(`{"eventId":%q,"eventType":"record.new","recordId":"job-1","syncType":"initial_sync","syncDataType":"ats_jobs","syncJobId":"sj","syncRunId":"sr","triggeredAt":"2026-01-01T00:00:00Z","eventData":{"info":{"id":"job-1"}}}`, id)
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.URL, strings.NewReader(body))
	require.NoError(t, err)
	mac := hmac.New(sha256.New, []byte(apiKey))
	mac.Write([]byte(body))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("X-Knit-Signature", base64.RawURLEncoding.EncodeToString(mac.Sum(nil)))
	r.Header.Set("X-Knit-Integration-Id", "integration-1")
	response, err := server.Client().Do(r)
	require.NoError(t, err)
	defer func() { _ = response.Body.Close() }()
	_, err = io.Copy(io.Discard, response.Body)
	require.NoError(t, err)
	return response
}

func requireUnavailable(t *testing.T, response *http.Response) {
	t.Helper()
	require.Equal(t, http.StatusServiceUnavailable, response.StatusCode)
	wait, err := strconv.Atoi(response.Header.Get("Retry-After"))
	require.NoError(t, err)
	require.Positive(t, wait)
}

// The response is 200 if, and only if, the delivery is stored.
func TestReceiver(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		var got recorder
		e := open(t, dsn)
		inbox := e.Inbox(handlerSink(got.handle))
		server := knitServer(t, inbox)
		requireUnavailable(t, deliver(t, server, "early"))

		require.NoError(t, e.Start(t.Context()))
		for range 3 {
			require.Equal(t, http.StatusOK, deliver(t, server, "a").StatusCode)
		}
		stored := rawPool(t, dsn)
		require.Equal(t, 1, count(t, stored, "select count(*) from "+in(dsn, "rolecall_delivery")))
		eventually(t, inbox, durable.StateDone, 1)
		d := got.all()[0]
		require.Equal(t, "a", d.ID)
		require.Equal(t, "integration-1", d.Tenant)
		require.Contains(t, string(d.Body), `"eventId":"a"`)

		require.NoError(t, e.Stop(context.WithoutCancel(t.Context())))
		requireUnavailable(t, deliver(t, server, "late"))
		requireUnavailable(t, deliver(t, server, "a"))
		require.Equal(t, 1, count(t, stored, "select count(*) from "+in(dsn, "rolecall_delivery")))
	})
}

func TestReceiverWithoutStore(t *testing.T) {
	t.Parallel()
	proxy := dbtest.NewProxy(t, dbtest.Postgres(t))
	var got recorder
	// River rescues a job whose process could not reach the database after twice this time, every 30 seconds.
	_, inbox := start(t, proxy.DSN(), got.handle, durable.HandlerTimeout(time.Second))
	server := knitServer(t, inbox)
	require.Equal(t, http.StatusOK, deliver(t, server, "a").StatusCode)
	proxy.Cut()
	requireUnavailable(t, deliver(t, server, "b"))
	requireUnavailable(t, deliver(t, server, "a"))
	proxy.Restore()
	require.Equal(t, http.StatusOK, deliver(t, server, "b").StatusCode)
	eventually(t, inbox, durable.StateDone, 2)
}
