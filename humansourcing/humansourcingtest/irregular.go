package humansourcingtest

import "github.com/rolecall-dev/rolecall/humansourcing/humansourcingtest/internal/world"

// Irregularity is a set of ways in which the sent events differ from the samples on Human Sourcing's page.
// An irregularity changes only the JSON and not the content of an event, unless its comment says otherwise.
type Irregularity = world.Irregularity

// The irregularities. Combine them with |, as in IrregularIDs|IrregularOffsets.
const (
	// IrregularIDs: numbers are strings, and strings of digits are numbers, at random.
	IrregularIDs = world.IrregularIDs
	// IrregularRatings: any rating is a number or a string, at random.
	IrregularRatings = world.IrregularRatings
	// IrregularOffsets: the offset of a time is +0200 or +02:00, at random.
	IrregularOffsets = world.IrregularOffsets
	// IrregularNothings: an empty value is "", null, [], {} or false, at random; an empty date is also
	// 0000-00-00, -0001-11-30 or a string such as None.
	IrregularNothings = world.IrregularNothings
	// IrregularAbsences: an empty member is omitted at random. Attachments and forms that would be absent
	// are null or [].
	IrregularAbsences = world.IrregularAbsences
	// IrregularCountries: an absent country is an empty array.
	IrregularCountries = world.IrregularCountries
	// IrregularLists: an array is an object with numbers as names, as PHP writes a list from which an
	// element was removed (inferred).
	IrregularLists = world.IrregularLists
	// IrregularFlags: booleans are 0 and 1, as numbers or strings (inferred).
	IrregularFlags = world.IrregularFlags
	// IrregularLetters: letters beyond ASCII are \u00e9, and a slash is \/, as PHP writes them.
	IrregularLetters = world.IrregularLetters
	// IrregularOrder: actions are in any order. This changes the content of an event.
	IrregularOrder = world.IrregularOrder
	// IrregularFiles: files have names that must not be part of a path, and MIME types in any case. This
	// changes the content of an event.
	IrregularFiles = world.IrregularFiles
	// IrregularMembers: there are unknown members at every level. This changes the content of an event: they
	// are in Extra.
	IrregularMembers = world.IrregularMembers
	// IrregularTimes: a time is in lower case, has a space, has a comma and a fraction, or is a DateTime of
	// PHP (inferred).
	IrregularTimes = world.IrregularTimes
	// IrregularEvents: there are further events of unknown types: see [Sender.Events].
	IrregularEvents = world.IrregularEvents

	// NoIrregularity sends the shapes of the samples. It is the default.
	NoIrregularity = world.NoIrregularity
	// EveryIrregularity is the set of all irregularities. EveryIrregularity&^IrregularIDs excludes one.
	EveryIrregularity = world.EveryIrregularity
)
