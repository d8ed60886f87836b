# The demo's variations: what the ladder shows, and the exit status. Read by demo.sh, which has the functions.
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
    # An Alice that gets no answer.
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
    # The proof of a password is shown only if that is asked for.
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
*)
    return 1 # a case of another file
    ;;
esac
return 0
