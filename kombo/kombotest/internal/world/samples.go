package world

import (
	"embed"
	"slices"
	"strings"

	"github.com/rolecall-dev/rolecall/internal/fake/record"
)

//go:embed samples/*.json
var files embed.FS

// samples holds the sample files: records with a value for every member. Their ids contain the identity "0",
// which no World has.
var samples = record.MustLoad(files, "samples")

// sample is a record from which the records of a model are derived.
type sample struct {
	full   record.Object
	common [len(commonMembers)]int // indexes of the values of commonMembers; 0 if absent
	gaps   []int                   // indexes of the values that are null in some records
	model  string                  // name of the model for integration_fields
}

// commonMembers are the members that [sample.record] sets in every record that has them.
var commonMembers = [...]string{
	"id", "remote_id", "remote_created_at", "remote_updated_at", "changed_at", "remote_deleted_at", "remote_data", "integration_fields",
}

// sampleOf returns the sample in a file. gaps are the names of the members that are null in some records.
func sampleOf(name, gaps string) *sample {
	s := &sample{full: samples.Get(name)}
	for k, member := range commonMembers {
		s.common[k] = s.index(member)
	}
	for member := range strings.FieldsSeq(gaps) {
		s.gaps = append(s.gaps, s.index(member))
	}
	if slices.Contains(s.gaps, 0) {
		panic("world: sample " + name + " must have all of the members " + gaps)
	}
	return s
}

// index returns the index of a member's value, or 0 if the member is absent.
func (s *sample) index(member string) int {
	for i := 0; i < len(s.full); i += 2 {
		if s.full[i] == member {
			return i + 1
		}
	}
	return 0
}

// withFields sets the name of the model, such as "ats_jobs", whose fields are in integration_fields.
func (s *sample) withFields(model string) *sample {
	s.model = model
	return s
}

// record derives record n of a table from the sample. patches replace values of the sample: see
// [record.Object.With]. record also sets the common members, such as ids and times. In record 0 every member
// has a value; in every other record, about a fifth of the gaps are null.
func (s *sample) record(w *World, t *record.Table, n int, patches ...any) record.Object {
	o := s.full.With(patches...)
	for k, i := range s.common {
		if i > 0 {
			o[i] = s.value(w, t, n, k, o[i])
		}
	}
	if n == 0 {
		return o
	}
	for k, i := range s.gaps {
		if (n+k)%5 == 4 {
			o[i] = nil
		}
	}
	return o
}

// value returns the value of a common member of record n. sampleValue is its value in the sample.
func (s *sample) value(w *World, t *record.Table, n, member int, sampleValue any) any {
	switch commonMembers[member] {
	case "id":
		return t.ID(n)
	case "remote_id":
		return remoteID(t, n)
	case "remote_created_at":
		return createdAt(t, n)
	case "remote_updated_at":
		return record.If(n%10 != 9 || t.Revision(n) > 0, updatedAt(t, n))
	case "changed_at":
		return t.ChangedAt(n)
	case "remote_deleted_at":
		return t.DeletedAt(n)
	case "integration_fields":
		return w.integrationFields(n == 0, s.model)
	}
	return record.If(n == 0, sampleValue)
}

// Sample returns a copy of the sample in a file, such as a form, with the ids of this World.
func (w *World) Sample(name string) record.Object {
	o, _ := w.withOwnIDs(samples.Get(name)).(record.Object)
	return o
}

// withOwnIDs copies a value of a sample and replaces its ids with ids of this World.
func (w *World) withOwnIDs(v any) any {
	switch v := v.(type) {
	case record.Object:
		o := slices.Clone(v)
		for i := 1; i < len(o); i += 2 {
			o[i] = w.withOwnIDs(o[i])
		}
		return o
	case []any:
		list := make([]any, 0, len(v))
		for _, element := range v {
			list = append(list, w.withOwnIDs(element))
		}
		return list
	case string:
		if prefix, _, ok := strings.Cut(v, "ox"); ok && strings.HasPrefix(prefix, "test") {
			if n, ok := (&World{identity: "0"}).ids(prefix).Number(v); ok {
				return w.ID(prefix, n)
			}
		}
	}
	return v
}
