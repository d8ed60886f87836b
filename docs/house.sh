#!/bin/sh
# house.sh: writes docs/house.svg, the folders of the runtime and which includes which. An arrow points to what is included; one that
# follows from others is left out. From the source root. Needs Graphviz, which says where the boxes stand.
#   house.sh --check     writes nothing, and fails if the picture is not what it would write
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
out=docs/house.svg graphviz=2.43.0

case $(dot -V 2>&1) in
*" version $graphviz "*) ;;
*) echo "$out is left alone: there is no Graphviz $graphviz" && exit 0 ;;
esac

# What each folder is for, in a few words.
cat >"$work/about" <<'END'
programs the commands of sipfsm
net sockets, TLS, DNS, the clock
crypto OpenSSL's hash functions
trace ladders and JSON
sim many cores on a bad network
virtual cores in virtual time
ua the user agent core
locate servers of a name
auth digest authentication
body offer and answer
msg parser and builder
memory pools and indexes
engine steps a table
END

# folder, folder that it includes
for folder in runtime/*/; do
  name=$(basename "$folder")
  for header in "$folder"include/*/*.h; do
    [ ! -e "$header" ] || echo "${header##*/} $name"
  done
done >"$work/headers"
grep -rHo '#include "[a-z]*/[a-z0-9_]*\.h"' runtime --include='*.c' --include='*.h' --include='*.rl' --include='*.inc' |
  sed 's|^runtime/\([a-z]*\)/.*"[a-z]*/\(.*\)"$|\1 \2|' | LC_ALL=C sort -u |
  awk 'NR == FNR { of[$1] = $2; next } $2 in of && of[$2] != $1 { print $1, of[$2] }' "$work/headers" - |
  LC_ALL=C sort -u >"$work/uses"
awk 'NR == FNR { known[$1] = 1; next } !($1 in known) { print $1 }' "$work/about" "$work/uses" | sort -u >"$work/unknown"
[ ! -s "$work/unknown" ] || { echo "house.sh does not say what these folders are for:"; cat "$work/unknown"; exit 1; }

# Arrows that follow from others are left out; a circle would be an error, as CMake allows none.
{
  echo 'digraph { rankdir=TB; nodesep=0.35; ranksep=0.55; node [shape=box, fixedsize=true, label="", width=2.5, height=0.62];'
  awk 'NR == FNR { print $1 ";"; next }
    { uses[$1, $2] = 1; name[$1]; name[$2] }
    END {
      for (k in name) for (i in name) for (j in name)
        if (i != j && ((i, k) in way || (i, k) in uses) && ((k, j) in way || (k, j) in uses)) { way[i, j] = 1; if (k != i && k != j) far[i, j] = 1 }
      for (k in name) for (i in name) for (j in name)
        if (k != i && k != j && ((i, k) in way || (i, k) in uses) && ((k, j) in way || (k, j) in uses)) far[i, j] = 1
      for (pair in uses) if (!(pair in far)) { split(pair, p, SUBSEP); print p[1] " -> " p[2] ";" }
    }' "$work/about" "$work/uses" | LC_ALL=C sort
  echo '}'
} >"$work/graph"
dot -Tplain "$work/graph" >"$work/plain"

awk 'NR == FNR { name = $1; sub(/^[^ ]* /, ""); about[name] = $0; next }
  function x(v) { return sprintf("%.0f", v * 72) }
  function y(v) { return sprintf("%.0f", (high - v) * 72) }
  $1 == "graph" {
    wide = $3; high = $4
    printf "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"-12 -12 %.0f %.0f\" width=\"%.0f\">\n", wide * 72 + 24, high * 72 + 24, wide * 72 + 24
    print "<title>The folders of the runtime: an arrow points to what is included</title>"
    print "<style>"
    print "svg { --paper: #fff; --box: #f4f7fa; --ink: #1f2d3d; --quiet: #566373; --line: #5b6b7c }"
    print "@media (prefers-color-scheme: dark) {"
    print "  svg { --paper: #0d1117; --box: #18202a; --ink: #e6edf3; --quiet: #9aa7b4; --line: #8896a5 } }"
    print "text { font: 10px ui-monospace, \"DejaVu Sans Mono\", Menlo, Consolas, monospace; fill: var(--quiet); text-anchor: middle }"
    print ".name { font-size: 13px; font-weight: bold; fill: var(--ink) }"
    print ".paper { fill: var(--paper) } .box { fill: var(--box); stroke: var(--line) }"
    print ".line { fill: none; stroke: var(--line) } .tip { fill: var(--line) }"
    print "</style>"
    print "<defs><marker id=\"tip\" viewBox=\"0 0 8 6\" refX=\"1\" refY=\"3\" markerWidth=\"8\" markerHeight=\"6\" orient=\"auto\">"
    print "<path class=\"tip\" d=\"M0,0 L8,3 L0,6 z\"/></marker></defs>"
    printf "<rect class=\"paper\" x=\"-12\" y=\"-12\" width=\"%.0f\" height=\"%.0f\"/>\n", wide * 72 + 24, high * 72 + 24
  }
  $1 == "node" {
    printf "<rect class=\"box\" x=\"%.0f\" y=\"%.0f\" width=\"%.0f\" height=\"%.0f\" rx=\"6\"/>\n", ($3 - $5 / 2) * 72, (high - $4 - $6 / 2) * 72, $5 * 72, $6 * 72
    printf "<text class=\"name\" x=\"%s\" y=\"%.0f\">%s</text>\n", x($3), (high - $4) * 72 - 3, $2
    printf "<text x=\"%s\" y=\"%.0f\">%s</text>\n", x($3), (high - $4) * 72 + 13, about[$2]
  }
  $1 == "edge" {
    path = "M" x($5) "," y($6) " C"
    for (i = 1; i < $4; i++) path = path (i > 1 ? " " : "") x($(5 + 2 * i)) "," y($(6 + 2 * i))
    printf "<path class=\"line\" marker-end=\"url(#tip)\" d=\"%s\"/>\n", path
  }
  $1 == "stop" { print "</svg>" }' "$work/about" "$work/plain" >"$work/house.svg"
grep -q '^</svg>$' "$work/house.svg" || { echo "no picture"; exit 1; }

if [ "${1-}" = --check ]; then
  cmp -s "$work/house.svg" $out || { echo "$out is not up to date: run \`make docs\`"; exit 1; }
  echo "ok: $out"
else
  cmp -s "$work/house.svg" $out || { cp "$work/house.svg" $out && echo "written: $out"; }
fi
