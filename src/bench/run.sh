#!/usr/bin/env bash
# Measures the operator against a bare controller-runtime program in Go (baseline/), in the same run:
#
#     src/bench/run.sh [--machines 3000] [--pairs 3]
#
# Both reconcile the same BackupResources of a real API server against the same emulator, with the same account. A run
# lasts from the start of the process until every status says what the emulator says; the objects are made anew for
# each. Prints wall time, CPU time and peak resident memory of each run, their medians, and the ratios. Numbers of
# different machines, or of a busy one, do not compare; the ratios of one run do.
#
# The JVM gets the chart's javaOptions and takes the chart's memory limit for all there is; OPERATOR_JAVA_OPTIONS
# replaces both. KEEP_LOGS=DIR copies the logs there at the end.
set -euo pipefail

# shellcheck source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
machines=3000 pairs=3

while [ $# -gt 0 ]; do
  case "$1:${2:-}" in
    --machines:[1-9]*) machines=$2 ;;
    --pairs:[1-9]*) pairs=$2 ;;
    *) usage ;;
  esac
  shift 2
done

prepare baseline driver
say "starting the API server and an emulator of $machines machines"
start_cluster_and_cloud << YAML
machines:
  - generate: $machines
    idPrefix: epdbench
    backups:
      - age: 20h
YAML
connect_folder 60s
kubectl apply -f - > /dev/null << YAML
# The baseline patches statuses, which the operator's own role doesn't allow.
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  name: baseline
  namespace: bench
rules:
  - apiGroups: [backup.yandex.cloud]
    resources: [backupresources/status]
    verbs: [patch]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: baseline
  namespace: bench
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: Role
  name: baseline
subjects:
  - kind: ServiceAccount
    name: $release
    namespace: $release
YAML
operator_program
program baseline "$dir/baseline" -cloud "$emulator" -token t1.bench
drive "operator baseline" compare -pairs "$pairs" operator="$dir/operator.sh" baseline="$dir/baseline.sh"
