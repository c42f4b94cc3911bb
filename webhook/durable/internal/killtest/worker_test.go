package killtest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"syscall"
	"time"

	"github.com/riverqueue/river"

	"github.com/rolecall-dev/rolecall/knit"
	"github.com/rolecall-dev/rolecall/webhook"
	"github.com/rolecall-dev/rolecall/webhook/durable"
)

// workerVariable is the environment variable with the worker's configuration.
const workerVariable = "ROLECALL_KILLTEST_WORKER"

// workerConfig configures a worker.
type workerConfig struct {
	DSN      string        // of the engine
	Dir      string        // for the journal and the markers of the handler
	APIKey   string        // that the events are signed with
	InTx     int           // 0 or 1: one delivery for each job
	Attempts int           // after which a failing delivery is parked
	Timeout  time.Duration // of a handler
	Workers  int
	Plain    bool // no handler fails
	Runs     bool // the events are of runs of Knit: see runsHandler
}

// announcement is the line that a worker writes to its standard output when it accepts requests.
type announcement struct {
	Addr  string // host and port
	River string // the version of River in the program
}

// runWorker runs a worker until SIGTERM, or until the test that started it has ended. It returns the exit
// code.
func runWorker(config string) int {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin) // ends with the test, however that ends
		os.Exit(3)
	}()
	var c workerConfig
	err := json.Unmarshal([]byte(config), &c)
	if err == nil {
		err = c.run(ctx)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "worker:", err)
		return 1
	}
	return 0
}

func (c workerConfig) run(ctx context.Context) error {
	journal, err := openJournal(c.Dir)
	if err != nil {
		return err
	}
	defer func() { _ = journal.Close() }()
	engine, err := durable.Open(ctx, c.DSN, durable.WithWorkers(c.Workers),
		durable.WithLogger(slog.New(slog.NewTextHandler(os.Stderr, nil))))
	if err != nil {
		return err
	}
	h := &handler{config: c, effects: databaseOf(c.DSN).effects(), journal: journal}
	var sink webhook.Sink = h
	if c.Runs {
		if sink, err = attachRuns(ctx, engine, h); err != nil {
			return err
		}
	}
	inbox := engine.Inbox(sink, c.options()...)
	receiver, err := knit.NewReceiver([]string{c.APIKey}, inbox)
	if err != nil {
		return err
	}
	if err := engine.Start(context.WithoutCancel(ctx)); err != nil {
		return err
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	server := &http.Server{Handler: receiver, ReadHeaderTimeout: 10 * time.Second}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	if err := json.NewEncoder(os.Stdout).Encode(announcement{Addr: listener.Addr().String(), River: riverVersion()}); err != nil {
		return err
	}
	<-ctx.Done()
	limit, cancel := context.WithTimeout(context.WithoutCancel(ctx), 30*time.Second)
	defer cancel()
	err = errors.Join(receiver.Shutdown(limit), server.Shutdown(limit), engine.Stop(limit))
	if e := <-served; !errors.Is(e, http.ErrServerClosed) {
		err = errors.Join(err, e)
	}
	return err
}

func (c workerConfig) options() []durable.InboxOption {
	opts := []durable.InboxOption{durable.Attempts(c.Attempts), durable.HandlerTimeout(c.Timeout)}
	if c.InTx > 1 {
		opts = append(opts, durable.InTx(c.InTx))
	}
	return opts
}

// riverVersion returns the version of River that this program was built with. The build information of a test
// program does not have it, but the paths of the source files do.
func riverVersion() string {
	file, _ := runtime.FuncForPC(reflect.ValueOf(river.NewWorkers).Pointer()).FileLine(0)
	_, after, _ := strings.Cut(filepath.ToSlash(file), "/river@")
	version, _, _ := strings.Cut(after, "/")
	return version
}

// openJournal opens the file to which all workers of a test append a line when a handler starts and when
// it returns. A SIGKILL does not lose a line that was written.
func openJournal(dir string) (*os.File, error) {
	return os.OpenFile(filepath.Join(dir, "journal"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
}

// entry is one line of the journal.
type entry struct {
	pid  int
	what string // start, end, or interrupted: the context of the handler had ended when the handler returned
	id   string
}

func readJournal(dir string) ([]entry, error) {
	text, err := os.ReadFile(filepath.Join(dir, "journal"))
	if err != nil {
		return nil, err
	}
	var list []entry
	for line := range strings.Lines(string(text)) {
		var e entry
		if _, err := fmt.Sscan(line, &e.pid, &e.what, &e.id); err != nil {
			return nil, fmt.Errorf("line %q of the journal: %w", line, err)
		}
		list = append(list, e)
	}
	return list, nil
}

// running returns how many handlers of the process pid have started and not returned.
func running(list []entry, pid int) int {
	n := 0
	for _, e := range list {
		switch {
		case e.pid != pid:
		case e.what == "start":
			n++
		case e.what == "end":
			n--
		}
	}
	return n
}
