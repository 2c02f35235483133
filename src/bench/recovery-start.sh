#!/usr/bin/env bash
# Measures how soon a recovery starts after its kubectl apply, and how old its progress is:
#
#     src/bench/recovery-start.sh [--objects 10000] [--recoveries 100] [--every 3]
#
# In one run, against one operator, one API server and one emulator: first with no BackupResource, then with as many as
# --objects says, a tenth of them of machines that are backed up half of the time, in one folder that is swept every 5 s
# with the default of 10 requests a second. In each part so many BackupRecoveries are applied with kubectl, one every so
# many seconds, each from the newest backup of an idle machine onto that machine. Prints, for each part, how long it took
# from the call of kubectl, and from the moment at which a watch showed the object, until the start arrived at the
# emulator; how old the progress in the objects was at the most; and the calls that the emulator got. The ratio of the
# two parts counts; the rest is the machine.
#
# OPERATOR_JAVA_OPTIONS replaces the chart's options of the JVM. KEEP_LOGS=DIR copies the logs there at the end.
set -euo pipefail

# shellcheck source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
objects=10000 recoveries=100 every=3

while [ $# -gt 0 ]; do
  case "$1:${2:-}" in
    --objects:[1-9]*) objects=$2 ;;
    --recoveries:[1-9]*) recoveries=$2 ;;
    --every:[1-9]*) every=$2 ;;
    *) usage ;;
  esac
  shift 2
done
busy=$((objects / 10))
idle=$((objects - busy - 2 * recoveries))
[ "$idle" -gt 0 ] || fail "--objects must be more than $((20 * recoveries / 9)): each recovery has a machine of its own"

prepare driver
say "starting the API server and an emulator of $objects machines"
start_cluster_and_cloud << YAML
settings: {recoveryDuration: 12s}
machines:
  - generate: $((2 * recoveries))
    idPrefix: epdtarget
    backups:
      - age: 20h
  - generate: $busy
    idPrefix: epdbusy
    schedule: {every: 60s, duration: 30s}
    backups:
      - age: 20h
  - generate: $idle
    idPrefix: epdidle
    backups:
      - age: 20h
YAML
connect_folder 5s
operator_program
background "$dir" operator "$dir/operator.sh"
kubectl --namespace bench wait --for condition=Ready --timeout 60s backupfolder/default > /dev/null
drive operator recoveries -targets epdtarget -recoveries "$recoveries" -every "${every}s" -duration 12s
