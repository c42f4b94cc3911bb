package humansourcingtest

// Irregularity is a set of ways in which what is sent differs from the samples of Human Sourcing's
// page. None of them changes what an event says, but for those whose comment says so.
type Irregularity uint

// The irregularities, each to be switched on by itself: IrregularIDs|IrregularOffsets.
const (
	// IrregularIDs: numbers come as text, and text of digits as numbers, at random.
	IrregularIDs Irregularity = 1 << iota
	// IrregularRatings: ratings come as number or as text, whatever they are.
	IrregularRatings
	// IrregularOffsets: times come as +0200 or as +02:00, at random.
	IrregularOffsets
	// IrregularNothings: what is empty comes as "", null, [], {} or false, at random; dates as
	// 0000-00-00 or -0001-11-30, or as a word such as None, too.
	IrregularNothings
	// IrregularAbsences: what is empty is left out at random, and lists and forms that would be
	// left out come as null or [].
	IrregularAbsences
	// IrregularCountries: a country that there is not comes as an empty list.
	IrregularCountries
	// IrregularLists: lists come as objects that number their elements, as PHP writes a list out of
	// which something was taken. That Human Sourcing does so is inferred.
	IrregularLists
	// IrregularFlags: booleans come as 0 and 1, as numbers or as text (inferred, too).
	IrregularFlags
	// IrregularLetters: letters beyond ASCII come as \u00e9, and a slash as \/, as PHP writes them.
	IrregularLetters
	// IrregularOrder: actions come in any order. This changes what an event says.
	IrregularOrder
	// IrregularFiles: files have names that are no good as a path, and types in any case. This
	// changes what an event says.
	IrregularFiles
	// IrregularMembers: there are members that nobody knows, at every level. This changes what an
	// event says: they are in Extra.
	IrregularMembers
	// IrregularTimes: times come in lower case, with a space, with a comma and a fraction, or as a
	// DateTime of PHP (inferred).
	IrregularTimes
	// IrregularEvents: there are further events, of types that nobody knows: see [Sender.Events].
	IrregularEvents

	// NoIrregularity is what the samples show, which is the default.
	NoIrregularity Irregularity = 0
	// EveryIrregularity is all of them. EveryIrregularity&^IrregularIDs switches one off.
	EveryIrregularity = IrregularEvents<<1 - 1
)

// has tells whether one is in the set.
func (i Irregularity) has(one Irregularity) bool { return i&one != 0 }
