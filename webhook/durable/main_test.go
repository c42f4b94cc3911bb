package durable_test

import (
	"log"
	"os"
	"testing"
)

// exampleFiles is a folder for the databases of the examples, which have no testing.T.
var exampleFiles string

func TestMain(m *testing.M) {
	var err error
	if exampleFiles, err = os.MkdirTemp("", "rolecall-examples-"); err != nil {
		log.Fatal(err)
	}
	code := m.Run()
	_ = os.RemoveAll(exampleFiles)
	os.Exit(code)
}
