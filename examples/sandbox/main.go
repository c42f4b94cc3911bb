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
//	{"humansourcing":"http://127.0.0.1:8080","humansourcing_jobs":"100","humansourcing_candidates":"100"}
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
	if err := s.start(); err != nil {
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
