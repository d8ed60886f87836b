#!/bin/sh
# The answering machine of docs/examples/ua answers `sipfsm call`, and SIPp where it is installed. On a free port.
#   answer.sh ANSWER SIPFSM
set -eu
answer=$1 sipfsm=$2 work=$(mktemp -d) running=
trap '[ -z "$running" ] || kill $running 2>/dev/null || true; rm -rf "$work"' EXIT
cd "$work"
mkfifo said
"$answer" 127.0.0.1:0 >said &
running=$!
exec 3<said
read -r line <&3
address=${line#listening on }
heard() { read -r line <&3 && case $line in $1) ;; *) echo "the answering machine says '$line', not '$1'"; exit 1 ;; esac; }

timeout 60 "$sipfsm" call "sip:answer@$address" --duration 0 >call.out 2>&1 || { cat call.out; exit 1; }
heard 'a call from sip:sipfsm@*'
heard 'the call is over'
echo "answers sipfsm call"
command -v sipp >/dev/null || { echo "no sipp here"; exit 0; }
timeout 60 sipp -sn uac "$address" -i 127.0.0.1 -m 1 -d 1 -nostdin >sipp.out 2>&1 || { tail -n 40 sipp.out; exit 1; }
heard 'a call from sip:sipp@*'
heard 'the call is over'
echo "answers sipp"
