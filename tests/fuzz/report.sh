#!/bin/sh
# report.sh BUILD [TARGET...]: what fuzzing has come to, a line an instance. Executions are of the last run of each and those before
# it that it went on from.
set -eu
build=$1
shift
[ $# -gt 0 ] || set -- $(ls "$build/found" 2>/dev/null)
[ $# -gt 0 ] || { echo "nothing was fuzzed yet: make fuzz" >&2; exit 1; }
printf '%-10s %-6s %12s %8s %8s %7s %9s %7s %6s\n' target build executions per_s seconds paths coverage crashes hangs
for target; do
    for stats in "$build/found/$target"/*/fuzzer_stats; do
        [ -e "$stats" ] || continue
        awk -F' *: *' -v target="$target" -v instance="$(basename "$(dirname "$stats")")" '
            { v[$1] = $2 }
            END { printf "%-10s %-6s %12s %8.0f %8s %7s %9s %7s %6s\n", target, instance, v["execs_done"], v["execs_per_sec"], v["run_time"],
                  v["corpus_count"], v["bitmap_cvg"], v["saved_crashes"], v["saved_hangs"] }' "$stats"
    done
done
