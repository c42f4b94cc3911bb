package jsonpeek_test

import (
	"errors"
	"fmt"

	"github.com/rolecall-dev/rolecall/internal/jsonpeek"
)

func ExamplePick() {
	body := []byte(`{"type": "job.updated", "data": {"id": "job_1"}}`)
	var parts [2][]byte
	if err := jsonpeek.Pick(body, parts[:], "type", "data"); err != nil {
		fmt.Println(err)
		return
	}
	kind, _ := jsonpeek.Text(parts[0])
	fmt.Printf("%s, %s\n", kind, parts[1])

	err := jsonpeek.Pick([]byte(`{"type": "job.updated", "TYPE": "job.deleted"}`), parts[:], "type", "data")
	fmt.Println(errors.Is(err, jsonpeek.ErrDuplicate))
	// Output:
	// job.updated, {"id": "job_1"}
	// true
}

func ExampleMembers() {
	err := jsonpeek.Members([]byte(`{"id": 7, "tags": ["a", "b"]}`), func(key, value []byte) error {
		fmt.Printf("%s: %v %s\n", key, jsonpeek.KindOf(value), value)
		return nil
	})
	fmt.Println(err)
	// Output:
	// id: number 7
	// tags: array ["a", "b"]
	// <nil>
}
