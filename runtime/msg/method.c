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
#define KEY(letter, length)                                                                        \
    ((unsigned)(letter) % 32 * 16 + (length)) /* no two methods have the same */
    static const uint8_t by_key[32 * 16] = {
        [KEY('I', 6)] = SF_METHOD_INVITE,  [KEY('A', 3)] = SF_METHOD_ACK,
        [KEY('B', 3)] = SF_METHOD_BYE,     [KEY('C', 6)] = SF_METHOD_CANCEL,
        [KEY('O', 7)] = SF_METHOD_OPTIONS, [KEY('R', 8)] = SF_METHOD_REGISTER,
        [KEY('P', 5)] = SF_METHOD_PRACK,   [KEY('U', 6)] = SF_METHOD_UPDATE,
        [KEY('I', 4)] = SF_METHOD_INFO,    [KEY('S', 9)] = SF_METHOD_SUBSCRIBE,
        [KEY('N', 6)] = SF_METHOD_NOTIFY,  [KEY('R', 5)] = SF_METHOD_REFER,
        [KEY('M', 7)] = SF_METHOD_MESSAGE, [KEY('P', 7)] = SF_METHOD_PUBLISH,
    };
    if (name.len == 0 || name.len > 15)
        return SF_METHOD_OTHER;
    enum sf_method method = (enum sf_method)by_key[KEY((unsigned char)name.p[0], name.len)];
    return sf_str_equal(name, names[method]) ? method : SF_METHOD_OTHER;
#undef KEY
}
