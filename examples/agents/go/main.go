// A program for Pyroscope's Go client to look at: busy with prices for as long as it is told.
package main

import (
	"fmt"
	"log"
	"math"
	"os"
	"time"

	"github.com/grafana/pyroscope-go"
)

func setting(name, usual string) string {
	if value := os.Getenv(name); value != "" {
		return value
	}
	return usual
}

func prices(count int) float64 {
	sum := 0.0
	for i := 0; i < count; i++ {
		sum += math.Mod(math.Sqrt(float64(i)), 3)
	}
	return sum
}

func main() {
	duration, err := time.ParseDuration(os.Args[1] + "s")
	if err != nil {
		log.Fatal(err)
	}
	profiler, err := pyroscope.Start(pyroscope.Config{
		ApplicationName: setting("PYROSCOPE_APPLICATION_NAME", "shop-go"),
		ServerAddress:   setting("PGOHUB_URL", "http://localhost:8080"),
		Tags:            map[string]string{"version": "1.2", "hostname": setting("HOSTNAME", "shop")},
		ProfileTypes:    []pyroscope.ProfileType{pyroscope.ProfileCPU},
		UploadRate:      5 * time.Second,
		Logger:          pyroscope.StandardLogger,
	})
	if err != nil {
		log.Fatal(err)
	}
	sum := 0.0
	for end := time.Now().Add(duration); time.Now().Before(end); {
		sum += prices(10000)
	}
	fmt.Println(sum)
	if err := profiler.Stop(); err != nil {
		log.Fatal(err)
	}
}
