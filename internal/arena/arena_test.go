package arena_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/internal/arena"
)

func TestStrings(t *testing.T) {
	t.Parallel()
	// Run out of memory at each possible place.
	for size := range 40 {
		s := arena.In(make([]byte, size))
		var got, want []string
		for i := range 20 {
			part := strings.Repeat(string(rune('a'+i)), i)
			s.Add([]byte(part))
			s.AddByte('/')
			s.AddString(part)
			got, want = append(got, s.Next()), append(want, part+"/"+part)
		}
		require.Equal(t, want, got, "%d bytes of memory", size)
	}
}

func TestStringThatDoesNotFit(t *testing.T) {
	t.Parallel()
	memory := make([]byte, 8)
	s := arena.In(memory)
	s.AddString("longer than the memory")
	require.Equal(t, "longer than the memory", s.Next())
	s.AddString("fits")
	require.Equal(t, "fits", s.Next())
	require.Equal(t, "fits\x00\x00\x00\x00", string(memory))
}

func TestEmptyString(t *testing.T) {
	t.Parallel()
	var zero arena.Strings
	require.Empty(t, zero.Next())
	zero.AddString("its own")
	require.Equal(t, "its own", zero.Next())
	s := arena.In(nil)
	require.Empty(t, s.Next())
	s = arena.In(make([]byte, 1, 100))
	s.AddString("a")
	require.Equal(t, "a", s.Next())
	require.Empty(t, s.Next())
}

func TestStringsStayInMemory(t *testing.T) {
	t.Parallel()
	all := []byte("0123456789")
	s := arena.In(all[2:5])
	for i := range 10 {
		_, _ = fmt.Fprint(writer{&s}, i)
		require.Equal(t, fmt.Sprint(i), s.Next())
	}
	require.Equal(t, "01", string(all[:2]))
	require.Equal(t, "56789", string(all[5:]))
}

// writer is a Strings as an io.Writer.
type writer struct{ s *arena.Strings }

func (w writer) Write(p []byte) (int, error) {
	w.s.Add(p)
	return len(p), nil
}

func TestStringsAllocations(t *testing.T) {
	memory := make([]byte, 64)
	var a, b string
	got := testing.AllocsPerRun(100, func() {
		s := arena.In(memory)
		s.AddString("first")
		a = s.Next()
		s.AddString("second")
		b = s.Next()
	})
	require.Zero(t, got)
	require.Equal(t, "first second", a+" "+b)
}
