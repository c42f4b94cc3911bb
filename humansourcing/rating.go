package humansourcing

import "strconv"

// Rating is a consultant's rating of an action. The page shows the values 0 and -1 and does not explain
// them. It is "" if there is none.
//
// Human Sourcing writes 0 as a number and -1 as a string, even in one array. Both decode into strings.
type Rating string

// Int returns the rating as a number. ok is false if it is not an integer.
func (r Rating) Int() (n int, ok bool) {
	n, err := strconv.Atoi(string(r))
	return n, err == nil
}
