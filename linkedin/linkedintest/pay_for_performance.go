package linkedintest

import (
	"encoding/json"
	"errors"
	"math/big"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/rolecall-dev/rolecall/internal/fake"
)

// PartnerContractID is the partner's own contract with the fake, for jobs that are paid by
// performance.
const PartnerContractID = 5001

// charge is what a job cost and brought on a day.
type charge struct {
	day           time.Time
	amount        string
	clicks, views int
}

// Charge adds to what a job of the first child has cost on a day, in US dollars, and to its clicks and
// views. Reports name jobs that were charged, or have a budget.
//
//	fake.Charge("job-1", day, "21.84", 12, 340)
func (s *Server) Charge(externalJobPostingID string, day time.Time, amount string, clicks, views int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	key := jobKey{s.apps[1].number, externalJobPostingID}
	s.charges[key] = append(s.charges[key], charge{dayOf(day), amount, clicks, views})
}

func dayOf(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
}

// isPay refuses a call that is not one of the versioned API with Rest.li 2.
func isPay(w http.ResponseWriter, r *http.Request) bool {
	switch {
	case apiOf(r) != versionedAPI:
		refuse(w, http.StatusNotFound, 0, "Resource "+strings.TrimPrefix(r.URL.Path, "/")+" does not exist")
	case !isRestli2(r):
		refuse(w, http.StatusBadRequest, 0, "The query is not one of Rest.li protocol 1.0.0")
	default:
		return true
	}
	return false
}

// setUpContract is the action that provisions a customer's contract.
func (s *Server) setUpContract(w http.ResponseWriter, r *http.Request, app *application) {
	var body struct {
		PartnerContractID json.Number `json:"partnerContractId"`
	}
	switch {
	case !isPay(w, r):
	case app.parent:
		refuse(w, http.StatusForbidden, 100, "Not enough permissions to access: POST /provisionedHiringContracts")
	case r.URL.Query().Get("action") != "setup":
		refuse(w, http.StatusBadRequest, 0, "Unknown action")
	case json.NewDecoder(r.Body).Decode(&body) != nil || body.PartnerContractID.String() != strconv.Itoa(PartnerContractID):
		refuse(w, http.StatusBadRequest, 0, "No such partner contract")
	default:
		fake.WriteJSON(w, http.StatusOK, map[string]any{"value": map[string]any{"key": app.urn(), "contract": "urn:li:contract:" + app.number}})
	}
}

// reportQuery is what a request for reports asks for.
type reportQuery struct {
	from, to time.Time
	finder   bool
	start    int
	count    int
}

// dateRange is a parameter as it is in the URL: its signs are bare.
var dateRange = regexp.MustCompile(`(?:^|&)dateRange=\(([^&]*)\)(?:&|$)`)

// dayIn is a day of a dateRange, whose members may be in any order.
var dayIn = regexp.MustCompile(`(start|end):\(([a-z0-9:,]*)\)`)

var errReport = errors.New("the query of the report cannot be read")

func parseReport(r *http.Request) (q reportQuery, err error) {
	whole := dateRange.FindStringSubmatch(r.URL.RawQuery)
	if whole == nil {
		return q, errReport
	}
	for _, day := range dayIn.FindAllStringSubmatch(whole[1], -1) {
		at, err := parseDay(day[2])
		if err != nil {
			return q, err
		}
		if day[1] == "start" {
			q.from = at
		} else {
			q.to = at
		}
	}
	values := r.URL.Query()
	if id := values.Get("partnerContractId"); id != "" && id != strconv.Itoa(PartnerContractID) || q.from.IsZero() || q.to.Before(q.from) {
		return q, errReport
	}
	q.finder = values.Get("q") == "dateRange"
	q.start, _ = strconv.Atoi(values.Get("start"))
	if q.count, err = strconv.Atoi(values.Get("count")); err != nil {
		q.count, err = 10, nil
	}
	return q, err
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

// getJobReports answers for jobs by id, or for all of a period in pages.
func (s *Server) getJobReports(w http.ResponseWriter, r *http.Request, app *application) {
	if !isPay(w, r) {
		return
	}
	q, err := parseReport(r)
	if err != nil {
		refuse(w, http.StatusBadRequest, 0, err.Error())
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.settle()
	if q.finder {
		fake.WriteJSON(w, http.StatusOK, s.reportPage(r, app, q))
		return
	}
	ids, err := batchKeys(r)
	if err != nil || len(ids) > 10 {
		refuseKeys(w)
		return
	}
	answer := newBatch()
	for _, id := range ids {
		if report := s.report(jobKey{app.number, id}, q); report != nil {
			answer.results[keyOf(r, id)] = report
		} else {
			answer.miss(keyOf(r, id))
		}
	}
	answer.write(w)
}

// reportPage is a page of all reports. It has a total, and links like other pages of Rest.li. The
// caller holds s.mu.
func (s *Server) reportPage(r *http.Request, app *application, q reportQuery) map[string]any {
	var ids []string
	for key := range s.jobs {
		if key.app == app.number {
			ids = append(ids, key.id)
		}
	}
	slices.Sort(ids)
	elements := []any{}
	for _, id := range ids {
		if report := s.report(jobKey{app.number, id}, q); report != nil {
			elements = append(elements, report)
		}
	}
	total := len(elements)
	from := min(q.start, total)
	elements = elements[from:min(from+q.count, total)]
	links := []any{}
	if next := q.start + q.count; next < total {
		query := url.Values{"q": {"dateRange"}, "start": {strconv.Itoa(next)}, "count": {strconv.Itoa(q.count)}}
		links = append(links, map[string]any{"rel": "next", "type": "application/json", "href": "/rest" + r.URL.Path + "?" + query.Encode()})
	}
	return map[string]any{"paging": map[string]any{"start": q.start, "count": q.count, "total": total, "links": links}, "elements": elements}
}

// report is that of a job, nil if it has neither a budget nor charges. The caller holds s.mu.
func (s *Server) report(key jobKey, q reportQuery) map[string]any {
	j, charges := s.jobs[key], s.charges[key]
	if j == nil || j.Budget == nil && charges == nil {
		return nil
	}
	v := map[string]any{
		"jobPostingInfo": map[string]any{
			"externalJobPostingId": key.id, "linkedInJobPostingId": j.number, "companyDetails": map[string]any{"companyName": "Example"},
			"companyApplyUrl": j.CompanyApplyURL, "jobTitle": j.Title, "closeAt": j.expires.UnixMilli(),
		},
		"lifetimeJobBudgetInfo": map[string]any{},
	}
	if len(charges) > 0 {
		budget := map[string]any{"serviceTermBudgetSpent": dollars(sum(charges))}
		if j.Budget != nil && j.Budget.Total != nil {
			budget["serviceTermBudgetLimit"] = map[string]any{"amount": j.Budget.Total.Amount, "currencyCode": j.Budget.Total.CurrencyCode}
		}
		v["lifetimeJobBudgetInfo"] = budget
	}
	var days []any
	for _, c := range charges {
		if c.day.Before(q.from) || c.day.After(q.to) {
			continue
		}
		days = append(days, map[string]any{
			"date":   map[string]any{"year": c.day.Year(), "month": int(c.day.Month()), "day": c.day.Day()},
			"charge": dollars(c.amount), "applyClickCount": c.clicks, "viewCount": c.views,
		})
	}
	if days != nil {
		v["performanceMetrics"] = days
	}
	return v
}

// sum adds amounts of two decimals.
func sum(charges []charge) string {
	total := new(big.Rat)
	for _, c := range charges {
		if amount, ok := new(big.Rat).SetString(c.amount); ok {
			total.Add(total, amount)
		}
	}
	return total.FloatString(2)
}

func dollars(amount string) map[string]any {
	return map[string]any{"currencyCode": "USD", "amount": amount}
}

// getBudgetReport answers for the partner's contract: what all jobs of its customers have cost.
func (s *Server) getBudgetReport(w http.ResponseWriter, r *http.Request, _ *application) {
	if !isPay(w, r) {
		return
	}
	if r.URL.Query().Get("partnerContractId") != strconv.Itoa(PartnerContractID) {
		refuse(w, http.StatusBadRequest, 0, "No such partner contract")
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []charge
	for _, charges := range s.charges {
		all = append(all, charges...)
	}
	begins := time.Date(s.now().Year(), 1, 1, 0, 0, 0, 0, time.UTC)
	fake.WriteJSON(w, http.StatusOK, map[string]any{
		"serviceTermStartAt": begins.UnixMilli(), "serviceTermEndAt": begins.AddDate(1, 0, 0).UnixMilli(),
		"partnerBudgetDetails": []any{map[string]any{"serviceTermBudgetSpent": dollars(sum(all)), "serviceTermBudgetLimit": dollars("100000")}},
	})
}
