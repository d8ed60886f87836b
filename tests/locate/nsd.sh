#!/bin/sh
# Servers are found by a real name server, nsd, which serves a zone of ours on a loopback port; calls go to the names of that zone.
#   nsd.sh SIPFSM
set -u
sipfsm=$1
work=$(mktemp -d) children=
nsd=$(command -v nsd || echo /usr/sbin/nsd)
[ -x "$nsd" ] || { echo "no nsd here"; exit 77; }
trap 'for c in $children; do kill "$c" 2>/dev/null; done; wait 2>/dev/null; rm -rf "$work"' EXIT
failed=0

fail() { echo "FAILED: $1"; [ -z "${2-}" ] || cat "$2"; failed=1; }

# wait_for FILE TEXT: until it is there, at most 10 s
wait_for() {
    n=0
    until grep -q "$2" "$1" 2>/dev/null; do
        n=$((n + 1))
        [ $n -le 200 ] || { fail "no '$2' in $1" "$1"; exit 1; }
        sleep 0.05
    done
}

# listener NAME TRANSPORT: sipfsm serve on a free port; its port is $port
listener() {
    "$sipfsm" serve --listen "$2:127.0.0.1:0" >"$work/$1" 2>"$work/$1.err" &
    children="$children $!"
    wait_for "$work/$1" "listening on $2:"
    port=$(sed -n "s/^listening on $2:127.0.0.1:\([0-9]*\).*/\1/p" "$work/$1")
}

listener a udp
a=$port
listener b tcp
b=$port
# A port where nobody listens: that of a server that has ended.
listener gone udp
gone=$port
last=${children##* }
kill "$last"
wait "$last" 2>/dev/null

cat >"$work/example.zone" <<END
\$ORIGIN example.test.
\$TTL 300
@               IN SOA ns hostmaster 1 3600 600 86400 30
@               IN NS ns
ns              IN A 127.0.0.1
a               IN A 127.0.0.1
alias           IN CNAME a
udp             IN NAPTR 10 10 "s" "SIP+D2U" "" _sip._udp.other
udp             IN NAPTR 20 10 "s" "SIP+D2T" "" _sip._tcp.udp
_sip._udp.other IN SRV 1 0 $a a
_sip._tcp.udp   IN SRV 1 0 9 a
tcp             IN NAPTR 10 10 "s" "SIPS+D2U" "" _sips._udp.tcp
tcp             IN NAPTR 10 20 "S" "sip+d2t" "" _sip._tcp.tcp
_sip._tcp.tcp   IN SRV 1 0 $b a
_sip._udp.srv   IN SRV 1 0 $a a
_sip._udp.two   IN SRV 1 0 $gone a
_sip._udp.two   IN SRV 2 0 $a a
_sip._udp.none  IN SRV 0 0 0 .
circle          IN NAPTR 10 10 "" "SIP+D2U" "" circle
circle1         IN CNAME circle2
circle2         IN CNAME circle1
END

# A port that is free for UDP and TCP: nsd says if it is not.
try=0
while :; do
    try=$((try + 1))
    dns=$((20000 + ($$ * 7 + try * 131) % 30000))
    cat >"$work/nsd.conf" <<END
server:
  ip-address: 127.0.0.1@$dns
  server-count: 1
  username: ""
  chroot: ""
  zonesdir: "$work"
  database: ""
  pidfile: ""
  xfrdfile: "$work/xfrd.state"
  xfrdir: "$work"
  zonelistfile: "$work/zone.list"
  logfile: "$work/nsd.log"
remote-control:
  control-enable: no
zone:
  name: example.test
  zonefile: example.zone
END
    rm -f "$work/nsd.log"
    "$nsd" -d -c "$work/nsd.conf" >"$work/nsd.out" 2>&1 &
    server=$!
    n=0
    until grep -q 'nsd started' "$work/nsd.log" 2>/dev/null; do
        kill -0 $server 2>/dev/null || break
        n=$((n + 1))
        [ $n -le 100 ] || break
        sleep 0.05
    done
    grep -q 'nsd started' "$work/nsd.log" 2>/dev/null && break
    kill $server 2>/dev/null
    wait $server 2>/dev/null
    [ $try -lt 20 ] || { fail "nsd does not start" "$work/nsd.log"; exit 1; }
done
children="$children $server"

# finds URI LIST [OPTION ...]: the servers, in one line
finds() {
    uri=$1 list=$2
    shift 2
    got=$("$sipfsm" locate "$uri" --name-server "127.0.0.1:$dns" --ipv4 --quiet "$@" 2>"$work/err" | tr '\n' ' ')
    got="$got$(sed 's/^sipfsm locate: //' "$work/err")"
    [ "$got" = "$list" ] || fail "$uri: '$got', not '$list'"
}

finds sip:udp.example.test "1. udp:127.0.0.1:$a "
finds sip:tcp.example.test "1. tcp:127.0.0.1:$b "
finds sip:udp.example.test "1. tcp:127.0.0.1:9 " --transports tcp
finds "sip:tcp.example.test;transport=tcp" "1. tcp:127.0.0.1:$b "
finds sip:srv.example.test "1. udp:127.0.0.1:$a "
finds sip:two.example.test "1. udp:127.0.0.1:$gone 2. udp:127.0.0.1:$a "
finds sip:a.example.test "1. udp:127.0.0.1:5060 "
finds sip:alias.example.test:5099 "1. udp:127.0.0.1:5099 "
finds sip:none.example.test "sip:none.example.test: its domain says that it has no such service"
finds sip:circle.example.test "sip:circle.example.test: there is no address for it"
finds sip:circle1.example.test:5060 "sip:circle1.example.test:5060: there is no address for it"
finds sip:nobody.example.test "sip:nobody.example.test: there is no address for it"
finds sips:a.example.test "sips:a.example.test: no transport of ours leads there" --transports udp
# No name server knows this host, and /etc/hosts has no such name.
finds sip:phone.localhost:5099 "1. udp:127.0.0.1:5099 "
finds sip:phone.LocalHost "1. udp:127.0.0.1:5060 "
"$sipfsm" locate sip:udp.example.test --name-server "127.0.0.1:$dns" --ipv4 >"$work/shown"
for line in '? NAPTR udp.example.test' 'order 10, preference 10, "s" "SIP+D2U", _sip._udp.other.example.test' \
    "priority 1, weight 0, port $a, a.example.test" 'A     a.example.test: 127.0.0.1, for 300 s'; do
    grep -qF "$line" "$work/shown" || fail "no '$line'" "$work/shown"
done

# calls URI: it is answered
calls() {
    "$sipfsm" call "$1" --name-server "127.0.0.1:$dns" --duration 20 >"$work/call" 2>&1 || fail "call $1" "$work/call"
    grep -q '^answered' "$work/call" || fail "call $1" "$work/call"
}

calls sip:bob@udp.example.test
calls sip:bob@tcp.example.test
calls sip:bob@srv.example.test
calls "sip:bob@alias.example.test:$a"
# The first of two servers has ended: the kernel reports that, and the second one gets the call.
calls sip:bob@two.example.test

# A registrar that is found by its domain.
"$sipfsm" serve --registrar --listen udp:127.0.0.1:0 >"$work/registrar" 2>&1 &
children="$children $!"
wait_for "$work/registrar" "listening on udp:"
reg=$(sed -n 's/^listening on udp:127.0.0.1:\([0-9]*\).*/\1/p' "$work/registrar")
echo "_sip._udp.home IN SRV 1 0 $reg a" >>"$work/example.zone"
kill -HUP $server
n=0
until [ "$("$sipfsm" locate "sip:home.example.test" --name-server "127.0.0.1:$dns" --ipv4 --quiet 2>/dev/null)" = "1. udp:127.0.0.1:$reg" ]; do
    n=$((n + 1))
    [ $n -le 100 ] || { fail "the zone is not read again" "$work/nsd.log"; break; }
    sleep 0.05
done
"$sipfsm" register sip:bob@home.example.test --name-server "127.0.0.1:$dns" >"$work/phone" 2>&1 &
phone=$!
children="$children $phone"
wait_for "$work/phone" "^registered: sip:bob@home.example.test at udp:127.0.0.1:$reg"
kill -TERM $phone
wait $phone || fail "register ended with $?" "$work/phone"

# Two registrars of one domain. The second one gets the registration while the first is down, and the phone is called through it.
cat >>"$work/example.zone" <<END
_sip._udp.twin  IN SRV 1 0 $gone a
_sip._udp.twin  IN SRV 2 0 $reg a
END
kill -HUP $server
n=0
until "$sipfsm" locate "sip:twin.example.test" --name-server "127.0.0.1:$dns" --ipv4 --quiet 2>/dev/null | grep -q "^2. udp:127.0.0.1:$reg"; do
    n=$((n + 1))
    [ $n -le 100 ] || { fail "the zone is not read again" "$work/nsd.log"; break; }
    sleep 0.05
done
"$sipfsm" register sip:bob@twin.example.test --name-server "127.0.0.1:$dns" >"$work/phone" 2>&1 &
phone=$!
children="$children $phone"
wait_for "$work/phone" "^registered: sip:bob@twin.example.test at udp:127.0.0.1:$reg"
"$sipfsm" call sip:bob@twin.example.test --as sip:alice@twin.example.test --name-server "127.0.0.1:$dns" --duration 20 >"$work/call" 2>&1 ||
    fail "call --as" "$work/call"
grep -q "^registered: sip:alice@twin.example.test at udp:127.0.0.1:$reg" "$work/call" || fail "call --as has another registrar" "$work/call"
grep -q '^302 .*calling sip:bob@127.0.0.1' "$work/call" || fail "call --as has no redirection" "$work/call"
grep -q '^answered' "$work/call" || fail "call --as" "$work/call"
kill -TERM $phone
wait $phone || fail "register at the second server ended with $?" "$work/phone"

# A name server that is not an address: one clear line, and `serve` does not start without it.
"$sipfsm" serve --listen udp:127.0.0.1:0 --name-server nonsense >"$work/bad" 2>&1 && fail "serve with a bad name server" "$work/bad"
grep -q '^sipfsm serve: nonsense: ' "$work/bad" || fail "another line" "$work/bad"

# A name server that never answers: bounded, and one clear line.
"$sipfsm" serve --listen udp:127.0.0.1:0 >"$work/mute" 2>/dev/null & # it drops what is not SIP
children="$children $!"
wait_for "$work/mute" "listening on udp:"
mute=$(sed -n 's/^listening on udp:127.0.0.1:\([0-9]*\).*/\1/p' "$work/mute")
begun=$(date +%s)
"$sipfsm" call "sip:bob@udp.example.test:5060" --name-server "127.0.0.1:$mute" >"$work/call" 2>&1 && fail "a call without a name server"
[ "$(cat "$work/call")" = "sipfsm call: sip:bob@udp.example.test:5060: the name server has not answered" ] ||
    fail "another line" "$work/call"
[ $(($(date +%s) - begun)) -le 12 ] || fail "it took too long"
[ $failed = 0 ] && echo "ok"
exit $failed
