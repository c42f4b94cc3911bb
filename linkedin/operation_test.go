package linkedin_test

import (
	"context"
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"net/http"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/linkedin"
)

// operations holds each method of the client that makes a call, with the name of its operation.
var operations = map[string]struct {
	name string
	call func(ctx context.Context, c *linkedin.Client)
}{
	"BlockedWebhooks": {"linkedin.developer_webhooks.find", func(ctx context.Context, c *linkedin.Client) { _, _ = c.BlockedWebhooks(ctx) }},
	"BudgetReport":    {"linkedin.partner_budget_reports.get", func(ctx context.Context, c *linkedin.Client) { _, _ = c.BudgetReport(ctx, 1) }},
	"FindApplication": {"linkedin.provisioned_applications.find", func(ctx context.Context, c *linkedin.Client) { _, _ = c.FindApplication(ctx, "customer-7") }},
	"JobPostingStatuses": {"linkedin.job_posting_status.get", func(ctx context.Context, c *linkedin.Client) {
		_, _ = c.JobPostingStatuses(ctx, []string{"job-1"})
	}},
	"JobReports":     {"linkedin.partner_job_reports.get", func(ctx context.Context, c *linkedin.Client) { _, _ = c.JobReports(ctx, []string{"job-1"}, march) }},
	"JobTasks":       {"linkedin.simple_job_posting_tasks.get", func(ctx context.Context, c *linkedin.Client) { _, _ = c.JobTasks(ctx, []string{"urn:1"}) }},
	"ListJobReports": {"linkedin.partner_job_reports.find", func(ctx context.Context, c *linkedin.Client) { _, _ = c.ListJobReports(ctx, march) }},
	"PostJobs": {"linkedin.simple_job_postings.create", func(ctx context.Context, c *linkedin.Client) {
		_, _ = c.PostJobs(ctx, jobs(1, linkedin.OperationCreate))
	}},
	"ProvisionApplication": {"linkedin.provisioned_applications.create", func(ctx context.Context, c *linkedin.Client) {
		_, _ = c.ProvisionApplication(ctx, linkedin.ProvisionApplicationRequest{UniqueForeignID: "customer-7", Name: "Example", Description: "Jobs"})
	}},
	"ReportAction": {"linkedin.job_application_lifecycle_actions.create", func(ctx context.Context, c *linkedin.Client) {
		_ = c.ReportAction(ctx, linkedin.LifecycleAction{
			JobApplicationID: "urn:li:jobApplication:7", Action: linkedin.ActionApplicationViewed, PerformedAt: time.UnixMilli(1700000000123),
		})
	}},
	"RotateSecret": {"linkedin.developer_applications_security.roll_developer_application_secret", func(ctx context.Context, c *linkedin.Client) {
		_, _ = c.RotateSecret(ctx)
	}},
	"SetUpHiringContract": {"linkedin.provisioned_hiring_contracts.setup", func(ctx context.Context, c *linkedin.Client) { _, _ = c.SetUpHiringContract(ctx, 1) }},
	"UpdateApplication": {"linkedin.provisioned_applications.update", func(ctx context.Context, c *linkedin.Client) {
		_ = c.UpdateApplication(ctx, "urn:li:developerApplication:1", linkedin.UpdateApplicationRequest{Name: "x"})
	}},
}

// Each operation has a unique name, which contains the resource of its path and is the same in both APIs.
func TestOperationNames(t *testing.T) {
	t.Parallel()
	names := map[string]string{}
	for method, op := range operations {
		require.Empty(t, names[op.name], "%s has the name of %s", method, names[op.name])
		names[op.name] = method
		require.True(t, strings.HasPrefix(op.name, "linkedin."))
		for _, opts := range [][]rolecall.Option{nil, {linkedin.WithVersion("202603")}} {
			seen := map[string]bool{}
			sent := ""
			opts := append([]rolecall.Option{rolecall.WithRetry(rolecall.RetryPolicy{MaxAttempts: 1}), rolecall.OnCall(
				func(ctx context.Context, name string) (context.Context, func(rolecall.Meta, error)) {
					seen[name] = true
					return ctx, nil
				})}, opts...)
			op.call(t.Context(), clientOf(t, func(w http.ResponseWriter, r *http.Request) {
				sent = r.URL.Path
				w.WriteHeader(http.StatusTeapot)
			}, opts...))
			delete(seen, "linkedin.token")
			require.Equal(t, map[string]bool{op.name: true}, seen, method)
			if sent == "" { // the call requires the versioned API
				continue
			}
			resource := strings.ToLower(strings.Split(sent, "/")[2])
			require.Equal(t, resource, strings.ReplaceAll(strings.Split(op.name, ".")[1], "_", ""), method)
		}
	}
	client := reflect.TypeFor[*linkedin.Client]()
	for method := range client.Methods() {
		calls := method.Type.NumIn() > 1 && method.Type.In(1) == reflect.TypeFor[context.Context]()
		if calls && method.Name != "WaitTasks" { // WaitTasks calls JobTasks
			require.Contains(t, operations, method.Name)
		}
	}
}

// Every parameter type of a call has a method Problem, whose text begins with the name of the invalid field.
func TestProblem(t *testing.T) {
	t.Parallel()
	types := []reflect.Type{reflect.TypeFor[linkedin.CallRequest]()}
	for method := range reflect.TypeFor[*linkedin.Client]().Methods() {
		for i := 1; i < method.Type.NumIn(); i++ {
			if in := method.Type.In(i); in.Kind() == reflect.Struct && strings.HasSuffix(in.PkgPath(), "/linkedin") {
				types = append(types, in)
			}
		}
	}
	require.Greater(t, len(types), 4)
	required := requiredFields(t)
	for _, typ := range types {
		t.Run(typ.Name(), func(t *testing.T) {
			t.Parallel()
			require.True(t, typ.Implements(reflect.TypeFor[interface{ Problem() string }]()), "no method Problem")
			value := reflect.ValueOf(linkedin.CallRequest{Method: "create", Path: "/v2/x", Query: linkedin.Query{"a": 1}, Body: 1})
			if typ != value.Type() {
				value = filled(typ)
			}
			zero := problemOf(reflect.Zero(typ))
			require.Equal(t, len(required[typ.Name()]) > 0, zero != "", "the zero value is invalid if a field is required")
			for _, problem := range []string{zero, problemOf(value)} {
				if problem == "" {
					continue
				}
				name, _, _ := strings.Cut(problem, " ")
				_, ok := typ.FieldByName(name)
				require.True(t, ok, problem)
			}
			// A valid value becomes invalid without any one of its required fields.
			for _, name := range required[typ.Name()] {
				v := reflect.New(typ).Elem()
				v.Set(reflect.ValueOf(valid[typ]))
				require.Empty(t, problemOf(v))
				v.FieldByName(name).SetZero()
				problem := problemOf(v)
				require.True(t, strings.HasPrefix(problem, name+" "), "without %s: %q", name, problem)
			}
		})
	}
}

func problemOf(request reflect.Value) string {
	r, _ := reflect.TypeAssert[interface{ Problem() string }](request)
	return r.Problem()
}

// valid holds a valid value of each type with required fields.
var valid = map[reflect.Type]any{
	reflect.TypeFor[linkedin.CallRequest]():                 linkedin.CallRequest{Method: "create", Path: "/v2/x"},
	reflect.TypeFor[linkedin.ProvisionApplicationRequest](): linkedin.ProvisionApplicationRequest{UniqueForeignID: "c", Name: "n", Description: "d"},
	reflect.TypeFor[linkedin.ReportPeriod]():                march,
	reflect.TypeFor[linkedin.LifecycleAction](): linkedin.LifecycleAction{
		JobApplicationID: "urn:li:jobApplication:7", Action: linkedin.ActionApplicationViewed, PerformedAt: time.UnixMilli(1700000000123),
	},
}

// requiredFields returns the fields of each struct whose doc comment says that they are required.
func requiredFields(t *testing.T) map[string][]string {
	t.Helper()
	fields := map[string][]string{}
	entries, err := os.ReadDir(".")
	require.NoError(t, err)
	for _, entry := range entries {
		if !strings.HasSuffix(entry.Name(), ".go") || strings.HasSuffix(entry.Name(), "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), entry.Name(), nil, parser.ParseComments)
		require.NoError(t, err)
		ast.Inspect(file, func(n ast.Node) bool {
			spec, ok := n.(*ast.TypeSpec)
			if !ok {
				return true
			}
			structType, ok := spec.Type.(*ast.StructType)
			if !ok {
				return false
			}
			for _, field := range structType.Fields.List {
				text := strings.Join(strings.Fields(field.Doc.Text()), " ")
				if !strings.Contains(text, "Required") && !strings.Contains(text, "is required.") {
					continue
				}
				for _, name := range field.Names {
					fields[spec.Name.Name] = append(fields[spec.Name.Name], name.Name)
				}
			}
			return false
		})
	}
	return fields
}

// An error about a field of a nested body has the Go name of the field.
func TestProblemFieldNames(t *testing.T) {
	t.Parallel()
	client := clientWithResponse(t, http.StatusOK, `{}`)
	err := client.UpdateApplication(t.Context(), "urn:li:developerApplication:1", linkedin.UpdateApplicationRequest{Name: strings.Repeat("x", 51)})
	require.EqualError(t, err, "linkedin.provisioned_applications.update: Name has more than 50 characters: invalid request")
	_, err = linkedin.Call[json.RawMessage](t.Context(), client, linkedin.CallRequest{
		Method: "create", Path: "/v2/x", Body: struct{ At time.Time }{time.Date(20000, 1, 1, 0, 0, 0, 0, time.UTC)},
	})
	require.ErrorIs(t, err, rolecall.ErrInvalid)
	require.ErrorContains(t, err, "At has a year")
}
