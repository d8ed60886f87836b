#!/bin/sh
# bugs.sh FSMGEN LADDER WORK [BUG ...]: puts each bug of bugs/*.txt into the tables and checks what finds it: a check of fsmgen, or the
# search, by which property. It must be the one that the bug's file names. SHOW=1 draws the counterexamples. From the source root.
fsmgen=$1 ladder=$2 work=$3
shift 3
here=tests/model
failed=0
found=0
[ $# -gt 0 ] || set -- $(ls $here/bugs | sed 's/\.txt$//')
printf '%-32s%-12s%-36s%s\n' bug 'found by' '' 'seen in'
for bug; do
    file=$here/bugs/$bug.txt
    dir=$work/$bug
    rm -rf "$dir"
    mkdir -p "$dir" || exit 1
    cp -r fsm "$dir/fsm"
    for table in $(sed -n 's/^table //p' "$file"); do
        awk -v table="$table" -f $here/edit.awk "$file" "$table" >"$dir/$table" || { echo "$bug: cannot be made"; failed=1; continue 2; }
    done
    if ! "$fsmgen" check $(cd "$dir" && grep -rlE '^(machine|decision) ' fsm --include='*.fsm' | sed "s|^|$dir/|") >"$dir/checked" 2>&1; then
        by="check $(sed -n 's/.*error: .*\[\([a-z_]*\)\]$/\1/p' "$dir/checked" | sort -u | tr '\n' ' ' | sed 's/ $//')"
    else
        QUICK=1 TABLES="$dir/fsm" sh $here/run.sh "$fsmgen" "$ladder" "$dir/run" test $(sed -n 's/^models *//p' "$file") >"$dir/searched" 2>&1
        by=nobody
        if [ -e "$dir/run/counterexample" ]; then
            by="search $(cat "$dir/run/found" 2>/dev/null)"
        elif grep -q 'cannot be made' "$dir/searched"; then
            cat "$dir/searched"
        fi
    fi
    printf '%-32s%-12s%-36s%s\n' "$bug" "${by%% *}" "${by#* }" "$(sed -n 's/^seen in *//p' "$file")"
    wanted=$(sed -n 's/^found by *//p' "$file")
    if [ "$by" = "$wanted" ]; then found=$((found + 1)); else echo "  but its file says: $wanted"; failed=1; fi
    if [ -n "$SHOW" ] && [ -e "$dir/run/counterexample" ]; then
        DRAW="$(cat "$dir/run/counterexample")" sh $here/run.sh "$fsmgen" "$ladder" "$dir/run" none
    fi
done
echo "$found of $# bugs found as expected"
exit $failed
