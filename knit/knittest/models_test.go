package knittest_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/knit"
	"github.com/rolecall-dev/rolecall/knit/knittest"
)

// subscriptions are the models of each data type, and the type of its records.
var subscriptions = map[knit.DataType]struct {
	models []knit.Model
	record func() any
}{
	knit.DataTypeATSJobs: {[]knit.Model{
		knit.ModelJobInfo, knit.ModelJobDepartments, knit.ModelJobOffices, knit.ModelJobHiringManagers, knit.ModelJobRecruiters,
		knit.ModelJobStages, knit.ModelJobCustomFields, knit.ModelJobRawValues, knit.ModelJobPosts, knit.ModelJobCompensation,
		knit.ModelJobQuestions, knit.ModelJobRequirements, knit.ModelJobInfoEnhanced,
	}, func() any { return new(knit.Job) }},
	knit.DataTypeEmployee: {[]knit.Model{
		knit.ModelEmployeeProfile, knit.ModelEmployeeContactInfo, knit.ModelEmployeeOrgStructure, knit.ModelEmployeeDependent,
		knit.ModelEmployeeLocation, knit.ModelEmployeeBankAccount, knit.ModelEmployeeKYCDocuments, knit.ModelEmployeeIdentification,
		knit.ModelEmployeeProfilePicture, knit.ModelEmployeeCompensation, knit.ModelEmployeeDeductions, knit.ModelEmployeeW4,
		knit.ModelEmployeeCompany, knit.ModelEmployeeRawValues, knit.ModelEmployeeLeaveRequests, knit.ModelEmployeeCustomFields,
	}, func() any { return new(knit.Employee) }},
	knit.DataTypeATSApplications: {[]knit.Model{
		knit.ModelApplicationInfo, knit.ModelApplicationStage, knit.ModelApplicationInterviews, knit.ModelApplicationRejection,
		knit.ModelApplicationOffers, knit.ModelApplicationAttachments,
	}, func() any { return new(knit.Application) }},
	knit.DataTypeATSCandidates: {[]knit.Model{
		knit.ModelCandidateInfo, knit.ModelCandidateEducation, knit.ModelCandidateLocations, knit.ModelCandidateSkills,
		knit.ModelCandidateExperiences, knit.ModelCandidateAttachments,
	}, func() any { return new(knit.Candidate) }},
}

// first returns the data of record 0, whose lists are bare arrays, in a sync of some models.
func first(t *testing.T, dataType knit.DataType, models ...knit.Model) json.RawMessage {
	t.Helper()
	fake := knittest.NewServer(t, knittest.WithJobs(1), knittest.WithEmployees(1), knittest.WithApplications(1), knittest.WithDelta(knittest.Delta{}))
	backend := newBackend(t, fake, nil)
	_, err := connect(t, fake).StartSync(t.Context(), knit.StartSyncRequest{DataType: dataType, Models: models, Destination: backend.URL})
	require.NoError(t, err)
	wait(t, fake)
	require.Equal(t, "record.new", backend.got()[0].EventType)
	return backend.got()[0].Data
}

func TestSyncModels(t *testing.T) {
	t.Parallel()
	for dataType, sub := range subscriptions {
		t.Run(string(dataType), func(t *testing.T) {
			t.Parallel()
			members := map[string]knit.Model{}
			for _, model := range sub.models {
				var data map[string]json.RawMessage
				require.NoError(t, json.Unmarshal(first(t, dataType, model), &data))
				require.Len(t, data, 1, "%s has one member", model)
				for name := range data {
					require.NotContains(t, members, name)
					members[name] = model
				}
			}
			var all map[string]json.RawMessage
			require.NoError(t, json.Unmarshal(first(t, dataType), &all))
			require.Len(t, all, len(members), "a sync without models has the members of all")
			requireKnown(t, sub.record(), first(t, dataType, sub.models...), members)
		})
	}
}

// requireKnown requires that every member of a record has a field in the client's model and is not empty.
func requireKnown(t *testing.T, into any, data json.RawMessage, members map[string]knit.Model) {
	t.Helper()
	require.NoError(t, json.Unmarshal(data, into))
	v := reflect.ValueOf(into).Elem()
	require.Empty(t, v.FieldByName("Extra").Interface())
	for k := range v.NumField() {
		name, _, _ := strings.Cut(v.Type().Field(k).Tag.Get("json"), ",")
		if name == "rejection" || name == "offers" || members[name] == "" {
			continue // an active application has neither
		}
		require.False(t, v.Field(k).IsZero(), "%s of %s", name, members[name])
		delete(members, name)
	}
	delete(members, "rejection")
	delete(members, "offers")
	require.Empty(t, members, "every member has a field")
}
