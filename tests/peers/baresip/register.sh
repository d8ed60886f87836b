# baresip registers with `serve --registrar` by digest, is called through its binding, and removes it; a wrong password is refused, and then its sender.
#   register.sh BUILD udp|tcp
# baresip 1.0.0 gives up when a challenge of SHA-256 stands beside that of MD5, so its user is kept as a hash of MD5, which
# `serve` challenges for by MD5 alone.
. "$(dirname "$0")/../kit.sh"
. "$(dirname "$0")/baresip.sh"
transport=$2
peers_begin "baresip.register.$transport"
printf 'bob:sipfsm:%s\n' "$(printf 'bob:sipfsm:open:sesame' | md5sum | cut -c1-32)" >users
printf 'open:sesame\n' >password
account="<sip:bob@$ip;transport=$transport>;regint=60;auth_pass"
peers_start serve "$sipfsm" serve --registrar --users users --listen "$transport:$ip:5060" --ladder "$ladder"; serve=$started
peers_wait_for listening serve.log

baresip_start "$account=open:sesame"
peers_wait_for '200 OK.*\[1 binding\]' baresip.log
peers_wait_for "register: sip:bob@$ip.*1 bound in all" serve.log
baresip_steer +CALL_INCOMING accept +CALL_ESTABLISHED hangup +CALL_CLOSED
peers_start call "$sipfsm" call "sip:bob@$ip;transport=$transport" --user bob --password-file password --duration 20000
baresip_steered
wait "$started" || fail "call: exit status $?"
grep -q '302 Moved Temporarily: calling sip:bob' call.log || fail "the registrar has not given the binding"
grep -q 'the other side hung up' call.log || fail "call has not seen the BYE"
peers_stop "$baresip"
peers_wait_for "register: sip:bob@$ip.*0 bound in all" serve.log

# It tries a wrong password again and again: after ten of them it gets 403.
baresip_start "$account=open:says:me"
peers_wait_for '^SIP/2.0 403 Forbidden' baresip.log
peers_wait_for ': 403 Forbidden (sipfsm' baresip.log
peers_stop "$baresip"
[ "$(grep -c '^SIP/2.0 401 Unauthorized' baresip.log)" -le 12 ] || fail "more than ten wrong passwords were looked at"
peers_stop "$serve"
[ "$stopped" = 0 ] || fail "serve: exit status $stopped"
grep -q "impossible 0" serve.log || fail "a never row was hit"
echo ok
