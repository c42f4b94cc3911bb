package world

// Irregularity is a set of ways in which events differ from the samples. Package humansourcingtest documents each.
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

// has reports whether one is in the set.
func (i Irregularity) has(one Irregularity) bool { return i&one != 0 }
