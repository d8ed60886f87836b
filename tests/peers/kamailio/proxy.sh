# Kamailio as a proxy that stays in the way, between two agents of ours: each transport on each side.
#   proxy.sh BUILD CALLER'S_TRANSPORT
. "$(dirname "$0")/../kit.sh"
caller=$2
peers_begin "kamailio.proxy.$caller"
. "$here/kamailio/kamailio.sh"
kamailio_start

for callee in udp tcp tls ws wss; do
  kamailio_way $callee; bobs=$way
  kamailio_way "$caller"; alices=$way
  play_scene "$caller-$callee" <<SCENE
agent alice $caller
agent bob $callee
bob registers sip:bob@$ip via $bobs
bob sees registered for

# Hold by the caller, by the callee, and her BYE.
alice calls sip:bob@$ip via $alices
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
alice changes sendrecv
bob sees reinvite sendrecv
bob answers 200
alice sees modified 200 sendrecv
bob sees confirmed
bob changes inactive
alice sees reinvite inactive
alice answers 200
bob sees modified 200 inactive
alice sees confirmed
alice changes sendrecv
bob sees reinvite sendrecv
bob answers 488
alice sees modified 488
alice hangs-up
bob sees ended by-peer
alice sees ended 200

# Early media, sent reliably: its PRACK goes by the route of the early dialog. Then an UPDATE by each, and his BYE.
alice calls sip:bob@$ip via $alices
bob sees incoming
bob answers-early 183
alice sees progress 183
bob sees acknowledged
alice sees acknowledged
bob answers 180
alice sees progress 180
bob sees acknowledged
bob answers 200
alice sees answered 200
bob sees confirmed
alice updates sendonly
bob sees reinvite sendonly
bob answers 200
alice sees modified 200 recvonly
bob updates sendrecv
alice sees reinvite sendrecv
alice answers 200
bob sees modified 200 sendrecv
bob hangs-up
alice sees ended by-peer
bob sees ended 200

# His BYE.
alice calls sip:bob@$ip via $alices
bob sees incoming
bob answers 200
alice sees answered 200
bob sees confirmed
bob hangs-up
alice sees ended by-peer
bob sees ended 200

# She gives up.
alice calls sip:bob@$ip via $alices
bob sees incoming
bob answers 180
alice sees progress 180
alice hangs-up
bob sees cancelled
alice sees failed 487

# He is busy; nobody is there.
alice calls sip:bob@$ip via $alices
bob sees incoming
bob answers 486
alice sees failed 486
alice calls sip:nobody@$ip via $alices
alice sees failed 404
bob unregisters
bob sees unregistered 200
alice calls sip:bob@$ip via $alices
alice sees failed 404
SCENE
  # 5630:3.1.3: who calls sip: without TLS must not be sent to a sips: contact.
  grep "sips:" "$ladder" && fail "a SIPS URI in calls that have none"
done
echo ok
