package humansourcingtest

import "github.com/rolecall-dev/rolecall/humansourcing/humansourcingtest/internal/world"

// Irregularity is a set of ways in which the events that a [Sender] sends differ from the samples on Human
// Sourcing's page. Unless the comment of a constant says otherwise, the event still decodes into the same
// record.
type Irregularity = world.Irregularity

// The irregularities. Combine them with |, as in IrregularIDs|IrregularOffsets.
const (
	// IrregularIDs writes an id, the salary or the number of openings, at random, as a number or as a string.
	IrregularIDs = world.IrregularIDs
	// IrregularRatings writes a rating, at random, as a number or as a string.
	IrregularRatings = world.IrregularRatings
	// IrregularOffsets writes the offset of a time, at random, as +0200 or as +02:00.
	IrregularOffsets = world.IrregularOffsets
	// IrregularNothings writes an empty value, at random, as "", null, [], {} or false. It may also write an empty
	// date as 0000-00-00, as -0001-11-30 or as a word such as None.
	IrregularNothings = world.IrregularNothings
	// IrregularAbsences omits empty members at random. An action without an attachment or without a form has
	// this member as null or [].
	IrregularAbsences = world.IrregularAbsences
	// IrregularCountries writes an absent country as an empty array.
	IrregularCountries = world.IrregularCountries
	// IrregularLists writes an array of fewer than ten elements, at random, as an object whose member names are
	// the indexes of the elements: {"0":…,"1":…}. PHP encodes a list this way after an element has been removed.
	// It is inferred that Human Sourcing does the same.
	IrregularLists = world.IrregularLists
	// IrregularFlags writes a boolean, at random, unmodified, as the number 0 or 1, or as the string "0" or "1"
	// (inferred).
	IrregularFlags = world.IrregularFlags
	// IrregularLetters escapes letters outside ASCII as \u00e9 and slashes as \/, like PHP.
	IrregularLetters = world.IrregularLetters
	// IrregularOrder puts actions into a random order. This changes the meaning of events.
	IrregularOrder = world.IrregularOrder
	// IrregularFiles gives attachments file names that are unsafe in a path, and MIME types in mixed letter
	// case. This changes the meaning of events.
	IrregularFiles = world.IrregularFiles
	// IrregularMembers adds unknown members at every level. This changes the meaning of events: the members are
	// decoded into Extra.
	IrregularMembers = world.IrregularMembers
	// IrregularTimes writes a time, at random, unmodified, with t or a space instead of T, with a comma and a
	// fraction of a second, or as PHP encodes a DateTime object (inferred).
	IrregularTimes = world.IrregularTimes
	// IrregularEvents adds events of unknown types. See [Sender.Events].
	IrregularEvents = world.IrregularEvents

	// NoIrregularity sends events in the shapes of the samples. It is the default.
	NoIrregularity = world.NoIrregularity
	// EveryIrregularity combines all irregularities. EveryIrregularity&^IrregularIDs leaves out IrregularIDs.
	EveryIrregularity = world.EveryIrregularity
)
