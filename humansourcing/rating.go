package humansourcing

import "strconv"

// Rating is how a consultant has rated an action, in Human Sourcing's own numbers: the page shows 0
// and -1, and explains neither. "" if there is none.
//
// Human Sourcing writes 0 as a number and -1 as a string, next to each other. Both are strings here.
type Rating string

// Int is the rating as a number; ok is false if it is not a number.
func (r Rating) Int() (n int, ok bool) {
	n, err := strconv.Atoi(string(r))
	return n, err == nil
}
