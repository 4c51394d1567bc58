package pgohub

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

const (
	attemptLimit   = 15 * time.Second // for one post
	longestRefusal = 16 << 10         // bytes of an answer that are read
	longestPause   = 10 * time.Minute // the most that a Retry-After is obeyed
)

// What became of a post.
type outcome int

const (
	over  outcome = iota // the window needs no further post
	again                // it is worth another one
)

// poster posts windows, one at a time.
type poster struct {
	*Capturer
	client *http.Client
	close  func()
}

func newPoster(c *Capturer) *poster {
	if c.settings.client != nil {
		return &poster{c, c.settings.client, func() {}}
	}
	transport := &http.Transport{
		Proxy:               http.ProxyFromEnvironment,
		DialContext:         (&net.Dialer{Timeout: 5 * time.Second}).DialContext,
		TLSHandshakeTimeout: 5 * time.Second,
		// A window a minute is no reason to keep a connection.
		IdleConnTimeout:   5 * time.Second,
		MaxIdleConns:      1,
		ForceAttemptHTTP2: true,
	}
	client := &http.Client{
		Transport: transport,
		// Following a 301 or 302 would turn the POST into a GET, which succeeds and stores nothing.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return &poster{c, client, transport.CloseIdleConnections}
}

// post sends w once and counts what became of it. After again, the pause is what the server asked for.
func (p *poster) post(ctx context.Context, w *window) (outcome, time.Duration) {
	w.tries++
	if w.tries > 1 {
		p.count(func(s *Stats) { s.Retries++ })
	}
	bounded, cancel := context.WithTimeout(ctx, attemptLimit)
	defer cancel()
	request, err := p.request(bounded, w)
	if err != nil {
		p.refused("request", "no request can be made for a CPU profile", "cause", err)
		return over, 0
	}
	response, err := p.client.Do(request)
	if ctx.Err() != nil && err != nil {
		return again, 0
	}
	if err != nil {
		// The address is left out of the cause, and with it a password that it may hold.
		if wrapped, ok := err.(*url.Error); ok {
			err = wrapped.Err
		}
		p.log.warn("unreachable", "CPU profiles cannot be sent now; they will be tried again",
			"url", p.settings.url.Redacted(), "cause", err)
		return again, 0
	}
	defer response.Body.Close()
	body, _ := io.ReadAll(io.LimitReader(response.Body, longestRefusal))
	status := response.StatusCode
	switch {
	case status >= 200 && status < 300:
		p.count(func(s *Stats) { s.Posted++ })
		return over, 0
	case status == http.StatusTooManyRequests, status == http.StatusRequestTimeout, status >= 500:
		p.log.warn("status "+strconv.Itoa(status), "the server cannot take CPU profiles now; they will be tried again",
			"url", p.settings.url.Redacted(), "status", status)
		return again, retryAfter(response.Header, time.Now())
	}
	reason, detail := problem(body)
	p.refused("status "+strconv.Itoa(status)+" "+reason, "the server refused a CPU profile",
		"url", p.settings.url.Redacted(), "status", status, "reason", reason, "detail", detail,
		"location", response.Header.Get("Location"))
	return over, 0
}

func (p *poster) refused(kind, message string, attributes ...any) {
	p.count(func(s *Stats) { s.Rejected++ })
	p.log.warn(kind, message, attributes...)
}

func (p *poster) request(ctx context.Context, w *window) (*http.Request, error) {
	target := p.settings.url.JoinPath("profile", p.settings.tag)
	query := url.Values{
		"from":  {strconv.FormatInt(w.from.UnixNano(), 10)},
		"until": {strconv.FormatInt(w.until.UnixNano(), 10)},
	}
	for name, value := range map[string]string{
		"mode":     p.settings.mode,
		"instance": p.settings.instance,
		"build":    p.settings.build,
	} {
		if value != "" {
			query.Set(name, value)
		}
	}
	target.RawQuery = query.Encode()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, target.String(), bytes.NewReader(w.profile))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "application/octet-stream")
	request.Header.Set("Accept", "application/json, application/problem+json")
	request.Header.Set("Idempotency-Key", w.key)
	request.Header.Set("User-Agent", "pgohub-go")
	if p.settings.token != "" {
		request.Header.Set("Authorization", "Bearer "+p.settings.token)
	}
	return request, nil
}

// problem reads the reason code and the sentence of a problem+json body, as far as there are any.
func problem(body []byte) (reason, detail string) {
	var said struct{ Reason, Title, Detail string }
	if json.Unmarshal(body, &said) != nil {
		return "", ""
	}
	if said.Detail == "" {
		said.Detail = said.Title
	}
	return firstBytes(said.Reason, 64), firstBytes(said.Detail, 512)
}

// retryAfter is the pause that the header asks for, in seconds or up to a date; 0 when it asks for none.
func retryAfter(header http.Header, now time.Time) time.Duration {
	value := strings.TrimSpace(header.Get("Retry-After"))
	var pause time.Duration
	if seconds, err := strconv.ParseUint(value, 10, 31); err == nil {
		pause = time.Duration(seconds) * time.Second
	} else if date, err := http.ParseTime(value); err == nil {
		pause = date.Sub(now)
	}
	return min(max(pause, 0), longestPause)
}
