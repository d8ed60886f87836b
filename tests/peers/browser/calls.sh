# JsSIP in Chromium, a page that is a telephone: it calls `serve`, registers, and is called by `call` on the connection that it has
# opened. There is no media engine on our side: session.sdp is what one would have said. Only the signalling is looked at.
# Browsers open no WebSocket to ports 5060 and 5061.
#   calls.sh BUILD ws|wss
. "$(dirname "$0")/../kit.sh"
transport=$2 parameter= spki=
peers_begin "browser.$transport"
peers_need chromium chromium
peers_need node nodejs
[ -e "$build/peers/node_modules/jssip" ] || fail "JsSIP is missing: run \`make deps-peers\`"
cp "$here/browser/session.sdp" .
certificate=
if [ "$transport" = wss ]; then
  peers_certificates
  certificate="--certificate peer.pem --key peer.key"
  spki=$(openssl x509 -in peer.pem -pubkey -noout | openssl pkey -pubin -outform DER | openssl dgst -sha256 -binary | openssl base64)
fi
url=$transport://$ip:8088 alice=sip:alice@example.org

browse() { # NAME STEP...: its output is NAME.log
  name=$1; shift
  peers_start "$name" env SPKI="$spki" node "$here/browser/drive.js" "$build/peers" "$ip:8080" "$@"
}

# A server for pages of another origin does not take it. Of its own: it calls and is refused, as audio without DTLS is no answer to it;
# and it cancels.
peers_start strange "$sipfsm" serve --listen "$transport:$ip:8089" --ws-origin https://phone.example $certificate; strange=$started
peers_start refusing "$sipfsm" serve --listen "$transport:$ip:8088" --ws-origin "http://$ip:8080" $certificate; serve=$started
peers_start ringing "$sipfsm" serve --listen "$transport:$ip:8090" --session-file session.sdp --ring-ms 60000 $certificate; ringing=$started
peers_wait_for listening strange.log
peers_wait_for listening ringing.log
peers_wait_for listening refusing.log
browse refused "open $transport://$ip:8089 $alice" +disconnected close "open $url $alice" +connected 'call sip:bob@example.org' +failed \
  close "open $transport://$ip:8090 $alice" +connected 'call sip:bob@example.org' +progress hangup +failed
wait "$started" || fail "the page is not where it should be"
peers_wait_for 'has failed: a WebSocket of a page of another origin' strange.log
peers_stop "$strange"
grep -q '^event failed local Canceled' refused.log || fail "it has not cancelled"
peers_stop "$ringing"
[ "$stopped" = 0 ] || fail "serve: exit status $stopped"
grep -q "calls: in 1, answered 0, failed 1" ringing.log || fail "serve has seen no CANCEL"
grep -q '^event failed remote Incompatible SDP 488' refused.log || fail "it has not got 488"
peers_stop "$serve"

# It calls: hangs up, and is hung up on as `serve` leaves.
peers_start serve "$sipfsm" serve --listen "$transport:$ip:8088" --session-file session.sdp --ladder "$ladder" $certificate
serve=$started
peers_wait_for listening serve.log
browse caller "open $url $alice" +connected \
  'call sip:bob@example.org' +progress +accepted +confirmed hangup +ended 'call sip:bob@example.org' +confirmed +ended; page=$started
peers_wait_for 'event ended local' caller.log
n=$(grep -c 'event confirmed' caller.log)
until [ "$n" = 2 ]; do kill -0 "$page" 2>/dev/null || break; sleep 0.05; n=$(grep -c 'event confirmed' caller.log); done
kill "$serve"
wait "$page" || fail "the page is not where it should be"
wait "$serve" || fail "serve: exit status $?"
grep -q '^event ended remote Terminated BYE' caller.log || fail "it has not seen the BYE"
grep -q "calls: in 2, answered 2, failed 0, ended 2" serve.log || fail "serve counted otherwise"
grep -q "impossible 0" serve.log || fail "a never row was hit"

# It registers with three that wait for it, and is called: we hang up, it hangs up, it refuses.
waits() { # NAME PORT OPTION...
  name=$1 port=$2; shift 2
  peers_start "$name" "$sipfsm" call $alice --listen "$transport:$ip:$port" --await 60 --session-file session.sdp \
    --ladder "${ladder%.txt}.$name.txt" $certificate "$@"
  peers_wait_for listening "$name.log"
}
waits we_end 8091 --duration 100; we_end=$started
waits they_end 8092 --duration 60000; they_end=$started
waits refuses 8093; refuses=$started
browse called "open $transport://$ip:8091 $alice" +connected register +registered +incoming answer +confirmed +ended close \
  "open $transport://$ip:8092 $alice" +connected register +registered +incoming answer +confirmed hangup +ended close \
  "open $transport://$ip:8093 $alice" +connected register +registered +incoming refuse +failed
wait "$started" || fail "the page is not where it should be"
wait "$we_end" || fail "call: exit status $?"
grep -q '^hung up' we_end.log || fail "call has not hung up"
wait "$they_end" || fail "call: exit status $?"
grep -q 'the other side hung up' they_end.log || fail "call has not seen the BYE"
wait "$refuses" && fail "call: a refused call ends with 0"
grep -q "$alice: 486" refuses.log || fail "call does not say that it is refused"
echo ok
