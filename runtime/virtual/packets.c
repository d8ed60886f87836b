/* See virtual/packets.h. */
#include "virtual/packets.h"

#include <stdlib.h>

void sf_packets_clear(struct packets *packets)
{
    packets->free = 0;
    for (uint32_t i = packets->count; i > 0; i--)
        sf_packets_release(packets, i - 1);
}

void sf_packets_close(struct packets *packets)
{
    for (uint32_t i = 0; i < packets->count; i++)
        free(packets->packet[i]);
    free(packets->packet);
    *packets = (struct packets){0};
}

uint32_t sf_packets_take(struct packets *packets)
{
    uint32_t at = packets->free;
    if (at) {
        packets->free = packets->packet[at - 1]->next;
        return at - 1;
    }
    if (!(packets->count & (packets->count + 1))) { /* 0, 1, 3, 7: full */
        size_t room = 2 * (size_t)packets->count + 1;
        struct packet **packet = realloc(packets->packet, room * sizeof *packet);
        if (!packet)
            abort();
        packets->packet = packet;
    }
    struct packet *packet = malloc(sizeof *packet);
    if (!packet)
        abort();
    packets->packet[packets->count] = packet;
    return packets->count++;
}

struct packet *sf_packets_at(const struct packets *packets, uint32_t at)
{
    return packets->packet[at];
}

void sf_packets_release(struct packets *packets, uint32_t at)
{
    packets->packet[at]->next = packets->free;
    packets->free = at + 1;
}
