#!/usr/bin/env bash
# Installs the kubectl plugin for one user or all.
#
#     deploy/plugin/install.sh [--prefix DIR] [--jar FILE]
#     deploy/plugin/install.sh --uninstall [--prefix DIR]
#
#     --prefix DIR   where bin/ and lib/ are (~/.local); DIR/bin must be on PATH
#     --jar FILE     the jar (target/cloud-backup-operator.jar, which is built where it is missing)
#
# It makes an archive of what the commands load (an AOT cache), for which it runs each of them once against a cluster
# and a cloud that exist only inside that process. Needs JDK 25. Run it again after an update of the JDK.
set -euo pipefail

# shellcheck source=../lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
here=$root/deploy/plugin
prefix=$HOME/.local jar='' remove=no work=''

usage() {
  sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' "${BASH_SOURCE[0]}" >&2
  exit 2
}

while [ $# -gt 0 ]; do
  case "$1:$#" in
    --uninstall:*) remove=yes ;;
    --prefix:1 | --jar:1) usage ;;
    --prefix:*)
      prefix=$2
      shift
      ;;
    --jar:*)
      jar=$2
      shift
      ;;
    *) usage ;;
  esac
  shift
done

home=$prefix/lib/kubectl-cloudbackup
if [ "$remove" = yes ]; then
  rm -rf "$home" "$prefix/bin/kubectl-cloudbackup" "$prefix/bin/kubectl_complete-cloudbackup"
  exit
fi

trap '[ -z "$work" ] || rm -rf "$work"' EXIT
work=$(mktemp -d)
jdk=$(find_jdk)
if [ -z "$jar" ]; then
  build_jar "$work/maven.log"
fi
[ -r "$jar" ] || fail "there is no jar $jar"

mkdir -p "$home" "$prefix/bin"
home=$(readlink -f "$home")
# The archive knows the jar by its path, size and time: so it is made of the one that is started.
install -m 644 "$jar" "$home/plugin.jar"
echo "$jdk/bin/java" > "$home/java"
"$jdk/bin/keytool" -genkeypair -alias rehearsal -keyalg EC -dname CN=rehearsal -ext san=ip:127.0.0.1 -validity 2 \
  -keystore "$work/keys" -storetype PKCS12 -storepass rehearsal 2> "$work/keytool.log" ||
  fail "keytool failed: $(cat "$work/keytool.log")"
"$jdk/bin/keytool" -exportcert -rfc -alias rehearsal -keystore "$work/keys" -storepass rehearsal \
  > "$work/certificate" 2> "$work/keytool.log"
say "making the archive"
rm -f "$home/plugin.aot"
"$jdk/bin/java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:AOTCacheOutput="$home/plugin.aot" \
  -Dcloudbackup.terminal=false -jar "$home/plugin.jar" cli __rehearse "$work/keys" rehearsal "$work/certificate" \
  > "$work/aot.log" 2>&1 || fail "the rehearsal failed: $(cat "$work/aot.log")"
[ -s "$home/plugin.aot" ] || say "this Java makes no archive; commands will start slower"
install -m 755 "$here/kubectl-cloudbackup" "$here/kubectl_complete-cloudbackup" "$prefix/bin/"
say "installed $prefix/bin/kubectl-cloudbackup"
case ":$PATH:" in
  *":$prefix/bin:"*) ;;
  *) say "$prefix/bin is not on PATH: kubectl finds plugins only there" ;;
esac
