#!/bin/sh
# Deletes each row of each table in turn, and finds what notices it: first fsmgen's checks, then the walks of tests/table, then (on
# their own, to see how much they know) the flows of tests/ua and the demo.
#   delete_rows.sh SOURCE_ROOT [TABLE ...]        prints a line for each row that the checks let pass, and a total
# Works on a copy; the tree is left alone. Exit status 1 if any row's deletion goes unnoticed.
set -u
root=$(cd "$1" && pwd); shift
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
mkdir "$dir/src" && (cd "$root" && tar cf - CMakeLists.txt gen grammar fsm runtime tests) | (cd "$dir/src" && tar xf -)
cd "$dir/src" || exit 1
[ $# -gt 0 ] || set -- $(grep -rlE '^(machine|decision) ' fsm --include='*.fsm' | LC_ALL=C sort)

cmake -S . -B ../build "-DSIPFSM_TESTS=table;ua" >../log 2>&1 && cmake --build ../build -j 2 >>../log 2>&1 || { tail ../log; exit 1; }
# A build after a change of tables makes only what depends on them.
run_walks() { (cd ../build && ctest -L unit -R '^table' >../log 2>&1); }
run_flows() { (cd ../build && ctest -L flow >../log 2>&1) && ../build/sipfsm demo >../log 2>&1 && ../build/sipfsm demo --busy >../log 2>&1 &&
    ../build/sipfsm demo --cancel >../log 2>&1 && ../build/sipfsm demo --hangup bob >../log 2>&1; }

run_walks && run_flows || { echo "the tests fail before any row is deleted:"; tail ../log; exit 1; }

rows=0 by_check=0 by_walk=0 by_flow=0 unnoticed=0
for table; do
  cp "$table" ../whole
  for line in $(grep -n '^|' "$table" | grep -v '^[0-9]*:| *State\|^[0-9]*:| *When\|^[0-9]*:|--' | cut -d: -f1); do
    rows=$((rows + 1))
    sed "${line}d" ../whole >"$table"
    if ! ../build/fsmgen check "$table" >../log 2>&1; then
      by_check=$((by_check + 1)); continue
    fi
    walk=no flow=no
    if ! cmake --build ../build -j 2 >../log 2>&1; then
      walk="yes (it does not build)" flow=$walk
    else
      run_walks || walk=yes
      run_flows || flow=yes
    fi
    [ "$walk" = no ] || by_walk=$((by_walk + 1))
    [ "$flow" = no ] || by_flow=$((by_flow + 1))
    [ "$walk$flow" != nono ] || unnoticed=$((unnoticed + 1))
    echo "$table:$line: passes the checks; noticed by the walks: $walk; by the flows and the demo: $flow   $(sed -n "${line}p" ../whole | tr -s ' ')"
  done
  cp ../whole "$table"
done
echo "rows deleted: $rows; noticed by the checks: $by_check; of the other $((rows - by_check)): by the walks $by_walk, by the flows and the demo alone $by_flow; unnoticed: $unnoticed"
[ "$unnoticed" = 0 ]
