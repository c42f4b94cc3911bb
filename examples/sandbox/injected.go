package main

import (
	"context"
	"slices"
	"strings"
)

// faultRequest injects a fault into the next requests. Pass lets them pass.
type faultRequest struct {
	Name      string            `json:"name"`
	Arguments map[string]string `json:"arguments"`
	Count     *int              `json:"count"`
}

const (
	pass       = "pass"
	mostFaults = 1000
)

// faultOperations are those of the injected faults. A provider without an API has none.
func faultOperations(p *provider) []operation {
	if p.faults == nil {
		none := func(context.Context, request) (any, error) {
			return nil, notFound("%s has no API, and so no faults: it only delivers", p.title)
		}
		return []operation{{method: "GET", path: "faults", do: none}, {method: "POST", path: "faults", do: none}, {method: "DELETE", path: "faults", do: none}}
	}
	return []operation{
		{method: "GET", path: "faults", about: "those that wait, next first, and how many occurred", do: func(context.Context, request) (any, error) { return p.faultList(), nil }},
		{
			method: "POST", path: "faults", title: "Inject a fault", about: "For the next API requests, in order. \"pass\" lets one pass.",
			note: p.faultNote(),
			form: []field{
				{name: "name", kind: choice, options: append([]string{pass}, p.faults.names()...)},
				{name: "arguments", kind: pairs, hint: "status=503"},
				{name: "count", kind: number, hint: "1"},
			},
			do: decoded(func(_ context.Context, r faultRequest) (any, error) { return p.inject(r) }),
		},
		{
			method: "DELETE", path: "faults", title: "Clear faults", about: "Removes those that wait for a request.", form: []field{},
			do: func(context.Context, request) (any, error) {
				p.faults.server.ClearFaults()
				return p.faultList(), nil
			},
		},
	}
}

// faultNote names the arguments of the faults that have some.
func (p *provider) faultNote() string {
	var list []string
	for _, name := range p.faults.names() {
		if arguments := p.faults.arguments(name); len(arguments) > 0 {
			list = append(list, name+" ("+strings.Join(arguments, ", ")+")")
		}
	}
	return "Arguments, all optional: " + strings.Join(list, ", ") + "."
}

// faultList are the faults that wait, and those that occurred.
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
	if count < 1 || count > mostFaults {
		return nil, badRequest("count must be from 1 to %d", mostFaults)
	}
	var one fault
	switch known := p.faults.names(); {
	case r.Name == "":
		return nil, badRequest("name is missing: it is pass or one of %s", strings.Join(known, ", "))
	case r.Name == pass:
		if len(r.Arguments) > 0 {
			return nil, badRequest("pass has no arguments")
		}
	case !slices.Contains(known, r.Name):
		return nil, notFound("%s has no fault %q; there are pass, %s", p.title, r.Name, strings.Join(known, ", "))
	default:
		var err error
		if one, err = p.faults.named(r.Name, r.Arguments); err != nil {
			return nil, badRequest("%v", err)
		}
	}
	p.faults.server.Inject(slices.Repeat([]fault{one}, count)...)
	return p.faultList(), nil
}
