package api

import (
	"slices"

	"github.com/rolecall-dev/rolecall/internal/fake/record"
)

// operation is one call of the API.
type operation struct {
	method string // "POST"
	name   string // "ats.job.create"
	do     func(*call) (any, error)

	account bool   // the call is for the account, without an integration
	under   string // the member that holds the result. Empty: "data"
}

// operations returns the operations of the API.
func operations() []operation {
	all := []operation{
		{method: "POST", name: "auth.createSession", do: (*call).createSession, account: true, under: "msg"},
		{method: "GET", name: "integration.details", do: (*call).integrationDetails, account: true},
		{method: "POST", name: "integration.deactivate", do: (*call).deactivate},
		{method: "POST", name: "events.subscribe", do: (*call).subscribeEvents},
		{method: "POST", name: "passthrough", do: (*call).passthrough},

		{method: "POST", name: "sync.start", do: (*call).startSync},
		{method: "POST", name: "sync.update", do: (*call).updateSync},
		{method: "POST", name: "sync.pause", do: (*call).pauseSync},
		{method: "POST", name: "sync.startTime", do: (*call).setStartTime},
		{method: "POST", name: "sync.custom.start", do: (*call).startCustomSync},
		{method: "POST", name: "sync.watchFields.update", do: (*call).watchFields},

		{method: "POST", name: "ats.job.create", do: (*call).createJob},
		{method: "GET", name: "ats.application.get", do: (*call).getApplication},
		{method: "POST", name: "ats.candidates.search", do: (*call).searchCandidates},
		{method: "POST", name: "ats.application.create", do: (*call).createApplication},
		{method: "POST", name: "ats.application.attachment.add", do: (*call).addAttachment},
		{method: "POST", name: "ats.application.stage.update", do: (*call).updateStage},

		{method: "POST", name: "hr.employee.create", do: (*call).createEmployee},
		{method: "POST", name: "hr.employee.update", do: (*call).updateEmployee},
		{method: "POST", name: "hr.employee.terminate", do: (*call).terminateEmployee},
		{method: "POST", name: "hr.deductions.create", do: (*call).accept},
		{method: "POST", name: "hr.deductions.update", do: (*call).accept},
	}
	for _, name := range []string{
		"employees.leave.create", "employee.compensation.update", "employees.document.upload",
		"employee.deductions.enroll", "employee.deductions.unenroll", "employee.deductions.update",
	} {
		all = append(all, operation{method: "POST", name: "hr." + name, do: (*call).acceptForEmployee})
	}
	return slices.Concat(all, listOperations())
}

// listOperations returns the operations for lists and constants.
func listOperations() []operation {
	var all []operation
	for k := range lists {
		all = append(all, operation{method: "GET", name: lists[k].path, do: lists[k].serve})
	}
	for path, member := range constants {
		all = append(all, operation{method: "GET", name: path, do: func(*call) (any, error) {
			return record.Object{member[0].(string), []record.Object{member[1].(record.Object)}}, nil //nolint:forcetypeassert // a constant
		}})
	}
	return all
}
