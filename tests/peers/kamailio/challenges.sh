# Kamailio challenges registrations, INVITE, re-INVITE and BYE: two agents of ours by each transport.
#   challenges.sh BUILD MD5|SHA256
. "$(dirname "$0")/../kit.sh"
algorithm=$2
peers_begin "kamailio.challenges.$algorithm"
. "$here/kamailio/kamailio.sh"
kamailio_start AUTH "$algorithm"

for transport in udp tcp tls ws wss; do
  kamailio_way $transport
  play_scene $transport <<SCENE
agent alice $transport alice wonder_land
agent bob $transport bob build"er
agent eve $transport alice wonder_lamp
alice registers sip:alice@$ip via $way
alice sees registered for
bob registers sip:bob@$ip via $way
bob sees registered for

# A wrong password; an address that is another's.
eve registers sip:alice@$ip via $way
eve sees unregistered 401 the user name or the password is wrong
alice calls sip:bob@$ip via $way sip:alice@$ip
bob sees incoming
bob answers 180
alice sees progress 180
bob answers 200
alice sees answered 200
bob sees confirmed
eve calls sip:bob@$ip via $way sip:alice@$ip
eve sees failed 407 the user name or the password is wrong
alice hangs-up
bob sees ended by-peer
alice sees ended 200

# The re-INVITE and the BYE of him who was called.
alice calls sip:bob@$ip via $way sip:alice@$ip
bob sees incoming
bob answers 200
alice sees answered 200
bob sees confirmed
bob changes sendonly
alice sees reinvite sendonly
alice answers 200
bob sees modified 200 recvonly
bob hangs-up
alice sees ended by-peer
bob sees ended 200

# A challenged INVITE is given up.
bob calls sip:alice@$ip via $way sip:bob@$ip
alice sees incoming
alice answers 180
bob sees progress 180
bob hangs-up
alice sees cancelled
bob sees failed 487
alice unregisters
alice sees unregistered 200
bob unregisters
bob sees unregistered 200
SCENE
done
case $algorithm in MD5) name= ;; *) name=SHA-256 ;; esac # it does not name MD5
for proved in "INVITE of alice" "BYE of alice" "INVITE of bob" "BYE of bob"; do
  [ "$(grep -c "proved: $proved by $name\$" kamailio.log)" -ge 5 ] || fail "Kamailio has not seen the credentials: $proved"
done
[ "$(grep -c "challenged: INVITE of bob" kamailio.log)" -ge 10 ] || fail "no re-INVITE was challenged"
echo ok
