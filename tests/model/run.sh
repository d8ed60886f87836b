#!/bin/sh
# run.sh FSMGEN LADDER WORK IN [MODEL ...]: searches the models of models.txt whose column In is one of IN ("test", "test model"),
# and says what each search found. A MODEL may be one slice of a model, "fork:cancel", whatever that is in. TABLES is the folder
# of the tables (fsm). QUICK=1: for tables that are known to be wrong: stop at the first failure, do not draw it; fewer states than
# the floor are said and no failure, no word about rows, whose names are the wrong table's. What was found (a property, or what never
# happens) is then in WORK/found: a search that did not run, or was cut short, finds nothing. From the source root.
fsmgen=$1 ladder=$2 work=$3 in=$4
shift 4
here=tests/model
tables=${TABLES:-fsm}
memory_mb=4096
failed=0

for tool in spin cc awk; do
    command -v $tool >/dev/null || { echo "$tool is missing: run \`make deps\`" >&2; exit 1; }
done
mkdir -p "$work" || exit 1
work=$(cd "$work" && pwd)
cp $here/*.pml $here/seen.h "$work" || exit 1
[ -n "$DRAW" ] || rm -f "$work"/*.ran "$work/counterexample" "$work/found"
for table in $(grep -rlE '^(machine|decision) ' "$tables" --include='*.fsm' | LC_ALL=C sort); do
    "$fsmgen" emit promela "$table" -o "$work" || exit 1
done

# words PROPERTY MODEL: "name: in words (clause)".
words() {
    awk -F'|' -v name="$1" '$2 ~ "^ *" name " *$" { w = $(NF - 2); c = $(NF - 1); gsub(/^ +| +$/, "", w); gsub(/^ +| +$/, "", c)
        print name ": " w (c == "-" ? "" : " (" c ")"); found = 1 } END { if (!found) print name }' fsm/properties/every.txt fsm/properties/"${2%%-*}".txt
}

# The counterexample of the search in $1, drawn. A short one is sought: the same search again, deeper and deeper.
draw() {
    (
        cd "$1" || exit
        cc -O1 -DSAFETY -DNOREDUCE -DREACH -DMEMLIM=$memory_mb -w -I.. -o pan_short pan.c
        for depth in 40 60 80 100 120 140 160 180 200 240 280 400 1000000; do
            rm -f ./*.trail
            timeout 120 ./pan_short -m$depth >short 2>&1
            ls ./*.trail >/dev/null 2>&1 && break
        done
        ./pan_short -r -n 2>/dev/null | sed 's/^pan:.*assertion violated.*P_\([a-z_0-9]*\).*/violated \1/' >replay
    )
    name=$(sed -n 's/^violated //p' "$1/replay" | tail -n 1)
    [ -n "$name" ] || { echo "no property is named: see $1/out"; return; }
    model=$(basename "$1"/*.properties .properties)
    sed "s|^violated .*|violated $(words "$name" "$model" | sed 's/[&|\\]/\\&/g')|" "$1/replay" | "$ladder" "$work"/*.pml
}

if [ -n "$DRAW" ]; then
    draw "$DRAW"
    exit
fi
printf '%-17s%-10s%-34s%-8s%12s%8s%8s%9s  %s\n' model network options search states depth s MB verdict
search() { # MODEL NETWORK OPTIONS SEARCH FLOOR IN
    model=$1 network=$2 options=$3 search=$4 floor=$5 expected=$6
    dir=$work/$(echo "$model $network $options $search" | tr -cs 'A-Za-z0-9_\n' '-')
    mkdir -p "$dir" || return
    rm -f "$dir"/*.trail "$dir/out"
    speed=-O1 # what takes longer, the compiler or the search?
    [ "${floor:-0}" -gt 1000000 ] && [ -z "$QUICK" ] || speed=-O0
    slots=22 most_mb=$memory_mb # the hash table's, as a power of two
    [ "${floor:-0}" -lt 10000000 ] || slots=24 most_mb=6144
    case $search in
    safety) compile=-DSAFETY run=-w$slots define= ;;
    cycles) compile= run="-a -w$slots" define=-DCYCLES ;;
    bits) compile='-DSAFETY -DBITSTATE' run='-w34 -Q2' define= ;; # three bits a state, two minutes: a sample at best
    *) echo "unknown search '$search'"; failed=1; return ;;
    esac
    if ! { awk -f $here/properties.awk fsm/properties/every.txt fsm/properties/"${model%%-*}".txt >"$dir/$model.properties" &&
        (cd "$dir" && cp ../*.pml . && spin -a $define $options "$model.pml" && cc $speed $compile -DNOREDUCE -DMEMLIM=$most_mb -w -I.. -o pan pan.c) >"$dir/made" 2>&1; }; then
        cat "$dir/made"
        echo "$model: cannot be made"
        failed=1
        return
    fi
    [ "$search" != safety ] || echo "${dir##*/}/out" >>"$work/$model.ran"
    start=$(date +%s%N)
    (cd "$dir" && ./pan $run -m1000000 >out 2>&1)
    took=$(($(date +%s%N) - start))
    # pan exits 0 on errors, on a search cut short and when memory runs out: what it says is what counts
    awk -v floor="$floor" -v quick="$QUICK" -v expected="$expected" -v took=$took -v search="$search" '
        /errors: / { errors = $NF; depth = $0; sub(/.*reached /, "", depth); sub(/,.*/, "", depth) }
        / states, stored/ { states = $1 }
        /total actual memory usage/ { memory = $1 }
        /max search depth too small|depth too small/ { cut = "the depth is too small" }
        /not completed/ { incomplete = 1 }
        /out of memory|memory limit|pan: reached -DMEMLIM/ { cut = "out of memory" }
        /hash-factor|-DBITSTATE|bitstate/ && !/hash conflicts/ { cut = "bit states" }
        /^seen message 0 / { sub(/^seen message 0 /, ""); lost = lost " " $0 }
        /^seen rest / { rests = $3; seen = 1 }
        END {
            if (search == "bits") cut = "bit states, and two minutes at most"
            if (errors == "") verdict = "NO RESULT"
            else if (errors != 0) verdict = "COUNTEREXAMPLE"
            else if (cut != "" || incomplete) verdict = expected == "sample" ? "sample: " cut : "NOT COMPLETE " cut
            else if (!quick && states < floor) verdict = "TOO FEW STATES: at least " floor " were there before"
            else if (!seen || lost != "") verdict = "VACUOUS: never delivered:" lost
            else if (rests == 0) verdict = "VACUOUS: it never comes to rest"
            else verdict = states < floor ? "proof, of fewer states" : "proof"
            printf "%s|%d|%d|%.1f|%d\n", verdict, states, depth, took / 1e9, memory
        }' "$dir/out" >"$dir/verdict"
    IFS='|' read -r verdict states depth seconds memory <"$dir/verdict"
    printf '%-17s%-10s%-34s%-8s%12s%8s%8s%9s  %s\n' "$model" "$network" "${options#-D*E=1}" "$search" "$states" "$depth" "$seconds" "$memory" "$verdict"
    case $verdict in
    proof* | sample*) ;;
    *)
        failed=1
        if [ -z "$QUICK" ]; then
            case $verdict in
            COUNTEREXAMPLE)
                if [ "$search" = cycles ]; then words comes_to_rest "$model"; (cd "$dir" && ./pan -r -n -a 2>/dev/null) | grep -v '^ ' | "$ladder" "$work"/*.pml; else draw "$dir"; fi
                ;;
            *) tail -n 30 "$dir/out" ;;
            esac
        else
            echo "$dir" >"$work/counterexample"
            case $verdict in
            COUNTEREXAMPLE) sed -n 's/^pan:.*P_\([a-z_0-9]*\).*/\1/p; s/^pan:.*acceptance cycle.*/comes_to_rest/p' "$dir/out" | head -n 1 >"$work/found" ;;
            VACUOUS*[!:]) echo "$verdict" >"$work/found" ;; # what never happens is named
            esac
        fi
        ;;
    esac
}

wanted=" $* "
while IFS='|' read -r _ model network options search floor where _; do
    model=$(echo $model) network=$(echo $network) options=$(echo $options) search=$(echo $search) floor=$(echo $floor) where=$(echo $where)
    case $model in '' | \#* | Model | -*) continue ;; esac
    slice=${options#-DSLICE=}
    case $wanted in
    *" $model:${slice%% *} "*) ;;
    "  " | *" $model "*) case " $in " in *" $where "*) ;; *) continue ;; esac ;;
    *) continue ;;
    esac
    search "$model" "$network" "$options" "$search" "$floor" "$where"
    [ -z "$QUICK" ] || [ $failed = 0 ] || exit 1
done <$here/models.txt
[ -z "$QUICK" ] || exit $failed

# Every row runs in some search of a model, is a `never`, or is explained; and what is explained does not run. Where a model is
# searched in slices, all of them are needed to say so.
for model in $(awk -F'|' '/^\|/ && $2 !~ /Model|---/ { gsub(/ /, "", $2); print $2 }' $here/models.txt | sort -u); do
    [ -s "$work/$model.ran" ] || continue
    case $wanted in "  " | *" $model "*) ;; *) continue ;; esac
    if grep -q "^| $model .*-DSLICE=" $here/models.txt; then case " $in " in *" model "*) ;; *) continue ;; esac; fi
    (cd "$work" && cat $(cat "$model.ran") ./*.pml) | awk -v model="$model" -v explained=$here/never_fired.txt '
        function trim(t) { gsub(/^ +| +$/, "", t); return t }
        /^seen row / { times[$3 " " $4] += $5 }
        / row [a-z_0-9]+ [0-9]+ / && /\/\*/ {
            split($0, cell, "|")
            split($0, word, " ")
            key = word[3] " " word[4]
            table = word[5]; sub(/.*\//, "", table); sub(/\.fsm.*/, "", table)
            name[key] = table ": " trim(cell[2]) ", " trim(cell[3]) (trim(cell[4]) == "" ? "" : ", " trim(cell[4]))
            never[key] = trim(cell[5]) == "never"
        }
        # the line of never_fired.txt that explains it, or 0
        function explained_by(name,   i) {
            for (i = 1; i <= lines; i++)
                if (row[i] == name || (row[i] ~ /\*$/ && index(name, substr(row[i], 1, length(row[i]) - 1)) == 1)) return i
            return 0
        }
        END {
            while ((getline line <explained) > 0) {
                split(line, cell, "|")
                if (trim(cell[2]) == model) row[++lines] = trim(cell[3]) ": " trim(cell[4])
            }
            for (key in times) {
                rows++
                why = explained_by(name[key])
                if (times[key]) { ran++; if (why) { print model ": " name[key] ": runs, though never_fired.txt says why not"; bad = 1 } }
                else if (never[key]) nevers++
                else if (why) { told++; used[why] = 1 }
                else { print model ": no search runs " name[key]; bad = 1 }
            }
            for (i = 1; i <= lines; i++) if (!(i in used)) { print model ": never_fired.txt explains what is no unfired row: " row[i]; bad = 1 }
            print model ": " rows " rows: " ran " ran, " nevers + 0 " are `never` and did not, " told + 0 " are explained in never_fired.txt"
            exit bad
        }' || failed=1
done
exit $failed
