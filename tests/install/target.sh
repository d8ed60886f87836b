#!/bin/sh
# For another processor: C made here, compiled for there with the engine's source, without a libc. What is linked then needs nothing
# but what the program itself gives, and what compilers call of their own accord: four functions of memory, a product of 64 bits.
#   target.sh SOURCE_ROOT BUILD
set -eu
root=$1 build=$2 work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
quietly() { "$@" >"$work/log" 2>&1 || { echo "failed: $*"; tail -n 60 "$work/log"; exit 1; }; }
quietly cmake --install "$build" --prefix "$work/sipfsm"
cd "$work"
cp -R sipfsm/share/doc/sipfsm/examples/lock .
quietly sipfsm/bin/fsmgen emit c lock/lock.fsm -o .
flags='-std=c11 -Os -Wall -Wextra -pedantic -Wconversion -Wno-sign-conversion -Werror -ffreestanding -nostdlib -Isipfsm/include -Ilock -I.'

# tried COMMAND...: a compiler for a processor that it may not know
tried() {
  echo 'int x;' >x.c
  "$@" -ffreestanding -c x.c -o x.o 2>/dev/null || { echo "not here: $*"; return 0; }
  for file in sipfsm/share/sipfsm/engine/fsm.c lock/lock.c lock_fsm.c; do
    quietly "$@" $flags -c $file -o "$(basename $file .c).o"
  done
  nm=nm
  command -v llvm-nm >/dev/null && nm=llvm-nm
  $nm fsm.o 2>/dev/null | grep -q ' T sf_fsm_event$' || { echo "$*: compiles; nm cannot read it"; return 0; }
  $nm -u fsm.o | awk 'NF { print $NF }' | grep -vxE 'mem(cpy|move|set|cmp)|_GLOBAL_OFFSET_TABLE_|__(aeabi_lmul|aeabi_mem[a-z0-9]*|aeabi_unwind[a-z0-9_]*|x86[a-z0-9_.]*)|__muldi3' >needs || true
  [ ! -s needs ] || { echo "$*: the engine needs $(cat needs)"; exit 1; }
  $nm -u lock_fsm.o | awk 'NF { print $NF }' | grep -vxE 'lock_(guard|do)_[a-z_]*|_GLOBAL_OFFSET_TABLE_|__(aeabi_lmul|aeabi_mem[a-z0-9]*|aeabi_unwind[a-z0-9_]*|x86[a-z0-9_.]*)|__muldi3' >needs || true
  [ ! -s needs ] || { echo "$*: the table needs $(cat needs)"; exit 1; }
  echo "$*: ok"
}
tried cc
tried cc -m32
tried clang --target=thumbv7m-none-eabi
tried clang --target=riscv32-none-elf

# With CMake: fsmgen runs here, the rest is compiled for there.
command -v clang >/dev/null || { echo "no clang here"; exit 0; }
sed -n '/^### For another processor/,/^##/p' "$root/docs/generator-tutorial.md" | sed -n '/^```cmake$/,/^```$/p' | sed '/^```/d' >CMakeLists.txt
grep -q 'sipfsm::engine' CMakeLists.txt || { echo "docs/generator-tutorial.md no longer has it"; exit 1; }
quietly cmake -S . -B b -DCMAKE_SYSTEM_NAME=Generic -DCMAKE_C_COMPILER=clang -DCMAKE_C_COMPILER_TARGET=thumbv7m-none-eabi \
  -DCMAKE_C_FLAGS="-ffreestanding -nostdlib" -DCMAKE_TRY_COMPILE_TARGET_TYPE=STATIC_LIBRARY -DSIPFSM_HOME="$work/sipfsm"
quietly cmake --build b
[ -s b/liblock.a ] && [ -s b/generated/fsm/lock_fsm.h ] || { echo "nothing was made"; exit 1; }
echo ok
