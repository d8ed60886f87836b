#!/bin/sh
# Files of one library that call each other in a circle, as the linker sees it, are those that docs/architecture.md declares. From the
# source root.
#   circles.sh BUILD      BUILD has the object files
set -eu
build=$1 work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
page=docs/architecture.md

for objects in "$build"/runtime/*/CMakeFiles/*.dir "$build"/gen/CMakeFiles/*.dir; do
  find "$objects" -name '*.o' | LC_ALL=C sort >"$work/objects"
  [ -s "$work/objects" ] || continue
  library=$(basename "$objects" .dir)
  # A table calls its actions, which is what tables are for: generated tables and the registry are left out.
  xargs nm -A -P <"$work/objects" | awk -v start="$objects/" -v library="$library" '
    $1 ~ /_fsm(_names)?\.c\.o:$|_registry(_names)?\.c\.o:$/ { next }
    { file = substr($1, length(start) + 1); sub(/\.c\.o:$/, "", file); sub(/^.*generated\/[a-z]+\//, "", file)
      if (!(file in at)) { at[file] = ++n; name[n] = file }
      symbols++ }
    $3 ~ /^[TDBR]$/ { of[$2] = at[file] }
    $3 == "U" { use[at[file], $2] = 1 }
    END {
      for (k in use) { split(k, p, SUBSEP); if (p[2] in of && of[p[2]] != p[1]) r[p[1], of[p[2]]] = 1 }
      for (k = 1; k <= n; k++) for (i = 1; i <= n; i++) if ((i, k) in r) for (j = 1; j <= n; j++) if ((k, j) in r) r[i, j] = 1
      for (i = 1; i <= n; i++) if ((i, i) in r && !(i in done)) {
        list = ""
        for (j = 1; j <= n; j++) if ((i, j) in r && (j, i) in r) { done[j] = 1; list = list (list ? ", " : "") name[j] }
        print library ": " list
      }
      print library, n, symbols >"/dev/stderr"
    }' >>"$work/found" 2>>"$work/read"
done
grep -q '^sipfsm_ua [1-9][0-9] ' "$work/read" || { echo "the object files of sipfsm_ua cannot be read"; cat "$work/read"; exit 1; }
sed -n '/^## Circles/,/^## /s/^| `\([a-z_]*\)` | \([^|]*[^| ]\) *|.*/\1: \2/p' $page | tr -d '`' | LC_ALL=C sort >"$work/declared"
LC_ALL=C sort -o "$work/found" "$work/found"
diff "$work/declared" "$work/found" || { echo "<: declared in $page, not found; >: found, not declared"; exit 1; }
echo "ok: $(wc -l <"$work/found") circles, each of them declared"
