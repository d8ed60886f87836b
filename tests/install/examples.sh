#!/bin/sh
# What we install, used as a user would: docs/examples, copied out of our tree, found by find_package, built, its tests run; then the
# lock once more with fsmgen, cc and pkg-config alone. And DESTDIR: a package maker's install, moved after it was made.
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
    struct sf_ua_config config = {.calls = 1};
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
