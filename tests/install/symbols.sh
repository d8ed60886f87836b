#!/bin/sh
# Every name that an installed library exports begins with sf_, so that it meets no name of the program that links it.
#   symbols.sh SOURCE_ROOT BUILD
set -eu
build=$2 work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cmake --install "$build" --prefix "$work/sipfsm" >"$work/log" 2>&1 || { tail -n 60 "$work/log"; exit 1; }
find "$work/sipfsm" -name '*.a' >"$work/libraries"
[ -s "$work/libraries" ] || { echo "no library is installed"; exit 1; }
while read -r library; do
  nm -g --defined-only "$library" | awk 'NF == 3 { print $3 }' >"$work/names"
  [ -s "$work/names" ] || { echo "$(basename "$library"): nm reads no name"; exit 1; }
  # the sanitizers' and gcov's own are not ours
  grep -vE '^(sf_|__|_Z)' "$work/names" | sed "s|^|$(basename "$library"): |" >>"$work/foreign" || true
  echo "$(basename "$library"): $(grep -c '^sf_' "$work/names") names"
done <"$work/libraries"
[ ! -s "$work/foreign" ] || { echo "these do not begin with sf_:"; cat "$work/foreign"; exit 1; }
