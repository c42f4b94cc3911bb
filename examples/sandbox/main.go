// The sandbox serves the fakes for a client in any language.
//
//	go run ./examples/sandbox -knit 127.0.0.1:8091 -kombo 127.0.0.1:8092 -linkedin 127.0.0.1:8093
//
// When all of them listen it prints one line of JSON on standard output with their
// addresses, keys and ids, and runs until it is interrupted:
//
//	{"knit":"http://127.0.0.1:8091","knit_api_key":"…","knit_integration_id":"…",
//	 "kombo":"http://127.0.0.1:8092","kombo_api_key":"…","kombo_integration_id":"…","kombo_webhook_secret":"…",
//	 "linkedin":"http://127.0.0.1:8093","linkedin_client_id":"…","linkedin_client_secret":"…","linkedin_application_urn":"…",
//	 "linkedin_parent_client_id":"…","linkedin_parent_client_secret":"…"}
//
// LinkedIn's tokens are at /oauth/v2/accessToken of its address. With -linkedin-webhook it sends
// that URL a challenge, and then a resync of three jobs and one of all.
//
// Paths below an address may carry the API's version (/v1.0/sync.start, /v1/ats/jobs) or
// leave it out.
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
	"strings"
	"syscall"

	"github.com/rolecall-dev/rolecall/knit/knittest"
	"github.com/rolecall-dev/rolecall/kombo/kombotest"
	"github.com/rolecall-dev/rolecall/linkedin/linkedintest"
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
	flags := flag.NewFlagSet("sandbox", flag.ContinueOnError)
	knitAddr := flags.String("knit", "", "address of the fake Knit, 127.0.0.1:8091; port 0 is any free one")
	komboAddr := flags.String("kombo", "", "address of the fake Kombo, 127.0.0.1:8092; port 0 is any free one")
	linkedinAddr := flags.String("linkedin", "", "address of the fake LinkedIn, 127.0.0.1:8093; port 0 is any free one")
	linkedinHook := flags.String("linkedin-webhook", "", "URL on this machine that the fake LinkedIn sends a challenge and two resyncs")
	if err := flags.Parse(args); errors.Is(err, flag.ErrHelp) {
		return nil // it has been printed
	} else if err != nil {
		return err
	}
	if flags.NArg() > 0 {
		return fmt.Errorf("%q belongs to no flag", flags.Arg(0))
	}
	ready := map[string]string{}
	if *knitAddr != "" {
		fake, err := knittest.Start(knittest.WithAddr(*knitAddr), knittest.WithJobs(500), knittest.WithEmployees(500))
		if err != nil {
			return fmt.Errorf("-knit: %w", err)
		}
		defer fake.Close()
		ready["knit"] = strings.TrimSuffix(fake.URL, "/v1.0")
		ready["knit_api_key"] = fake.APIKey
		ready["knit_integration_id"] = fake.IntegrationID
	}
	if *komboAddr != "" {
		fake, err := kombotest.Start(kombotest.WithAddr(*komboAddr), kombotest.WithJobs(600))
		if err != nil {
			return fmt.Errorf("-kombo: %w", err)
		}
		defer fake.Close()
		ready["kombo"] = strings.TrimSuffix(fake.URL, "/v1")
		ready["kombo_api_key"] = fake.APIKey
		ready["kombo_integration_id"] = fake.IntegrationID
		ready["kombo_webhook_secret"] = fake.WebhookSecret
	}
	var linkedIn *linkedintest.Server
	if *linkedinAddr != "" {
		fake, err := linkedintest.Start(linkedintest.WithAddr(*linkedinAddr), linkedintest.WithJobs(listedJobs...))
		if err != nil {
			return fmt.Errorf("-linkedin: %w", err)
		}
		defer fake.Close()
		linkedIn = fake
		ready["linkedin"] = fake.URL
		ready["linkedin_client_id"], ready["linkedin_client_secret"] = fake.Credentials.ClientID, fake.Credentials.ClientSecret
		ready["linkedin_application_urn"] = fake.ApplicationURN
		ready["linkedin_parent_client_id"], ready["linkedin_parent_client_secret"] = fake.Parent.ClientID, fake.Parent.ClientSecret
	} else if *linkedinHook != "" {
		return errors.New("-linkedin-webhook needs -linkedin")
	}
	if len(ready) == 0 {
		return errors.New("nothing to serve: give a provider an address, as in -knit 127.0.0.1:8091")
	}
	if err := json.NewEncoder(out).Encode(ready); err != nil {
		return err
	}
	if *linkedinHook != "" {
		if err := resync(ctx, linkedIn, *linkedinHook); err != nil {
			return fmt.Errorf("-linkedin-webhook: %w", err)
		}
	}
	<-ctx.Done()
	return nil
}

// listedJobs are open at LinkedIn from the beginning.
var listedJobs = []string{"sandbox-1", "sandbox-2", "sandbox-3", "sandbox-4", "sandbox-5"}

// resync asks a webhook for three jobs and for all of them.
func resync(ctx context.Context, fake *linkedintest.Server, url string) error {
	if err := fake.Register(ctx, url); err != nil {
		return err
	}
	if err := fake.Resync(listedJobs[:3]...); err != nil {
		return err
	}
	return fake.ResyncAll()
}
