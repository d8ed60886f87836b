#!/bin/sh
# run.sh ROOT BUILD TARGET SECONDS: fuzzes one target, plain and then under ASan and UBSan, the second with what the first found.
# BUILD has plain/ and asan/ as `make fuzz` makes them; what is found stays in BUILD/found/TARGET, and the next run goes on from
# there. Fails if a crash or a hang was ever saved there: afl-fuzz itself exits 0 with crashes.
set -eu
root=$1 build=$2 target=$3 seconds=$4
here=$root/tests/fuzz
found=$build/found/$target
export AFL_NO_UI=1 AFL_SKIP_CPUFREQ=1 AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1 AFL_NO_AFFINITY=1 AFL_AUTORESUME=1 AFL_NO_STARTUP_CALIBRATION=1
export ASAN_OPTIONS=abort_on_error=1:symbolize=0:detect_leaks=0 UBSAN_OPTIONS=abort_on_error=1:symbolize=0

[ -x "$build/plain/fuzz/fuzz_$target" ] || {
    echo "no fuzz target '$target'; there are: $(cd "$here" && ls fuzz_*.c | sed 's/^fuzz_//; s/\.c$//; /^main$/d' | tr '\n' ' ')" >&2
    exit 1
}
mkdir -p "$build/in/$target" "$found"
rm -rf "$build/seeds"
"$build/plain/fuzz/fuzz_seeds" "$root" "$build/seeds" >"$build/seeds.log"
for from in "$build/seeds/$target" "$here/corpus/$target" "$here/crashes/$target"; do
    [ ! -d "$from" ] || find "$from" -type f -exec cp {} "$build/in/$target" \;
done
[ -n "$(ls "$build/in/$target")" ] || printf 'a' >"$build/in/$target/a"
sh "$here/dictionary.sh" "$root" "$target" >"$build/$target.dict"

one() { # one NAME ROLE SECONDS: an instance
    [ "$3" -gt 0 ] || return 0
    afl-fuzz -i "$build/in/$target" -o "$found" "$2" "$1" -x "$build/$target.dict" -m none -t 3000 -V "$3" -- "$build/$1/fuzz/fuzz_$target" \
        >"$build/$target.$1.log" 2>&1 || { tail -n 20 "$build/$target.$1.log" >&2; echo "afl-fuzz failed: $build/$target.$1.log" >&2; exit 1; }
}
asan=$(((seconds + 2) / 3))
one plain -M $((seconds - asan))
one asan -S $asan

saved=$(find "$found" -path '*/crashes*/id:*' -o -path '*/hangs*/id:*' | sort)
counted=$(sed -n 's/^saved_\(crashes\|hangs\) *: *//p' "$found"/*/fuzzer_stats | awk '{ n += $1 } END { print n + 0 }')
sh "$here/report.sh" "$build" "$target"
if [ -n "$saved" ] || [ "$counted" != 0 ]; then
    echo "$target: saved crashes or hangs. Reproduce: $build/asan/fuzz/fuzz_$target FILE" >&2
    echo "$saved" | head -n 20 >&2
    exit 1
fi
