package fake

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Catalog creates faults by name, for a control API that an operator or a program in another language uses.
//
//	var catalog = fake.Catalog{
//		"Cut":    func(*fake.Arguments) fake.Fault { return Cut() },
//		"Status": func(a *fake.Arguments) fake.Fault { return Status(a.Int("status", 503)) },
//	}
type Catalog map[string]func(*Arguments) Fault

// Names returns the names of the faults, sorted.
func (c Catalog) Names() []string { return slices.Sorted(maps.Keys(c)) }

// Arguments returns the names of the arguments of a fault, or nil for an unknown fault.
func (c Catalog) Arguments(name string) []string {
	a := &Arguments{}
	if constructor := c[name]; constructor != nil {
		_ = constructor(a)
	}
	return a.known
}

// Make returns a new fault. Each argument has a default. For an unknown name, an unknown argument or an
// invalid value it returns an error that lists the valid ones.
func (c Catalog) Make(name string, arguments map[string]string) (Fault, error) {
	constructor := c[name]
	if constructor == nil {
		return nil, fmt.Errorf("unknown fault %q: use one of %s", name, strings.Join(c.Names(), ", "))
	}
	a := &Arguments{given: arguments}
	f := constructor(a)
	if a.err != nil {
		return nil, fmt.Errorf("fault %s: %w", name, a.err)
	}
	for given := range arguments {
		if !slices.Contains(a.known, given) {
			return nil, fmt.Errorf("fault %s: unknown argument %q: use one of [%s]", name, given, strings.Join(a.known, ", "))
		}
	}
	return f, nil
}

// Arguments holds the arguments of a fault of a [Catalog].
type Arguments struct {
	given map[string]string
	known []string
	err   error
}

// String returns an argument, or the value of otherwise if it is absent.
func (a *Arguments) String(name, otherwise string) string {
	a.known = append(a.known, name)
	if v, ok := a.given[name]; ok {
		return v
	}
	return otherwise
}

// Int returns an integer, or the value of otherwise if it is absent.
func (a *Arguments) Int(name string, otherwise int) int {
	return parsed(a, name, otherwise, strconv.Atoi)
}

// Duration returns a duration such as "1.5s", or the value of otherwise if it is absent.
func (a *Arguments) Duration(name string, otherwise time.Duration) time.Duration {
	return parsed(a, name, otherwise, time.ParseDuration)
}

func parsed[V any](a *Arguments, name string, otherwise V, parse func(string) (V, error)) V {
	a.known = append(a.known, name)
	given, ok := a.given[name]
	if !ok {
		return otherwise
	}
	v, err := parse(given)
	if err != nil && a.err == nil {
		a.err = fmt.Errorf("argument %s: %w", name, err)
	}
	return v
}
