#!/bin/sh
# Checks the rules of docs/architecture.md that no compiler checks. From the source root.
#   rules.sh GENERATED      GENERATED/fsm has the headers of the tables
set -eu
generated=$1 wrong=0 work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
complain() { echo "$1"; wrong=1; }

# No C of runtime/ua names or reads a machine's state, but that which writes states down and puts machines in them.
awk '/^enum / { n = 0 } /^ +[A-Z][A-Z0-9_]*,/ { sub(/,.*/, "", $1); name[n++] = $1 }
  /^ +[A-Z0-9_]*_STATES$/ { for (i = 0; i < n; i++) print name[i] }' "$generated"/fsm/*_fsm.h >"$work/list"
states=$(wc -l <"$work/list")
[ "$states" -gt 20 ] || complain "only $states states are found in $generated/fsm"
grep -rnwF -f "$work/list" runtime/ua --include='*.[ch]' --exclude=snapshot_state.c && complain "C names a machine's state: write a row" || true
grep -rnE '\bfsm(\.|->)state\b' runtime/ua --include='*.[ch]' --exclude=snapshot_state.c && complain "C reads a machine's state: write a row" || true

# Each table of the core has a file of actions, and each file of actions a table.
tables=$(sed -n '/set(SIPFSM_UA_TABLES/,/PARENT_SCOPE/s|^ *fsm/.*/\(.*\)\.fsm$|\1|p' fsm/CMakeLists.txt | sort)
files=$(ls runtime/ua/actions | sed 's/\.c$//' | sort)
[ -n "$tables" ] && [ "$tables" = "$files" ] || complain "tables and runtime/ua/actions differ:
$tables
--
$files"

# Files stay readable.
find runtime gen -type f \( -name '*.c' -o -name '*.h' -o -name '*.rl' -o -name '*.inc' \) -exec awk 'END { if (FNR > 600) print FILENAME ": " FNR " lines" }' {} \; >"$work/list"
[ ! -s "$work/list" ] || complain "more than 600 lines: $(cat "$work/list")"
[ $wrong = 0 ] && echo "ok: $states states, $(echo "$tables" | wc -l) tables"
exit $wrong
