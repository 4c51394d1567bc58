//go:build !unix

package main

import "errors"

func cpuSeconds() (float64, error) {
	return 0, errors.New("the CPU time of a process is not known on this system")
}
