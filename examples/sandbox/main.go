// The sandbox serves the fake providers to clients in any language. A control API and a web page trigger
// every webhook.
//
//	go run ./examples/sandbox -knit 127.0.0.1:8091 -kombo 127.0.0.1:8092 -linkedin 127.0.0.1:8093 -control 127.0.0.1:8090
//
// When all of them listen, it prints one line of JSON on standard output with their addresses, keys and ids,
// and runs until it is interrupted:
//
//	{"knit":"http://127.0.0.1:8091","knit_api_key":"…","knit_integration_id":"…",
//	 "kombo":"http://127.0.0.1:8092","kombo_api_key":"…","kombo_integration_id":"…","kombo_webhook_secret":"…",
//	 "linkedin":"http://127.0.0.1:8093","linkedin_client_id":"…","linkedin_client_secret":"…","linkedin_application_urn":"…",
//	 "linkedin_parent_client_id":"…","linkedin_parent_client_secret":"…",
//	 "control_url":"http://127.0.0.1:8090","control_token":"…"}
//
// The version of the API in a path (/v1.0/sync.start, /v1/ats/jobs, /v2/simpleJobPostings) is optional.
// LinkedIn's access tokens are at /oauth/v2/accessToken below its address. With -linkedin-webhook, the fake
// LinkedIn sends a challenge to that URL, and then two resyncs: one for three jobs, one for all jobs.
//
// Human Sourcing has no API. -humansourcing takes the URL of your receiver, which must be on this machine. The
// sandbox sends all jobs and candidates to it, once each, as soon as the receiver responds. The URL may
// contain a secret in its path, or a user and a password; the printed line contains neither:
//
//	go run ./examples/sandbox -humansourcing http://127.0.0.1:8080/hooks/humansourcing
//	{"humansourcing":"http://127.0.0.1:8080","humansourcing_jobs":"100","humansourcing_candidates":"100",…}
//
// # The page
//
// Open control_url in a browser and log in with control_token. For each provider, the page has a form for
// almost every operation and shows the injected faults and the last deliveries and requests, without
// credentials and signatures. It uses no scripts.
//
// # The control API
//
// The control API is at control_url, by default on a free port. -control sets its address; with an empty
// address there is no control API. Every request must have the token. A body is a JSON object; an empty body
// is an empty object. The providers in paths are knit, kombo, linkedin and humansourcing. Human Sourcing is
// always available; without an API it has no requests, faults and integrations.
//
//	alias control='curl -sS -H "Authorization: Bearer $TOKEN"'
//
// List the routes, and for each provider its integrations, its event types with a sample of each, and its
// faults with their arguments:
//
//	control $URL/api
//
// Register your receiver, which must be on this machine. LinkedIn sends it a challenge first. For LinkedIn,
// the webhook belongs to an "integration"; for the other providers, to all integrations.
//
//	control $URL/api/kombo/webhook -d '{"url":"http://127.0.0.1:8080/hooks/kombo"}'
//
// Deliver an event. The fake signs it as the provider does and retries until the response is 200. "data"
// defaults to the sample, "integration" to the first one. A type that GET /api does not list requires data
// and "unlisted": true. The type of a Knit record event ends with its data type: record.new/ats_jobs. For
// LinkedIn, the data is the whole body.
//
//	control $URL/api/kombo/events -d '{"type":"data-changed"}'
//	control $URL/api/humansourcing/events -d '{"type":"job.delete","data":{"job_id":1001}}'
//
// Add an integration (the response has its id, and for LinkedIn its credentials), or activate one. On
// activation, Knit delivers app.integration.activate. Kombo delivers sync-finished, and before that
// integration-state-changed if the integration was not ACTIVE. LinkedIn delivers INTEGRATION_STATUS_CHANGE.
//
//	control $URL/api/knit/integrations -X POST
//	control $URL/api/knit/integrations/$ID/activate -X POST
//
// Run a Knit sync: with the default "state", "completed", an initial run with all records and a delta run;
// with "failed", a failure. Finish a Kombo sync with the state SUCCEEDED, PARTIALLY_FAILED, FAILED,
// AUTHENTICATION_FAILED, CANCELLED or TIMED_OUT. Set the state of a Kombo integration to ACTIVE, INACTIVE or
// INVALID. Request a LinkedIn resync of some jobs, or without "jobs" of every open job. All of these accept an
// "integration".
//
//	control $URL/api/knit/syncs -d '{"data_type":"ats_jobs"}'
//	control $URL/api/kombo/syncs -d '{"state":"AUTHENTICATION_FAILED"}'
//	control $URL/api/kombo/states -d '{"state":"INACTIVE"}'
//	control $URL/api/linkedin/resyncs -d '{"jobs":["sandbox-1","sandbox-2"]}'
//
// Advance the clock of all fakes. Challenges, tasks and expiries of LinkedIn that become due take place.
//
//	control $URL/api/clock -d '{"advance":"2h"}'
//
// Inject a fault into the next "count" API requests; with the name "pass", these requests are served normally.
// List the pending faults and count those that occurred, or remove the pending ones. The response is
// {"pending":["Status(503)"],"occurred":{}}.
//
//	control $URL/api/knit/faults -d '{"name":"Status","arguments":{"status":"503"},"count":2}'
//	control $URL/api/knit/faults
//	control $URL/api/knit/faults -X DELETE
//
// List the last API requests or the last delivery attempts, newest first. Credentials in headers, members and
// forms are hidden, and so are the paths of receivers. The status of an attempt without a response is 0.
//
//	control "$URL/api/knit/requests?limit=5"
//	control "$URL/api/knit/deliveries?limit=5"
//
// Wait until everything is delivered. The response is {"quiet":true}, or {"quiet":false} after the timeout.
//
//	control $URL/api/wait -d '{"timeout":"10s"}'
//
// An error response is {"error":"…"}. The status is 400 for an invalid body (an unknown member is an error),
// 401 without the token, 403 for a request from another site or with the name of another host, 404 for an
// unknown path, integration, event or fault, 413 for a body over 1 MiB, and 422 if the fake cannot perform the
// operation, such as delivering an event without a webhook.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "sandbox:", err)
		os.Exit(1)
	}
}

// run starts the fakes that the flags select and serves them until ctx is done.
func run(ctx context.Context, args []string, out io.Writer) error {
	s := &sandbox{ready: map[string]string{}}
	flags := flag.NewFlagSet("sandbox", flag.ContinueOnError)
	s.flags(flags)
	if err := flags.Parse(args); errors.Is(err, flag.ErrHelp) {
		return nil // Parse has printed the help
	} else if err != nil {
		return err
	}
	if flags.NArg() > 0 {
		return fmt.Errorf("unexpected argument %q", flags.Arg(0))
	}
	defer s.close()
	if err := s.start(ctx); err != nil {
		return err
	}
	if err := json.NewEncoder(out).Encode(s.ready); err != nil {
		return err
	}
	for _, send := range s.sends {
		if err := send(ctx); err != nil && ctx.Err() == nil {
			return err
		}
	}
	<-ctx.Done()
	return nil
}
