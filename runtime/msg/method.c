/* sipfsm msg: methods (3261:7.1) and their names. */
#include "sipfsm/msg.h"

static const struct sf_str names[SF_METHODS] = {
    [SF_METHOD_OTHER] = {"", 0},
    [SF_METHOD_INVITE] = {"INVITE", 6},
    [SF_METHOD_ACK] = {"ACK", 3},
    [SF_METHOD_BYE] = {"BYE", 3},
    [SF_METHOD_CANCEL] = {"CANCEL", 6},
    [SF_METHOD_OPTIONS] = {"OPTIONS", 7},
    [SF_METHOD_REGISTER] = {"REGISTER", 8},
    [SF_METHOD_PRACK] = {"PRACK", 5},
    [SF_METHOD_UPDATE] = {"UPDATE", 6},
    [SF_METHOD_INFO] = {"INFO", 4},
    [SF_METHOD_SUBSCRIBE] = {"SUBSCRIBE", 9},
    [SF_METHOD_NOTIFY] = {"NOTIFY", 6},
    [SF_METHOD_REFER] = {"REFER", 5},
    [SF_METHOD_MESSAGE] = {"MESSAGE", 7},
    [SF_METHOD_PUBLISH] = {"PUBLISH", 7},
};

struct sf_str sf_method_name(enum sf_method method)
{
    return (unsigned)method < SF_METHODS ? names[method] : names[SF_METHOD_OTHER];
}

enum sf_method sf_method_of(struct sf_str name)
{
    for (int method = SF_METHOD_OTHER + 1; method < SF_METHODS; method++)
        if (sf_str_equal(name, names[method]))
            return (enum sf_method)method;
    return SF_METHOD_OTHER;
}
