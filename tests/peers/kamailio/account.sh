# An account on Kamailio, used as README.md and docs/accounts.md say: register, be called, call, unregister; and what goes wrong.
#   account.sh BUILD TRANSPORT
. "$(dirname "$0")/../kit.sh"
transport=$2
peers_begin "kamailio.account.$transport"
. "$here/kamailio/kamailio.sh"
kamailio_start AUTH SHA256 LEAST=2
kamailio_way "$transport"
printf 'wonder land\n' >alice
printf 'build"er\n' >bob
printf 'wonder lamp\n' >wrong
trusted=
case $transport in tls | wss) trusted="--trusted authority.pem --certificate peer.pem --key peer.key" ;; esac

# STATUS TEXT COMMAND...: it ends so, and says that in one line of standard error.
line() {
  line_status=$1 line_text=$2; shift 2
  "$@" >said.log 2>error.log; line_got=$?
  [ "$line_got" = "$line_status" ] || fail "exit status $line_got, not $line_status: $*"
  grep -q -e "$line_text" error.log || [ -z "$line_text" ] || fail "no '$line_text' from: $*"
  [ "$(wc -l <error.log)" -le 1 ] || fail "more than a line from: $*"
}
register() { # USER OPTIONS...: it stays registered, as $registered
  register_user=$1; shift
  # shellcheck disable=SC2086
  peers_start "$register_user" "$sipfsm" register "sip:$register_user@$ip" --registrar "$way" --password-file "$register_user" $trusted "$@"
  registered=$started
  peers_wait_for "^registered: sip:$register_user@$ip at $way" "$register_user.log"
}
# shellcheck disable=SC2086
call() { "$sipfsm" call "sip:bob@$ip" --as "sip:alice@$ip" --registrar "$way" --password-file alice --duration 20 $trusted "$@"; }

# What goes wrong: one line each.
# shellcheck disable=SC2086
line 1 '401 Unauthorized: the user name or the password is wrong (realm "peer.test")' \
  "$sipfsm" register "sip:alice@$ip" --registrar "$way" --password-file wrong $trusted
# shellcheck disable=SC2086
line 1 '401 Unauthorized: the user name or the password is wrong' \
  "$sipfsm" register "sip:nobody@$ip" --registrar "$way" --password-file alice $trusted
# shellcheck disable=SC2086
line 1 '403 Forbidden' "$sipfsm" register "sip:bob@$ip" --registrar "$way" --user alice --password-file alice $trusted
# shellcheck disable=SC2086
line 1 '401 Unauthorized' "$sipfsm" register "sip:alice@$ip" --registrar "$way" $trusted
line 1 '404 Not Found' call

# Registered, refreshed, called, removed. One second is too brief for Kamailio: 423.
register bob --expires 1 --ladder "$ladder"; bob=$registered
for part in "423 Interval Too Brief" "registration Registering → Registered"; do
  LC_ALL=C.UTF-8 grep -q "$part" "$ladder" || fail "no '$part' in the ladder"
done
line 0 '' call
grep -q '^hung up' said.log || fail "call: $(cat said.log)"
peers_until "three refreshes" sh -c '[ $(grep -c "^registered" bob.log) -ge 4 ]'
line 0 '' call

peers_stop "$bob"
[ "$stopped" = 0 ] || fail "register: exit status $stopped"
grep -q '^no longer registered' bob.log || fail "he has not left"
line 1 '404 Not Found' call

# The registrar starts again, and has forgotten all: he is there again at his next refresh, in 3 to 4 seconds.
register bob --expires 6; bob=$registered
peers_stop "$kamailio"
kamailio_start AUTH SHA256 LEAST=2
line 1 '404 Not Found' call
peers_until "a call after the registrar's restart" call
peers_stop "$bob"
[ "$stopped" = 0 ] || fail "register: exit status $stopped"
grep -q '^no longer registered' bob.log || fail "he has not left"
line 1 '404 Not Found' call

# One who vanishes is forgotten when his time is over.
register bob --expires 2; bob=$registered
kill -9 "$bob"
peers_stop "$bob" 2>/dev/null
is_forgotten() { ! call >said.log 2>error.log && grep -q '404 Not Found' error.log; }
peers_until "the end of his time" is_forgotten

# The registrar vanishes.
peers_stop "$kamailio"
line 1 'cannot register .*: the REGISTER could not be sent' call
if grep -q 'wonder\|build"er' ./*.log "$ladder"; then fail "a password in a log"; fi
echo ok
