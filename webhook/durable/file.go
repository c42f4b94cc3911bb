package durable

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// file is the identity of a SQLite file. A process can go on writing to a file that was deleted; what it
// writes is lost when it ends.
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

// check returns ErrFileGone if the path does not lead to the file any more. A nil file is always there.
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
