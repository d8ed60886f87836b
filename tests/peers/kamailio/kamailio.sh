# Kamailio for a test, after kit.sh and peers_begin. Defines $kamailio_ways, and
#   kamailio_start [DEFINE ...]     as kamailio.cfg says; it listens at $ip and runs as $kamailio
#   kamailio_way TRANSPORT          where to send to reach it, in $way
#   play_scene NAME                 plays the scene on standard input; the ladders join $ladder
kamailio_start() {
  peers_need kamailio "kamailio, kamailio-tls-modules, kamailio-websocket-modules"
  [ -e authority.pem ] || peers_certificates
  kamailio_defines=
  for kamailio_define; do kamailio_defines="$kamailio_defines -A $kamailio_define"; done
  sed "s|@IP@|$ip|g; s|@WORK@|$work|g" "$here/kamailio/kamailio.cfg" >kamailio.cfg
  # shellcheck disable=SC2086
  peers_start kamailio kamailio -f kamailio.cfg -DD -E -m 32 -M 4 -Y "$work" $kamailio_defines
  kamailio=$started
  peers_wait_for "the peer is ready" kamailio.log
}

kamailio_way() {
  case $1 in
  udp | tcp) way=$1:$ip:5060 ;;
  tls) way=tls:$ip:5061 ;;
  ws) way=ws:$ip:8080 ;;
  wss) way=wss:$ip:8443 ;;
  esac
}

play_scene() {
  cat >"$1.scene"
  timeout 50 "$build/tests/play" "$1.scene" "$work/$1" "$ip" authority.pem peer.pem peer.key >"$1.log" 2>&1
  play_status=$?
  for play_part in "$work/$1".*; do
    case $play_part in *.scene | *.log) continue ;; esac
    { echo "--- $1: ${play_part##*.}"; cat "$play_part"; echo; } >>"$ladder"
    rm -f "$play_part"
  done
  [ $play_status = 0 ] || fail "$1: exit status $play_status"
}
