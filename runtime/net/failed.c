/* See failed.h. */
#include "failed.h"

#include <stdlib.h>
#include <string.h>

void sf_net_failed_add(struct sf_net *net, uint64_t token)
{
    net->counters.send_failed++;
    if (!token || token == SF_NET_APART)
        return;
    if (net->failed_count == net->failed_room) {
        unsigned room = net->failed_room ? 2 * net->failed_room : SF_NET_FAILED;
        uint64_t *more = realloc(net->failed, room * sizeof *more);
        if (!more)
            return; /* the transaction learns it from its own timer instead */
        net->failed = more;
        net->failed_room = room;
    }
    net->failed[net->failed_count++] = token;
}

void sf_net_failed_drop(struct sf_net *net, unsigned count)
{
    net->failed_count -= count;
    if (net->failed_count)
        memmove(net->failed, net->failed + count, net->failed_count * sizeof net->failed[0]);
}
