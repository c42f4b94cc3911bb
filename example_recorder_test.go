package rolecall_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httputil"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/knit"
	"github.com/rolecall-dev/rolecall/knit/knittest"
)

// tape holds the requests and responses of a client as text. Its methods record and replay are middleware. A
// recorder such as go-vcr is used in the same way.
type tape struct {
	requests  [][]byte
	responses map[string][]byte // by the call's name, method and URL
}

func (t *tape) record(next rolecall.Doer) rolecall.Doer {
	return func(req *http.Request) (*http.Response, error) {
		request, err := httputil.DumpRequest(req, true)
		if err != nil {
			return nil, rolecall.NotSent(err)
		}
		resp, err := next(req)
		if err != nil {
			return nil, err
		}
		response, err := httputil.DumpResponse(resp, true)
		if err != nil {
			return nil, err
		}
		t.requests = append(t.requests, request)
		t.responses[position(req)] = response
		return resp, nil
	}
}

func (t *tape) replay(rolecall.Doer) rolecall.Doer {
	return func(req *http.Request) (*http.Response, error) {
		response, ok := t.responses[position(req)]
		if !ok {
			return nil, rolecall.NotSent(errors.New("the call was not recorded"))
		}
		return http.ReadResponse(bufio.NewReader(bytes.NewReader(response)), req)
	}
}

func position(req *http.Request) string {
	return rolecall.Operation(req.Context()) + " " + req.Method + " " + req.URL.String()
}

// A recorder for tests should be a middleware. It then records no key, client secret or access token,
// because credentials are added after the last middleware, and requests for LinkedIn's tokens do not use
// the middleware. A recorder in the transport of [rolecall.WithHTTPClient] records all of them.
//
// Both record the bodies, including personal data and any link or token in a response.
func ExampleWithMiddleware_recorder() {
	fake, err := knittest.Start(knittest.WithJobs(3))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer fake.Close()

	tape := &tape{responses: map[string][]byte{}}
	list := func(recorder rolecall.Middleware) {
		client, err := knit.NewClient(fake.APIKey, rolecall.WithBaseURL(fake.URL), rolecall.WithMiddleware(recorder))
		if err != nil {
			fmt.Println(err)
			return
		}
		page, err := client.Integration(fake.IntegrationID).ATS.ListJobs(context.Background(), knit.ListJobsOptions{})
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(len(page.Items), "jobs")
	}
	list(tape.record)
	fake.Close() // from here on there is no server
	list(tape.replay)
	fmt.Println("recorded requests:", len(tape.requests))
	fmt.Println("the key is in one:", bytes.Contains(bytes.Join(tape.requests, nil), []byte(fake.APIKey)))
	// Output:
	// 3 jobs
	// 3 jobs
	// recorded requests: 1
	// the key is in one: false
}
