package durable_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"text/tabwriter"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/webhook/durable"
)

var barRounds = flag.Int("bars", 0, "measure the engine in this many rounds, print a table, and fail if it misses a bar")

// figures are the values that the rounds have measured, by name.
type figures struct {
	names  []string
	values map[string][]float64
}

func (f *figures) add(name string, value float64) {
	if _, ok := f.values[name]; !ok {
		f.names = append(f.names, name)
	}
	f.values[name] = append(f.values[name], value)
}

// median returns the median of a figure.
func (f *figures) median(name string) float64 { return median(f.values[name]) }

func median(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[len(sorted)/2]
}

// ratio returns the median of one figure divided by another of the same round, so that other load on the
// machine counts for both.
func (f *figures) ratio(of, to string) float64 {
	ratios := make([]float64, len(f.values[of]))
	for i, v := range f.values[of] {
		ratios[i] = v / f.values[to][i]
	}
	return median(ratios)
}

// table returns the medians, and the lowest and highest value of each figure.
func (f *figures) table() string {
	var text strings.Builder
	w := tabwriter.NewWriter(&text, 0, 0, 2, ' ', tabwriter.AlignRight)
	_, _ = fmt.Fprint(w, "median\tlowest\thighest\t\n")
	for _, name := range f.names {
		values := f.values[name]
		_, _ = fmt.Fprintf(w, "%.1f\t%.1f\t%.1f\t  %s\n", f.median(name), slices.Min(values), slices.Max(values), name)
	}
	_ = w.Flush()
	return text.String()
}

// bar is a limit for the ratio of two figures.
type bar struct {
	of, to          string
	atLeast, atMost float64 // 0: no limit
}

func (b bar) reached(ratio float64) bool {
	return ratio >= b.atLeast && (b.atMost == 0 || ratio <= b.atMost)
}

func (b bar) String() string {
	if b.atMost != 0 {
		return fmt.Sprintf("%s: at most %g x %s", b.of, b.atMost, b.to)
	}
	return fmt.Sprintf("%s: at least %g x %s", b.of, b.atLeast, b.to)
}

// The figures that bars compare.
const (
	storeGroup = "%s: deliveries/s at the sink, 64 in flight, group commit"
	storeOne   = "%s: deliveries/s at the sink, 64 in flight, one commit each"
	workGroup  = "%s: deliveries/s handled, InTx(64)"
	workSingle = "%s: deliveries/s handled, one by one"
	p99Busy    = "%s: p99 ms of accepting, 32 workers busy"
	p99Free    = "%s: p99 ms of accepting, no workers"
)

// TestBars takes all measurements in each of several rounds, and compares figures of the same round.
func TestBars(t *testing.T) {
	if *barRounds == 0 {
		t.Skipf("this takes half a minute per round: go test -run TestBars -bars 5 -v")
	}
	f := &figures{values: map[string][]float64{}}
	for i := range *barRounds {
		t.Run(fmt.Sprintf("round %d", i+1), func(t *testing.T) { measureRound(t, f) })
	}
	t.Log("\n" + f.table())
	for _, db := range databases {
		for _, b := range []bar{
			{of: storeGroup, to: storeOne, atLeast: 5},
			{of: workGroup, to: workSingle, atLeast: 5},
			{of: p99Busy, to: p99Free, atMost: 3},
		} {
			b.of, b.to = fmt.Sprintf(b.of, db.name), fmt.Sprintf(b.to, db.name)
			ratio := f.ratio(b.of, b.to)
			t.Logf("%.1f  %s", ratio, b)
			if !b.reached(ratio) {
				t.Errorf("missed: %s, but it is %.1f x", b, ratio)
			}
		}
	}
}

// measureRound adds one value to each figure. Each measurement is a subtest, so that its database is gone
// before the next one.
func measureRound(t *testing.T, f *figures) {
	measure := func(name string, what func(t *testing.T) float64) {
		t.Run(name, func(t *testing.T) { f.add(name, what(t)) })
	}
	measure("fsyncs/s of 2 kB in the folder of the SQLite file", fsyncRate)
	for _, inFlight := range []int{1, benchInFlight} {
		n := 300 * min(inFlight, 8)
		measure(fmt.Sprintf("no inbox: deliveries/s through HTTP, %d in flight", inFlight), func(t *testing.T) float64 {
			return measureReceiveInto(t, nil, inFlight, n).rate()
		})
		for _, db := range databases {
			measure(fmt.Sprintf("%s: deliveries/s through HTTP, %d in flight", db.name, inFlight), func(t *testing.T) float64 {
				return measureReceiveInto(t, &db, inFlight, n).rate()
			})
		}
	}
	for _, db := range databases {
		named := func(name string) string { return fmt.Sprintf(name, db.name) }
		measure(named(storeGroup), func(t *testing.T) float64 { return measureStore(t, db, 3000, nil).rate() })
		measure(named(storeOne), func(t *testing.T) float64 { return measureStore(t, db, 500, durable.CommitEach).rate() })
		measure(named(workGroup), func(t *testing.T) float64 { return measureWork(t, db, 3000, durable.InTx(64)) })
		measure(named(workSingle), func(t *testing.T) float64 { return measureWork(t, db, 600) })
		measure(named(p99Busy), func(t *testing.T) float64 { return measureBusy(t, db, true, 400).quantile(0.99) })
		measure(named(p99Free), func(t *testing.T) float64 { return measureBusy(t, db, false, 400).quantile(0.99) })
		w := wake{}
		measure(named("%s: ms until an idle engine begins to handle, median"), func(t *testing.T) float64 {
			w = measureWake(t, db, 10, 3*time.Second)
			return w.quantile(0.5)
		})
		measure(named("%s: CPU ms in an idle second"), func(*testing.T) float64 { return milliseconds(w.cpu) })
		if db.name == "postgres" {
			measure(named("%s: transactions in an idle second"), func(*testing.T) float64 { return w.transactions })
		}
	}
}

// fsyncRate returns how many times per second the disk stores two kilobytes durably.
func fsyncRate(t *testing.T) float64 {
	f, err := os.Create(filepath.Join(t.TempDir(), "fsync"))
	require.NoError(t, err)
	defer func() { _ = f.Close() }()
	block := make([]byte, 2<<10)
	l := closedLoop(t, 1, 500, func() error {
		if _, err := f.Write(block); err != nil {
			return err
		}
		return f.Sync()
	})
	return l.rate()
}
