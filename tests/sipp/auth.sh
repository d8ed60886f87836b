#!/bin/sh
# Digest authentication with a peer that no one here wrote, over real sockets, and between our own programs.
#   auth.sh uac SIPFSM SCENARIOS      SIPp calls `sipfsm serve --users`
#   auth.sh uas SIPFSM SCENARIOS      `sipfsm call --password-file` calls SIPp, which challenges INVITE and BYE
#   auth.sh ours SIPFSM SCENARIOS     `call` and `register` with `serve --users`; what is wrong with passwords and files is one line
#   auth.sh route SIPFSM SCENARIOS    SIPp gives a Service-Route to `call --as`, whose INVITE then goes that way
set -u
umask 077
role=$1 sipfsm=$2 scenarios=$3
dir=$(mktemp -d) || exit 1
peer=
trap '[ -z "$peer" ] || kill -9 "$peer" 2>/dev/null; rm -rf "$dir"' EXIT
fail() { echo "FAIL: $*"; tail -n 25 "$dir"/*.log; exit 1; }
wait_for() {
  n=0
  until grep -q "$1" "$2" 2>/dev/null; do n=$((n + 1)); [ $n -lt 100 ] || fail "no '$1' in $2"; sleep 0.05; done
}
serve() { # OPTIONS...: its port in $port
  "$sipfsm" serve --listen udp:127.0.0.1:0 "$@" >serve.log 2>&1 & peer=$!
  wait_for listening serve.log
  port=$(sed -n 's/.*listening.*127\.0\.0\.1:\([0-9]*\).*/\1/p' serve.log | head -n 1)
}
served() { kill -INT "$peer"; wait "$peer"; status=$?; peer=; [ $status = 0 ] || fail "serve: exit status $status"; }
hash() { printf %s "$1" | md5sum | cut -c1-32; }
line() { # STATUS TEXT COMMAND...: the command ends so, and says that in one line
  want=$1 text=$2; shift 2
  "$@" >said.log 2>error.log; got=$?
  [ $got = "$want" ] || fail "exit status $got, not $want: $*"
  [ -z "$text" ] || grep -q "$text" error.log || fail "no '$text' from: $*"
  [ "$(wc -l <error.log)" -le 1 ] || fail "more than a line from: $*"
}

cd "$dir" || exit 1
printf 'alice:wonder:land\n' >users
printf 'wonder:land\n' >password
if [ "$role" != ours ]; then command -v sipp >/dev/null || { echo "sipp is missing: run \`make deps\`"; exit 1; }; fi
case $role in
uac)
  printf 'alice:sipfsm:%s\n' "$(hash alice:sipfsm:wonder:land)" >users # MD5, which SIPp knows
  serve --users users
  timeout 60 sipp -sf "$scenarios/uac.xml" "127.0.0.1:$port" -i 127.0.0.1 -au alice -ap wonder:land -m 5 -r 5 -nostdin >sipp.log 2>&1 ||
    fail "sipp: exit status $?"
  served
  grep -q "calls: in 10, answered 5, failed 5, ended 5" serve.log || fail "serve counted otherwise"
  ;;
uas)
  for try in 0 1 2 3 4 5 6 7; do
    port=$((20000 + ($$ + try * 1237) % 12000))
    timeout 60 sipp -sf "$scenarios/uas.xml" -i 127.0.0.1 -p "$port" -m 5 -nostdin >sipp.log 2>&1 & peer=$!
    sleep 0.5
    kill -0 "$peer" 2>/dev/null && break
  done
  "$sipfsm" call "sip:bob@127.0.0.1:$port" --user alice --password-file password --count 5 --rate 5 --duration 50 >call.log 2>&1 ||
    fail "call: exit status $?"
  wait "$peer"; status=$?; peer=
  [ $status = 0 ] || fail "sipp: exit status $status"
  grep -q "answered 5, failed 0, ended 5" call.log || fail "call counted otherwise"
  ;;
route)
  serve --ladder serve.ladder
  for try in 0 1 2 3 4 5 6 7; do
    registrar=$((20000 + ($$ + try * 1237) % 12000))
    timeout 60 sipp -sf "$scenarios/route.xml" -i 127.0.0.1 -p "$registrar" -m 1 -nostdin -key route_port "$port" >sipp.log 2>&1 & sipp=$!
    sleep 0.5
    kill -0 "$sipp" 2>/dev/null && break
  done
  timeout 30 "$sipfsm" call sip:bob@example.org --as sip:alice@example.org --registrar "127.0.0.1:$registrar" --duration 20 >call.log 2>&1 ||
    fail "call: exit status $?"
  wait "$sipp" || fail "sipp: exit status $?"
  grep -q "later requests go by <sip:127.0.0.1:$port;lr>" call.log || fail "no Service-Route"
  served
  grep -q "INVITE sip:bob@example.org" serve.ladder || fail "the INVITE has not gone that way"
  ;;
ours)
  serve --users users --registrar
  line 0 '' timeout 20 sh -c '"$0" register sip:alice@127.0.0.1:'"$port"' --password-file password >register.log & p=$!
    n=0; until grep -q "^registered" register.log; do n=$((n + 1)); [ $n -lt 100 ] || exit 1; sleep 0.05; done
    kill -INT $p; wait $p' "$sipfsm"
  grep -q 'no longer registered' register.log || fail "the contact is still there"
  line 1 'the user name or the password is wrong (realm "sipfsm")' "$sipfsm" register "sip:bob@127.0.0.1:$port" --password-file password
  line 1 '403' "$sipfsm" register "sip:bob@127.0.0.1:$port" --password-file password --user alice
  line 1 '401 Unauthorized' "$sipfsm" register "sip:bob@127.0.0.1:$port"
  served
  serve --users users
  line 0 '' "$sipfsm" call "sip:x@127.0.0.1:$port" --user alice --password-file password --duration 50
  printf 'wonderland\n' >wrong
  line 1 'the user name or the password is wrong (realm "sipfsm")' "$sipfsm" call "sip:x@127.0.0.1:$port" --user alice --password-file wrong
  line 1 'needs --user' "$sipfsm" call "sip:x@127.0.0.1:$port" --password-file password
  chmod 640 wrong
  line 1 'others can read it' "$sipfsm" call "sip:x@127.0.0.1:$port" --user alice --password-file wrong
  line 1 'others can read it' "$sipfsm" serve --listen udp:127.0.0.1:0 --users wrong
  line 1 'No such file' "$sipfsm" serve --listen udp:127.0.0.1:0 --users none
  printf 'alice\n' >bad
  line 1 'bad:1: neither user:password' "$sipfsm" serve --listen udp:127.0.0.1:0 --users bad
  printf '# nobody\n\n' >bad
  line 1 'no users in it' "$sipfsm" serve --listen udp:127.0.0.1:0 --users bad
  printf '\n' >bad
  line 1 'no password in its first line' "$sipfsm" call "sip:x@127.0.0.1:$port" --user alice --password-file bad
  for n in 1 2 3 4 5 6 7 8 9 10; do
    chmod 600 wrong; "$sipfsm" call "sip:x@127.0.0.1:$port" --user alice --password-file wrong 2>/dev/null && fail "a wrong password"
  done
  line 1 '403 Forbidden' "$sipfsm" call "sip:x@127.0.0.1:$port" --user alice --password-file password # it has guessed too often
  served
  if grep -q 'wonder' ./*.log; then fail "a password in a log"; fi
  # Of a call with a password nothing that is written has it, or a response that it could be guessed from.
  serve --users users --ladder serve.ladder
  "$sipfsm" call "sip:x@127.0.0.1:$port" --user alice --password-file password --duration 50 --ladder call.ladder >call.log 2>&1 ||
    fail "call: exit status $?"
  kill -USR1 "$peer"
  served
  grep -q 'INVITE' serve.ladder && grep -q '401 Unauthorized' call.ladder || fail "nothing is drawn"
  if grep -q 'wonder\|land\|response=' ./*.log ./*.ladder; then fail "a password, or what it is guessed from, in what was written"; fi
  ;;
esac
echo ok
