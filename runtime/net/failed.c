/* See failed.h. */
#include "failed.h"

#include <stdlib.h>
#include <string.h>

static void add(struct sf_net_tokens *list, uint64_t token)
{
    if (!token || token == SF_NET_APART)
        return;
    if (list->count == list->room) {
        unsigned room = list->room ? 2 * list->room : SF_NET_FAILED;
        uint64_t *more = realloc(list->token, room * sizeof *more);
        if (!more)
            return; /* the transaction learns it from its own timer instead */
        list->token = more;
        list->room = room;
    }
    list->token[list->count++] = token;
}

void sf_net_failed_add(struct sf_net *net, uint64_t token)
{
    net->counters.send_failed++;
    add(&net->failed, token);
}

void sf_net_refused_add(struct sf_net *net, uint64_t token)
{
    net->counters.send_failed++;
    add(&net->refused, token);
}

void sf_net_tokens_drop(struct sf_net_tokens *list, unsigned count)
{
    list->count -= count;
    if (list->count)
        memmove(list->token, list->token + count, list->count * sizeof list->token[0]);
}
