package linkedin

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// Query are the parameters of a [Call], in the syntax of Rest.li's protocol 2.0.0. A value is a
// string, a number, a bool, a list (a slice of any of these), or an object (a Query); lists and
// objects may be nested:
//
//	linkedin.Query{
//		"q":         "dateRange",
//		"ids":       []string{"job-1", "job:2"},              // ids=List(job-1,job%3A2)
//		"dateRange": linkedin.Query{"start": linkedin.Query{"year": 2026}}, // dateRange=(start:(year:2026))
//	}
//
// Strings are escaped; names must not need it. A value of another type, nil included, is rejected by
// name.
//
// Source: linkedin.github.io/rest.li, "Rest.li Protocol".
type Query map[string]any

// encode writes the parameters in the order of their names.
func (q Query) encode() (string, error) {
	return q.join("&", "=")
}

func (q Query) join(between, assign string) (string, error) {
	parts := make([]string, 0, len(q))
	for _, name := range slices.Sorted(maps.Keys(q)) {
		if name == "" || escapeValue(name) != name {
			return "", fmt.Errorf("the query parameter %q has a name that would have to be escaped", name)
		}
		value, err := encodeValue(q[name])
		if err != nil {
			return "", fmt.Errorf("the query parameter %q %w", name, err)
		}
		parts = append(parts, name+assign+value)
	}
	return strings.Join(parts, between), nil
}

func encodeValue(value any) (string, error) {
	switch v := value.(type) {
	case string:
		return escapeValue(v), nil
	case bool:
		return strconv.FormatBool(v), nil
	case int:
		return strconv.Itoa(v), nil
	case int64:
		return strconv.FormatInt(v, 10), nil
	case Query:
		inner, err := v.join(",", ":")
		return "(" + inner + ")", err
	case []string:
		return encodeList(v)
	case []int64:
		return encodeList(v)
	case []Query:
		return encodeList(v)
	case []any:
		return encodeList(v)
	default:
		return "", fmt.Errorf("is of type %T: use string, int, int64, bool, Query, or a slice of them", value)
	}
}

func encodeList[T any](values []T) (string, error) {
	parts := make([]string, len(values))
	for i, value := range values {
		var err error
		if parts[i], err = encodeValue(value); err != nil {
			return "", err
		}
	}
	return "List(" + strings.Join(parts, ",") + ")", nil
}

// escaped is a string as a value: its signs must not be taken for those of a list or an object. The
// empty one is two quotes.
func escapeValue(s string) string {
	if s == "" {
		return "''"
	}
	return strings.ReplaceAll(url.QueryEscape(s), "+", "%20")
}
