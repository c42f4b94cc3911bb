package durable

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// testKey returns a key of 32 equal bytes.
func testKey(b byte) []byte { return bytes.Repeat([]byte{b}, aesKeySize) }

// newSealer returns a Sealer with the given keys, of which the last one is current. Key n is testKey(n).
func newSealer(t testing.TB, numbers ...uint32) Sealer {
	t.Helper()
	keys := make(map[uint32][]byte)
	for _, n := range numbers {
		keys[n] = testKey(byte(n))
	}
	s, err := NewAESGCM(keys, numbers[len(numbers)-1])
	require.NoError(t, err)
	return s
}

func seal(t testing.TB, s Sealer, tenant, plain, bind string) []byte {
	t.Helper()
	sealed, err := s.Seal(t.Context(), tenant, []byte(plain), []byte(bind))
	require.NoError(t, err)
	return sealed
}

// requireOpens fails unless sealed opens to plain.
func requireOpens(t testing.TB, s Sealer, tenant, plain, bind string, sealed []byte) {
	t.Helper()
	got, err := s.Open(t.Context(), tenant, sealed, []byte(bind))
	require.NoError(t, err)
	require.Equal(t, plain, string(got))
}

func TestAESGCMRoundTrip(t *testing.T) {
	s := newSealer(t, 1)
	for _, plain := range []string{"", "x", `{"name":"Jane Roe"}`, strings.Repeat("\x00\xff", 1<<19)} {
		for _, tenant := range []string{"", "acme", "a\x00b", strings.Repeat("t", 10*maxTenant)} {
			for _, bind := range []string{"", "row 1"} {
				sealed := seal(t, s, tenant, plain, bind)
				require.Len(t, sealed, len(plain)+33)
				require.Equal(t, []byte{1, 0, 0, 0, 1}, sealed[:5])
				requireOpens(t, s, tenant, plain, bind, sealed)
			}
		}
	}
	opened, err := s.Open(t.Context(), "", seal(t, s, "", "", ""), nil)
	require.NoError(t, err)
	require.NotNil(t, opened, "a nil body would look purged")
}

// Values that the first version of the code computed: rows that it sealed must open forever.
const (
	vectorSealed = "0101020304ee5918a5f8b6dfa0d382cf2dfa11ee919d51fa22f2872746b96f44cb82af30caf0"
	vectorIndex  = "e477b30bae8857b0976032a05d0e7b1758b2d0b09bb40123f69af957a9454b97"
)

func TestAESGCMVectors(t *testing.T) {
	s := newSealer(t, 7, 0x01020304)
	sealed, err := hex.DecodeString(vectorSealed)
	require.NoError(t, err)
	requireOpens(t, s, "acme", "plain", "row 1", sealed)
	require.Equal(t, vectorIndex, hex.EncodeToString(s.Index("acme", "evt_1")))
}

func TestAESGCMRotation(t *testing.T) {
	before := newSealer(t, 1)
	old := seal(t, before, "acme", "old", "row 1")
	after := newSealer(t, 1, 2)
	fresh := seal(t, after, "acme", "new", "row 2")
	requireOpens(t, after, "acme", "old", "row 1", old)
	requireOpens(t, after, "acme", "new", "row 2", fresh)
	require.Equal(t, before.Index("acme", "evt_1"), after.Index("acme", "evt_1"))

	_, err := before.Open(t.Context(), "acme", fresh, []byte("row 2"))
	require.ErrorIs(t, err, ErrKeyGone, "a process that does not have the new key yet")
}

func TestAESGCMDestroyedKey(t *testing.T) {
	sealed := seal(t, newSealer(t, 1), "acme", "secret", "row 1")
	_, err := newSealer(t, 2, 30).Open(t.Context(), "acme", sealed, []byte("row 1"))
	require.ErrorIs(t, err, ErrKeyGone)
	require.ErrorContains(t, err, "it was sealed with key 1, and the keys are 2, 30: pass key 1 to NewAESGCM unless it was destroyed intentionally")

	// The same number with other bytes is not a destroyed key.
	other, err := NewAESGCM(map[uint32][]byte{1: testKey(9)}, 1)
	require.NoError(t, err)
	_, err = other.Open(t.Context(), "acme", sealed, []byte("row 1"))
	require.ErrorIs(t, err, errSealedChanged)
	require.NotErrorIs(t, err, ErrKeyGone)
}

func TestAESGCMChangedBytes(t *testing.T) {
	s := newSealer(t, 1, 2, 3)
	sealed := seal(t, s, "acme", "secret", "row 1")
	open := func(sealed []byte) error {
		_, err := s.Open(t.Context(), "acme", sealed, []byte("row 1"))
		return err
	}
	require.NoError(t, open(sealed))
	for i := range sealed {
		for bit := range 8 {
			changed := bytes.Clone(sealed)
			changed[i] ^= 1 << bit
			err := open(changed)
			if inNumber := i >= 1 && i < sealHeaderSize; !inNumber {
				require.ErrorIs(t, err, errSealedChanged, "byte %d, bit %d", i, bit)
			} else {
				require.Error(t, err, "byte %d, bit %d", i, bit)
			}
		}
	}
	for n := range sealed {
		require.ErrorIs(t, open(sealed[:n]), errSealedChanged, "the first %d bytes", n)
	}
	require.ErrorIs(t, open(append(bytes.Clone(sealed), 0)), errSealedChanged)
	require.ErrorIs(t, open(nil), errSealedChanged)
}

func TestAESGCMOtherRowOrTenant(t *testing.T) {
	s := newSealer(t, 1)
	sealed := seal(t, s, "acme", "secret", "row 1")
	for name, c := range map[string]struct{ tenant, bind string }{
		"other row": {"acme", "row 2"}, "no row": {"acme", ""}, "longer row": {"acme", "row 1\x00"},
		"other tenant": {"acme2", "row 1"}, "no tenant": {"", "row 1"},
	} {
		_, err := s.Open(t.Context(), c.tenant, sealed, []byte(c.bind))
		require.ErrorIs(t, err, errSealedChanged, name)
		require.NotErrorIs(t, err, ErrKeyGone, name)
	}
}

func TestAESGCMSealsDiffer(t *testing.T) {
	s := newSealer(t, 1)
	seen := make(map[string]bool)
	for range 1000 {
		nonce := string(seal(t, s, "acme", "secret", "row 1")[sealHeaderSize : sealHeaderSize+12])
		require.False(t, seen[nonce])
		seen[nonce] = true
	}
}

func TestAESGCMIndex(t *testing.T) {
	s := newSealer(t, 1)
	seen := make(map[string]string)
	for _, c := range []struct{ tenant, value string }{
		{"acme", "evt_1"}, {"acme", "evt_2"}, {"globex", "evt_1"}, {"", "acmeevt_1"}, {"acmeevt_1", ""}, {"acmee", "vt_1"}, {"", ""},
	} {
		index := s.Index(c.tenant, c.value)
		require.Len(t, index, 32)
		require.Equal(t, index, s.Index(c.tenant, c.value))
		require.Empty(t, seen[string(index)])
		seen[string(index)] = fmt.Sprint(c)
	}
	require.Equal(t, s.Index("acme", "evt_1"), newSealer(t, 5, 1, 3).Index("acme", "evt_1"), "the lowest number counts")
	require.NotEqual(t, s.Index("acme", "evt_1"), newSealer(t, 2).Index("acme", "evt_1"))
}

func TestNewAESGCMRejects(t *testing.T) {
	secret := []byte("not-a-key")
	for want, c := range map[string]struct {
		keys    map[uint32][]byte
		current uint32
	}{
		"durable: NewAESGCM: no keys": {nil, 1},
		"durable: NewAESGCM: key 4 has 9 bytes, not 32 (decode hexadecimal or Base64 first)":  {map[uint32][]byte{3: testKey(1), 4: secret}, 3},
		"durable: NewAESGCM: key 5 has 0 bytes, not 32 (decode hexadecimal or Base64 first)":  {map[uint32][]byte{5: nil}, 5},
		"durable: NewAESGCM: key 1 has 33 bytes, not 32 (decode hexadecimal or Base64 first)": {map[uint32][]byte{1: append(testKey(1), 1), 2: nil}, 1},
		"durable: NewAESGCM: current is key 7, which is not one of the keys (3, 20)":          {map[uint32][]byte{20: testKey(1), 3: testKey(2)}, 7},
		"durable: NewAESGCM: current is key 0, which is not one of the keys (1)":              {map[uint32][]byte{1: testKey(1)}, 0},
	} {
		s, err := NewAESGCM(c.keys, c.current)
		require.EqualError(t, err, want)
		require.Nil(t, s)
	}
}

func TestNewAESGCMCopiesTheKeys(t *testing.T) {
	keys := map[uint32][]byte{1: testKey(1)}
	s, err := NewAESGCM(keys, 1)
	require.NoError(t, err)
	clear(keys[1])
	delete(keys, 1)
	requireOpens(t, s, "acme", "secret", "row 1", seal(t, newSealer(t, 1), "acme", "secret", "row 1"))
	requireOpens(t, newSealer(t, 1), "acme", "secret", "row 1", seal(t, s, "acme", "secret", "row 1"))
}

func TestAESGCMCacheIsBounded(t *testing.T) {
	s := newSealer(t, 1)
	first := seal(t, s, "tenant 0", "secret", "row 1")
	for i := range maxCiphers + 10 {
		seal(t, s, fmt.Sprint("tenant ", i), "secret", "row 1")
	}
	require.Len(t, s.(*aesgcm).ring().ciphers, maxCiphers)
	requireOpens(t, s, "tenant 0", "secret", "row 1", first)
	s = newSealer(t, 1)
	seal(t, s, strings.Repeat("t", maxTenant+1), "secret", "row 1")
	require.Empty(t, s.(*aesgcm).ring().ciphers)
}

func TestAESGCMConcurrently(t *testing.T) {
	s := newSealer(t, 1, 2)
	var wg sync.WaitGroup
	for worker := range 8 {
		wg.Go(func() {
			for i := range 300 {
				// Few tenants, so that the goroutines share ciphers, and more than the cache holds.
				tenant := fmt.Sprint("tenant ", i%7)
				if worker == 0 {
					tenant = fmt.Sprint("other ", i*maxCiphers/200)
				}
				plain, bind := []byte(fmt.Sprint(worker, i)), []byte(tenant)
				sealed, err := s.Seal(t.Context(), tenant, plain, bind)
				if err != nil {
					t.Error(err)
					return
				}
				opened, err := s.Open(t.Context(), tenant, sealed, bind)
				if err != nil || !bytes.Equal(opened, plain) {
					t.Errorf("opened %q, %v; want %q", opened, err, plain)
					return
				}
				if !bytes.Equal(s.Index(tenant, "evt_1"), s.Index(tenant, "evt_1")) {
					t.Error("Index differs")
				}
			}
		})
	}
	wg.Wait()
}

func TestAESGCMPrintsNoKey(t *testing.T) {
	s := newSealer(t, 1)
	seal(t, s, "acme", "secret", "row 1")
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%o", "%t", "%5.1f"} {
		require.Equal(t, "[sealer]", fmt.Sprintf(verb, s), verb)
		require.Contains(t, fmt.Sprintf(verb, struct{ S Sealer }{s}), "[sealer]", verb)
		// fmt does not call methods on unexported fields.
		hidden := fmt.Sprintf(verb, &struct{ s Sealer }{s}) + fmt.Sprintf(verb, []any{struct{ s Sealer }{s}})
		require.NotContains(t, hidden, "1 1 1", verb)
		require.NotContains(t, hidden, "0x1, 0x1", verb)
		require.NotContains(t, strings.ToLower(hidden), "010101", verb)
	}
	for name, handler := range map[string]func(*bytes.Buffer) slog.Handler{
		"text": func(b *bytes.Buffer) slog.Handler { return slog.NewTextHandler(b, nil) },
		"JSON": func(b *bytes.Buffer) slog.Handler { return slog.NewJSONHandler(b, nil) },
	} {
		var out bytes.Buffer
		slog.New(handler(&out)).InfoContext(t.Context(), "sealing", "sealer", s, "inside", struct{ S Sealer }{s})
		require.Equal(t, 2, strings.Count(out.String(), "[sealer]"), "%s: %s", name, &out)
	}
	text, err := json.Marshal(s)
	require.NoError(t, err)
	require.Equal(t, `"[sealer]"`, string(text))
}

func FuzzOpen(f *testing.F) {
	s := newSealer(f, 7, 0x01020304)
	valid, err := hex.DecodeString(vectorSealed) // not a new one: each process of the fuzzer would have another
	require.NoError(f, err)
	f.Add("acme", valid, []byte("row 1"))
	f.Add("acme", valid[:sealHeaderSize], []byte("row 1"))
	f.Add("acme", append([]byte{sealVersion, 0, 0, 0, 9}, valid[sealHeaderSize:]...), []byte("row 1"))
	f.Add("", []byte{}, []byte{})
	f.Fuzz(func(t *testing.T, tenant string, sealed, bind []byte) {
		plain, err := s.Open(t.Context(), tenant, sealed, bind)
		if err != nil {
			require.Nil(t, plain)
			return
		}
		require.Equal(t, valid, sealed, "forged")
		require.Equal(t, "acme", tenant)
		require.Equal(t, "row 1", string(bind))
	})
}

func BenchmarkAESGCM(b *testing.B) {
	s := newSealer(b, 1)
	plain, bind := bytes.Repeat([]byte("x"), 4096), []byte("row 1")
	sealed := seal(b, s, "acme", string(plain), "row 1")
	b.Run("seal 4 KiB", func(b *testing.B) {
		b.ReportAllocs()
		b.SetBytes(int64(len(plain)))
		for b.Loop() {
			if _, err := s.Seal(b.Context(), "acme", plain, bind); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("open 4 KiB", func(b *testing.B) {
		b.ReportAllocs()
		b.SetBytes(int64(len(plain)))
		for b.Loop() {
			if _, err := s.Open(b.Context(), "acme", sealed, bind); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("first seal of a tenant", func(b *testing.B) {
		b.ReportAllocs()
		for i := 0; b.Loop(); i++ {
			if _, err := s.Seal(b.Context(), fmt.Sprint(i), bind, bind); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("index", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			s.Index("acme", "evt_1")
		}
	})
}
