#!/usr/bin/env bash
# Renders the Helm chart into deploy/cloud-backup-operator.yaml, for those who install without Helm:
#
#     kubectl apply --server-side -f crds/ -f deploy/cloud-backup-operator.yaml
#
#     deploy/render.sh            writes the file
#     deploy/render.sh --check    fails when the file differs from the chart
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
chart=$here/../helm/cloud-backup-operator
file=$here/cloud-backup-operator.yaml
namespace=cloud-backup-operator
helm=$("$here/controlplane/assets.sh")/helm

render() {
  cat << YAML
# Rendered from helm/cloud-backup-operator by deploy/render.sh: change the chart, not this file.
apiVersion: v1
kind: Namespace
metadata:
  name: $namespace
  labels:
    pod-security.kubernetes.io/enforce: restricted
YAML
  # Applying needs neither Helm's labels nor the chart's CustomResourceDefinitions, which are in crds/.
  "$helm" template cloud-backup-operator "$chart" --namespace "$namespace" --set crds.enabled=false 2> "$errors" |
    sed -e '/^ *helm.sh\/chart: /d' -e 's/managed-by: Helm$/managed-by: kubectl/' || {
    cat "$errors" >&2
    return 1
  }
}

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
errors=$scratch/errors
render > "$scratch/rendered.yaml"

case "${1:-}" in
  '') mv "$scratch/rendered.yaml" "$file" ;;
  --check)
    diff -u "$file" "$scratch/rendered.yaml" >&2 || {
      echo "deploy/cloud-backup-operator.yaml differs from the chart: run deploy/render.sh and commit the result." >&2
      exit 1
    }
    ;;
  *)
    echo "usage: deploy/render.sh [--check]" >&2
    exit 2
    ;;
esac
