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

# shellcheck source=../../deploy/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/../../deploy/lib.sh"
here=$root/src/bench
release=cloud-backup-operator
machines=3000 pairs=3 driver=''

while [ $# -gt 0 ]; do
  case "$1:${2:-}" in
    --machines:[1-9]*) machines=$2 ;;
    --pairs:[1-9]*) pairs=$2 ;;
    *)
      sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' "${BASH_SOURCE[0]}" >&2
      exit 2
      ;;
  esac
  shift 2
done

dir=$(mktemp -d "${TMPDIR:-/tmp}/cloud-backup-bench.XXXXXX")
mkdir "$dir/log"

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
trap clean_up EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 141' PIPE
trap 'exit 143' TERM

program() { # NAME COMMAND...: a script that becomes the command, so that the process measured is the command's
  local name=$1
  shift
  printf '#!/bin/sh\nexport KUBECONFIG=%q\nexec %s >> %q 2>&1\n' "$dir/operator.kubeconfig" "$*" "$dir/log/$name.log" \
    > "$dir/$name.sh"
  chmod +x "$dir/$name.sh"
}

jdk=$(find_jdk)
command -v go > /dev/null || fail "Go is missing: install Go 1.26 or newer"
find_assets "$dir/log/assets.log"
export PATH=$assets:$PATH KUBECONFIG=$dir/kubeconfig KUBECACHEDIR=$dir/kubectl
export HELM_CACHE_HOME=$dir/helm HELM_CONFIG_HOME=$dir/helm HELM_DATA_HOME=$dir/helm
build_jar "$dir/log/maven.log"
for part in baseline driver; do
  ticking "building the $part" "$dir/log/$part-build.log" go -C "$here/$part" build -o "$dir/$part" .
done

say "starting the API server and an emulator of $machines machines"
"$root/deploy/controlplane/apiserver.sh" start "$dir" --owner $$
cat > "$dir/scenario.yaml" << YAML
folders:
  - id: b1gbench
serviceAccounts:
  - id: ajebench
    folders: [b1gbench]
    tokens: [t1.bench]
machines:
  - generate: $machines
    idPrefix: epdbench
    backups:
      - age: 20h
YAML
start_emulator "$dir" "$dir/scenario.yaml"
helm install "$release" "$root/helm/cloud-backup-operator" --namespace "$release" --create-namespace \
  --set replicaCount=0 > "$dir/log/helm.log" 2>&1 || {
  cat "$dir/log/helm.log" >&2
  fail "helm install failed"
}
write_operator_kubeconfig "$release" "$release" "$dir/operator.kubeconfig"
kubectl wait --for condition=Established --timeout 30s crd/backup{folders,resources}.backup.yandex.cloud > /dev/null
kubectl apply -f - > /dev/null << YAML
apiVersion: v1
kind: Namespace
metadata:
  name: bench
---
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
  sweepInterval: 60s
  endpoints:
    backup: $emulator
    operation: $emulator
    iam: $emulator
YAML

values=$root/helm/cloud-backup-operator/values.yaml
limit=$(awk '/^  limits:/ { getline; sub(/Mi$/, "", $2); print $2 }' "$values")
options=${OPERATOR_JAVA_OPTIONS-$(sed -n 's/^javaOptions: //p' "$values") -XX:MaxRAM=${limit}m}
program operator "$jdk/bin/java" "$options" -jar "$jar" operator --namespace "$release" --identity bench \
  --allowed-endpoints "'http://127.0.0.1:*'" --http-port 0
program baseline "$dir/baseline" -cloud "$emulator" -token t1.bench
cut -d, -f1 "$dir/tokens.csv" > "$dir/token"
server=$(kubectl config view --minify -o jsonpath='{.clusters[0].cluster.server}')

say "java options: $options; $(nproc) cores, load $(cut -d' ' -f1 /proc/loadavg)"
"$dir/driver" -server "$server" -token-file "$dir/token" -ca-file "$dir/pki/apiserver.crt" -namespace bench \
  -cloud "$emulator" -cloud-token t1.bench -folder b1gbench -pairs "$pairs" \
  operator="$dir/operator.sh" baseline="$dir/baseline.sh" &
driver=$!
wait "$driver" || {
  for log in operator baseline; do
    [ ! -e "$dir/log/$log.log" ] || tail -n 30 "$dir/log/$log.log" >&2
  done
  fail "the measurement failed; the ends of the programs' logs are above"
}
