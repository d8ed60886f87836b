/* sipfsm msg: methods (3261:7.1) and their names. */
#include "sipfsm/msg.h"

#include "msg/lists.h"
#include "tables.h"

static const struct sf_str names[SF_METHODS] = {[SF_METHOD_OTHER] = {"", 0},
#define X(id, name) [SF_METHOD_##id] = {name, sizeof name - 1},
                                                SF_METHOD_LIST(X)
#undef X
};

struct sf_str sf_method_name(enum sf_method method)
{
    return (unsigned)method < SF_METHODS ? names[method] : names[SF_METHOD_OTHER];
}

enum sf_method sf_method_of(struct sf_str name)
{
    if (name.len == 0 || name.len > SF_METHOD_BYTES_MOST)
        return SF_METHOD_OTHER;
    enum sf_method method = (enum sf_method)sf_method_slots[sf_method_hash(name)];
    return sf_str_equal(name, names[method]) ? method : SF_METHOD_OTHER;
}
