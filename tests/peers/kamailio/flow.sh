# A registration that is kept alive (RFC 5626): Kamailio says how often (Flow-Timer), and answers; when the connection is cut, the telephone is back at
# once, long before its time is over, and its new flow takes the place of the old one.
#   flow.sh BUILD TRANSPORT
. "$(dirname "$0")/../kit.sh"
transport=$2
peers_begin "kamailio.flow.$transport"
. "$here/kamailio/kamailio.sh"
kamailio_start AUTH OUTBOUND
kamailio_way "$transport"
printf 'wonder land\n' >alice
printf 'build"er\n' >bob
trusted=
case $transport in tls | wss) trusted="--trusted authority.pem --certificate peer.pem --key peer.key" ;; esac
# shellcheck disable=SC2086
call() { "$sipfsm" call "sip:$1@$ip" --as "sip:alice@$ip" --registrar "$way" --password-file alice --duration 20 $trusted >call.log 2>&1; }
# shellcheck disable=SC2086
peers_start bob "$sipfsm" register "sip:bob@$ip" --registrar "$way" --password-file bob --expires 3600 $trusted \
  --instance urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6 --reg-id 1 --ladder "$ladder"
bob=$started
peers_wait_for "^registered: sip:bob@$ip .* 3600 seconds left" bob.log
# Some keep-alives later he has the same connection.
keeps() { [ "$(grep -c 'timer KEEP' "$ladder")" -ge 7 ]; } # the pong to the first has been due by then: 10 s (5626:4.4.1)
peers_until "some keep-alives" keeps
call bob || fail "a call after some keep-alives"
[ "$(grep -c '^registered' bob.log)" = 1 ] || fail "he has registered again"
call cut-bob && fail "that call"
grep -q '480 Cut' call.log || fail "that call"
peers_until "he registers again" sh -c '[ "$(grep -c "^registered" bob.log)" = 2 ]'
call bob || fail "a call after that"
peers_stop "$bob"
[ "$stopped" = 0 ] || fail "register: exit status $stopped"
echo ok
