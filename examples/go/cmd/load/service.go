package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"pgohub.dev/example/sampledata"
)

// A service is one running build of the example.
type service struct {
	name, url string
	client    *http.Client
}

func newService(name, url string, concurrency int) *service {
	return &service{name, url, &http.Client{
		Timeout:   30 * time.Second,
		Transport: &http.Transport{MaxIdleConnsPerHost: concurrency, MaxConnsPerHost: concurrency},
	}}
}

// A body is what one request sends.
type body struct {
	kind    string
	content []byte
}

// makeBodies makes up a hundred requests, the same in each run.
func makeBodies(s settings) []body {
	bodies := make([]body, 100)
	for i := range bodies {
		list := sampledata.Orders(int64(i), s.orders)
		// Multiplying by a number without a common divisor spreads the JSON ones out.
		if i*37%100 < s.json {
			bodies[i] = body{"application/json", sampledata.JSON(list)}
		} else {
			bodies[i] = body{"text/csv", sampledata.CSV(list)}
		}
	}
	return bodies
}

// A result is what a service did in a stretch of time.
type result struct {
	requests int64
	took     time.Duration
	cpu      float64 // seconds
}

func (r result) cpuPerRequest() float64 { return r.cpu / float64(r.requests) }

// load keeps that many requests under way for the duration. It ends at the first one that fails.
func (s *service) load(ctx context.Context, bodies []body, concurrency int, duration time.Duration) (result, error) {
	before, err := s.cpuSeconds(ctx)
	if err != nil {
		return result{}, err
	}
	begin := time.Now()
	var sent atomic.Int64
	failed := make(chan error, concurrency)
	var workers sync.WaitGroup
	for i := 0; i < concurrency; i++ {
		workers.Add(1)
		go func() {
			defer workers.Done()
			for time.Since(begin) < duration && len(failed) == 0 {
				if err := s.post(ctx, bodies[int(sent.Add(1)-1)%len(bodies)]); err != nil {
					failed <- err
					return
				}
			}
		}()
	}
	workers.Wait()
	took := time.Since(begin)
	select {
	case err := <-failed:
		return result{}, err
	default:
	}
	after, err := s.cpuSeconds(ctx)
	return result{sent.Load(), took, after - before}, err
}

func (s *service) post(ctx context.Context, b body) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, s.url+"/report", bytes.NewReader(b.content))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", b.kind)
	response, err := s.client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if _, err := io.Copy(io.Discard, response.Body); err != nil {
		return err
	}
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answered %s", s.name, response.Status)
	}
	return nil
}

// cpuSeconds asks the service for the CPU time that it has used.
func (s *service) cpuSeconds(ctx context.Context) (float64, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, s.url+"/debug/cpu", nil)
	if err != nil {
		return 0, err
	}
	response, err := s.client.Do(request)
	if err != nil {
		return 0, err
	}
	defer response.Body.Close()
	var used struct{ CPUSeconds float64 }
	if err := json.NewDecoder(io.LimitReader(response.Body, 1000)).Decode(&used); err != nil || response.StatusCode != 200 {
		return 0, fmt.Errorf("%s does not tell its CPU time: %s", s.name, response.Status)
	}
	return used.CPUSeconds, nil
}
