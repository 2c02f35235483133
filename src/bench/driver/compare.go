package main

import (
	"flag"
	"fmt"
	"slices"
	"strings"
	"time"
)

// compare runs two programs in turn, each from scratch, and measures each from the start of its process until the status
// of every BackupResource says what the emulator says.
func compare(name string, arguments []string) error {
	flags := flag.NewFlagSet(name, flag.ContinueOnError)
	pairs := flags.Int("pairs", 3, "how many times both programs run")
	timeout := flags.Duration("timeout", 5*time.Minute, "for one run")
	scene, err := parse(flags, arguments)
	if err != nil {
		return err
	}
	programs := flags.Args()
	if len(programs) != 2 {
		return fmt.Errorf("needs two programs as name=path, got %d", len(programs))
	}
	runs := map[string][]result{}
	for pair := range *pairs {
		for _, program := range programs {
			name, path, _ := strings.Cut(program, "=")
			if err := scene.api.reset(scene.machines); err != nil {
				return fmt.Errorf("the objects for %s: %w", name, err)
			}
			r, err := scene.api.measure(path, scene.machines, *timeout)
			if err != nil {
				return fmt.Errorf("%s, run %d: %w", name, pair+1, err)
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
	return nil
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
