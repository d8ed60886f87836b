#!/bin/sh
# `make generator`: fsmgen and the engine alone. Built where there is no ragel to be run, no SIP to be compiled and no library to be
# found, installed, and used as the whole is: the tutorial's examples run on it.
#   generator.sh SOURCE_ROOT BUILD
set -eu
root=$1 build=$2 work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
quietly() { "$@" >"$work/log" 2>&1 || { echo "failed: $*"; tail -n 60 "$work/log"; exit 1; }; }

quietly cmake -S "$root" -B "$work/b" -DSIPFSM_GENERATOR_ONLY=ON -DSIPFSM_GENERATED="$build/generated" -DBUILD_TESTING=OFF \
  -DCMAKE_DISABLE_FIND_PACKAGE_PkgConfig=ON
quietly cmake --build "$work/b" -j 2
quietly cmake --install "$work/b" --prefix "$work/alone"
(cd "$work/alone" && find . -type f | grep -v '^\./share/doc/sipfsm/examples/.*/') | sed 's|^\./||; s|^lib/[^/]*-linux-[^/]*/|lib/|; s|-relwithdebinfo||' |
  LC_ALL=C sort >"$work/installed"
diff - "$work/installed" <<'END' || { echo "installed is something else"; exit 1; }
bin/fsmgen
include/sipfsm/fsm.h
include/sipfsm/load.h
include/sipfsm/steps.h
include/sipfsm/trace.h
lib/cmake/sipfsm/FsmTables.cmake
lib/cmake/sipfsm/sipfsm-config-version.cmake
lib/cmake/sipfsm/sipfsm-config.cmake
lib/cmake/sipfsm/sipfsm-targets.cmake
lib/cmake/sipfsm/sipfsm-targets.cmake
lib/libsipfsm_engine.a
lib/pkgconfig/sipfsm-engine.pc
share/doc/sipfsm/diagnostics.md
share/doc/sipfsm/examples/CMakeLists.txt
share/doc/sipfsm/examples/Makefile
share/doc/sipfsm/generator-tutorial.md
share/doc/sipfsm/model.md
share/doc/sipfsm/tables.md
share/sipfsm/engine/fsm.c
share/sipfsm/engine/load.c
share/sipfsm/engine/load_check.c
share/sipfsm/engine/load_file.c
share/sipfsm/engine/load_private.h
share/sipfsm/engine/steps.c
share/sipfsm/engine/trace.c
END
sh "$root/tests/install/examples.sh" "$root" "$work/b"

# A component that is there, one that is not, and one that is not and need not be.
find_it() { # COMPONENTS-ARGUMENTS
  mkdir -p "$work/p"
  printf 'cmake_minimum_required(VERSION 3.25)\nproject(p LANGUAGES C)\nfind_package(sipfsm %s)\nif(TARGET sipfsm::engine AND COMMAND fsm_add_tables)\nmessage(STATUS "it is there")\nendif()\n' "$1" >"$work/p/CMakeLists.txt"
  rm -rf "$work/pb"
  cmake -S "$work/p" -B "$work/pb" -Dsipfsm_ROOT="$work/alone" >"$work/log" 2>&1
}
for components in "0.1 REQUIRED" "REQUIRED COMPONENTS engine fsmgen" "REQUIRED COMPONENTS engine OPTIONAL_COMPONENTS ua"; do
  find_it "$components" && grep -q 'it is there' "$work/log" || { echo "not found: $components"; cat "$work/log"; exit 1; }
done
if find_it "REQUIRED COMPONENTS engine ua"; then echo "ua is found"; exit 1; fi
grep -q 'This copy has no sipfsm::ua' "$work/log" || { cat "$work/log"; exit 1; }
echo ok
