package pgohub

import (
	"fmt"
	"math/rand"
	"time"
)

// drainTries is how many posts in a row may fail before Emit gives up what is left.
const drainTries = 3

// record captures window after window until Emit.
func (c *Capturer) record() {
	defer close(c.recorded)
	defer c.survive()
	length := c.settings.firstWindow
	for number := 1; !closed(c.stop) && c.ctx.Err() == nil; number++ {
		length = jittered(length, 0.1)
		if w, err := captureWindow(length, c.stop); err == nil {
			w.key = fmt.Sprintf("%s-%d", c.key, number)
			c.keep(w)
		} else {
			c.count(func(s *Stats) { s.Skipped++ })
			if err != errGuest {
				c.log.warn("skipped", "a window without a CPU profile, as later ones may be", "cause", err)
			}
			wait(length, c.stop)
		}
		length = c.settings.window
	}
}

// keep queues a window unless it is idle.
func (c *Capturer) keep(w window) {
	if !hasSamples(w.profile) {
		c.count(func(s *Stats) { s.Captured++; s.Idle++ })
		return
	}
	// Counted before the push, so that no window is posted before it is captured.
	c.count(func(s *Stats) { s.Captured++ })
	if dropped := c.pending.push(w); dropped > 0 {
		c.drop(dropped)
	}
}

func (c *Capturer) drop(windows int) {
	c.count(func(s *Stats) { s.Dropped += uint64(windows) })
	c.log.warn("dropped", "CPU profiles are dropped: they cannot be sent as fast as they come",
		"url", c.settings.url.Redacted())
}

// send posts what is recorded until that has ended and nothing is left, or until Emit ran out of time.
func (c *Capturer) send() {
	defer close(c.done)
	defer c.cancel()
	defer c.survive()
	poster := newPoster(c)
	defer poster.close()
	failures := 0
	for {
		w, ok := c.next()
		if !ok {
			return
		}
		outcome, pause := poster.post(c.ctx, &w)
		if outcome != again {
			failures = 0
			continue
		}
		failures++
		pause = max(pause, c.backoff(failures))
		draining := closed(c.stop)
		if c.ctx.Err() != nil || draining && (failures >= drainTries || time.Now().Add(pause).After(c.deadline)) {
			c.abandon(w)
			return
		}
		if !c.pending.putBack(w) {
			c.drop(1)
		}
		if draining {
			wait(pause, c.ctx.Done())
		} else if wait(pause, c.stop) {
			failures = 0 // Emit has its own tries
		}
	}
}

// next waits for the oldest window. It reports false when there will be none.
func (c *Capturer) next() (window, bool) {
	for {
		ended := closed(c.recorded)
		if w, ok := c.pending.pop(); ok {
			return w, true
		}
		if ended {
			return window{}, false
		}
		select {
		case <-c.pending.arrived:
		case <-c.recorded:
		}
	}
}

// abandon drops w and everything that is left.
func (c *Capturer) abandon(w window) {
	left := 1
	for {
		if _, ok := c.next(); !ok {
			break
		}
		left++
	}
	c.count(func(s *Stats) { s.Dropped += uint64(left) })
	c.log.warn("emit", "the last CPU profiles could not be sent", "windows", left, "url", c.settings.url.Redacted())
}

// backoff is the pause before the next post after so many failures: doubling, the upper half of it at random.
func (c *Capturer) backoff(failures int) time.Duration {
	pause := c.settings.firstDelay << min(failures-1, 16)
	return jittered(min(pause, c.settings.lastDelay)*3/4, 1.0/3)
}

// wait pauses; it reports whether end cut that short.
func wait(pause time.Duration, end <-chan struct{}) bool {
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-timer.C:
		return false
	case <-end:
		return true
	}
}

func closed(signal <-chan struct{}) bool {
	select {
	case <-signal:
		return true
	default:
		return false
	}
}

// jittered is length, up to share of it shorter or longer.
func jittered(length time.Duration, share float64) time.Duration {
	return time.Duration(float64(length) * (1 + share*(2*rand.Float64()-1)))
}
