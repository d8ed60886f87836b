#!/bin/sh
# run.sh PART FSMGEN: one part of fsmgen's tests, from the source root. With UPDATE=1 the expected texts are written again:
# read the difference before you commit it.
part=$1
fsmgen=$2
here=tests/gen
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
failed=0

fail() {
    echo "FAIL $*"
    failed=1
}

# same EXPECTED GOT NAME
same() {
    if [ -n "$UPDATE" ]; then cp "$2" "$1"; fi
    diff -u "$1" "$2" || fail "$3"
}

# sane CODE STDERR NAME: no crash, no sanitizer's word, and an error has a place
sane() {
    [ "$1" -le 1 ] || fail "$3: exit $1"
    if [ "$1" -eq 1 ]; then grep -q ':[0-9]*:[0-9]*: error: ' "$2" || { cat "$2"; fail "$3: no located error"; }; fi
    if grep -q 'Sanitizer\|runtime error' "$2"; then cat "$2"; fail "$3: sanitizer"; fi
}

# Shared declarations and a frame: a table that is right, for the parts that damage one.
table=$here/machine/door.fsm

case $part in
bad) # each wrong table with exactly what is said about it; a first line `# -W...` is how it is asked
    for file in $here/bad/*.fsm; do
        how=$(sed -n '1s/^# \(-W[a-z-]*\)$/\1/p' "$file")
        "$fsmgen" check $how "$file" >"$work/out" 2>"$work/err"
        sane $? "$work/err" "$file"
        [ ! -s "$work/out" ] || fail "$file: says ok"
        same "${file%.fsm}.err" "$work/err" "$file"
        rm -f "$work"/*_fsm*
        "$fsmgen" emit c $how "$file" -o "$work" 2>/dev/null && fail "$file: emit succeeds"
        [ -z "$(ls "$work" | grep _fsm)" ] || fail "$file: emit writes"
        "$fsmgen" emit c $how "$file" -o "$work/new" 2>/dev/null
        [ ! -e "$work/new" ] || fail "$file: emit makes a folder"
    done
    ;;
good) # right tables, silent but for their line
    for file in $here/good/*.fsm; do
        "$fsmgen" check "$file" >"$work/out" 2>"$work/err" || fail "$file: refused"
        cat "$work/err"
        grep -q "^$file: ok: [0-9]* \(states, [0-9]* events\|conditions, [0-9]* answers\), [0-9]* rows\$" "$work/out" || fail "$file: $(cat "$work/out")"
    done
    ;;
docs) # the machine in docs/tables.md is one, and what the page says of it is what fsmgen says
    sed -n '/^```fsm$/,/^```$/p' docs/tables.md | grep -v '^```' >"$work/question.fsm"
    (cd "$work" && "$fsmgen" check question.fsm) >"$work/out" || fail "docs/tables.md: refused"
    sed -n '/^```decision$/,/^```$/p' docs/tables.md | grep -v '^```' >"$work/counter.fsm"
    (cd "$work" && "$fsmgen" check counter.fsm) >"$work/out2" || fail "docs/tables.md: the decision table is refused"
    grep -qF "\`fsmgen check counter.fsm\` says \`$(cat "$work/out2")\`" docs/tables.md || fail "docs/tables.md: says something else: $(cat "$work/out2")"
    grep -qF "\`fsmgen check question.fsm\` says \`$(cat "$work/out")\`" docs/tables.md || fail "docs/tables.md: says something else: $(cat "$work/out")"
    ;;
print) # the expansion is as expected, is a table again, and is its own expansion
    for file in $table $here/good/guards.fsm $here/machine/choice.fsm $here/machine/desk.fsm $here/machine/shop.fsm $here/machine/courier.fsm $here/machine/clerk.fsm; do
        name=$(basename "$file" .fsm)
        "$fsmgen" print "$file" >"$work/one.fsm" || fail "$file: print"
        same "$here/good/$name.print" "$work/one.fsm" "$file: print"
        "$fsmgen" print "$work/one.fsm" >"$work/two.fsm" || fail "$file: print of print"
        sed 1d "$work/one.fsm" >"$work/a"
        sed 1d "$work/two.fsm" >"$work/b"
        diff "$work/a" "$work/b" || fail "$file: print of print differs"
        "$fsmgen" emit dot "$file" >"$work/dot" || fail "$file: dot"
        grep -q '^digraph' "$work/dot" || fail "$file: no digraph"
    done
    # what is not reported of a list or wildcard is not reported of its expanded rows either
    for file in $table $here/machine/choice.fsm $here/machine/desk.fsm $here/good/*.fsm $(grep -rlE '^(machine|decision) ' fsm docs/examples --include='*.fsm' | LC_ALL=C sort); do
        "$fsmgen" print "$file" >"$work/one.fsm" && "$fsmgen" check -Werror "$work/one.fsm" >/dev/null || fail "$file: its print is not as clean"
    done
    # each unit, written in the largest that it fits
    for span in 1us=1us 1000us=1ms 1500us=1500us 60000ms=1min 90s=90s 120min=2h 90min=90min 24h=24h 0s=0us; do
        sed "s/^timer  T 1s/timer  T ${span%=*}/" $here/good/guards.fsm >"$work/span.fsm"
        "$fsmgen" print "$work/span.fsm" | grep -q "^timer  *T ${span#*=} " || fail "$span: $("$fsmgen" print "$work/span.fsm" | grep '^timer')"
    done
    ;;
emit) # the other outputs are as expected, and go where -o says
    for file in $table $here/good/guards.fsm $here/machine/choice.fsm $here/machine/desk.fsm $here/machine/shop.fsm $here/machine/courier.fsm $here/machine/clerk.fsm; do
        name=$(basename "$file" .fsm)
        for kind in mermaid:mmd json:json markdown:md promela:pml; do
            "$fsmgen" emit ${kind%:*} "$file" >"$work/out" || fail "$file: emit ${kind%:*}"
            same "$here/good/$name.${kind#*:}" "$work/out" "$file: emit ${kind%:*}"
            "$fsmgen" emit ${kind%:*} "$file" -o "$work" || fail "$file: emit ${kind%:*} -o"
            cmp "$work/out" "$work/$(sed -n 's/^\(machine\|decision\) *\([a-z_]*\).*/\2/p' "$file").${kind#*:}" || fail "$file: emit ${kind%:*} -o"
            rm "$work"/*
        done
    done
    for kind in index cascade; do
        "$fsmgen" emit $kind $table -o "$work/for/$kind/file" && [ -s "$work/for/$kind/file" ] || fail "emit $kind: a file in a new folder"
    done
    # a folder that is not there is made, and those above it; one that cannot be is said to be so
    for kind in c bin dot json; do
        "$fsmgen" emit $kind $table -o "$work/new/deeper//still/" || fail "emit $kind: a new folder"
        "$fsmgen" emit $kind $table -o "$work/new/deeper/still" || fail "emit $kind: a folder that is there"
        ls "$work/new/deeper/still/"door_lock* >/dev/null || fail "emit $kind: nothing in the new folder"
        : >"$work/file"
        for folder in "$work/file" "$work/file/deeper"; do
            "$fsmgen" emit $kind $table -o "$folder" 2>"$work/err"
            [ $? -eq 1 ] || fail "emit $kind: a folder where a file is"
            grep -q "^fsmgen: cannot make the folder $work/file: File exists\$" "$work/err" || fail "emit $kind: $(cat "$work/err")"
        done
        "$fsmgen" emit $kind $table -o "" 2>"$work/err" && fail "emit $kind: a folder without a name"
        rm -r "$work/new" "$work/file"
    done
    "$fsmgen" emit markdown --clauses $here/clauses/door.txt --root ../../../ $table >"$work/page" || fail "emit markdown --clauses"
    same $here/clauses/door.md "$work/page" "emit markdown --clauses"
    "$fsmgen" emit markdown --clauses $here/clauses/door.txt --root ../../.. $table | cmp - "$work/page" || fail "emit markdown: a root without its slash"
    "$fsmgen" emit markdown --root "" $table | grep -qF "($table)" || fail "emit markdown: a root that is here"
    "$fsmgen" emit index --clauses $here/clauses/door.txt $table $here/good/guards.fsm $here/machine/desk.fsm -o "$work/index" || fail "emit index"
    same $here/clauses/index.md "$work/index" "emit index"
    "$fsmgen" emit departures --clauses $here/clauses/door.txt --root ../.. $here/machine/choice.fsm $table $here/machine/desk.fsm -o "$work/departures" || fail "emit departures"
    same $here/clauses/departures.md "$work/departures" "emit departures"
    "$fsmgen" emit departures $table -o "$work/departures" && grep -q '^There are none\.$' "$work/departures" || fail "emit departures of none"
    "$fsmgen" emit clauses --clauses $here/clauses/door.txt --root ../.. $table -o "$work/conformance" || fail "emit clauses"
    same $here/clauses/conformance.md "$work/conformance" "emit clauses"
    # texts that need escapes: every one of them is JSON, and none of them breaks a table of the page
    {
        printf '# A "b\\c" | d `e` *f* <g> \001\377\303\251\355\240\200\n'
        sed 's/"neither | nor # nor"/"a\\b | `c` *d* <e> \o001\o377\o303\o251"/' $here/good/guards.fsm
    } >"$work/odd.fsm"
    "$fsmgen" emit json "$work/odd.fsm" >"$work/odd.json" || fail "odd texts"
    grep -q 'a\\\\b | `c` \*d\* <e> \\u0001\\ufffdé' "$work/odd.json" || fail "odd texts: $(grep 'd\* <e>' "$work/odd.json")"
    grep -q '"about": "A \\"b\\\\c\\" | d `e` \*f\* <g> \\u0001\\ufffdé\\ufffd\\ufffd\\ufffd\\n' "$work/odd.json" || fail "odd texts: $(grep about "$work/odd.json")"
    "$fsmgen" emit markdown "$work/odd.fsm" | LC_ALL=C grep -q 'a\\\\b \\| \\`c\\` \\\*d\\\* &lt;e>' || fail "odd texts in a page"
    for reader in "jq -e .format" "python3 -m json.tool"; do
        command -v ${reader%% *} >/dev/null || continue
        for json in $here/good/door.json $here/good/guards.json "$work/odd.json"; do
            $reader <"$json" >"$work/read" 2>&1 || { cat "$work/read"; fail "$json: $reader"; }
        done
    done
    ;;
model) # a cell whose rows are tried one after another, searched over all answers of its guards
    command -v spin >/dev/null && command -v cc >/dev/null || { echo "skipped: no spin"; exit 77; }
    "$fsmgen" emit promela $here/machine/choice.fsm >"$work/choice.pml" && cp $here/machine/choice_model.pml "$work" || fail "emit promela"
    (cd "$work" && spin -a choice_model.pml && cc -w -DSAFETY -o pan pan.c && ./pan -m1000) >"$work/out" 2>&1 || fail "no search"
    grep -q 'errors: 0' "$work/out" && ! grep -q 'too small\|not completed\|out of memory' "$work/out" || { cat "$work/out"; fail "choice_model.pml"; }
    ;;
svg) # the diagram: what a table's texts hold does no harm to it; Graphviz draws it, or is said to be missing
    for file in $table $here/good/guards.fsm $here/machine/desk.fsm fsm/*/*.fsm; do
        "$fsmgen" emit dot "$file" >"$work/dot" || fail "$file: emit dot"
        if grep -q '^decision ' "$file"; then # its rows, and a row of titles
            [ "$(grep -c '<TR>' "$work/dot")" -eq "$("$fsmgen" check "$file" | sed 's/.* \([0-9]*\) rows/\1 + 1/' | xargs expr)" ] || fail "$file: a row a row"
            continue
        fi
        [ "$(grep -c '^    "[A-Za-z_0-9][A-Za-z_0-9]*" \[' "$work/dot")" -eq "$("$fsmgen" check "$file" | sed 's/.*ok: \([0-9]*\) states.*/\1/')" ] || fail "$file: a box a state"
    done
    sed 's/"neither | nor # nor"/"a\\b | `c` *d* <e> \o001\o377\o303\o251 \&amp; >"/; s/^input k /input k /' $here/good/guards.fsm >"$work/odd.fsm"
    "$fsmgen" emit dot "$work/odd.fsm" >"$work/dot" || fail "odd texts"
    LC_ALL=C grep -q "$(printf '[\001\377]')" "$work/dot" && fail "odd bytes in a diagram"
    mkdir "$work/none"
    PATH="$work/none" "$fsmgen" emit svg $table >"$work/out" 2>"$work/err"
    [ $? -eq 1 ] || fail "svg without dot"
    grep -q '`dot`, which draws the diagram, is missing' "$work/err" || fail "does not say that dot is missing"
    [ -s "$work/out" ] && fail "half a picture"
    for kind in dot mermaid; do # rows that do the same are one line of an arrow, but for those of \`else\`
        "$fsmgen" emit $kind $here/good/group.fsm | sed 's,</*[BFI][A-Z]*[^>]*>,,g; s,<br>, ,g' >"$work/group" || fail "emit $kind of a group"
        grep -q 'one, two \[!hot\] / ring' "$work/group" || { cat "$work/group"; fail "$kind: no group"; }
        grep -q 'one \[else\] / ring.*two \[else\] / ring' "$work/group" || { cat "$work/group"; fail "$kind: a group of else"; }
    done
    printf '#!/bin/sh\necho graph 1 2 2\necho node n9 1 1 1 1\n' >"$work/none/dot" && chmod +x "$work/none/dot"
    PATH="$work/none:$PATH" "$fsmgen" emit svg $table >"$work/out" 2>"$work/err" && fail "a dot that lies"
    grep -q 'something else than places' "$work/err" && [ ! -s "$work/out" ] || fail "a dot that lies: $(cat "$work/err")"
    rm "$work/none/dot"
    if command -v dot >/dev/null; then
        for file in $table $here/good/guards.fsm $here/machine/desk.fsm "$work/odd.fsm"; do
            "$fsmgen" emit svg "$file" >"$work/svg" 2>"$work/err" || fail "$file: emit svg"
            [ -s "$work/err" ] && { cat "$work/err"; fail "$file: dot complains"; }
            grep -q '<svg' "$work/svg" && tail -n 1 "$work/svg" | grep -q '</svg>' || fail "$file: no picture"
        done
        "$fsmgen" emit svg $table -o "$work" && grep -q BrokenOpen "$work/door_lock.svg" || fail "emit svg -o"
        "$fsmgen" emit svg $here/good/group.fsm >"$work/svg" || fail "emit svg of a group"
        grep -q '>one, two <tspan class="g">\[!hot\]</tspan> / <tspan class="a">ring</tspan><' "$work/svg" || fail "rows that do the same do not share a line"
        for way in light dark; do grep -q "$way" "$work/svg" || fail "no colours for $way"; done
        printf '#!/bin/sh\nexit 3\n' >"$work/none/dot" && chmod +x "$work/none/dot"
        PATH="$work/none:$PATH" "$fsmgen" emit svg $table -o "$work/none" 2>"$work/err" && fail "a dot that fails"
        [ -e "$work/none/door_lock.svg" ] && fail "a picture of nothing"
    fi
    ;;
traced) # rows against a list of clauses, both ways, and lists that are none
    "$fsmgen" check --clauses $here/clauses/door.txt $table >"$work/out" 2>"$work/err" || fail "door.txt: refused"
    cat "$work/err"
    grep -q "^$here/clauses/door.txt: ok: 7 clauses" "$work/out" || fail "door.txt: $(cat "$work/out")"
    grep -q "^$here/clauses/door.txt: ok: 5 musts: 2 kept, 1 in part, 1 missing, 1 not offered\$" "$work/out" || fail "door.txt: $(cat "$work/out")"
    for list in $here/clauses/bad/*.txt; do
        "$fsmgen" check --clauses "$list" $table >"$work/out" 2>"$work/err"
        code=$?
        sane $code "$work/err" "$list"
        [ $code -eq 1 ] || fail "$list is accepted"
        same "${list%.txt}.err" "$work/err" "$list"
        [ ! -s "$work/out" ] || fail "$list: says ok"
    done
    # C that cites clauses, and is said to
    c=$here/clauses/code
    "$fsmgen" check --clauses $c/good.txt --code $c/good $table >"$work/out" 2>"$work/err" || fail "good.txt and C: refused"
    cat "$work/err"
    grep -q "^$c/good.txt: ok: 8 clauses, each answered by a row or by C" "$work/out" && grep -q "^$c/good.txt: ok: 9 citations in 3 files of C\$" "$work/out" || fail "good.txt and C: $(cat "$work/out")"
    for code in $c/good/ "./$c/good/" "$c/good/lock.c --code $c/good/deep"; do
        "$fsmgen" check --clauses $c/good.txt --code $code $table >/dev/null || fail "--code $code"
    done
    "$fsmgen" check --clauses $c/good.txt $table >/dev/null 2>"$work/err" && fail "a clause that only C answers, without C"
    grep -q "no row answers clause 'door:7.B'" "$work/err" || fail "without C: $(cat "$work/err")"
    "$fsmgen" check --clauses $c/good.txt --code $c/good/deep $table >/dev/null 2>"$work/err" && fail "C that is left out"
    grep -q 'lock.c is not one of the C files' "$work/err" || fail "C that is left out: $(cat "$work/err")"
    "$fsmgen" check --clauses $c/bad.txt --code $c/bad $table >"$work/out" 2>"$work/err"
    code=$?
    sane $code "$work/err" "bad.txt and C"
    [ $code -eq 1 ] || fail "bad.txt and C are accepted"
    same $c/bad.err "$work/err" "bad.txt and C"
    [ ! -s "$work/out" ] || fail "bad.txt and C: says ok"
    mkdir "$work/none"
    for code in "$work/none" "$work/missing.c" "$work/missing"; do
        "$fsmgen" check --clauses $c/good.txt --code "$code" $table >/dev/null 2>"$work/err"
        code=$?
        sane $code "$work/err" "--code of nothing"
        [ $code -eq 1 ] || fail "--code of nothing is accepted"
    done
    "$fsmgen" check --clauses $c/good.txt --code $c/good $table --stamp "$work/s" --deps "$work/s.d" >/dev/null && grep -q 'code/good/deep/safe.h' "$work/s.d" || fail "--deps of C"
    head -c 3000 "$fsmgen" >"$work/binary"
    mkdir "$work/odd" && cp "$fsmgen" "$work/odd/binary.c" && head -c 20000 "$fsmgen" | tr '\000-\010' '/*"x:7\n\n' >"$work/odd/binary.rl"
    timeout 20 "$fsmgen" check --clauses $here/clauses/door.txt --code "$work/odd" $table >/dev/null 2>"$work/err"
    sane $? "$work/err" "C that is none"
    head -c 9000 "$fsmgen" | tr '\000-\010' 'cl""::\n\n' >"$work/binary2"
    for list in binary binary2 missing .; do
        "$fsmgen" check --clauses "$work/$list" $table >/dev/null 2>"$work/err"
        code=$?
        sane $code "$work/err" "$list"
        [ $code -eq 1 ] || fail "$list is accepted"
        "$fsmgen" emit markdown --clauses "$work/$list" $table >"$work/out" 2>/dev/null && fail "$list: a page is made"
        [ ! -s "$work/out" ] || fail "$list: part of a page"
    done
    size=$(wc -c <$here/clauses/door.txt)
    at=0
    while [ $at -lt "$size" ]; do
        head -c $at $here/clauses/door.txt >"$work/cut.txt"
        "$fsmgen" check --clauses "$work/cut.txt" $table >/dev/null 2>"$work/err"
        sane $? "$work/err" "clauses cut at $at"
        at=$((at + 3))
    done
    {
        echo 'document x "X"'
        seq 0 4096 | sed 's/.*/clause x:& "t" "g"/'
    } >"$work/many.txt"
    "$fsmgen" check --clauses "$work/many.txt" $table >/dev/null 2>"$work/err" && fail "4,097 clauses are accepted"
    grep -q 'error: more than 4096 clauses' "$work/err" || fail "4,097 clauses: no word of the limit"
    for line in 'must x:1 "&" by rows' 'replaces x:1 x:2 for A "&"' 'document x& "X"' 'section x:& "t"'; do
        { printf 'document x "X"\nclause x:1 "t" "g"\n'; seq 0 4096 | sed "s/.*/$line/"; } >"$work/many.txt"
        "$fsmgen" check --clauses "$work/many.txt" $table >/dev/null 2>"$work/err" && fail "4,097 times $line"
        grep -q 'error: more than 4096 ' "$work/err" || fail "4,097 times $line: no word of the limit"
    done
    ;;
named) # each diagnostic has a wrong table and a right one, and a section of its page; -W does as it says
    d=$here/diagnostics
    "$fsmgen" --diagnostics >"$work/list" || fail "--diagnostics"
    awk '{ print $1 }' "$work/list" >"$work/names"
    sed -n 's/^## //p' docs/diagnostics.md | diff "$work/names" - || fail "docs/diagnostics.md has others"
    [ "$(wc -l <"$work/names")" -ge 19 ] || fail "too few"
    while read -r name level about; do
        case $name in offered | limits) continue ;; esac # of programs that load tables; of 65,535 words
        kind=error on=
        [ "$level" = error ] || [ "$level" = always ] || kind=warning
        if [ "$level" = off ]; then
            on=-Wall
            "$fsmgen" check $d/$name.bad.fsm 2>&1 | grep "warning\|error" && fail "$name is reported"
        fi
        "$fsmgen" check $on $d/$name.bad.fsm >/dev/null 2>"$work/err"
        code=$?
        [ $code -eq $([ $kind = error ] && echo 1 || echo 0) ] || fail "$name.bad.fsm: exit $code"
        grep -q "^$d/$name.bad.fsm:[0-9]*:[0-9]*: $kind: .* \\[$name\\]\$" "$work/err" || { cat "$work/err"; fail "$name.bad.fsm: not told"; }
        grep ': \(error\|warning\): ' "$work/err" | grep -v "\\[$name\\]\$" && fail "$name.bad.fsm: told more"
        "$fsmgen" check -Wall -Werror $d/$name.good.fsm >/dev/null 2>"$work/err" || { cat "$work/err"; fail "$name.good.fsm"; }
        "$fsmgen" check -Wall -Werror $d/$name.bad.fsm >/dev/null 2>&1 && fail "$name.bad.fsm with -Werror"
        for options in -Wno-all '-Wall -Wno-all' '-Werror -Wno-all'; do
            "$fsmgen" check $options $d/$name.bad.fsm >/dev/null 2>"$work/err"
            [ $? -eq $([ $kind = error ] && echo 1 || echo 0) ] || fail "$name.bad.fsm with $options"
            [ $kind = error ] || [ ! -s "$work/err" ] || { cat "$work/err"; fail "$name.bad.fsm with $options: told"; }
        done
        "$fsmgen" check -Werror=$name $d/$name.bad.fsm >/dev/null 2>"$work/err" && fail "$name.bad.fsm with -Werror=$name"
        grep -q ': error: ' "$work/err" || fail "-Werror=$name"
        if [ "$level" = always ]; then
            for option in -Wno-$name -Wwarning=$name; do
                "$fsmgen" check $option $d/$name.good.fsm >/dev/null 2>"$work/err"
                [ $? -eq 2 ] || fail "$option is taken"
                grep -q "stays an error: $option" "$work/err" || fail "$option: no reason"
            done
            continue
        fi
        "$fsmgen" check -Wno-$name $d/$name.bad.fsm >/dev/null 2>"$work/err" || { cat "$work/err"; fail "-Wno-$name"; }
        [ -s "$work/err" ] && fail "-Wno-$name: still told"
        "$fsmgen" check -Wwarning=$name $d/$name.bad.fsm >/dev/null 2>"$work/err" || fail "-Wwarning=$name"
        grep -q ': warning: ' "$work/err" || fail "-Wwarning=$name: no warning"
        "$fsmgen" check -Wno-$name -W$name $d/$name.bad.fsm >/dev/null 2>"$work/err"
        grep -q ": $kind: " "$work/err" || fail "-W$name: not told"
    done <"$work/list"
    # more warnings than are printed, and an error after them: the error is reported
    {
        printf 'machine m\ncontext "int"\ninitial A\nfinal End\ntimer T 0s\ninput go from app\n'
        seq 200 | sed 's/.*/input e& from app/'
        printf '| State | Event | Next | Actions | Spec |\n|-|-|-|-|-|\n| A | go | B | | - |\n| B | enter | | start T | - |\n| B | timer T | - | restart T | - |\n'
        printf '| B | go | End | stop T | - |\n'
        seq 200 | sed 's/.*/| A | e& | - | stop T | x:& |\n| B | e& | - | | - |/'
    } >"$work/warned.fsm"
    "$fsmgen" check "$work/warned.fsm" >/dev/null 2>"$work/err" && fail "an error behind warnings"
    grep -q 'error: .* \[endless\]$' "$work/err" || fail "an error behind warnings is not told"
    [ "$(grep -c 'warning: .* \[idle-stop\]$' "$work/err")" -eq 100 ] && [ "$(tail -n 1 "$work/err")" = "fsmgen: 100 more messages" ] || fail "warnings: $(tail -n 1 "$work/err")"
    "$fsmgen" check -Wnonsense $d/alike.good.fsm >/dev/null 2>"$work/err"
    [ $? -eq 2 ] || fail "-Wnonsense is taken"
    # what is made of the tables of this project has no warnings
    for file in $(grep -rlE '^(machine|decision) ' fsm docs/examples --include='*.fsm' | LC_ALL=C sort); do
        "$fsmgen" check -Wall -Werror -Wno-alike "$file" >/dev/null || fail "$file: warnings"
    done
    ;;
clauses) # the tables and the C of this project against the clauses they answer to
    "$fsmgen" check --clauses fsm/clauses.txt --code runtime --code grammar $(grep -rlE '^(machine|decision) ' fsm --include='*.fsm' | LC_ALL=C sort) >"$work/out" || failed=1
    grep '^fsm/clauses' "$work/out"
    ;;
pages) # the reference pages are those of the tables as they are
    sh docs/machines/pages.sh "$fsmgen" --check || failed=1
    ;;
cascade) # several machines: the bounds, and what is wrong between machines
    "$fsmgen" check $here/cascade/a.fsm $here/cascade/b.fsm >"$work/out" || fail "a b"
    same $here/cascade/ab.out "$work/out" "a b"
    "$fsmgen" emit cascade $here/cascade/a.fsm $here/cascade/b.fsm -o "$work/bound.h" || fail "emit a b"
    same $here/cascade/ab.h.txt "$work/bound.h" "emit a b"
    "$fsmgen" check $here/cascade/a.fsm $here/cascade/cycle.fsm >"$work/out" 2>"$work/err" && fail "a cycle is accepted"
    same $here/cascade/cycle.err "$work/err" "cycle"
    [ ! -s "$work/out" ] || fail "cycle: says ok"
    "$fsmgen" check $here/cascade/a.fsm $here/cascade/lost.fsm >"$work/out" 2>"$work/err" && fail "lost events are accepted"
    same $here/cascade/lost.err "$work/err" "lost"
    [ ! -s "$work/out" ] || fail "lost: says ok"
    "$fsmgen" check $here/cascade/unknown.fsm >/dev/null 2>"$work/err" && fail "unknown names are accepted"
    same $here/cascade/unknown.err "$work/err" "unknown"
    # one file is not all: others are not known; but its bounds are those of all, so there they are
    "$fsmgen" check -Werror $here/cascade/a.fsm >/dev/null || fail "a: refused by itself"
    "$fsmgen" emit cascade $here/cascade/a.fsm -o "$work/alone.h" 2>"$work/err" && fail "emit cascade of a part"
    grep -q "a.fsm:[0-9]*:[0-9]*: error: 'lower' is not a machine of these files or a sink \[cascade\]" "$work/err" || fail "emit cascade of a part: $(cat "$work/err")"
    "$fsmgen" emit cascade -Wno-raises $here/diagnostics/raises.bad.fsm -o "$work/alone.h" 2>/dev/null && fail "emit cascade of a wrong sink"
    [ ! -e "$work/alone.h" ] || fail "emit cascade of a part: something is written"
    sed '/^action tell/d; s/nett/net/; s/send, tell/send/' $here/diagnostics/raises.bad.fsm >"$work/alone.fsm"
    "$fsmgen" emit cascade "$work/alone.fsm" -o "$work/alone.h" && grep -q 'NET 1' "$work/alone.h" || fail "emit cascade of one that is all"
    # machines of one kind are not misspelt sinks, nor one another
    printf 'machine uac\ncontext "int"\ninitial On\nfinal none\ninput hup from app\naction tell raises uas.done, uas.enter, uax.hup\n| State | Event | Next | Actions | Spec |\n|-|-|-|-|-|\n| On | hup | - | tell | - |\n' >"$work/uac.fsm"
    "$fsmgen" check "$work/uac.fsm" >/dev/null 2>"$work/err" || fail "uac"
    [ "$(grep -c '\[raises\]' "$work/err")" -eq 1 ] && grep -q "'uax' is not a sink" "$work/err" && grep -q "did you mean 'uac'" "$work/err" || fail "uac: $(cat "$work/err")"
    "$fsmgen" check $here/cascade/a.fsm $here/bad/total.fsm >"$work/out" 2>/dev/null && fail "a wrong file beside a right one is accepted"
    [ ! -s "$work/out" ] || fail "a wrong file beside a right one: says ok"
    # pages of several machines: each says which of the others raise its events, with links; a page of one machine cannot
    says() { grep -qxF "$2" "$work/pages/$1.md" || fail "page of $1: no line $2"; }
    printf 'machine third\ncontext "int"\ninitial On\nfinal none\nsink up "a sink that is called as a machine is"\ninput hup from app\naction tell raises up.done\n| State | Event | Next | Actions | Spec |\n|-|-|-|-|-|\n| On | hup | - | tell | - |\n' >"$work/third.fsm"
    "$fsmgen" emit markdown $here/cascade/a.fsm $here/cascade/b.fsm $here/good/guards.fsm "$work/third.fsm" -o "$work/pages" || fail "pages of several"
    [ "$(ls "$work/pages" | tr '\n' ' ')" = "guards.md lower.md third.md upper.md " ] || fail "pages of several: $(ls "$work/pages")"
    says upper '| `done` | [lower](lower.md#actions) |  |'
    says upper '| `go` | the application |  |'
    says upper '| `ask` |  | [`lower.work`](lower.md#events), 2 times `net.datagram` | `Idle`: go |'
    says upper 'A machine is named if an action of its table raises the event; the code around the tables may raise it as well.'
    says lower '| `work` | [upper](upper.md#actions) |  |'
    says lower '| `answer` |  | [`up.done`](upper.md#events), 3 times `log.line` | `Idle`: work |'
    says guards '| `c` | another machine |  |'
    says guards 'What comes from *another machine* is raised by no table that has a page here.'
    says third '| `tell` |  | `up.done` | `On`: hup |'
    # a decision table is raised for as a machine is; its page has rows, and no events
    sed 's/raises nett.packet/raises desk.decide/; /^action tell/d; s/send, tell/send/' $here/diagnostics/raises.bad.fsm >"$work/asks.fsm"
    "$fsmgen" emit markdown "$work/asks.fsm" $here/machine/desk.fsm -o "$work/pages" && grep -qF '[`desk.decide`](desk.md#rows)' "$work"/pages/*.md || fail "a decision that is raised for"
    sed 's/raises desk.decide/raises desk.decid/' "$work/asks.fsm" >"$work/asks2.fsm"
    "$fsmgen" check "$work/asks2.fsm" $here/machine/desk.fsm >/dev/null 2>"$work/err" && fail "an event that a decision has not"
    grep -q "error: decision 'desk' has no event 'decid' \[cascade\]" "$work/err" || fail "$(cat "$work/err")"
    "$fsmgen" emit markdown $here/cascade/a.fsm -o "$work/pages" || fail "a page of one"
    says upper '| `done` | another machine |  |'
    says upper '| `ask` |  | `lower.work`, 2 times `net.datagram` | `Idle`: go |'
    grep -q 'A machine is named\|that has a page here' "$work/pages/upper.md" && fail "a page of one speaks of others"
    rm -r "$work/pages"
    "$fsmgen" emit markdown $here/cascade/a.fsm $here/bad/total.fsm -o "$work/pages" 2>/dev/null && fail "pages beside a wrong table"
    "$fsmgen" emit markdown $here/cascade/a.fsm $here/cascade/lost.fsm -o "$work/pages" 2>/dev/null && fail "pages of lost events"
    [ ! -e "$work/pages" ] || fail "pages beside a wrong table: $(ls "$work/pages")"
    ;;
again) # byte for byte the same, and untouched when it is
    mkdir "$work/a" "$work/b"
    "$fsmgen" emit c $table -o "$work/a" && "$fsmgen" emit c $table -o "$work/b" || fail "emit"
    diff -r "$work/a" "$work/b" || fail "two runs differ"
    [ "$(ls "$work/a" | wc -l)" -eq 3 ] || fail "not three files: $(ls "$work/a")"
    if grep -r "$work\|$(pwd)" "$work/a"; then fail "a path of this machine"; fi
    # a note is for readers of the table: the generated C is the same
    mkdir "$work/plain" "$work/noted"
    cp $here/good/guards.fsm "$work/plain"
    sed '/^| *\(State\|[-:]\)/!s/|\([^|"]*\)|\([^|"]*\)|$/|\1"a note | of a row" |\2|/' $here/good/guards.fsm >"$work/noted/guards.fsm"
    [ "$("$fsmgen" emit json "$work/noted/guards.fsm" | grep -c '"why": "a note')" -ge 12 ] || fail "no notes"
    for folder in plain noted; do
        (cd "$work/$folder" && "$fsmgen" emit c guards.fsm -o . && "$fsmgen" emit bin guards.fsm -o . && "$fsmgen" emit dot guards.fsm -o . && rm guards.fsm) || fail "$folder"
    done
    diff -r "$work/plain" "$work/noted" || fail "a note changes what is made"
    touch -t 200001010000 "$work/a/door_lock_fsm.c"
    touch -t 200101010000 "$work/mark"
    "$fsmgen" emit c $table -o "$work/a"
    [ -z "$(find "$work/a/door_lock_fsm.c" -newer "$work/mark")" ] || fail "an unchanged file is written"
    echo stale >"$work/a/door_lock_fsm.c"
    "$fsmgen" emit c $table -o "$work/a"
    cmp "$work/a/door_lock_fsm.c" "$work/b/door_lock_fsm.c" || fail "a stale file stays"
    ;;
rule) # --deps and --stamp: what was read, as make reads it; a stamp says when, an output that is the same stays
    locks=$here/machine/locks.fsm
    "$fsmgen" emit c $table -o "$work/out" --deps "$work/deep/rule.d" || fail "--deps"
    for line in "$work/out/door_lock_fsm.h $work/out/door_lock_fsm.c $work/out/door_lock_fsm_names.c: \\" "  $(pwd)/$table \\" "  $(pwd)/$locks" "$(pwd)/$locks:"; do
        grep -qxF -e "$line" "$work/deep/rule.d" || fail "--deps: no line '$line'"
    done
    "$fsmgen" check --clauses $here/clauses/door.txt $table --stamp "$work/new/s" --deps "$work/d" >/dev/null || fail "check --deps"
    [ "$(sed '/^$/,$d' "$work/d" | tr -d ' \\\n')" = "$work/new/s:$(pwd)/$here/clauses/door.txt$(pwd)/$table$(pwd)/$locks" ] || fail "check --deps: $(cat "$work/d")"
    [ -f "$work/new/s" ] || fail "no stamp"
    # a stamp gets the time, and loses nothing; what did not go well has none
    echo kept >"$work/stamp"
    touch -t 200001010000 "$work/stamp" "$work/out/door_lock_fsm.c"
    touch -t 200101010000 "$work/mark"
    newer() { [ -n "$(find "$1" -newer "$work/mark")" ]; }
    "$fsmgen" emit c $table -o "$work/out" --stamp "$work/stamp" || fail "--stamp"
    [ "$(cat "$work/stamp")" = kept ] && newer "$work/stamp" || fail "--stamp: no time, or no longer what it was"
    newer "$work/out/door_lock_fsm.c" && fail "--stamp: an output that is the same has a new time"
    "$fsmgen" emit c $table -o "$work/out" --stamp "$work/out/door_lock_fsm.c" || fail "--stamp of an output"
    newer "$work/out/door_lock_fsm.c" || fail "--stamp of an output: no time"
    touch -t 200001010000 "$work/stamp"
    "$fsmgen" check $here/bad/total.fsm --stamp "$work/stamp" --deps "$work/bad.d" 2>/dev/null && fail "a wrong table"
    newer "$work/stamp" || [ -e "$work/bad.d" ] && fail "a wrong table has a stamp or a rule"
    "$fsmgen" check $table --stamp "$work/s" --deps "$work/mark/d" >/dev/null 2>"$work/err" && fail "a rule that cannot be written"
    grep -q "^fsmgen: cannot make the folder $work/mark: File exists" "$work/err" && [ ! -e "$work/s" ] || fail "$(cat "$work/err")"
    "$fsmgen" check $table --stamp "$work" >/dev/null 2>"$work/err" && fail "a stamp that is a folder"
    grep -q "^fsmgen: cannot write $work: " "$work/err" || fail "$(cat "$work/err")"
    # one name typed for another costs nothing
    mkdir "$work/own"
    cp -R $here/machine/. "$work/own"
    cp $here/clauses/door.txt "$work/own"
    kept() {
        "$fsmgen" "$@" >/dev/null 2>"$work/err" && fail "$*: all is well"
        grep -q "$says" "$work/err" || fail "$*: $(cat "$work/err")"
        for kept in "$here"/machine/* $here/clauses/door.txt; do
            [ -d "$kept" ] || cmp "$kept" "$work/own/${kept##*/}" || { fail "$*"; cp "$kept" "$work/own"; }
        done
    }
    own=$work/own/${table##*/} says='is an input, and would be lost'
    kept check "$own" --stamp "$work/s" --deps "$own"
    kept check "$own" --stamp "$work/s" --deps "$work/own/../own/locks.fsm"
    kept check "$own" --stamp "$own"
    kept check --clauses "$work/own/door.txt" "$own" --stamp "$work/own/door.txt"
    kept emit cascade "$own" -o "$own"
    kept emit index "$own" -o "$work/own/locks.fsm"
    ln -s "$own" "$work/link"
    kept emit cascade "$own" -o "$work/link"
    says='must name a file that is no other output'
    kept emit c "$own" -o "$work/out" --deps "$work/out/door_lock_fsm.c"
    grep -q 'struct sf_fsm' "$work/out/door_lock_fsm.c" || fail "--deps over an output"
    kept check "$own" --stamp "$work/s" --deps "$work/s"
    says='would be an empty file whose name ends like that of the output'
    kept emit c "$own" -o "$work/out" --stamp "$work/out/door_fsm.c"
    [ ! -e "$work/out/door_fsm.c" ] || fail "a stamp that looks like an output"
    # names that are hard to write, read by make
    if command -v make >/dev/null; then
        odd='a b/\ $x#:%.fsm'
        mkdir "$work/make" "$work/make/a b"
        cp $locks "$work/make/$odd"
        awk -v odd='a b/\\ $x#:%.fsm' '/^include/ { print "include \"" odd "\""; next } { print }' $table >"$work/make/t.fsm"
        printf 'o/s: t.fsm\n\techo made && "$(FSMGEN)" emit c $< -o o --stamp $@ --deps o/d\n-include o/d\n' >"$work/make/Makefile"
        made() { [ "$(make -s -C "$work/make" FSMGEN="$(realpath "$fsmgen")" 2>&1)" = "$1" ] || { cat "$work/make/o/d"; fail "make $2"; }; }
        made made "at first"
        made "" "again"
        touch -t 200001010000 "$work/make/o/s" "$work/make/t.fsm"
        made made "once the included file is newer"
        made "" "again, once it was"
        newline='a
b.fsm'
        cp $here/good/guards.fsm "$work/make/$newline"
        "$fsmgen" check "$work/make/$newline" --stamp "$work/s" --deps "$work/newline.d" >/dev/null 2>"$work/err" && fail "a line feed in a rule"
        grep -q 'a rule for make cannot name a file whose name has a line feed' "$work/err" && [ ! -e "$work/newline.d" ] || fail "$(cat "$work/err")"
    fi
    ;;
cut) # a table cut at every byte: an error with its place, never a crash
    cp $here/machine/locks.fsm "$work"
    size=$(wc -c <$here/good/guards.fsm)
    at=0
    while [ $at -lt "$size" ]; do
        head -c $at $here/good/guards.fsm >"$work/cut.fsm"
        "$fsmgen" check "$work/cut.fsm" >/dev/null 2>"$work/err"
        sane $? "$work/err" "cut at $at"
        at=$((at + 1))
    done
    ;;
odd) # files that are no tables, and tables with odd bytes
    : >"$work/empty.fsm"
    printf '\n\n# nothing\n' >"$work/comment.fsm"
    printf 'machine x\000\n' >"$work/nul.fsm"
    head -c 5000 "$fsmgen" >"$work/binary.fsm"
    head -c 3000 "$fsmgen" | tr -d '\000' >"$work/binary2.fsm"
    head -c 20000 "$fsmgen" | tr '\000-\010' '||||""\n\n' >"$work/binary3.fsm"
    for bytes in '|' '||' '|-|' '|:--' '| "' '| "|' '| State |' '| State' '|*' '| * | *' 'timer' 'timer A' 'timer A 5s if' 'const T' \
        'final' 'class' 'class c range 9..1' 'class c range 99999999999999999999' 'include ""' 'include "."' 'include "/"' '!' '"' '..' '\001' \
        '\377\376' '\357\273\277' '\357\273' 'exclusive a' 'action a raises' 'action a raises 0 b.c' 'header "' 'machine 7'; do
        printf "$bytes" >"$work/part.fsm"
        "$fsmgen" check "$work/part.fsm" >/dev/null 2>"$work/err"
        code=$?
        sane $code "$work/err" "'$bytes'"
        [ $code -eq 1 ] || fail "'$bytes' is accepted"
        { cat $here/good/guards.fsm; printf "$bytes"; } >"$work/part.fsm"
        "$fsmgen" check "$work/part.fsm" >/dev/null 2>"$work/err"
        sane $? "$work/err" "guards.fsm and '$bytes'"
    done
    for file in empty comment nul binary binary2 binary3 missing; do
        "$fsmgen" check "$work/$file.fsm" >/dev/null 2>"$work/err"
        code=$?
        sane $code "$work/err" $file
        [ $code -eq 1 ] || fail "$file is accepted"
    done
    "$fsmgen" check "$work" 2>"$work/err" && fail "a folder is accepted"
    # an included pipe is not waited for, whether it is in the table's folder or in one of -I
    mkdir "$work/pipes" && mkfifo "$work/pipe.fsm" "$work/pipes/other.fsm" || fail "no pipes"
    for pipe in pipe other; do
        { printf 'include "%s.fsm"\n' $pipe; cat $here/good/guards.fsm; } >"$work/piped.fsm"
        timeout 10 "$fsmgen" check -I "$work/pipes" "$work/piped.fsm" >/dev/null 2>"$work/err"
        [ $? -eq 1 ] && grep -q "piped.fsm:1:9: error: cannot read '.*$pipe.fsm': this is not a regular file\$" "$work/err" || fail "an included pipe: $(cat "$work/err")"
    done
    timeout 10 sh -c "cat $here/good/guards.fsm | '$fsmgen' check /dev/stdin" >/dev/null || fail "a table from a pipe, asked for"
    # these are harmless: CRLF, a byte order mark, tabs, ragged columns
    { printf '\357\273\277'; sed 's/$/\r/; s/ | /\t|   /' $here/good/guards.fsm; } >"$work/dos.fsm"
    "$fsmgen" check "$work/dos.fsm" >/dev/null || fail "CRLF, tabs and a mark"
    "$fsmgen" print "$work/dos.fsm" | sed 1d >"$work/a"
    "$fsmgen" print $here/good/guards.fsm | sed 1d | diff - "$work/a" || fail "CRLF, tabs and a mark change the table"
    ;;
ports) # the ports of machines and the bindings of their owners, in files that are correct alone
    for file in unknown_machine unknown_port unknown_event unbound; do
        "$fsmgen" check $here/ports/$file.fsm >/dev/null || fail "$file: refused alone"
        "$fsmgen" check $here/ports/asker.fsm $here/ports/desk.fsm $here/ports/$file.fsm >"$work/out" 2>"$work/err" && fail "$file is accepted"
        same $here/ports/$file.err "$work/err" "$file"
        [ ! -s "$work/out" ] || fail "$file: says ok"
    done
    "$fsmgen" check $here/ports/cycle.fsm $here/ports/loop.fsm >/dev/null 2>"$work/err" && fail "a cycle over a port is accepted"
    same $here/ports/cycle.err "$work/err" "cycle"
    # a port without an owner: only if these are all the machines that there are
    "$fsmgen" check $here/ports/asker.fsm >/dev/null || fail "asker: refused alone"
    "$fsmgen" check $here/ports/asker.fsm $here/ports/loop.fsm >/dev/null 2>"$work/err" && fail "ports without owners are accepted"
    same $here/ports/unowned.err "$work/err" "unowned"
    "$fsmgen" emit cascade $here/ports/asker.fsm -o "$work/bound.h" 2>"$work/err" && fail "emit cascade of a part"
    grep -q "no machine of these files owns port 'owner' \[ports\]" "$work/err" || fail "emit cascade of a part: $(cat "$work/err")"
    # two that fit, and all that is made of them
    "$fsmgen" check -Werror $here/machine/shop.fsm $here/machine/courier.fsm >"$work/out" || fail "the shop"
    grep -qx 'cascade: at most 3 effects from one input: 2 to ledger, 1 to road' "$work/out" || fail "the shop: $(cat "$work/out")"
    "$fsmgen" emit registry --prefix shop $here/machine/shop.fsm $here/machine/courier.fsm -o "$work" || fail "the shop: registry"
    for file in shop_registry.h shop_registry.c shop_registry_names.c; do
        same $here/registry/$file.txt "$work/$file" "the shop: $file"
    done
    "$fsmgen" emit markdown $here/machine/shop.fsm $here/machine/courier.fsm -o "$work" || fail "the shop: pages"
    for name in shop courier; do
        same $here/ports/$name.md "$work/$name.md" "the page of $name"
    done
    "$fsmgen" emit index $here/machine/shop.fsm $here/machine/courier.fsm -o "$work/index.md" || fail "the shop: index"
    same $here/ports/index.md "$work/index.md" "the shop: index"
    # a page of one machine has no owners
    "$fsmgen" emit markdown $here/machine/courier.fsm | grep -qxF '| `owner` | `late` |  |' || fail "the page of courier alone"
    # Spin takes both together
    if command -v spin >/dev/null; then
        for name in courier shop; do
            "$fsmgen" emit promela $here/machine/$name.fsm >"$work/$name.pml" || fail "$name: promela"
        done
        {
            echo 'int heard, other;'
            for action in tell_arrived:ARRIVED tell_late:LATE tell_lost:LOST; do
                echo "#define cr_do_${action%:*}(i) heard = sh_delivery_hears(PORT_COURIER_OWNER_${action#*:}); other = sh_pickup_hears(PORT_COURIER_OWNER_${action#*:})"
            done
            for action in send fetch book repay take; do echo "#define sh_do_$action(i) skip"; done
            cat "$work/shop.pml" "$work/courier.pml" # owners first
            cat <<'END'
init {
    cr_step(0, FSM_START);
    cr_step(0, CR_EV_TIMER_LATE);
    assert(heard == SH_EV_MISSING && other == 0);
    sh_step(0, FSM_START);
    sh_step(0, SH_EV_ORDER);
    sh_step(0, heard);
    assert(sh_in(0, OPEN));
    cr_step(0, CR_EV_FALL);
    assert(heard == SH_EV_MISSING && other == SH_EV_BACK)
}
END
        } >"$work/both.pml"
        (cd "$work" && spin both.pml) >"$work/out" 2>&1 || fail "spin: $(cat "$work/out")"
        grep -qi 'error\|assert' "$work/out" && fail "spin: $(cat "$work/out")"
    fi
    ;;
registry) # the machines of a program: what is written, and what two of them cannot share
    "$fsmgen" emit registry --prefix ab $here/cascade/a.fsm $here/cascade/b.fsm -o "$work/made" || fail "emit registry"
    [ "$(ls "$work/made" | tr '\n' ' ')" = "ab_registry.c ab_registry.h ab_registry_names.c " ] || fail "emit registry: $(ls "$work/made")"
    for file in ab_registry.h ab_registry.c ab_registry_names.c; do
        same $here/registry/$file.txt "$work/made/$file" "emit registry: $file"
    done
    # its order is that of the files; a prefix of its own if none is asked for
    "$fsmgen" emit registry $here/cascade/b.fsm $here/cascade/a.fsm -o "$work/other" || fail "emit registry without a prefix"
    grep -A2 '^enum fsm_machine' "$work/other/fsm_registry.h" | tr -d '\n' | grep -q 'FSM_M_LOWER,    FSM_M_UPPER,' || fail "emit registry: the order"
    # a decision table is in the list, and runs on no record
    "$fsmgen" emit registry $here/cascade/b.fsm $here/cascade/a.fsm $here/machine/desk.fsm -o "$work/desk" || fail "emit registry with a decision"
    grep -q '^    FSM_M_DESK,$' "$work/desk/fsm_registry.h" && grep -q '^    FSM_RECORDS, /\* desk \*/$' "$work/desk/fsm_registry.c" &&
        [ "$(grep -c '^    FSM_RECORD_' "$work/desk/fsm_registry.h")" -eq 1 ] || fail "emit registry with a decision: its record"
    # a machine that a program may do without: one list has it, the other has not
    sed 's/^machine lower.*/&\noptional/' $here/cascade/b.fsm >"$work/b.fsm"
    "$fsmgen" emit registry --prefix ab $here/cascade/a.fsm "$work/b.fsm" -o "$work/fixed" || fail "emit registry with an optional machine"
    grep -A3 '^const struct sf_fsm_type \*const ab_registry_type' "$work/fixed/ab_registry.c" | grep -q '^    &lower_type,$' || fail "an optional machine in the list of all"
    grep -A3 '^const struct sf_fsm_type \*const ab_registry_fixed' "$work/fixed/ab_registry.c" | grep -q '^    0, /\* lower \*/$' || fail "an optional machine in the other"
    grep -q '^extern .*ab_registry_fixed' "$work/fixed/ab_registry.h" || fail "the other list in the header"
    "$fsmgen" print "$work/b.fsm" | grep -qx optional && "$fsmgen" emit json "$work/b.fsm" | grep -q '^  "optional": true,$' || fail "optional: print, json"
    sed 's/^optional/&\n&/' "$work/b.fsm" >"$work/twice.fsm"
    "$fsmgen" check "$work/twice.fsm" 2>"$work/err" && fail "optional twice"
    grep -q '`optional` is declared twice' "$work/err" || fail "optional twice: $(cat "$work/err")"
    # what is not of these files is missing, since they are all that there is
    "$fsmgen" emit registry $here/cascade/a.fsm -o "$work/part" 2>"$work/err" && fail "emit registry of a part"
    grep -q "'lower' is not a machine of these files or a sink \[cascade\]" "$work/err" && [ ! -e "$work/part" ] || fail "emit registry of a part: $(cat "$work/err")"
    # two machines, or two records, of one name in C
    for as in 'WaitAck wait_ack struct_sf_a struct_sf_b number SF_M_WAIT_ACK' 'one two struct_sf_a a context SF_RECORD_A'; do
        set -- $as
        for which in 1 2; do
            eval "name=\$$which type=\$$((which + 2))"
            printf 'machine %s\nprefix p%s\ncontext "%s"\ninitial On\nfinal none\ninput hup from app\n| State | Event | Next | Actions | Spec |\n|-|-|-|-|-|\n| On | hup | - | | - |\n' \
                $name $which "$(echo $type | sed 's/_/ /')" >"$work/$which.fsm"
        done
        "$fsmgen" emit registry --prefix sf "$work/1.fsm" "$work/2.fsm" -o "$work/clash" 2>"$work/err" && fail "emit registry: $as"
        grep -q "2.fsm:1:9: error: in the registry this machine's $5 would be called $6, as is that of machine '$1' \[names\]" "$work/err" ||
            fail "emit registry: $as: $(cat "$work/err")"
        [ ! -e "$work/clash" ] || fail "emit registry: $as: something is written"
    done
    if command -v cc >/dev/null; then
        printf '#include "ab_registry.h"\nstruct record { struct sf_fsm_timer timer[AB_TIMERS_INT + 1]; };\nint main(void) { return AB_MACHINES == 2 ? 0 : 1; }\n' >"$work/made/use.c"
        for file in use ab_registry ab_registry_names; do
            cc -std=c11 -Wall -Wextra -Werror -I runtime/engine/include -c "$work/made/$file.c" -o "$work/made/$file.o" || fail "emit registry: $file.c"
        done
    fi
    ;;
huge) # past the limits: a located error, in bearable time
    frame='machine big\ncontext "int"\ninitial S0\nfinal End\ninput go from app\n'
    head='| State | Event | Next | Actions | Spec |\n|-|-|-|-|-|\n'
    {
        printf "$frame$head"
        seq 0 5000 | sed 's/.*/| S& | go | End | | - |/'
    } >"$work/states.fsm"
    {
        printf "$frame"
        seq 0 5000 | sed 's/.*/input e& from app/'
        printf "$head| S0 | go | End | | - |\n"
    } >"$work/events.fsm"
    {
        printf "$frame$head"
        seq 0 31000 | sed 's/.*/| S0 | go | End | | - |/'
    } >"$work/rows.fsm"
    {
        printf "$frame"
        seq 0 199 | sed 's/.*/input e& from app/'
        printf "$head"
        seq 0 199 | sed 's/.*/| S& | go | End | | - |/'
        seq 0 199 | sed 's/.*/| * | e& | - | | - |/'
    } >"$work/wild.fsm"
    {
        printf "$frame"
        seq 0 32 | sed 's/.*/timer T& 1s/'
        printf "$head| S0 | go | End | | - |\n"
    } >"$work/timers.fsm"
    {
        printf "$frame"
        seq 0 4200 | sed 's/.*/action a&/'
        printf "$head| S0 | go | End | | - |\n"
    } >"$work/actions.fsm"
    {
        printf "$frame"
        seq 0 4200 | sed 's/.*/state S& "one of many"/'
        printf "$head| S0 | go | End | | - |\n"
    } >"$work/meanings.fsm"
    # an include that comes back under two new names each time: folders that are their own subfolders
    mkdir "$work/d" && ln -s . "$work/d/e" && ln -s . "$work/d/f" || fail "no links"
    printf 'include "e/spiral.fsm"\ninclude "f/spiral.fsm"\n' >"$work/d/spiral.fsm"
    { printf "$frame"; printf 'include "d/spiral.fsm"\n'; printf "$head| S0 | go | End | | - |\n"; } >"$work/spiral.fsm"
    for file in states events rows wild timers actions meanings spiral; do
        "$fsmgen" check "$work/$file.fsm" >/dev/null 2>"$work/err"
        code=$?
        sane $code "$work/err" $file
        [ $code -eq 1 ] || fail "$file is accepted"
        grep -q 'error: more than [0-9]* ' "$work/err" || { head -3 "$work/err"; fail "$file: no word of the limit"; }
    done
    # what comes after the limit is not reported: names that are declared there, declarations that seem to be missing
    {
        printf "$head"
        seq 0 31000 | sed 's/.*/| S& | go | T& | act | - |/'
        printf "$frame"; printf 'action act\n'
    } >"$work/behind.fsm"
    {
        printf 'include "many.fsm"\n'; printf "$frame$head"; printf '| S0 | go | End | g4200 | - |\n'
    } >"$work/includes.fsm"
    seq 0 4200 | sed 's/.*/guard g&/' >"$work/many.fsm"
    for file in behind includes rows actions meanings; do
        "$fsmgen" check "$work/$file.fsm" >/dev/null 2>"$work/err" && fail "$file is accepted"
        grep -q 'error: more than [0-9]* ' "$work/err" && [ "$(grep -c ': error: ' "$work/err")" -eq 1 ] || { head -20 "$work/err"; fail "$file: more is said than that it is too long"; }
    done
    # the place of the first one above the limit
    for at in timers:38:7 states:4104:3; do
        "$fsmgen" check "$work/${at%%:*}.fsm" 2>"$work/err"
        grep -q "^$work/${at%%:*}.fsm:${at#*:}: error: more than" "$work/err" || { head -3 "$work/err"; fail "not at $at"; }
    done
    # many names in one list, known and unknown
    seq 0 300000 | tr '\n' ',' | sed 's/,$//; s/\([0-9]*\)/S\1/g' >"$work/names"
    for list in final exclusive state event guard action; do
        {
            printf "$frame"
            case $list in
            final | exclusive) printf '%s %s\n' $list "$(cat "$work/names")" ;;
            esac
            printf '| State | Event | Guard | Next | Actions | Spec |\n|-|-|-|-|-|-|\n| '
            [ $list = state ] && cat "$work/names" || printf S0
            printf ' | '
            [ $list = event ] && cat "$work/names" || printf go
            printf ' | '
            [ $list = guard ] && cat "$work/names"
            printf ' | End | '
            [ $list = action ] && cat "$work/names"
            printf ' | - |\n'
        } >"$work/list.fsm"
        timeout 20 "$fsmgen" check "$work/list.fsm" >/dev/null 2>"$work/err"
        code=$?
        sane $code "$work/err" "many names: $list"
        [ $code -eq 1 ] || fail "many names: $list: exit $code"
    done
    # a million rows, in less than 16 MiB and in more; a line of 10 MB; a million declarations; a file that is larger than any table
    { printf "$frame"; printf '|State|Event|Next|Actions|Spec|\n|-|-|-|-|-|\n'; yes '|S|go|End||-|' | head -n 1000000; } >"$work/million.fsm"
    { printf "$frame$head"; yes '| S0    | go      | End     |         | -     |' | head -n 1000000; } >"$work/large.fsm"
    { printf "$frame"; head -c 10000000 /dev/zero | tr '\000' 'x'; } >"$work/line.fsm"
    { printf "$frame"; printf '| S0 '; yes '| S0' | head -n 1000000 | tr '\n' ' '; } >"$work/cells.fsm"
    { printf "$frame"; seq 0 1000000 | sed 's/.*/guard g&/'; } >"$work/guards.fsm"
    { printf "$frame"; yes 'guard g' | head -n 1000000; } >"$work/same.fsm"
    { printf "$frame"; seq 0 900000 | sed 's/.*/header "&"/'; } >"$work/headers.fsm"
    { printf 'machine big\ncontext "int"\ninitial S0\nfinal '; yes E | head -n 8000000 | tr '\n' ' '; } >"$work/ends.fsm"
    { cat $here/good/guards.fsm; head -c 17000000 /dev/zero | tr '\000' '#'; } >"$work/comment.fsm"
    for file in million large line cells guards same headers ends comment; do
        rm -rf "$work/out_of"
        mkdir "$work/out_of"
        timeout 20 "$fsmgen" emit c "$work/$file.fsm" -o "$work/out_of" >/dev/null 2>"$work/err"
        code=$?
        sane $code "$work/err" $file
        [ $code -eq 1 ] || fail "$file is accepted"
        [ -z "$(ls "$work/out_of")" ] || fail "$file: something is written"
        [ "$(wc -c <"$work/err")" -lt 100000 ] || fail "$file: more is said than anybody reads"
    done
    rm -f "$work/million.fsm" "$work/large.fsm" "$work/line.fsm" "$work/cells.fsm" "$work/same.fsm" "$work/headers.fsm" "$work/ends.fsm" "$work/comment.fsm"
    # a disk that fills up: nothing is half written, and what was there stays
    mkdir "$work/full"
    for kind in c bin json markdown dot; do
        "$fsmgen" emit $kind $table -o "$work/full" || fail "emit $kind"
    done
    cp -R "$work/full" "$work/before"
    sed 's/timer  Siren   2\*SLOW/timer  Siren   3*SLOW/' $table >"$work/other.fsm"
    cp $here/machine/locks.fsm "$work"
    for kind in c bin json markdown dot; do
        (trap '' XFSZ; ulimit -f 1; "$fsmgen" emit $kind "$work/other.fsm" -o "$work/full" 2>"$work/err")
        [ $? -eq 1 ] || fail "emit $kind: a full disk is no error"
        grep -q "fsmgen: cannot write $work/full/door_lock" "$work/err" || fail "emit $kind: $(cat "$work/err")"
        diff -r "$work/before" "$work/full" >/dev/null || fail "emit $kind: half written, or left behind"
    done
    # within them: the cascade of 28,000 rows, each for a thousand sinks
    {
        printf "$frame"
        seq 0 999 | sed 's/.*/sink s&/'
        printf 'action x raises s0.a'
        seq 1 999 | sed 's/.*/, s&.a/' | tr -d '\n'
        printf '\n'
        seq 1 3999 | sed 's/.*/input e& from app/'
        printf "$head"
        seq 0 6 | awk '{ print "| S" $1 " | go | " ($1 < 6 ? "S" $1 + 1 : "End") " | | - |" }'
        seq 1 3999 | sed 's/.*/| * | e& | - | x | - |/'
    } >"$work/sinks.fsm"
    timeout 20 "$fsmgen" check "$work/sinks.fsm" >/dev/null || fail "a thousand sinks"
    # within them, past 254 rows: a wide index, and C that compiles
    {
        printf "$frame$head"
        seq 0 299 | awk '{ print "| S" $1 " | go | " ($1 < 299 ? "S" $1 + 1 : "End") " | | - |" }'
    } >"$work/wide.fsm"
    "$fsmgen" emit c "$work/wide.fsm" -o "$work" || fail "300 rows"
    grep -q '\.index16 = ' "$work/big_fsm.c" || fail "300 rows: no wide index"
    for kind in json mermaid markdown promela; do
        "$fsmgen" emit $kind "$work/wide.fsm" >"$work/out" || fail "300 rows: $kind"
        [ "$(wc -l <"$work/out")" -gt 300 ] || fail "300 rows: $kind is short"
    done
    if command -v cc >/dev/null; then
        cc -std=c11 -Wall -Werror -I runtime/engine/include -I "$work" -c "$work/big_fsm.c" -o "$work/big.o" || fail "300 rows: no C"
    fi
    ;;
usage) # wrong usage is exit 2; help and version are 0
    for arguments in "" "frobnicate" "check" "print" "emit" "emit c" "emit pdf x.fsm" "check -x" "print $table $table" "check $table -o x" \
        "emit cascade $table" "emit c $table -o" "emit index $table" "emit json $table --clauses x" "emit markdown $table --root" \
        "check --clauses" "check --clauses a --clauses b $table" "print --clauses x $table" "emit mermaid $table $table" \
        "emit markdown $table $table" "emit cascade $table -o" "emit registry $table" "emit registry --prefix a-b $table -o x" "emit c --prefix a $table" "print --strip $table" "check -I" "check -Wnone $table" \
        "check $table $table" "check $table --deps x" "emit dot $table --deps x" "emit departures $table" "emit clauses $table -o x" "emit clauses --clauses x $table" "check --code x $table" "check --clauses x $table --code" "emit json --code x $table" "check $table --stamp" "check --stamp a --stamp b $table"; do
        "$fsmgen" $arguments >"$work/out" 2>"$work/err"
        code=$?
        [ $code -eq 2 ] || fail "'$arguments': exit $code"
        grep -q '(see fsmgen --help)$' "$work/err" && [ "$(wc -l <"$work/err")" -eq 1 ] || fail "'$arguments': not one line that says why"
    done
    # an output that is not a file is written to, and not replaced; a full disk is reported
    mkfifo "$work/pipe"
    timeout 20 cat "$work/pipe" >"$work/through" &
    "$fsmgen" emit cascade $table -o "$work/pipe" || fail "a pipe as output"
    wait
    [ -p "$work/pipe" ] && grep -q SF_CASCADE_EFFECTS "$work/through" || fail "a pipe as output is replaced"
    # not through -o /dev/full: as root a rename would replace it
    if [ -c /dev/full ]; then
        for arguments in "check $table" "print $table" "emit json $table" "emit bin $table" "emit dot $table" --help --version --diagnostics; do
            "$fsmgen" $arguments >/dev/full 2>"$work/err"
            [ $? -eq 1 ] || fail "'$arguments' on a full disk: no error"
            grep -q '^fsmgen: cannot write: ' "$work/err" && [ "$(wc -l <"$work/err")" -eq 1 ] || fail "'$arguments' on a full disk: $(cat "$work/err")"
        done
    fi
    # files that cannot be read or written: one line, and nothing left behind
    mkdir "$work/folder"
    : >"$work/there"
    for arguments in "check $work/folder" "check $work/none.fsm" "emit c $work/folder -o $work/new" "emit c $table -o $work/there" \
        "emit cascade $table -o $work/folder" "emit cascade $table -o $work/there/x"; do
        "$fsmgen" $arguments >"$work/out" 2>"$work/err"
        [ $? -eq 1 ] || fail "'$arguments' is no error"
        [ "$(wc -l <"$work/err")" -eq 1 ] && [ ! -s "$work/out" ] || fail "'$arguments': $(cat "$work/err")"
        [ ! -e "$work/new" ] && [ -z "$(ls "$work/folder")" ] && [ -f "$work/there" ] || fail "'$arguments' leaves something behind"
    done
    if [ "$(id -u)" != 0 ]; then # root may do all
        chmod 000 "$work/there"
        "$fsmgen" check "$work/there" 2>&1 | grep -q 'cannot read the file: ' || fail "a file that may not be read"
        chmod 555 "$work/folder"
        "$fsmgen" emit c $table -o "$work/folder" 2>&1 | grep -q "^fsmgen: cannot write $work/folder/" || fail "a folder that may not be written to"
        chmod 755 "$work/folder"
    fi
    # help: of all, or of the current command and no other
    for command in check print "emit bin" "emit c" "emit cascade" "emit clauses" "emit departures" "emit dot" "emit index" "emit json" \
        "emit markdown" "emit mermaid" "emit promela" "emit registry" "emit svg"; do
        "$fsmgen" --help | grep -q "fsmgen $command [[F-]" || fail "--help: no $command"
        for arguments in "$command --help" "$command -h" "$command $table --help"; do
            "$fsmgen" $arguments >"$work/out" || fail "$arguments"
            grep -q "^usage: fsmgen $command " "$work/out" && [ "$(grep -c 'fsmgen [a-z]' "$work/out")" -eq 1 ] || fail "$arguments: $(cat "$work/out")"
            for option in -o --clauses --code --root --strip --prefix --pictures; do # it takes what it says, and says what it takes
                says=no takes=yes
                grep -q "^  $option " "$work/out" && says=yes
                [ "$("$fsmgen" $command $option 2>&1)" = "fsmgen: not an option of this command: $option (see fsmgen --help)" ] && takes=no
                [ $says = $takes ] || fail "$arguments: says $option: $says; takes it: $takes"
            done
        done
    done
    "$fsmgen" emit --help >"$work/out" && [ "$(grep -c 'fsmgen emit [a-z]' "$work/out")" -eq 13 ] && ! grep -q 'fsmgen check' "$work/out" || fail "emit --help: $(cat "$work/out")"
    "$fsmgen" --help | grep -q 'fsmgen emit c FILE' || fail "--help"
    "$fsmgen" --version | grep -q '^fsmgen [0-9]' || fail "--version"
    ;;
*)
    fail "unknown part $part"
    ;;
esac
[ $failed -eq 0 ] && echo "ok $part"
exit $failed
