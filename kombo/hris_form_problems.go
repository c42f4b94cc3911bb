package kombo

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/rolecall-dev/rolecall"
)

// FormError is the error for values that do not match a form, or for answers that do not match the questions
// of a job. It matches [rolecall.ErrInvalid] with [errors.Is]. It does not contain the values.
type FormError struct {
	// Problems holds all problems, sorted by Path.
	Problems []FormProblem

	message string // "" means "the values do not match the form"
}

// FormProblem is a value that is missing or invalid. A page can show it next to the field that Path names.
// Reason is in English; to write it in another language, use Code and Limit.
type FormProblem struct {
	// Path holds the keys that lead to the value. The index of a list element is a decimal number:
	// {"home", "street"}, {"phones", "1"}. A key is always one element of Path, even if it contains special
	// characters. A nil Path refers to the form as a whole. For an answer, Path is the id of the question.
	Path []string
	Code ProblemCode
	// Limit is the limit that the value violates, for the codes that document one. Otherwise it is nil.
	Limit *float64
	// Reason describes the problem without the value.
	Reason string
}

// ProblemCode is the kind of a [FormProblem].
type ProblemCode string

// Values of [ProblemCode].
const (
	// ProblemMissing means that the field is required and has no value.
	ProblemMissing ProblemCode = "missing"
	// ProblemEmpty means that the field is required, but its value is an empty string or an empty list. With a
	// nil Path, it means that there are no values at all.
	ProblemEmpty ProblemCode = "empty"
	// ProblemNull means that the value is null.
	ProblemNull ProblemCode = "null"
	// ProblemType means that the value does not have the type of the field.
	ProblemType ProblemCode = "type"
	// ProblemDate means that the string is not a date, or that the day does not exist.
	ProblemDate ProblemCode = "date"
	// ProblemUnencodable means that the value cannot be encoded as JSON, such as NaN.
	ProblemUnencodable ProblemCode = "unencodable"
	// ProblemTooShort and ProblemTooLong mean that a string has too few or too many characters. Limit is the
	// permitted number.
	ProblemTooShort ProblemCode = "too_short"
	ProblemTooLong  ProblemCode = "too_long"
	// ProblemTooSmall and ProblemTooLarge mean that a number is less or more than Limit. ProblemTooLarge also
	// means that a file is too large; Limit is then in bytes.
	ProblemTooSmall ProblemCode = "too_small"
	ProblemTooLarge ProblemCode = "too_large"
	// ProblemTooFew and ProblemTooMany mean that a list has too few or too many elements. Limit is the
	// permitted number.
	ProblemTooFew  ProblemCode = "too_few"
	ProblemTooMany ProblemCode = "too_many"
	// ProblemPattern means that the string does not match [TextField.RegExp].
	ProblemPattern ProblemCode = "pattern"
	// ProblemOption means that the value is not the id of an option.
	ProblemOption ProblemCode = "option"
	// ProblemDuplicate means that an option is selected twice or a question is answered twice.
	ProblemDuplicate ProblemCode = "duplicate"
	// ProblemUnknown means that the form has no such field, or that the job has no such question.
	ProblemUnknown ProblemCode = "unknown"
	// ProblemFile means that the file is incomplete or that its media type is not accepted.
	ProblemFile ProblemCode = "file"
)

// Pointer returns Path as a JSON Pointer (RFC 6901), such as "/home/street". It is the name of the input that
// [Form.Parse] reads the value from. "" refers to the form as a whole.
func (p FormProblem) Pointer() string { return InputName(p.Path...) }

// InputName returns the name of the HTML input that [Form.Parse] reads a value from: the path of the value as
// a JSON Pointer (RFC 6901). In a key, "~" is written as "~0" and "/" as "~1".
func InputName(path ...string) string {
	var b strings.Builder
	for _, element := range path {
		b.WriteByte('/')
		b.WriteString(strings.NewReplacer("~", "~0", "/", "~1").Replace(element))
	}
	return b.String()
}

// String returns the path in a short form, such as home.street or phones[1], and the reason. A key that would
// make the path ambiguous is quoted.
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

// isIndex reports whether an element of a path looks like the index of a list element.
func isIndex(element string) bool {
	n, err := strconv.Atoi(element)
	return err == nil && n >= 0 && strconv.Itoa(n) == element
}

// Error returns a message that names every missing or invalid value.
func (e *FormError) Error() string {
	all := make([]string, len(e.Problems))
	for i, p := range e.Problems {
		all[i] = p.String()
	}
	return "kombo: " + cmp.Or(e.message, "the values do not match the form") + ": " + strings.Join(all, "; ")
}

// Is reports whether target is [rolecall.ErrInvalid].
func (e *FormError) Is(target error) bool { return target == rolecall.ErrInvalid }

// formError returns a *FormError, or nil if there are no problems. An empty message means that the values do
// not match the form.
func formError(message string, problems []FormProblem) error {
	if len(problems) == 0 {
		return nil
	}
	slices.SortStableFunc(problems, func(a, b FormProblem) int { return slices.CompareFunc(a.Path, b.Path, compareElements) })
	return &FormError{Problems: problems, message: message}
}

// compareElements compares elements of paths. It compares two indexes as numbers.
func compareElements(a, b string) int {
	if isIndex(a) && isIndex(b) {
		return cmp.Or(cmp.Compare(len(a), len(b)), strings.Compare(a, b))
	}
	return strings.Compare(a, b)
}
