package durable

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// file is the identity of a SQLite file. A process can still write to a file that was deleted, but the
// file is lost when the process ends.
type file struct {
	path string
	info os.FileInfo
}

func openFile(path string) (*file, error) {
	path, err := filepath.Abs(path) // the process may change its directory
	if err != nil {
		return nil, fmt.Errorf("durable: look at the SQLite file: %w", err)
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("durable: look at the SQLite file: %w", err)
	}
	return &file{path, info}, nil
}

// check returns ErrFileGone if the path no longer leads to the file, and nil for a nil file.
func (f *file) check() error {
	if f == nil {
		return nil
	}
	info, err := os.Stat(f.path)
	if err != nil || !os.SameFile(info, f.info) {
		return ErrFileGone
	}
	return nil
}

func isBusy(err error) bool {
	e, ok := errors.AsType[*sqlite.Error](err)
	return ok && e.Code()&0xff == sqlite3.SQLITE_BUSY
}
