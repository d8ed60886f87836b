#!/bin/sh
# demo.sh CASE SIPFSM JSON_CHECK [asks]: one case of the programs' tests. `asks`: this build has hash functions.
# The cases are in the files of cases/, by topic.
# Needs nothing but a shell and what is in coreutils, grep and gzip.
set -u
case=$1 sipfsm=$2 json_check=$3 asks=${4:-}
work=$(mktemp -d) || exit 1
children=
cleanup() {
    for child in $children; do kill "$child" 2>/dev/null; done
    rm -rf "$work"
}
trap cleanup EXIT
export LC_ALL=C.UTF-8
unset NO_COLOR SIPFSM_LOG

fail() {
    echo "FAILED: $*"
    for file in "$work"/*; do
        echo "--- $file"
        cat "$file"
    done
    exit 1
}

# run STATUS ARGUMENT...: runs sipfsm, keeps what it prints in $work/out and $work/err
run() {
    wanted=$1
    shift
    "$sipfsm" "$@" >"$work/out" 2>"$work/err"
    got=$?
    [ "$got" = "$wanted" ] || fail "sipfsm $*: exit status $got, not $wanted"
}

# shows PATTERN...: each is in what was printed, in that order
shows() {
    cp "$work/out" "$work/rest"
    for pattern; do
        line=$(grep -n -m1 -e "$pattern" "$work/rest" | cut -d: -f1)
        [ -n "$line" ] || fail "'$pattern' is not shown (in that order)"
        tail -n +$((line + 1)) "$work/rest" >"$work/rest2"
        mv "$work/rest2" "$work/rest"
    done
    rm -f "$work/rest"
}

shows_not() {
    grep -q -e "$1" "$work/out" && fail "'$1' is shown"
    return 0
}

one_line_on_stderr() {
    [ "$(wc -l <"$work/err")" = 1 ] || fail "not one line on standard error"
}

no_escapes() {
    [ "$(tr -d -c '\033' <"$work/out" | wc -c)" = 0 ] || fail "escape bytes in a pipe"
}

# wait_for FILE PATTERN: until a program in the background has said so
wait_for() {
    for _ in $(seq 100); do
        grep -q -e "$2" "$1" 2>/dev/null && return 0
        sleep 0.05
    done
    fail "'$2' never came in $1"
}

# listener ARGUMENT...: sipfsm serve on a free port, in the background, by $transport; its address is $address
transport=udp
listener() {
    rm -f "$work/serve" "$work/serve.err" # of one before, which must not be taken for this one's
    "$sipfsm" serve --listen "$transport:127.0.0.1:0" "$@" >"$work/serve" 2>"$work/serve.err" &
    server=$!
    children="$children $server"
    wait_for "$work/serve" "listening on $transport:"
    address=$(sed -n "s/^listening on $transport://p" "$work/serve")
}

# start_call ARGUMENT...: sipfsm call in the background; what it prints is in $work/call and $work/call.err
start_call() {
    rm -f "$work/call" "$work/call.err"
    "$sipfsm" call "$@" >"$work/call" 2>"$work/call.err" &
    call=$!
    children="$children $call"
}

# start_register ARGUMENT...: sipfsm register in the background; what it prints is in $work/phone and $work/phone.err
start_register() {
    rm -f "$work/phone" "$work/phone.err"
    "$sipfsm" register "$@" >"$work/phone" 2>"$work/phone.err" &
    phone=$!
    children="$children $phone"
}

for topic in "$(dirname "$0")"/cases/*.sh; do
    if . "$topic"; then
        echo "ok"
        exit 0
    fi
done
fail "no such case"
