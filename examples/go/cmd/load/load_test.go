package main

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

func valid() settings {
	return settings{
		url: "http://127.0.0.1:1", duration: time.Second, round: 100 * time.Millisecond, rounds: 2, concurrency: 2,
		orders: 5, json: 20, quiet: true,
	}
}

func TestCheck(t *testing.T) {
	for address, allowed := range map[string]bool{
		"http://127.0.0.1:1": true, "http://localhost": true, "http://[::1]:1": true,
		"http://192.0.2.1": false, "http://example.com": false, "https://localhost": false, "localhost:1": false, "": false,
	} {
		s := valid()
		s.url = address
		if _, err := s.check(); (err == nil) != allowed {
			t.Errorf("%q: %v", address, err)
		}
	}
	s := valid()
	s.url, s.anywhere = "http://example.com", true
	if _, err := s.check(); err != nil {
		t.Error(err)
	}
	s.compare = "one=http://localhost:1"
	if _, err := s.check(); err == nil {
		t.Error("one service was compared")
	}
}

func TestLoad(t *testing.T) {
	var status atomic.Int64
	status.Store(http.StatusOK)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/debug/cpu" {
			_, _ = w.Write([]byte(`{"cpuSeconds":1.5}`))
			return
		}
		w.WriteHeader(int(status.Load()))
	}))
	defer server.Close()
	s := valid()
	one := newService("one", server.URL, 1)
	result, err := one.load(context.Background(), makeBodies(s), 1, 300*time.Millisecond)
	if err != nil || result.requests == 0 || result.took < 300*time.Millisecond {
		t.Errorf("%+v, %v", result, err)
	}
	if err := compare(context.Background(), s, []*service{one, newService("two", server.URL, 1)}); err != nil {
		t.Error(err)
	}
	status.Store(http.StatusTeapot)
	if _, err := one.load(context.Background(), makeBodies(s), 1, time.Minute); err == nil {
		t.Error("a failed request was overlooked")
	}
}

func TestMakeBodies(t *testing.T) {
	json := 0
	for _, b := range makeBodies(valid()) {
		if b.kind == "application/json" {
			json++
		}
	}
	if json != 20 {
		t.Errorf("%d of 100 are JSON", json)
	}
}

func TestDescribe(t *testing.T) {
	got := describe(changes([]float64{1, 2, 4, 10}, []float64{0.9, 2.2, 3.2, 10}))
	if !strings.HasPrefix(got, "-5.0 % (half of the rounds: -12.5 to +2.5; less in 2 of 4)") {
		t.Error(got)
	}
}
