#!/bin/sh
# tidy.sh BUILD FILE: clang-tidy on one file, as BUILD/lint/commands says that it is compiled. A file that passed is not asked
# again until its text, what it includes, its command or the list of checks is another.
build=$1 file=$2
command=$(awk -F '\t' -v file="$file" '$1 == file { print $2 }' "$build/lint/commands")
mark=$build/lint/$(echo "$file" | tr / .).passed
checks=.clang-tidy
case $file in tests/*) checks='.clang-tidy tests/.clang-tidy' ;; esac
sum=$({ cat $checks; clang-tidy --version; echo "$command"; eval "${command%% -o *} -E -P -C $file"; } 2>/dev/null | cksum)
[ "$sum" != "$(cat "$mark" 2>/dev/null)" ] || exit 0
# Its arguments by hand, without the launcher and the compiler, so that a file compiled several ways is judged once.
arguments=${command%% -o *}
arguments=-${arguments#* -}
eval "clang-tidy --quiet $file -- $arguments" 2>/dev/null | sed "s|^$(pwd)/||" >"$mark.out"
if grep -q 'error:' "$mark.out"; then cat "$mark.out"; exit 1; fi
echo "$sum" >"$mark"
