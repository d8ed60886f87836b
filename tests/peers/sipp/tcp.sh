# SIPp over TCP, it calls `serve`, or `call` calls it.
#   tcp.sh BUILD uac|uas
. "$(dirname "$0")/../kit.sh"
role=$2 calls=100
peers_begin "sipp.tcp.$role"
peers_need sipp sip-tester

case $role in
uac)
  peers_start serve "$sipfsm" serve --listen "tcp:$ip:5060" --ladder "$ladder"; serve=$started
  peers_wait_for listening serve.log
  timeout 50 sipp -sn uac "$ip:5060" -i "$ip" -t t1 -m "$calls" -r 50 -nostdin >sipp.log 2>&1 || fail "sipp: exit status $?"
  peers_stop "$serve"
  [ "$stopped" = 0 ] || fail "serve: exit status $stopped"
  grep -q "calls: in $calls, answered $calls, failed 0, ended $calls" serve.log || fail "serve counted otherwise"
  grep -q "impossible 0" serve.log || fail "a never row was hit" ;;
uas)
  peers_start sipp timeout 50 sipp -sf "$here/sipp/uas.xml" -i "$ip" -p 5060 -t t1 -m "$calls" -nostdin; sipp=$started
  # SIPp does not say that it listens.
  peers_until "SIPp takes a call" "$sipfsm" call "sip:service@$ip:5060;transport=tcp" --duration 20 --ladder "$ladder"
  timeout 50 "$sipfsm" call "sip:service@$ip:5060;transport=tcp" --count $((calls - 1)) --rate 50 --duration 50 >call.log 2>&1 ||
    fail "call: exit status $?"
  wait "$sipp" || fail "sipp: exit status $?"
  grep -q "answered $((calls - 1)), failed 0, ended $((calls - 1))" call.log || fail "call counted otherwise" ;;
esac
echo ok
