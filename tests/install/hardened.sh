#!/bin/sh
# The installed programs are hardened: position independent, full RELRO, no executable stack, a stack protector, calls of libc that
# know sizes. Passed over where the build switches it off.
#   hardened.sh SOURCE_ROOT BUILD
set -eu
build=$2 work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
setting() { sed -n "s/^$1:[A-Z]*=//p" "$build/CMakeCache.txt"; }
case $(setting SIPFSM_HARDEN) in OFF | off | 0 | FALSE | "") echo "SIPFSM_HARDEN is off"; exit 77 ;; esac
command -v readelf >/dev/null || { echo "no readelf here"; exit 77; }
cmake --install "$build" --prefix "$work" >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }

failed=0
# wants WHAT PATTERN READELF_OPTION FILE
wants() {
  readelf -W "$3" "$4" >"$work/elf"
  grep -qE "$2" "$work/elf" || { echo "$(basename "$4"): no $1"; failed=1; }
}
for program in "$work"/bin/*; do
  wants "position independent program (DYN)" 'Type: *DYN' -h "$program"
  wants "PIE flag" 'FLAGS_1.*PIE' -d "$program"
  wants "RELRO segment" 'GNU_RELRO' -l "$program"
  wants "binding at start (with RELRO: full RELRO)" 'BIND_NOW|FLAGS_1.* NOW' -d "$program"
  wants "stack that holds no code" 'GNU_STACK .* RW +0x' -l "$program"
  wants "stack protector" '__stack_chk_fail' --dyn-syms "$program"
  if [ -z "$(setting SIPFSM_SANITIZE)" ] && [ "$(setting CMAKE_BUILD_TYPE)" != Debug ]; then
    wants "call of libc with a size (_FORTIFY_SOURCE)" '__[a-z]+_chk@' --dyn-syms "$program"
  fi
done
[ $failed = 0 ] && echo ok
exit $failed
