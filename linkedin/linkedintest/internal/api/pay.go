package api

import (
	"cmp"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/rolecall-dev/rolecall/internal/fake/record"
	"github.com/rolecall-dev/rolecall/linkedin/linkedintest/internal/world"
)

// setUpContract provisions a hiring contract for the customer.
func (c *call) setUpContract() (any, error) {
	body, err := c.object()
	if err != nil || !c.isContract(string(record.AppendJSON(nil, body.Get("partnerContractId")))) {
		return nil, errContract
	}
	return record.Object{"value", record.Object{"key", c.app.URN, "contract", "urn:li:contract:" + c.app.number}}, nil
}

var errContract = invalid("No such partner contract")

func (c *call) isContract(id string) bool {
	return id == strconv.FormatInt(c.api.PartnerContractID, 10)
}

// dateRange matches the parameter dateRange in the raw query, where its parentheses, colons and commas are not
// escaped.
var dateRange = regexp.MustCompile(`(?:^|&)dateRange=\(([^&]*)\)(?:&|$)`)

// rangeDay matches the start or the end of a dateRange. Its members may be in any order.
var rangeDay = regexp.MustCompile(`(start|end):\(([a-z0-9:,]*)\)`)

var errReport = invalid("The query of the report is invalid")

// days returns the first and the last day of a report.
func (c *call) days() (from, to time.Time, err error) {
	found := dateRange.FindStringSubmatch(c.URL.RawQuery)
	if found == nil {
		return from, to, errReport
	}
	for _, day := range rangeDay.FindAllStringSubmatch(found[1], -1) {
		at, err := parseDay(day[2])
		if err != nil {
			return from, to, err
		}
		if day[1] == "start" {
			from = at
		} else {
			to = at
		}
	}
	if id := c.URL.Query().Get("partnerContractId"); id != "" && !c.isContract(id) || from.IsZero() || to.Before(from) {
		return from, to, errReport
	}
	return from, to, nil
}

func parseDay(members string) (time.Time, error) {
	n := map[string]int{}
	for member := range strings.SplitSeq(members, ",") {
		name, value, _ := strings.Cut(member, ":")
		n[name], _ = strconv.Atoi(value)
	}
	at := time.Date(n["year"], time.Month(n["month"]), n["day"], 0, 0, 0, 0, time.UTC)
	if at.Year() != n["year"] || int(at.Month()) != n["month"] || at.Day() != n["day"] || n["year"] == 0 {
		return at, errReport
	}
	return at, nil
}

// getJobReports returns the reports of the jobs with the requested ids, or lists all reports of a period.
func (c *call) getJobReports() (any, error) {
	from, to, err := c.days()
	if err != nil {
		return nil, err
	}
	if c.URL.Query().Get("q") == "dateRange" {
		return c.page(c.world.Reports(from, to)), nil
	}
	ids, err := batchKeys(c.Request)
	if err != nil || len(ids) > 10 {
		return nil, errKeys
	}
	return c.batch(ids, func(id string) record.Object { return c.world.Report(id, from, to) }), nil
}

// page returns a page of reports, with a total and with links, as in Rest.li's other lists.
func (c *call) page(all []record.Object) record.Object {
	query := c.URL.Query()
	start, _ := record.IntParam(query, "start", 0, 1<<16-1, 0) // an invalid value counts as 0
	count, _ := record.IntParam(query, "count", 1, 1<<16-1, 0)
	count = cmp.Or(count, 10)
	from := min(start, len(all))
	next := from + count
	links := []record.Object{}
	if next < len(all) {
		more := url.Values{"q": {"dateRange"}, "start": {strconv.Itoa(next)}, "count": {strconv.Itoa(count)}}
		links = append(links, record.Object{"rel", "next", "type", "application/json", "href", "/rest" + c.URL.Path + "?" + more.Encode()})
	}
	paging := record.Object{"start", start, "count", count, "total", len(all), "links", links}
	return record.Object{"paging", paging, "elements", all[from:min(next, len(all))]}
}

// getBudgetReport returns the cost of all jobs of the partner's customers.
func (c *call) getBudgetReport() (any, error) {
	if !c.isContract(c.URL.Query().Get("partnerContractId")) {
		return nil, errContract
	}
	var worlds []*world.World
	for _, app := range c.api.children {
		worlds = append(worlds, app.world)
	}
	return world.BudgetReport(worlds, c.now), nil
}
