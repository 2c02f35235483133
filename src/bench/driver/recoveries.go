package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"maps"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"time"
)

// recovery is one BackupRecovery: when kubectl was called, when the watch showed the object, when the start arrived, and
// each status that the watch showed.
type recovery struct {
	applied, accepted, started time.Time
	statuses                   []shown
}

type shown struct {
	at      time.Time
	percent int
	phase   string
}

// follower keeps what a watch shows of the recoveries.
type follower struct {
	mutex sync.Mutex
	seen  map[string]*recovery
}

// recoveries measures how soon recoveries start, first with no BackupResource and then with one for each machine.
func recoveries(name string, arguments []string) error {
	flags := flag.NewFlagSet(name, flag.ContinueOnError)
	prefix := flags.String("targets", "epdtarget", "what the ids of the machines to recover begin with")
	count := flags.Int("recoveries", 100, "how many in each part")
	every := flags.Duration("every", 3*time.Second, "from one to the next")
	duration := flags.Duration("duration", 12*time.Second, "how long one takes in the emulator")
	scene, err := parse(flags, arguments)
	if err != nil {
		return err
	}
	targets := slices.DeleteFunc(slices.Sorted(maps.Keys(scene.machines)), func(id string) bool {
		return !strings.HasPrefix(id, *prefix)
	})
	if len(targets) < 2**count {
		return fmt.Errorf("needs %d machines, found %d", 2**count, len(targets))
	}
	alone, err := scene.part(targets[:*count], *every, *duration)
	if err != nil {
		return err
	}
	fmt.Printf("no BackupResource\n%s", alone)
	took, err := scene.crowd()
	if err != nil {
		return err
	}
	crowded, err := scene.part(targets[*count:2**count], *every, *duration)
	if err != nil {
		return err
	}
	fmt.Printf("%d BackupResources, whose first statuses took %.1f s\n%s", len(scene.machines), took.Seconds(), crowded)
	fmt.Printf("ratio of kubectl apply to start: p50 %.2f, p99 %.2f\n",
		ratio(crowded.fromApply, alone.fromApply, 50), ratio(crowded.fromApply, alone.fromApply, 99))
	return nil
}

// crowd makes a BackupResource for each machine, waits until all have a status of the cloud's, and tells how long that
// took from the first one's creation.
func (s scene) crowd() (time.Duration, error) {
	begin := time.Now()
	if err := s.api.reset(s.machines); err != nil {
		return 0, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Minute)
	defer cancel()
	hasStatus := func(r resource) bool { return r.Status.State != "" }
	err := s.api.awaitStatuses(ctx, len(s.machines), hasStatus, make(chan struct{}))
	return time.Since(begin), err
}

// part applies one recovery after the other, and waits for the ends of all.
func (s scene) part(targets []string, every, duration time.Duration) (figures, error) {
	if err := s.control("DELETE", "journal", nil); err != nil {
		return figures{}, err
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	follower := follower{seen: map[string]*recovery{}}
	for _, target := range targets {
		follower.seen[target] = &recovery{}
	}
	watched := make(chan error, 1)
	go func() { watched <- watch(ctx, s.api, "backuprecoveries", follower.saw) }()
	begin := time.Now()
	for i, target := range targets {
		time.Sleep(time.Until(begin.Add(time.Duration(i) * every)))
		applied := time.Now()
		if err := apply(target); err != nil {
			return figures{}, err
		}
		follower.mutex.Lock()
		follower.seen[target].applied = applied
		follower.mutex.Unlock()
	}
	select {
	case err := <-watched:
		if err != nil {
			return figures{}, err
		}
	case <-time.After(duration + 2*time.Minute):
		return figures{}, errors.New("not every recovery has succeeded")
	}
	took := time.Since(begin)
	var calls calls
	if err := s.readStarts(follower.seen); err != nil {
		return figures{}, err
	}
	if err := s.control("GET", "journal", &calls); err != nil {
		return figures{}, err
	}
	return newFigures(slices.Collect(maps.Values(follower.seen)), duration, calls, took), nil
}

func apply(target string) error {
	manifest := fmt.Sprintf(`{"apiVersion": %q, "kind": "BackupRecovery", "metadata": {"name": %[2]q, "namespace": "bench"},
		"spec": {"source": {"latest": {"computeInstanceId": %[2]q}}, "target": {"computeInstanceId": %[2]q},
		"startDeadline": %q}}`, apiVersion, target, time.Now().Add(time.Hour).UTC().Format(time.RFC3339))
	kubectl := exec.Command("kubectl", "apply", "-f", "-")
	kubectl.Stdin = strings.NewReader(manifest)
	if output, err := kubectl.CombinedOutput(); err != nil {
		return fmt.Errorf("kubectl apply: %w: %s", err, output)
	}
	return nil
}

type recoveryObject struct {
	Metadata struct {
		Name string `json:"name"`
	} `json:"metadata"`
	Status struct {
		Phase           string `json:"phase"`
		ProgressPercent int    `json:"progressPercent"`
	} `json:"status"`
}

// saw takes note of an event, and tells whether all recoveries have succeeded. Those of other parts don't count.
func (f *follower) saw(object recoveryObject) bool {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	now := time.Now()
	seen := f.seen[object.Metadata.Name]
	if seen != nil {
		if seen.accepted.IsZero() {
			seen.accepted = now
		}
		if !seen.over() {
			seen.statuses = append(seen.statuses, shown{now, object.Status.ProgressPercent, object.Status.Phase})
		}
	}
	for _, r := range f.seen {
		if !r.over() {
			return false
		}
	}
	return true
}

func (r *recovery) over() bool {
	return len(r.statuses) > 0 && r.statuses[len(r.statuses)-1].phase == "Succeeded"
}
