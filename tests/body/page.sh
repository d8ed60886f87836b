#!/bin/sh
# The program of docs/sessions.md: it compiles without a warning, and prints what the page says.
#   page.sh SOURCE_ROOT CC LIBRARY...
set -eu
root=$1 cc=$2
shift 2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
sed -n '/^```c$/,/^```$/p' "$root/docs/sessions.md" | sed '/^```/d' >"$work/page.c"
sed -n '/^```text$/,/^```$/p' "$root/docs/sessions.md" | sed '/^```/d' >"$work/expected"
[ -s "$work/page.c" ] && [ -s "$work/expected" ] || { echo "docs/sessions.md no longer has it"; exit 1; }
$cc -std=c11 -Wall -Wextra -pedantic -Werror -I"$root/runtime/body/include" -I"$root/runtime/msg/include" \
  "$work/page.c" "$@" -o "$work/page"
"$work/page" | tr -d '\r' >"$work/said"
diff "$work/expected" "$work/said"
