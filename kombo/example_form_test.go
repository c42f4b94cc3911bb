package kombo_test

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/rolecall-dev/rolecall/kombo"
)

// A form is the customer's own: look at what it wants, fill it, and hear what is wrong before
// anything is sent.
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
			fmt.Println(p.Path, "-", p.Reason)
		}
	}
	// Output:
	// {"day":"2030-01-02","keys":[1],"name":"Jane"} <nil>
	// day - it is missing
	// keys[1] - it is more than 99
}
