#!/bin/sh
# page.sh TEST_RACES [--check]: writes docs/races.md. With --check it writes nothing, and fails if the page is not what it would
# write. From the source root.
set -u
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
# Which of the alphabets a ladder uses follows the locale; the page has that of UTF-8.
LC_ALL=C.UTF-8 "$1" --page "$work/races.md" >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
if [ -n "${2-}" ]; then
    diff -u docs/races.md "$work/races.md" || { echo "docs/races.md is not up to date: run \`make docs\`"; exit 1; }
    echo "ok: $(grep -c '^## ' docs/races.md) races"
else
    cmp -s "$work/races.md" docs/races.md || { cp "$work/races.md" docs && echo "written: docs/races.md"; }
fi
