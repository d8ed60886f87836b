/* See broken.h. */
#include "common/broken.h"

#include <inttypes.h>

#include "common/endpoint.h"
#include "common/options.h"

#define SECOND_US 1000000u

void broken_end(struct broken *broken, const char *command)
{
    if (broken->count > BROKEN_LINES)
        complain(command, "%" PRIu64 " more connections have failed", broken->count - BROKEN_LINES);
    broken->count = 0;
}

void broken_take(struct broken *broken, const char *command, uint64_t now_us,
                 const struct sf_net_ended *ended)
{
    char where[ENDPOINT_TEXT_BYTES];
    if (!ended->failed)
        return;
    if (now_us - broken->begun_us >= SECOND_US) {
        broken_end(broken, command);
        broken->begun_us = now_us;
    }
    if (++broken->count > BROKEN_LINES)
        return;
    endpoint_text(&ended->peer, where);
    complain(command, "the connection %s %s has failed: %s", ended->ours ? "to" : "from", where,
             ended->why);
}
