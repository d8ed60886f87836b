# Requests too long for UDP (3261:18.1.1) by way of Kamailio: they go by TCP, and their responses come back that way.
#   long.sh BUILD
. "$(dirname "$0")/../kit.sh"
peers_begin kamailio.long
. "$here/kamailio/kamailio.sh"
kamailio_start
play_scene long <<SCENE
agent alice udp,tcp
agent bob tcp
alice pads 2000
bob pads 3000
bob registers sip:bob@$ip via tcp:$ip:5060
bob sees registered for
alice calls sip:bob@$ip via udp:$ip:5060
bob sees incoming
bob answers 180
alice sees progress 180
bob answers 200
alice sees answered 200
bob sees confirmed
alice changes sendonly
bob sees reinvite sendonly
bob answers 200
alice sees modified 200 recvonly
bob sees confirmed
bob changes sendonly
alice sees reinvite sendonly
alice answers 200
bob sees modified 200 recvonly
bob hangs-up
alice sees ended by-peer
bob sees ended 200
SCENE
echo ok
