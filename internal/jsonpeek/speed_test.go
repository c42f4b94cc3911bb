package jsonpeek_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/internal/jsonpeek"
)

// webhook returns a body of about size bytes, shaped like those of the providers: an envelope and a list of records.
func webhook(size int) []byte {
	var b bytes.Buffer
	b.WriteString(`{"id":"evt_01HZX3","eventType":"job.updated","createdAt":"2024-05-01T12:34:56.789Z","integrationId":"int_42","attempt":1,"data":[`)
	for n := 0; b.Len() < size-100; n++ {
		if n > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"id":"job_%06d","title":"Software Engineer, Platform","status":"OPEN","remote":true,"salary":{"min":60000,"max":85000.5,"currency":"EUR"},`, n)
		b.WriteString(`"description":"<p>We build tools that people \"like\" to use, and we look for somebody who likes to build them with us. You will work in a small team.</p>\n",`)
		b.WriteString(`"departments":[{"id":"dep_1","name":"Engineering"},{"id":"dep_2","name":"Plattform & Töne"}],"closedAt":null,"openings":[1,2,3]}`)
	}
	b.WriteString(`],"hasMore":false}`)
	return b.Bytes()
}

var wanted = [5]string{"id", "eventType", "createdAt", "integrationId", "data"}

func TestAllocations(t *testing.T) {
	body := webhook(2 << 10)
	list := append(append([]byte{'['}, body...), ']')
	var into [5][]byte
	for name, call := range map[string]func() error{
		"Pick": func() error {
			return jsonpeek.Pick(body, into[:], "id", "eventType", "createdAt", "integrationId", "data")
		},
		"Members":  func() error { return jsonpeek.Members(body, func(_, _ []byte) error { return nil }) },
		"Elements": func() error { return jsonpeek.Elements(list, func([]byte) error { return nil }) },
		"Value":    func() error { _, err := jsonpeek.Value(body); return err },
		"Text": func() error {
			if _, ok := jsonpeek.Text([]byte(`"a text of some length"`)); !ok {
				return jsonpeek.ErrSyntax
			}
			return nil
		},
	} {
		t.Run(name, func(t *testing.T) {
			var err error
			require.Zero(t, testing.AllocsPerRun(100, func() { err = call() }))
			require.NoError(t, err)
		})
	}
}

func benchmark(b *testing.B, call func(body []byte) bool) {
	for _, kilobytes := range []int{2, 64} {
		b.Run(fmt.Sprintf("%dKB", kilobytes), func(b *testing.B) {
			body := webhook(kilobytes << 10)
			b.SetBytes(int64(len(body)))
			b.ReportAllocs()
			for b.Loop() {
				if !call(body) {
					b.Fatal("the body is rejected")
				}
			}
		})
	}
}

func BenchmarkPick(b *testing.B) {
	var into [5][]byte
	benchmark(b, func(body []byte) bool { return jsonpeek.Pick(body, into[:], wanted[:]...) == nil })
}

func BenchmarkValid(b *testing.B) {
	benchmark(b, json.Valid)
}
