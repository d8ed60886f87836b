# baresip calls `serve`, and `call` calls baresip: each side hangs up, baresip holds, resumes and refuses.
#   calls.sh BUILD udp|tcp|tls
. "$(dirname "$0")/../kit.sh"
. "$(dirname "$0")/baresip.sh"
transport=$2 served= calls=
peers_begin "baresip.$transport"
to="sip:alice@$ip:5060;transport=$transport" bob="sip:bob@$ip:5090;transport=$transport"
if [ "$transport" = tls ]; then
  peers_certificates
  cat peer.pem peer.key >both.pem
  bob="sip:bob@$ip:5091;transport=tls"
  # baresip opens a connection of its own for its BYE, so that `call` needs a certificate too.
  served="--trusted authority.pem --certificate peer.pem --key peer.key"
  calls="--listen tls:$ip:5061 $served"
fi
baresip_start "<sip:bob@$ip>;regint=0"

# It calls: holds, resumes, hangs up; then once more, and `serve` hangs up as it leaves.
peers_start serve "$sipfsm" serve --listen "$transport:$ip:5060" --ladder "$ladder" $served; serve=$started
peers_wait_for listening serve.log
baresip_steer "dial $to" +CALL_RINGING +CALL_ESTABLISHED hold +CALL_REMOTE_SDP resume +CALL_REMOTE_SDP hangup +CALL_CLOSED
baresip_steered
baresip_steer "dial $to" +CALL_ESTABLISHED +CALL_CLOSED
peers_wait_for 'event CALL_ESTABLISHED' control.log
kill -INT "$serve"
baresip_steered
wait "$serve" || fail "serve: exit status $?" # a second signal would not wait for the answer to the BYE
grep -q "calls: in 2, answered 2, failed 0, ended 2" serve.log || fail "serve counted otherwise"
grep -q "failed 0, queued" serve.log || fail "a message could not be sent"
grep -q "impossible 0" serve.log || fail "a never row was hit"
grep -q '^a=recvonly' baresip.log || fail "a hold is not answered by recvonly"

# It is called: hangs up, is hung up on, holds, and refuses.
call() { # LADDER OPTION...
  name=$1; shift
  peers_start call "$sipfsm" call "$bob" --ladder "${ladder%.txt}.$name.txt" $calls "$@"
}
baresip_steer +CALL_INCOMING accept +CALL_ESTABLISHED hangup +CALL_CLOSED
call they_end --duration 20000
baresip_steered
wait "$started" || fail "call: exit status $?"
grep -q 'the other side hung up' call.log || fail "call has not seen the BYE"
baresip_steer +CALL_INCOMING accept +CALL_ESTABLISHED hold +CALL_REMOTE_SDP resume +CALL_REMOTE_SDP +CALL_CLOSED
call we_end --duration 60000
peers_wait_for 'step +CALL_CLOSED' control.log
kill -INT "$started"
baresip_steered
wait "$started" || fail "call: exit status $?"
grep -q '^hung up' call.log || fail "call has not hung up"
baresip_steer +CALL_INCOMING hangup +CALL_CLOSED
call refused
baresip_steered
wait "$started" && fail "call: a refused call ends with 0"
grep -q 'udp: 486\|tcp: 486\|tls: 486' call.log || fail "call does not say that it is refused"
echo ok
