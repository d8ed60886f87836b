#include "network.h"

#include "world.h"

void sf_network_begin(struct network *network)
{
    sf_packets_clear(&network->packets);
    network->cut = 0;
    memset(network->losses, 0, sizeof network->losses);
}

void sf_network_close(struct network *network)
{
    sf_packets_close(&network->packets);
}

struct sf_address sf_network_address(unsigned node)
{
    struct sf_address address = {.family = 4, .port = 5060, .ip = {10, 0, 0, (uint8_t)(node + 1)}};
    return address;
}

unsigned sf_network_node(const struct sf_address *address)
{
    for (unsigned node = address->ip[3] - 1u; node < NODES; node = NODES) {
        struct sf_address known = sf_network_address(node);
        known.transport = address->transport;
        if (sf_address_equal(&known, address))
            return node;
    }
    return NODES;
}

/* Puts a copy on the way, and returns it. */
static struct packet *put(struct sf_sim *sim, unsigned from, unsigned to, struct sf_str bytes,
                          const struct wire_facts *facts, uint64_t after_us)
{
    uint32_t at = sf_packets_take(&sim->network.packets);
    struct packet *packet = sf_packets_at(&sim->network.packets, at);
    packet->from = (uint16_t)from;
    packet->to = (uint16_t)to;
    packet->length = (uint16_t)bytes.len;
    packet->facts = *facts;
    memcpy(packet->bytes, bytes.p, bytes.len);
    sf_agenda_add(&sim->agenda,
                  (struct item){.at_us = sim->now_us + after_us, .kind = ITEM_ARRIVAL, .a = at});
    return packet;
}

static uint64_t hash_of(unsigned from, unsigned to, const char *bytes, size_t length)
{
    uint64_t hash = sf_random_mix(from * NODES + to + 1);
    for (size_t at = 0; at < length; at++)
        hash = (hash ^ (unsigned char)bytes[at]) * UINT64_C(0x100000001b3);
    return hash | 1;
}

/* True if the same bytes were not lost twice on this way. */
static bool may_lose(struct network *network, unsigned from, unsigned to, const char *bytes,
                     size_t length)
{
    const unsigned places = sizeof network->losses / sizeof network->losses[0];
    uint64_t key = hash_of(from, to, bytes, length);
    for (unsigned i = 0; i < places / 2; i++) {
        struct losses *losses = &network->losses[(key + i) % places];
        if (losses->key && losses->key != key)
            continue;
        losses->key = key;
        return losses->count++ < 2;
    }
    return false;
}

static bool is_lost(struct sf_sim *sim, unsigned stream, unsigned from, unsigned to,
                    const struct sf_datagram *d)
{
    bool lost = sf_chance(&sim->choices, stream, sim->profile->lose);
    if (sim->network.cut >> from & 1u ? !(sim->network.cut >> to & 1u)
                                      : sim->network.cut >> to & 1u) {
        sim->report.fault[SF_SIM_PARTITIONED]++;
        return true;
    }
    if (!lost ||
        (!sim->profile->hostile && !may_lose(&sim->network, from, to, d->bytes, d->length)))
        return false;
    sim->report.fault[SF_SIM_LOST]++;
    return true;
}

static void corrupt(struct sf_sim *sim, unsigned stream, struct packet *packet)
{
    unsigned changes = 1 + sf_choose(&sim->choices, stream, 4);
    for (unsigned i = 0; i < changes && packet->length; i++) {
        unsigned at = sf_choose(&sim->choices, stream, packet->length);
        packet->bytes[at] = (char)sf_choose(&sim->choices, stream, 256);
    }
    if (sf_choose(&sim->choices, stream, 4) == 3)
        packet->length = (uint16_t)sf_choose(&sim->choices, stream, packet->length + 1u);
    packet->facts.known = false;
    sim->report.fault[SF_SIM_CORRUPTED]++;
}

static uint64_t delay_of(struct sf_sim *sim, unsigned stream)
{
    const struct sf_sim_profile *profile = sim->profile;
    uint64_t delay_us = profile->delay_us;
    if (profile->jitter_us)
        delay_us += sf_choose(&sim->choices, stream, profile->jitter_us);
    if (!sim->ending && sf_chance(&sim->choices, stream, profile->hold)) {
        delay_us += sf_choose(&sim->choices, stream, profile->hold_us);
        sim->report.fault[SF_SIM_HELD]++;
    }
    return delay_us;
}

static void observe(struct sf_sim *sim, unsigned from, unsigned to, const char *bytes,
                    size_t length, bool arrives, bool lost)
{
    struct sf_sim_message message = {.now_us = sim->now_us,
                                     .from = from,
                                     .to = to,
                                     .bytes = bytes,
                                     .length = length,
                                     .arrives = arrives,
                                     .lost = lost};
    if (sim->watched && sim->config.message)
        sim->config.message(sim->config.user, &message);
}

static bool is_unsendable(struct sf_sim *sim, unsigned stream, unsigned from,
                          const struct sf_datagram *datagram, const struct wire_facts *facts)
{
    if (!sf_chance(&sim->choices, stream, sim->profile->unsendable) || !datagram->token)
        return false;
    uint32_t at = sf_packets_take(&sim->network.packets);
    sf_packets_at(&sim->network.packets, at)->facts = *facts;
    sim->report.fault[SF_SIM_UNSENDABLE]++;
    sf_agenda_add(&sim->agenda,
                  (struct item){.at_us = sim->now_us + sf_choose(&sim->choices, stream, 50000),
                                .kind = ITEM_FAIL,
                                .agent = (uint16_t)from,
                                .a = (uint32_t)datagram->token,
                                .b = (uint32_t)(datagram->token >> 32),
                                .c = at});
    return true;
}

/* After a while the core learns that it was not sent. */
static void fail(struct sf_sim *sim, unsigned stream, const struct awaited *lost)
{
    uint32_t at = sf_packets_take(&sim->network.packets);
    sf_packets_at(&sim->network.packets, at)->facts = lost->facts;
    sf_agenda_add(&sim->agenda,
                  (struct item){.at_us = sim->now_us + sf_choose(&sim->choices, stream, 50000),
                                .kind = ITEM_FAIL,
                                .agent = lost->from,
                                .a = (uint32_t)lost->token,
                                .b = (uint32_t)(lost->token >> 32),
                                .c = at});
}

bool sf_network_is_gone(const struct sf_sim *sim, uint32_t at)
{
    const struct packet *packet = sf_packets_at(&sim->network.packets, at);
    return sim->profile->stream &&
           packet->connection != sf_paths_number(&sim->paths, packet->from, packet->to);
}

/* 3261:18.4: after a while both sides report the requests that wait for a response. */
static void break_connection(struct sf_sim *sim, unsigned stream, unsigned from, unsigned to)
{
    struct awaited lost;
    sim->report.fault[SF_SIM_BROKEN]++;
    sf_paths_break(&sim->paths, from, to);
    while (sf_paths_lost(&sim->paths, from, to, &lost))
        if (sf_ua_awaits(sim->agent[lost.from].ua, lost.token))
            fail(sim, stream, &lost);
}

/* By a stream: it waits behind what went before, or breaks its connection. */
static void send_by_stream(struct sf_sim *sim, unsigned from, unsigned to,
                           const struct sf_datagram *datagram, const struct wire_facts *facts)
{
    struct paths *paths = &sim->paths;
    unsigned stream = sf_stream_of_way(sim, facts->number, from);
    bool unsent = !sim->ending && is_unsendable(sim, stream, from, datagram, facts);
    bool breaks = !unsent && !sim->ending && sf_chance(&sim->choices, stream, sim->profile->breaks);
    observe(sim, from, to, datagram->bytes, datagram->length, false, unsent || breaks);
    if (unsent)
        return;
    sf_paths_note(sim, from, to, datagram->token, facts);
    if (breaks) {
        break_connection(sim, stream, from, to);
        return;
    }
    struct sf_str bytes = {datagram->bytes, datagram->length};
    uint64_t at_us = sf_paths_arrival(paths, from, to, sim->now_us + delay_of(sim, stream));
    struct packet *packet = put(sim, from, to, bytes, facts, at_us - sim->now_us);
    packet->connection = sf_paths_number(paths, from, to);
}

void sf_network_send(struct sf_sim *sim, unsigned from, const struct sf_datagram *datagram,
                     const struct wire_facts *facts)
{
    unsigned to = sf_network_node(&datagram->to);
    sim->report.datagrams++;
    if (to == NODES || datagram->length > PACKET_BYTES)
        return;
    if (sim->profile->stream) {
        send_by_stream(sim, from, to, datagram, facts);
        return;
    }
    unsigned stream = sf_stream_of_way(sim, facts->number, from);
    bool lost = !sim->ending && (is_unsendable(sim, stream, from, datagram, facts) ||
                                 is_lost(sim, stream, from, to, datagram));
    observe(sim, from, to, datagram->bytes, datagram->length, false, lost);
    if (lost)
        return;
    unsigned copies = 1;
    if (!sim->ending && sf_chance(&sim->choices, stream, sim->profile->repeat)) {
        copies += 1 + sf_choose(&sim->choices, stream, 3);
        sim->report.fault[SF_SIM_REPEATED]++;
    }
    for (unsigned i = 0; i < copies; i++) {
        struct sf_str bytes = {datagram->bytes, datagram->length};
        struct packet *packet = put(sim, from, to, bytes, facts, delay_of(sim, stream));
        if (!sim->ending && sf_chance(&sim->choices, stream, sim->profile->corrupt))
            corrupt(sim, stream, packet);
    }
}

void sf_network_inject(struct sf_sim *sim, unsigned from, unsigned to, const char *bytes,
                       size_t length)
{
    observe(sim, SF_SIM_THIRD, to, bytes, length, false, false);
    put(sim, from, to, (struct sf_str){bytes, length}, &(struct wire_facts){.number = sim->calls},
        sim->profile->delay_us);
}

const struct packet *sf_network_arrive(struct sf_sim *sim, uint32_t at)
{
    const struct packet *packet = sf_packets_at(&sim->network.packets, at);
    observe(sim, packet->from, packet->to, packet->bytes, packet->length, true, false);
    return packet;
}

void sf_network_release(struct sf_sim *sim, uint32_t at)
{
    sf_packets_release(&sim->network.packets, at);
}
