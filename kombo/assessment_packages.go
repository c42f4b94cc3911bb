package kombo

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"github.com/rolecall-dev/rolecall"
)

// AssessmentPackage is a test or a background check that customers can order, as stored at Kombo.
// Source: docs.kombo.dev, "Get packages".
type AssessmentPackage struct {
	// ID is your own id of the package.
	ID          string      `json:"id"`
	Name        string      `json:"name,omitempty"`
	Description string      `json:"description,omitempty"`
	UpdatedAt   time.Time   `json:"updated_at,omitzero"`
	Type        PackageType `json:"type,omitempty"`

	rolecall.Extra `json:"-"`
}

// PackageType is the kind of test or background check that a package contains.
type PackageType string

// Values of [PackageType].
const (
	PackageBehavioral      PackageType = "BEHAVIORAL"
	PackageVideoInterview  PackageType = "VIDEO_INTERVIEW"
	PackageSkillsTest      PackageType = "SKILLS_TEST"
	PackageBackgroundCheck PackageType = "BACKGROUND_CHECK"
	PackageReferenceCheck  PackageType = "REFERENCE_CHECK"
)

// ListPackages returns all packages of the integration. Kombo intends this operation for debugging.
// Source: docs.kombo.dev, "Get packages".
func (s *AssessmentService) ListPackages(ctx context.Context, call ...rolecall.CallOption) ([]AssessmentPackage, error) {
	response, err := get[struct {
		Packages []AssessmentPackage `json:"packages"`
	}](ctx, s.service, "assessment/packages", nil, call)
	if err != nil {
		return nil, err
	}
	return response.Packages, nil
}

// SetPackagesRequest contains all packages of the integration.
type SetPackagesRequest struct {
	// Packages replace the existing packages: a package that is not in the list is deleted. An
	// empty list deletes all packages; nil is an error.
	Packages []NewAssessmentPackage `json:"packages"`
}

// Problem describes what makes the request invalid, or returns "" if it is valid. The call checks it
// before sending anything.
func (v SetPackagesRequest) Problem() string {
	if v.Packages == nil {
		return "Packages is nil: use an empty list to delete all packages"
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

// NewAssessmentPackage is a test or a background check that customers can order.
type NewAssessmentPackage struct {
	// ID is your own id of the package. Do not change it: orders contain it. Required, and unique
	// within the request.
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
