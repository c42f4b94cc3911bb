// The quickstart shows the main use of each provider from beginning to end, with a fake on loopback. It needs
// no account and no network.
//
//	go run ./examples/quickstart
//
// With -live it uses the real Knit. KNIT_DESTINATION is the public URL of the address that -listen sets.
//
//	KNIT_API_KEY=… KNIT_INTEGRATION_ID=… KNIT_DESTINATION=https://… go run ./examples/quickstart -live -listen :8080
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"time"

	"github.com/rolecall-dev/rolecall/webhook"
)

func main() {
	live := flag.Bool("live", false, "use the real Knit; needs KNIT_API_KEY, KNIT_INTEGRATION_ID and KNIT_DESTINATION")
	listen := flag.String("listen", "127.0.0.1:0", "address on which to receive webhooks")
	timeout := flag.Duration("timeout", 50*time.Second, "time limit of the whole run")
	flag.Parse()

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	ctx, cancel := context.WithTimeout(ctx, *timeout)
	defer cancel()

	runs := []func(context.Context, io.Writer, string) error{runKnit, runKombo, runLinkedIn, runHumanSourcing}
	if *live {
		runs = []func(context.Context, io.Writer, string) error{runKnitLive}
	}
	for _, run := range runs {
		if err := run(ctx, os.Stdout, *listen); err != nil {
			fmt.Fprintln(os.Stderr, "quickstart:", err)
			os.Exit(1)
		}
	}
}

// serve runs h in an http.Server with the timeouts that a server on the Internet needs. stop ends it after the
// running requests.
//
// repeating holds the receivers of providers that send a rejected event again (Knit, Kombo, LinkedIn). They
// stop before the server does. Human Sourcing does not send events again, so its receiver works until the
// listener is closed.
func serve(ctx context.Context, addr string, h http.Handler, repeating ...*webhook.Receiver) (url string, stop func(), err error) {
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", addr)
	if err != nil {
		return "", nil, err
	}
	server := &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       time.Minute,     // for Human Sourcing; the other receivers read for 10 seconds
		WriteTimeout:      2 * time.Minute, // includes reading and handling
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			fmt.Fprintln(os.Stderr, "quickstart: the server ended:", err)
		}
	}()
	return "http://" + l.Addr().String(), func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
		for _, hooks := range repeating {
			_ = hooks.Shutdown(ctx)
		}
		_ = server.Shutdown(ctx)
		<-done
	}, nil
}
