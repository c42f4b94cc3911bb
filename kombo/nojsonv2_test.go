//go:build !goexperiment.jsonv2

package kombo_test

const jsonv2Enabled = false
