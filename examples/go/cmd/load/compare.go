package main

import (
	"context"
	"fmt"
	"os"
	"sort"
	"time"
)

// compare loads the services in turn, round by round, so that what else the machine does falls on all of them.
func compare(ctx context.Context, s settings, services []*service) error {
	bodies := makeBodies(s)
	for _, one := range services {
		if _, err := one.load(ctx, bodies, s.concurrency, min(s.round, 500*time.Millisecond)); err != nil {
			return err
		}
	}
	costs := make([][]float64, len(services)) // ms of CPU per request, by service and round
	rates := make([][]float64, len(services))
	for round := 0; round < s.rounds; round++ {
		line := fmt.Sprintf("round %2d", round+1)
		for i := range services {
			// Each round begins with another service, so that none always comes after the same one.
			i = (i + round) % len(services)
			result, err := services[i].load(ctx, bodies, s.concurrency, s.round)
			if err != nil {
				return err
			}
			costs[i] = append(costs[i], 1000*result.cpuPerRequest())
			rates[i] = append(rates[i], float64(result.requests)/result.took.Seconds())
		}
		for i, one := range services {
			line += fmt.Sprintf("   %s %.3f", one.name, costs[i][round])
		}
		if !s.quiet {
			fmt.Fprintln(os.Stderr, line)
		}
	}
	fmt.Printf("%-10s %14s %12s   %s\n", "", "CPU/request", "requests/s", "CPU per request against "+services[0].name)
	for i, one := range services {
		line := fmt.Sprintf("%-10s %11.3f ms %12.0f", one.name, median(costs[i]), median(rates[i]))
		if i > 0 {
			line += "   " + describe(changes(costs[0], costs[i]))
		}
		fmt.Println(line)
	}
	return nil
}

// changes are the differences in percent, round by round.
func changes(from, to []float64) []float64 {
	percent := make([]float64, len(from))
	for i := range from {
		percent[i] = 100 * (to[i]/from[i] - 1)
	}
	return percent
}

// describe tells the median, the half of the rounds around it, and in how many rounds less was used.
func describe(percent []float64) string {
	less := 0
	for _, p := range percent {
		if p < 0 {
			less++
		}
	}
	return fmt.Sprintf("%+.1f %% (half of the rounds: %+.1f to %+.1f; less in %d of %d)",
		median(percent), quantile(percent, 0.25), quantile(percent, 0.75), less, len(percent))
}

func median(values []float64) float64 { return quantile(values, 0.5) }

// quantile is the value below which that share of the values lies, in between where it falls between two.
func quantile(values []float64, share float64) float64 {
	sorted := append([]float64(nil), values...)
	sort.Float64s(sorted)
	at := share * float64(len(sorted)-1)
	low := int(at)
	high := min(low+1, len(sorted)-1)
	return sorted[low] + (at-float64(low))*(sorted[high]-sorted[low])
}
