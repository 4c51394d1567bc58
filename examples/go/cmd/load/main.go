// Command load sends made-up orders to the example service and tells how many requests it answered and what CPU
// time each took; with -compare it does so for several builds of the service in turn.
//
//	go run ./cmd/load -duration 10s
//	go run ./cmd/load -compare before=http://127.0.0.1:8091,after=http://127.0.0.1:8092
//
// It exits with 1 when a request fails and with 2 for wrong arguments.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"
)

// settings are the command's flags.
type settings struct {
	url, compare    string
	duration, round time.Duration
	rounds          int
	concurrency     int
	orders, json    int
	anywhere, quiet bool
}

func main() {
	var s settings
	flag.StringVar(&s.url, "url", "http://127.0.0.1:8090", "the service")
	flag.DurationVar(&s.duration, "duration", 10*time.Second, "how long to send, 100ms to 10m")
	flag.IntVar(&s.concurrency, "concurrency", 2, "requests at a time, 1 to 64")
	flag.IntVar(&s.orders, "orders", 200, "orders in a request, 1 to 10000")
	flag.IntVar(&s.json, "json", 20, "percentage of requests in JSON; the others are CSV")
	flag.StringVar(&s.compare, "compare", "", "services to compare with the first, as name=url,name=url")
	flag.IntVar(&s.rounds, "rounds", 12, "rounds of a comparison, 2 to 1000")
	flag.DurationVar(&s.round, "round", time.Second, "how long each service is loaded in a round, 100ms to 1m")
	flag.BoolVar(&s.anywhere, "anywhere", false, "allow services that are not on this machine")
	flag.BoolVar(&s.quiet, "quiet", false, "do not show the rounds")
	flag.Parse()
	services, err := s.check()
	if err != nil {
		fmt.Fprintln(os.Stderr, "load:", err)
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	run := single
	if s.compare != "" {
		run = compare
	}
	if err := run(ctx, s, services); err != nil {
		fmt.Fprintln(os.Stderr, "load:", err)
		os.Exit(1)
	}
}

// check returns the services that the flags name.
func (s *settings) check() ([]*service, error) {
	switch {
	case flag.NArg() > 0:
		return nil, fmt.Errorf("unknown argument %q", flag.Arg(0))
	case s.duration < 100*time.Millisecond || s.duration > 10*time.Minute:
		return nil, errors.New("-duration is 100ms to 10m")
	case s.round < 100*time.Millisecond || s.round > time.Minute:
		return nil, errors.New("-round is 100ms to 1m")
	case s.rounds < 2 || s.rounds > 1000:
		return nil, errors.New("-rounds is 2 to 1000")
	case s.concurrency < 1 || s.concurrency > 64:
		return nil, errors.New("-concurrency is 1 to 64")
	case s.orders < 1 || s.orders > 10_000:
		return nil, errors.New("-orders is 1 to 10000")
	case s.json < 0 || s.json > 100:
		return nil, errors.New("-json is 0 to 100")
	}
	names := s.compare
	if names == "" {
		names = "service=" + s.url
	}
	var services []*service
	for _, named := range strings.Split(names, ",") {
		name, address, _ := strings.Cut(named, "=")
		at, err := url.Parse(strings.TrimRight(address, "/"))
		if err != nil || name == "" || at.Scheme != "http" || at.Hostname() == "" {
			return nil, fmt.Errorf("%q is not of the form name=http://host:port", named)
		}
		if ip := net.ParseIP(at.Hostname()); !s.anywhere && at.Hostname() != "localhost" && (ip == nil || !ip.IsLoopback()) {
			return nil, fmt.Errorf("%s is not this machine; -anywhere allows it", at.Host)
		}
		services = append(services, newService(name, at.String(), s.concurrency))
	}
	if s.compare != "" && len(services) < 2 {
		return nil, errors.New("-compare needs two services")
	}
	return services, nil
}

// single loads one service and tells how it did.
func single(ctx context.Context, s settings, services []*service) error {
	result, err := services[0].load(ctx, makeBodies(s), s.concurrency, s.duration)
	if err != nil {
		return err
	}
	fmt.Printf("%d requests in %.1f s: %.0f requests/s, %.3f ms of CPU per request, %.0f %% of a core\n",
		result.requests, result.took.Seconds(), float64(result.requests)/result.took.Seconds(),
		1000*result.cpuPerRequest(), 100*result.cpu/result.took.Seconds())
	return nil
}
