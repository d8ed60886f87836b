#!/bin/sh
# rows.sh PAGE...: the rows that a page quotes exist in the tables: `machine | State | event | ...`, and those below a line that says
# `From [fsm/...]`. From the source root.
set -u
tables=$(find fsm -name '*.fsm' | LC_ALL=C sort)
[ $# -gt 0 ] || { echo "usage: rows.sh PAGE..." >&2; exit 2; }
awk '
function plain(text) { # cells without the blanks that align them
    gsub(/[ \t]+/, " ", text); gsub(/ ?\| ?/, "|", text); sub(/^ /, "", text); sub(/ $/, "", text); sub(/^\|/, "", text); sub(/\|$/, "", text)
    return text
}
FILENAME ~ /\.fsm$/ {
    if (FNR == 1) machine = ""
    if (/^(machine|decision) /) known[of[FILENAME] = machine = $2] = 1
    else if (/^\|/ && machine) row[machine "|" plain($0)] = 1
    next
}
/^[a-z_]+ +\| / && $1 in known {
    quoted++
    if (!(plain($0) in row)) { print FILENAME ":" FNR ": no such row: " $0; wrong = 1 }
}
/^From \[fsm\// { from = $2; gsub(/^\[|\].*$/, "", from); from = of[from]; next }
/^[^|]/ { from = "" }
from && /^\| / && !/^\| (State|When) / {
    quoted++
    if (!((from "|" plain($0)) in row)) { print FILENAME ":" FNR ": no such row of " from ": " $0; wrong = 1 }
}
END {
    if (!quoted) print "no row is quoted"
    else if (!wrong) print "ok: " quoted " rows"
    exit wrong || !quoted
}' $tables "$@"
