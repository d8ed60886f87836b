#!/bin/sh
# All generated C once more, into another folder, must be the same byte for byte: what the build compiled is what the sources
# make, and nothing of the machine, the folder or the hour is in it.
#   same.sh SOURCE_ROOT BUILD
set -u
root=$1 build=$2 again=$(mktemp -d) || exit 1
trap 'rm -rf "$again"' EXIT
cmake -S "$root" -B "$again" -DBUILD_TESTING=OFF >"$again.log" 2>&1 && cmake --build "$again" --target gen -j 2 >>"$again.log" 2>&1 ||
  { tail -n 60 "$again.log"; rm -f "$again.log"; exit 1; }
rm -f "$again.log"
status=0 files=0
for file in $(cd "$again/generated" && find . -name '*.[ch]'); do
  files=$((files + 1))
  cmp "$again/generated/$file" "$build/generated/$file" || status=1
  if grep -n -e "$again" -e "$build" "$build/generated/$file"; then echo "a path of this machine in $file"; status=1; fi
done
[ $files -gt 20 ] || { echo "only $files files were made"; status=1; }
[ $status = 0 ] && echo "ok: $files files"
exit $status
