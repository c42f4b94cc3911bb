package durable

import (
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// Dialect is the kind of a database.
type Dialect uint8

const (
	// SQLite is a file on the local disk. It needs no server.
	SQLite Dialect = iota + 1
	// PostgreSQL is a PostgreSQL server, version 12 or later.
	PostgreSQL
)

// String returns "SQLite" or "PostgreSQL".
func (d Dialect) String() string {
	switch d {
	case SQLite:
		return "SQLite"
	case PostgreSQL:
		return "PostgreSQL"
	default:
		return fmt.Sprintf("Dialect(%d)", uint8(d))
	}
}

const defaultDSN = "sqlite:rolecall.db"

// serverDSN matches the keywords of libpq ("host=… password=…") and the DSN of another driver
// ("user:password@tcp(…)/…"), but not URLs.
var serverDSN = regexp.MustCompile(`(?i)(^|\s)(host|hostaddr|port|user|password|dbname|service|sslmode)\s*=|^[^/@]*:([^/]|/[^/])[^@]*@`)

// parseDSN returns the dialect of a DSN, and the URL of a PostgreSQL server or the path of a SQLite file.
// Its errors contain only the scheme of the DSN, because a DSN may contain a password.
func parseDSN(dsn string) (Dialect, string, error) {
	if dsn == "" {
		dsn = defaultDSN
	}
	scheme, rest, found := strings.Cut(dsn, ":")
	switch {
	case found && (scheme == "postgres" || scheme == "postgresql"):
		if !strings.HasPrefix(rest, "//") {
			return 0, "", errors.New(`durable: the DSN must begin with "postgres://"`)
		}
		return PostgreSQL, dsn, nil
	case found && scheme == "sqlite":
		return sqlitePath(rest)
	case serverDSN.MatchString(dsn):
		// Not a file: a file with this name would be created, and its name would contain the password.
		return 0, "", errors.New("durable: the DSN looks like that of a server: use postgres://…, or sqlite:path for a file with such a name")
	case strings.Contains(dsn, "://"):
		return 0, "", fmt.Errorf("durable: no support for %s databases: use postgres://…, sqlite:path or a path", scheme)
	case found && scheme == "file":
		return 0, "", errFileURL
	default:
		return sqlitePath(dsn)
	}
}

var errFileURL = errors.New("durable: write sqlite:path instead of file:path; the engine chooses the parameters of the connection itself")

func sqlitePath(path string) (Dialect, string, error) {
	switch {
	case path == "":
		return 0, "", errors.New("durable: the DSN names no file: write sqlite:path")
	case strings.HasPrefix(path, ":memory:"):
		return 0, "", errors.New("durable: a database in memory loses every delivery when the process ends: use a file")
	case strings.HasPrefix(path, "file:"):
		return 0, "", errFileURL
	case strings.HasPrefix(path, "//"):
		return 0, "", errors.New("durable: write sqlite:path, with a path after the colon instead of //")
	}
	return SQLite, filepath.Clean(path), nil
}

// sqliteURL returns the URL of a SQLite file for the driver. parameters are pairs of a name and a value.
func sqliteURL(path string, parameters ...string) string {
	query := url.Values{}
	for pair := range slices.Chunk(parameters, 2) {
		query.Add(pair[0], pair[1])
	}
	return "file:" + (&url.URL{Path: filepath.ToSlash(path)}).EscapedPath() + "?" + query.Encode()
}
