#!/bin/sh
# What we install, used as a user would: docs/examples, copied out of our tree, found by find_package, built, its tests run; then the
# lock once more with fsmgen, cc and pkg-config alone. And DESTDIR: a package maker's install, moved after it was made. What the pages
# show of the examples is in them, or printed by them.
#   examples.sh SOURCE_ROOT BUILD [floors]      floors: there are other libraries than the engine
set -eu
root=$1 build=$2 floors=${3-} work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
quietly() { "$@" >"$work/log" 2>&1 || { echo "failed: $*"; tail -n 60 "$work/log"; exit 1; }; }

DESTDIR=$work/staged quietly cmake --install "$build" --prefix /opt/sipfsm
mv "$work/staged/opt/sipfsm" "$work/moved"
for file in $(find "$work/moved" -name '*.cmake' -o -name '*.pc' -o -name '*.h'); do
  if grep -n -e "$root" -e "$build" -e "$work" "$file"; then echo "a path of this machine in $file"; exit 1; fi
done

cp -R "$work/moved/share/doc/sipfsm/examples" "$work/examples"
quietly cmake -S "$work/examples" -B "$work/built" -DCMAKE_PREFIX_PATH="$work/moved"
quietly cmake --build "$work/built"
quietly ctest --test-dir "$work/built" --output-on-failure --no-tests=error
grep '% tests passed' "$work/log"

"$work/built/record_test" >"$work/record.out"
"$work/built/lift_test" >"$work/lift.out"
# shown PAGE FROM TO FILE...: each line of code, trace or `raises` between lines that start so stands in one of these files.
shown() {
  page=$root/docs/$1 from=$2 to=$3
  shift 3
  awk -v from="$from" -v to="$to" '
    function bare(t) { sub(/ *\/\*.*\*\/ *$/, "", t); sub(/ +#.*/, "", t); gsub(/[ \t]+/, " ", t); sub(/^ /, "", t); sub(/ $/, "", t); return t }
    FILENAME != page { there[bare($0)] = 1; next }
    index($0, from) == 1 { on = 1; next }
    on && index($0, to) == 1 { on = 0 }
    on && /^```/ { fence = !fence; next }
    on && (fence || /^    /) && /[;{}]|-->|raises/ { n++; if (!(bare($0) in there)) { print page ":" FNR ": no example has this: " $0; bad = 1 } }
    END { if (!n) print page ": nothing is shown"; exit bad || !n }' page="$page" "$@" "$page"
}
shown generator-tutorial.md '### What it did' '## ' "$work/examples/lock/record_test.c" "$work/record.out"
shown generator-tutorial.md '## A lift' '## ' "$work"/examples/lift/*.* "$work/lift.out"
shown tables.md '**Periods.**' '### Arguments of actions' "$work/examples/lease/lease_test.c"
shown tables.md 'event of each by name' '`timer` needs' "$work/examples/tcp/loaded_test.c"

# The tutorial's first try, and what fsmgen says of it there: the hint comes once there, and lines and carets not at all.
cd "$work"
sed -n '/^### The first try/,/^### The whole lock/p' "$root/docs/generator-tutorial.md" >try.md
sed -n '/^machine lock/,/^```/{/^```/!p;}' try.md >lock.fsm
if "$work/moved/bin/fsmgen" check lock.fsm 2>try.err; then echo "the first try is right"; exit 1; fi
grep 'error: ' try.err >said
sed -n 's/^    \(lock.fsm:[0-9:]* error: \)/\1/p' try.md >told
diff told said
grep -q "^ *$(grep -m 1 'add a row' try.err | sed 's/^ *//')$" try.md

# Without CMake.
if ! command -v pkg-config >/dev/null; then
  [ -z "$floors" ] || { echo "pkg-config is missing"; exit 1; }
  echo "no pkg-config here"
  exit 0
fi
cd "$work/examples"
pc=$(find "$work/moved" -name sipfsm-engine.pc)
PKG_CONFIG_PATH=${pc%/*}
export PKG_CONFIG_PATH
quietly "$work/moved/bin/fsmgen" emit c lock/lock.fsm -o "$work"
quietly cc -std=c11 -Wall -Wextra -pedantic -Werror -I"$work" -Ilock $(pkg-config --cflags sipfsm-engine) \
  lock/lock.c lock/lock_test.c "$work/lock_fsm.c" $(pkg-config --libs sipfsm-engine) -o "$work/lock_test"
"$work/lock_test"

# The user agents of docs/embedding.md, with the same command that it shows.
if [ -e "${pc%/*}/sipfsm-ua.pc" ]; then
  shown embedding.md '## The loop' '## For a device' "$work"/examples/ua/*
  command=$(grep -m 1 '^cc .* answer.c' "$root/docs/embedding.md")
  mkdir "$work/ua"
  cd ua
  for program in answer caller forward; do
    eval "quietly $(echo "$command -Wall -Wextra -pedantic -Werror" | sed "s/answer\\.c/$program.c/; s|-o answer|-o '$work/ua/$program'|")"
  done
  quietly sh try.sh "$work/ua"
  if [ -e "${pc%/*}/sipfsm-crypto.pc" ] && [ -e "${pc%/*}/sipfsm-net.pc" ]; then
    command=$(grep -m 1 '^cc .* edge.c' "$root/docs/embedding.md")
    eval "quietly $(echo "$command -Wall -Wextra -pedantic -Werror" | sed "s|-o edge|-o '$work/ua/edge'|")"
    quietly "$work/ua/edge"
  fi
  if [ -x "$work/moved/bin/sipfsm" ]; then sh "$root/tests/install/answer.sh" "$work/ua/answer" "$work/moved/bin/sipfsm"; fi
fi

# With make: nothing is made twice, not after a comment either, and an included constant is seen.
if command -v make >/dev/null; then
  cd "$work/examples"
  PATH=$work/moved/bin:$PATH
  nothing() { quietly make; grep -q 'is up to date' "$work/log" || { echo "make: made again"; cat "$work/log"; exit 1; }; }
  quietly make
  out/lock_test
  nothing
  sleep 1
  echo '# a comment' >>lock/lock.fsm
  quietly make
  grep -q 'fsmgen emit c' "$work/log"
  if grep -q 'lock/lock.c' "$work/log"; then echo "make: a comment compiles lock.c"; exit 1; fi
  nothing
  sed '/^const HOLD/d' lock/lock.fsm | sed '/^initial/i include "times.fsm"' >lock/new.fsm
  mv lock/new.fsm lock/lock.fsm
  echo 'const HOLD 5s' >lock/times.fsm
  quietly make
  nothing
  sleep 1
  echo 'const HOLD 6s' >lock/times.fsm
  quietly make
  grep -q 6000000 out/lock_fsm.c || { echo "make: the old constant stays"; exit 1; }
fi

[ "$floors" ] || { echo ok; exit 0; }
# The other libraries: they compile and link, the network edge with libuv.
cat >"$work/floors.c" <<'END'
#include <sipfsm/build.h>
#include <sipfsm/ladder.h>
#include <sipfsm/net.h>
int main(void)
{
    struct sf_ua_config config = {.calls = 1, .local = {.family = 4, .port = 5060}};
    struct sf_clock clock;
    sf_clock_start(&clock, 1);
    (void)sf_clock_now_us(&clock);
    (void)sf_ladder_wants_ascii();
    return sf_ua_size(&config) > 0 ? 0 : 1;
}
END
quietly cc -std=c11 -Wall -Wextra -Werror $(pkg-config --cflags sipfsm-net sipfsm-trace) "$work/floors.c" \
  $(pkg-config --libs --static sipfsm-net sipfsm-trace) -o "$work/floors"
"$work/floors"
mkdir "$work/floors.d"
cat >"$work/floors.d/CMakeLists.txt" <<'END'
cmake_minimum_required(VERSION 3.25)
project(floors LANGUAGES C)
find_package(sipfsm REQUIRED)
add_executable(floors ../floors.c)
target_link_libraries(floors PRIVATE sipfsm::net sipfsm::trace sipfsm::ua sipfsm::msg sipfsm::engine)
END
quietly cmake -S "$work/floors.d" -B "$work/floors.b" -Dsipfsm_ROOT="$work/moved"
quietly cmake --build "$work/floors.b"
"$work/floors.b/floors"
echo ok
