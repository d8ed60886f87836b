#!/bin/sh
# sipfsm sim from outside: its profiles, its options, and that a seed repeats a run byte for byte.
#   sim.sh SIPFSM
set -eu
sipfsm=$1 work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { echo "$1"; exit 1; }

"$sipfsm" sim --profile help >"$work/profiles"
count=$(wc -l <"$work/profiles")
[ "$count" -ge 20 ] || fail "only $count profiles"
grep -q ' correct ' "$work/profiles" && grep -q ' hostile ' "$work/profiles" || fail "no kinds of profiles"

for seed in 1 2; do
    for run in a b; do
        "$sipfsm" sim --profile many --seed $seed --calls 300 --json >"$work/$seed$run" || fail "seed $seed: a violation"
    done
    cmp -s "$work/${seed}a" "$work/${seed}b" || fail "seed $seed does not repeat"
done
! cmp -s "$work/1a" "$work/2a" || fail "two seeds make the same run"
grep -q '"violations":0' "$work/1a" || fail "the report has no violations"
grep -q '"dispatch":{"run":[1-9]' "$work/1a" || fail "the report has no rows"

# What a standing call costs a core, all counted: at most 1,024 bytes.
"$sipfsm" sim --dialogs 200 --report memory >"$work/standing" || fail "200 calls do not stand"
counted=$(sed -n 's/^counted: \([0-9]*\) bytes a dialog$/\1/p' "$work/standing")
[ "${counted:-0}" -gt 400 ] && [ "$counted" -le 1024 ] || fail "a dialog costs '$counted' bytes"

for wrong in "--profile nosuch" "--dialogs 0" "--report nosuch" "--report memory" "--agents 1" "--agents 17" "--calls 0" "--seed x"; do
    status=0
    "$sipfsm" sim $wrong >/dev/null 2>"$work/error" || status=$?
    [ $status = 2 ] && [ -s "$work/error" ] || fail "'$wrong' ends with $status"
done
echo "ok: $count profiles"
