package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"
)

// browser is a page in headless Chromium. It uses the DevTools protocol over a pipe: JSON messages, each
// followed by a zero byte. It waits for the response to each command, so only one goroutine may use it.
type browser struct {
	t       *testing.T
	in      *os.File
	out     *bufio.Reader
	seq     int
	session string
	loads   int // number of loaded pages since the last wait
}

// openBrowser starts Chromium and stops it when the test ends. Without Chromium it skips the test, unless
// ROLECALL_REQUIRE_BROWSER is set.
func openBrowser(t *testing.T) *browser {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil || runtime.GOOS == "windows" {
		if os.Getenv("ROLECALL_REQUIRE_BROWSER") != "" {
			t.Fatalf("Chromium not found: %v", err)
		}
		t.Skipf("Chromium not found: %v", err)
	}
	childIn, in, err := os.Pipe()
	require.NoError(t, err)
	out, childOut, err := os.Pipe()
	require.NoError(t, err)
	home := t.TempDir()
	var log bytes.Buffer
	cmd := exec.CommandContext(context.WithoutCancel(t.Context()), path, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
		"--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-proxy-server", "--user-data-dir="+home, "--remote-debugging-pipe", "about:blank")
	cmd.Env = append(os.Environ(), "HOME="+home, "XDG_CONFIG_HOME="+home, "XDG_CACHE_HOME="+home)
	cmd.ExtraFiles = []*os.File{childIn, childOut} // file descriptors 3 and 4
	cmd.Stderr = &log
	require.NoError(t, cmd.Start())
	require.NoError(t, childIn.Close())
	require.NoError(t, childOut.Close())
	b := &browser{t: t, in: in, out: bufio.NewReader(out)}
	t.Cleanup(func() {
		b.session = ""
		b.command("Browser.close", nil, nil)
		_ = in.Close()
		_ = cmd.Wait() // the exit status does not matter
		_ = out.Close()
		if t.Failed() {
			t.Logf("standard error of Chromium: %s", log.String())
		}
	})
	var target struct{ TargetID, SessionID string }
	b.command("Target.createTarget", map[string]any{"url": "about:blank"}, &target)
	b.command("Target.attachToTarget", map[string]any{"targetId": target.TargetID, "flatten": true}, &target)
	b.session = target.SessionID
	b.command("Page.enable", nil, nil)
	return b
}

// message is the response to a command, or an event.
type message struct {
	ID     int             `json:"id"`
	Method string          `json:"method"`
	Result json.RawMessage `json:"result"`
	Error  *struct {
		Message string `json:"message"`
	} `json:"error"`
}

// command sends a command and decodes its result, unless result is nil.
func (b *browser) command(method string, params map[string]any, result any) {
	b.t.Helper()
	b.seq++
	command := map[string]any{"id": b.seq, "method": method, "params": params}
	if params == nil {
		command["params"] = map[string]any{}
	}
	if b.session != "" {
		command["sessionId"] = b.session
	}
	encoded, err := json.Marshal(command)
	require.NoError(b.t, err)
	_, err = b.in.Write(append(encoded, 0))
	require.NoError(b.t, err)
	for {
		m := b.read()
		if m.ID != b.seq {
			continue
		}
		require.Nil(b.t, m.Error, method)
		if result != nil {
			require.NoError(b.t, json.Unmarshal(m.Result, result))
		}
		return
	}
}

// read reads a message.
func (b *browser) read() (m message) {
	b.t.Helper()
	raw, err := b.out.ReadBytes(0)
	require.NoError(b.t, err)
	require.NoError(b.t, json.Unmarshal(bytes.TrimSuffix(raw, []byte{0}), &m))
	if m.Method == "Page.loadEventFired" {
		b.loads++
	}
	return m
}

// loaded calls do and waits until the page that do opens is loaded.
func (b *browser) loaded(do func()) {
	b.t.Helper()
	b.loads = 0
	do()
	for b.loads == 0 {
		b.read()
	}
}

func (b *browser) open(url string) {
	b.t.Helper()
	b.loaded(func() { b.command("Page.navigate", map[string]any{"url": url}, nil) })
}

// eval evaluates an expression in the page.
func (b *browser) eval(format string, args ...any) any {
	b.t.Helper()
	var response struct {
		Result           struct{ Value any }
		ExceptionDetails any
	}
	expression := fmt.Sprintf(format, args...)
	b.command("Runtime.evaluate", map[string]any{"expression": expression, "returnByValue": true}, &response)
	require.Nil(b.t, response.ExceptionDetails, expression)
	return response.Result.Value
}

// value evaluates an expression whose value is a string.
func (b *browser) value(format string, args ...any) string {
	b.t.Helper()
	s, _ := b.eval(format, args...).(string)
	return s
}

// typed replaces the value of a field with keyboard input.
func (b *browser) typed(selector, value string) {
	b.t.Helper()
	b.eval("document.querySelector(%q).focus(), document.querySelector(%q).select()", selector, selector)
	b.command("Input.insertText", map[string]any{"text": value}, nil)
}

// chosen selects an option.
func (b *browser) chosen(selector, value string) {
	b.t.Helper()
	b.eval("document.querySelector(%q).value = %q", selector, value)
	require.Equal(b.t, value, b.value("document.querySelector(%q).value", selector))
}

// clicked clicks on a button with the mouse and waits until the next page is loaded.
func (b *browser) clicked(selector string) {
	b.t.Helper()
	b.eval("document.querySelector(%q).scrollIntoView({block: 'center', behavior: 'instant'})", selector)
	var at struct{ X, Y float64 }
	require.NoError(b.t, json.Unmarshal([]byte(b.value(
		"(r => JSON.stringify({x: r.x + r.width/2, y: r.y + r.height/2}))(document.querySelector(%q).getBoundingClientRect())", selector)), &at))
	b.loaded(func() {
		for _, kind := range []string{"mousePressed", "mouseReleased"} {
			b.command("Input.dispatchMouseEvent", map[string]any{"type": kind, "x": at.X, "y": at.Y, "button": "left", "clickCount": 1}, nil)
		}
	})
}

// sized sets the size of the window.
func (b *browser) sized(width int) {
	b.t.Helper()
	b.command("Emulation.setDeviceMetricsOverride", map[string]any{"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false}, nil)
}

// shot writes a screenshot of the whole page to the folder SANDBOX_SCREENSHOTS if that is set, so that you can
// look at the page after a change.
func (b *browser) shot(name string) {
	b.t.Helper()
	folder := os.Getenv("SANDBOX_SCREENSHOTS")
	if folder == "" {
		return
	}
	var response struct{ Data string }
	b.command("Page.captureScreenshot", map[string]any{"format": "png", "captureBeyondViewport": true}, &response)
	image, err := base64.StdEncoding.DecodeString(response.Data)
	require.NoError(b.t, err)
	require.NoError(b.t, os.WriteFile(folder+"/"+name+".png", image, 0o600))
}
