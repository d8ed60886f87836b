# Kamailio forks a call to two telephones of one address.
#   forks.sh BUILD TRANSPORT
. "$(dirname "$0")/../kit.sh"
transport=$2
peers_begin "kamailio.forks.$transport"
. "$here/kamailio/kamailio.sh"
kamailio_start
kamailio_way "$transport"; near=$way
kamailio_way tcp
play_scene forks <<SCENE
agent alice $transport
agent bob $transport
agent bert tcp
bob registers sip:bob@$ip via $near
bob sees registered for
bert registers sip:bob@$ip via $way
bert sees registered for

# Both ring, one answers, the other is cancelled.
alice calls sip:bob@$ip via $near
bob sees incoming
bert sees incoming
bob answers 180
bert answers 180
alice sees progress 180
alice sees progress 180
bert answers 200
alice sees answered 200
bob sees cancelled
bert sees confirmed
bert hangs-up
alice sees ended by-peer
bert sees ended 200

# Both are busy in their own way: the better answer comes back.
alice calls sip:bob@$ip via $near
bob sees incoming
bert sees incoming
bob answers 486
bert answers 180
alice sees progress 180
bert answers 480
alice sees failed 480

# A decline ends both (3261:16.7): the other is cancelled.
alice calls sip:bob@$ip via $near
bob sees incoming
bert sees incoming
bert answers 180
alice sees progress 180
bob answers 603
bert sees cancelled
alice sees failed 603

# She gives up while both ring.
alice calls sip:bob@$ip via $near
bob sees incoming
bert sees incoming
bob answers 180
bert answers 180
alice sees progress 180
alice hangs-up
bob sees cancelled
bert sees cancelled
alice sees failed 487
SCENE
echo ok
