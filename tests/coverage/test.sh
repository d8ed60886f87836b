#!/bin/sh
# The reporter on a machine of four states and counts written by hand.
#   test.sh CASE HERE REPORT HTML_CHECK
set -u
case=$1 here=$2 report=$3 html_check=$4
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
fail() { echo "FAIL: $*"; exit 1; }
cd "$here/fixture" || exit 1
mkdir -p "$work/walk" "$work/flow"
"$report" --tables >"$work/tables" || fail "--tables"
read -r checksum name <"$work/tables"
[ "$name" = lamp ] || fail "tables: $name"
for file in walk/table.lamp flow/lamp.flow; do sed "s/LAMP/$checksum/" "${file##*/}.counts" >"$work/$file"; done

same() { # FILE: what is expected
  diff -u "$1" "$work/out" || fail "$1 is not what came out"
}
refused() { # WORDS of the error
  "$report" "$work" --summary >"$work/out" 2>"$work/err"
  [ $? = 2 ] || fail "not refused"
  [ ! -s "$work/out" ] || fail "reported all the same"
  grep -q "$1" "$work/err" || { cat "$work/err"; fail "no '$1' said"; }
}

case $case in
  summary)
    "$report" "$work" --summary --clauses lamp.txt --lines lines.csv >"$work/out" || fail "exit status $?"
    same summary.out ;;
  rows)
    "$report" "$work" --rows "$work/out" --clauses lamp.txt || fail "exit status $?"
    same rows.out ;;
  check) # a row that never ran is named, and is an error; when it has run, all is well
    "$report" "$work" --check >"$work/out" && fail "two rows never ran, and it said nothing"
    same check.out
    printf 'counts 1\ntable %s 8\n4 1\n5 1\nend\n' "$checksum" >>"$work/walk/table.lamp"
    "$report" "$work" --check >"$work/out" || { cat "$work/out"; fail "all rows ran"; }
    [ ! -s "$work/out" ] || fail "said something about nothing"
    printf 'counts 1\ntable %s 8\n8 1\nend\n' "$checksum" >>"$work/flow/lamp.flow"
    "$report" "$work" --check >"$work/out" && fail "a \`never\` row ran in a flow"
    grep -q ':20: Off | dark: `never`, and it ran' "$work/out" || fail "the broken promise is not named" ;;
  refused)
    cp "$work/walk/table.lamp" "$work/whole"
    sed '$d' "$work/whole" >"$work/walk/table.lamp"; refused "cut off after line"
    head -c 30 "$work/whole" >"$work/walk/table.lamp"; refused "no counts file, by its line 2"
    echo nonsense >"$work/walk/table.lamp"; refused "no counts file, by its line 1"
    printf 'counts 1\ntable %s 8\n9 1\nend\n' "$checksum" >"$work/walk/table.lamp"; refused "no counts file, by its line 3"
    cp "$work/whole" "$work/walk/table.lamp"
    echo "0000000000000001 lamp" >"$work/tables"; refused "lamp has changed since: count anew"
    echo "$checksum other" >"$work/tables"; refused "not all machines were there"
    rm "$work/tables"; refused "no tests were counted here" ;;
  page)
    command -v dot >/dev/null || { echo "dot (graphviz) is not here"; exit 77; }
    "$report" "$work" --clauses lamp.txt --lines lines.csv --page "$work/page.html" --style ../page.css --script ../page.js || fail "exit status $?"
    "$html_check" "$work/page.html" || fail "the page is broken"
    # never run, in the list of gaps, in the diagram, in the matrix; a row's tests behind it
    grep -q '<a class="none" href="#lamp-5">On · dark</a>' "$work/page.html" || fail "no gap"
    grep -q '<tr class="row run4" id="lamp-6"' "$work/page.html" || fail "no count in colour"
    grep -q '<p><b>flow</b> <span class="test">lamp.flow <b>1203</b></span></p>' "$work/page.html" || fail "no test"
    grep -q '<td class="why">no &lt;power&gt; &amp; sorry</td>' "$work/page.html" || fail "a text is not as it should be"
    # and the checker sees what is broken
    for break in 's/<\/section>//' 's/href="#lamp-5"/href="#lamp-99"/' 's/id="lamp-8"/id="lamp-7"/' 's/ & / \& /;s/&amp; sorry/\& sorry/' \
      's/<h1>/<h1><img src="x.png">/' 's/class="row run4"/class=row/'; do
      sed "$break" "$work/page.html" >"$work/broken.html"
      "$html_check" "$work/broken.html" >/dev/null && fail "not noticed: $break"
    done
    true ;;
  *) fail "no such case: $case" ;;
esac
echo ok
