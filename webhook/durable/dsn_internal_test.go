package durable

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestParseDSN(t *testing.T) {
	t.Parallel()
	for dsn, want := range map[string]struct {
		dialect Dialect
		target  string
	}{
		"":                                   {SQLite, "rolecall.db"},
		"rolecall.db":                        {SQLite, "rolecall.db"},
		"./rolecall.db":                      {SQLite, "rolecall.db"},
		"/var/lib/rolecall.db":               {SQLite, "/var/lib/rolecall.db"},
		`C:\data\rolecall.db`:                {SQLite, `C:\data\rolecall.db`},
		"sqlite:rolecall.db":                 {SQLite, "rolecall.db"},
		"sqlite:/var/lib//rolecall.db":       {SQLite, "/var/lib/rolecall.db"},
		"sqlite:a=b@c.db":                    {SQLite, "a=b@c.db"},
		"sqlite:user=a password=b":           {SQLite, "user=a password=b"},
		"postgres.db":                        {SQLite, "postgres.db"},
		"a b#c?d%20e.db":                     {SQLite, "a b#c?d%20e.db"},
		"postgres://u@db.example.com/a":      {PostgreSQL, "postgres://u@db.example.com/a"},
		"postgresql://u@db.example.com/a":    {PostgreSQL, "postgresql://u@db.example.com/a"},
		"postgres:///a?host=/run/postgresql": {PostgreSQL, "postgres:///a?host=/run/postgresql"},
	} {
		dialect, target, err := parseDSN(dsn)
		require.NoError(t, err, dsn)
		require.Equal(t, want.dialect, dialect, dsn)
		require.Equal(t, want.target, target, dsn)
	}
}

func TestParseDSNRejects(t *testing.T) {
	t.Parallel()
	for dsn, want := range map[string]string{
		"sqlite:":                              "names no file",
		"sqlite::memory:":                      "in memory",
		":memory:":                             "in memory",
		":memory:?cache=shared":                "in memory",
		"sqlite:///rolecall.db":                "with a path after the colon",
		"sqlite://rolecall.db":                 "with a path after the colon",
		"sqlite:file:rolecall.db":              "sqlite:path instead of file:path",
		"file:rolecall.db?mode=ro":             "sqlite:path instead of file:path",
		"file::memory:":                        "sqlite:path instead of file:path",
		"postgres:u:hunter2@db.example.com/a":  `begin with "postgres://"`,
		"postgresql:/db.example.com/a":         `begin with "postgres://"`,
		"mysql://u:hunter2@db.example.com/a":   "no support for mysql",
		"POSTGRES://u:hunter2@db.example.com":  "no support for POSTGRES",
		"http://db.example.com":                "no support for http",
		"host=db.example.com password=hunter2": "looks like that of a server",
		"password = 'hunter2' host=h":          "looks like that of a server",
		"password=hunter2 options=x://y":       "looks like that of a server",
		"u:hunter2@tcp(db.example.com:3306)/a": "looks like that of a server",
		"u:hunter2@db.example.com/a":           "looks like that of a server",
	} {
		_, _, err := parseDSN(dsn)
		require.ErrorContains(t, err, want, dsn)
		require.NotContains(t, fmt.Sprintf("%+v %#v", err, err), "hunter2")
	}
}

func TestDialectString(t *testing.T) {
	t.Parallel()
	require.Equal(t, "SQLite PostgreSQL Dialect(0) Dialect(9)", fmt.Sprint(SQLite, " ", PostgreSQL, " ", Dialect(0), " ", Dialect(9)))
}
