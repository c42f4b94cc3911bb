package killtest

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"
)

// worker is a process that runs an engine.
type worker struct {
	cmd       *exec.Cmd
	stdin     io.Closer
	pid       int
	log       string        // the file with its standard error
	announced chan struct{} // closed: it has accepted requests
	exited    chan struct{}
	said      announcement // once announced is closed
	err       error        // of the process, once exited is closed

	mu   sync.Mutex
	addr string // empty until it accepts requests, and after it was told to stop
}

// startWorker starts program as a worker.
func startWorker(ctx context.Context, program string, c workerConfig) (*worker, error) {
	config, err := json.Marshal(c)
	if err != nil {
		return nil, err
	}
	log, err := os.CreateTemp(c.Dir, "worker-*.log")
	if err != nil {
		return nil, err
	}
	defer func() { _ = log.Close() }()
	cmd := exec.CommandContext(ctx, program)
	cmd.Env = append(os.Environ(), workerVariable+"="+string(config))
	cmd.Stderr = log
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	w := &worker{
		cmd: cmd, stdin: stdin, pid: cmd.Process.Pid, log: log.Name(),
		announced: make(chan struct{}), exited: make(chan struct{}),
	}
	go w.watch(stdout)
	return w, nil
}

// watch reads the announcement and waits for the end of the process.
func (w *worker) watch(stdout io.Reader) {
	defer close(w.exited)
	line, _ := bufio.NewReader(stdout).ReadBytes('\n')
	if json.Unmarshal(line, &w.said) == nil {
		w.setAddr(w.said.Addr)
		close(w.announced)
	}
	w.err = w.cmd.Wait()
}

func (w *worker) setAddr(addr string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.addr = addr
}

func (w *worker) address() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.addr
}

// ready waits until the worker accepts requests.
func (w *worker) ready(ctx context.Context) (announcement, error) {
	select {
	case <-w.announced:
		return w.said, nil
	case <-w.exited:
		return announcement{}, fmt.Errorf("worker %d ended before it was ready: %w", w.pid, w.err)
	case <-ctx.Done():
		return announcement{}, ctx.Err()
	}
}

// kill ends the worker with SIGKILL.
func (w *worker) kill() error {
	err := w.cmd.Process.Kill()
	<-w.exited
	w.setAddr("")
	if errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("worker %d ended before it was killed: %w", w.pid, w.err)
	}
	return err
}

// stop ends the worker with SIGTERM. The senders keep sending to it until its listener is closed. It returns
// an error if the worker does not exit with 0 soon.
func (w *worker) stop() error {
	if err := w.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	limit := time.NewTimer(time.Minute)
	defer limit.Stop()
	select {
	case <-w.exited:
		w.setAddr("")
		if w.err != nil {
			return fmt.Errorf("worker %d after SIGTERM: %w", w.pid, w.err)
		}
		return nil
	case <-limit.C:
		return fmt.Errorf("worker %d did not end within a minute of SIGTERM", w.pid)
	}
}

// logProblems returns the parts of the logs that no log of a worker may contain.
func logProblems(dir string) []string {
	logs, err := filepath.Glob(filepath.Join(dir, "worker-*.log"))
	if err != nil || len(logs) == 0 {
		return []string{fmt.Sprintf("the workers have no logs: %v", err)}
	}
	var problems []string
	for _, name := range logs {
		text, err := os.ReadFile(name)
		if err != nil {
			problems = append(problems, err.Error())
		}
		for _, mark := range []string{"WARNING: DATA RACE", "\npanic: ", "fatal error: "} {
			if at := strings.Index("\n"+string(text), mark); at >= 0 {
				problems = append(problems, filepath.Base(name)+": "+string(text[at:min(len(text), at+4000)]))
			}
		}
	}
	return problems
}

// lastLines returns the end of the newest logs.
func lastLines(dir string) []string {
	logs, _ := filepath.Glob(filepath.Join(dir, "worker-*.log"))
	var list []string
	for _, name := range logs {
		text, _ := os.ReadFile(name)
		list = append(list, filepath.Base(name)+": "+string(text[max(0, len(text)-2000):]))
	}
	return list
}
