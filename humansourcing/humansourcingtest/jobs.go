package humansourcingtest

import (
	"encoding/json"
	"strconv"
	"time"

	"github.com/rolecall-dev/rolecall/humansourcing"
)

// paris is where the invented customer is, in winter and in summer.
func paris(n int) *time.Location {
	return time.FixedZone("", (1+n%2)*3600)
}

// began is the first day of all times here.
func began(n int) time.Time {
	return time.Date(2026, time.January, 5, 9, 30, 0, 0, paris(n)).AddDate(0, 0, n%200)
}

var (
	jobTitles    = []string{"Chargé(e) de clientèle h/f", "Développeur Go", "Infirmière de nuit", "Toutes candidatures"}
	jobCities    = []string{"Lyon", "Saint-Étienne", "", "Orléans"}
	jobContracts = []string{"CDI", "CDD", ""}
)

// job makes the job of a number. Every third has no country, every fourth no start.
func (s *Sender) job(n int) humansourcing.Job {
	at := began(n)
	j := humansourcing.Job{
		ID: strconv.Itoa(1001 + n), OfficeID: strconv.Itoa(n % 3), Reference: "REF-" + strconv.Itoa(n), Title: jobTitles[n%len(jobTitles)],
		Description: "<p>Vous aimez les vélos & les cartes.</p>", Profile: pick(n, "Débutants acceptés", ""), MissionStartsAt: at.AddDate(0, 1, 0),
		Address: pick(n, "", "1 rue de l'Étoile, 69000 Lyon"), Company: "Fictive SA", ContractType: jobContracts[n%len(jobContracts)],
		Salary: pick(n, "0", "32000"), City: jobCities[n%len(jobCities)], PublishedAt: at, UpdatedAt: at.Add(26 * time.Hour),
		CategoryID: "999999999", CategoryName: "~Autres Familles", SubCategoryID: "0", SectorID: pick(n, "0", "17"), ContactID: pick(n, "0", "42"),
		ContactName: pick(n, "", "Noé Inventé"), Openings: new(1 + n%4), FormURL: "https://jobs.example.com/apply/" + strconv.Itoa(n), Extra: s.extra(),
	}
	if n%len(jobTitles) == len(jobTitles)-1 {
		j.Type = humansourcing.JobTypeSpontaneous
	}
	if n%4 != 0 {
		j.StartsAt = at.AddDate(0, 2, 0)
	}
	if n%3 != 0 {
		j.Country = &humansourcing.Country{Name: "France", Code: "FRA", ISO2: "FR", Extra: s.extra()}
		j.Regions = []json.RawMessage{json.RawMessage(`"Auvergne-Rhône-Alpes"`)}
	}
	return j
}

// pick takes one of the words by the number.
func pick(n int, words ...string) string { return words[n%len(words)] }
