# baresip without a sound card, read by the tests after kit.sh.
#   baresip_start ACCOUNT    its account is that line, at $ip:5090 (TLS: 5091, with both.pem, if there is one); its control port is $ip:4444; it is ready when this returns
#   baresip_steer STEP...    in the background: control.js, whose output is control.log; it listens for events when this returns
#   baresip_steered          waits for its end
baresip_start() {
  peers_need baresip baresip-core
  peers_need node nodejs
  modules=$(dirname "$(find /usr/lib /usr/local/lib -name ctrl_tcp.so -path '*baresip*' 2>/dev/null | head -n 1)")
  mkdir -p baresip
  # A second of silence: 8,000 samples of 16 bits.
  { printf 'RIFF\244\076\000\000WAVEfmt \020\000\000\000\001\000\001\000\100\037\000\000\200\076\000\000\002\000\020\000data\200\076\000\000'
    head -c 16000 /dev/zero; } >silence.wav
  printf '%s\n' "$1" >baresip/accounts
  : >baresip/contacts
  cat >baresip/config <<END
poll_method epoll
sip_listen $ip:5090
call_local_timeout 30
call_max_calls 4
audio_source aufile,$work/silence.wav
audio_alert aufile,$work/silence.wav
audio_player aufile,$work/played.wav
audio_channels 1
net_interface $ip
module_path $modules
module g711.so
module aufile.so
module_tmp account.so
module_app menu.so
module ctrl_tcp.so
ctrl_tcp_listen $ip:4444
END
  [ ! -e both.pem ] || printf 'sip_certificate %s\nsip_cafile %s\n' "$work/both.pem" "$work/authority.pem" >>baresip/config
  HOME=$work peers_start baresip baresip -f "$work/baresip" -s; baresip=$started
  peers_wait_for 'baresip is ready' baresip.log
}

baresip_steer() {
  rm -f control.log # that of the steps before has the same words
  peers_start control node "$here/baresip/control.js" "$ip:4444" "$@"; control=$started
  peers_wait_for connected control.log
}

baresip_steered() {
  wait "$control" || fail "baresip is not where it should be"
}
