// Command release does the three steps of a release that need more than a shell.
//
//	release export DIR FILE         write the API of the module in DIR, for apidiff -m
//	release check CHANGELOG VERSION read the output of apidiff -incompatible, and fail for each
//	                                change that no section above VERSION's names
//	release notes CHANGELOG VERSION print the section of VERSION
//
// The file of export has the format of apidiff -m -w. In addition to that, it leaves out the
// internal packages, which other modules cannot import, and the paths of the source files on this machine.
package main

import (
	"errors"
	"fmt"
	"io"
	"os"
)

var errUsage = errors.New("usage: release export DIR FILE | check CHANGELOG VERSION | notes CHANGELOG VERSION")

func main() {
	if err := run(os.Args[1:], os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "release:", err)
		os.Exit(1)
	}
}

func run(args []string, in io.Reader, out io.Writer) error {
	if len(args) != 3 {
		return errUsage
	}
	if args[0] == "export" {
		return export(args[1], args[2])
	}
	text, err := os.ReadFile(args[1]) //nolint:gosec // a path from the command line
	if err != nil {
		return err
	}
	log := parseChangelog(string(text))
	switch args[0] {
	case "check":
		return check(in, out, log, args[2])
	case "notes":
		return notes(out, log, args[2])
	default:
		return errUsage
	}
}
