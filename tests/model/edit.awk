# edit.awk BUG TABLE: the table with the bug's edits of it. `- ROW` is taken out (its cells, without the clause; a last `*` is any end),
# `+ ROW` comes where the last one was taken out, or at the end. A row that is not there, or is there twice, is an error.
function plain(text) { gsub(/[ \t]+/, " ", text); gsub(/ ?\| ?/, "|", text); gsub(/^ | $/, "", text); return text }
FNR == NR {
    if ($1 == "table") { mine = $2 == table; next }
    if (!mine) next
    if (/^- /) { out[++outs] = plain(substr($0, 3)); added[outs] = "" }
    if (/^\+ /) added[outs] = added[outs] substr($0, 3) "\n"
    next
}
{
    line = plain($0)
    kept = 1
    for (i = 1; i <= outs; i++) {
        want = out[i]
        any = want ~ /\*$/
        if (any) { want = substr(want, 1, length(want) - 1); sub(/ $/, "", want) }
        if (index(line, want) == 1 && (any || line == want || want ~ /\|$/)) { hits[i]++; if (kept) printf "%s", hits[i] == 1 ? added[i] : ""; kept = 0 }
    }
    if (kept) print
}
END {
    for (i = 1; i <= outs; i++)
        if (!hits[i]) { print "no such row: " out[i] >"/dev/stderr"; bad = 1 }
        else if (hits[i] > 1 && out[i] !~ /\*$/) { print "twice there: " out[i] >"/dev/stderr"; bad = 1 }
    exit bad
}
