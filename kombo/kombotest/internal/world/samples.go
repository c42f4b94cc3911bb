package world

import (
	"embed"
	"slices"
	"strings"

	"github.com/rolecall-dev/rolecall/internal/fake/record"
)

//go:embed samples/*.json
var files embed.FS

// samples are full records. Their ids, of world 0, which does not exist, are patched in each record.
var samples = record.MustLoad(files, "samples")

// sample is a full record from which those of a model are derived.
type sample struct {
	full   record.Object
	common [len(commonMembers)]int // indexes of the values of commonMembers; 0: there is none
	gaps   []int                   // indexes of the values that some records lack
	model  string                  // whose unmapped fields it has
}

// commonMembers are those that [sample.record] patches in every record that has them.
var commonMembers = [...]string{
	"id", "remote_id", "remote_created_at", "remote_updated_at", "changed_at", "remote_deleted_at", "remote_data", "integration_fields",
}

// sampleOf is the sample in a file. gaps are the members that some records lack.
func sampleOf(name, gaps string) *sample {
	s := &sample{full: samples.Get(name)}
	for k, member := range commonMembers {
		s.common[k] = s.index(member)
	}
	for member := range strings.FieldsSeq(gaps) {
		s.gaps = append(s.gaps, s.index(member))
	}
	if slices.Contains(s.gaps, 0) {
		panic("world: the sample " + name + " lacks one of " + gaps)
	}
	return s
}

// index is the index of a member's value, 0 if it is absent.
func (s *sample) index(member string) int {
	for i := 0; i < len(s.full); i += 2 {
		if s.full[i] == member {
			return i + 1
		}
	}
	return 0
}

// withFields gives the first record the unmapped fields of a model: "ats_jobs".
func (s *sample) withFields(model string) *sample {
	s.model = model
	return s
}

// record derives the record with a number of a table. patches are what differs from the sample: see
// [record.Object.With]. Ids and times are patched in. Number 0 has every member of the sample; of the gaps,
// each of the others lacks a fifth.
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

// value is the value of a common member.
func (s *sample) value(w *World, t *record.Table, n, member int, full any) any {
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
	return record.If(n == 0, full)
}

// Sample is a copy of the sample in a file, with the ids of this world: of a form, for example.
func (w *World) Sample(name string) record.Object {
	o, _ := w.withOwnIDs(samples.Get(name)).(record.Object)
	return o
}

// withOwnIDs copies a value of a sample. The ids of world 0 become those of this world.
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
