#!/usr/bin/env bash
# Measures an inventory with mode All, from nothing to all CloudBackups and in one restart after that:
#
#     src/bench/inventory.sh [--backups 50000]
#
# Prints how many objects a second are written, the operator's peak resident memory, how many calls one list takes, and
# whether anything is written while nothing changes, before and after the restart. The operator writes at most 25 objects
# a second, so 50,000 take more than half an hour. The JVM is run as src/bench/run.sh says.
set -euo pipefail

# shellcheck source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
backups=50000 each=50

while [ $# -gt 0 ]; do
  case "$1:${2:-}" in
    --backups:[1-9]*) backups=$2 ;;
    *) usage ;;
  esac
  shift 2
done

objects=/apis/backup.yandex.cloud/v1alpha1/namespaces/bench/cloudbackups

shown() { # how many CloudBackups there are, without reading them
  kubectl get --raw "$objects?limit=1" |
    sed -E 's/.*"remainingItemCount":([0-9]+).*/\1/; t; s/.*"items":\[\].*/-1/; t; s/.*/0/' | awk '{ print $1 + 1 }'
}

# The version of the whole collection moves with each write of the API server, so the objects' own are compared.
versions() { kubectl --namespace bench get cbk -o custom-columns=V:.metadata.resourceVersion --no-headers | sort | md5sum; }

peak() { awk '/^VmHWM/ { printf "%d MB", $2 / 1024 }' "/proc/$operator/status"; }

lists() { curl -s "$emulator/control/journal" | grep -o '"Backup.list"' | wc -l; }

start_operator() {
  "$dir/operator.sh" &
  operator=$!
  trap 'kill $operator 2> /dev/null; clean_up' EXIT
}

await_rounds() { # N: until that many more lists have ended
  local before end=$((SECONDS + 600))
  before=$(kubectl --namespace bench get bfolder default -o jsonpath='{.status.inventory.lastListTime}')
  for ((i = 0; i < $1; i++)); do
    until [ "$(kubectl --namespace bench get bfolder default -o jsonpath='{.status.inventory.lastListTime}')" != "$before" ]; do
      kill -0 "$operator" 2> /dev/null || fail "the operator has ended"
      [ $SECONDS -lt $end ] || fail "the backups are not listed any more"
      sleep 1
    done
    before=$(kubectl --namespace bench get bfolder default -o jsonpath='{.status.inventory.lastListTime}')
  done
}

quiet() { # WHEN: sees that two rounds write nothing
  local before
  await_rounds 2
  before=$(versions)
  await_rounds 2
  [ "$(versions)" = "$before" ] || fail "$1: CloudBackups were written although nothing had changed"
  say "$1: nothing written in two rounds; peak resident memory $(peak)"
}

# shellcheck disable=SC2119
prepare
say "starting the API server and an emulator of $backups backups"
start_cluster_and_cloud < <(
  printf 'machines:\n  - generate: %d\n    idPrefix: epdbench\n    backups:\n' $((backups / each))
  for ((i = 1; i <= each; i++)); do printf '      - {age: %dh}\n' $((i * 24)); done
)
connect_folder 60s
kubectl --namespace bench patch bfolder default --type merge -p '{"spec":{"inventory":{"mode":"All"}}}' > /dev/null
operator_program
start_operator
began=$SECONDS
until [ "$(shown)" -ge "$backups" ]; do
  kill -0 "$operator" 2> /dev/null || fail "the operator has ended; $(tail -n 5 "$dir/log/operator.log")"
  sleep 20
  say "$(shown) CloudBackups after $((SECONDS - began)) s, peak resident memory $(peak)"
done
took=$((SECONDS - began))
say "$backups CloudBackups in $took s: $((backups / took)) a second; $(lists) calls of Backup.list in the journal"
quiet "once all were there"
kill "$operator"
wait "$operator" || true
start_operator
quiet "after a restart"
