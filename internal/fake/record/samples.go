package record

import (
	"fmt"
	"io/fs"
	"path"
	"strings"
)

// Samples holds complete records by name, from JSON files.
type Samples map[string]Object

// MustLoad reads all JSON files of a folder: "job.json" is the sample "job". It panics if a file is not a JSON
// object, because the files are embedded.
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

// Get returns a sample. The sample is shared, so use [Object.With] to change it. Get panics if the name is unknown.
func (s Samples) Get(name string) Object {
	o, ok := s[name]
	if !ok {
		panic("record: there is no sample called " + name)
	}
	return o
}
