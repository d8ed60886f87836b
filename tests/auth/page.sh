#!/bin/sh
# The program of docs/authentication.md: it compiles without a warning, and prints what the page says, but for the challenge, whose
# nonce stands there as NONCE.
#   page.sh SOURCE_ROOT GENERATED CC LIBRARY...
set -eu
root=$1 generated=$2 cc=$3
shift 3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
sed -n '/^```c$/,/^```$/p' "$root/docs/authentication.md" | sed '/^```/d' >"$work/page.c"
sed -n '/^```text$/,/^```$/p' "$root/docs/authentication.md" | sed '/^```/d' >"$work/expected"
[ -s "$work/page.c" ] && [ -s "$work/expected" ] || { echo "docs/authentication.md no longer has it"; exit 1; }
$cc -std=c11 -Wall -Wextra -pedantic -Werror -I"$root/runtime/auth/include" -I"$root/runtime/crypto/include" -I"$root/runtime/msg/include" \
  -I"$generated/msg/include" "$work/page.c" "$@" -o "$work/page"
"$work/page" | sed 's/nonce="[0-9a-f]\{56\}"/nonce="NONCE"/' >"$work/said"
diff "$work/expected" "$work/said"
