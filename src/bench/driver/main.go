// Command driver runs two programs in turn against the same API server and the same emulator, each from scratch, and
// measures each from the start of its process until the status of every BackupResource says what the emulator says.
//
//	driver -server https://127.0.0.1:6443 -token-file T -ca-file C -cloud http://127.0.0.1:18080 -cloud-token t1.bench \
//	  -folder b1gbench -namespace bench -pairs 3 operator=./operator.sh baseline=./baseline.sh
package main

import (
	"flag"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"
	"time"
)

func init() { runtime.LockOSThread() }

func main() {
	server := flag.String("server", "", "base URL of the API server")
	tokenFile := flag.String("token-file", "", "file with an administrator's bearer token")
	caFile := flag.String("ca-file", "", "file with the API server's certificate authority")
	cloud := flag.String("cloud", "", "base URL of the emulator")
	cloudToken := flag.String("cloud-token", "", "IAM token that the emulator accepts")
	folder := flag.String("folder", "", "id of the cloud folder")
	namespace := flag.String("namespace", "bench", "namespace of the BackupResources; it exists")
	pairs := flag.Int("pairs", 3, "how many times both programs run")
	timeout := flag.Duration("timeout", 5*time.Minute, "for one run")
	flag.Parse()
	programs := flag.Args()
	if len(programs) != 2 {
		exit(fmt.Errorf("needs two programs as name=path, got %d", len(programs)))
	}
	want, err := machines(*cloud, *cloudToken, *folder)
	if err != nil {
		exit(fmt.Errorf("the emulator's machines: %w", err))
	}
	api, err := newAPI(*server, *tokenFile, *caFile, *namespace)
	if err != nil {
		exit(err)
	}
	runs := map[string][]result{}
	for pair := range *pairs {
		for _, program := range programs {
			name, path, _ := strings.Cut(program, "=")
			if err := api.reset(want); err != nil {
				exit(fmt.Errorf("the objects for %s: %w", name, err))
			}
			r, err := api.measure(path, want, *timeout)
			if err != nil {
				exit(fmt.Errorf("%s, run %d: %w", name, pair+1, err))
			}
			fmt.Printf("run %d  %-10s %s\n", pair+1, name, r)
			runs[name] = append(runs[name], r)
		}
	}
	first, _, _ := strings.Cut(programs[0], "=")
	second, _, _ := strings.Cut(programs[1], "=")
	a, b := median(runs[first]), median(runs[second])
	fmt.Printf("median %-10s %s\nmedian %-10s %s\n", first, a, second, b)
	fmt.Printf("ratio  %s/%s: wall %.2f, CPU %.2f, peak memory %.2f\n", first, second,
		a.wall.Seconds()/b.wall.Seconds(), a.cpu.Seconds()/b.cpu.Seconds(), a.peakMiB/b.peakMiB)
}

// result is what one run took.
type result struct {
	wall, cpu time.Duration
	peakMiB   float64
}

func (r result) String() string {
	return fmt.Sprintf("wall %6.2f s   CPU %6.2f s   peak memory %6.1f MiB", r.wall.Seconds(), r.cpu.Seconds(), r.peakMiB)
}

func median(runs []result) result {
	middle := func(value func(result) float64) float64 {
		values := []float64{}
		for _, r := range runs {
			values = append(values, value(r))
		}
		slices.Sort(values)
		return (values[(len(values)-1)/2] + values[len(values)/2]) / 2
	}
	return result{
		wall:    time.Duration(middle(func(r result) float64 { return float64(r.wall) })),
		cpu:     time.Duration(middle(func(r result) float64 { return float64(r.cpu) })),
		peakMiB: middle(func(r result) float64 { return r.peakMiB }),
	}
}

func exit(err error) {
	fmt.Fprintln(os.Stderr, "driver:", err)
	os.Exit(1)
}
