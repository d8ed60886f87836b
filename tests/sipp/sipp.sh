#!/bin/sh
# Both roles against a peer that no one here wrote: SIPp's built-in scenarios, over real sockets.
#   sipp.sh uac SIPFSM RATE CALLS     SIPp calls `sipfsm serve`
#   sipp.sh uas SIPFSM RATE CALLS     `sipfsm call` calls SIPp
# Nothing may fail, and nothing may be lost: the counters of both sides must agree. Ports are whichever are free, so that two of these
# may run at once.
set -u
role=$1 sipfsm=$2 rate=$3 calls=$4
command -v sipp >/dev/null || { echo "sipp is missing: run \`make deps\`"; exit 1; }
dir=$(mktemp -d) || exit 1
peer=
trap '[ -z "$peer" ] || kill -9 "$peer" 2>/dev/null; rm -rf "$dir"' EXIT

fail() { echo "FAIL: $*"; tail -n 25 "$dir"/*.log; exit 1; }

# SIPp's screen ends with "Successful call | periodic | cumulative"; the last number is what counts.
count() { sed -n "s/.*$1 call *|[^|]*| *\([0-9]*\).*/\1/p" "$dir/sipp.log" | tail -n 1; }

wait_for() { # until the line stands in the file
  n=0
  until grep -q "$1" "$2" 2>/dev/null; do
    n=$((n + 1)); [ $n -lt 100 ] || fail "no '$1' in $2"
    sleep 0.05
  done
}

cd "$dir" || exit 1
if [ "$role" = uac ]; then
  "$sipfsm" serve --listen udp:127.0.0.1:0 --calls 2000 --rate 500 >serve.log 2>&1 & peer=$!
  wait_for listening serve.log
  port=$(sed -n 's/.*listening.*127\.0\.0\.1:\([0-9]*\).*/\1/p' serve.log | head -n 1)
  timeout 90 sipp -sn uac "127.0.0.1:$port" -i 127.0.0.1 -m "$calls" -r "$rate" -buff_size 4194304 -nostdin >sipp.log 2>&1
  status=$?
  kill -USR1 "$peer"; wait_for "calls: in $calls" serve.log
  kill -INT "$peer"; wait "$peer"; served=$?; peer=
  [ $status = 0 ] || fail "sipp: exit status $status"
  [ $served = 0 ] || fail "serve: exit status $served"
  [ "$(count Successful)" = "$calls" ] || fail "successful: $(count Successful) of $calls"
  [ "$(count Failed)" = 0 ] || fail "failed: $(count Failed)"
  grep -q "calls: in $calls, answered $calls, failed 0, ended $calls" serve.log || fail "serve counted otherwise"
  grep -q "impossible 0" serve.log || fail "a never row was hit"
else
  for try in 0 1 2 3 4 5 6 7; do # SIPp ends at once if its port is taken, and says nothing when its socket is open
    port=$((20000 + ($$ + try * 1237) % 12000))
    timeout 120 sipp -sn uas -i 127.0.0.1 -p "$port" -m "$calls" -buff_size 4194304 -nostdin >sipp.log 2>&1 & peer=$!
    sleep 0.5
    kill -0 "$peer" 2>/dev/null && break
  done
  timeout 90 "$sipfsm" call "sip:service@127.0.0.1:$port" --count "$calls" --rate "$rate" --duration 50 >call.log 2>&1
  status=$?
  n=0 # SIPp's calls end some seconds after the BYE: it lingers for repeats
  while kill -0 "$peer" 2>/dev/null && [ $n -lt 200 ]; do n=$((n + 1)); sleep 0.1; done
  kill -INT "$peer" 2>/dev/null; wait "$peer"; peer=
  [ $status = 0 ] || fail "call: exit status $status"
  grep -q "answered $calls, failed 0, ended $calls" call.log || fail "call counted otherwise"
  [ "$(count Successful)" = "$calls" ] || fail "successful: $(count Successful) of $calls"
  [ "$(count Failed)" = 0 ] || fail "failed: $(count Failed)"
fi
echo "ok: $calls calls at $rate a second, none failed"
