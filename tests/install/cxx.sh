#!/bin/sh
# The installed headers in a program in C++: the engine's headers and a generated one give no warning, C++11 or C++20, and a machine runs.
# Exit 77, skipped, where there is no C++ compiler.
#   cxx.sh SOURCE_ROOT BUILD
set -eu
root=$1 build=$2 work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
quietly() { "$@" >"$work/log" 2>&1 || { echo "failed: $*"; tail -n 60 "$work/log"; exit 1; }; }
compilers=
for cxx in g++ clang++; do command -v $cxx >/dev/null && compilers="$compilers $cxx"; done
[ "$compilers" ] || { echo "no C++ compiler here"; exit 77; }
quietly cmake --install "$build" --prefix "$work/sipfsm"
lib=$(dirname "$(find "$work/sipfsm" -name libsipfsm_engine.a)")

cd "$work"
sipfsm/bin/fsmgen emit c "$root/docs/examples/lock/lock.fsm" -o .
cp "$root/docs/examples/lock/lock.h" "$root/docs/examples/lock/lock.c" "$root/tests/install/cxx.cpp" .
quietly cc -std=c11 -Isipfsm/include -c lock.c lock_fsm.c lock_fsm_names.c
if command -v clang >/dev/null; then # what is public is declared
  quietly clang -std=c11 -Wall -Wextra -pedantic -Wmissing-variable-declarations -Wmissing-prototypes -Werror -Isipfsm/include \
    -fsyntax-only lock_fsm.c lock_fsm_names.c
fi
for cxx in $compilers; do
  for standard in 11 20; do
    quietly $cxx -std=c++$standard -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wold-style-cast -Werror -Isipfsm/include cxx.cpp lock.o \
      lock_fsm.o lock_fsm_names.o -L"$lib" -lsipfsm_engine -o cxx
    quietly ./cxx
    grep -q '^door lock Unlocked timer Relock -> Locked : throw_bolt' log || { cat log; exit 1; }
    echo "$cxx, C++$standard: ok"
  done
done

# With CMake: C must be enabled, and that is all.
for languages in CXX "C CXX"; do
  cat >CMakeLists.txt <<END
cmake_minimum_required(VERSION 3.25)
project(cxx LANGUAGES $languages)
find_package(sipfsm REQUIRED)
add_executable(door cxx.cpp)
target_link_libraries(door PRIVATE sipfsm::engine door_names)
target_include_directories(door PRIVATE \${CMAKE_CURRENT_SOURCE_DIR})
fsm_add_tables(door FILES lock.fsm)
END
  cp "$root/docs/examples/lock/lock.fsm" .
  if [ "$languages" = CXX ]; then
    if CXX=${cxx} cmake -S . -B cxx.b -Dsipfsm_ROOT="$work/sipfsm" >log 2>&1; then echo "a project without C is accepted"; exit 1; fi
    grep -q 'enable_language(C)' log && [ "$(grep -c 'CMake Error' log)" -eq 1 ] || { cat log; exit 1; }
  else
    sed -i 's/door cxx.cpp/door cxx.cpp lock.c/' CMakeLists.txt
    quietly env CXX=${cxx} cmake -S . -B c.b -Dsipfsm_ROOT="$work/sipfsm"
    quietly cmake --build c.b
    quietly c.b/door
  fi
done
echo ok
