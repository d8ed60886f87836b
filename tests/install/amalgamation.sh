#!/bin/sh
# The two files of `make dist`: made twice they are the same, they hold no path of this machine, they compile alone without a
# warning, with and without names, without wide registers and without the fast path, and a call runs on them.
#   amalgamation.sh HERE BUILD COMMAND...      COMMAND makes the files in a folder that is added to it
set -eu
here=$1 build=$2
shift 2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$@" "$work/dist"
"$@" "$work/again"
for file in sipfsm.h sipfsm.c; do
  cmp "$work/dist/$file" "$work/again/$file"
  if grep -n -e "$build" -e "$(cd "$here/../.." && pwd)" "$work/dist/$file"; then echo "a path of this machine in $file"; exit 1; fi
done
cp "$here/call.c" "$work/dist"
cd "$work/dist"
flags='-std=c11 -Wall -Wextra -pedantic -Werror'
for cc in gcc clang; do
  command -v $cc >/dev/null || { echo "no $cc here"; continue; }
  $cc $flags -O1 -c sipfsm.c -o sipfsm.o
  $cc $flags call.c sipfsm.o -o call
  ./call >call.out || { cat call.out; exit 1; }
  $cc $flags -DSIPFSM_NAMES -fsyntax-only sipfsm.c call.c
  for left_out in SIMD FAST; do $cc $flags -DSIPFSM_NO_$left_out -fsyntax-only sipfsm.c; done
  echo "$cc: $(tail -n 2 call.out | head -n 1)"
done
