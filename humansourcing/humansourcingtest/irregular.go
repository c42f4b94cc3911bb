package humansourcingtest

import "github.com/rolecall-dev/rolecall/humansourcing/humansourcingtest/internal/world"

// Irregularity is a set of ways in which what is sent differs from the samples of Human Sourcing's
// page. None of them changes what an event says, except those whose comment says so.
type Irregularity = world.Irregularity

// The irregularities, each of which can be chosen alone: IrregularIDs|IrregularOffsets.
const (
	// IrregularIDs: numbers are strings, and strings of digits are numbers, at random.
	IrregularIDs = world.IrregularIDs
	// IrregularRatings: any rating is a number or a string, at random.
	IrregularRatings = world.IrregularRatings
	// IrregularOffsets: the offset of a time is +0200 or +02:00, at random.
	IrregularOffsets = world.IrregularOffsets
	// IrregularNothings: an empty value is "", null, [], {} or false, at random; an empty date is also
	// 0000-00-00, -0001-11-30 or a word such as None.
	IrregularNothings = world.IrregularNothings
	// IrregularAbsences: an empty member is left out at random, and attachments and forms that would be
	// left out are null or [].
	IrregularAbsences = world.IrregularAbsences
	// IrregularCountries: an absent country is an empty array.
	IrregularCountries = world.IrregularCountries
	// IrregularLists: an array is an object that numbers its elements, as PHP writes a list from which
	// an element was removed. That Human Sourcing does so is inferred.
	IrregularLists = world.IrregularLists
	// IrregularFlags: booleans are 0 and 1, as numbers or strings (inferred).
	IrregularFlags = world.IrregularFlags
	// IrregularLetters: letters beyond ASCII are \u00e9, and a slash is \/, as PHP writes them.
	IrregularLetters = world.IrregularLetters
	// IrregularOrder: actions are in any order. This changes what an event says.
	IrregularOrder = world.IrregularOrder
	// IrregularFiles: files have names that must not be part of a path, and MIME types in any case. This
	// changes what an event says.
	IrregularFiles = world.IrregularFiles
	// IrregularMembers: there are unknown members at every level. This changes what an event says: they
	// are in Extra.
	IrregularMembers = world.IrregularMembers
	// IrregularTimes: times are in lower case, with a space, with a comma and a fraction, or a DateTime
	// of PHP (inferred).
	IrregularTimes = world.IrregularTimes
	// IrregularEvents: there are further events of unknown types: see [Sender.Events].
	IrregularEvents = world.IrregularEvents

	// NoIrregularity is what the samples show, which is the default.
	NoIrregularity = world.NoIrregularity
	// EveryIrregularity is all of them. EveryIrregularity&^IrregularIDs switches one off.
	EveryIrregularity = world.EveryIrregularity
)
