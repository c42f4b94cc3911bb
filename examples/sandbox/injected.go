package main

import (
	"context"
	"slices"
	"strings"
)

// faultRequest injects a fault into the next Count requests. With the name "pass", they are served normally.
type faultRequest struct {
	Name      string            `json:"name"`
	Arguments map[string]string `json:"arguments"`
	Count     *int              `json:"count"`
}

const (
	pass      = "pass"
	maxFaults = 1000
)

// faultOperations returns the operations for injected faults. A provider without an API rejects them.
func faultOperations(p *provider) []operation {
	if p.faults == nil {
		none := func(context.Context, request) (any, error) {
			return nil, notFound("%s has no API and therefore no faults", p.title)
		}
		return []operation{{method: "GET", path: "faults", do: none}, {method: "POST", path: "faults", do: none}, {method: "DELETE", path: "faults", do: none}}
	}
	return []operation{
		{method: "GET", path: "faults", about: "the pending faults, in order, and the number of those that occurred", do: func(context.Context, request) (any, error) { return p.faultList(), nil }},
		{
			method: "POST", path: "faults", title: "Inject a fault", about: "Applies to the next API requests, in order. With \"pass\", a request is served normally.",
			note: p.faultNote(),
			form: []field{
				{name: "name", kind: choice, options: append([]string{pass}, p.faults.names()...)},
				{name: "arguments", kind: pairs, hint: "status=503"},
				{name: "count", kind: number, hint: "1"},
			},
			do: decoded(func(_ context.Context, r faultRequest) (any, error) { return p.inject(r) }),
		},
		{
			method: "DELETE", path: "faults", title: "Clear faults", about: "Removes the pending faults.", form: []field{},
			do: func(context.Context, request) (any, error) {
				p.faults.server.ClearFaults()
				return p.faultList(), nil
			},
		},
	}
}

// faultNote returns the note of the form, which lists the arguments of the faults.
func (p *provider) faultNote() string {
	var list []string
	for _, name := range p.faults.names() {
		if arguments := p.faults.arguments(name); len(arguments) > 0 {
			list = append(list, name+" ("+strings.Join(arguments, ", ")+")")
		}
	}
	return "Arguments, all optional: " + strings.Join(list, ", ") + "."
}

// faultList holds the pending faults and the number of those that occurred.
type faultList struct {
	Pending  []string       `json:"pending"`
	Occurred map[string]int `json:"occurred"`
}

func (p *provider) faultList() faultList {
	return faultList{p.faults.server.Faults(), p.faults.server.FaultCounts()}
}

func (p *provider) inject(r faultRequest) (any, error) {
	count := 1
	if r.Count != nil {
		count = *r.Count
	}
	if count < 1 || count > maxFaults {
		return nil, badRequest("count must be between 1 and %d", maxFaults)
	}
	var one fault
	switch known := p.faults.names(); {
	case r.Name == "":
		return nil, badRequest("name is missing: it must be pass or one of %s", strings.Join(known, ", "))
	case r.Name == pass:
		if len(r.Arguments) > 0 {
			return nil, badRequest("pass has no arguments")
		}
	case !slices.Contains(known, r.Name):
		return nil, notFound("unknown fault %q of %s: it must be one of pass, %s", r.Name, p.title, strings.Join(known, ", "))
	default:
		var err error
		if one, err = p.faults.named(r.Name, r.Arguments); err != nil {
			return nil, badRequest("%v", err)
		}
	}
	p.faults.server.Inject(slices.Repeat([]fault{one}, count)...)
	return p.faultList(), nil
}
