#!/usr/bin/env bash
# Shows the operator at work, with no cloud account and no cluster: a real Kubernetes API server, an emulator of the
# Cloud Backup API, six machines, and one recovery of web1's newest backup onto web2.
#
#     deploy/demo/run.sh [--crash] [--keep] [--kubeconfig FILE]
#     deploy/demo/run.sh --stop DIR
#
#     --crash             kills the operator in the middle of the recovery and starts it again
#     --keep              leaves everything running at the end, and prints how to go on and how to stop it
#     --kubeconfig FILE   uses this cluster and takes away again what it installed there
#
# Ends with 0 when the recovery succeeded and the emulator saw exactly one start. Needs JDK 25, Maven and Go; root is
# not needed. The operator runs as a process beside the cluster, with a token of the chart's ServiceAccount.
set -euo pipefail

# shellcheck source=../lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
here=$root/deploy/demo
release=cloud-backup-operator
recovery=web1-onto-web2
crash=no keep=no installed=no cluster='' dir=''

usage() {
  sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' "${BASH_SOURCE[0]}" >&2
  exit 2
}

while [ $# -gt 0 ]; do
  case "$1:$#" in
    --crash:*) crash=yes ;;
    --keep:*) keep=yes ;;
    --kubeconfig:1 | --stop:1) usage ;;
    --kubeconfig:*)
      [ -r "$2" ] || fail "there is no kubeconfig $2 that can be read"
      cluster=$(readlink -f "$2")
      shift
      ;;
    --stop:*)
      [ -e "$2/.demo" ] || fail "$2 is not the directory of a demo"
      dir=$(readlink -f "$2")
      cluster=$(cat "$dir/.demo")
      assets=$("$root/deploy/controlplane/assets.sh")
      shift
      ;;
    *) usage ;;
  esac
  shift
done

remove_from_cluster() {
  say "taking away what the demo installed in the cluster"
  # While the operator still runs, because it takes its finalizers off.
  kubectl delete namespace demo --ignore-not-found --timeout 60s
  helm uninstall "$release" --namespace "$release" --ignore-not-found
  kubectl get crds -o name | { grep '\.backup\.yandex\.cloud$' || true; } | xargs -r kubectl delete
  kubectl delete namespace "$release" --ignore-not-found --timeout 60s
}

clean_up() {
  local status=$?
  # From here to the end, whatever else is sent, and even if nobody reads the output any more.
  trap - EXIT
  trap '' INT TERM HUP PIPE
  set +e
  stop_ticking
  [ -n "$dir" ] || exit "$status"
  if [ "$keep" = yes ] && [ "$status" -lt 128 ] && [ -e "$dir/pids" ]; then
    touch "$dir/keep"
    print_how_to_go_on
    exit "$status"
  fi
  if [ "$installed" = yes ] && [ -n "$cluster" ]; then
    remove_from_cluster > "$dir/log/remove.log" 2>&1 || {
      cat "$dir/log/remove.log" >&2
      echo "Something of the demo is left in the cluster: namespaces demo and $release, kinds of backup.yandex.cloud." >&2
      status=1
    }
  fi
  [ ! -e "$dir/pids" ] || "$root/deploy/controlplane/apiserver.sh" stop "$dir"
  rm -rf "$dir"
  exit "$status"
}

use_cluster() { # sets what kubectl and helm read
  export PATH=$assets:$PATH KUBECONFIG=${cluster:-$dir/kubeconfig} KUBECACHEDIR=$dir/kubectl
  export HELM_CACHE_HOME=$dir/helm HELM_CONFIG_HOME=$dir/helm HELM_DATA_HOME=$dir/helm
}

print_how_to_go_on() {
  cat << TEXT

Everything still runs. To look around:

  export KUBECONFIG=${cluster:-$dir/kubeconfig} PATH=$assets:\$PATH
  kubectl --namespace demo get bfolder,bres,brec
  kubectl --namespace demo describe brec $recovery
  curl $emulator/control/journal
  tail -f $dir/log/operator.log

To start the operator again, where you have killed it:

  cd $dir && { ./operator.sh >> log/operator.log 2>&1 & $root/deploy/controlplane/apiserver.sh adopt $dir \$! operator; }

To stop everything:

  $here/run.sh --stop $dir
TEXT
}

start_cluster() {
  if [ -z "$cluster" ]; then
    say "starting etcd, kube-apiserver and kube-controller-manager"
    "$root/deploy/controlplane/apiserver.sh" start "$dir" --owner $$
    return
  fi
  if kubectl get crds -o name | grep -q '\.backup\.yandex\.cloud$'; then
    fail "the cluster of $cluster already has kinds of backup.yandex.cloud: the demo wants a cluster without them"
  fi
  local namespace
  for namespace in demo "$release"; do
    ! kubectl get namespace "$namespace" > /dev/null 2>&1 ||
      fail "the cluster of $cluster already has a namespace $namespace: the demo wants to make and remove it"
  done
}

install_chart() {
  say "installing the Helm chart (without a Pod: the operator runs beside the cluster)"
  installed=yes
  helm install "$release" "$root/helm/cloud-backup-operator" --namespace "$release" --create-namespace \
    --set replicaCount=0 > "$dir/log/helm.log" 2>&1 || {
    cat "$dir/log/helm.log" >&2
    fail "helm install failed"
  }
  kubectl wait --for condition=Established --timeout 30s \
    crd/{backupfolders,backupresources,backuprecoveries,cloudbackups}.backup.yandex.cloud > /dev/null
  write_operator_kubeconfig "$release" "$release" "$dir/operator.kubeconfig"
}

start_operator() {
  cat > "$dir/operator.sh" << SCRIPT
#!/bin/sh
export KUBECONFIG=$dir/operator.kubeconfig
exec "$jdk/bin/java" -XX:TieredStopAtLevel=1 -jar "$jar" operator --namespace "$release" --identity demo \\
  --allowed-endpoints 'http://127.0.0.1:*' --http-port 0 --recovery-poll-interval 1s
SCRIPT
  chmod +x "$dir/operator.sh"
  background "$dir" operator "$dir/operator.sh"
  operator=$background_pid
}

apply() { # MANIFEST
  sed -e "s|EMULATOR|$emulator|" -e "s|START_DEADLINE|$(date -u -d '+1 hour' +%FT%TZ)|" "$here/manifests/$1" |
    kubectl apply -f - > /dev/null
}

crash_operator() {
  say "killing the operator (kill -9) in the middle of the recovery"
  sed -i '/ operator$/d' "$dir/pids"
  kill -9 "$operator"
  while kill -0 "$operator" 2> /dev/null && ! grep -q '^State:.Z' "/proc/$operator/status"; do sleep 0.1; done
  say "starting it again"
  start_operator
}

check_processes() {
  local name
  for name in $("$root/deploy/controlplane/apiserver.sh" dead "$dir"); do
    tail -n 40 "$dir/log/$name.log" >&2
    fail "$name ended by itself; the end of its log is above"
  done
}

give_up() {
  kubectl --namespace demo get bfolder,bres,brec -o yaml > "$dir/log/objects.yaml" 2>&1 || true
  sed -n '/^  status:/,/^- /p' "$dir/log/objects.yaml" | tail -n 60 >&2
  tail -n 40 "$dir/log/operator.log" >&2
  fail "$*"
}

# shellcheck source=watch.sh
. "$here/watch.sh"

trap clean_up EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 141' PIPE
trap 'exit 143' TERM

if [ -n "$dir" ]; then # --stop
  use_cluster
  [ -z "$cluster" ] || installed=yes
  exit
fi

begin=$SECONDS
dir=$(mktemp -d "${TMPDIR:-/tmp}/cloud-backup-demo.XXXXXX")
mkdir "$dir/log"
echo "$cluster" > "$dir/.demo"
jdk=$(find_jdk)
find_assets "$dir/log/assets.log"
use_cluster
build_jar "$dir/log/maven.log"
start_cluster
say "starting the emulator of the Cloud Backup API"
start_emulator "$dir" "$root/deploy/emulator/demo.yaml"
install_chart
say "starting the operator"
start_operator
apply 1-folder.yaml
apply 2-machines.yaml
await_machines
say "the machines, as the cloud sees them:"
kubectl --namespace demo get backupresources
say "recovering web1's newest backup onto web2"
apply 3-recovery.yaml
await_recovery
check_starts
say "done after $((SECONDS - begin)) s"
