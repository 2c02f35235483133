# shellcheck shell=bash disable=SC2034
# What the benches share; sourced, not run. The options of the bench are read by then.

# shellcheck source=../../deploy/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/../../deploy/lib.sh"
here=$root/src/bench
release=cloud-backup-operator
driver=

# Prints the comment at the head of the bench.
usage() {
  sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' "$0" >&2
  exit 2
}

clean_up() {
  local status=$?
  # From here to the end, whatever else is sent, and even if nobody reads the output any more.
  trap - EXIT
  trap '' INT TERM HUP PIPE
  set +e
  stop_ticking
  [ -z "$driver" ] || kill "$driver" 2> /dev/null
  [ ! -e "$dir/pids" ] || "$root/deploy/controlplane/apiserver.sh" stop "$dir"
  if [ -n "${KEEP_LOGS:-}" ]; then cp -r "$dir/log" "$KEEP_LOGS"; fi
  rm -rf "$dir"
  exit "$status"
}

# Makes dir and builds the jar and the parts that are named, programs in Go.
prepare() { # PART...
  local part
  dir=$(mktemp -d "${TMPDIR:-/tmp}/cloud-backup-bench.XXXXXX")
  mkdir "$dir/log"
  trap clean_up EXIT
  trap 'exit 129' HUP
  trap 'exit 130' INT
  trap 'exit 141' PIPE
  trap 'exit 143' TERM
  jdk=$(find_jdk)
  command -v go > /dev/null || fail "Go is missing: install Go 1.26 or newer"
  find_assets "$dir/log/assets.log"
  export PATH=$assets:$PATH KUBECONFIG=$dir/kubeconfig KUBECACHEDIR=$dir/kubectl
  export HELM_CACHE_HOME=$dir/helm HELM_CONFIG_HOME=$dir/helm HELM_DATA_HOME=$dir/helm
  build_jar "$dir/log/maven.log"
  for part in "$@"; do
    ticking "building the $part" "$dir/log/$part-build.log" go -C "$here/$part" build -o "$dir/$part" .
  done
}

# Starts an API server with the chart installed, and an emulator. The scenario's machines come from standard input; they
# are in the folder b1gbench, and its token is t1.bench.
start_cluster_and_cloud() {
  "$root/deploy/controlplane/apiserver.sh" start "$dir" --owner $$
  {
    cat << YAML
folders:
  - id: b1gbench
serviceAccounts:
  - id: ajebench
    folders: [b1gbench]
    tokens: [t1.bench]
YAML
    cat
  } > "$dir/scenario.yaml"
  start_emulator "$dir" "$dir/scenario.yaml"
  helm install "$release" "$root/helm/cloud-backup-operator" --namespace "$release" --create-namespace \
    --set replicaCount=0 > "$dir/log/helm.log" 2>&1 || {
    cat "$dir/log/helm.log" >&2
    fail "helm install failed"
  }
  write_operator_kubeconfig "$release" "$release" "$dir/operator.kubeconfig"
  kubectl wait --for condition=Established --timeout 30s \
    crd/{backupfolders,backupresources,backuprecoveries,cloudbackups}.backup.yandex.cloud > /dev/null
}

# Makes the namespace bench with a BackupFolder.
connect_folder() { # SWEEP_INTERVAL
  kubectl apply -f - > /dev/null << YAML
apiVersion: v1
kind: Namespace
metadata:
  name: bench
---
apiVersion: v1
kind: Secret
metadata:
  name: cloud-token
  namespace: bench
  labels:
    backup.yandex.cloud/credentials: "true"
stringData:
  token: t1.bench
---
apiVersion: backup.yandex.cloud/v1alpha1
kind: BackupFolder
metadata:
  name: default
  namespace: bench
spec:
  folderId: b1gbench
  credentials:
    iamTokenSecretRef:
      name: cloud-token
      key: token
  sweepInterval: $1
  endpoints:
    backup: $emulator
    operation: $emulator
    iam: $emulator
YAML
}

program() { # NAME COMMAND...: a script that becomes the command, so that the process measured is the command's
  local name=$1
  shift
  printf '#!/bin/sh\nexport KUBECONFIG=%q\nexec %s >> %q 2>&1\n' "$dir/operator.kubeconfig" "$*" "$dir/log/$name.log" \
    > "$dir/$name.sh"
  chmod +x "$dir/$name.sh"
}

# Makes operator.sh, and says what it runs with. The JVM gets the chart's javaOptions and takes the chart's memory limit
# for all there is; OPERATOR_JAVA_OPTIONS replaces both.
operator_program() {
  local values=$root/helm/cloud-backup-operator/values.yaml limit options
  limit=$(awk '/^  limits:/ { getline; sub(/Mi$/, "", $2); print $2 }' "$values")
  options=${OPERATOR_JAVA_OPTIONS-$(sed -n 's/^javaOptions: //p' "$values") -XX:MaxRAM=${limit}m}
  program operator "$jdk/bin/java" "$options" -jar "$jar" operator --namespace "$release" --identity bench \
    --allowed-endpoints "'http://127.0.0.1:*'" --http-port 0
  say "java options: $options; $(nproc) cores, load $(cut -d' ' -f1 /proc/loadavg)"
}

# Runs a command of the driver; where it fails, shows the ends of the logs that are named.
drive() { # "LOG..." COMMAND ARGUMENT...
  local logs=$1 log command=$2
  shift 2
  cut -d, -f1 "$dir/tokens.csv" > "$dir/token"
  "$dir/driver" "$command" -server "$(kubectl config view --minify -o jsonpath='{.clusters[0].cluster.server}')" \
    -token-file "$dir/token" -ca-file "$dir/pki/apiserver.crt" -namespace bench \
    -cloud "$emulator" -cloud-token t1.bench -folder b1gbench "$@" &
  driver=$!
  wait "$driver" || {
    for log in $logs; do
      [ ! -e "$dir/log/$log.log" ] || tail -n 30 "$dir/log/$log.log" >&2
    done
    fail "the measurement failed; the ends of the programs' logs are above"
  }
  driver=
}
