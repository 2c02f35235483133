# shellcheck shell=bash disable=SC2154
# How run.sh looks at the objects and waits; sourced by it.

status_of_recovery() { # sets phase, percent and message
  local fields='{.status.phase}|{.status.progressPercent}|{.status.message}'
  IFS='|' read -r phase percent message <<< "$(kubectl --namespace demo get backuprecovery "$recovery" -o jsonpath="$fields")"
  percent=${percent:-0}
}

bar() { # PERCENT
  local filled=$(($1 * 30 / 100)) full=############################## empty=..............................
  echo "[${full:0:filled}${empty:filled}] $1%"
}

await_machines() {
  local end=$((SECONDS + 60)) states
  until states=$(kubectl --namespace demo get backupresources -o jsonpath='{range .items[*]}{.status.state}{"\n"}{end}') &&
    [ "$(grep -c . <<< "$states")" = 6 ]; do
    check_processes
    [ $SECONDS -lt $end ] || give_up "the operator did not fill the status of six BackupResources within 60 s"
    sleep 0.5
  done
}

# On a terminal a table that is drawn again and again, elsewhere a line for each step of ten percent.
draw() {
  local picture shown="$phase $((percent / 10))"
  if [ -t 1 ]; then
    picture=$(
      kubectl --namespace demo get backupresources
      echo
      echo "$recovery: $phase $(bar "$percent")"
    )
    [ -z "${drawn:-}" ] || printf '\e[%dA\e[J' "$drawn"
    echo "$picture"
    drawn=$(wc -l <<< "$picture")
  elif [ "$shown" != "${drawn:-}" ]; then
    say "$recovery: ${phase:-(not seen yet)} $(bar "$percent")"
    drawn=$shown
  fi
}

await_recovery() {
  local end=$((SECONDS + 240)) crashed=no
  while true; do
    check_processes
    status_of_recovery
    draw
    case $phase in
      Succeeded) break ;;
      Failed | Expired | StartUnknown | OutcomeUnknown) give_up "the recovery ended as $phase: $message" ;;
    esac
    if [ "$crash" = yes ] && [ "$crashed" = no ] && [ "$phase" = Recovering ] && [ "$percent" -ge 20 ]; then
      crash_operator
      crashed=yes
      drawn=
    fi
    [ $SECONDS -lt $end ] || give_up "the recovery is still ${phase:-without a phase} after 240 s: $message"
    sleep 1
  done
  [ "$crash" = "$crashed" ] || give_up "the recovery was over before the operator could be killed in the middle of it"
  [ -t 1 ] || kubectl --namespace demo get backupresources
  kubectl --namespace demo get backuprecoveries
}

check_starts() {
  local starts count
  starts=$(kubectl --kubeconfig /dev/null --server "$emulator" get --raw /control/starts)
  count=$(grep -o '"backupId"' <<< "$starts" | wc -l)
  [ "$count" = 1 ] || give_up "the emulator saw $count starts of a recovery where there must be exactly one: $starts"
  say "the emulator saw exactly one start of a recovery"
}
