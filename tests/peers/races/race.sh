# One race: SIPp does what the file says of the peer, `play` what it says of us.
#   race.sh BUILD FILE.race
. "$(dirname "$0")/../kit.sh"
race=$2
peers_begin "race.$(basename "$race" .race)"
peers_need sipp sip-tester
listens() { grep -q "$(echo "$ip" | awk -F. '{ printf "%02X%02X%02X%02X", $4, $3, $2, $1 }'):$(printf '%04X' "$1") " /proc/net/udp; }
sed "/^peer/,\$d; s/IP/$ip/g" "$race" >scene
echo stay >>scene
sed "s/IP/$ip/g" "$race" | awk -f "$here/races/sipp.awk" >peer.xml || fail "sipp.awk"
sipp_begin() { peers_start sipp timeout 20 sipp -sf peer.xml -i "$ip" -p 5070 -m 1 -nostdin -trace_err -error_file errors.log "$@"; sipp=$started; }
case $(sed -n 's/^peer \([a-z]*\).*/\1/p' "$race") in
uac)
  peers_start play "$build/tests/play" scene "$work/ladder" "$ip"; play=$started
  peers_until "our side listens" listens 5060
  sipp_begin "$ip:5060" ;;
uas)
  sipp_begin
  peers_until "SIPp listens" listens 5070
  peers_start play "$build/tests/play" scene "$work/ladder" "$ip"; play=$started ;;
esac
while kill -0 "$play" 2>/dev/null && kill -0 "$sipp" 2>/dev/null; do sleep 0.02; done
kill -0 "$play" 2>/dev/null || kill "$sipp" 2>/dev/null
wait "$sipp"; status=$?
kill "$play" 2>/dev/null
wait "$play"; played=$?
cat "$work"/ladder.* >"$ladder"
[ $played = 0 ] || fail "our side: $(cat play.log); $(grep -v '^$' errors.log 2>/dev/null | head -n 4)"
[ $status = 0 ] || fail "sipp: exit status $status"
sed -n 's/^# drawn: //p' "$race" | while read -r drawn; do grep -q "$drawn" "$ladder" || fail "no '$drawn' in the ladder"; done || exit 1
echo ok
