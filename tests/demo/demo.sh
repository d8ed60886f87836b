#!/bin/sh
# demo.sh CASE SIPFSM JSON_CHECK [asks]: one case of the demo's tests. `asks`: this build has hash functions.
# Needs nothing but a shell and what is in coreutils, grep and gzip.
set -u
case=$1 sipfsm=$2 json_check=$3 asks=${4:-}
work=$(mktemp -d) || exit 1
children=
cleanup() {
    for child in $children; do kill "$child" 2>/dev/null; done
    rm -rf "$work"
}
trap cleanup EXIT
export LC_ALL=C.UTF-8
unset NO_COLOR SIPFSM_LOG

fail() {
    echo "FAILED: $*"
    for file in "$work"/*; do
        echo "--- $file"
        cat "$file"
    done
    exit 1
}

# run STATUS ARGUMENT...: runs sipfsm, keeps what it prints in $work/out and $work/err
run() {
    wanted=$1
    shift
    "$sipfsm" "$@" >"$work/out" 2>"$work/err"
    got=$?
    [ "$got" = "$wanted" ] || fail "sipfsm $*: exit status $got, not $wanted"
}

# shows PATTERN...: each is in what was printed, in that order
shows() {
    cp "$work/out" "$work/rest"
    for pattern; do
        line=$(grep -n -m1 -e "$pattern" "$work/rest" | cut -d: -f1)
        [ -n "$line" ] || fail "'$pattern' is not shown (in that order)"
        tail -n +$((line + 1)) "$work/rest" >"$work/rest2"
        mv "$work/rest2" "$work/rest"
    done
    rm -f "$work/rest"
}

shows_not() {
    grep -q -e "$1" "$work/out" && fail "'$1' is shown"
    return 0
}

one_line_on_stderr() {
    [ "$(wc -l <"$work/err")" = 1 ] || fail "not one line on standard error"
}

no_escapes() {
    [ "$(tr -d -c '\033' <"$work/out" | wc -c)" = 0 ] || fail "escape bytes in a pipe"
}

# wait_for FILE PATTERN: until a program in the background has said so
wait_for() {
    for _ in $(seq 100); do
        grep -q -e "$2" "$1" 2>/dev/null && return 0
        sleep 0.05
    done
    fail "'$2' never came in $1"
}

# listener ARGUMENT...: sipfsm serve on a free port, in the background, by $transport; its address is $address
transport=udp
listener() {
    rm -f "$work/serve" "$work/serve.err" # of one before, which must not be taken for this one's
    "$sipfsm" serve --listen "$transport:127.0.0.1:0" "$@" >"$work/serve" 2>"$work/serve.err" &
    server=$!
    children="$children $server"
    wait_for "$work/serve" "listening on $transport:"
    address=$(sed -n "s/^listening on $transport://p" "$work/serve")
}

# start_call ARGUMENT...: sipfsm call in the background; what it prints is in $work/call and $work/call.err
start_call() {
    rm -f "$work/call" "$work/call.err"
    "$sipfsm" call "$@" >"$work/call" 2>"$work/call.err" &
    call=$!
    children="$children $call"
}

# start_register ARGUMENT...: sipfsm register in the background; what it prints is in $work/phone and $work/phone.err
start_register() {
    rm -f "$work/phone" "$work/phone.err"
    "$sipfsm" register "$@" >"$work/phone" 2>"$work/phone.err" &
    phone=$!
    children="$children $phone"
}

case $case in
plain)
    run 0 demo
    shows "INVITE sip:bob@127" "180 Ringing" "200 OK" "ACK sip:bob@127" "BYE sip:bob@127" "200 OK" "given back" "^holds: one dialog"
    shows "dialog early" "dialog confirmed" "dialog terminated"
    for field in Call-ID "local tag" "remote tag" "local URI" "remote URI" "remote target" "route set" "local CSeq" "remote CSeq" "role" "secure"; do
        shows "$field" "$field" "$field" "$field" "$field" "$field" # both sides, three times
    done
    shows "alice Idle" "invite_client Calling" "invite_uac" "invite_server Proceeding" "invite_uas" "bob"
    widest=$(LC_ALL=C.UTF-8 awk '{ if (length($0) > w) w = length($0) } END { print w }' "$work/out")
    # awk may count bytes: three for each drawn character
    LC_ALL=C "$sipfsm" demo >"$work/out" || fail "in ASCII"
    [ "$(LC_ALL=C awk '{ if (length($0) > w) w = length($0) } END { print w }' "$work/out")" -le 100 ] || fail "wider than 100 columns ($widest)"
    [ "$(LC_ALL=C tr -d '\000-\177' <"$work/out" | wc -c)" = 0 ] || fail "not ASCII in the C locale"
    ;;
busy)
    run 0 demo --busy
    shows "INVITE sip:bob@" "486 Busy Here" "ACK" "given back" "^holds: Bob was busy"
    shows_not "dialog confirmed"
    ;;
cancel)
    run 0 demo --cancel
    shows "INVITE sip:bob@" "180 Ringing" "CANCEL" "200 OK" "487" "ACK" "given back" "^holds: Alice gave up"
    shows_not "dialog confirmed"
    ;;
hangup)
    run 0 demo --hangup bob
    shows "200 OK" "ACK" "BYE sip:alice@127" "200 OK" "^holds: one dialog"
    shows_not "BYE sip:bob@"
    ;;
seeds)
    for seed in 1 2 3 4 5 6 7 8; do
        run 0 demo --loss 30 --seed $seed --time-scale 50
        shows "lost" "^holds: one dialog.*datagrams lost: [1-9]"
        grep -q " again " "$work/out" && repeated=1
    done
    [ "${repeated:-0}" = 1 ] || fail "no seed showed a retransmission"
    for variation in --busy --cancel "--hangup bob"; do
        run 0 demo $variation --loss 20 --seed 5 --time-scale 50
    done
    run 1 demo --loss 100 --time-scale 1000
    one_line_on_stderr
    grep -q "no answer" "$work/err" || fail "does not say that nobody answered"
    ;;
repeat)
    # The decisions repeat whatever the timing does: the same datagrams, by direction and number, are lost.
    # How many there are hangs on the timing, so that what both rounds have is compared.
    for round in 1 2; do
        run 0 demo --loss 30 --seed 11 --time-scale 20 --json
        for from in Alice Bob; do
            grep '"event":"message"' "$work/out" | grep "\"from\":\"$from\"" | sed 's/.*"lost":\([a-z]*\).*/\1/' >"$work/$from$round"
        done
    done
    for from in Alice Bob; do
        paste "$work/${from}1" "$work/${from}2" | awk -F'\t' '$1 == "" || $2 == "" { exit } { n++ } $1 != $2 { print "datagram " n; exit 1 } END { if (n < 2) exit 1 }' ||
            fail "$from: the decisions differ"
    done
    run 0 demo --loss 30 --seed 12 --time-scale 20 --json
    ;;
verbose)
    run 0 demo --verbose
    shows "Alice > " "> INVITE sip:bob@" "> Via: SIP/2.0/UDP 127.0.0.1" "> m=audio" "Bob < " "< INVITE sip:bob@" "Bob > " "> SIP/2.0 180 Ringing" "Alice < "
    SIPFSM_LOG=debug
    export SIPFSM_LOG
    run 0 demo --busy
    shows "Alice > " "> INVITE sip:bob@"
    ;;
json)
    for variation in "" --busy "--cancel --verbose" "--loss 20 --seed 3 --time-scale 50"; do
        run 0 demo --json $variation
        "$json_check" <"$work/out" || fail "not JSON lines"
        shows '"event":"begin"' '"event":"step"' '"event":"message"' '"event":"note"' '"event":"verdict","holds":true'
    done
    run 0 demo --json
    shows '"event":"dialog","actor":"[A-Z][a-z]*","state":"early"' '"state":"confirmed"' '"state":"terminated"'
    shows '"clause":"3261:'
    printf '{"a":1\n' | "$json_check" 2>/dev/null && fail "json_check takes anything"
    ;;
plain_text)
    run 0 demo
    no_escapes
    run 0 demo --color always --busy
    [ "$(tr -d -c '\033' <"$work/out" | wc -c)" -gt 0 ] || fail "no colour though asked for"
    NO_COLOR=1
    export NO_COLOR
    run 0 demo --busy
    no_escapes
    # On a terminal: coloured, unless NO_COLOR says no (script makes the terminal; not every machine has it).
    if command -v script >/dev/null; then
        TERM=xterm script -qec "$sipfsm demo --busy" /dev/null >"$work/out" </dev/null
        no_escapes
        unset NO_COLOR
        TERM=xterm script -qec "$sipfsm demo --busy" /dev/null >"$work/out" </dev/null
        [ "$(tr -d -c '\033' <"$work/out" | wc -c)" -gt 0 ] || fail "no colour on a terminal"
    fi
    ;;
usage)
    XDG_CONFIG_HOME=$work/none
    export XDG_CONFIG_HOME
    for arguments in "demo --bogus" "demo --loss 101" "demo --loss x" "demo --loss" "demo --hangup carol" "demo --busy --cancel" \
        "demo --role uac" "demo --to sip:bob@127.0.0.1" "demo extra" "demo --busy=1" "serve --calls 0" "serve extra" \
        "register" "register --expires 0 sip:a@b" "call" "call --rate 0 sip:a@127.0.0.1" "call --frob sip:a@127.0.0.1" "frobnicate" "help frobnicate"; do
        run 2 $arguments
        one_line_on_stderr
        [ -s "$work/out" ] && fail "$arguments: something on standard output"
    done
    run 2
    ;;
help)
    run 0 --version
    shows "^sipfsm [0-9]"
    run 0 --help
    shows demo serve call
    for command in demo replay serve call register; do
        run 0 help $command
        shows "^usage: sipfsm $command"
        run 0 $command --help
        shows "^usage: sipfsm $command"
    done
    run 0 help serve
    shows "default 10000" "default 1000"
    ;;
occupied)
    listener
    run 1 serve --listen "udp:$address"
    one_line_on_stderr
    grep -q "in use" "$work/err" || fail "does not say that it is in use"
    run 1 demo --role uas --listen "$address"
    one_line_on_stderr
    run 1 call "sip:bob@$address" --listen "udp:$address"
    one_line_on_stderr
    run 1 serve --listen udp:192.0.2.1:5060
    one_line_on_stderr
    ;;
unreachable)
    run 1 call sip:bob@host.invalid
    one_line_on_stderr
    run 1 demo --role uac --to sip:bob@host.invalid
    one_line_on_stderr
    for target in http://example.com "sip:bob@127.0.0.1;transport=tcp" sips:bob@127.0.0.1 bob; do
        run 1 call "$target"
        one_line_on_stderr
    done
    run 1 serve --listen udp:127.0.0.1:70000
    one_line_on_stderr
    # A port where nobody listens: one that was free a moment ago.
    listener
    kill "$server"
    wait "$server"
    # ICMP tells it at once.
    run 1 call "sip:bob@$address"
    one_line_on_stderr
    ;;
roles | roles_busy)
    [ "$case" = roles ] && variation= outcome="one dialog" || variation=--busy outcome=busy
    "$sipfsm" demo --role uas --listen 127.0.0.1:0 $variation >"$work/uas" 2>"$work/uas.err" &
    uas=$!
    children="$children $uas"
    wait_for "$work/uas" "Bob  127.0.0.1:"
    address=$(sed -n 's/.*Bob  \(127[0-9.:]*\).*/\1/p' "$work/uas")
    run 0 demo --role uac --to "sip:bob@$address" $variation
    shows "$outcome"
    wait "$uas" || fail "the UAS ended with $?"
    grep -q "^holds: .*$outcome" "$work/uas" || fail "the UAS does not hold"
    if [ "$case" = roles ]; then
        shows "dialog id: Call-ID"
        ours=$(sed -n 's/.*dialog id: Call-ID //p' "$work/out")
        theirs=$(sed -n 's/.*dialog id: Call-ID //p' "$work/uas")
        [ -n "$ours" ] && [ "$ours" = "$theirs" ] || fail "Call-IDs '$ours' and '$theirs'"
        local_tag=$(sed -n 's/.*local tag \([^,]*\), remote tag.*/\1/p' "$work/out")
        remote_tag=$(sed -n 's/.*local tag [^,]*, remote tag \(.*\)/\1/p' "$work/uas")
        [ -n "$local_tag" ] && [ "$local_tag" = "$remote_tag" ] || fail "tags '$local_tag' and '$remote_tag'"
    fi
    ;;
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
    # Several certificates: an address is no name for SNI, so the first one is shown.
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
serve_call)
    listener --calls 200 --ring-ms 20
    run 0 call "sip:bob@$address" --duration 50
    shows "180 Ringing" "answered" "hung up"
    # It talks as long as it was told to.
    began=$(date +%s%N)
    run 0 call "sip:bob@$address" --duration 200
    [ $((($(date +%s%N) - began) / 1000000)) -ge 200 ] || fail "it hung up too soon"
    # Its ladder, in a file.
    run 0 call "sip:bob@$address" --duration 50 --ladder "$work/ladder"
    for part in "call *udp:127" "INVITE sip:bob@" "dialog Early → Confirmed" "200 OK .* BYE ──│"; do
        grep -q "$part" "$work/ladder" || fail "no '$part' in the ladder"
    done
    run 1 call "sip:bob@$address" --ladder "$work/none/ladder"
    one_line_on_stderr
    grep -q "cannot write .*none/ladder: No such file" "$work/err" || fail "does not say that it cannot write"
    run 0 call "sip:bob@$address" --duration 50 --count 100 --rate 200
    shows "made 100, answered 100, failed 0, ended 100"
    kill -USR1 "$server"
    wait_for "$work/serve" "calls: in 103, answered 103, failed 0, ended 103"
    kill -TERM "$server"
    wait "$server" || fail "serve ended with $?"
    grep -q "impossible 0," "$work/serve" || fail "impossible"
    [ "$(grep -c "^calls:" "$work/serve")" = 2 ] || fail "no counters at the end"
    ;;
sessions)
    # Early media, reliably; held and resumed; the session has an interval, of which each side says what it wants.
    listener --ring-ms 50 --early-media --reliable --refresh 300
    run 0 call "sip:bob@$address" --duration 400 --hold 100 --reliable --refresh 600 --ladder "$work/ladder"
    shows "183 Session Progress" "answered" "on hold" "resumed" "hung up"
    for part in "183 Session Progress" "PRACK sip:" "offer Stable → Offering (modify)" "reinvite Calling" "refresh Idle → "; do
        grep -q "$part" "$work/ladder" || fail "no '$part' in the ladder"
    done
    [ "$(grep -c "offer Offering → Stable" "$work/ladder")" = 2 ] || fail "it is not changed twice"
    # Without all that: 180, unreliable, and no interval.
    run 0 call "sip:bob@$address" --duration 50 --refresh 0 --no-offer --ladder "$work/ladder"
    shows "180 Ringing" "answered" "hung up"
    grep -q "refresh " "$work/ladder" && fail "a session timer runs"
    for wrong in "--refresh 89" "--hold 600"; do
        run 2 call "sip:bob@$address" $wrong
        one_line_on_stderr
    done
    kill -TERM "$server"
    wait "$server" || fail "serve ended with $?"
    grep -q "impossible 0," "$work/serve" || fail "impossible"
    ;;
await|await_ws)
    # A call to an address that registers with the caller itself, by the way that its registration came.
    transports="udp tcp"
    [ "$case" = await ] || transports=ws
    for transport in $transports; do
        start_call sip:alice@example.org --listen "$transport:127.0.0.1:0" --await 20 --duration 50
        wait_for "$work/call" "listening on $transport:"
        address=$(sed -n "s/^listening on $transport://p" "$work/call")
        # Another's address is registered too, and not called.
        start_register sip:bob@example.org --registrar "$transport:$address"
        wait_for "$work/phone" "^registered: sip:bob@example.org"
        kill -TERM "$phone"
        wait "$phone" || fail "register ended with $?"
        grep -q "calls: in 0," "$work/phone" || fail "another was called"
        start_register sip:alice@example.org --registrar "$transport:$address"
        wait "$call" || fail "call ended with $?"
        grep -q "^hung up" "$work/call" || fail "it has not hung up"
        kill -TERM "$phone"
        wait "$phone"
        grep -q "calls: in 1, answered 1, failed 0, ended 1" "$work/phone" || fail "it was not called once"
    done
    run 1 call sip:alice@example.org --listen "$transport:127.0.0.1:0" --await 1
    one_line_on_stderr
    grep -q "sip:alice@example.org has not registered within 1 s" "$work/err" || fail "not said why"
    run 2 call sip:alice@example.org --await 1
    one_line_on_stderr
    ;;
session_file)
    # A description of another's making is offered, and answers the offers that it is an answer to.
    sdp() { # PROTOCOL PORT FORMAT
        printf 'v=0\no=- 1 1 IN IP4 127.0.0.1\ns=-\nt=0 0\nm=audio %s %s %s\nc=IN IP4 127.0.0.1\na=mid:%s\n' "$2" "$1" "$3" "$3"
    }
    sdp UDP/TLS/RTP/SAVPF 4000 0 >"$work/secure"
    sdp UDP/TLS/RTP/SAVPF 4001 0 >"$work/ours"
    sdp UDP/TLS/RTP/SAVPF 4002 8 >"$work/other"
    { cat "$work/secure"; printf "m=video 4004 RTP/AVP 31\nc=IN IP4 127.0.0.1\n"; } >"$work/two"
    listener --session-file "$work/secure"
    run 0 call "sip:bob@$address" --duration 50 --session-file "$work/ours"
    run 0 call "sip:bob@$address" --duration 50 --session-file "$work/ours" --no-offer
    run 1 call "sip:bob@$address"
    grep -q ": 488 Not Acceptable Here" "$work/err" || fail "RTP/AVP is answered by another protocol"
    run 1 call "sip:bob@$address" --session-file "$work/other"
    grep -q ": 488 Not Acceptable Here" "$work/err" || fail "a format is answered by another"
    run 1 call "sip:bob@$address" --session-file "$work/two"
    grep -q ": 488 Not Acceptable Here" "$work/err" || fail "two lines are answered by one"
    run 1 call "sip:bob@$address" --session-file "$work/other" --no-offer
    grep -q "cannot be used: " "$work/err" || fail "an offer is answered by another format"
    kill -TERM "$server"
    wait "$server" || fail "serve ended with $?"
    grep -q "calls: in 6, answered 3, failed 3, ended 3" "$work/serve" || fail "serve counted otherwise"
    grep -q "impossible 0," "$work/serve" || fail "impossible"
    run 1 call sip:bob@127.0.0.1:9 --session-file "$work/none"
    one_line_on_stderr
    grep -q "none: No such file" "$work/err" || fail "not said why"
    run 1 serve --listen udp:127.0.0.1:0 --session-file "$work"
    one_line_on_stderr
    grep -q ": Is a directory" "$work/err" || fail "not said why"
    echo "m=nonsense" >>"$work/ours"
    run 1 call sip:bob@127.0.0.1:9 --session-file "$work/ours"
    one_line_on_stderr
    grep -q "ours:8: " "$work/err" || fail "not said where"
    head -c 20000 /dev/zero >"$work/ours"
    run 1 call sip:bob@127.0.0.1:9 --session-file "$work/ours"
    one_line_on_stderr
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
    # An INVITE too long for UDP, to where nobody takes TCP.
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
register)
    # Registered, refreshed, removed; by UDP and by TCP.
    for transport in udp tcp; do
        listener --registrar --least-expires 1 --domain example.org
        start_register sip:alice@example.org --registrar "$transport:$address" --expires 1
        wait_for "$work/phone" "^registered: sip:alice@example.org at $transport:$address, 1 second left"
        for _ in 1 2 3; do echo "register: sip:alice@example.org, 1 bound in all"; done >"$work/wanted"
        for _ in $(seq 100); do
            [ "$(grep -c -x -f "$work/wanted" "$work/serve")" -ge 3 ] && break
            sleep 0.05
        done
        [ "$(grep -c -x -f "$work/wanted" "$work/serve")" -ge 3 ] || fail "it is not refreshed"
        kill -USR1 "$phone"
        wait_for "$work/phone" "^calls: in 0"
        kill -TERM "$phone"
        wait "$phone" || fail "register ended with $?"
        grep -q "^no longer registered: sip:alice@example.org" "$work/phone" || fail "its contact is not removed"
        grep -q "^register: sip:alice@example.org, 0 bound in all" "$work/serve" || fail "the registrar keeps it"
        [ -s "$work/phone.err" ] && fail "complaints"
        # What the registrar refuses ends in one clear line.
        run 1 register sip:alice@example.com --registrar "$transport:$address" --quiet
        one_line_on_stderr
        grep -q "cannot register sip:alice@example.com: 404 Not Found: the registrar does not know this address" "$work/err" ||
            fail "not said why"
        kill -TERM "$server"
        wait "$server" || fail "serve ended with $?"
        grep -q "impossible 0," "$work/serve" || fail "impossible"
    done
    # 3261:10.3, 423: it asks for more, and gets it.
    transport=udp
    listener --registrar --least-expires 70
    start_register sip:alice@example.org --registrar "$address" --expires 10
    wait_for "$work/phone" "^registered: sip:alice@example.org at udp:$address, 70 seconds left"
    # The registrar vanishes.
    kill -STOP "$server"
    kill -TERM "$phone"
    wait_for "$work/phone" "^leaving"
    kill -TERM "$phone"
    wait "$phone" && fail "a removal that nobody has confirmed is no success"
    grep -q "has not confirmed the removal" "$work/phone.err" || fail "not said so"
    kill -CONT "$server"
    kill -TERM "$server"
    wait "$server" || fail "serve ended with $?"
    # By name: the registrar redirects the call to the contact. As an account: from its address.
    listener --registrar
    start_register sip:bob@example.org --registrar "$address"
    wait_for "$work/phone" "^registered: sip:bob@example.org"
    run 0 call sip:bob@example.org --as sip:alice@example.org --registrar "$address" --duration 20
    shows "^registered: sip:alice@example.org" "^302 Moved Temporarily: calling sip:bob@127.0.0.1:" "^180 Ringing" "^answered" \
        "^hung up" "^leaving" "^no longer registered: sip:alice@example.org"
    run 1 call sip:carol@example.org --as sip:alice@example.org --registrar "$address"
    grep -q "sip:carol@example.org: 480 Temporarily Unavailable" "$work/err" || fail "nobody is registered there"
    kill -TERM "$phone"
    wait "$phone" || fail "register ended with $?"
    grep -q "^calls: in 1, answered 1, failed 0, ended 1" "$work/phone" || fail "the phone has had no call"
    # The phone has died, and its contact is still bound: the message names the contact.
    start_register sip:bob@example.org --registrar "$address"
    wait_for "$work/phone" "^registered: sip:bob@example.org"
    kill -KILL "$phone"
    wait "$phone"
    run 1 call sip:bob@example.org --as sip:alice@example.org --registrar "$address"
    grep -q "sip:bob@127.*:[0-9]* cannot be reached" "$work/err" || fail "not said where"
    run 1 call sip:carol@example.org --as sip:alice@example.com --registrar 127.0.0.1:9 # nobody is there
    one_line_on_stderr # nothing of a contact that was never there, nor of a next try
    grep -q "cannot register sip:alice@example.com: the REGISTER could not be sent: check" "$work/err" || fail "not said why"
    kill -TERM "$server"
    wait "$server" || fail "serve ended with $?"
    # Nobody is there: it says so, and waits.
    start_register sip:alice@example.org --registrar "$address"
    wait_for "$work/phone.err" "sip:alice@example.org is not registered: the REGISTER could not be sent"
    one_line=$(wc -l <"$work/phone.err")
    [ "$one_line" = 1 ] || fail "more than one line"
    grep -q "next try in [3-6][0-9] seconds" "$work/phone.err" || fail "no word of the next try"
    kill -TERM "$phone"
    wait "$phone" && fail "it was never registered"
    [ "$(wc -l <"$work/phone.err")" = 1 ] || fail "a word of a contact that was never there"
    ;;
lapses)
    # The clock jumps: the phone stands still for longer than it is registered. It says so, and is registered again.
    listener --registrar --least-expires 1
    start_register sip:bob@example.org --registrar "$address" --expires 2
    wait_for "$work/phone" "^registered: sip:bob@example.org"
    kill -STOP "$phone"
    for _ in $(seq 100); do
        "$sipfsm" call sip:nobody@example.org --as sip:alice@example.org --registrar "$address" >"$work/out" 2>"$work/err"
        grep -q "sip:alice@example.org, 0 bound in all" "$work/serve" && break # nor is Bob
        sleep 0.05
    done
    kill -CONT "$phone"
    wait_for "$work/phone.err" "sip:bob@example.org was not registered for [0-9]* ms: this program or its machine stood still; it is registered again"
    [ "$(wc -l <"$work/phone.err")" = 1 ] || fail "more than one line"
    run 0 call sip:bob@example.org --as sip:alice@example.org --registrar "$address" --duration 20
    kill -TERM "$phone"
    wait "$phone" || fail "register ended with $?"
    # Two phones: the one of the higher priority is called; each contact of the address can be removed.
    start_register sip:bob@example.org --registrar "$address" --priority 0.3
    low=$phone
    wait_for "$work/phone" "^registered: sip:bob@example.org"
    mv "$work/phone" "$work/low"
    start_register sip:bob@example.org --registrar "$address" --priority 0.7 --remove-all
    wait_for "$work/phone" "^registered: sip:bob@example.org"
    wait_for "$work/serve" "sip:bob@example.org, 2 bound in all"
    run 0 call sip:bob@example.org --as sip:alice@example.org --registrar "$address" --duration 20
    kill -TERM "$phone"
    wait "$phone" || fail "register ended with $?"
    grep -q "^leaving: removing every contact" "$work/phone" || fail "does not say what it does"
    grep -q "^calls: in 1" "$work/phone" || fail "the phone of the higher priority was not called"
    [ "$(tail -n 1 "$work/serve")" = "register: sip:bob@example.org, 0 bound in all" ] || fail "contacts are left"
    kill -TERM "$low"
    wait "$low"
    kill -TERM "$server"
    wait "$server"
    # The registrar vanishes: what was granted stands.
    transport=tcp
    listener --registrar --least-expires 1
    start_register sip:bob@example.org --registrar "tcp:$address" --expires 4
    wait_for "$work/phone" "^registered: sip:bob@example.org"
    kill -KILL "$server"
    wait_for "$work/phone.err" "sip:bob@example.org stays registered for [1-3] seconds* more, and the refresh has failed: .*next try in [3-6][0-9] seconds"
    [ "$(grep -c "sip:bob@example.org" "$work/phone.err")" = 1 ] || fail "more than one line" # beside that of its connection
    kill -TERM "$phone"
    wait "$phone" && fail "a removal that nobody has confirmed is no success"
    grep -q "stays registered until its time is over" "$work/phone.err" || fail "no word of the removal"
    ;;
hold)
    run 0 demo --hold
    shows "offer Accepted . Stable" "offer Stable . Offering (modify)" "INVITE sip:bob@" "offer Stable . Asked (invite)" "200 OK" \
        "offer Offering . Stable" "session: Bob is on hold (sendonly)" "offer Stable . Offering (modify)" "INVITE sip:bob@" \
        "session: Bob is no longer on hold" "BYE sip:bob@" "given back" "^holds: one dialog.*; Alice held Bob, and resumed$"
    run 0 demo --hold --verbose
    shows "> INVITE sip:bob@" "> a=sendonly" "> a=recvonly"
    for variation in "--hangup bob" "--loss 25 --seed 4 --time-scale 50" "--transport tcp" "--register"; do
        run 0 demo --hold $variation --json --record "$work/rec"
        "$json_check" <"$work/out" || fail "not JSON lines"
        grep -q "^set hold$" "$work/rec" || fail "the recording does not say what was planned"
        shows "is on hold" "is no longer on hold" "given back" '"holds":true.* held [A-Z][a-z]*, and resumed'
        run 0 replay "$work/rec"
        shows "rec: equal: [1-9][0-9]* inputs"
    done
    # A call that ends by itself is not held, and that is judged.
    "$sipfsm" demo --role uas --listen 127.0.0.1:0 --hold >"$work/uas" 2>"$work/uas.err" &
    uas=$!
    children="$children $uas"
    wait_for "$work/uas" "Bob  127.0.0.1:"
    address=$(sed -n 's/.*Bob  \(127[0-9.:]*\).*/\1/p' "$work/uas")
    run 0 demo --role uac --to "sip:bob@$address"
    wait "$uas" && fail "the UAS holds, and nobody held it"
    grep -q "Bob was not held" "$work/uas.err" || fail "does not say that Bob was not held"
    for other in --busy --cancel; do
        run 2 demo --hold $other
        one_line_on_stderr
    done
    ;;
reliable)
    run 0 demo --reliable
    shows "reliable_uas Idle . Sending" "180 Ringing" "PRACK sip:bob@" "reliable_uas Sending . Idle (prack)" "200 OK .* PRACK" "200 OK .* INVITE" \
        "given back" "^holds: one dialog.*; it rang reliably$"
    run 0 demo --reliable --cancel
    shows "PRACK sip:bob@" "CANCEL" "487" "^holds: Alice gave up.*; it rang reliably$"
    # The first 180 is lost: Bob does not answer before the PRACK.
    for variation in --hold "--loss 25 --seed 4 --time-scale 50" "--transport tcp --register"; do
        run 0 demo --reliable $variation --json --record "$work/rec"
        "$json_check" <"$work/out" || fail "not JSON lines"
        shows '"method":"PRACK"' '"status":200' "given back" '"holds":true.*; it rang reliably'
        run 0 replay "$work/rec"
        shows "rec: equal: [1-9][0-9]* inputs"
    done
    # An Alice who sees it ring unreliably.
    "$sipfsm" demo --role uas --listen 127.0.0.1:0 >"$work/uas" 2>"$work/uas.err" &
    uas=$!
    children="$children $uas"
    wait_for "$work/uas" "Bob  127.0.0.1:"
    run 1 demo --role uac --reliable --to "sip:bob@$(sed -n 's/.*Bob  \(127[0-9.:]*\).*/\1/p' "$work/uas")"
    grep -q "Alice: it did not ring reliably" "$work/err" || fail "does not say that it did not ring reliably"
    wait "$uas" || fail "the UAS ended with $?"
    run 2 demo --reliable --busy
    one_line_on_stderr
    ;;
early_media)
    run 0 demo --early-media --verbose
    shows "> SIP/2.0 183 Session Progress" "> Require: 100rel" "> m=audio" "session: Bob is heard before the call is answered" "PRACK sip:bob@" \
        "200 OK .* PRACK" "200 OK .* INVITE" "given back" "^holds: one dialog.*; Bob was heard early$"
    run 0 demo --early-media --cancel
    shows "183 Session Progress" "is heard before" "CANCEL" "487" "^holds: Alice gave up.*; Bob was heard early$"
    # Bob's 200 waits for the PRACK of what has the answer, whatever is lost.
    for variation in --hold "--loss 25 --seed 4 --time-scale 50" "--transport tcp --register" --reliable; do
        run 0 demo --early-media $variation --json --record "$work/rec"
        "$json_check" <"$work/out" || fail "not JSON lines"
        shows '"status":183' "is heard before" '"method":"PRACK"' '"status":200' "given back" '"holds":true.*; Bob was heard early'
        run 0 replay "$work/rec"
        shows "rec: equal: [1-9][0-9]* inputs"
    done
    # An Alice who hears nobody.
    "$sipfsm" demo --role uas --listen 127.0.0.1:0 --reliable >"$work/uas" 2>"$work/uas.err" &
    uas=$!
    children="$children $uas"
    wait_for "$work/uas" "Bob  127.0.0.1:"
    run 1 demo --role uac --early-media --to "sip:bob@$(sed -n 's/.*Bob  \(127[0-9.:]*\).*/\1/p' "$work/uas")"
    grep -q "Alice: the other side was not heard early" "$work/err" || fail "does not say that nobody was heard"
    wait "$uas" || fail "the UAS ended with $?"
    run 2 demo --early-media --busy
    one_line_on_stderr
    ;;
refresh)
    run 0 demo --refresh
    shows "refresh Idle . Ours (agreed)" "session: Alice refreshes it, 90 s at most" "stands for four minutes" "^ *45[0-9]* .*refresh Ours . Sent (timer W)" \
        "UPDATE sip:bob@" "200 OK .* UPDATE" "refresh Sent . Ours (updated)" "^ *90[0-9]* .*refresh Ours . Sent" "^ *225[0-9]* .*refresh Ours . Sent" \
        "^ *240[0-9]* .*dialog Confirmed . Ending" "refresh Theirs . Over" "given back" "^holds: one dialog.*; it was refreshed 5 times$"
    for variation in "--hold --hangup bob" "--loss 25 --seed 4 --time-scale 50" "--transport tcp --register" --early-media; do
        run 0 demo --refresh $variation --json --record "$work/rec"
        "$json_check" <"$work/out" || fail "not JSON lines"
        shows '"machine":"refresh","from":"Sent","to":"Ours"' "given back" '"holds":true.*; it was refreshed [1-9][0-9]* times'
        run 0 replay "$work/rec"
        shows "rec: equal: [1-9][0-9]* inputs"
    done
    # A changed table talks as long.
    run 0 demo --refresh --alice "$(dirname "$0")/../../fsm/demo/alice.fsm"
    shows "UPDATE sip:bob@" "BYE sip:bob@" "^holds: Alice: 1 dialog"
    for other in --busy --cancel "--role uas"; do
        run 2 demo --refresh $other
        one_line_on_stderr
    done
    ;;
registered)
    # Alice and Bob register with a third agent; she calls him by name, and is redirected.
    run 0 demo --register
    shows "ms Alice  127.*Registrar  127.*Bob  127" "member Away . Registering" "REGISTER sip:example.org" "member Registering . Registered (granted)" \
        "REGISTER sip:example.org" "200 OK" "alice Idle . Calling" "INVITE sip:bob@example.org" "302 Moved" "ACK sip:bob@example.org" \
        "INVITE sip:bob@127" "180 Ringing" "remote URI    sip:bob@example.org" "BYE sip:bob@127" "REGISTER sip:example.org" \
        "member Leaving . Gone" "given back" "^holds: both registered, and the call was by name; one dialog"
    if [ "$asks" = asks ]; then
        shows "401 Unauthorized" "200 OK" "401 Unauthorized" "200 OK" "INVITE"
    fi
    [ "$(LC_ALL=C "$sipfsm" demo --register | LC_ALL=C awk '{ if (length($0) > w) w = length($0) } END { print w }')" -le 145 ] || fail "too wide"
    for variation in --busy --cancel "--hangup bob" "--transport tcp" "--loss 25 --seed 4 --time-scale 50" "--alice $(dirname "$0")/../../fsm/demo/alice.fsm" \
        $([ "$asks" != asks ] || echo --transport=tls --transport=ws --transport=wss); do
        run 0 demo --register $variation --record "$work/rec"
        shows "given back" "^holds: "
        run 0 replay "$work/rec"
        shows "rec: equal: [1-9][0-9]* inputs"
    done
    # What proves that the passwords are known is shown only if that is asked for.
    for form in "" --json; do
        run 0 demo --register --verbose $form
        shows_not 'response=.\{0,1\}"[0-9a-f]'
        [ -z "$form" ] || "$json_check" <"$work/out" || fail "not JSON lines"
        [ "$asks" != asks ] || shows 'response=\*\*\*, algorithm' 'response=\*\*\*'
        run 0 demo --register --verbose --show-credentials $form
        [ "$asks" != asks ] || shows 'response=.\{0,1\}"[0-9a-f]'
    done
    # Nobody answers.
    run 1 demo --register --loss 100 --time-scale 1000
    one_line_on_stderr
    grep -q "Bob: the registrar does not answer" "$work/err" || fail "not said why"
    # A recording that was tampered with.
    run 0 demo --register --busy --record "$work/rec"
    for change in '/^set register/d' '/^side Registrar/d' 's/< Bob join/< Registrar join/' 's/< Bob join/< Bob leave/' 's/^table.*//'; do
        sed "$change; /^end /d" "$work/rec" >"$work/bad"
        sum=$(gzip -c <"$work/bad" | tail -c8 | od -An -tx4 -N4 | tr -d ' ')
        inputs=$(grep -c '^[0-9]* < ' "$work/bad") steps=$(grep -c '^[0-9]* > ' "$work/bad")
        echo "end $inputs inputs, $steps steps, $sum" >>"$work/bad"
        "$sipfsm" replay "$work/bad" >"$work/out" 2>"$work/err"
        [ $? -le 2 ] || fail "it crashed: $change"
        [ "$change" != 's/^table.*//' ] || shows "equal" # its checksum is right
    done
    ;;
accounts)
    # The page's own example: a person's file, in the place where it is looked for.
    XDG_CONFIG_HOME=$work/config HOME=$work/home
    export XDG_CONFIG_HOME HOME
    mkdir -p "$work/config/sipfsm" "$work/home/.config/sipfsm" "$work/here"
    page=$(dirname "$0")/../../docs/accounts.md
    file=$work/config/sipfsm/accounts
    listener --registrar --domain example.org
    sed -n '/^    # ~\/.config/,/^Then/s/^    //p' "$page" | sed "s/^registrar *=.*/registrar = $address/" >"$file"
    [ -s "$file" ] || fail "the page has no example"
    printf 'secret\n' >"$work/config/sipfsm/alice.password"
    # Others can read it: refused, with what to do.
    chmod 644 "$file"
    run 1 register alice
    one_line_on_stderr
    grep -q "sipfsm/accounts: others can read it: chmod 600 $file" "$work/err" || fail "no word of chmod"
    chmod 640 "$file"
    run 1 call sip:bob@example.org --as alice
    one_line_on_stderr
    chmod 600 "$file" "$work/config/sipfsm/alice.password"
    # A FIFO is no file, and nobody waits for who writes into it.
    mkfifo -m 600 "$work/here/fifo"
    printf '[a]\naddress = sip:a@127.0.0.1:9\npassword-file = fifo\n' >"$work/here/waits"
    chmod 600 "$work/here/waits"
    for waits in fifo waits; do
        timeout -s KILL 10 "$sipfsm" register a --accounts "$work/here/$waits" >"$work/out" 2>"$work/err"
        [ $? = 1 ] || fail "it waits for a writer: $waits"
        one_line_on_stderr
        grep -q "here/fifo: no file" "$work/err" || fail "no word of the FIFO"
    done
    # By name; and without a name, as it is the default.
    for name in alice ""; do
        start_register $name
        wait_for "$work/phone" "^registered: sip:alice@example.org at udp:$address, 600 seconds left"
        kill -TERM "$phone"
        wait "$phone" || fail "register ended with $?"
    done
    # Options win.
    start_register alice --expires 700
    wait_for "$work/phone" "^registered: sip:alice@example.org at udp:$address, 700 seconds left"
    kill -TERM "$phone"
    wait "$phone" || fail "register ended with $?"
    start_register work --registrar "$address" # the file says another domain
    wait_for "$work/phone.err" "sip:a.smith@example.com: 404"
    wait "$phone" && fail "a domain that the registrar does not know"
    # A call as an account, from another file, to another account.
    printf '[bob]\naddress = sip:bob@example.org\nproxy = %s\ntransport = udp\n' "$address" >"$work/here/bobs"
    chmod 600 "$work/here/bobs"
    start_register bob --accounts "$work/here/bobs"
    wait_for "$work/phone" "^registered: sip:bob@example.org"
    run 0 call sip:bob@example.org --as alice --duration 20
    shows "^registered: sip:alice@example.org" "^302 Moved Temporarily: calling sip:bob@127.0.0.1:" "^answered" "^no longer registered"
    kill -TERM "$phone"
    wait "$phone" || fail "register ended with $?"
    kill -TERM "$server"
    wait "$server"
    # What is wrong is one line, with its place.
    for wrong in "carol: there is no \[carol\] in it" ": which account? none of the 2 has"; do
        sed -i '/^default/d' "$file"
        run 1 register ${wrong%%:*}
        one_line_on_stderr
        grep -q "accounts: ${wrong#*: }" "$work/err" || fail "not said: $wrong"
    done
    echo "expires = soon" >>"$file"
    run 1 register alice
    one_line_on_stderr
    grep -q "accounts:$(wc -l <"$file"):11: a number from 1 to 2147483647 is expected" "$work/err" || fail "no place"
    unset XDG_CONFIG_HOME
    run 2 register
    one_line_on_stderr
    grep -q "which address?.*$work/home/.config/sipfsm/accounts, which is not there" "$work/err" || fail "no word of the file"
    run 1 register alice
    one_line_on_stderr
    unset HOME
    run 2 register
    one_line_on_stderr
    rm -rf "$work/config" "$work/home" "$work/here" # `fail` prints files
    ;;
accounts_auth)
    mkdir "$work/here"
    # With passwords, and their hashes, from the file; a password of the command line wins.
    printf 'alice:wonderland\n' >"$work/users"
    chmod 600 "$work/users"
    listener --registrar --domain example.org --users "$work/users" --realm r
    hash=$(printf 'alice:r:wonderland' | sha256sum | cut -c1-64)
    for secret in "password = wonderland" "ha1 = $hash
realm = r" "password-file = ../here/secret" "password = wonderland
realm = r"; do
        printf '[a]\naddress = sip:alice@example.org\nregistrar = %s\n%s\n' "$address" "$secret" >"$work/here/file"
        printf 'wonderland\n' >"$work/here/secret"
        chmod 600 "$work/here/file" "$work/here/secret"
        start_register --accounts "$work/here/file"
        wait_for "$work/phone" "^registered: sip:alice@example.org"
        kill -TERM "$phone"
        wait "$phone" || fail "register ended with $?"
    done
    sed -i 's/^realm.*/realm = other/' "$work/here/file"
    run 1 register --accounts "$work/here/file"
    grep -q 'no credentials.*realm "r"' "$work/err" || fail "the password went to another realm"
    sed -i '/^realm/d; s/wonderland/wrong/' "$work/here/file"
    run 1 register --accounts "$work/here/file"
    grep -q "password is wrong" "$work/err" || fail "no word of the password"
    start_register --accounts "$work/here/file" --password-file "$work/here/secret"
    wait_for "$work/phone" "^registered: sip:alice@example.org"
    kill -TERM "$phone"
    wait "$phone" || fail "register ended with $?"
    kill -TERM "$server"
    wait "$server"
    rm -rf "$work/here" # `fail` prints files
    ;;
signals)
    # While it rings: a CANCEL. While it is talked: a BYE. Of all calls, with either signal.
    listener --ring-ms 60000
    for signal in INT TERM; do
        start_call "sip:bob@$address" --duration 60000
        wait_for "$work/call" "180 Ringing"
        kill -$signal "$call"
        wait "$call"
        [ $? = 1 ] || fail "a call that was not answered is no success"
        grep -q "487 Request Terminated" "$work/call.err" || fail "no CANCEL"
    done
    kill -TERM "$server"
    wait "$server" || fail "serve ended with $?"
    grep -q "calls: in 2, answered 0, failed 2, ended 0, now 0" "$work/serve" || fail "the phone rings on"
    listener
    start_call "sip:bob@$address" --duration 60000
    wait_for "$work/call" "answered after"
    kill -TERM "$call"
    wait "$call" || fail "call ended with $?"
    grep -q "^hung up" "$work/call" || fail "no BYE"
    # The calls of serve, answered and not, end with it.
    start_call "sip:bob@$address" --duration 60000
    wait_for "$work/call" "answered after"
    kill -INT "$server"
    wait "$server" || fail "serve ended with $?"
    wait "$call" || fail "call ended with $?"
    grep -q "^the other side hung up" "$work/call" || fail "serve left without a BYE"
    listener --ring-ms 60000
    start_call "sip:bob@$address"
    wait_for "$work/call" "180 Ringing"
    kill -TERM "$server"
    wait "$server" || fail "serve ended with $?"
    wait "$call" && fail "the call was answered"
    grep -q "480 Temporarily Unavailable" "$work/call.err" || fail "serve left a call that rings"
    ;;
signals_unheard)
    # The other side is silent: the wait is bounded, and the second signal does not wait.
    for second in "" TERM; do
        listener --ring-ms 60000
        start_call "sip:bob@$address"
        wait_for "$work/call" "180 Ringing"
        kill -STOP "$server"
        begun=$(date +%s)
        kill -INT "$call"
        [ -z "$second" ] || kill -$second "$call"
        wait "$call"
        [ $? = 1 ] || fail "a call that was not answered is no success"
        took=$(($(date +%s) - begun))
        kill -KILL "$server"
        wait "$server" 2>/dev/null
        [ "$took" -lt 20 ] || fail "it waited $took s"
        if [ "$second" ]; then
            [ "$took" -lt 4 ] || fail "the second signal waited $took s"
        else
            [ "$took" -ge 4 ] || fail "it did not wait"
        fi
    done
    # The same of serve.
    listener
    start_call "sip:bob@$address" --duration 60000
    wait_for "$work/call" "answered after"
    kill -STOP "$call"
    begun=$(date +%s)
    kill -INT "$server"
    kill -TERM "$server"
    wait "$server"
    status=$?
    kill -KILL "$call"
    [ $status = 1 ] || fail "serve ended with $status, and left a call"
    grep -q "left 1 call whose other side did not confirm the end" "$work/serve.err" || fail "serve does not say that it left a call"
    [ $(($(date +%s) - begun)) -lt 4 ] || fail "the second signal waited"
    ;;
ring_limit)
    listener --ring-ms 60000
    run 1 call "sip:bob@$address" --ring-limit 1
    one_line_on_stderr
    grep -q "did not answer within 1 s" "$work/err" || fail "does not say why"
    run 1 call "sip:bob@$address" --ring-limit 1 --count 5 --rate 100
    shows "made 5, answered 0, failed 5, ended 0"
    kill -TERM "$server"
    wait "$server"
    grep -q "calls: in 6, answered 0, failed 6, ended 0, now 0" "$work/serve" || fail "no CANCEL"
    # What was answered in time is not touched.
    listener --ring-ms 20
    run 0 call "sip:bob@$address" --ring-limit 1 --duration 1500
    run 2 call "sip:bob@$address" --ring-limit 0
    run 0 help call
    shows "ring-limit SECONDS .*default 180"
    ;;
calls)
    # So many at the same time, and not one more; what has ended makes room.
    for calls in 1 3; do
        listener --calls $calls --calls-per-source 0 # all of them come from here
        run 1 call "sip:bob@$address" --count 12 --rate 1000 --duration 1000
        shows "made 12, answered $calls, failed $((12 - calls)), ended $calls"
        run 0 call "sip:bob@$address" --duration 10
        kill -TERM "$server"
        wait "$server"
        grep -q "full $((12 - calls))," "$work/serve" || fail "what was refused is not counted"
    done
    # It says when to try again.
    listener --calls 1
    "$sipfsm" call "sip:bob@$address" --duration 60000 >"$work/call" 2>"$work/call.err" &
    children="$children $!"
    wait_for "$work/call" "answered after"
    run 1 demo --role uac --to "sip:bob@$address" --verbose
    shows "503 Service Unavailable" "Retry-After: 10"
    ;;
output)
    # What cannot be printed is an error: on a full disk, into a closed pipe, without a standard output.
    listener
    for command in "demo --busy" "demo --busy --json" "call sip:bob@$address --duration 10" --help --version "help call" \
        "serve --listen udp:127.0.0.1:0" "parse --json $work/serve"; do
        if [ -c /dev/full ]; then
            "$sipfsm" $command >/dev/full 2>"$work/err"
            [ $? = 1 ] || fail "$command: status on a full disk"
            grep -q "^sipfsm: cannot write the output" "$work/err" || fail "$command: a full disk is not told"
        fi
        "$sipfsm" $command >&- 2>"$work/err"
        [ $? = 1 ] || fail "$command: status without a standard output"
        grep -q "^sipfsm: cannot write the output" "$work/err" || fail "$command: a closed output is not told"
        mkfifo "$work/pipe"
        (exec 3<"$work/pipe") & # opens it and goes
        reader=$!
        {
            wait "$reader"
            "$sipfsm" $command 2>"$work/err"
            echo $? >"$work/status"
        } >"$work/pipe"
        rm "$work/pipe"
        [ "$(cat "$work/status")" = 1 ] || fail "$command: status with a closed pipe"
        grep -q "^sipfsm: cannot write the output" "$work/err" || fail "$command: a closed pipe is not told"
    done
    # Nothing that is opened takes the place of what is closed.
    "$sipfsm" demo --busy --record "$work/call.rec" >"$work/out" 2>&- <&- || fail "without a standard error"
    "$sipfsm" replay "$work/call.rec" >"$work/out" || fail "the recording is not whole"
    ;;
descriptors)
    for limit in 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
        for command in "demo --busy" "call sip:bob@192.0.2.1 --ring-limit 1" "serve --listen udp:127.0.0.1:70000" "parse $0" "replay $0"; do
            (
                ulimit -n $limit
                exec "$sipfsm" $command
            ) >"$work/out" 2>"$work/err"
            status=$?
            [ $status -le 2 ] || fail "$command with $limit descriptors: exit status $status"
            [ $status = 0 ] || [ -s "$work/err" ] || [ -s "$work/out" ] || fail "$command with $limit descriptors: says nothing"
            case $command$limit in
            demo*5) grep -q "too many open files" -i "$work/err" || fail "does not say what is missing" ;;
            esac
        done
    done
    run 0 demo --busy
    ;;
record_target)
    # A recording takes the place of a regular file, and of nothing else.
    printf 'mine' >"$work/file"
    ln -s file "$work/link"
    ln -s nowhere "$work/dangling"
    mkfifo "$work/fifo"
    mkdir "$work/folder"
    for target in "$work/link" "$work/dangling" "$work/fifo" "$work/folder" /dev/null; do
        run 1 demo --busy --record "$target"
        one_line_on_stderr
        grep -q "cannot write $target: it is a .* no regular file" "$work/err" || fail "$target: does not say why"
        [ -s "$work/out" ] && fail "$target: the demo ran"
    done
    [ "$(cat "$work/file")" = mine ] && [ -L "$work/link" ] && [ -L "$work/dangling" ] && [ -p "$work/fifo" ] && [ -c /dev/null ] ||
        fail "something was written over"
    [ -e "$work/nowhere" ] && fail "a link was followed"
    run 0 demo --busy --record "$work/file"
    run 0 replay "$work/file"
    run 1 demo --busy --record "$work/none/file"
    one_line_on_stderr
    rm -f "$work"/link "$work"/dangling "$work"/fifo
    rmdir "$work/folder"
    ls "$work" | grep -q tmp && fail "a part is left"
    ;;
own_table)
    tables=$(dirname "$0")/../../fsm/demo fsmgen=$(dirname "$sipfsm")/fsmgen
    # The tables themselves, given at run time, do what the compiled ones do.
    run 0 demo --alice "$tables/alice.fsm" --bob "$tables/bob.fsm"
    shows "200 OK" "BYE sip:bob@" "^holds: Alice: 1 dialog, confirmed and ended; Bob: 1 dialog, confirmed and ended; nothing is left"
    # An Alice who hangs up when it rings.
    sed 's/| start patience /| start patience, hang_up /' "$tables/alice.fsm" >"$work/mine.fsm"
    run 0 demo --alice "$work/mine.fsm"
    shows "180 Ringing" "CANCEL" "487" "^holds: Alice: 487, no dialog; Bob: cancelled, no dialog; nothing is left"
    run 0 demo --json --alice "$work/mine.fsm"
    "$json_check" <"$work/out" || fail "not JSON lines"
    shows "$work/mine.fsm"
    # The same, made by fsmgen, with and without what only tools show.
    "$fsmgen" emit bin "$work/mine.fsm" >"$work/mine.bin" && "$fsmgen" emit bin --strip "$work/mine.fsm" >"$work/stripped.bin" || fail "emit bin"
    for table in mine stripped; do
        run 0 demo --alice "$work/$table.bin"
        shows "CANCEL" "^holds: Alice: 487"
        run 0 demo --verbose --json --alice "$work/$table.bin"
        "$json_check" <"$work/out" || fail "not JSON lines"
    done
    head -c 1000 "$work/mine.bin" >"$work/cut.bin"
    run 2 demo --alice "$work/cut.bin"
    one_line_on_stderr
    grep -q "cut.bin: offset 16: .*: it is cut short" "$work/err" || fail "does not say that it is cut short"
    rm -f "$work"/*.bin
    # A broken table, an unknown name, another's table, no table: located, and nothing runs.
    refused() { # refused TEXT PATTERN
        run 2 demo --alice "$work/mine.fsm"
        grep -q -e "$1" "$work/err" || fail "does not say '$1'"
        [ -s "$work/out" ] && fail "something ran"
        return 0
    }
    sed '/^| Ringing  .*timer patience/d' "$tables/alice.fsm" >"$work/mine.fsm"
    refused "mine.fsm:[0-9]*:[0-9]*: error: timer 'patience' may be running in state 'Ringing', which has no row for it: started on line [0-9]* \[timers\]"
    sed '/^|/s/hang_up  /hangs_up /' "$tables/alice.fsm" >"$work/mine.fsm"
    refused "mine.fsm:[0-9]*:[0-9]*: error: unknown action 'hangs_up'"
    sed 's/hang_up /hangs_up /' "$tables/alice.fsm" >"$work/mine.fsm"
    refused "mine.fsm:[0-9]*:[0-9]*: error: the program has no action 'hangs_up' \[offered\]"
    sed 's/| timer wait *| *| Leaving *| hang_up /&, hang_up, hang_up, hang_up, hang_up, hang_up, hang_up, hang_up, hang_up/' "$tables/alice.fsm" >"$work/mine.fsm"
    refused "mine.fsm:[0-9]*:[0-9]*: error: the actions of one step add up to 9 effects"
    grep -q "on line" "$work/err" && fail "a note that says what the place says"
    # Of two rows that run in one step the place is where it is too much, and the note says what each adds.
    sed 's/^| Leaving  .*answered .*/| Leaving | enter | | | hang_up, hang_up, hang_up, hang_up, hang_up, hang_up, hang_up, hang_up | - |\n&/' "$tables/alice.fsm" >"$work/mine.fsm"
    line=$(sed -n '/^| Leaving | enter/=' "$work/mine.fsm")
    refused "mine.fsm:$line:[0-9]*: error: the actions of one step add up to 9 effects, and the program has room for 8 \[offered\]"
    caller=$(sed -n '/^| Calling .*timer wait/=' "$work/mine.fsm")
    grep -q "^    in state 'Calling', timer wait on line $caller: 1 on line $caller, 8 on line $line\$" "$work/err" || fail "the note does not say where the effects are"
    cp "$tables/bob.fsm" "$work/mine.fsm"
    refused "the program raises 'progress', and this machine does not declare it"
    : >"$work/mine.fsm"
    refused "mine.fsm:1:1: error: the file is empty"
    rm "$work/mine.fsm"
    refused "mine.fsm: No such file"
    mkdir "$work/mine.fsm"
    refused "mine.fsm: Is a directory"
    rmdir "$work/mine.fsm"
    # Includes: beside it, or where told.
    mkdir "$work/shared"
    grep '^const' "$tables/alice.fsm" >"$work/shared/times.fsm"
    { echo 'include "times.fsm"'; grep -v '^const' "$tables/alice.fsm"; } >"$work/mine.fsm"
    refused "mine.fsm:1:9: error: cannot read '.*times.fsm'"
    run 0 demo --alice "$work/mine.fsm" --include "$work/shared"
    rm -r "$work/shared"
    # Tables that no call gets through with are stopped, and said to be so.
    sed 's/^const WAIT .*/const WAIT 1ms\nconst ZERO 0us/; s/^timer wait .*/timer wait WAIT/
        s/| timer wait *| *| Leaving *| hang_up  /| timer wait | | - | restart wait at ZERO /' "$tables/alice.fsm" >"$work/mine.fsm"
    refused "mine.fsm:[0-9]*:[0-9]*: error: timers of no length fire without end: 'wait' in 'Calling' (line [0-9]*), again 'wait' \[endless\]"
    "$fsmgen" emit bin -Wno-endless "$work/mine.fsm" -o "$work" || fail "emit bin -Wno-endless"
    run 1 demo --alice "$work/alice.bin"
    rm "$work/alice.bin"
    grep -q "Alice: timers fire without end" "$work/err" || fail "an endless table is not told"
    sed '/^guard hangs_up_first/d; s/if hangs_up_first/if impatient/' "$tables/alice.fsm" >"$work/mine.fsm"
    run 1 demo --alice "$work/mine.fsm" --time-scale 20
    grep -q "Alice is not done: the call rests in state Talking" "$work/err" || fail "a call that nobody ends is not told"
    shows "moved [0-9]* times, by [0-9]* ms: Alice keeps 1 call, 1 dialog, 2 blocks$"
    # A Bob who refuses when it has rung: his call is his, though no call comes in at that moment.
    sed '/^state *\(Answered\|Talking\|Leaving\)/d; /^action \(accept\|hang_up\|agree\)/d; /^const TALK/d; /^timer talk/d
        /^guard hangs_up_first/d; /^| \(Answered\|Talking\)/d; s/, Answered//; s/, Talking//; s/, Leaving//
        s/| Answered | accept/| Over | refuse 486/' "$tables/bob.fsm" >"$work/bob.fsm"
    run 0 demo --bob "$work/bob.fsm"
    shows "180 Ringing" "486 Busy Here" "^holds: Alice: 486, no dialog; Bob: no dialog; nothing is left"
    # He lets it ring for ever, and it stops after three minutes of the demo's clock; so does it for one
    # who waits alone.
    sed 's/timer answer |.*/timer answer | | - | restart answer | - |/' "$work/bob.fsm" >"$work/mine.fsm"
    run 1 demo --bob "$work/mine.fsm" --time-scale 100
    grep -q "Alice is not done: the call rests in state Ringing" "$work/err" || fail "a call that rings for ever is not told"
    last=$(sed -n 's/^ *\([0-9][0-9]*\) .*moved .* by .*/\1/p' "$work/out")
    [ "$last" -ge 180000 ] && [ "$last" -lt 200000 ] || fail "it stopped after '$last' ms, not after three minutes"
    ;;
replay)
    tables=$(dirname "$0")/../../fsm/demo fsmgen=$(dirname "$sipfsm")/fsmgen
    sed 's/| start patience /| start patience, hang_up /' "$tables/alice.fsm" >"$work/mine.fsm"
    # What was recorded happens again, in fresh cores, in no time.
    for variation in "" --busy --cancel "--hangup bob" "--loss 30 --seed 5 --time-scale 50" "--alice $work/mine.fsm"; do
        run 0 demo $variation --record "$work/rec"
        run 0 replay "$work/rec"
        shows "rec: equal: [1-9][0-9]* inputs, [1-9][0-9]* steps"
        run 0 replay "$work/rec" --against "$work/rec"
    done
    # A recording has its tables with it; one that is given instead shows the first step that is another, and where that is written.
    "$fsmgen" emit bin --strip "$work/mine.fsm" >"$work/mine.bin" || fail "emit bin"
    run 0 demo --record "$work/rec"
    run 0 replay "$work/rec" --alice "$tables/alice.fsm" --bob "$tables/bob.fsm"
    shows "equal"
    for table in fsm bin; do
        run 1 replay "$work/rec" --alice "$work/mine.$table"
        [ $table = fsm ] || continue
        shows "rec: differs after [1-9][0-9]* steps" "after     Alice: came in: SIP/2.0 180 Ringing" "recorded  nothing more" \
            "replayed  Alice invite_uac Proceeding hangup -> Cancelling"
    done
    rm -f "$work/mine.bin"
    sed 's/^const TALK     400ms/const TALK     500ms/' "$tables/alice.fsm" >"$work/mine.fsm"
    run 1 replay "$work/rec" --alice "$work/mine.fsm"
    shows "after     Alice: a timer of the agent's was due" "recorded  Alice alice Talking timer talk -> Leaving : hang_up  (fsm/demo/alice.fsm:[0-9]*, 3261:15.1.1)" \
        "at 0\.9[0-9]* s, .*rec:[0-9]*$" "replayed  nothing more"
    sed 's/^| Calling, Ringing | failed .*| else .*/| Calling, Ringing | failed | else | Over | note_failed, hang_up | 3261:9.1 |/' "$tables/alice.fsm" >"$work/mine.fsm"
    run 0 demo --busy --record "$work/busy"
    run 1 replay "$work/busy" --alice "$work/mine.fsm"
    shows "recorded  Alice alice Calling failed \[else\] -> Over : note_failed  (fsm/demo/alice.fsm:" \
        "replayed  Alice alice Calling failed \[else\] -> Over : note_failed, hang_up  ($work/mine.fsm:[0-9]*, 3261:9.1)"
    run 1 replay "$work/rec" --against "$work/busy"
    shows "Alice differs after [1-9][0-9]* steps" "the first  Alice" "busy:\|rec:"
    run 2 replay "$work/rec" --alice "$work/nothing.fsm"
    one_line_on_stderr
    # One side alone, its other elsewhere.
    "$sipfsm" demo --role uas --listen 127.0.0.1:0 --record "$work/bob" >"$work/uas" 2>"$work/uas.err" &
    uas=$!
    children="$children $uas"
    wait_for "$work/uas" "Bob  127.0.0.1:"
    address=$(sed -n 's/.*Bob  \(127[0-9.:]*\).*/\1/p' "$work/uas")
    run 0 demo --role uac --to "sip:bob@$address" --record "$work/alice"
    wait "$uas" || fail "the UAS ended with $?"
    run 0 replay "$work/alice"
    run 0 replay "$work/bob"
    shows "equal"
    run 1 demo --record "$work/missing/rec"
    grep -q "cannot write .*missing/rec" "$work/err" || fail "does not say that it cannot write"
    ;;
replay_wrong)
    run 0 demo --busy --record "$work/rec"
    size=$(wc -c <"$work/rec") lines=$(wc -l <"$work/rec")
    # wrong PATTERN: $work/bad is refused with a place
    wrong() {
        run 2 replay "$work/bad"
        one_line_on_stderr
        grep -q "bad:[0-9]*:[0-9]*: error: .*$1" "$work/err" || fail "does not say '$1' with its place"
        [ -s "$work/out" ] && fail "something was played"
        return 0
    }
    at=0
    while [ $at -lt "$size" ]; do
        head -c $at "$work/rec" >"$work/bad"
        wrong ""
        at=$((at + 101))
    done
    line=1
    while [ $line -lt "$lines" ]; do
        sed "${line}d" "$work/rec" >"$work/bad"
        wrong ""
        sed "${line}s/[a-z0-9]/~/" "$work/rec" >"$work/bad"
        wrong ""
        line=$((line + 1))
    done
    head -n 20 "$work/rec" >"$work/bad"
    wrong "cut short: there is no .end."
    sed 's/486 Busy/486 Bisy/' "$work/rec" >"$work/bad"
    wrong "the recording was changed: its checksum is wrong"
    sed '1s/1$/2/' "$work/rec" >"$work/bad"
    wrong "another version"
    { cat "$work/rec"; echo more; } >"$work/bad"
    wrong "something follows the end"
    head -c 3000 "$sipfsm" >"$work/bad"
    wrong "this is no recording"
    : >"$work/bad"
    wrong "this is no recording"
    run 2 replay "$work/none"
    one_line_on_stderr
    run 2 replay "$work"
    one_line_on_stderr
    run 2 replay
    one_line_on_stderr
    ;;
*)
    fail "no such case"
    ;;
esac
echo "ok"
