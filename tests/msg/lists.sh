#!/bin/sh
# lists.sh MAKE_LISTS GRAMMAR: the lists of grammar/ are whole, and every line that is wrong is reported with its place.
set -u
make_lists=$1 grammar=$2
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
"$make_lists" names "$grammar" >"$work/out" && "$make_lists" lists "$grammar" >>"$work/out" || { echo "the lists are refused"; exit 1; }
for list in headers methods statuses; do
    lines=$(grep -c '^[A-Z0-9]' "$grammar/$list.txt")
    [ "$lines" -gt 10 ] || { echo "only $lines lines in $list.txt"; exit 1; }
done
failures=0

# wrong LIST LINE TEXT: with this line in place of LIST's first, the place and TEXT are in the message, and nothing is written.
wrong() {
    cp "$grammar"/*.txt "$work"
    first=$(grep -n '^[A-Z0-9]' "$work/$1" | head -n 1 | cut -d: -f1)
    sed "${first}s|.*|$2|" "$grammar/$1" >"$work/$1"
    if "$make_lists" lists "$work" >"$work/out" 2>"$work/err"; then
        echo "taken: $2"
    elif [ -s "$work/out" ]; then
        echo "something is written in spite of: $2"
    elif ! grep -qF "$1:$first: $3" "$work/err"; then
        echo "$2: no \"$1:$first: $3\" in:"
        cat "$work/err"
    else
        return
    fi
    failures=$((failures + 1))
}

wrong headers.txt 'Accept - list media_range accept-range 3261:20.1' '7 columns'
wrong headers.txt 'Accept - list media_range accept-range 3261:20.1 empty more' '7 columns'
wrong headers.txt 'Ac(ept - list media_range accept-range 3261:20.1 empty' 'no name'
wrong headers.txt 'A-name-that-is-longer-than-any-of-the-others - list token x 3261:20.1 -' 'no name'
wrong headers.txt 'Accept A list media_range accept-range 3261:20.1 empty' 'no compact form'
wrong headers.txt 'Accept ab list media_range accept-range 3261:20.1 empty' 'no compact form'
wrong headers.txt 'Accept - twice media_range accept-range 3261:20.1 empty' 'neither one, list nor rows'
wrong headers.txt 'Accept - list Media accept-range 3261:20.1 empty' 'no kind'
wrong headers.txt 'Accept - list media_range accept-range 20.1 empty' 'no clause'
wrong headers.txt 'Accept - list media_range accept-range 3261:x empty' 'no clause'
wrong headers.txt 'Accept - list media_range accept-range 3261:20.1 maybe' 'neither empty nor -'
wrong methods.txt 'Invite 3261:13' 'no method'
wrong methods.txt 'INVITE' '2 columns'
wrong statuses.txt '099 3261:21.1.1 Trying' 'no code'
wrong statuses.txt '700 3261:21.1.1 Trying' 'no code'
wrong statuses.txt '100 3261:21.1.1' '3 columns'
wrong statuses.txt '100 3261:21.1.1 Try"ing' 'no reason phrase'

# twice LIST LINE WORD: a line more, which says again what another says.
twice() {
    cp "$grammar"/*.txt "$work"
    echo "$2" >>"$work/$1"
    if "$make_lists" names "$work" >/dev/null 2>"$work/err"; then
        echo "taken: $2"
    elif ! grep -qF "listed twice: '$3'" "$work/err"; then
        cat "$work/err"
    else
        return
    fi
    failures=$((failures + 1))
}

twice headers.txt 'via - list via via-parm 3261:20.42 -' via
twice headers.txt 'Other v list via via-parm 3261:20.42 -' v
twice methods.txt 'ACK 3261:13' ACK
twice statuses.txt '487 3261:21.4.25 Again' 487
exit $((failures != 0))
