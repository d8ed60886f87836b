/* LEVEL 1: sf_msg_parse. LEVEL 2: and sf_msg_check, which types everything. */
#include "peer.h"

#include "sipfsm/msg.h"

#if LEVEL == 1
const char peer_name[] = "sipfsm L1";
#else
const char peer_name[] = "sipfsm L2";
#endif

static struct sf_msg msg;

void peer_start(void) {}

bool peer_parse(const char *bytes, size_t length)
{
    struct sf_msg_error error;
    if (sf_msg_parse(&msg, bytes, length, &error) != SF_MSG_OK)
        return false;
    return LEVEL == 1 || sf_msg_check(&msg, &error) == SF_MSG_OK;
}
