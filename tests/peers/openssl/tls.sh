# openssl s_client against `serve` over TLS: what is refused, what both sides say of it, and a call that stands all the while.
#   tls.sh BUILD
. "$(dirname "$0")/../kit.sh"
peers_begin openssl.tls
peers_need openssl openssl
peers_need node nodejs
peers_certificates
certify() { # NAME: a client's certificate; expired, if the name is old; of itself, if it is eve
  {
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$1.key" -out "$1.csr" -subj "/CN=$1" &&
      case $1 in
      eve) openssl x509 -req -in eve.csr -signkey eve.key -days 1 -out eve.pem ;;
      old) mkdir -p ca && : >ca/index && echo 01 >ca/serial && printf '%s\n' '[ca]' 'default_ca=a' '[a]' "database=ca/index" \
        "serial=ca/serial" "new_certs_dir=ca" 'default_md=sha256' 'policy=p' '[p]' 'commonName=supplied' >ca/config &&
        openssl ca -batch -config ca/config -cert authority.pem -keyfile authority.key -in old.csr -out old.pem \
          -startdate 20200101000000Z -enddate 20200102000000Z -notext ;;
      *) openssl x509 -req -in "$1.csr" -CA authority.pem -CAkey authority.key -CAcreateserial -days 1 -out "$1.pem" ;;
      esac
  } >>certificates.log 2>&1 || fail "openssl makes no certificate for $1"
}
certify bob; certify eve; certify old; certify host.example

peers_start serve "$sipfsm" serve --listen "tls:$ip:5061" --certificate peer.pem --key peer.key --certificate host.example.pem \
  --key host.example.key --ladder "$ladder"; serve=$started
peers_start strict "$sipfsm" serve --listen "tls:$ip:5071" --certificate peer.pem --key peer.key --trusted authority.pem \
  --clients-certified; strict=$started
peers_wait_for listening serve.log
peers_wait_for listening strict.log
peers_start call "$sipfsm" call "sips:bob@$ip:5061" --trusted authority.pem --duration 60000; call=$started
peers_wait_for answered call.log
# Half a greeting: the other half never comes.
peers_start half node "$here/openssl/raw.js" "$ip:5061" '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'; half=$started

client() { # PORT OPTION...: the client's end in client.log
  port=$1; shift
  timeout 20 openssl s_client -connect "$ip:$port" -CAfile authority.pem -verify_return_error "$@" </dev/null >client.log 2>&1
}
refused() { # LOG TEXT, as our side says it; and the client has failed
  [ $? != 0 ] || fail "it is taken, for: $2"
  peers_wait_for "the connection from tls:[0-9.]*:[0-9]* has failed: $2" "$1.log"
}
old_ones='DEFAULT:@SECLEVEL=0'

for version in tls1_2 tls1_3; do
  client 5061 -$version -verify_ip "$ip" || fail "$version is refused"
  grep -q 'Verify return code: 0 (ok)' client.log || fail "$version: not verified"
done
client 5061 -tls1_1 -cipher "$old_ones"
refused serve 'TLS: unsupported protocol: 1.2 is the least here, and the other side has at most TLS 1.1'
client 5061 -tls1 -cipher "$old_ones"
refused serve 'TLS: unsupported protocol: 1.2 is the least here, and the other side has at most TLS 1.0'
client 5061 -tls1_2 -cipher 'NULL-SHA256:@SECLEVEL=0'
refused serve 'TLS: no shared cipher (it has NULL-SHA256)'
# The client does not know the authority; or it means another server, which it names.
client 5061 -CAfile eve.pem
refused serve "TLS: the other side refuses this side's certificate: unknown CA"
for name in host.example HOST.example; do
  client 5061 -servername $name -verify_hostname host.example || fail "$name gets another certificate"
done
client 5061 -servername other.example -verify_hostname other.example
refused serve "TLS: the other side refuses this side's certificate: bad certificate"
grep -q 'hostname mismatch' client.log || fail "the client has another reason"
# No renegotiation, by which a client costs more than it pays.
echo R | timeout 20 openssl s_client -connect "$ip:5061" -CAfile authority.pem -tls1_2 >client.log 2>&1
grep -q 'no renegotiation' client.log || fail "a renegotiation is not refused"
node "$here/openssl/raw.js" "$ip:5061" 'OPTIONS sip:a@b SIP/2.0\r\n\r\n' >/dev/null || fail "what is no TLS is not refused"
peers_wait_for 'TLS: what came is no TLS (wrong version number)' serve.log

# A server that asks for certificates.
client 5071 -cert bob.pem -key bob.key -tls1_2 || fail "a good certificate is refused"
for version in tls1_2 tls1_3; do
  timeout 20 openssl s_client -connect "$ip:5071" -CAfile authority.pem -$version -ign_eof </dev/null >client.log 2>&1
  refused strict 'TLS: peer did not return a certificate'
  timeout 20 openssl s_client -connect "$ip:5071" -CAfile authority.pem -$version -ign_eof -cert eve.pem -key eve.key </dev/null >client.log 2>&1
  refused strict 'TLS: the certificate is refused: self-signed certificate (/CN=eve)'
  timeout 20 openssl s_client -connect "$ip:5071" -CAfile authority.pem -$version -ign_eof -cert old.pem -key old.key </dev/null >client.log 2>&1
  refused strict 'TLS: the certificate is refused: certificate has expired (/CN=old)'
done

# The other way round: `call` meets an s_server.
met() { # TEXT CERTIFICATE: whom it meets, and what it says
  peers_start server openssl s_server -accept "$ip:5081" -cert "$2.pem" -key "$2.key" -quiet; server=$started
  n=0 # it does not say when it listens
  until timeout 5 openssl s_client -connect "$ip:5081" </dev/null >probe.log 2>&1; do
    n=$((n + 1)); [ $n -lt 100 ] || fail "no s_server"; sleep 0.05
  done
  timeout 20 "$sipfsm" call "sips:bob@$ip:5081" --trusted authority.pem >met.log 2>&1 && fail "a call to a server with $2.pem"
  grep -q "cannot be reached: $1" met.log || { cat met.log; fail "another reason than: $1"; }
  peers_stop "$server"
}
met "TLS: the certificate is refused: self-signed certificate (/CN=eve)" eve
met "TLS: the certificate is refused: certificate has expired (/CN=old)" old
met "TLS: the certificate is not for $ip, but for bob" bob

# So many that a log would fill: ten lines a second, and how many more there were.
before=$(grep -c 'has failed' serve.log)
node "$here/openssl/raw.js" "$ip:5061" 'nonsense, nonsense, nonsense' '' 200 || fail "200 of them are not refused"
wait "$half" || fail "half a greeting is waited for too long"
peers_wait_for 'has failed: the handshake took too long' serve.log
[ $(($(grep -c 'has failed' serve.log) - before)) -le 20 ] || fail "a line for each of them"

# The call has seen nothing of it.
kill -INT "$call"
wait "$call" || fail "call: exit status $?"
grep -q '^hung up' call.log || fail "the call has not ended as it should"
kill "$serve" "$strict"
wait "$serve" || fail "serve: exit status $?"
wait "$strict" || fail "serve: exit status $?"
grep -q 'more connections have failed' serve.log || fail "it does not say how many more"
grep -q "calls: in 1, answered 1, failed 0, ended 1" serve.log || fail "serve counted otherwise"
grep -q "impossible 0" serve.log || fail "a never row was hit"

# Files that cannot be used: one line each.
openssl pkey -in peer.key -aes256 -passout pass:secret -out locked.key 2>/dev/null
: >empty.pem
mkfifo pipe
unusable() { # TEXT CERTIFICATE KEY
  timeout 10 "$sipfsm" serve --listen "tls:$ip:5061" --certificate "$2" --key "$3" >files.log 2>&1 </dev/null && fail "$2, $3 are used"
  [ "$(cat files.log)" = "sipfsm serve: TLS: $1" ] || fail "another reason than: $1"
}
unusable 'certificate none.pem: No such file or directory' none.pem peer.key
unusable 'certificate empty.pem: there is none in it, as PEM' empty.pem peer.key
unusable 'certificate ca: it is no file' ca peer.key
unusable 'certificate /dev/full: it is no file' /dev/full peer.key
unusable 'certificate pipe: it is no file' pipe peer.key
unusable 'key locked.key: it needs a passphrase, and nobody is asked for one' peer.pem locked.key
unusable 'key eve.key: key values mismatch' bob.pem eve.key
echo ok
