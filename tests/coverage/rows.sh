#!/bin/sh
# Every row of every table runs in the walks and the flows, or this fails and names it.
#   rows.sh ROOT BUILD
set -u
root=$1 build=$2/tests
cd "$root" || exit 1 # where the walks run
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
mkdir "$work/walk" "$work/flow"
"$build/coverage_report" --tables >"$work/tables" || exit 1
# All tables there are, and not only those that somebody has listed.
for machine in $(grep -rhE '^(machine|decision) ' "$root/fsm" --include='*.fsm' | awk '{print $2}'); do
  grep -q " $machine\$" "$work/tables" || { echo "$machine stands in fsm/, and not in fsm/CMakeLists.txt"; exit 1; }
done
# Not by a ctest in a ctest, which would write into one log: by what it says it would run.
run() { # KIND TESTS
  ctest --test-dir "$2" -N -V -R "$3" | sed -n 's/^[0-9]*: Test command: //p' >"$work/commands"
  [ -s "$work/commands" ] || { echo "no tests are called $3"; exit 1; }
  while read -r command; do
    SIPFSM_COVERAGE=$work/$1/all sh -c "$command" >"$work/log" 2>&1 </dev/null || { tail "$work/log"; exit 1; }
  done <"$work/commands"
}
run walk "$2" '^table\.'
run flow "$2" '^ua\.'
"$build/coverage_report" "$work" --summary --check
