package kombo

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"github.com/rolecall-dev/rolecall"
)

// AssessmentPackage is a test or a check that customers may order, as Kombo has it.
// Source: docs.kombo.dev, "Get packages".
type AssessmentPackage struct {
	// ID is the one that you gave it.
	ID          string      `json:"id"`
	Name        string      `json:"name,omitempty"`
	Description string      `json:"description,omitempty"`
	UpdatedAt   time.Time   `json:"updated_at,omitzero"`
	Type        PackageType `json:"type,omitempty"`

	rolecall.Extra `json:"-"`
}

// PackageType says what a package examines.
type PackageType string

// Values of [PackageType].
const (
	PackageBehavioral      PackageType = "BEHAVIORAL"
	PackageVideoInterview  PackageType = "VIDEO_INTERVIEW"
	PackageSkillsTest      PackageType = "SKILLS_TEST"
	PackageBackgroundCheck PackageType = "BACKGROUND_CHECK"
	PackageReferenceCheck  PackageType = "REFERENCE_CHECK"
)

// ListPackages reads all packages at once. Kombo means it for looking into faults.
// Source: docs.kombo.dev, "Get packages".
func (s *AssessmentService) ListPackages(ctx context.Context, call ...rolecall.CallOption) ([]AssessmentPackage, error) {
	answer, err := get[struct {
		Packages []AssessmentPackage `json:"packages"`
	}](ctx, s.service, "assessment/packages", nil, call)
	if err != nil {
		return nil, err
	}
	return answer.Packages, nil
}

// SetPackagesRequest is all the packages that there are to be.
type SetPackagesRequest struct {
	// Packages replace those of before: what is not among them is deleted. An empty list
	// deletes all; nil is refused.
	Packages []NewAssessmentPackage `json:"packages"`
}

// Problem describes what makes the request invalid, or returns "" if it is valid. The call checks it
// before sending anything.
func (v SetPackagesRequest) Problem() string {
	if v.Packages == nil {
		return "Packages is nil: an empty list deletes all"
	}
	first := make(map[string]int, len(v.Packages))
	for i, p := range v.Packages {
		if other, twice := first[p.ID]; twice && p.ID != "" {
			return fmt.Sprintf("Packages[%d] has the same ID as Packages[%d]", i, other)
		}
		first[p.ID] = i
	}
	return ""
}

// NewAssessmentPackage is a test or a check that customers may order.
type NewAssessmentPackage struct {
	// ID is your own, and stable: orders name it. Required, and different for each package.
	ID string `json:"id"`
	// Type and Name are required.
	Type        PackageType `json:"type"`
	Name        string      `json:"name"`
	Description string      `json:"description"`
}

// Problem names the required field that is empty, or returns "" if none is.
func (v NewAssessmentPackage) Problem() string {
	return cmp.Or(required("ID", v.ID), required("Type", v.Type), required("Name", v.Name))
}

// SetPackages replaces the packages of the integration.
// An error that is [rolecall.ErrAmbiguous] means that the write may have happened: check before
// sending it again.
// Source: docs.kombo.dev, "Set packages".
func (s *AssessmentService) SetPackages(ctx context.Context, req SetPackagesRequest, call ...rolecall.CallOption) (*Done, error) {
	return act[struct{}](ctx, s.service, "PUT assessment/packages", req, call)
}
