package main

import (
	"bufio"
	"fmt"
	"io"
	"regexp"
	"strings"
)

// section is one version of a changelog: from its heading to the next one.
type section struct {
	version string // "0.2.0"
	date    string // "2026-11-26", or "unreleased"
	text    string // without the heading
}

var (
	versionHeading = regexp.MustCompile(`^## v?(\d+\.\d+\.\d+\S*) \((.+)\)$`)
	codeSpan       = regexp.MustCompile("`[^`]+`")
	identifier     = regexp.MustCompile(`[\pL_][\pL\pN_]*`)
	replaced       = regexp.MustCompile(`^changed from ([^\s(){}]+) to `) // a type that is only a name
)

// parseChangelog returns the sections in the order of the file, which is newest first.
func parseChangelog(text string) []section {
	var sections []section
	for line := range strings.Lines(text) {
		if m := versionHeading.FindStringSubmatch(strings.TrimSpace(line)); m != nil {
			sections = append(sections, section{version: m[1], date: m[2]})
		} else if len(sections) > 0 {
			sections[len(sections)-1].text += line
		}
	}
	return sections
}

// breaking returns the identifiers that the section names in code, and the word "comparable" if it
// has that, under headings that begin with "Breaking".
func (s section) breaking() map[string]bool {
	names := map[string]bool{}
	under := false
	for line := range strings.Lines(s.text) {
		if title, isHeading := strings.CutPrefix(line, "### "); isHeading {
			under = strings.HasPrefix(title, "Breaking")
		}
		if !under {
			continue
		}
		if strings.Contains(line, "comparable") {
			names["comparable"] = true
		}
		for _, span := range codeSpan.FindAllString(line, -1) {
			for _, name := range identifier.FindAllString(span, -1) {
				names[name] = true
			}
		}
	}
	return names
}

// newer returns the sections above that of version.
func newer(log []section, version string) ([]section, error) {
	for i, s := range log {
		if s.version == version {
			return log[:i], nil
		}
	}
	return nil, fmt.Errorf("the changelog has no section %q", "## "+version+" (DATE)")
}

// check reads the incompatible changes that apidiff reports, and returns an error if the sections
// above that of version do not name each of them.
func check(in io.Reader, out io.Writer, log []section, version string) error {
	sections, err := newer(log, strings.TrimPrefix(version, "v"))
	if err != nil {
		return err
	}
	named := map[string]bool{}
	for _, s := range sections {
		for name := range s.breaking() {
			named[name] = true
		}
	}
	changes, missing := 0, 0
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 1<<20) // apidiff writes whole struct types
	for lines.Scan() {
		change, isChange := strings.CutPrefix(lines.Text(), "- ")
		if !isChange {
			continue // apidiff's notes about its own work
		}
		changes++
		if !isNamed(change, named) {
			missing++
			if _, err := fmt.Fprintln(out, change); err != nil {
				return err
			}
		}
	}
	if err := lines.Err(); err != nil {
		return err
	}
	if missing > 0 {
		return fmt.Errorf("%d of %d incompatible changes since %s are not named in code under \"### Breaking changes\" in CHANGELOG.md: "+
			"name them there, or take them back", missing, changes, version)
	}
	_, err = fmt.Fprintf(out, "%d incompatible changes since %s, each named in CHANGELOG.md\n", changes, version)
	return err
}

// isNamed reports whether the sections name a change: its last identifier, "Call" for
// "./knit.(*Client).Call: removed", or the type that it replaced, "Date" for
// "./kombo.Absence.EndDate: changed from Date to rolecall.Date". The word "comparable" names every
// type that lost the operator ==.
func isNamed(change string, named map[string]bool) bool {
	if strings.HasSuffix(change, ": old is comparable, new is not") {
		return named["comparable"]
	}
	subject, what, _ := strings.Cut(change, ": ")
	if m := replaced.FindStringSubmatch(what); m != nil && named[last(m[1])] {
		return true
	}
	return named[last(subject)]
}

// last returns the last identifier of an expression.
func last(expression string) string {
	names := identifier.FindAllString(expression, -1)
	if len(names) == 0 {
		return ""
	}
	return names[len(names)-1]
}

// notes prints the section of a version that has a date.
func notes(out io.Writer, log []section, version string) error {
	for _, s := range log {
		if s.version != strings.TrimPrefix(version, "v") {
			continue
		}
		if s.date == "unreleased" {
			return fmt.Errorf("the changelog calls %s unreleased: give its heading a date", s.version)
		}
		_, err := fmt.Fprintln(out, strings.TrimSpace(s.text))
		return err
	}
	return fmt.Errorf("the changelog has no section %q", "## "+version+" (DATE)")
}
