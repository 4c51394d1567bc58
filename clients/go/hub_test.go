package pgohub

import (
	"bytes"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

// A post is one request as the hub saw it.
type post struct {
	at     time.Time
	path   string
	query  map[string]string
	header http.Header
	body   []byte
}

// A hub takes fragments; answer, when set, decides what the number-th post (from 0) gets.
type hub struct {
	*httptest.Server
	mu     sync.Mutex
	posts  []post
	answer func(number int, w http.ResponseWriter)
}

func newHub(t *testing.T, answer func(number int, w http.ResponseWriter)) *hub {
	t.Helper()
	h := &hub{answer: answer}
	h.Server = httptest.NewServer(h)
	t.Cleanup(h.Close)
	return h
}

func (h *hub) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil || r.Method != http.MethodPost {
		w.WriteHeader(http.StatusMethodNotAllowed)
		return
	}
	query := map[string]string{}
	for name, values := range r.URL.Query() {
		query[name] = strings.Join(values, ",")
	}
	h.mu.Lock()
	number := len(h.posts)
	h.posts = append(h.posts, post{time.Now(), r.URL.Path, query, r.Header.Clone(), body})
	answer := h.answer
	h.mu.Unlock()
	if answer != nil {
		answer(number, w)
		return
	}
	_, _ = io.WriteString(w, `{"fragment":"`+r.Header.Get("Idempotency-Key")+`"}`)
}

func (h *hub) seen() []post {
	h.mu.Lock()
	defer h.mu.Unlock()
	return append([]post(nil), h.posts...)
}

// hurried makes windows and pauses shorter than a service may.
func hurried(first, later time.Duration) Option {
	return func(s *settings) error {
		s.firstWindow, s.window = first, later
		s.firstDelay, s.lastDelay = 5*time.Millisecond, 20*time.Millisecond
		return nil
	}
}

// A record of what was logged.
type logged struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *logged) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *logged) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

func (l *logged) lines() int { return strings.Count(l.String(), "\n") }

func (l *logged) logger() *slog.Logger { return slog.New(slog.NewTextHandler(l, nil)) }

// busy uses one core until the test ends, so that windows have samples.
func busy(t *testing.T) {
	t.Helper()
	stop, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		for sum := 0; ; sum++ {
			if sum%1000 == 0 && closed(stop) {
				return
			}
		}
	}()
	t.Cleanup(func() { close(stop); <-ended })
}

// eventually polls for what has to come true within half a minute.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(30 * time.Second); !holds(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("waited in vain: %s", what)
		}
	}
}

// started is a capture that has ended, with all its goroutines, when the test has.
func started(t *testing.T, tag string, options ...Option) *Capturer {
	t.Helper()
	c, err := Start(tag, options...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		c.Emit(canceled())
		eventually(t, "no goroutine is left", func() bool { return running() == "" })
	})
	return c
}

// running is the stacks of the goroutines of captures, or "".
func running() string {
	stacks := make([]byte, 1<<20)
	stacks = stacks[:runtime.Stack(stacks, true)]
	var ours []string
	for _, stack := range strings.Split(string(stacks), "\n\n") {
		if strings.Contains(stack, ".(*Capturer).") || strings.Contains(stack, "http.(*persistConn)") {
			ours = append(ours, stack)
		}
	}
	return strings.Join(ours, "\n\n")
}
