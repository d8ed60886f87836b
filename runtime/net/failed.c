/* See failed.h. */
#include "failed.h"

#include <string.h>

void sf_net_failed_add(struct sf_net *net, uint64_t token)
{
    net->counters.send_failed++;
    /* Past the limit the news is lost, and the transaction learns it from its own timer instead. */
    if (token && net->failed_count < SF_NET_FAILED)
        net->failed[net->failed_count++] = token;
}

void sf_net_failed_drop(struct sf_net *net, unsigned count)
{
    net->failed_count -= count;
    memmove(net->failed, net->failed + count, net->failed_count * sizeof net->failed[0]);
}
