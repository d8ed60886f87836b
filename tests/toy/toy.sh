#!/bin/sh
# A new machine is a table, a file of actions and a line. On a copy of the tree these three are added, nothing else, and the core is
# built with them; then test_ping.c runs the machine.
#   toy.sh SOURCE_ROOT BUILD COMPILER      works in BUILD/tests/toy, which keeps what was compiled
set -eu
root=$1 work=$2/tests/toy cc=$3 here=$1/tests/toy
tree=$work/tree build=$work/build parts="runtime fsm gen grammar CMakeLists.txt CMakePresets.json"
quietly() { "$@" >"$work/log" 2>&1 || { echo "failed: $*"; tail -n 60 "$work/log"; exit 1; }; }

rm -rf "$tree"
mkdir -p "$tree"
for part in $parts; do cp -Rp "$root/$part" "$tree"; done
cp -p "$here/ping.fsm" "$tree/fsm/session/ping.fsm"
cp -p "$here/ping.c" "$tree/runtime/ua/actions/ping.c"
awk '{ print } $1 == "set(SIPFSM_UA_TABLES" { print "  fsm/session/ping.fsm" }' "$root/fsm/CMakeLists.txt" >"$tree/fsm/CMakeLists.txt"

# That is all that differs.
{ for part in $parts; do diff -rq "$root/$part" "$tree/$part" || true; done; } | sed "s|$tree|NEW|g; s|$root|OLD|g" | sort >"$work/differs"
printf '%s\n' 'Files OLD/fsm/CMakeLists.txt and NEW/fsm/CMakeLists.txt differ' 'Only in NEW/fsm/session: ping.fsm' \
  'Only in NEW/runtime/ua/actions: ping.c' | sort >"$work/expected"
diff "$work/expected" "$work/differs" || { echo "more differs than two files and one that is changed"; exit 1; }
diff "$root/fsm/CMakeLists.txt" "$tree/fsm/CMakeLists.txt" | grep '^[<>]' >"$work/line" || true
[ "$(cat "$work/line")" = '>   fsm/session/ping.fsm' ] || { echo "not one new line:"; cat "$work/line"; exit 1; }

quietly cmake -S "$tree" -B "$build" -DCMAKE_BUILD_TYPE=Debug -DCMAKE_C_FLAGS_DEBUG=-O0 -DCMAKE_C_COMPILER="$cc" -DBUILD_TESTING=OFF \
  -DSIPFSM_SIMD=OFF -DSIPFSM_FAST=OFF -DSIPFSM_WERROR=ON
quietly cmake --build "$build" -j 2 --target sipfsm_ua sipfsm_ua_names sipfsm_virtual
cd "$build"
includes="-I$build/generated/fsm -I$build/generated/msg/include -I$tree/runtime/ua -I$root/tests/ua"
for floor in engine memory msg body auth locate ua virtual; do includes="$includes -I$tree/runtime/$floor/include"; done
quietly $cc -std=c11 -O0 -g -Wall -Wextra -Werror $includes "$here/test_ping.c" "$root/tests/ua/solo.c" -o "$work/test_ping" \
  -Wl,--start-group $(find runtime -name 'libsipfsm_*.a' | sort) -Wl,--end-group $(pkg-config --cflags --libs cmocka)
"$work/test_ping"
