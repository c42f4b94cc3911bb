package durable

import (
	"database/sql"
	"fmt"
	"io"
	"log/slog"
	"strings"

	"github.com/riverqueue/river/rivermigrate"
)

// PrintMigrations writes the SQL that brings the tables of River and of this package from version from to
// the current version, for programs whose tables are created by a migration tool; such programs open the
// engine with [WithoutMigration]. from is the version in rolecall_migration, and 0 if there are no tables.
// For PostgreSQL the tables are in the schema "rolecall". Each part is its own transaction, so the tool
// must not put one around all of them.
func PrintMigrations(w io.Writer, d Dialect, from int) error {
	if d != SQLite && d != PostgreSQL {
		return fmt.Errorf("durable: unknown dialect %s", d)
	}
	newest := migrations[len(migrations)-1]
	if from < 0 || from > newest.version {
		return fmt.Errorf("durable: there is no version %d: versions are 0 to %d", from, newest.version)
	}
	t := tables{d, defaultSchema, slog.New(slog.DiscardHandler)}
	parts := &printer{w: w}
	if from == newest.version {
		parts.print("-- Nothing to do: version %d is the newest.\n", from)
		return parts.err
	}
	if d == PostgreSQL {
		parts.print("create schema if not exists %s;\n\n", t.schema)
	}
	if err := t.printRiver(parts, riverVersion(from), newest.river); err != nil {
		return err
	}
	parts.transaction(fmt.Sprintf("Rolecall %d to %d", from, newest.version), t.ours(from)...)
	return parts.err
}

func riverVersion(ours int) int {
	for _, m := range migrations {
		if m.version == ours {
			return m.river
		}
	}
	return 0
}

func (t tables) printRiver(parts *printer, from, to int) error {
	schema := t.schema
	if t.dialect == SQLite {
		schema = ""
	}
	migrator, err := rivermigrate.New(t.driver((*sql.DB)(nil)), &rivermigrate.Config{Logger: t.log, Schema: schema})
	if err != nil {
		return storeFailed("read River's migrations", err)
	}
	const lineSince = 5 // River's table of versions has the column since its version 5
	for _, m := range migrator.AllVersions() {
		if m.Version <= from || m.Version > to {
			continue
		}
		text := strings.ReplaceAll(m.SQLUp, "/* TEMPLATE: schema */", t.sql("{}"))
		record := "insert into {}river_migration (version) values (%d)"
		if m.Version >= lineSince {
			record = "insert into {}river_migration (line, version) values ('main', %d)"
		}
		parts.transaction(fmt.Sprintf("River %d: %s", m.Version, m.Name), text, t.sql(fmt.Sprintf(record, m.Version)))
	}
	return nil
}

// printer remembers the first error of a writer.
type printer struct {
	w   io.Writer
	err error
}

func (p *printer) print(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.w, format, args...)
	}
}

func (p *printer) transaction(name string, statements ...string) {
	p.print("-- %s\nbegin;\n", name)
	for _, s := range statements {
		p.print("%s;\n", strings.TrimRight(strings.TrimSpace(s), ";"))
	}
	p.print("commit;\n\n")
}
