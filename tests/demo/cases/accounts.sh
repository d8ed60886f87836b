# `register`, the registrar of `serve`, and accounts in a file. Read by demo.sh, which has the functions.
case $case in
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
        # A refusal of the registrar is reported in one clear line.
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
    run 1 call sip:carol@example.org --as sip:alice@example.com --registrar 127.0.0.1:9 # no server listens there
    one_line_on_stderr # nothing of a contact that was never there, nor of a next try
    grep -q "cannot register sip:alice@example.com: the REGISTER could not be sent: if no line above says why, check" "$work/err" || fail "not said why"
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
    # The clock jumps: the phone is suspended for longer than its registration lasts. It reports that, and registers again.
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
    wait_for "$work/phone.err" "sip:bob@example.org was not registered for [0-9]* ms: this program or its computer was suspended; it is registered again"
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
    # The registrar vanishes: the granted registration stays.
    transport=tcp
    listener --registrar --least-expires 1
    start_register sip:bob@example.org --registrar "tcp:$address" --expires 4
    wait_for "$work/phone" "^registered: sip:bob@example.org"
    kill -KILL "$server"
    wait_for "$work/phone.err" "sip:bob@example.org stays registered for [1-3] seconds* more, and the refresh has failed: .*next try in [3-6][0-9] seconds"
    [ "$(grep -c "sip:bob@example.org" "$work/phone.err")" = 1 ] || fail "more than one line" # besides that of its connection
    kill -TERM "$phone"
    wait "$phone" && fail "a removal that nobody has confirmed is no success"
    grep -q "stays registered until its time is over" "$work/phone.err" || fail "no word of the removal"
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
    # A FIFO is not a file: the program does not wait for a writer.
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
    # A mistake is reported in one line, with its place.
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
    grep -q "which address?.*$work/home/.config/sipfsm/accounts, which does not exist" "$work/err" || fail "no word of the file"
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
    # A call without an account: what it lacks is said.
    run 1 call "sip:alice@$address"
    one_line_on_stderr
    grep -q '401 .*--password-file FILE' "$work/err" || fail "no advice about the password"
    for option in --proxy --registrar; do
        run 2 call "sip:alice@$address" $option "$address"
        one_line_on_stderr
        grep -q -e "$option belongs to an account" "$work/err" || fail "$option is ignored"
    done
    start_register --accounts "$work/here/file" --password-file "$work/here/secret"
    wait_for "$work/phone" "^registered: sip:alice@example.org"
    kill -TERM "$phone"
    wait "$phone" || fail "register ended with $?"
    kill -TERM "$server"
    wait "$server"
    rm -rf "$work/here" # `fail` prints files
    ;;
*)
    return 1 # a case of another file
    ;;
esac
return 0
