package main

import (
	"sync"
	"time"
)

// clock is the time of all fakes: the machine's, and what was added to it. It is safe for concurrent use.
type clock struct {
	mu    sync.Mutex
	ahead time.Duration
	then  []func(time.Duration) // for fakes with a clock of their own
}

// now is the time of the fakes.
func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Now().Add(c.ahead)
}

// advance moves the clock forward.
func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	c.ahead += d
	c.mu.Unlock()
	for _, move := range c.then {
		move(d)
	}
}
