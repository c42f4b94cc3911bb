package kombo

import (
	"github.com/rolecall-dev/rolecall"
)

// StaffingSkill is a skill that a staffing entity requires.
// Source: Kombo's TypeScript SDK 1.3.4.
type StaffingSkill struct {
	SkillID string `json:"skill_id"`
	Skill   *Skill `json:"skill,omitempty"`
	// ExpectedProficiency is the required proficiency on the skill's own scale. Nil means that none is
	// specified.
	ExpectedProficiency *Union[Proficiency] `json:"expected_proficiency,omitempty"`

	rolecall.Extra `json:"-"`
}

// Skill is the skill that a [StaffingSkill] refers to. [HRISSkill] is the record of a skill.
type Skill struct {
	ID       string `json:"id"`
	RemoteID string `json:"remote_id,omitempty"`
	Name     string `json:"name,omitempty"`
	// ProficiencyScale is the scale on which the skill is measured. Nil means that it is not measured.
	ProficiencyScale *Union[ProficiencyScale] `json:"proficiency_scale,omitempty"`

	rolecall.Extra `json:"-"`
}

// ProficiencyScale is a scale of skill levels: *NumericScale, *SingleSelectScale or *Unknown.
type ProficiencyScale interface{ proficiencyScale() }

// The types of proficiency scales.
type (
	// NumericScale goes from Min to Max in increments of Step. Each of the three is nil if it is not specified.
	NumericScale struct {
		Type     string   `json:"type"` // "NUMERIC"
		ID       string   `json:"id"`
		RemoteID string   `json:"remote_id,omitempty"`
		Min      *float64 `json:"min,omitempty"`
		Max      *float64 `json:"max,omitempty"`
		Step     *float64 `json:"step,omitempty"`

		rolecall.Extra `json:"-"`
	}
	// SingleSelectScale is an ordered list of options.
	SingleSelectScale struct {
		Type           string        `json:"type"` // "SINGLE_SELECT"
		ID             string        `json:"id"`
		RemoteID       string        `json:"remote_id,omitempty"`
		OrderedOptions []ScaleOption `json:"ordered_options,omitempty"`

		rolecall.Extra `json:"-"`
	}
)

// ScaleOption is one option of a [SingleSelectScale].
type ScaleOption struct {
	ID       string `json:"id"`
	RemoteID string `json:"remote_id,omitempty"`
	Name     string `json:"name,omitempty"`

	rolecall.Extra `json:"-"`
}

func (*NumericScale) proficiencyScale()      {}
func (*SingleSelectScale) proficiencyScale() {}
func (*Unknown) proficiencyScale()           {}

var proficiencyScales = familyOf("type", map[string]ProficiencyScale{
	"NUMERIC":       &NumericScale{},
	"SINGLE_SELECT": &SingleSelectScale{},
})

// Proficiency is a level on a [ProficiencyScale]: *NumericProficiency, *SingleSelectProficiency or *Unknown.
type Proficiency interface{ proficiency() }

// The types of proficiencies.
type (
	// NumericProficiency is a level on a [NumericScale].
	NumericProficiency struct {
		Type  string   `json:"type"` // "NUMERIC"
		Value *float64 `json:"value,omitempty"`

		rolecall.Extra `json:"-"`
	}
	// SingleSelectProficiency is a level on a [SingleSelectScale].
	SingleSelectProficiency struct {
		Type             string `json:"type"` // "SINGLE_SELECT"
		SelectedOptionID string `json:"selected_option_id,omitempty"`

		rolecall.Extra `json:"-"`
	}
)

func (*NumericProficiency) proficiency()      {}
func (*SingleSelectProficiency) proficiency() {}
func (*Unknown) proficiency()                 {}

var proficiencies = familyOf("type", map[string]Proficiency{
	"NUMERIC":       &NumericProficiency{},
	"SINGLE_SELECT": &SingleSelectProficiency{},
})
