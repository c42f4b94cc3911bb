// Package record holds what the world of a fake provider is made of: JSON objects that are cheap to build
// and to write, full samples that are embedded files, and tables of numbered records that keep only what
// changed.
//
// # Samples
//
// A reader of a fake sees a whole job or employee as JSON, in a file of its world package:
//
//	//go:embed samples/*.json
//	var files embed.FS
//	var samples = record.MustLoad(files, "samples")
//
//	func (w *World) Job(n int) record.Object {
//		return samples.Get("job").With("info.id", w.Jobs.ID(n), "info.title", w.JobTitle(n))
//	}
//
// [Object.With] copies what it changes, so a sample stays as it is. A path that is not in the sample
// panics: it is a spelling error.
//
// # Tables
//
// A [Table] is the state of one model. A record is made from its number whenever it is asked for, and its
// id is made from its number as well ([IDs]), so half a million jobs cost nothing. What the table keeps
// are the changes: created, changed, touched (something that it holds was changed), deleted (with a
// tombstone) and removed (without a trace). Links between records follow from their numbers; what does
// not follow from a number is in [State].
//
// # Lists
//
// A [ListOf] pages through a table with filters, without making a record that is not on the page. A fake
// describes each of its list endpoints in one value:
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
