#!/bin/sh
# The lock's model holds, with every row run; and a lock that locks when the door is closed, without throwing the bolt, is found.
#   model.sh FSMGEN      in a folder that files may be written to
set -eu
here=$(cd "$(dirname "$0")" && pwd) fsmgen=$1
mkdir -p lock_model
cd lock_model
cp "$here/lock_model.pml" .

search() {
  "$fsmgen" check lock.fsm
  "$fsmgen" emit promela lock.fsm -o .
  spin -a lock_model.pml
  cc -DSAFETY -o pan pan.c
  ./pan >found
}
fail() { cat found; echo "$1"; exit 1; }

cp "$here/lock.fsm" .
rm -f lock_model.pml.trail
search
grep -q 'errors: 0$' found || fail "the model does not hold"
grep -qE '^ +13 states, stored' found || fail "not the states that the lock has"
grep -q '(1 of [0-9]* states)' found || fail "something never runs (the end of the process never does)"

sed 's/^| Open     | closed       |          | Unlocked |/| Open     | closed       |          | Locked   |/' "$here/lock.fsm" >lock.fsm
search
grep -q 'errors: 1$' found || fail "the change is not found"
row=$(spin -t lock_model.pml | sed -n 's/^ *row //p' | tail -n 1)
grep "row lock $row " lock.pml
grep -q "row lock $row .*| Open | closed |  | Locked |" lock.pml || fail "it is found in another row"
echo ok
