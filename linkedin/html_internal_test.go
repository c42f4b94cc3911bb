package linkedin

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestUnsupportedTags(t *testing.T) {
	t.Parallel()
	for html, want := range map[string][]string{
		"":                            nil,
		"plain":                       nil,
		"a < b, 3 <4, <3, <":          nil,
		"<b>x</b> <BR> <br/> </ul>":   nil,
		"<bold>":                      {"<bold>"},
		"<a href='x'>y</a>":           {"<a>"},
		"x <eur 5":                    {"<eur>"},
		"<!-- c --><?php ?>":          {"<!>", "<?>"},
		"<h1>a</h1><my-tag><H1>":      {"<h1>", "<my-tag>", "<H1>"},
		"</div>":                      {"<div>"},
		"<a><c><d><e><f><g><h>":       {"<a>", "<c>", "<d>", "<e>", "<f>"},
		"<" + strings.Repeat("x", 99): {"<" + strings.Repeat("x", 20) + ">"},
	} {
		require.Equal(t, want, unsupportedTags(html), html)
	}
}
