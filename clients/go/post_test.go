package pgohub

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestPost_retries(t *testing.T) {
	busy(t)
	h := newHub(t, func(number int, w http.ResponseWriter) {
		w.WriteHeader([]int{503, 500, 429, 408, 502, 200}[min(number, 5)])
	})
	log := &logged{}
	c := started(t, "checkout", WithURL(h.URL), WithLogger(log.logger()), WithMaxPending(1000),
		hurried(200*time.Millisecond, 200*time.Millisecond))
	eventually(t, "it is posted", func() bool { return c.Stats().Posted >= 1 })
	posts := h.seen()[:6]
	for _, p := range posts {
		if p.header.Get("Idempotency-Key") != posts[0].header.Get("Idempotency-Key") || string(p.body) != string(posts[0].body) {
			t.Error("a retry differs from the first post")
		}
	}
	if s := c.Stats(); s.Retries != 5 || s.Rejected != 0 || s.Dropped != 0 {
		t.Errorf("%+v", s)
	}
	if log.lines() != 5 {
		t.Errorf("logged:\n%s", log)
	}
}

func TestPost_retryAfter(t *testing.T) {
	busy(t)
	h := newHub(t, func(number int, w http.ResponseWriter) {
		if number == 0 {
			w.Header().Set("Retry-After", "1")
			w.WriteHeader(http.StatusTooManyRequests)
		}
	})
	c := started(t, "checkout", WithURL(h.URL), WithLogger((&logged{}).logger()), WithMaxPending(1000),
		hurried(200*time.Millisecond, 200*time.Millisecond))
	eventually(t, "it is posted", func() bool { return c.Stats().Posted >= 1 })
	posts := h.seen()
	// The pause begins after the answer has come, so it cannot be shorter.
	if pause := posts[1].at.Sub(posts[0].at); pause < time.Second {
		t.Errorf("came back after %v", pause)
	}
}

func TestPost_connectionBreaks(t *testing.T) {
	busy(t)
	h := newHub(t, func(number int, w http.ResponseWriter) {
		if number < 2 {
			panic(http.ErrAbortHandler)
		}
	})
	c := started(t, "checkout", WithURL(h.URL), WithLogger((&logged{}).logger()),
		hurried(200*time.Millisecond, 200*time.Millisecond))
	eventually(t, "it is posted", func() bool { return c.Stats().Posted >= 1 })
}

func TestPost_refusedIsNotRetriedAndToldOnce(t *testing.T) {
	for _, status := range []int{400, 401, 404, 413, 415, 302, 308} {
		t.Run(http.StatusText(status), func(t *testing.T) {
			busy(t)
			h := newHub(t, func(_ int, w http.ResponseWriter) {
				w.Header().Set("Content-Type", "application/problem+json")
				w.Header().Set("Location", "/elsewhere")
				w.WriteHeader(status)
				_, _ = io.WriteString(w, `{"title":"Bad","status":400,"reason":"not_cpu","detail":"a heap profile"}`)
			})
			log := &logged{}
			c := started(t, "checkout", WithURL(h.URL), WithLogger(log.logger()),
				hurried(100*time.Millisecond, 100*time.Millisecond))
			eventually(t, "three refusals", func() bool { return c.Stats().Rejected >= 3 })
			c.Emit(context.Background())
			keys := map[string]bool{}
			for _, p := range h.seen() {
				keys[p.header.Get("Idempotency-Key")] = true
				if p.path != "/profile/checkout" {
					t.Errorf("posted to %s", p.path)
				}
			}
			if s := c.Stats(); len(keys) != len(h.seen()) || s.Retries != 0 || s.Posted != 0 || s.Pending() != 0 {
				t.Errorf("%d posts of %d windows, %+v", len(h.seen()), len(keys), s)
			}
			if log.lines() != 1 || !strings.Contains(log.String(), "not_cpu") ||
				!strings.Contains(log.String(), "a heap profile") {
				t.Errorf("logged:\n%s", log)
			}
		})
	}
}

func TestPost_queueIsBounded(t *testing.T) {
	busy(t)
	down := make(chan struct{})
	h := newHub(t, func(_ int, w http.ResponseWriter) {
		if !closed(down) {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	})
	log := &logged{}
	c := started(t, "checkout", WithURL(h.URL), WithLogger(log.logger()), WithMaxPending(2),
		hurried(50*time.Millisecond, 50*time.Millisecond))
	eventually(t, "windows are dropped", func() bool { return c.Stats().Dropped >= 3 })
	if pending := c.Stats().Pending(); pending > 4 { // two wait, one is posted, one is counted but not yet queued
		t.Errorf("%d windows pending", pending)
	}
	close(down)
	eventually(t, "the rest is posted", func() bool { return c.Stats().Posted >= 3 })
	c.Emit(context.Background())
	if s := c.Stats(); s.Pending() != 0 || s.Captured != s.Posted+s.Idle+s.Dropped {
		t.Errorf("%+v", s)
	}
	if strings.Count(log.String(), "dropped") != 1 {
		t.Errorf("logged:\n%s", log)
	}
	// What came last is what was kept.
	posts := h.seen()
	for i := 1; i < len(posts); i++ {
		if posts[i].query["from"] < posts[i-1].query["from"] {
			t.Error("an older window came after a newer one")
		}
	}
}

func TestQueue(t *testing.T) {
	q := newQueue(2)
	if q.push(window{key: "1"})+q.push(window{key: "2"}) != 0 || q.push(window{key: "3"}) != 1 {
		t.Error("the third of two drops one")
	}
	second, _ := q.pop()
	if second.key != "2" {
		t.Errorf("the oldest left is %s", second.key)
	}
	q.push(window{key: "4"})
	if q.putBack(second) {
		t.Error("there was no room")
	}
	if w, _ := q.pop(); w.key != "3" {
		t.Errorf("the oldest left is %s", w.key)
	}
	large := window{profile: make([]byte, maxQueuedBytes)}
	if q.push(large) != 0 || q.push(large) != 2 || q.bytes != maxQueuedBytes {
		t.Error("bytes are bounded")
	}
	q.pop()
	if _, ok := q.pop(); ok || q.bytes != 0 {
		t.Error("it is empty")
	}
}

func TestRetryAfter(t *testing.T) {
	now := time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC)
	for value, want := range map[string]time.Duration{
		"": 0, "0": 0, "7": 7 * time.Second, "-1": 0, "soon": 0, "99999": longestPause, "99999999999999": 0,
		"Sun, 01 Nov 2026 12:00:30 GMT": 30 * time.Second, "Sun, 01 Nov 2026 11:00:00 GMT": 0,
	} {
		if got := retryAfter(http.Header{"Retry-After": {value}}, now); got != want {
			t.Errorf("%q: %v, want %v", value, got, want)
		}
	}
}
