# RFC 5626 and RFC 5627 with Kamailio: a contact with an instance and a flow, its GRUU, and a call to that.
#   outbound.sh BUILD TRANSPORT
. "$(dirname "$0")/../kit.sh"
transport=$2
peers_begin "kamailio.outbound.$transport"
. "$here/kamailio/kamailio.sh"
kamailio_start AUTH OUTBOUND
kamailio_way "$transport"
printf 'wonder land\n' >alice
printf 'build"er\n' >bob
trusted=
case $transport in tls | wss) trusted="--trusted authority.pem --certificate peer.pem --key peer.key" ;; esac
# shellcheck disable=SC2086
peers_start bob "$sipfsm" register "sip:bob@$ip" --registrar "$way" --password-file bob $trusted --ladder "$ladder" \
  --instance urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6 --reg-id 1
bob=$started
peers_wait_for "^registered: sip:bob@$ip .*, outbound" bob.log
peers_wait_for "^  GRUU: sip:bob@$ip;gr=urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6" bob.log
gruu=$(sed -n 's/^  GRUU: //p' bob.log)
# shellcheck disable=SC2086
"$sipfsm" call "$gruu" --as "sip:alice@$ip" --registrar "$way" --password-file alice --duration 20 $trusted >call.log 2>&1 || fail "call: exit status $?"
# shellcheck disable=SC2086
"$sipfsm" call "$gruu-else" --as "sip:alice@$ip" --registrar "$way" --password-file alice --duration 20 $trusted >call.log 2>&1 && fail "another GRUU"
grep -q "404 Not Found" call.log || fail "another GRUU"
# The same flow again takes the place of the first.
kill -9 "$bob"
peers_stop "$bob" 2>/dev/null
# shellcheck disable=SC2086
peers_start bob "$sipfsm" register "sip:bob@$ip" --registrar "$way" --password-file bob $trusted \
  --instance urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6 --reg-id 1
bob=$started
peers_wait_for "^registered: sip:bob@$ip .*, outbound" bob.log
# shellcheck disable=SC2086
"$sipfsm" call "sip:bob@$ip" --as "sip:alice@$ip" --registrar "$way" --password-file alice --duration 20 $trusted >call.log 2>&1 ||
  fail "call: exit status $?"
peers_stop "$bob"
[ "$stopped" = 0 ] || fail "register: exit status $stopped"
echo ok
