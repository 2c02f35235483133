package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// The kernel counts CPU time in hundredths of a second for everybody (USER_HZ), on every architecture that Go knows.
const tick = 10 * time.Millisecond

// measure starts the program and waits until every status is right; then it reads what the process took, and kills it.
func (a *api) measure(path string, want map[string]machine, timeout time.Duration) (result, error) {
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	done := make(chan error, 1)
	watching := make(chan struct{})
	isRight := func(r resource) bool {
		expected := want[r.Spec.ComputeInstanceID]
		return r.Status.State == expected.state && r.Status.LastBackupTime.Equal(expected.lastBackup)
	}
	go func() { done <- a.awaitStatuses(ctx, len(want), isRight, watching) }()
	select {
	case <-watching:
	case err := <-done:
		return result{}, err
	}

	program := exec.Command(path)
	program.Stdout, program.Stderr = os.Stderr, os.Stderr
	// It ends with the driver, however that ends. The kernel means the thread that started it: main holds its thread.
	program.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	start := time.Now()
	if err := program.Start(); err != nil {
		return result{}, err
	}
	ended := make(chan error, 1)
	go func() { ended <- program.Wait() }()
	select {
	case err := <-ended:
		return result{}, fmt.Errorf("%s ended by itself: %v", path, err)
	case err := <-done:
		wall := time.Since(start)
		cpu, peak, usageErr := usage(program.Process.Pid)
		killErr := program.Process.Kill()
		<-ended
		return result{wall: wall, cpu: cpu, peakMiB: peak}, errors.Join(err, usageErr, killErr)
	}
}

// usage reads utime and stime (fields 14 and 15 of stat), and the high water mark of the resident set, in MiB.
func usage(pid int) (time.Duration, float64, error) {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, 0, err
	}
	fields := strings.Fields(string(stat[strings.LastIndexByte(string(stat), ')')+1:]))
	user, err := strconv.Atoi(fields[11])
	if err != nil {
		return 0, 0, err
	}
	system, err := strconv.Atoi(fields[12])
	if err != nil {
		return 0, 0, err
	}
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, 0, err
	}
	for line := range strings.Lines(string(status)) {
		var kib float64
		if _, err := fmt.Sscanf(line, "VmHWM: %f kB", &kib); err == nil {
			return time.Duration(user+system) * tick, kib / 1024, nil
		}
	}
	return 0, 0, fmt.Errorf("/proc/%d/status has no VmHWM", pid)
}
