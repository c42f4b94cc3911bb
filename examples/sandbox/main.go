// The sandbox serves the fakes for a client in any language.
//
//	go run ./examples/sandbox -knit 127.0.0.1:8091 -kombo 127.0.0.1:8092
//
// When all of them listen it prints one line of JSON on standard output with their
// addresses, keys and ids, and runs until it is interrupted:
//
//	{"knit":"http://127.0.0.1:8091","knit_api_key":"…","knit_integration_id":"…",
//	 "kombo":"http://127.0.0.1:8092","kombo_api_key":"…","kombo_integration_id":"…","kombo_webhook_secret":"…"}
//
// Human Sourcing has nothing to serve: -humansourcing takes the URL of your receiver, on this machine,
// and its jobs and candidates are sent there, once each, from when somebody answers. The URL may
// hold a secret in its path, or a user and a password; the line shows neither:
//
//	go run ./examples/sandbox -humansourcing http://127.0.0.1:8080/hooks/humansourcing
//	{"humansourcing":"http://127.0.0.1:8080","humansourcing_jobs":"100","humansourcing_candidates":"100"}
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
	"net/url"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/rolecall-dev/rolecall/humansourcing/humansourcingtest"
	"github.com/rolecall-dev/rolecall/knit/knittest"
	"github.com/rolecall-dev/rolecall/kombo/kombotest"
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
	humanSourcingURL := flags.String("humansourcing", "", "where to send Human Sourcing's webhooks, http://127.0.0.1:8080/hooks/humansourcing")
	irregular := flags.Bool("humansourcing-irregular", false, "send every irregular shape that there is")
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
	send := func(context.Context) error { return nil }
	if *humanSourcingURL != "" {
		sender, err := humanSourcing(*humanSourcingURL, *irregular, ready)
		if err != nil {
			return fmt.Errorf("-humansourcing: %w", err)
		}
		defer sender.Close()
		send = func(ctx context.Context) error { return sender.Send(ctx, *humanSourcingURL) }
	}
	if len(ready) == 0 {
		return errors.New("nothing to serve: give a provider an address, as in -knit 127.0.0.1:8091")
	}
	if err := json.NewEncoder(out).Encode(ready); err != nil {
		return err
	}
	if err := send(ctx); err != nil && ctx.Err() == nil {
		return fmt.Errorf("-humansourcing: %w", err)
	}
	<-ctx.Done()
	return nil
}

// humanSourcing makes what sends to a URL, and tells of it: of the URL its base alone, and how many
// jobs and candidates there are in the end.
func humanSourcing(to string, irregular bool, ready map[string]string) (*humansourcingtest.Sender, error) {
	if err := humansourcingtest.CheckAddress(to); err != nil {
		return nil, err
	}
	shapes := humansourcingtest.NoIrregularity
	if irregular {
		shapes = humansourcingtest.EveryIrregularity
	}
	sender := humansourcingtest.New(
		humansourcingtest.WithJobs(105), humansourcingtest.WithCandidates(105), humansourcingtest.WithArrayLength(5),
		humansourcingtest.WithChanges(humansourcingtest.Changes{Updated: 10, Deleted: 5}),
		humansourcingtest.WithIrregularities(shapes), humansourcingtest.RetryEvery(100*time.Millisecond))
	base, err := url.Parse(to)
	if err != nil {
		return nil, err
	}
	ready["humansourcing"] = base.Scheme + "://" + base.Host
	ready["humansourcing_jobs"] = strconv.Itoa(len(sender.Jobs()))
	ready["humansourcing_candidates"] = strconv.Itoa(len(sender.Candidates()))
	return sender, nil
}
