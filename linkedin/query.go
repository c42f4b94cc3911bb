package linkedin

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// Query holds the query parameters of a [Call]. They are encoded in the syntax of Rest.li's protocol 2.0.0. A
// value is a string, an int, an int64, a bool, a list (a slice), or an object (a Query); lists and objects may
// be nested:
//
//	linkedin.Query{
//		"q":         "dateRange",
//		"ids":       []string{"job-1", "job:2"},              // ids=List(job-1,job%3A2)
//		"dateRange": linkedin.Query{"start": linkedin.Query{"year": 2026}}, // dateRange=(start:(year:2026))
//	}
//
// String values are escaped. A name that is empty or would have to be escaped is rejected, and so is a value of
// another type, including nil. The error has the path of the parameter, such as
// "dateRange.start".
//
// Source: linkedin.github.io/rest.li, "Rest.li Protocol".
type Query map[string]any

// encode returns the encoded parameters, ordered by name.
func (q Query) encode() (string, error) {
	return q.join("", "&", "=")
}

// join encodes the members of q in the order of their names. path is the path to q for errors: "" for the whole
// query, "dateRange." for the value of its parameter dateRange.
func (q Query) join(path, separator, assign string) (string, error) {
	parts := make([]string, 0, len(q))
	for _, name := range slices.Sorted(maps.Keys(q)) {
		switch {
		case name == "":
			return "", fmt.Errorf("the query parameter %q has an empty name", path+name)
		case escapeValue(name) != name:
			return "", fmt.Errorf("the query parameter %q has an invalid name: it has a character that must be escaped", path+name)
		}
		value, err := encodeValue(path+name, q[name])
		if err != nil {
			return "", err
		}
		parts = append(parts, name+assign+value)
	}
	return strings.Join(parts, separator), nil
}

// encodeValue encodes the value of the parameter at path.
func encodeValue(path string, value any) (string, error) {
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
		inner, err := v.join(path+".", ",", ":")
		return "(" + inner + ")", err
	case []string:
		return encodeList(path, v)
	case []int64:
		return encodeList(path, v)
	case []Query:
		return encodeList(path, v)
	case []any:
		return encodeList(path, v)
	default:
		return "", fmt.Errorf("the query parameter %q is of type %T: use string, int, int64, bool, Query, or a slice of them", path, value)
	}
}

func encodeList[T any](path string, values []T) (string, error) {
	parts := make([]string, len(values))
	for i, value := range values {
		var err error
		if parts[i], err = encodeValue(path, value); err != nil {
			return "", err
		}
	}
	return "List(" + strings.Join(parts, ",") + ")", nil
}

// escapeValue escapes the delimiters of lists and objects in a string. It returns two quotes for an empty
// string.
func escapeValue(s string) string {
	if s == "" {
		return "''"
	}
	return strings.ReplaceAll(url.QueryEscape(s), "+", "%20")
}
