// Package durable stores deliveries in a database before they are acknowledged, and handles each of them
// once in effect.
package durable
