# The lines of README.md's "An account", as they stand, with Kamailio as the provider: register, be called, call, unregister.
#   readme.sh BUILD
. "$(dirname "$0")/../kit.sh"
peers_begin kamailio.readme
. "$here/kamailio/kamailio.sh"
kamailio_start AUTH
ln -s "$build" build
sed -n '/^## An account/,/^## A table/s/^    //p' "$here/../../README.md" |
  sed "s/PASSWORD/wonder land/; s/sip\.example\.org/$ip/g; s/example\.org/$ip/g" >lines
[ "$(wc -l <lines)" = 3 ] || fail "README.md has another number of lines"
sed -n 1p lines >write; sed -n 2p lines | sed 's/^/exec /' >register; sed -n 3p lines >call
printf 'build"er\n' >bob.password

sh ./write || fail "the password"
# Bob, who is called, and calls her.
peers_start bob "$sipfsm" register "sip:bob@$ip" --password-file bob.password; bob=$started
peers_wait_for "^registered: sip:bob@$ip" bob.log
peers_start alice sh ./register; alice=$started
peers_wait_for "^registered: sip:alice@$ip at udp:$ip:5060, [0-9]* seconds left" alice.log
"$sipfsm" call "sip:alice@$ip" --as "sip:bob@$ip" --password-file bob.password --duration 20 >called.log 2>&1 || fail "she cannot be called"
kill -INT "$alice" # Ctrl-C
wait "$alice" || fail "register: exit status $?"
grep -q "^calls: in 1, answered 1, failed 0, ended 1" alice.log || fail "she has had another number of calls"
grep -q "^no longer registered: sip:alice@$ip" alice.log || fail "her contact is not removed"
"$sipfsm" call "sip:alice@$ip" --as "sip:bob@$ip" --password-file bob.password 2>&1 | grep -q "404 Not Found" || fail "she is still there"
sed 's/$/ --ladder ladder/' call >drawn
sh ./drawn >call.log 2>&1 || fail "call: exit status $?"
cp ladder "$ladder"
for line in "^registered: sip:alice@$ip" "^answered after" "^hung up" "^no longer registered: sip:alice@$ip"; do
  grep -q "$line" call.log || fail "no '$line' from call"
done
peers_stop "$bob"
echo ok
