# `serve`, `call` and the demo over each transport, on several endpoints, behind a NAT. Read by demo.sh, which has the functions.
case $case in
tcp)
    run 0 demo --transport tcp --verbose
    shows "> INVITE sip:bob@127.*;transport=tcp" "> Via: SIP/2.0/TCP 127.0.0.1" "> Contact: <sip:alice@127.*;transport=tcp>" "given back" "^holds: one dialog"
    run 0 demo --transport tcp --busy
    shows "486 Busy Here" "^holds: Bob was busy"
    run 0 demo --transport tcp --cancel --time-scale 10
    shows "CANCEL" "487" "^holds: Alice gave up"
    run 2 demo --transport tcp --loss 10
    grep -q "streams lose nothing" "$work/err" || fail "no reason"
    run 0 demo --transport tcp --record "$work/recording"
    run 0 replay "$work/recording"
    transport=tcp
    listener --calls 200 --ring-ms 20
    run 0 call "sip:bob@$address;transport=tcp" --duration 50
    shows "180 Ringing" "answered" "hung up"
    run 0 call "sip:bob@$address;transport=tcp" --duration 50 --count 100 --rate 200
    shows "made 100, answered 100, failed 0, ended 100, .*retransmitted 0"
    kill -TERM "$server"
    wait "$server" || fail "serve ended with $?"
    grep -q "impossible 0," "$work/serve" || fail "impossible"
    grep -q "^connections: made 2, now 0, refused 0, failed 0" "$work/serve" || fail "not one connection a program"
    # Nobody listens there any more.
    run 1 call "sip:bob@$address;transport=tcp"
    grep -q "cannot be reached" "$work/err" || fail "no reason"
    ;;
ws)
    for transport in ws wss; do
        run 0 demo --transport $transport --verbose
        shows "> INVITE sips*:bob@127.*;transport=ws" "given back" "^holds: one dialog"
    done
    transport=ws
    listener --calls 200 --ring-ms 20
    run 0 call "sip:bob@$address;transport=ws" --duration 50
    shows "180 Ringing" "answered" "hung up"
    run 0 call "sip:bob@$address;transport=ws" --duration 50 --count 50 --rate 200
    shows "made 50, answered 50, failed 0, ended 50, .*retransmitted 0"
    run 1 call "sip:bob@$address;transport=tcp"
    grep -q "cannot be reached" "$work/err" || fail "no reason"
    kill -TERM "$server"
    wait "$server" || fail "serve ended with $?"
    grep -q "impossible 0," "$work/serve" || fail "impossible"
    ;;
endpoints)
    # Several endpoints: each call says where it came to, and a call by UDP that is too long for it goes by TCP.
    "$sipfsm" serve --listen udp:127.0.0.1:0 --listen tcp:127.0.0.1:0 >"$work/serve" 2>"$work/serve.err" &
    server=$!
    children="$children $server"
    wait_for "$work/serve" "listening on tcp:"
    udp=$(sed -n "s/^listening on udp://p" "$work/serve")
    tcp=$(sed -n "s/^listening on tcp://p" "$work/serve")
    run 0 call "sip:bob@$udp" --duration 50
    run 0 call "sip:bob@$tcp;transport=tcp" --duration 50
    run 0 call "sip:bob@$tcp;transport=tcp" --duration 50 --listen udp:127.0.0.1:0 --listen tcp:127.0.0.1:0
    run 1 call "sip:bob@$tcp;transport=tcp" --duration 50 --listen udp:127.0.0.1:0
    kill -TERM "$server"
    wait "$server" || fail "serve ended with $?"
    grep -q "^calls: in 3, answered 3, failed 0, ended 3" "$work/serve" || fail "not three calls"
    grep -q "^connections: made 2, now 0, refused 0, failed 0" "$work/serve" || fail "not two connections"
    run 1 serve --listen "udp:$udp" --listen "udp:$udp"
    one_line_on_stderr
    grep -q "there is an endpoint at that address already" "$work/err" || fail "no reason"
    ;;
endpoints_of_a_kind)
    # Each call is answered from the endpoint that it came to, whose address the Contact has: the ACK goes there.
    "$sipfsm" serve --listen udp:127.0.0.1:0 --listen "udp:[::1]:0" --listen udp:127.0.0.2:0 --listen tcp:127.0.0.1:0 \
        --listen tcp:127.0.0.2:0 >"$work/serve" 2>"$work/serve.err" &
    server=$!
    children="$children $server"
    wait_for "$work/serve" "listening on tcp:127.0.0.2:"
    for endpoint in $(sed -n "s/^listening on //p" "$work/serve"); do
        transport=${endpoint%%:*} host=${endpoint#*:}
        rm -f "$work/ladder"
        run 0 call "sip:bob@$host;transport=$transport" --duration 50 --ladder "$work/ladder" --listen "$transport:127.0.0.1:0" \
            --listen "udp:[::1]:0"
        grep -qF "ACK sip:${host%:*}:" "$work/ladder" || fail "the Contact is not of $endpoint"
    done
    six=$(sed -n "s/^listening on udp:\[/[/p" "$work/serve")
    run 1 call "sip:bob@$six" --listen udp:127.0.0.1:0
    one_line_on_stderr
    grep -q "no endpoint of its transport and address family" "$work/err" || fail "no reason"
    kill -TERM "$server"
    wait "$server" || fail "serve ended with $?"
    grep -q "^calls: in 5, answered 5, failed 0, ended 5" "$work/serve" || fail "not five calls"
    # Each thread has a socket of each UDP endpoint. A stream is for one thread.
    "$sipfsm" serve --threads 2 --listen udp:127.0.0.1:0 --listen udp:127.0.0.2:0 >"$work/serve" 2>"$work/serve.err" &
    server=$!
    children="$children $server"
    wait_for "$work/serve" "listening on udp:127.0.0.2:"
    for endpoint in $(sed -n "s/^listening on udp://p" "$work/serve"); do
        run 0 call "sip:bob@$endpoint" --duration 20 --count 20 --rate 200
        shows "made 20, answered 20, failed 0, ended 20"
    done
    kill -TERM "$server"
    wait "$server" || fail "serve ended with $?"
    grep -q "^calls: in 40, answered 40, failed 0, ended 40" "$work/serve" || fail "not forty calls"
    run 2 serve --threads 2 --listen udp:127.0.0.1:0 --listen tcp:127.0.0.1:0
    grep -q "threads does not go with an endpoint other than --listen udp:" "$work/err" || fail "no reason"
    ;;
tls)
    run 0 demo --transport tls --verbose
    shows "> INVITE sips:bob@127" "> Via: SIP/2.0/TLS 127.0.0.1" "> Contact: <sips:alice@127" "secure *yes" "given back" "^holds: one dialog"
    command -v openssl >/dev/null || { echo "openssl is missing: run \`make deps\`"; exit 1; }
    certify() { # NAME ALTERNATIVE
        openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1 -subj "/CN=$1" -addext "subjectAltName=$2" \
            -keyout "$work/$1.key" -out "$work/$1.pem" 2>/dev/null || fail "openssl cannot make a certificate"
    }
    certify bob IP:127.0.0.1
    certify eve DNS:eve.example
    transport=tls
    run 1 serve --listen tls:127.0.0.1:0
    grep -q "needs --certificate" "$work/err" || fail "no reason"
    listener --calls 200 --certificate "$work/bob.pem" --key "$work/bob.key"
    run 0 call "sips:bob@$address" --duration 50 --trusted "$work/bob.pem"
    shows "180 Ringing" "answered" "hung up"
    run 0 call "sips:bob@$address" --duration 50 --count 50 --rate 200 --trusted "$work/bob.pem"
    shows "made 50, answered 50, failed 0, ended 50, .*retransmitted 0"
    run 1 call "sips:bob@$address" --trusted "$work/eve.pem"
    grep -q "cannot be reached: TLS: the certificate is refused: self-signed certificate" "$work/err" || fail "another reason"
    # Connections that fail are said, in at most ten lines a second; by a call without TLS to the port of TLS, each on a new one.
    run 1 call "sip:bob@$address;transport=tcp" --count 100 --rate 100
    wait_for "$work/serve.err" "the connection from tls:127.* has failed: TLS: what came is no TLS (wrong version number)"
    [ "$(grep -c "has failed: TLS: what came is no TLS" "$work/serve.err")" -le 50 ] || fail "a line for each"
    # Another certificate without a restart.
    cp "$work/eve.pem" "$work/bob.pem"
    cp "$work/eve.key" "$work/bob.key"
    kill -HUP "$server"
    kill -USR1 "$server"
    wait_for "$work/serve" "^calls:"
    run 1 call "sips:bob@$address" --trusted "$work/eve.pem"
    grep -q "the certificate is not for 127.0.0.1" "$work/err" || fail "another reason"
    kill -TERM "$server"
    wait "$server" || fail "serve ended with $?"
    grep -q "impossible 0," "$work/serve" || fail "impossible"
    grep -q "[0-9] more connections have failed" "$work/serve.err" || fail "not said how many more"
    # Only clients with a certificate.
    certify bob IP:127.0.0.1
    listener --certificate "$work/bob.pem" --key "$work/bob.key" --trusted "$work/eve.pem" --clients-certified
    run 1 call "sips:bob@$address" --trusted "$work/bob.pem"
    run 0 call "sips:bob@$address" --duration 50 --trusted "$work/bob.pem" --certificate "$work/eve.pem" --key "$work/eve.key"
    kill -TERM "$server"
    wait "$server" || fail "serve ended with $?"
    # Several certificates: an address is not a name for SNI, so the first one is shown.
    run 1 serve --listen tls:127.0.0.1:0 --certificate "$work/bob.pem" --key "$work/bob.key" --certificate "$work/eve.pem"
    grep -q "a certificate needs its key" "$work/err" || fail "no reason"
    certify host DNS:localhost
    listener --certificate "$work/bob.pem" --key "$work/bob.key" --certificate "$work/host.pem" --key "$work/host.key"
    run 0 call "sips:bob@$address" --duration 50 --trusted "$work/bob.pem"
    # The call stays with the address of the Contact, for which the first one is.
    cat "$work/bob.pem" "$work/host.pem" >"$work/both.pem"
    run 0 call "sips:bob@localhost:${address##*:}" --duration 50 --trusted "$work/both.pem"
    run 1 call "sips:bob@localhost:${address##*:}" --duration 50 --trusted "$work/bob.pem"
    kill -TERM "$server"
    wait "$server" || fail "serve ended with $?"
    ;;
nat)
    # A Contact that cannot be reached from outside: what follows goes to where it came from.
    listener --advertise 10.9.9.9
    run 0 call "sip:bob@$address" --duration 50
    shows "answered" "hung up"
    kill -USR1 "$server"
    wait_for "$work/serve" "calls: in 1, answered 1, failed 0, ended 1"
    # As it says, it leads nowhere: neither ACK nor BYE arrives.
    run 1 call "sip:bob@$address" --duration 50 --contacts-as-said
    shows "answered" "hung up, but the other side cannot be reached"
    one_line_on_stderr
    grep -q "was answered, but its Contact sip:10.9.9.9:[0-9]* cannot be reached: " "$work/err" || fail "not said why"
    kill -USR1 "$server"
    wait_for "$work/serve" "calls: in 2, answered 2, failed 0, ended 1"
    kill -KILL "$server"
    wait "$server"
    ;;
fall_back)
    # An INVITE that is too long for UDP, to a peer that does not take TCP.
    { printf 'v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n'
      for n in $(seq 30); do printf 'a=x-filler:%050d\r\n' "$n"; done; } >"$work/long.sdp"
    listener
    run 0 call "sip:bob@$address" --duration 50 --session-file "$work/long.sdp" --listen udp:127.0.0.1:0 --listen tcp:127.0.0.1:0 \
        --ladder "$work/ladder"
    shows "answered" "hung up"
    [ "$(grep -c "─ INVITE sip:bob" "$work/ladder")" = 2 ] || fail "not two INVITEs: by TCP, and by UDP"
    kill -TERM "$server"
    wait "$server" || fail "serve ended with $?"
    ;;
*)
    return 1 # a case of another file
    ;;
esac
return 0
