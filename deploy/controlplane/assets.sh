#!/usr/bin/env bash
# Prints a directory that holds etcd, kube-apiserver, kube-controller-manager, kubectl and helm:
#
#     KUBEBUILDER_ASSETS=$(deploy/controlplane/assets.sh)
#
# It takes, in this order: the directory in KUBEBUILDER_ASSETS, if it holds all five; what an earlier run built into
# ${XDG_CACHE_HOME:-$HOME/.cache}/cloud-backup-operator/controlplane; a build of the released Go modules named in
# kube/go.mod and helm/go.mod beside this script. A build needs Go 1.26 and about ten minutes on two cores; it says
# on standard error what it is doing. Neither root nor a C compiler is needed.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/cloud-backup-operator/controlplane
programs=(etcd kube-apiserver kube-controller-manager kubectl helm)

holds_all() {
  local program
  for program in "${programs[@]}"; do [ -x "$1/$program" ] || return 1; done
}

if [ -n "${KUBEBUILDER_ASSETS:-}" ]; then
  if holds_all "$KUBEBUILDER_ASSETS"; then
    (cd "$KUBEBUILDER_ASSETS" && pwd)
    exit
  fi
  echo "KUBEBUILDER_ASSETS=$KUBEBUILDER_ASSETS lacks one of: ${programs[*]}; not using it." >&2
fi

command -v go > /dev/null || {
  echo "Go is missing: install Go 1.26 or newer, or set KUBEBUILDER_ASSETS to a directory with ${programs[*]}." >&2
  exit 1
}

# One directory for each version of the recipe, so that a new one never mixes with an old one.
recipe=$(cat "$here"/assets.sh "$here"/*/go.mod "$here"/*/go.sum | sha256sum | cut -c1-16)
bin=$cache/$recipe
mkdir -p "$cache"
exec 9> "$cache/lock"
flock 9 # a second caller waits here and then finds everything built
if holds_all "$bin"; then
  echo "$bin"
  exit
fi

export CGO_ENABLED=0 GOWORK=off GOFLAGS='-mod=readonly -trimpath -buildvcs=false'
staging=$(mktemp -d "$cache/build.XXXXXX")
trap 'rm -rf "$staging"' EXIT

version() { awk -v module="$2" '$1 == module && $2 ~ /^v/ { print $2; exit }' "$here/$1/go.mod"; }

kube=$(version kube k8s.io/kubernetes)
# Release builds stamp the version in; without it the server says v0.0.0-master and version checks fail.
stamp="-s -w"
for package in k8s.io/component-base/version k8s.io/client-go/pkg/version; do
  stamp+=" -X $package.gitVersion=$kube -X $package.gitMajor=1 -X $package.gitMinor=$(cut -d. -f2 <<< "$kube")"
done

build() { # MODULE LDFLAGS
  echo "$(date +%T) building $1 (the first time this takes minutes)" >&2
  (cd "$here/$1" && go build -o "$staging/" -ldflags "$2" tool 9>&-) >&2
}
build kube "$stamp"
mv "$staging/server" "$staging/etcd" # etcd's package is called server
build helm "-s -w -X helm.sh/helm/v4/internal/version.version=$(version helm helm.sh/helm/v4)"

rm -rf "$bin"
mv "$staging" "$bin"
trap - EXIT
echo "$bin"
