//go:build goexperiment.jsonv2

package kombo_test

// jsonv2Enabled: encoding/json is the next one, which allocates a third less.
const jsonv2Enabled = true
