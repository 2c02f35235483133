package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"
)

// calls are the emulator's journal.
type calls struct {
	Requests []struct{ Method string }
}

// figures are the result of one part.
type figures struct {
	fromApply, fromAccepted []time.Duration
	oldestProgress          time.Duration
	calls                   calls
	took                    time.Duration
}

func newFigures(recoveries []*recovery, duration time.Duration, calls calls, took time.Duration) figures {
	f := figures{calls: calls, took: took}
	for _, r := range recoveries {
		f.fromApply = append(f.fromApply, r.started.Sub(r.applied))
		f.fromAccepted = append(f.fromAccepted, r.started.Sub(r.accepted))
		f.oldestProgress = max(f.oldestProgress, r.oldestProgress(duration))
	}
	slices.Sort(f.fromApply)
	slices.Sort(f.fromAccepted)
	return f
}

// oldestProgress is how long an object said a percentage at the most after the emulator had gone on to the next one,
// which it does evenly.
func (r *recovery) oldestProgress(duration time.Duration) time.Duration {
	oldest := time.Duration(0)
	for i, next := range r.statuses[1:] {
		leftAt := r.started.Add(duration * time.Duration(r.statuses[i].percent+1) / 100)
		oldest = max(oldest, next.at.Sub(leftAt))
	}
	return oldest
}

func (f figures) String() string {
	methods := map[string]int{}
	for _, request := range f.calls.Requests {
		methods[request.Method]++
	}
	names := slices.SortedFunc(maps.Keys(methods), func(a, b string) int { return cmp.Compare(methods[b], methods[a]) })
	for i, name := range names {
		names[i] = fmt.Sprintf("%s %d", name, methods[name])
	}
	return fmt.Sprintf("  kubectl apply to start  %s\n  object seen to start    %s\n", quantiles(f.fromApply),
		quantiles(f.fromAccepted)) +
		fmt.Sprintf("  oldest progress %.2f s\n  %.1f calls a second: %s\n", f.oldestProgress.Seconds(),
			float64(len(f.calls.Requests))/f.took.Seconds(), strings.Join(names, ", "))
}

func quantiles(sorted []time.Duration) string {
	return fmt.Sprintf("p50 %.2f s   p99 %.2f s   max %.2f s", quantile(sorted, 50).Seconds(),
		quantile(sorted, 99).Seconds(), sorted[len(sorted)-1].Seconds())
}

func quantile(sorted []time.Duration, percent int) time.Duration {
	return sorted[(len(sorted)*percent+99)/100-1]
}

func ratio(a, b []time.Duration, percent int) float64 {
	return quantile(a, percent).Seconds() / quantile(b, percent).Seconds()
}

// readStarts adds when each start arrived; there must be exactly one of each recovery.
func (s scene) readStarts(seen map[string]*recovery) error {
	var answer struct {
		Starts []struct {
			ComputeInstanceID string    `json:"computeInstanceId"`
			Time              time.Time `json:"time"`
		}
	}
	if err := s.control("GET", "starts", &answer); err != nil {
		return err
	}
	for _, start := range answer.Starts {
		r := seen[start.ComputeInstanceID]
		if r == nil || !r.started.IsZero() {
			return fmt.Errorf("machine %s was recovered twice, or by nobody's order", start.ComputeInstanceID)
		}
		r.started = start.Time
	}
	if len(answer.Starts) != len(seen) {
		return fmt.Errorf("%d recoveries, but %d starts", len(seen), len(answer.Starts))
	}
	return nil
}

// control asks the emulator's control API.
func (s scene) control(verb, path string, answer any) error {
	request, err := http.NewRequest(verb, s.cloud+"/control/"+path, nil)
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s", request.URL, response.Status)
	}
	if answer == nil {
		return nil
	}
	return json.NewDecoder(response.Body).Decode(answer)
}
