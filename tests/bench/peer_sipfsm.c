/* LEVEL 1: sf_msg_parse. LEVEL 2: and sf_msg_check, which holds every value against its type. LEVEL
 * 3: sf_msg_take_apart, which holds every value against its type too, and gives each in its struct:
 * nobody needs all of them, but the peers make them. */
#include "peer.h"

#include "sipfsm/kind.h"

#if LEVEL == 1
const char peer_name[] = "sipfsm L1";
#elif LEVEL == 2
const char peer_name[] = "sipfsm L2";
#else
const char peer_name[] = "all structs";
#endif

static struct sf_msg msg;

void peer_start(void)
{
}

/* Each struct is looked at, and none kept. */
static void take(void *context, unsigned field, const struct sf_kind *kind, const void *typed)
{
    (void)field, (void)typed;
    *(size_t *)context += kind->bytes;
}

bool peer_parse(const char *bytes, size_t length)
{
    struct sf_msg_error error;
    size_t structs = 0;
    if (sf_msg_parse(&msg, bytes, length, &error) != SF_MSG_OK)
        return false;
    if (LEVEL == 3)
        return sf_msg_take_apart(&msg, take, &structs, &error) == SF_MSG_OK && structs > 0;
    return LEVEL == 1 || sf_msg_check(&msg, &error) == SF_MSG_OK;
}
