#!/bin/sh
# `make core SMALL=ON`: the user agent core alone, where no library can be found. It is built, installed and used like the whole: the examples
# run on it. Its text is within docs/embedding.md's limit.
#   core.sh SOURCE_ROOT BUILD
set -eu
root=$1 build=$2 work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
quietly() { "$@" >"$work/log" 2>&1 || { echo "failed: $*"; tail -n 60 "$work/log"; exit 1; }; }
command -v ragel >/dev/null || { echo "no ragel here"; exit 77; }

# Nothing is found: neither pkg-config nor a header or library of the system. The whole cannot be made so.
hidden="-DCMAKE_DISABLE_FIND_PACKAGE_PkgConfig=ON -DCMAKE_IGNORE_PATH=/usr/include;/usr/lib;$(dirname "$(cc -print-file-name=libc.so)")"
if cmake -S "$root" -B "$work/whole" $hidden -DBUILD_TESTING=OFF >"$work/log" 2>&1; then echo "libuv is found"; exit 1; fi
grep -q 'libuv is missing' "$work/log" || { cat "$work/log"; exit 1; }

quietly cmake --preset core-small -S "$root" -B "$work/b" $hidden
quietly cmake --build "$work/b" -j 2
quietly cmake --build "$work/b" --target text_size
quietly cmake --install "$work/b" --prefix "$work/alone"
(cd "$work/alone" && find . -type f | grep -v '^\./share/\|^\./include/') | sed 's|^\./||; s|^lib/[^/]*-linux-[^/]*/|lib/|; s|-minsizerel||' |
  LC_ALL=C sort -u >"$work/installed"
diff - "$work/installed" <<'END' || { echo "installed is something else"; exit 1; }
bin/fsmgen
lib/cmake/sipfsm/FsmTables.cmake
lib/cmake/sipfsm/sipfsm-config-version.cmake
lib/cmake/sipfsm/sipfsm-config.cmake
lib/cmake/sipfsm/sipfsm-targets.cmake
lib/libsipfsm_auth.a
lib/libsipfsm_body.a
lib/libsipfsm_engine.a
lib/libsipfsm_locate.a
lib/libsipfsm_memory.a
lib/libsipfsm_msg.a
lib/libsipfsm_ua.a
lib/pkgconfig/sipfsm-auth.pc
lib/pkgconfig/sipfsm-body.pc
lib/pkgconfig/sipfsm-engine.pc
lib/pkgconfig/sipfsm-locate.pc
lib/pkgconfig/sipfsm-memory.pc
lib/pkgconfig/sipfsm-msg.pc
lib/pkgconfig/sipfsm-ua.pc
END
sh "$root/tests/install/examples.sh" "$root" "$work/b"
cp "$root/docs/embedding.md" "$work/page.md"
sh "$root/tests/size/size.sh" "$work/page.md" "x86-64=$work/b"
