package world

import (
	"strconv"
	"time"

	"github.com/rolecall-dev/rolecall/internal/fake/record"
)

// firstJob is the id of the first job.
const firstJob = 1001

var (
	jobTitles    = []string{"Chargé(e) de clientèle h/f", "Développeur Go", "Infirmière de nuit", "Toutes candidatures"}
	jobCities    = []string{"Lyon", "Saint-Étienne", "", "Orléans"}
	jobContracts = []string{"CDI", "CDD", ""}
)

// jobTime formats a time as jobs do: the offset has no colon.
func jobTime(at time.Time) string { return at.Format("2006-01-02T15:04:05-0700") }

// job returns the job with number n. Every third job has no country and every fourth has no start date.
func (w *World) job(n int) record.Object {
	at, number := createdAt(n), strconv.Itoa(n)
	sample := samples.Get("job")
	o := sample.With(
		"job_id", firstJob+n, "job_office_id", n%3, "job_reference", "REF-"+number, "job_title", pick(n, jobTitles...),
		"job_profil", pick(n, "Débutants acceptés", ""), "job_mission_start", jobTime(at.AddDate(0, 1, 0)), "job_jobstart", "",
		"job_address", pick(n, "", "1 rue de l'Étoile, 69000 Lyon"), "job_contract_type", pick(n, jobContracts...),
		"job_salary", pick(n, "0", "32000"), "job_city", pick(n, jobCities...), "job_published_at", jobTime(at),
		"job_updated_at", jobTime(jobUpdatedAt(n)), "job_secteur_id", pick(n, 0, 17), "job_interlocutor_id", pick(n, 0, 42),
		"job_interlocutor_name", pick(n, "", "Noé Inventé"), "job_nb_cand_to_recruit", 1+n%4,
		"job_form_url", "https://jobs.example.com/apply/"+number,
	)
	if n%len(jobTitles) == len(jobTitles)-1 {
		o.Set("job_type", "spont")
	}
	if n%4 != 0 {
		o.Set("job_jobstart", jobTime(at.AddDate(0, 2, 0)))
	}
	if n%3 == 0 {
		o.Set("job_country_intl", nil)
		o.Set("job_regions", []any{})
	} else {
		o.Set("job_country_intl", w.withUnknownMember(sample.Object("job_country_intl")))
	}
	return w.withUnknownMember(o)
}

func jobUpdatedAt(n int) time.Time { return createdAt(n).Add(26 * time.Hour) }

// updatedJob returns o, the job with number n, after an update.
func (w *World) updatedJob(o record.Object, n int) record.Object {
	return o.With("job_title", o.String("job_title")+" (updated)", "job_updated_at", jobTime(jobUpdatedAt(n).AddDate(0, 0, 1)))
}
