package record

import (
	"fmt"
	"io/fs"
	"path"
	"strings"
)

// Samples are full records by name, read from JSON files.
type Samples map[string]Object

// MustLoad reads every JSON file of a folder: "job.json" is the sample "job". It panics if a file is not
// a JSON object, since the files are embedded.
func MustLoad(files fs.FS, folder string) Samples {
	names, err := fs.Glob(files, path.Join(folder, "*.json"))
	if err != nil || len(names) == 0 {
		panic(fmt.Sprintf("record: no samples in %s: %v", folder, err))
	}
	samples := Samples{}
	for _, name := range names {
		b, err := fs.ReadFile(files, name)
		if err != nil {
			panic("record: " + err.Error())
		}
		var o Object
		if err := o.UnmarshalJSON(b); err != nil {
			panic(fmt.Sprintf("record: %s: %v", name, err))
		}
		samples[strings.TrimSuffix(path.Base(name), ".json")] = o
	}
	return samples
}

// Get returns a sample. It is shared: change it with [Object.With]. An unknown name panics.
func (s Samples) Get(name string) Object {
	o, ok := s[name]
	if !ok {
		panic("record: there is no sample " + name)
	}
	return o
}
