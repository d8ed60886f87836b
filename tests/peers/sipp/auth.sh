# SIPp with passwords, both ways: calls and registrations.
#   auth.sh BUILD udp|tcp
. "$(dirname "$0")/../kit.sh"
transport=$2
peers_begin "sipp.auth.$transport"
peers_need sipp sip-tester
case $transport in udp) mode=u1 ;; *) mode=t1 ;; esac
calls=$here/../sipp/auth
printf 'alice:sipfsm:%s\n' "$(printf 'alice:sipfsm:wonder:land' | md5sum | cut -c1-32)" >users # MD5, which SIPp knows
printf 'wonder:land\n' >password

sipp_calls() { # SCENARIO PORT OPTIONS...
  sipp_scenario=$1 sipp_port=$2; shift 2
  timeout 50 sipp -sf "$sipp_scenario" "$ip:$sipp_port" -i "$ip" -t $mode -nostdin -trace_err -error_file errors.log "$@" >sipp.log 2>&1 ||
    fail "sipp: exit status $?"
}
sipp_answers() { # SCENARIO OPTIONS...: at port 5070, as $sipp
  sipp_scenario=$1; shift
  peers_start sipp timeout 50 sipp -sf "$sipp_scenario" -i "$ip" -p 5070 -t $mode -nostdin -trace_err -error_file errors.log "$@"; sipp=$started
  sipp_port=$(printf '%04X' 5070)
  case $transport in udp) sipp_table=/proc/net/udp ;; *) sipp_table=/proc/net/tcp ;; esac
  sipp_address=$(echo "$ip" | awk -F. '{ printf "%02X%02X%02X%02X", $4, $3, $2, $1 }')
  peers_until "SIPp listens" grep -q "$sipp_address:$sipp_port" $sipp_table
}

# It calls us, and registers with us.
peers_start serve "$sipfsm" serve --listen "$transport:$ip:5060" --users users --ladder "$ladder"; serve=$started
peers_wait_for listening serve.log
sipp_calls "$calls/uac.xml" 5060 -au alice -ap wonder:land -m 5 -r 5
peers_stop "$serve"
[ "$stopped" = 0 ] || fail "serve: exit status $stopped"
grep -q "calls: in 10, answered 5, failed 5, ended 5" serve.log || fail "serve counted otherwise"
peers_start serve "$sipfsm" serve --listen "$transport:$ip:5061" --users users --registrar --ladder ladder; serve=$started
peers_wait_for listening serve.log
sipp_calls "$here/sipp/register.xml" 5061 -m 3
peers_stop "$serve"
cat ladder >>"$ladder"
grep -q "0 bound in all" serve.log || fail "the contact is not removed"

# We call it, and register with it.
sipp_answers "$calls/uas.xml" -m 5
"$sipfsm" call "sip:bob@$ip:5070;transport=$transport" --user alice --password-file password --count 5 --rate 5 --duration 50 --ladder ladder \
  >call.log 2>&1 || fail "call: exit status $?"
wait "$sipp" || fail "sipp: exit status $?"
cat ladder >>"$ladder"
grep -q "answered 5, failed 0, ended 5" call.log || fail "call counted otherwise"
sipp_answers "$here/sipp/registrar.xml" -m 1
peers_start register "$sipfsm" register "sip:alice@example.org" --registrar "$transport:$ip:5070" --password-file password --expires 1 --ladder ladder
register=$started
peers_wait_for '600 seconds left' register.log
peers_stop "$register"
cat ladder >>"$ladder"
[ "$stopped" = 0 ] || fail "register: exit status $stopped"
wait "$sipp" || fail "sipp: exit status $?"
if grep -q 'wonder' ./*.log "$ladder"; then fail "a password in a log"; fi
echo ok
