package humansourcingtest

import "github.com/rolecall-dev/rolecall/humansourcing/humansourcingtest/internal/world"

// Irregularity is a set of ways in which the events that a [Sender] sends differ from the samples on Human
// Sourcing's page. Unless the comment of a constant says otherwise, the event still decodes into the same
// record.
type Irregularity = world.Irregularity

// The irregularities. Combine them with |, such as IrregularIDs|IrregularOffsets.
const (
	// IrregularIDs writes ids, the salary and the number of openings as numbers or as strings at random.
	IrregularIDs = world.IrregularIDs
	// IrregularRatings writes ratings as numbers or as strings at random.
	IrregularRatings = world.IrregularRatings
	// IrregularOffsets writes the offset of a time as +0200 or +02:00 at random.
	IrregularOffsets = world.IrregularOffsets
	// IrregularNothings writes an empty value as "", null, [], {} or false at random, and an empty date also as
	// 0000-00-00, as -0001-11-30 or as a word such as None.
	IrregularNothings = world.IrregularNothings
	// IrregularAbsences omits empty members at random, and writes absent attachments and forms as null or [].
	IrregularAbsences = world.IrregularAbsences
	// IrregularCountries writes an absent country as an empty array.
	IrregularCountries = world.IrregularCountries
	// IrregularLists writes arrays as objects whose names are numbers, at random. PHP encodes a list like that
	// after an element was removed. That Human Sourcing does so is inferred.
	IrregularLists = world.IrregularLists
	// IrregularFlags writes booleans at random as booleans, or as 0 and 1, numbers or strings (inferred).
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
	// IrregularTimes writes times at random unmodified, with a lower-case t, with a space, with a comma and a
	// fraction, or as a DateTime object of PHP (inferred).
	IrregularTimes = world.IrregularTimes
	// IrregularEvents adds events of unknown types, see [Sender.Events].
	IrregularEvents = world.IrregularEvents

	// NoIrregularity sends events in the shapes of the samples. It is the default.
	NoIrregularity = world.NoIrregularity
	// EveryIrregularity combines all of them. EveryIrregularity&^IrregularIDs omits one.
	EveryIrregularity = world.EveryIrregularity
)
