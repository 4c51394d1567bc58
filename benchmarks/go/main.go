// Command merge measures google/pprof's merge on one round of profiles: CPU nanoseconds for a
// fragment, for one merge of all, for the hundredth of a sequence, and for the hundredth when the
// state is written and read in between, as a server would.
package main

import (
	"bytes"
	"fmt"
	"os"
	"syscall"

	"github.com/google/pprof/profile"
)

const (
	sequence = 100
	last     = 5 // of the sequence are measured
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "merge:", err)
		os.Exit(1)
	}
}

func run(files []string) error {
	if len(files) == 0 {
		return fmt.Errorf("usage: merge PROFILE...")
	}
	var fragments [][]byte
	for _, file := range files {
		fragment, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		fragments = append(fragments, fragment)
	}
	oneShot, err := mergeAll(fragments)
	if err != nil {
		return err
	}
	fmt.Printf("one-shot\t%.0f\n", oneShot)
	incremental, err := mergeOneByOne(fragments, false)
	if err != nil {
		return err
	}
	fmt.Printf("incremental\t%.0f\n", incremental)
	serialised, err := mergeOneByOne(fragments, true)
	if err != nil {
		return err
	}
	fmt.Printf("serialised\t%.0f\n", serialised)
	return nil
}

// mergeAll repeats a short list, so that there is something to merge.
func mergeAll(fragments [][]byte) (float64, error) {
	for len(fragments) < 20 {
		fragments = append(fragments, fragments...)
	}
	begin := cpu()
	var all []*profile.Profile
	for _, fragment := range fragments {
		parsed, err := profile.ParseData(fragment)
		if err != nil {
			return 0, err
		}
		all = append(all, parsed)
	}
	if _, err := profile.Merge(all); err != nil {
		return 0, err
	}
	return float64(cpu()-begin) / float64(len(fragments)), nil
}

// mergeOneByOne begins with what the first of the sequence come to, which is the same however they
// were merged.
func mergeOneByOne(fragments [][]byte, serialised bool) (float64, error) {
	var first []*profile.Profile
	for i := 0; i < sequence-last; i++ {
		if i > 0 && len(fragments) == 1 {
			break // it comes again and again, and its state does not grow
		}
		parsed, err := profile.ParseData(fragments[i%len(fragments)])
		if err != nil {
			return 0, err
		}
		first = append(first, parsed)
	}
	state, err := profile.Merge(first)
	if err != nil {
		return 0, err
	}
	kept, err := write(state)
	if err != nil {
		return 0, err
	}
	begin := cpu()
	for i := sequence - last; i < sequence; i++ {
		if serialised {
			if state, err = profile.ParseData(kept); err != nil {
				return 0, err
			}
		}
		fragment, err := profile.ParseData(fragments[i%len(fragments)])
		if err != nil {
			return 0, err
		}
		if state, err = profile.Merge([]*profile.Profile{state, fragment}); err != nil {
			return 0, err
		}
		if serialised {
			if kept, err = write(state); err != nil {
				return 0, err
			}
		}
	}
	return float64(cpu()-begin) / last, nil
}

func write(p *profile.Profile) ([]byte, error) {
	var out bytes.Buffer
	err := p.Write(&out)
	return out.Bytes(), err
}

// cpu is the CPU time of the whole process, its garbage collector included.
func cpu() int64 {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		panic(err)
	}
	return usage.Utime.Nano() + usage.Stime.Nano()
}
