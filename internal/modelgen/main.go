// Command modelgen writes models_gen.go, the methods that every model of a package has. Run it by
// go generate, in the folder of the package:
//
//	//go:generate go run github.com/rolecall-dev/rolecall/internal/modelgen
//
// A model is a struct that embeds [rolecall.Extra]. It decodes and encodes itself by its fields and
// their tags, see package codec, so that a caller may use encoding/json. Every struct that holds raw
// bytes or a secret, itself or in what it contains, prints itself without them, see package safeprint.
//
// A method that is written by hand is left out here. A struct with a field named Format has no such method,
// and must have String and LogValue written by hand. A model with its own UnmarshalJSON or MarshalJSON
// must say so by the tag codec:"own" at its Extra.
package main

import (
	"fmt"
	"os"
)

// file is what modelgen writes.
const file = "models_gen.go"

func main() {
	text, err := generate(".")
	if err == nil {
		err = os.WriteFile(file, text, 0o644) //nolint:gosec // source, for everybody to read
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "modelgen:", err)
		os.Exit(1)
	}
}
