#!/bin/sh
# No generated file may be made by two targets at once: in Makefiles each target has its own copy of the rule, and if neither
# depends on the other, a parallel build runs both, and one compiles what the other is still writing.
#   once.sh BUILD
set -u
cd "$1" || exit 1
find . -path './tests/*/build' -prune -o -name build.make -print | sed 's|^\./||' | while read -r make; do
  target=${make%/build.make}
  grep -oE '^[^ #$:]+\.(c|h|stamp): ' "$make" | sed "s|: \$| $target|" | sort -u
done | sort -u | awk -v makefile2=CMakeFiles/Makefile2 '
  BEGIN { while ((getline line < makefile2) > 0) if (split(line, side, ": ") == 2) depends[side[1], side[2]] = 1 }
  { files[$1]++; maker[$1, files[$1]] = $2 }
  END {
    for (file in files) {
      made++
      for (i = 1; i <= files[file]; i++) for (k = i + 1; k <= files[file]; k++) {
        a = maker[file, i] "/all"; b = maker[file, k] "/all"
        if (!((a, b) in depends) && !((b, a) in depends)) {
          print file ": made by " maker[file, i] " and by " maker[file, k] ", and neither depends on the other"; bad = 1
        }
      }
    }
    if (made < 20) { print "only " made + 0 " generated files were found: the check is blind"; bad = 1 }
    if (!bad) print "ok: " made " generated files"
    exit bad
  }'
