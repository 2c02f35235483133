# shellcheck shell=bash disable=SC2034
# What the demo, the bench and the CI share; sourced, not run. Needs bash, GNU coreutils and awk.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
ticking_pid=

say() { echo "$(date +%T) $*"; }

fail() {
  echo "$(basename "$0"): $*" >&2
  exit 1
}

# ticking WHAT LOG COMMAND...: runs it with all its output in LOG, and says every while that it still does.
ticking() {
  local what=$1 log=$2 begin=$SECONDS status=0
  shift 2
  setsid "$@" > "$log" 2>&1 < /dev/null &
  ticking_pid=$!
  while kill -0 "$ticking_pid" 2> /dev/null; do
    sleep 0.2
    if [ $((SECONDS - begin)) -ge 20 ]; then
      say "still busy: $what"
      begin=$SECONDS
    fi
  done
  wait "$ticking_pid" || status=$?
  ticking_pid=
  [ "$status" = 0 ] || {
    tail -n 40 "$log" >&2
    fail "$what failed with status $status"
  }
}

# What ticking runs has a process group of its own, so that its children end too.
stop_ticking() { [ -z "$ticking_pid" ] || kill -TERM -- "-$ticking_pid" 2> /dev/null || true; }

java_version() { "$1" -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p' | head -n 1; }

# Prints the home of a JDK 25 or newer: JAVA_HOME, then the java on PATH, then /usr/lib/jvm.
find_jdk() {
  local candidate version
  for candidate in "${JAVA_HOME:-}" "$(command -v java > /dev/null && readlink -f "$(command -v java)" | sed 's|/bin/java$||')" \
    /usr/lib/jvm/*25*; do
    [ -x "$candidate/bin/java" ] || continue
    version=$(java_version "$candidate/bin/java")
    if [ "${version:-0}" -ge 25 ]; then
      echo "$candidate"
      return
    fi
  done
  fail "no JDK 25 or newer in JAVA_HOME, on PATH or under /usr/lib/jvm: install one, or set JAVA_HOME to its directory"
}

# Builds target/cloud-backup-operator.jar, unless it is newer than its sources. Maven runs on the default java and
# finds JDK 25 by itself.
build_jar() { # LOG
  jar=$root/target/cloud-backup-operator.jar
  if [ -e "$jar" ] && [ -z "$(find "$root/pom.xml" "$root/src/main" -newer "$jar" -print -quit)" ]; then
    return
  fi
  command -v mvn > /dev/null || fail "Maven is missing: install Maven 3.8.1 or newer"
  say "building the jar with Maven (the first time it fetches what it needs, which takes minutes)"
  command -v java > /dev/null || export JAVA_HOME=${JAVA_HOME:-$jdk}
  ticking "building the jar" "$1" mvn -B -q -f "$root/pom.xml" package -DskipTests
}

# The directory with kubectl, helm, etcd and the control plane's programs; without a cache they are built first.
find_assets() { # LOG
  say "looking for kubectl, helm and a control plane (the first time they are built with Go, about ten minutes)"
  ticking "getting the control plane's programs" "$1" "$root/deploy/controlplane/assets.sh"
  assets=$(tail -n 1 "$1")
}

# Starts a process that ends with the control plane in DIR.
background() { # DIR NAME COMMAND...
  local dir=$1 name=$2
  shift 2
  setsid "$@" >> "$dir/log/$name.log" 2>&1 < /dev/null &
  background_pid=$!
  disown "$background_pid"
  "$root/deploy/controlplane/apiserver.sh" adopt "$dir" "$background_pid" "$name"
}

# Starts the emulator on a free port and sets emulator to its base URL.
start_emulator() { # DIR SCENARIO
  background "$1" emulator "$jdk/bin/java" -XX:TieredStopAtLevel=1 -jar "$jar" emulator --port 0 --scenario "$2"
  local end=$((SECONDS + 60))
  until emulator=$(sed -n 's/^emulator listening on \(http:.*\)$/\1/p' "$1/log/emulator.log") && [ -n "$emulator" ]; do
    if ! kill -0 "$background_pid" 2> /dev/null || [ $SECONDS -ge $end ]; then
      tail -n 20 "$1/log/emulator.log" >&2
      fail "the emulator did not start"
    fi
    sleep 0.1
  done
}

# Writes a kubeconfig for the operator: the server of KUBECONFIG, and a token of the chart's ServiceAccount.
write_operator_kubeconfig() { # NAMESPACE SERVICEACCOUNT FILE
  local cluster='{.clusters[0].cluster.server} {.clusters[0].cluster.certificate-authority-data}' server ca
  read -r server ca <<< "$(kubectl config view --minify --flatten --raw -o jsonpath="$cluster")"
  (
    umask 077
    cat > "$3" << YAML
apiVersion: v1
kind: Config
clusters:
  - name: cluster
    cluster:
      server: $server
      certificate-authority-data: $ca
users:
  - name: operator
    user:
      token: $(kubectl --namespace "$1" create token "$2" --duration 24h)
contexts:
  - name: operator
    context:
      cluster: cluster
      user: operator
current-context: operator
YAML
  )
}
