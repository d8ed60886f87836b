/* LEVEL 1: sf_msg_parse. LEVEL 2: and sf_msg_check, which holds every value against its type. LEVEL
 * 3: and each value taken apart into its struct, which nobody needs of all of them, but which the
 * peers do. */
#include "peer.h"

#include "sipfsm/kind.h"

#if LEVEL == 1
const char peer_name[] = "sipfsm L1";
#elif LEVEL == 2
const char peer_name[] = "sipfsm L2";
#else
const char peer_name[] = "L2 + structs";
#endif

static struct sf_msg msg;

void peer_start(void)
{
}

static bool take_apart(unsigned field)
{
    static union sf_typed typed;
    enum sf_header_id id = (enum sf_header_id)msg.header[field].id;
    const struct sf_kind *kind = sf_kind_of(id);
    struct sf_msg_values values = {field, 0};
    struct sf_view value;
    while (kind && values.offset <= msg.header[field].value.len &&
           sf_msg_next_value(&msg, id, &values, &value) && values.field == field)
        if (!kind->parse(msg.bytes, value, &typed, NULL))
            return false;
    return true;
}

static bool take_all_apart(void)
{
    for (unsigned i = 0; i < msg.header_count; i++)
        if (!take_apart(i))
            return false;
    return true;
}

bool peer_parse(const char *bytes, size_t length)
{
    struct sf_msg_error error;
    if (sf_msg_parse(&msg, bytes, length, &error) != SF_MSG_OK)
        return false;
    return LEVEL == 1 ||
           (sf_msg_check(&msg, &error) == SF_MSG_OK && (LEVEL == 2 || take_all_apart()));
}
