#!/bin/sh
# `make mutate-c`: changes one line of handwritten C at a time, on a copy of the tree, and asks the tests.
#   run.sh SEED COUNT LEAST [FILE ...]      FILE: a .c file or a folder (all under runtime/ and gen/check/ if none is named)
# Prints a line a mutant, then the survivors and the share that was noticed; exit status 1 if that is less than LEAST percent.
# An interrupted run goes on where it was: build-mutate/judged.SEED holds what is known. AGAIN=1 asks survivors again, FRESH=1 all.
# Mutants that cannot be noticed are in equivalent.txt and do not count. Runs in the source root; JOBS is how many processes it uses.
set -u
here=tests/mutation/c work=$(pwd)/build-mutate jobs=${JOBS:-1}
seed=$1 count=$2 least=$3
shift 3
tree=$work/tree build=$work/build judged=$work/judged.$seed
mkdir -p "$tree"
ulimit -v 8000000 # a mutant may allocate without end
tab=$(printf '\t')
git() { command git -c safe.directory='*' "$@"; } # whosever the tree is

# ---- The copy, its build, and what each test needs ----

restore() {
  [ ! -f "$work/changed" ] || cat "$(cat "$work/changed")" >"$tree/$(cat "$work/changed")"
  rm -f "$work/changed"
}
restore
trap restore EXIT # after all children have ended: a running compiler would otherwise write the mutant's object after this
trap 'exit 130' INT TERM
git ls-files -co --exclude-standard | while read -r file; do [ ! -f "$file" ] || echo "$file"; done >"$work/files"
(cd "$tree" && find . -type f | sed 's|^\./||') | sort >"$work/copied"
sort "$work/files" | comm -13 - "$work/copied" | (cd "$tree" && xargs -r rm -f)
xargs cp -u -p --parents -t "$tree" <"$work/files"
${CC:-cc} -std=c11 -O1 -o "$work/mutants" $here/source.c $here/mutants.c || exit 2

quietly() { "$@" >"$work/log" 2>&1 || { tail -n 60 "$work/log"; echo "mutate-c: failed: $*" >&2; exit 2; }; }
[ -f "$build/build.ninja" ] || echo "building what the tests need in build-mutate/ (some minutes)"
(cd "$tree" && quietly cmake --preset mutate -B "$build") || exit 2
ninja -C "$build" -t targets all | sed 's/: [^:]*$//' | sort -u >"$work/targets"

# tests.txt: a test, a tab, the files of the build that it runs. Not those that build the whole tree again, or
# ask tables and not C, or take long.
left_out='^(install\.|dist\.|gen_same|gen_once|gen_clauses|gen_pages|mutate\.|model|bench\.|coverage\.every_row|demo_(seeds|repeat))'
find "$build" -name CTestTestfile.cmake -exec cat {} + | awk -v build="$build/" -v out="$left_out" '
  /^add_test\(/ {
    name = $1; sub(/^add_test\(/, "", name); gsub(/\[=*\[|\]=*\]|"/, "", name)
    if (name ~ out) next
    targets = ""
    for (rest = $0; (at = index(rest, build)) > 0; ) {
      rest = substr(rest, at + length(build))
      match(rest, /^[^" \\;]*/)
      targets = targets " " substr(rest, 1, RLENGTH)
    }
    print name "\t" targets
  }' >"$work/tests.txt"
[ -s "$work/tests.txt" ] || { echo "mutate-c: no tests" >&2; exit 2; }

# Which tests are asked about a file, in this order: those of its folder, then those of others that can see it.
stages_of() {
  case $1 in
  gen/check/*) echo '^gen_(bad|good|cascade|ports|choice|desk|docs) ^gen_ ^(fuzz\.table|engine\.load|coverage\.|demo_(own_table|roles))' ;;
  runtime/engine/*) echo '^(engine\.|gen_door|gen_alarms|fuzz\.load) ^(table\.|ua\.) ^(demo_|coverage)' ;;
  runtime/auth/* | runtime/crypto/*) echo '^auth\. ^fuzz\.auth' ;;
  runtime/memory/*) echo '^memory ^ua\. ^(fuzz\.ua|demo_plain)' ;;
  runtime/msg/*) echo '^msg_ ^(parse_|fuzz\.|ua\.|body|session) ^(ladder|demo_)' ;;
  runtime/body/*) echo '^(body|session) ^(msg_|fuzz\.|docs|ua\.)' ;;
  runtime/ua/*) echo '^ua\.(call|uac|uas|network) ^ua\. ^(table\.|toy|fuzz\.ua|demo_)' ;;
  runtime/net/*) echo '^(sockaddr|net) ^demo_ ^sipp' ;;
  runtime/trace/*) echo '^(ladder|trace) ^demo_ ^parse_' ;;
  runtime/programs/*) echo '^(loss|parse_) ^demo_' ;;
  *) echo '.' ;;
  esac
}

# asked STAGE: builds what the stage's tests run, and runs those that did not yet pass. Sets `by`; 0 if they pass, 1 if one fails, 2 if it does not compile.
asked() {
  awk -F '\t' -v r="$1" '$1 ~ r { print $1 }' "$work/tests.txt" | grep -vxF -f "$work/passed" >"$work/stage"
  [ -s "$work/stage" ] || return 0
  targets=$(awk -F '\t' -v r="$1" '$1 ~ r { n = split($2, t, " "); for (i = 1; i <= n; i++) print t[i] }' "$work/tests.txt" | sort -u |
    comm -12 - "$work/targets" | tr '\n' ' ')
  # A tool that makes C of the tree may itself be changed: then it may never end.
  timeout 300 ninja -C "$build" -j "$jobs" $targets >"$work/log" 2>&1 || {
    if grep -q 'error:' "$work/log"; then by='does not compile'; return 2; fi
    by='the build'; return 1
  }
  names=$(sed 's/[.]/[.]/g' "$work/stage" | tr '\n' '|')
  timeout 600 ctest --test-dir "$build" -j "$jobs" -R "^(${names%|})\$" --stop-on-failure --timeout 120 >"$work/log" 2>&1 && {
    cat "$work/stage" >>"$work/passed"
    return 0
  }
  by=$(sed -n 's/^ *[0-9]*\/[0-9]* Test *#[0-9]*: \([^ ]*\) .*\*\*\*\(.*\)  *[0-9.]* sec/\1 (\2)/p' "$work/log" | head -1 | sed 's/ *)/)/; s/ (Failed)//')
  [ -n "$by" ] || by='a time limit'
  return 1
}

judge() {
  echo '# those that passed' >"$work/passed"
  for stage in $(stages_of "$1"); do
    asked "$stage" || return
  done
}

# ---- The unchanged tree passes ----

[ $# -gt 0 ] || set -- runtime gen/check
git ls-files -co --exclude-standard -- "$@" | grep '\.c$' | sort -u >"$work/mutated"
[ -s "$work/mutated" ] || { echo "mutate-c: no file" >&2; exit 2; }
while read -r file; do stages_of "$file" | tr ' ' '\n'; done <"$work/mutated" | sort -u >"$work/stages"
echo '# those that passed' >"$work/passed"
while read -r stage; do
  asked "$stage" </dev/null || { tail -n 40 "$work/log"; echo "mutate-c: the unchanged tree fails: $by" >&2; exit 2; }
done <"$work/stages"

# ---- One mutant after another ----

[ -z "${FRESH:-}" ] || rm -f "$judged"
touch "$judged"
[ -z "${AGAIN:-}" ] || { grep -v "^survives" "$judged" >"$judged.kept"; mv "$judged.kept" "$judged"; }

trimmed() { printf '%s' "$1" | sed 's/^ *//; s/ *$//'; }

# Known: the same change of the same text, judged before.
known() { MUTANT="$1" awk -F '\t' 'BEGIN { m = ENVIRON["MUTANT"] } $2 FS $5 FS $6 == m { v = $1 } END { print v }' "$judged"; }
is_equivalent() {
  MUTANT="$1 | $(trimmed "$2") | $(trimmed "$3")" awk 'BEGIN { m = ENVIRON["MUTANT"] } { sub(/  #.*/, "") } $0 == m { found = 1 } END { exit !found }' \
    $here/equivalent.txt
}

"$work/mutants" "$seed" $(cat "$work/mutated") --enums $(git ls-files -co --exclude-standard 'runtime/*.h' 'gen/*.h') >"$work/drawn" || exit 2
: >"$work/run"
done_count=0
while [ "$done_count" -lt "$count" ] && IFS="$tab" read -r file line kind before after <&3; do
  before=$(sed -n "${line}p" "$file") # `read` takes blanks away
  after=$(MUTANT="$file$tab$line" awk -F '\t' 'BEGIN { m = ENVIRON["MUTANT"] } $1 FS $2 == m { print $5; exit }' "$work/drawn")
  verdict=$(known "$file$tab$before$tab$after")
  if [ -z "$verdict" ] && is_equivalent "$file" "$before" "$after"; then verdict=equivalent; fi
  if [ -z "$verdict" ]; then
    began=$(date +%s)
    echo "$file" >"$work/changed"
    AFTER=$after awk -v n="$line" 'NR == n { print ENVIRON["AFTER"]; next } { print }' "$file" >"$tree/$file"
    by= status=0
    judge "$file" </dev/null || status=$?
    restore
    case $status in
    0) verdict=survives ;;
    1) verdict="noticed by $by" ;;
    *) verdict='does not compile' ;;
    esac
    printf '%s\t%s\t%s\t%s\t%s\t%s\n' "$verdict" "$file" "$line" "$kind" "$before" "$after" >>"$judged"
    verdict_told="$verdict, $(($(date +%s) - began)) s"
  else
    verdict_told=$verdict
  fi
  [ "$verdict" != 'does not compile' ] || continue
  printf '%s\t%s\t%s\t%s\t%s\t%s\n' "$verdict" "$file" "$line" "$kind" "$before" "$after" >>"$work/run"
  [ "$verdict" = equivalent ] || done_count=$((done_count + 1))
  echo "$done_count/$count $file:$line: $kind: $verdict_told"
done 3<"$work/drawn"

# ---- The result ----

if grep -q '^survives' "$work/run"; then
  echo "survivors:"
  grep '^survives' "$work/run" | sort -t "$tab" -k2,2 -k3,3n | while IFS="$tab" read -r _ file line kind before after; do
    printf '  %s:%s: %s\n    - %s\n    + %s\n' "$file" "$line" "$kind" "$(trimmed "$before")" "$(trimmed "$after")"
  done
fi
awk -F '\t' -v seed="$seed" -v least="$least" '
  $1 == "equivalent" { equivalent++; next } { all++ } $1 == "survives" { survive++ }
  END {
    share = all ? 100 * (all - survive) / all : 0
    printf "seed %s: %d mutants, %d noticed (%.1f %%), %d survive, %d equivalent\n", seed, all, all - survive, share, survive, equivalent
    exit !(all && share >= least)
  }' "$work/run"
