# What the tests against peers share; each of them reads this file with `.`, and begins with `peers_begin`.
#   peers_begin NAME       a folder of its own to work in, an IP address of its own, a ladder; everything is cleaned up at the end
#   peers_need COMMAND PACKAGE
#   peers_start NAME COMMAND...     in the background: its output is NAME.log, its process is ended at the end; $started
#   peers_wait_for PATTERN FILE     until a line of the file has it
#   peers_until WHAT COMMAND...     until the command succeeds: what a peer that says nothing is asked whether it is ready
#   peers_stop PROCESS     SIGTERM, and its exit status in $stopped
#   peers_certificates     authority.pem, peer.pem and peer.key for $ip
#   fail TEXT
# Variables: $sipfsm the program, $here tests/peers, $work the folder (current), $ip 127.x.y.z, $ladder the file to draw in.
# Every address is in 127.0.0.0/8, with this process's number in it: two tests that run at once share no port.
set -u
umask 077
build=$1 sipfsm=$1/sipfsm

peers_end() {
  status=$?
  trap - EXIT INT TERM HUP
  for peers_p in $peers_running; do kill "$peers_p" 2>/dev/null; done
  for peers_p in $peers_running; do
    peers_n=0
    while kill -0 "$peers_p" 2>/dev/null; do
      peers_n=$((peers_n + 1)); [ $peers_n -lt 60 ] || kill -9 "$peers_p" 2>/dev/null
      sleep 0.05
    done
    wait "$peers_p" 2>/dev/null
  done
  cd /
  rm -rf "$work"
  exit $status
}

fail() {
  echo "FAIL: $*"
  for peers_log in "$work"/*.log; do [ -s "$peers_log" ] && { echo "--- ${peers_log##*/}"; tail -n 25 "$peers_log"; }; done
  [ ! -s "$ladder" ] || echo "the ladder: $ladder"
  exit 1
}

peers_begin() {
  peers_running=
  here=$(cd "$(dirname "$0")" && pwd)
  while [ ! -e "$here/kit.sh" ]; do here=$(dirname "$here"); done
  mkdir -p "$build/peers"
  ladder=$build/peers/$1.txt
  rm -f "$ladder"
  work=$(mktemp -d) || exit 1
  trap peers_end EXIT
  trap 'exit 1' INT TERM HUP
  ip=127.$((64 + $$ / 65536 % 64)).$(($$ / 256 % 256)).$(($$ % 256))
  cd "$work" || exit 1
}

peers_need() {
  command -v "$1" >/dev/null || fail "$1 is missing: run \`make deps-peers\` (Debian's $2)"
}

peers_start() {
  peers_name=$1; shift
  : >"$work/$peers_name.log" # before somebody looks into it
  "$@" >"$work/$peers_name.log" 2>&1 & started=$!
  peers_running="$peers_running $started"
}

peers_wait_for() {
  peers_n=0
  until grep -q -e "$1" "$2" 2>/dev/null; do
    peers_n=$((peers_n + 1)); [ $peers_n -lt 400 ] || fail "no '$1' in ${2##*/}"
    sleep 0.05
  done
}

peers_until() {
  peers_what=$1 peers_n=0; shift
  until "$@" >until.log 2>&1; do
    peers_n=$((peers_n + 1)); [ $peers_n -lt 400 ] || fail "in vain: $peers_what"
    sleep 0.05
  done
}

peers_stop() {
  kill "$1" 2>/dev/null
  wait "$1"; stopped=$?
  peers_left=
  for peers_p in $peers_running; do [ "$peers_p" = "$1" ] || peers_left="$peers_left $peers_p"; done
  peers_running=$peers_left
}

peers_certificates() {
  peers_need openssl openssl
  {
    openssl req -x509 -newkey rsa:2048 -nodes -keyout authority.key -out authority.pem -days 2 -subj "/CN=authority of a test" &&
      openssl req -newkey rsa:2048 -nodes -keyout peer.key -out peer.csr -subj "/CN=$ip" &&
      printf 'subjectAltName=IP:%s,URI:sip:%s\n' "$ip" "$ip" >peer.ext &&
      openssl x509 -req -in peer.csr -CA authority.pem -CAkey authority.key -CAcreateserial -days 2 -extfile peer.ext -out peer.pem
  } >certificates.log 2>&1 || fail "openssl makes no certificates"
  rm -f certificates.log
}
