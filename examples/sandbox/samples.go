package main

import (
	"embed"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

//go:embed samples/*.json
var sampleFiles embed.FS

// sample is an event type with sample data. The data may contain placeholders: {{now}}, {{millis}}
// (milliseconds as a string), "{{milliseconds}}" (replaced with its quotes by a number), and those in the
// result of the provider's fill.
type sample struct {
	Type string          `json:"type"`
	Data json.RawMessage `json:"data"`
}

// loadSamples reads the samples of a provider.
func loadSamples(name string) []sample {
	b, err := sampleFiles.ReadFile("samples/" + name + ".json")
	var list []sample
	if err == nil {
		err = json.Unmarshal(b, &list)
	}
	if err != nil {
		panic(fmt.Sprintf("samples of %s: %v", name, err)) // the samples are embedded in the program
	}
	return list
}

// types returns the event types that have a sample.
func (p *provider) types() []string {
	list := make([]string, 0, len(p.samples))
	for _, s := range p.samples {
		list = append(list, s.Type)
	}
	return list
}

// sampleOf returns the sample data of an event type for an integration.
func (p *provider) sampleOf(eventType, integration string, now time.Time) (json.RawMessage, error) {
	i := slices.IndexFunc(p.samples, func(s sample) bool { return s.Type == eventType })
	if i < 0 {
		return nil, notFound("unknown event type %q of %s: it must be one of %s; any other type requires \"data\" and \"unlisted\": true", eventType, p.title, strings.Join(p.types(), ", "))
	}
	values := map[string]string{}
	if p.fill != nil {
		var err error
		if values, err = p.fill(integration); err != nil {
			return nil, err
		}
	}
	millis := strconv.FormatInt(now.UnixMilli(), 10)
	pairs := []string{`"{{milliseconds}}"`, millis, "{{millis}}", millis, "{{now}}", now.UTC().Format("2006-01-02T15:04:05.000Z")}
	for name, value := range values {
		pairs = append(pairs, "{{"+name+"}}", value)
	}
	return json.RawMessage(strings.NewReplacer(pairs...).Replace(string(p.samples[i].Data))), nil
}
