#!/bin/sh
# One scenario of scenarios/ against `sipfsm serve`, or, if its name begins with call_, `sipfsm call` against it; call_bad_... ones
# must make it exit with 1; call_late ones have it make no offer. With `demo` it is Bob of `sipfsm demo` who answers.
#   scenario.sh SIPFSM SCENARIO [demo]
set -u
sipfsm=$1 scenario=$2
name=${3:-}$(basename "$scenario" .xml)
command -v sipp >/dev/null || { echo "sipp is missing: run \`make deps\`"; exit 1; }
dir=$(mktemp -d) || exit 1
peer=
trap '[ -z "$peer" ] || kill -9 "$peer" 2>/dev/null; rm -rf "$dir"' EXIT
fail() { echo "FAIL: $*"; tail -n 40 "$dir"/*.log; exit 1; }
cd "$dir" || exit 1

case $name in
call_*)
  for try in 0 1 2 3 4 5 6 7; do # SIPp ends at once if its port is taken
    port=$((20000 + ($$ + try * 1237) % 12000))
    timeout 60 sipp -sf "$scenario" -i 127.0.0.1 -p "$port" -m 1 -trace_err -error_file error.log -nostdin >sipp.log 2>&1 & peer=$!
    sleep 0.5
    kill -0 "$peer" 2>/dev/null && break
  done
  late=
  case $name in call_*late*) late=--no-offer ;; esac
  timeout 30 "$sipfsm" call "sip:service@127.0.0.1:$port" --duration 50 $late >call.log 2>&1
  status=$?
  wait "$peer"; sipp=$?; peer=
  [ $sipp = 0 ] || fail "sipp: exit status $sipp"
  case $name in
  call_bad_*) [ $status = 1 ] || fail "call: exit status $status"; grep -q 'cannot be used' call.log || fail "call says nothing" ;;
  *) [ $status = 0 ] || fail "call: exit status $status" ;;
  esac ;;
demo*)
  for try in 0 1 2 3 4 5 6 7; do # it ends at once if its port is taken
    port=$((20000 + ($$ + try * 1237) % 12000))
    "$sipfsm" demo --role uas --listen "127.0.0.1:$port" >demo.log 2>&1 & peer=$!
    sleep 0.5
    kill -0 "$peer" 2>/dev/null && break
  done
  timeout 60 sipp -sf "$scenario" "127.0.0.1:$port" -i 127.0.0.1 -m 1 -trace_err -error_file error.log -nostdin >sipp.log 2>&1
  sipp=$?
  wait "$peer"; status=$?; peer=
  [ $sipp = 0 ] || fail "sipp: exit status $sipp"
  [ $status = 0 ] || fail "demo: exit status $status" ;;
*)
  "$sipfsm" serve --listen udp:127.0.0.1:0 --calls 10 >serve.log 2>&1 & peer=$!
  n=0
  until grep -q listening serve.log; do
    n=$((n + 1)); [ $n -lt 100 ] || fail "serve does not listen"
    sleep 0.05
  done
  port=$(sed -n 's/.*listening.*127\.0\.0\.1:\([0-9]*\).*/\1/p' serve.log | head -n 1)
  timeout 60 sipp -sf "$scenario" "127.0.0.1:$port" -i 127.0.0.1 -m 1 -trace_err -error_file error.log -nostdin >sipp.log 2>&1
  sipp=$?
  kill -INT "$peer"; wait "$peer"; served=$?; peer=
  [ $sipp = 0 ] || fail "sipp: exit status $sipp"
  [ $served = 0 ] || fail "serve: exit status $served"
  grep -q "impossible 0" serve.log || fail "a never row was hit" ;;
esac
echo ok
