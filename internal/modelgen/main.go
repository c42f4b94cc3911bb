// Command modelgen writes models_gen.go, which holds the methods of the models of a package. Run it with
// go generate in the directory of the package:
//
//	//go:generate go run github.com/rolecall-dev/rolecall/internal/modelgen
//
// A model is a struct that embeds [rolecall.Extra]. Its UnmarshalJSON and MarshalJSON use its fields and
// their tags, see package codec, so callers can use encoding/json. Every struct that holds raw bytes or a
// secret, directly or in a value that it contains, has a Format and a LogValue that omit them, see package
// safeprint.
//
// modelgen does not generate a method that is written by hand. A struct with a field named Format cannot
// have a method Format, so its String and LogValue must be written by hand. A model with a hand-written
// UnmarshalJSON or MarshalJSON must have the tag codec:"own" at its Extra.
package main

import (
	"fmt"
	"os"
)

// file is the name of the generated file.
const file = "models_gen.go"

func main() {
	text, err := generate(".")
	if err == nil {
		err = os.WriteFile(file, text, 0o644) //nolint:gosec // source code, readable by all users
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "modelgen:", err)
		os.Exit(1)
	}
}
