#!/bin/sh
# minimise.sh ROOT BUILD TARGET...: makes the committed corpus again from the inputs that fuzzing has found: the fewest inputs that reach all that
# was reached, and of them, in the order of their hashes, as many as FILES and BYTES a target allow.
set -eu
root=$1 build=$2
shift 2
BYTES=${BYTES:-50000} FILES=${FILES:-150}
export AFL_SKIP_CPUFREQ=1 AFL_NO_AFFINITY=1 AFL_ALLOW_TMP=1
for target; do
    all=$build/all/$target few=$build/few/$target corpus=$root/tests/fuzz/corpus/$target
    rm -rf "$all" "$few"
    mkdir -p "$all" "$(dirname "$few")" "$corpus"
    for from in "$build/in/$target" "$corpus" "$build/found/$target"/*/queue; do
        [ ! -d "$from" ] || find "$from" -maxdepth 1 -type f | while read -r file; do
            cp "$file" "$all/$(sha1sum <"$file" | cut -c 1-12)"
        done
    done
    afl-cmin -i "$all" -o "$few" -m none -t 3000 -- "$build/plain/fuzz/fuzz_$target" >"$build/$target.cmin.log" 2>&1
    rm -f "$corpus"/*
    bytes=0 files=0
    for file in $(ls "$few"); do
        size=$(wc -c <"$few/$file")
        [ "$files" -lt "$FILES" ] && [ $((bytes + size)) -le "$BYTES" ] || continue
        cp "$few/$file" "$corpus/$file"
        bytes=$((bytes + size)) files=$((files + 1))
    done
    echo "$target: $(ls "$corpus" | wc -l) of $(ls "$few" | wc -l) inputs, $(cat "$corpus"/* | wc -c) bytes"
done
