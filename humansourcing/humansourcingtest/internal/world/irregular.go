package world

// Irregularity is a set of differences between events and the samples. Package humansourcingtest documents
// each of them.
type Irregularity uint

// The irregularities.
const (
	IrregularIDs Irregularity = 1 << iota
	IrregularRatings
	IrregularOffsets
	IrregularNothings
	IrregularAbsences
	IrregularCountries
	IrregularLists
	IrregularFlags
	IrregularLetters
	IrregularOrder
	IrregularFiles
	IrregularMembers
	IrregularTimes
	IrregularEvents

	NoIrregularity    Irregularity = 0
	EveryIrregularity              = IrregularEvents<<1 - 1
)

// has reports whether the set contains one.
func (i Irregularity) has(one Irregularity) bool { return i&one != 0 }
