#!/bin/sh
# What the small core takes, for each "NAME=BUILD": the text of a program that makes and takes calls (tests/size/size.c), as `size`
# counts it, and the memory of a core of one call. Writes the table of the page anew. Fails past the limits: 128 KiB of text and data
# on a 32-bit processor, and a sixth more here, where each pointer has eight bytes.
#   size.sh PAGE NAME=BUILD...
set -eu
page=$1 status=0
shift
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
number() { echo "$1" | sed -e ':a' -e 's/\([0-9]\)\([0-9]\{3\}\)\($\|,\)/\1,\2\3/' -e 'ta'; }
for pair; do
  name=${pair%%=*} build=${pair#*=}
  emulator=$(sed -n 's/^CMAKE_CROSSCOMPILING_EMULATOR:[A-Z]*=//p' "$build/CMakeCache.txt" | tr ';' ' ')
  text_limit=152917
  case $name in *ARM*) text_limit=131072 emulator=${emulator:-qemu-arm -L /usr/arm-linux-gnueabihf} ;; esac
  memory=$($emulator "$build/text_size") || { echo "$name: the call of $build/text_size failed"; exit 1; }
  for part in sf_reg sf_rfr; do # tests/size/size.c names none: docs/architecture.md
    ! nm "$build/text_size" | grep -q " ${part}_rows" || { echo "$name: has the optional part $part"; status=1; }
  done
  set -- $(size "$build/text_size" | tail -n 1)
  echo "$name: text $1, data $2, bss $3; memory of a core of one call $memory"
  printf '| %s | %s | %s | %s |\n' "$name" "$(number "$1")" "$(number $(($2 + $3)))" "$(number "$memory")" >>"$work/rows"
  [ $(($1 + $2)) -le $text_limit ] || { echo "$name: text and data are past $text_limit"; status=1; }
done
awk -v rows="$work/rows" '
  /^\| *build *\|.*text/ { print; getline; print; while ((getline line < rows) > 0) print line; on = 1; next }
  on && /^\|/ { next }
  { on = 0; print }' "$page" >"$work/page"
grep -q '^| build |' "$page" || { echo "$page has no table that begins with | build |"; exit 1; }
cmp -s "$work/page" "$page" || { cat "$work/page" >"$page"; echo "written anew: $page"; }
exit $status
