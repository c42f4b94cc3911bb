// Package record holds the parts of a fake provider's world: JSON objects that are cheap to build and to
// encode, complete samples in embedded files, and tables of numbered records that store only changes.
//
// # Samples
//
// A complete job or employee is a JSON file of the fake's world package, so that it is easy to read:
//
//	//go:embed samples/*.json
//	var files embed.FS
//	var samples = record.MustLoad(files, "samples")
//
//	func (w *World) Job(n int) record.Object {
//		return samples.Get("job").With("info.id", w.Jobs.ID(n), "info.title", w.JobTitle(n))
//	}
//
// [Object.With] changes a copy, not the sample. It panics if the sample does not have the path, because
// that is a spelling error.
//
// # Tables
//
// A [Table] is the state of one model. A record is created from its number each time it is requested, and so
// is its id ([IDs]). Half a million jobs therefore take no memory. The table stores only changes: created,
// changed, touched (a part of the record was changed), deleted (with a tombstone) and removed (without a
// tombstone). Links between records follow from their numbers. [State] holds everything else.
//
// # Lists
//
// A [ListOf] returns the pages of a table with filters, and creates only the records on the page. A fake
// describes each of its list endpoints with one value:
//
//	{
//		path: "ats.application.list", name: "applications",
//		ListOf: record.ListOf[*world.World]{
//			Table: (*world.World).Applications, Record: (*world.World).Application,
//			Filters: []record.Filter[*world.World]{
//				record.Equal("status", (*world.World).ApplicationStatus),
//			},
//		},
//	},
package record
