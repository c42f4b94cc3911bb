package kombo

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/rolecall-dev/rolecall"
)

// FormError is values that do not fit a form, or answers that do not fit the questions of a job.
// It Is [rolecall.ErrInvalid]. It holds no values.
type FormError struct {
	// Problems are in the order of their paths.
	Problems []FormProblem

	what string // what does not fit; "": the values of a form
}

// FormProblem is a value that is missing or invalid. A page shows it beside the field that Path
// names, in its own language by Code and Limit; Reason is English.
type FormProblem struct {
	// Path is the keys that lead to the value, and its index in a list in decimal:
	// {"home", "street"}, {"phones", "1"}. A key is one element whatever characters it has. Nil
	// is the form as a whole. Of an answer it is the ID of the question.
	Path []string
	Code ProblemCode
	// Limit is the limit that the value is beyond, for the codes that say so. Nil: there is none.
	Limit *float64
	// Reason says what is wrong, without the value.
	Reason string
}

// ProblemCode says in which way a value is missing or invalid.
type ProblemCode string

// Values of [ProblemCode].
const (
	// ProblemMissing: the field is required and has no value.
	ProblemMissing ProblemCode = "missing"
	// ProblemEmpty: the field is required and its value is an empty text or an empty list; or
	// there are no values at all.
	ProblemEmpty ProblemCode = "empty"
	// ProblemNull: the value is null.
	ProblemNull ProblemCode = "null"
	// ProblemType: the value is not of the type of the field.
	ProblemType ProblemCode = "type"
	// ProblemDate: the text is not a date, or the day is not in the calendar.
	ProblemDate ProblemCode = "date"
	// ProblemUnencodable: the value cannot be written as JSON, like NaN.
	ProblemUnencodable ProblemCode = "unencodable"
	// ProblemTooShort and ProblemTooLong: Limit is a number of characters.
	ProblemTooShort ProblemCode = "too_short"
	ProblemTooLong  ProblemCode = "too_long"
	// ProblemTooSmall and ProblemTooLarge: Limit is a number; of a file, a number of bytes.
	ProblemTooSmall ProblemCode = "too_small"
	ProblemTooLarge ProblemCode = "too_large"
	// ProblemTooFew and ProblemTooMany: Limit is a number of elements.
	ProblemTooFew  ProblemCode = "too_few"
	ProblemTooMany ProblemCode = "too_many"
	// ProblemPattern: the text does not match [TextField.RegExp].
	ProblemPattern ProblemCode = "pattern"
	// ProblemOption: the value is not the ID of one of the options.
	ProblemOption ProblemCode = "option"
	// ProblemDuplicate: an option, or an answer, is there twice.
	ProblemDuplicate ProblemCode = "duplicate"
	// ProblemUnknown: the form has no such field, or the job no such question.
	ProblemUnknown ProblemCode = "unknown"
	// ProblemFile: the file is not complete, or not of an accepted media type.
	ProblemFile ProblemCode = "file"
)

// Pointer is Path as a JSON Pointer (RFC 6901), "/home/street": the name of the input that
// [Form.Parse] reads the value from. "" is the form as a whole.
func (p FormProblem) Pointer() string { return InputName(p.Path...) }

// InputName is the name of the HTML input that [Form.Parse] reads a value from: the path of the
// value as a JSON Pointer (RFC 6901). "~" in a key is written "~0", and "/" is written "~1".
func InputName(path ...string) string {
	var b strings.Builder
	for _, element := range path {
		b.WriteByte('/')
		b.WriteString(strings.NewReplacer("~", "~0", "/", "~1").Replace(element))
	}
	return b.String()
}

// String is the path in a short form, as in home.street or phones[1], and the reason. A key that
// would be unclear in it is quoted.
func (p FormProblem) String() string {
	var b strings.Builder
	for i, element := range p.Path {
		switch {
		case i > 0 && isIndex(element):
			fmt.Fprintf(&b, "[%s]", element)
			continue
		case i > 0:
			b.WriteByte('.')
		}
		if element == "" || strings.ContainsFunc(element, func(r rune) bool { return strings.ContainsRune(`.[]":;`, r) || !strconv.IsPrint(r) }) {
			element = strconv.Quote(element)
		}
		b.WriteString(element)
	}
	if b.Len() > 0 {
		b.WriteString(": ")
	}
	return b.String() + p.Reason
}

// isIndex reports whether an element of a path is the index of a list, or a key that looks alike.
func isIndex(element string) bool {
	n, err := strconv.Atoi(element)
	return err == nil && n >= 0 && strconv.Itoa(n) == element
}

// Error names every value that is missing or invalid.
func (e *FormError) Error() string {
	all := make([]string, len(e.Problems))
	for i, p := range e.Problems {
		all[i] = p.String()
	}
	what := e.what
	if what == "" {
		what = "the values do not fit the form"
	}
	return "kombo: " + what + ": " + strings.Join(all, "; ")
}

// Is reports whether target is [rolecall.ErrInvalid].
func (e *FormError) Is(target error) bool { return target == rolecall.ErrInvalid }

// formError is the error of some problems, nil if there are none.
func formError(what string, problems []FormProblem) error {
	if len(problems) == 0 {
		return nil
	}
	slices.SortStableFunc(problems, func(a, b FormProblem) int { return slices.CompareFunc(a.Path, b.Path, compareElements) })
	return &FormError{Problems: problems, what: what}
}

// compareElements orders elements of paths: indexes by their number.
func compareElements(a, b string) int {
	if isIndex(a) && isIndex(b) {
		return cmp.Or(cmp.Compare(len(a), len(b)), strings.Compare(a, b))
	}
	return strings.Compare(a, b)
}
