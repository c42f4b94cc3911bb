package main

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"golang.org/x/tools/go/gcexportdata"
	"golang.org/x/tools/go/packages"
)

// export writes the API of the module in dir to file.
func export(dir, file string) error {
	loaded, err := load(dir)
	if err != nil {
		return err
	}
	f, err := os.Create(file) //nolint:gosec // a path from the command line
	if err != nil {
		return err
	}
	return errors.Join(write(f, loaded), f.Close())
}

// load returns the packages of the module in dir that other modules can import, by path.
func load(dir string) ([]*packages.Package, error) {
	all, err := packages.Load(&packages.Config{
		Dir:  dir,
		Mode: packages.NeedName | packages.NeedTypes | packages.NeedModule,
	}, "./...")
	if err != nil {
		return nil, err
	}
	var public []*packages.Package
	for _, p := range all {
		for _, e := range p.Errors {
			err = errors.Join(err, e)
		}
		if p.Name != "main" && !strings.Contains(p.PkgPath+"/", "/internal/") {
			public = append(public, p)
		}
	}
	if err == nil && len(public) == 0 {
		err = fmt.Errorf("no importable package in %s", dir)
	}
	slices.SortFunc(public, func(a, b *packages.Package) int { return strings.Compare(a.PkgPath, b.PkgPath) })
	return public, err
}

// write writes the archive that apidiff reads: the module's path and one entry for each package.
func write(w io.Writer, loaded []*packages.Package) error {
	archive := zip.NewWriter(w)
	entry, err := archive.Create("module")
	if err != nil {
		return err
	}
	if _, err := io.WriteString(entry, loaded[0].Module.Path); err != nil {
		return err
	}
	for _, p := range loaded {
		entry, err := archive.Create(p.PkgPath + ".x")
		if err != nil {
			return err
		}
		// Without a file set, no positions are written: they hold the paths of this machine.
		if err := gcexportdata.Write(entry, nil, p.Types); err != nil {
			return fmt.Errorf("%s: %w", p.PkgPath, err)
		}
	}
	return archive.Close()
}
