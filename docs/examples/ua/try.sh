#!/bin/sh
# The three programs with each other: the caller calls the answering machine, straight and through the forwarder.
#   try.sh FOLDER      FOLDER has answer, caller and forward
set -eu
programs=$1 work=$(mktemp -d) running=
trap '[ -z "$running" ] || kill $running 2>/dev/null || true; rm -rf "$work"' EXIT
cd "$work"
fail() { echo "FAIL: $*"; tail -n 20 ./*.out; exit 1; }

# start NAME DESCRIPTOR ARGUMENT...: sets `address` to where it listens; what it says after that is read from the descriptor.
start() {
  name=$1 descriptor=$2
  shift 2
  mkfifo "$name"
  "$programs/$name" "$@" >"$name" &
  running="$running $!"
  eval "exec $descriptor<\"$name\""
  read -r line <&"$descriptor"
  address=${line#listening on }
  [ "$address" != "$line" ] || fail "$name says $line"
}
# hears DESCRIPTOR TEXT...: the next lines
hears() {
  descriptor=$1
  shift
  for text; do
    read -r line <&"$descriptor" || fail "nothing where '$text' is due"
    case $line in $text) ;; *) fail "'$line' where '$text' is due" ;; esac
  done
}
calls() { # through ADDRESS
  "$programs/caller" "sip:answer@$1" >caller.out || fail "the call to $1"
  printf 'INVITE: 200 OK\nINFO: 200 OK\nthe call is over\n' | cmp - caller.out || fail "the caller says something else"
  "$programs/caller" "sip:answer@$1" "Good morning" >message.out || fail "the message to $1"
  echo 'MESSAGE: 200 OK' | cmp - message.out
}

start answer 3 127.0.0.1:0
answer=$address
calls "$answer"
hears 3 'a call from sip:caller@*' 'INFO: Signal=5' 'the call is over' 'MESSAGE: Good morning'

start forward 4 127.0.0.1:0 "$answer"
calls "$address"
hears 3 'a call from sip:gateway@*' 'INFO: Signal=5' 'the call is over' 'MESSAGE: Good morning'
echo ok
