#!/bin/sh
# way.sh: writes docs/datagram.svg, the way of a 200 OK through the files, from the steps below. Each file that a step names must exist.
# From the source root.
#   way.sh --check     writes nothing, and fails if the picture is not what it would write
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
out=docs/datagram.svg

# folder | file | what it does with the datagram. `fsm` is a table that a step runs.
cat >"$work/steps" <<'END'
net|batch_in.c|takes it from the kernel, with what came beside it
net|net.c|sf_ua_receive(ua, now_us, bytes, length, from)
ua|input.c|sets the clock, fires timers that are due
ua|receive.c|checks the fields that the core reads
msg|message.rl|sf_msg_parse: views into the datagram, no copies
ua|receive_response.c|finds the transaction: branch and CSeq method
ua|step.c|steps the transaction with r2xx
fsm|transaction/invite_client.fsm|Calling -> Accepted: tell_tu_success
ua|queue.c|keeps the event for the owner of the transaction
fsm|session/invite_uac.fsm|Calling -> Answered: dialog, ACK
ua|request.c|builds the ACK
fsm|dialog/dialog.fsm|-> Confirmed: an event for the application
ua|output.c|keeps the ACK and the event until they are taken
net|net.c|takes the ACK, the event, the next deadline
net|batch_out.c|gives the kernel all that the batch has led to
END
while IFS='|' read -r folder file what; do
  case $folder in fsm) path=fsm/$file ;; *) path=$(find "runtime/$folder" -name "$file" | head -n 1) ;; esac
  [ -n "$path" ] && [ -e "$path" ] || { echo "way.sh: there is no $folder/$file"; exit 1; }
done <"$work/steps"

awk -F'|' '
  BEGIN {
    lanes = split("net ua msg fsm", lane, " "); split("the edge|the core|the parser|the tables", about, "|")
    wide = 190; gap = 16; step = 52; top = 44; high = 38
    for (i = 1; i <= lanes; i++) at[lane[i]] = (i - 1) * (wide + gap)
  }
  { folder[NR] = $1; file[NR] = $2; what[NR] = $3 }
  # Words of a text in lines of at most 31 characters.
  function lines(text, line,    n, word, i, count) {
    n = split(text, word, " "); count = 1; line[1] = word[1]
    for (i = 2; i <= n; i++) if (length(line[count] " " word[i]) <= 31) line[count] = line[count] " " word[i]; else line[++count] = word[i]
    return count
  }
  END {
    width = lanes * (wide + gap) - gap; height = top + NR * step
    printf "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"-12 -12 %d %d\" width=\"%d\">\n", width + 24, height + 24, width + 24
    print "<title>The way of a 200 OK through the files, from top to bottom</title>"
    print "<style>"
    print "svg { --paper: #fff; --lane: #f4f7fa; --box: #fff; --ink: #1f2d3d; --quiet: #566373; --line: #5b6b7c }"
    print "@media (prefers-color-scheme: dark) {"
    print "  svg { --paper: #0d1117; --lane: #131a22; --box: #1b2530; --ink: #e6edf3; --quiet: #9aa7b4; --line: #8896a5 } }"
    print "text { font: 9px ui-monospace, \"DejaVu Sans Mono\", Menlo, Consolas, monospace; fill: var(--quiet) }"
    print ".name { font-size: 10px; font-weight: bold; fill: var(--ink) } .head { text-anchor: middle; font-size: 12px }"
    print ".paper { fill: var(--paper) } .lane { fill: var(--lane) } .box { fill: var(--box); stroke: var(--line) }"
    print ".line { fill: none; stroke: var(--line) } .tip { fill: var(--line) }"
    print "</style>"
    print "<defs><marker id=\"tip\" viewBox=\"0 0 8 6\" refX=\"7\" refY=\"3\" markerWidth=\"8\" markerHeight=\"6\" orient=\"auto\">"
    print "<path class=\"tip\" d=\"M0,0 L8,3 L0,6 z\"/></marker></defs>"
    printf "<rect class=\"paper\" x=\"-12\" y=\"-12\" width=\"%d\" height=\"%d\"/>\n", width + 24, height + 24
    for (i = 1; i <= lanes; i++) {
      printf "<rect class=\"lane\" x=\"%d\" y=\"0\" width=\"%d\" height=\"%d\" rx=\"6\"/>\n", at[lane[i]], wide, height
      printf "<text class=\"name head\" x=\"%d\" y=\"16\">%s</text>\n", at[lane[i]] + wide / 2, lane[i] == "fsm" ? "fsm/" : "runtime/" lane[i]
      printf "<text class=\"head\" x=\"%d\" y=\"31\" style=\"font-size:9px\">%s</text>\n", at[lane[i]] + wide / 2, about[i]
    }
    for (i = 1; i < NR; i++) {
      x1 = at[folder[i]] + wide / 2; x2 = at[folder[i + 1]] + wide / 2; y1 = top + (i - 1) * step + high; y2 = top + i * step
      if (x1 == x2) printf "<path class=\"line\" marker-end=\"url(#tip)\" d=\"M%d,%d V%d\"/>\n", x1, y1, y2
      else printf "<path class=\"line\" marker-end=\"url(#tip)\" d=\"M%d,%d V%d H%d V%d\"/>\n", x1, y1, (y1 + y2) / 2, x2, y2
    }
    for (i = 1; i <= NR; i++) {
      x = at[folder[i]] + 4; y = top + (i - 1) * step
      printf "<rect class=\"box\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"4\"/>\n", x, y, wide - 8, high
      printf "<text class=\"name\" x=\"%d\" y=\"%d\">%s</text>\n", x + 6, y + 12, file[i]
      n = lines(what[i], line)
      for (k = 1; k <= n; k++) { gsub(/&/, "\\&amp;", line[k]); gsub(/</, "\\&lt;", line[k]); gsub(/->/, "\xe2\x86\x92", line[k])
        printf "<text x=\"%d\" y=\"%d\">%s</text>\n", x + 6, y + 12 + 11 * k, line[k] }
    }
    print "</svg>"
  }' "$work/steps" >"$work/way.svg"
grep -q '^</svg>$' "$work/way.svg" || { echo "no picture"; exit 1; }

if [ "${1-}" = --check ]; then
  cmp -s "$work/way.svg" $out || { echo "$out is not up to date: run \`make docs\`"; exit 1; }
  echo "ok: $out"
else
  cmp -s "$work/way.svg" $out || { cp "$work/way.svg" $out && echo "written: $out"; }
fi
