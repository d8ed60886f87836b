#!/bin/sh
# outputs.sh BUILD: what docs/demo.md and docs/diagnostics.md show as printed is what the commands print. From the source root.
set -u
build=$(cd "$1" && pwd) root=$PWD status=0
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1

# shows PAGE FILE: each line of the file is in the page; how far it is indented there does not count
shows() {
  sed 's/^ *//' "$root/docs/$1" >page
  sed 's/^ *//' "$2" >printed
  while IFS= read -r line; do
    grep -qxF -- "$line" page || { echo "docs/$1 does not show what is printed: $line"; status=1; }
  done <printed
}

# An Alice who is wrong.
grep -v '| timer patience *|' "$root/fsm/demo/alice.fsm" >my_alice.fsm
"$build/sipfsm" demo --alice my_alice.fsm >/dev/null 2>all && { echo "a table without its timer's row is taken"; status=1; }
head -n 1 all >first
shows demo.md first
sed 's/^action hang_up  /action hangs_up/; s/\([|,] *\)hang_up/\1hangs_up/g' "$root/fsm/demo/alice.fsm" >my_alice.fsm
"$build/sipfsm" demo --alice my_alice.fsm >/dev/null 2>all && { echo "an action that the program has not is taken"; status=1; }
shows demo.md all
head -n 1 all >first
shows diagnostics.md first

# An Alice who hangs up as soon as it rings, in the place of the one who was recorded.
row=$(grep -m 1 '^    | Ringing .*hang_up' "$root/docs/demo.md" | sed 's/^ *//')
awk -v row="$row" '/^\| Ringing +\| enter /{ print row; next } { print }' "$root/fsm/demo/alice.fsm" >my_alice.fsm
"$build/sipfsm" demo --cancel --record call.rec >/dev/null || { echo "the demo fails"; exit 1; }
"$build/sipfsm" replay call.rec --alice my_alice.fsm >all 2>&1
[ $? = 1 ] || { echo "the replay does not differ"; status=1; }
tail -n 3 all >differs # how many inputs there are varies
shows demo.md differs
[ $status -ne 0 ] || echo ok
exit $status
