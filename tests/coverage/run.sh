#!/bin/sh
# run.sh BUILD OUT JOBS: runs each test of BUILD (made with SIPFSM_COVERAGE) alone, its counts in OUT/counts/<kind>/<test>; then
# reports to the terminal, into OUT/rows.txt and OUT/index.html. From the source root. The exit status is 1 if a test failed or a
# row never ran.
set -u
build=$1 out=$2 jobs=$3 counts=$2/counts here=tests/coverage status=0
report=$build/tests/coverage_report
rm -rf "$counts"
for kind in walk unit flow demo sipp fuzz; do mkdir -p "$counts/$kind" || exit 1; done
"$report" --tables >"$counts/tables" || exit 1

for label in unit flow demo sipp; do
  ctest --test-dir "$build" -N -L "^$label\$" | sed -n 's/^ *Test *#[0-9]*: \(.*\)/\1/p' | while read -r test; do
    case $test in
      table.*) echo "walk $test" ;;
      fuzz.*) echo "fuzz $test" ;;
      *) echo "$label $test" ;;
    esac
  done
done >"$out/tests"
echo "running $(wc -l <"$out/tests") tests, one at a time each (some minutes)"
export build counts
xargs -P "$jobs" -n 2 sh -c '
  SIPFSM_COVERAGE=$counts/$1/$2 ctest --test-dir "$build" -R "^$2\$" --output-on-failure --timeout 300 >"$counts/.$2.log" 2>&1 ||
    echo "$2 failed: $counts/.$2.log"' - <"$out/tests" >"$out/failed"
if [ -s "$out/failed" ]; then cat "$out/failed"; status=1; fi

# gcc's counts of branches can come out negative where a process was killed: those lines are passed over, not the report.
lines="--lines $out/lines.csv"
gcovr --root . --object-directory "$build" --gcov-ignore-parse-errors --filter runtime/ --filter gen/ --csv "$out/lines.csv" "$build" \
  >"$out/gcovr.log" 2>&1 || { tail -n 3 "$out/gcovr.log" >&2; echo "no lines: gcovr failed ($out/gcovr.log)" >&2; lines=; status=1; }
"$report" "$counts" --clauses fsm/clauses.txt $lines --rows "$out/rows.txt" --summary --check \
  --page "$out/index.html" --style $here/page.css --script $here/page.js || status=1
echo
echo "every row: $out/rows.txt; the page: $out/index.html"
exit $status
