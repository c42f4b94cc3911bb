package main

import (
	"sync"
	"time"
)

// clock is the clock of all fakes: the system clock plus an offset. It is safe for concurrent use.
type clock struct {
	mu        sync.Mutex
	offset    time.Duration
	onAdvance []func(time.Duration) // advance the fakes that have their own clock
}

// now returns the time of the fakes.
func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Now().Add(c.offset)
}

// advance advances the clock.
func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	c.offset += d
	c.mu.Unlock()
	for _, advance := range c.onAdvance {
		advance(d)
	}
}
