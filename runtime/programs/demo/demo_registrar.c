/* The demo with a registrar: which side a datagram is for, and what each side does when. See
 * demo_parts.h. */
#include "demo/demo_parts.h"

#include "sipfsm/sockaddr.h"

const char *demo_domain(const struct demo *demo)
{
    uint8_t transport = SF_TRANSPORT_UDP;
    sf_transport_of(sf_str_of(demo->options.transport), &transport);
    return desk_domain(transport);
}

unsigned demo_column(const struct demo *demo, unsigned side)
{
    return !demo->options.registers ? side : side == REGISTRAR ? 1 : side == BOB ? 2 : 0;
}

/* The side that listens at a host and port; `otherwise` if none does. */
static unsigned side_at(const struct demo *demo, struct sf_str host, long port, unsigned otherwise)
{
    struct sf_address address;
    for (unsigned i = 0; i < DEMO_SIDES; i++) {
        const struct sf_address *local = &demo->side[i].local;
        if (demo_plays(demo, i) && local->port == port && sf_address_of_host(&address, host) &&
            memcmp(address.ip, local->ip, sizeof address.ip) == 0)
            return i;
    }
    return otherwise;
}

/* Found by its address. If that is the far end of a connection, by the Request-URI or the topmost
 * Via of the message. */
unsigned demo_peer(const struct demo *demo, unsigned side, const struct sf_net_crossing *crossing)
{
    static struct sf_msg msg; /* large */
    unsigned other = side == ALICE ? BOB : ALICE;
    char host[SF_ADDRESS_TEXT_BYTES];
    if (!demo->options.registers)
        return other;
    sf_address_host_text(&crossing->peer, host);
    unsigned found = side_at(demo, sf_str_of(host), crossing->peer.port, DEMO_SIDES);
    if (found != DEMO_SIDES ||
        sf_msg_parse(&msg, crossing->bytes, crossing->length, NULL) != SF_MSG_OK)
        return found != DEMO_SIDES ? found : other;
    if (msg.is_request != crossing->outgoing)
        return side_at(demo, sf_msg_str(&msg, msg.via.host), msg.via.port, other);
    struct sf_uri uri;
    return sf_uri_parse(msg.bytes, msg.request_uri, &uri, NULL)
               ? side_at(demo, sf_msg_str(&msg, uri.host), uri.port, other)
               : other;
}

/* Bob registers, then Alice; then she calls. After the call, or without it if one of them cannot
 * register, both leave. Each thing is begun from outside of the events of a core. */
void demo_next_phase(struct demo *demo, bool call_is_over)
{
    struct agent *alice = &demo->side[ALICE].agent, *bob = &demo->side[BOB].agent;
    bool failed = alice->membership.failed_status || bob->membership.failed_status;
    if (!demo->options.registers)
        return;
    if (demo->phase < DEMO_LEAVES && failed)
        demo->phase = DEMO_CALLS; /* there is no call */
    switch (demo->phase) {
    case DEMO_BEGINS:
        demo->phase = DEMO_BOB_JOINS;
        agent_join(bob);
        break;
    case DEMO_BOB_JOINS:
        if (!agent_is_member(bob))
            return;
        demo->phase = DEMO_ALICE_JOINS;
        agent_join(alice);
        break;
    case DEMO_ALICE_JOINS:
        if (!agent_is_member(alice))
            return;
        demo->phase = DEMO_CALLS;
        agent_start(alice);
        break;
    case DEMO_CALLS:
        if (!call_is_over && !failed)
            return;
        demo->phase = DEMO_LEAVES;
        agent_leave(alice);
        agent_leave(bob);
        break;
    case DEMO_LEAVES:
        break;
    }
}
