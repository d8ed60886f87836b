# Recordings, tables of one's own, and `replay`. Read by demo.sh, which has the functions.
case $case in
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
        grep -q "cannot write $target: it is a .*, not a regular file" "$work/err" || fail "$target: does not say why"
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
    # Two rows run in one step: the place is the row that exceeds the limit, and the note says what each row adds.
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
    # Included files: in the same folder, or in --include.
    mkdir "$work/shared"
    grep '^const' "$tables/alice.fsm" >"$work/shared/times.fsm"
    { echo 'include "times.fsm"'; grep -v '^const' "$tables/alice.fsm"; } >"$work/mine.fsm"
    refused "mine.fsm:1:9: error: cannot read '.*times.fsm'"
    run 0 demo --alice "$work/mine.fsm" --include "$work/shared"
    rm -r "$work/shared"
    # Tables that no call gets through with are stopped, and said to be so.
    sed 's/^const WAIT .*/const WAIT 1ms\nconst ZERO 0us/; s/^timer wait .*/timer wait WAIT/
        s/| timer wait *| *| Leaving *| hang_up  /| timer wait | | - | restart wait at ZERO /' "$tables/alice.fsm" >"$work/mine.fsm"
    refused "mine.fsm:[0-9]*:[0-9]*: error: timers of length 0 fire without end: 'wait' in 'Calling' (line [0-9]*), again 'wait' \[endless\]"
    "$fsmgen" emit bin -Wno-endless "$work/mine.fsm" -o "$work" || fail "emit bin -Wno-endless"
    run 1 demo --alice "$work/alice.bin"
    rm "$work/alice.bin"
    grep -q "Alice: timers fire without end" "$work/err" || fail "an endless table is not told"
    sed '/^guard hangs_up_first/d; s/if hangs_up_first/if impatient/' "$tables/alice.fsm" >"$work/mine.fsm"
    run 1 demo --alice "$work/mine.fsm" --time-scale 20
    grep -q "Alice is not done: the call rests in state Talking" "$work/err" || fail "a call that nobody ends is not told"
    shows "moved [0-9]* times, by [0-9]* ms: Alice still has 1 call, 1 dialog, 2 blocks$"
    # A Bob who refuses when it has rung: his call is his, though no call comes in at that moment.
    sed '/^state *\(Answered\|Talking\|Leaving\)/d; /^action \(accept\|hang_up\|agree\)/d; /^const TALK/d; /^timer talk/d
        /^guard hangs_up_first/d; /^| \(Answered\|Talking\)/d; s/, Answered//; s/, Talking//; s/, Leaving//
        s/| Answered | accept/| Over | refuse 486/' "$tables/bob.fsm" >"$work/bob.fsm"
    run 0 demo --bob "$work/bob.fsm"
    shows "180 Ringing" "486 Busy Here" "^holds: Alice: 486, no dialog; Bob: no dialog; nothing is left"
    # He lets it ring without end: the demo stops after three minutes of its clock. It also stops for a
    # Bob that runs alone.
    sed 's/timer answer |.*/timer answer | | - | restart answer | - |/' "$work/bob.fsm" >"$work/mine.fsm"
    run 1 demo --bob "$work/mine.fsm" --time-scale 100
    grep -q "Alice is not done: the call rests in state Ringing" "$work/err" || fail "a call that rings for ever is not told"
    last=$(sed -n 's/^ *\([0-9][0-9]*\) .*moved .* by .*/\1/p' "$work/out")
    [ "$last" -ge 180000 ] && [ "$last" -lt 200000 ] || fail "it stopped after '$last' ms, not after three minutes"
    ;;
replay)
    tables=$(dirname "$0")/../../fsm/demo fsmgen=$(dirname "$sipfsm")/fsmgen
    sed 's/| start patience /| start patience, hang_up /' "$tables/alice.fsm" >"$work/mine.fsm"
    # A recording runs again, in fresh cores, without waiting.
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
    # One side runs alone, the other one elsewhere.
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
    wrong "this is not a recording"
    : >"$work/bad"
    wrong "this is not a recording"
    run 2 replay "$work/none"
    one_line_on_stderr
    run 2 replay "$work"
    one_line_on_stderr
    run 2 replay
    one_line_on_stderr
    ;;
*)
    return 1 # a case of another file
    ;;
esac
return 0
