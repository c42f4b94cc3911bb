package kombo_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"

	"github.com/rolecall-dev/rolecall/kombo"
)

// Each customer has their own form. Example returns valid values for it, and Validate reports the
// problems of other values before anything is sent.
func ExampleForm_Validate() {
	var form kombo.Form // the Data of GetEmployeeForm
	if err := json.Unmarshal([]byte(`{"properties":{
		"name":{"label":"First name","type":"text","required":true,"unified_key":"first_name"},
		"day":{"label":"First day","type":"date","required":true},
		"keys":{"label":"Keys","type":"array","required":false,"item_type":{"label":"Key","type":"number","required":true,"max":99}}
	}}`), &form); err != nil {
		fmt.Println(err)
		return
	}
	example, err := json.Marshal(form.Example())
	fmt.Println(string(example), err)

	err = form.Validate(kombo.FormValues{"name": "Ada", "keys": []int{7, 100}})
	if wrong, ok := errors.AsType[*kombo.FormError](err); ok {
		for _, p := range wrong.Problems {
			fmt.Println(p) // a web page would use p.Path, p.Code and p.Limit
		}
	}
	// Output:
	// {"day":"2030-01-02","keys":[1],"name":"Jane"} <nil>
	// day: it is missing
	// keys[1]: it is more than 99
}

// Your own web page has an input for each field, named with InputName. It shows each problem next to
// its input, in the reader's language.
func ExampleForm_Parse() {
	var form kombo.Form // the Data of GetEmployeeForm
	if err := json.Unmarshal([]byte(`{"properties":{
		"name":{"label":"Vorname","type":"text","required":true,"max_length":5},
		"hours":{"label":"Stunden","type":"number","required":true,"max":40},
		"home":{"label":"Adresse","type":"object","required":false,"properties":{"city":{"label":"Ort","type":"text","required":true}}}
	}}`), &form); err != nil {
		fmt.Println(err)
		return
	}
	german := map[kombo.ProblemCode]string{
		kombo.ProblemMissing:  "Bitte ausfüllen.",
		kombo.ProblemTooLarge: "Höchstens %v.",
		kombo.ProblemTooLong:  "Höchstens %v Zeichen.",
	}
	input := url.Values{ // r.PostForm
		kombo.InputName("name"):         {"Adalbert"},
		kombo.InputName("hours"):        {"38.5"},
		kombo.InputName("home", "city"): {""},
	}
	values, err := form.Parse(input)
	if wrong, ok := errors.AsType[*kombo.FormError](err); ok {
		for _, p := range wrong.Problems {
			text := german[p.Code]
			if p.Limit != nil {
				text = fmt.Sprintf(text, *p.Limit)
			}
			fmt.Println(p.Pointer(), text)
		}
	}
	input.Set("/name", "Ada")
	values, err = form.Parse(input) // for CreateEmployeeWithForm
	fmt.Println(values, err)
	// Output:
	// /name Höchstens 5 Zeichen.
	// map[hours:38.5 name:Ada] <nil>
}
