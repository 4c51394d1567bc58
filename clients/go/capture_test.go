package pgohub

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

func canceled() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	return ctx
}

func TestCapture_badTag(t *testing.T) {
	for _, tag := range []string{
		"", ".", "a..b", "a.", "a.git", "a.lock", "-a", "_a", "a b", "a/b", "ä", "a\n", "a\x00", strings.Repeat("a", 129),
	} {
		emit, err := Capture(tag)
		if err == nil {
			t.Errorf("tag %q was taken", tag)
		}
		emit(context.Background())
	}
	for _, tag := range []string{"a", "9", "checkout", "A.b_c-d", strings.Repeat("a", 128)} {
		if err := checkTag(tag); err != nil {
			t.Error(err)
		}
	}
}

func TestCapture_posts(t *testing.T) {
	busy(t)
	h := newHub(t, nil)
	c := started(t, "checkout", WithURL(h.URL+"/base/"), WithMode("serve"), WithInstance("pod 1/ü"), WithBuild("v1+dirty"),
		WithToken("secret"), hurried(200*time.Millisecond, 200*time.Millisecond))
	eventually(t, "three windows", func() bool { return len(h.seen()) >= 3 })
	c.Emit(context.Background())

	keys := map[string]bool{}
	var last int64
	for _, p := range h.seen() {
		if p.path != "/base/profile/checkout" {
			t.Errorf("posted to %s", p.path)
		}
		if p.query["mode"] != "serve" || p.query["instance"] != "pod 1/ü" || p.query["build"] != "v1+dirty" {
			t.Errorf("query %v", p.query)
		}
		from, _ := strconv.ParseInt(p.query["from"], 10, 64)
		until, _ := strconv.ParseInt(p.query["until"], 10, 64)
		if from < last || until <= from || time.Since(time.Unix(0, from)) > time.Minute {
			t.Errorf("from %d until %d after %d", from, until, last)
		}
		last = until
		if got := p.header.Get("Content-Type"); got != "application/octet-stream" {
			t.Errorf("content type %q", got)
		}
		if got := p.header.Get("Authorization"); got != "Bearer secret" {
			t.Errorf("authorization %q", got)
		}
		key := p.header.Get("Idempotency-Key")
		if key == "" || len(key) > 128 || keys[key] {
			t.Errorf("key %q", key)
		}
		keys[key] = true
		if !hasSamples(p.body) {
			t.Error("a window without samples was posted")
		}
	}
	s := c.Stats()
	if s.Posted != uint64(len(h.seen())) || s.Pending() != 0 || s.Retries != 0 || s.Skipped != 0 {
		t.Errorf("%+v", s)
	}
}

func TestEmit_sendsTheRunningWindow(t *testing.T) {
	busy(t)
	h := newHub(t, nil)
	// On a crowded machine a short window may have no sample.
	eventually(t, "a window with samples", func() bool {
		c := started(t, "checkout", WithURL(h.URL))
		time.Sleep(200 * time.Millisecond)
		var group sync.WaitGroup
		for i := 0; i < 4; i++ {
			group.Add(1)
			go func() {
				defer group.Done()
				c.Emit(context.Background())
			}()
		}
		group.Wait()
		c.Emit(nil) //nolint:staticcheck // a service may do so
		s := c.Stats()
		if s.Posted+s.Idle != 1 || s.Captured != 1 {
			t.Fatalf("%+v", s)
		}
		return s.Posted == 1
	})
	if len(h.seen()) != 1 {
		t.Errorf("%d posts", len(h.seen()))
	}
}

func TestEmit_serverHangs(t *testing.T) {
	busy(t)
	release := make(chan struct{})
	h := newHub(t, func(int, http.ResponseWriter) { <-release })
	t.Cleanup(func() { close(release) })
	log := &logged{}
	c := started(t, "checkout", WithURL(h.URL), WithLogger(log.logger()), hurried(200*time.Millisecond, 200*time.Millisecond))
	eventually(t, "a post under way", func() bool { return len(h.seen()) == 1 })
	ctx, cancel := context.WithTimeout(context.Background(), 300*time.Millisecond)
	defer cancel()
	begin := time.Now()
	c.Emit(ctx)
	if took := time.Since(begin); took > 5*time.Second {
		t.Errorf("emit took %v", took)
	}
	eventually(t, "all windows are accounted for", func() bool { return c.Stats().Pending() == 0 })
	if s := c.Stats(); s.Dropped+s.Idle != s.Captured || s.Dropped == 0 {
		t.Errorf("%+v", s)
	}
	if log.lines() != 1 {
		t.Errorf("logged:\n%s", log)
	}
}

func TestEmit_noDeadlineIsBounded(t *testing.T) {
	busy(t)
	release := make(chan struct{})
	h := newHub(t, func(int, http.ResponseWriter) { <-release })
	t.Cleanup(func() { close(release) })
	c := started(t, "checkout", WithURL(h.URL), WithLogger((&logged{}).logger()),
		hurried(200*time.Millisecond, 200*time.Millisecond),
		func(s *settings) error { s.emitLimit = 200 * time.Millisecond; return nil })
	eventually(t, "a post under way", func() bool { return len(h.seen()) == 1 })
	c.Emit(context.Background())
}

func TestEmit_contextAlreadyDone(t *testing.T) {
	busy(t)
	h := newHub(t, nil)
	log := &logged{}
	c := started(t, "checkout", WithURL(h.URL), WithLogger(log.logger()))
	time.Sleep(100 * time.Millisecond)
	c.Emit(canceled())
	eventually(t, "the window is given up", func() bool { return c.Stats().Dropped+c.Stats().Idle == 1 })
	if len(h.seen()) != 0 || log.lines() != 1 {
		t.Errorf("%d posts, logged:\n%s", len(h.seen()), log)
	}
}

func TestEmit_serverAway(t *testing.T) {
	busy(t)
	h := newHub(t, nil)
	h.Close()
	log := &logged{}
	c := started(t, "checkout", WithURL(h.URL), WithLogger(log.logger()),
		hurried(200*time.Millisecond, 200*time.Millisecond))
	eventually(t, "a window with samples", func() bool { return c.Stats().Pending() > 0 })
	c.Emit(context.Background())
	if s := c.Stats(); s.Pending() != 0 || s.Dropped == 0 || s.Posted != 0 {
		t.Errorf("%+v", s)
	}
	if !strings.Contains(log.String(), "cannot be sent now") || !strings.Contains(log.String(), "could not be sent") {
		t.Errorf("logged:\n%s", log)
	}
}

func TestCapture_concurrent(t *testing.T) {
	busy(t)
	h := newHub(t, nil)
	var captures []*Capturer
	for i := 0; i < 3; i++ {
		captures = append(captures, started(t, fmt.Sprintf("service-%d", i), WithURL(h.URL),
			WithLogger((&logged{}).logger()), hurried(100*time.Millisecond, 150*time.Millisecond)))
	}
	eventually(t, "some windows", func() bool { return len(h.seen()) >= 5 })
	var total Stats
	for _, c := range captures {
		c.Emit(context.Background())
		s := c.Stats()
		total.Posted += s.Posted
		total.Skipped += s.Skipped
		if s.Pending() != 0 {
			t.Errorf("%+v", s)
		}
	}
	if total.Posted != uint64(len(h.seen())) || total.Skipped == 0 {
		t.Errorf("%+v, %d posts", total, len(h.seen()))
	}
}

type explosive struct{}

func (explosive) RoundTrip(*http.Request) (*http.Response, error) { panic("transport") }

func (explosive) Write([]byte) (int, error) { panic("log") }

func TestCapture_panicsOfOthers(t *testing.T) {
	busy(t)
	log := &logged{}
	c := started(t, "checkout", WithHTTPClient(&http.Client{Transport: explosive{}}), WithLogger(log.logger()),
		hurried(100*time.Millisecond, 100*time.Millisecond))
	eventually(t, "the panic is told", func() bool { return strings.Contains(log.String(), "panic") })
	c.Emit(context.Background())
}
