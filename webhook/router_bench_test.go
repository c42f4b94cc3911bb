package webhook_test

import (
	"context"
	"fmt"
	"maps"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/webhook"
)

// BenchmarkRouter1000Handlers compares a registration with a copy of the map of handlers, and the lookup of
// a prefix with a linear search.
func BenchmarkRouter1000Handlers(b *testing.B) {
	var router webhook.Router
	registerMany(&router, 0, 1000)
	table := map[string]func(){}
	var prefixes []string
	for i := range 1000 {
		table[fmt.Sprintf("acme:many-%d", i)] = func() {}
		prefixes = append(prefixes, fmt.Sprintf("acme:many-%d.*", i))
	}
	next := 1000
	ratio(b, "register", func() { table = maps.Clone(table) }, func() {
		webhook.On(&router, webhook.EventType[acmeEvent](fmt.Sprintf("acme:more-%d", next)), func(context.Context, *acmeEvent, *webhook.Delivery) error { return nil })
		next++
	})

	d := &webhook.Delivery{Type: "acme:many-1.x", Body: []byte("{}")}
	router.UseUnmarshal(func([]byte, any) error { return nil })
	ratio(b, "dispatch", func() {
		found := 0
		for _, prefix := range prefixes {
			if strings.HasPrefix("acme:many-999.x", strings.TrimSuffix(prefix, "*")) {
				found++
			}
		}
		if found != 1 {
			b.Fatal(found)
		}
	}, func() { require.NoError(b, router.Accept(b.Context(), d)) })
}
