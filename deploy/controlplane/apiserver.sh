#!/usr/bin/env bash
# A throwaway Kubernetes control plane on loopback: etcd, kube-apiserver with RBAC and real ServiceAccount tokens, and
# the controllers for namespaces, garbage, ServiceAccounts and aggregated roles. There are no nodes: no Pod ever runs.
#
#     deploy/controlplane/apiserver.sh start DIR [--owner PID]    returns when the API server is ready, after about 4 s
#     deploy/controlplane/apiserver.sh stop DIR                   leaves DIR behind, for its logs
#     deploy/controlplane/apiserver.sh restart DIR                kills the API server and starts it again, same address
#
# DIR/kubeconfig is the administrator's, DIR/log/ holds a log for each process, DIR/pids a line "PID START-TIME NAME" for
# each. A caller may add processes of its own with "apiserver.sh adopt DIR PID NAME": stop ends them too. "apiserver.sh
# dead DIR" prints the names of those that ended by themselves. With --owner everything ends within a second or two of
# that process, however it ended, unless there is a file DIR/keep by then.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

fail() {
  echo "apiserver.sh: $*" >&2
  exit 1
}

usage() {
  sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' "${BASH_SOURCE[0]}" >&2
  exit 2
}

# A PID alone may have gone to another process since; a zombie counts as gone.
start_time() { awk '{ sub(/.*\) /, ""); if ($1 != "Z") print $20 }' "/proc/$1/stat" 2> /dev/null || true; }

alive() { [ -n "$1" ] && [ "$(start_time "$1")" = "$2" ]; }

adopt() { # DIR PID NAME
  local started
  started=$(start_time "$2")
  echo "$2 ${started:-gone} $3" >> "$1/pids"
}

launch() { # NAME COMMAND...: runs it in $dir, detached from the terminal
  local name=$1
  shift
  (cd "$dir" && exec setsid "$@" > "log/$name.log" 2>&1 < /dev/null) &
  pid=$!
  disown "$pid"
  # The shell that becomes the command keeps its PID and start time.
  adopt "$dir" "$pid" "$name"
}

forget() { sed -i "/ $1\$/d" "$dir/pids"; } # NAME

dead() {
  local pid started name
  while read -r pid started name; do
    alive "$pid" "$started" || echo "$name"
  done < "$dir/pids"
}

make_signing_key() {
  if command -v openssl > /dev/null; then
    # RSA, as managed clusters have it: whoever takes these tokens takes RS256.
    openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out "$1" 2> /dev/null
    return
  fi
  cat > "$dir/SigningKey.java" << 'JAVA'
class SigningKey {
  public static void main(String[] args) throws Exception {
    var generator = java.security.KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    var key = generator.generateKeyPair().getPrivate().getEncoded();
    var text = java.util.Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key);
    System.out.println("-----BEGIN PRIVATE KEY-----\n" + text + "\n-----END PRIVATE KEY-----");
  }
}
JAVA
  java "$dir/SigningKey.java" > "$1" ||
    fail "neither openssl nor java could make a key for ServiceAccount tokens: install one of them."
}

write_kubeconfig() { # PORT TOKEN
  (
    umask 077
    cat > "$dir/kubeconfig" << YAML
apiVersion: v1
kind: Config
clusters:
  - name: throwaway
    cluster:
      server: https://127.0.0.1:$1
      certificate-authority-data: $(base64 -w0 "$dir/pki/apiserver.crt")
users:
  - name: admin
    user:
      token: $2
contexts:
  - name: throwaway
    context:
      cluster: throwaway
      user: admin
current-context: throwaway
YAML
  )
}

start_etcd() {
  # A socket file needs no port, and nobody else's etcd can be met there. Nothing here must survive a power cut.
  launch etcd "$bin/etcd" --data-dir etcd --unsafe-no-fsync --log-level warn \
    --listen-client-urls unix://etcd.sock --advertise-client-urls http://127.0.0.1:1 \
    --listen-peer-urls unix://peer.sock --initial-advertise-peer-urls http://127.0.0.1:1 \
    --initial-cluster default=http://127.0.0.1:1
}

launch_apiserver() { # PORT
  launch kube-apiserver "$bin/kube-apiserver" --etcd-servers unix:etcd.sock \
    --bind-address 127.0.0.1 --secure-port "$1" --advertise-address 127.0.0.1 --endpoint-reconciler-type none \
    --cert-dir pki --token-auth-file tokens.csv --authorization-mode RBAC \
    --service-account-issuer https://kubernetes.default.svc \
    --service-account-key-file pki/sa.key --service-account-signing-key-file pki/sa.key \
    --service-cluster-ip-range 10.0.0.0/24
}

apiserver_serves() { # fails where it doesn't within a minute
  local end=$((SECONDS + 60))
  while [ $SECONDS -lt $end ] && ! dead | grep -qx -e etcd -e kube-apiserver; do
    if [ -s "$dir/pki/apiserver.crt" ]; then
      [ -z "$token" ] || write_kubeconfig "$port" "$token"
      ! "$bin/kubectl" --kubeconfig "$dir/kubeconfig" get --raw /readyz > /dev/null 2>&1 || return 0
    fi
    sleep 0.1
  done
  return 1
}

start_apiserver() { # sets port; a port that somebody else takes first means another try
  local tries=8
  while [ $((tries--)) -gt 0 ]; do
    port=$((20000 + RANDOM % 12000))
    launch_apiserver "$port"
    ! apiserver_serves || return 0
    [ "$(dead)" = kube-apiserver ] && grep -q 'address already in use' "$dir/log/kube-apiserver.log" || return 1
    forget kube-apiserver
  done
  return 1
}

restart_apiserver() {
  require_started
  bin=$("$here/assets.sh")
  dir=$(cd "$dir" && pwd)
  port=$(sed -n 's|.*server: https://127.0.0.1:||p' "$dir/kubeconfig")
  kill_all kube-apiserver
  mv "$dir/log/kube-apiserver.log" "$dir/log/kube-apiserver.$(date +%s%N).log"
  local tries=50
  while [ $((tries--)) -gt 0 ]; do
    forget kube-apiserver
    launch_apiserver "$port"
    ! apiserver_serves || return 0
    # A process is a zombie before the last of its threads has let go of the port.
    grep -q 'address already in use' "$dir/log/kube-apiserver.log" || break
    sleep 0.1
  done
  fail "the API server does not serve again (log: $dir/log/kube-apiserver.log)"
}

start_controllers() {
  launch kube-controller-manager "$bin/kube-controller-manager" --kubeconfig kubeconfig --leader-elect=false \
    --secure-port 0 --controllers \
    namespace-controller,garbage-collector-controller,serviceaccount-controller,clusterrole-aggregation-controller
}

watch_owner() { # PID
  local started
  started=$(start_time "$1")
  (
    trap '' HUP INT
    while alive "$1" "$started"; do sleep 1; done
    [ ! -e "$dir/keep" ] || exit 0
    [ -e "$dir/pids" ] || exit 0
    exec "$here/apiserver.sh" stop "$dir"
  ) > /dev/null 2>&1 < /dev/null &
}

start() {
  bin=$("$here/assets.sh")
  mkdir -p "$dir/log" "$dir/pki"
  dir=$(cd "$dir" && pwd)
  [ ! -e "$dir/pids" ] || fail "$dir already holds a control plane: stop it and remove the directory first."
  : > "$dir/pids"
  [ -z "$owner" ] || watch_owner "$owner"
  trap stop EXIT
  trap 'exit 1' INT TERM HUP PIPE

  make_signing_key "$dir/pki/sa.key"
  token=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
  (umask 077 && echo "$token,admin,admin,system:masters" > "$dir/tokens.csv")
  start_etcd
  if ! start_apiserver; then
    for log in "$dir"/log/*.log; do
      echo "--- $log" >&2
      tail -n 8 "$log" >&2
    done
    # shellcheck disable=SC2046 # a name is a word
    fail "the control plane did not start; ended by itself:" $(dead) "(logs: $dir/log)"
  fi
  start_controllers
  trap - EXIT
}

require_started() { [ -e "$dir/pids" ] || fail "$dir holds no control plane: there is no $dir/pids"; }

kill_all() { # [NAME]: those of that name, or all
  local pid started name tries
  while read -r pid started name; do
    # Nothing in it is worth an orderly end.
    [ "${1:-$name}" != "$name" ] || ! alive "$pid" "$started" || kill -9 "$pid" 2> /dev/null || true
  done < "$dir/pids"
  while read -r pid started name; do
    [ "${1:-$name}" = "$name" ] || continue
    for tries in $(seq 100); do
      alive "$pid" "$started" || continue 2
      sleep 0.05
    done
    fail "process $pid ($name) does not end after $tries looks"
  done < "$dir/pids"
}

stop() {
  require_started
  kill_all
}

[ $# -ge 2 ] || usage
command=$1 dir=$2 owner='' token=''
shift 2
case "$command:$#:${1:-}" in
  start:0: | start:2:--owner)
    owner=${2:-}
    start
    ;;
  stop:0:) stop ;;
  restart:0:) restart_apiserver ;;
  dead:0:) dead ;;
  adopt:2:*) adopt "$dir" "$1" "$2" ;;
  *) usage ;;
esac
