#!/bin/sh
# fsm_add_tables as it is installed: what is made anew when something changes and what is not, how files may be named, what is said
# when they are not there. With Makefiles and, if it is here, Ninja.
#   tables.sh SOURCE_ROOT BUILD
set -eu
here=$1/tests/install build=$2 work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
quietly() { "$@" >"$work/log" 2>&1 || { echo "failed: $*"; tail -n 60 "$work/log"; exit 1; }; }
fail() { echo "FAIL $*"; [ ! -e "$work/log" ] || tail -n 40 "$work/log"; exit 1; }
quietly cmake --install "$build" --prefix "$work/sipfsm"

# makes WHAT...: the build runs fsmgen for these, and for nothing else; WHAT as its comment has it
makes() {
  quietly cmake --build "$work/b"
  sed -n 's/^.*\] fsmgen //p' "$work/log" | LC_ALL=C sort >"$work/made"
  [ $# -eq 0 ] || printf '%s\n' "$@" | LC_ALL=C sort >"$work/expected"
  [ $# -gt 0 ] || : >"$work/expected"
  diff "$work/expected" "$work/made" || fail "$generator: made are others"
}

# a change that is newer than what was made of it, whatever the resolution of the clock
change() { sed "$1" "$work/p/$2" >"$work/changed"; cmp "$work/changed" "$work/p/$2" >/dev/null && fail "$2: no change"; sleep 1; cp "$work/changed" "$work/p/$2"; }

for generator in "Unix Makefiles" Ninja; do
  [ "$generator" != Ninja ] || command -v ninja >/dev/null || { echo "no ninja here"; continue; }
  rm -rf "$work/p" "$work/b"
  cp -R "$here/tables" "$work/p"
  quietly cmake -G "$generator" -S "$work/p" -B "$work/b" -DCMAKE_PREFIX_PATH="$work/sipfsm"
  quietly cmake --build "$work/b"
  [ "$("$work/b/ask")" = "1 of 1, 5000000 us" ] || fail "$generator: $("$work/b/ask")"
  for file in asker.bin hearer.bin asker.json hearer.json asker.md hearer.md sub/below.dot sub/below.bin; do
    [ -s "$work/b/$file" ] || fail "$generator: no $file"
  done
  grep -q 'A question is asked once' "$work/b/asker.md" && grep -q '(hearer.md#' "$work/b/asker.md" || fail "$generator: the page knows no clauses, or not the other machine"
  if grep -rn "$work" "$work/b/generated" "$work/b/asker.json" "$work/b/asker.md"; then fail "a path of this machine"; fi
  makes
  # a constant of an included file, which CMakeLists.txt does not name
  change s/5s/7s/ fsm/shared.fsm
  makes fsm/asker.fsm "fsm/asker.fsm: bin" "fsm/asker.fsm: json" cascade fsm/clauses.txt pages sub/fsm/below.fsm "sub/fsm/below.fsm: dot"
  [ "$("$work/b/ask")" = "1 of 1, 7000000 us" ] || fail "$generator: the old constant runs: $("$work/b/ask")"
  makes
  # a comment: nothing that is made changes, and once is enough
  change '1s/$/ And waits./' fsm/hearer.fsm
  makes fsm/hearer.fsm "fsm/hearer.fsm: bin" "fsm/hearer.fsm: json" cascade fsm/clauses.txt pages
  makes
  # an include that comes, and one that goes
  cp "$work/p/fsm/shared.fsm" "$work/p/fsm/more.fsm"
  change 's/shared/more/' fsm/asker.fsm
  change 's/\.\.\/\.\.\/fsm\/shared/..\/..\/fsm\/more/' sub/fsm/below.fsm
  quietly cmake --build "$work/b"
  makes
  change s/7s/8s/ fsm/more.fsm
  quietly cmake --build "$work/b"
  [ "$("$work/b/ask")" = "1 of 1, 8000000 us" ] || fail "$generator: the old constant runs: $("$work/b/ask")"
  # (CMake's Makefiles remember a deleted file, and run fsmgen each time)
  rm "$work/p/fsm/shared.fsm"
  quietly cmake --build "$work/b"
  # a clause that no row cites stops the build
  sleep 1
  echo 'clause t:4 "Thanks" "Who has an answer is grateful."' >>"$work/p/fsm/clauses.txt"
  if cmake --build "$work/b" >"$work/log" 2>&1; then fail "$generator: clause t:4 is not missed"; fi
  grep -q "no row answers clause 't:4'" "$work/log" || fail "$generator: not a word of clause t:4"
  echo "ok: $generator"
done

# refused PROJECT-TEXT TEXT-THAT-IS-SAID: cmake stops, and says that
refused() {
  rm -rf "$work/b"
  printf 'cmake_minimum_required(VERSION 3.25)\nproject(x LANGUAGES %s)\nfind_package(sipfsm REQUIRED)\n%s\n' "$language" "$1" >"$work/p/CMakeLists.txt"
  if cmake -S "$work/p" -B "$work/b" -DCMAKE_PREFIX_PATH="$work/sipfsm" >"$work/log" 2>&1; then fail "accepted: $1"; fi
  tr -s ' \n' '  ' <"$work/log" >"$work/flat"
  grep -qF "$2" "$work/flat" || fail "refused without a word of '$2': $1"
  [ "$(grep -c 'CMake Error' "$work/log")" -eq 1 ] || fail "more than one error: $1"
}
language=C
lib='add_library(x STATIC)
target_link_libraries(x PUBLIC sipfsm::engine)'
mkdir -p "$work/p/sub/twice" "$work/p/twice"
cp "$here/tables/fsm/hearer.fsm" "$work/p/twice/t.fsm"
cp "$here/tables/fsm/hearer.fsm" "$work/p/sub/twice/t.fsm"
cp "$here/tables/fsm/hearer.fsm" "$work/away.fsm"
printf 'fsm_add_tables(x FILES fsm/missing.fsm)\n' >"$work/p/sub/CMakeLists.txt"
refused "$lib
fsm_add_tables(x FILES $work/p/fsm/missing.fsm)" "there is no file \"$work/p/fsm/missing.fsm\"; looked for $work/p/fsm/missing.fsm"
refused "$lib
add_subdirectory(sub)" "there is no file \"fsm/missing.fsm\"; looked for $work/p/fsm/missing.fsm $work/p/sub/fsm/missing.fsm"
printf 'fsm_add_tables(x FILES twice/t.fsm)\n' >"$work/p/sub/CMakeLists.txt"
refused "$lib
add_subdirectory(sub)" 'give the whole path'
refused "$lib
fsm_add_tables(x FILES $work/away.fsm)" 'is not in the source tree'
refused "$lib
fsm_add_tables(x FILES fsm)" 'there is no file "fsm"'
refused "$lib
fsm_add_tables(x FILES fsm/more.fsm)" 'fsm/more.fsm declares neither `machine`'
refused "$lib
fsm_add_tables(x FILES fsm/hearer.fsm CLAUSES none.txt)" 'there is no file "none.txt"'
refused "$lib
fsm_add_tables(x FILES fsm/hearer.fsm EMIT pdf)" 'unknown EMIT pdf'
refused "$lib
fsm_add_tables(x FILES fsm/hearer.fsm CLAUSE none.txt)" 'unknown word CLAUSE'
refused "$lib
fsm_add_tables(x FILES fsm/hearer.fsm)
fsm_add_tables(x FILES fsm/hearer.fsm)" 'called twice'
refused "$lib
fsm_add_tables(x fsm/hearer.fsm)" 'unexpected "fsm/hearer.fsm"'
refused 'fsm_add_tables(y FILES fsm/hearer.fsm)' 'there is no target y'
# Options go to fsmgen: a warning is reported once, or stops the build.
cp "$1/tests/gen/diagnostics/idle-stop.bad.fsm" "$work/p/fsm/idle.fsm"
for options in "" -Werror; do
  rm -rf "$work/b"
  printf 'cmake_minimum_required(VERSION 3.25)\nproject(p LANGUAGES C)\nfind_package(sipfsm 0.1 REQUIRED)\n%s\n' "$lib
fsm_add_tables(x FILES fsm/idle.fsm EMIT json mermaid OPTIONS $options)" >"$work/p/CMakeLists.txt"
  quietly cmake -S "$work/p" -B "$work/b" -DCMAKE_PREFIX_PATH="$work/sipfsm"
  code=0
  cmake --build "$work/b" --target x_tables >"$work/log" 2>&1 || code=$?
  [ -z "$options" ] && [ $code -ne 0 ] && fail "a warning stops the build"
  [ -n "$options" ] && [ $code -eq 0 ] && fail "OPTIONS -Werror: built"
  [ "$(grep -c '\[idle-stop\]$' "$work/log")" -eq 1 ] || fail "OPTIONS $options: not told once"
done
language=NONE
refused 'add_library(x INTERFACE)
fsm_add_tables(x FILES fsm/hearer.fsm)' 'say enable_language(C)'
echo ok
