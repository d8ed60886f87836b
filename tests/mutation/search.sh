#!/bin/sh
# search.sh FSMGEN LADDER WORK MACHINE MUTANT: puts the table MUTANT in the place of MACHINE's and runs the searches that `make test`
# runs, of every model that the machine is in (or those of MODELS). Says in a line what came of it. From the source root. Exits with
#   0  found: a property does not hold, or a message never arrives, or all holds in fewer states than there must be
#   3  not found: every search was finished, and holds
#   anything else: it could not be searched, or not to the end within LIMIT_S seconds. That is never a find.
fsmgen=$1 ladder=$2 work=$3/$4 machine=$4 mutant=$5
here=tests/model
could_not() { echo "could not be searched: $1"; exit 4; }

# uses FILE: does it include the machine's table, itself or by another?
uses() {
    for file in $(sed -n 's/^#include "\(.*\.pml\)"$/\1/p' "$here/$1"); do
        [ "$file" != "$machine.pml" ] || return 0
        [ ! -e "$here/$file" ] || ! uses "$file" || return 0
    done
    return 1
}

table=$(grep -rlE "^(machine|decision) +$machine( |\$)" fsm --include='*.fsm')
[ -f "$table" ] || could_not "no table, or several, of $machine"
[ -f "$mutant" ] || could_not "no $mutant"
models=
for model in ${MODELS:-$(awk -F'|' '/^\|/ && $2 !~ /Model|---/ { print $2 }' $here/models.txt | uniq)}; do
    ! uses "${model%%:*}.pml" || models="$models $model"
done
[ -n "$models" ] || could_not "no model has $machine"

rm -rf "$work"
mkdir -p "$work" && cp -r fsm "$work/fsm" && cp "$mutant" "$work/$table" || could_not "no copy of the tables"
QUICK=1 TABLES="$work/fsm" timeout "${LIMIT_S:-600}" sh $here/run.sh "$fsmgen" "$ladder" "$work/run" test $models >"$work/searched" 2>&1
status=$?
[ $status != 124 ] || could_not "not within ${LIMIT_S:-600} s"
last=$(tail -n 1 "$work/searched" | tr -s ' ')
if [ -s "$work/run/found" ]; then
    echo "found: $(cat "$work/run/found") (${last%% [0-9]*})"
    exit 0
fi
[ $status = 0 ] && grep -q ' proof' "$work/searched" || could_not "$last"
fewer=$(grep -m 1 'proof, of fewer states$' "$work/searched" | awk '{ print $1, $2 }')
[ -z "$fewer" ] || { echo "found: fewer states ($fewer)"; exit 0; }
echo "not found: $(grep -c ' proof$' "$work/searched") searches hold"
exit 3
