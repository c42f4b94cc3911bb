package webhook

import (
	"bytes"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
	"unsafe"

	"github.com/stretchr/testify/require"
)

// newDelivery returns a delivery with a body of n bytes and an id of the given length, made as a Receiver
// makes it.
func newDelivery(t testing.TB, n, id int) *Delivery {
	t.Helper()
	src := &Source{Name: "acme", Keep: []string{"X-Run"}, Route: func(*Delivery) (Route, error) {
		return Route{
			Event: []byte("person.hired"), Object: []byte("people"), ID: []byte(strings.Repeat("i", id)),
			Key: [3][]byte{[]byte("t-1"), []byte("a/b")},
		}, nil
	}}
	f := newFrame(bytes.Repeat([]byte("b"), n))
	src.stamp(f, http.Header{"X-Run": {"r-1"}}, time.Now())
	require.NoError(t, src.route(f))
	return &f.Delivery
}

// requireWhole checks the strings, the header and the length of a delivery of newDelivery.
func requireWhole(t testing.TB, d *Delivery, n, id int) {
	t.Helper()
	require.Equal(t, "acme:person.hired/people", d.Type)
	require.Equal(t, strings.Repeat("i", id), d.ID)
	require.Equal(t, "t-1/a%2Fb", d.Key)
	require.Equal(t, http.Header{"X-Run": {"r-1"}}, d.Header)
	require.Len(t, d.Body, n)
}

// sizes returns body sizes around the limit of each slot size, and larger ones.
func sizes() (all []int) {
	all = []int{0, 1, 2, 200}
	for _, class := range []int{1 << 10, 2 << 10, 3 << 10, 4 << 10, 8 << 10, 16 << 10, 32 << 10, 64<<10 + stringRoom} {
		for off := -2; off <= 2; off++ {
			all = append(all, class-stringRoom+off)
		}
	}
	return append(all, 64<<10, 100_000, 1<<20)
}

func TestFrameSizes(t *testing.T) {
	for _, n := range sizes() {
		for _, id := range []int{0, 1, 36, stringRoom - 40, stringRoom - 33, stringRoom - 32, stringRoom, stringRoom + 1, 5000} {
			d := newDelivery(t, n, id)
			requireWhole(t, d, n, id)
			require.Equal(t, n, cap(d.Body), "an append must not write after the body")
			for i := range d.Body {
				d.Body[i] = 0xff
			}
			requireWhole(t, d, n, id)
			d.Body = append(d.Body, bytes.Repeat([]byte{0xff}, 10_000)...)
			d.Body = append(d.Body[:0], bytes.Repeat([]byte{0xfe}, n)...)
			requireWhole(t, d, n, id)
		}
	}
}

func TestFrameLongStrings(t *testing.T) {
	// The strings also use the bytes of the slot that the body does not need, so the test tries all
	// lengths.
	const n = 1<<10 - stringRoom
	for id := range stringRoom + 20 {
		requireWhole(t, newDelivery(t, n, id), n, id)
	}
	src := &Source{Name: "acme"}
	for event := 1; event < stringRoom+20; event++ {
		for _, object := range []int{0, 1, 100} {
			src.Route = func(*Delivery) (Route, error) {
				return Route{Event: bytes.Repeat([]byte("e"), event), Object: bytes.Repeat([]byte("o"), object), ID: []byte("id"), Key: [3][]byte{[]byte("%%//")}}, nil
			}
			f := newFrame(make([]byte, n))
			src.stamp(f, nil, time.Now())
			require.NoError(t, src.route(f))
			want := "acme:" + strings.Repeat("e", event)
			if object > 0 {
				want += "/" + strings.Repeat("o", object)
			}
			require.Equal(t, want, f.Type)
			require.Equal(t, "id", f.ID)
			require.Equal(t, "%25%25%2F%2F", f.Key)
		}
	}
}

func TestFrameStringsDoNotOverlap(t *testing.T) {
	inside := func(s string, b []byte) bool {
		at, from := uintptr(unsafe.Pointer(unsafe.StringData(s))), uintptr(unsafe.Pointer(unsafe.SliceData(b)))
		return at >= from && at < from+uintptr(len(b))
	}
	for _, n := range sizes() {
		d := newDelivery(t, n, 36)
		for _, s := range []string{d.Type, d.ID, d.Key} {
			require.False(t, inside(s, d.Body))
		}
		for i, a := range []string{d.Type, d.ID, d.Key} {
			for j, b := range []string{d.Type, d.ID, d.Key} {
				require.Equal(t, i == j, inside(a, unsafe.Slice(unsafe.StringData(b), len(b))))
			}
		}
	}
}

func TestFramesShareNoMemory(t *testing.T) {
	list := make([]*Delivery, 0, 2*len(sizes()))
	for _, n := range append(sizes(), sizes()...) {
		list = append(list, newDelivery(t, n, 36))
	}
	for i, d := range list {
		for j := range d.Body {
			d.Body[j] = byte(i)
		}
		d.Header["X-Run"][0] = fmt.Sprint(i)
	}
	for i, d := range list {
		require.Equal(t, bytes.Repeat([]byte{byte(i)}, len(d.Body)), d.Body)
		require.Equal(t, fmt.Sprint(i), d.Header.Get("X-Run"))
	}
}

func TestFramesConcurrent(t *testing.T) {
	var all sync.WaitGroup
	for g := range 16 {
		all.Go(func() {
			for i := range 60 {
				n, id := sizes()[(g*7+i)%len(sizes())]%(70<<10), (g*31+i*17)%(stringRoom+50)
				d := newDelivery(t, n, id)
				for j := range d.Body {
					d.Body[j] = byte(g)
				}
				d.Body = append(d.Body, "more"...)
				requireWhole(t, d, n+4, id)
				require.Equal(t, bytes.Repeat([]byte{byte(g)}, n), d.Body[:n])
			}
		})
	}
	all.Wait()
}

func TestFrameNarrow(t *testing.T) {
	const event = "the event"
	for _, body := range []string{event, "[" + event + "]", "\ufeff " + event + "\n", "[[" + event + event} {
		f := newFrame([]byte(body))
		whole := f.Body
		require.True(t, f.narrow([]byte(event)), body)
		require.Equal(t, event, string(f.Body))
		require.Equal(t, len(event), cap(f.Body), "an append must not write after the body")
		require.Same(t, &whole[strings.Index(body, event)], &f.Body[0])
	}
	f := newFrame([]byte(event))
	require.False(t, f.narrow([]byte("bytes that the body does not contain")))
	require.Equal(t, event, string(f.Body))
	require.True(t, f.narrow(nil))
	require.Empty(t, f.Body)
	require.Zero(t, cap(f.Body))
}

func TestAllocateFrame(t *testing.T) {
	for _, n := range sizes() {
		f, memory := allocate(n)
		require.GreaterOrEqual(t, len(memory), n+stringRoom)
		require.Equal(t, make([]byte, len(memory)), memory)
		require.Equal(t, Delivery{}, f.Delivery)
	}
}
