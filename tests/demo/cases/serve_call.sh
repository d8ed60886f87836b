# `serve` and `call`: calls, limits, signals, what they print. Read by demo.sh, which has the functions.
case $case in
serve_call)
    listener --calls 200 --ring-ms 20
    run 0 call "sip:bob@$address" --duration 50
    shows "180 Ringing" "answered" "hung up"
    # It talks for --duration.
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
signals)
    # While it rings: a CANCEL. After the answer: a BYE. For all calls, with either signal.
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
    # A call that was answered in time goes on.
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
    # Output that cannot be written is an error: on a full disk, into a closed pipe, without a standard output.
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
*)
    return 1 # a case of another file
    ;;
esac
return 0
