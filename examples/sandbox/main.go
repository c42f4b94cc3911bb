// The sandbox serves the fakes for a client in any language, with a control API and a page that cause every
// webhook.
//
//	go run ./examples/sandbox -knit 127.0.0.1:8091 -kombo 127.0.0.1:8092 -linkedin 127.0.0.1:8093 -control 127.0.0.1:8090
//
// When all of them listen it prints one line of JSON on standard output with their
// addresses, keys and ids, and runs until it is interrupted:
//
//	{"knit":"http://127.0.0.1:8091","knit_api_key":"…","knit_integration_id":"…",
//	 "kombo":"http://127.0.0.1:8092","kombo_api_key":"…","kombo_integration_id":"…","kombo_webhook_secret":"…",
//	 "linkedin":"http://127.0.0.1:8093","linkedin_client_id":"…","linkedin_client_secret":"…","linkedin_application_urn":"…",
//	 "linkedin_parent_client_id":"…","linkedin_parent_client_secret":"…",
//	 "control_url":"http://127.0.0.1:8090","control_token":"…"}
//
// Paths below an address may carry the API's version (/v1.0/sync.start, /v1/ats/jobs,
// /v2/simpleJobPostings) or leave it out. LinkedIn's tokens are at /oauth/v2/accessToken of its
// address. With -linkedin-webhook it sends that URL a challenge, and then a resync of three jobs
// and one of all.
//
// Human Sourcing has nothing to serve: -humansourcing takes the URL of your receiver, on this machine,
// and its jobs and candidates are sent there, once each, as soon as the receiver responds. The URL may
// hold a secret in its path, or a user and a password; the line shows neither:
//
//	go run ./examples/sandbox -humansourcing http://127.0.0.1:8080/hooks/humansourcing
//	{"humansourcing":"http://127.0.0.1:8080","humansourcing_jobs":"100","humansourcing_candidates":"100",…}
//
// # The page
//
// Open control_url in a browser and log in with control_token. Each provider has its forms, the injected
// faults, and the last deliveries and requests, without credentials and signatures. The page needs no
// script.
//
// # The control API
//
// It is at control_url, by default on a free port; -control chooses the address, and an empty one leaves it
// out. Every request has the token. Bodies are JSON objects, and an empty one may be left out. PROVIDER is
// knit, kombo, linkedin or humansourcing. Human Sourcing is always there; it has no API of its own, and so
// no requests, faults and integrations.
//
//	alias control='curl -sS -H "Authorization: Bearer $TOKEN"'
//
// What there is: the routes, and of each provider the integrations, the types of its events with a sample of
// each, and the faults with their arguments.
//
//	control $URL/api
//
// Register your receiver, which is on this machine. LinkedIn sends it a challenge first, and takes an
// "integration"; the webhook of the others is for all integrations.
//
//	control $URL/api/kombo/webhook -d '{"url":"http://127.0.0.1:8080/hooks/kombo"}'
//
// Deliver an event, signed as the provider signs it, until the response is 200. Without "data" it is the
// sample; without "integration" it is the first one. A type that GET /api does not list needs
// "unlisted": true and data. The type of a record of Knit has its data type at the end:
// record.new/ats_jobs. The data of LinkedIn is the whole body.
//
//	control $URL/api/kombo/events -d '{"type":"data-changed"}'
//	control $URL/api/humansourcing/events -d '{"type":"job.delete","data":{"job_id":1001}}'
//
// Add an integration (the response has its id, and for LinkedIn its credentials), and activate one. Knit
// delivers app.integration.activate then. Kombo delivers integration-state-changed, if the integration was
// not ACTIVE, and sync-finished. LinkedIn delivers INTEGRATION_STATUS_CHANGE.
//
//	control $URL/api/knit/integrations -X POST
//	control $URL/api/knit/integrations/$ID/activate -X POST
//
// Run a sync of Knit ("state": "completed", the default: all records, and a delta), or let it fail
// ("failed"). Finish a sync of Kombo in any state: SUCCEEDED, PARTIALLY_FAILED, FAILED,
// AUTHENTICATION_FAILED, CANCELLED, TIMED_OUT. Move an integration of Kombo to ACTIVE, INACTIVE or INVALID.
// Let LinkedIn ask for jobs again; without "jobs", for every open one. All take an "integration".
//
//	control $URL/api/knit/syncs -d '{"data_type":"ats_jobs"}'
//	control $URL/api/kombo/syncs -d '{"state":"AUTHENTICATION_FAILED"}'
//	control $URL/api/kombo/states -d '{"state":"INACTIVE"}'
//	control $URL/api/linkedin/resyncs -d '{"jobs":["sandbox-1","sandbox-2"]}'
//
// Move the clock of all fakes forward. Challenges, tasks and expiries of LinkedIn happen on the way.
//
//	control $URL/api/clock -d '{"advance":"2h"}'
//
// Inject a fault into the next "count" API requests; "pass" lets one pass. List those that wait and count
// those that occurred; remove those that wait. The response is {"pending":["Status(503)"],"occurred":{}}.
//
//	control $URL/api/knit/faults -d '{"name":"Status","arguments":{"status":"503"},"count":2}'
//	control $URL/api/knit/faults
//	control $URL/api/knit/faults -X DELETE
//
// See the last API requests, and the last attempts to deliver, newest first. Headers, members and forms with
// credentials are hidden, and so are the paths of receivers. The status of an attempt without a response
// is 0.
//
//	control "$URL/api/knit/requests?limit=5"
//	control "$URL/api/knit/deliveries?limit=5"
//
// Wait until everything was delivered: {"quiet":true}, or {"quiet":false} after the timeout.
//
//	control $URL/api/wait -d '{"timeout":"10s"}'
//
// An error is {"error":"…"}, which says what to do: 400 for a body that is wrong (an unknown member is an
// error), 401 without the token, 403 for a request of another site or with the name of another host, 404
// for what there is not, 413 for a body over 1 MiB, 422 for what the fake could not do, such as an event
// without a webhook.
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

// run serves what the flags ask for until ctx ends.
func run(ctx context.Context, args []string, out io.Writer) error {
	s := &sandbox{ready: map[string]string{}}
	flags := flag.NewFlagSet("sandbox", flag.ContinueOnError)
	s.flags(flags)
	if err := flags.Parse(args); errors.Is(err, flag.ErrHelp) {
		return nil // it has been printed
	} else if err != nil {
		return err
	}
	if flags.NArg() > 0 {
		return fmt.Errorf("%q belongs to no flag", flags.Arg(0))
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
