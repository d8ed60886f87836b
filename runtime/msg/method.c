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

/* True if the bytes are the same; there are 1 to 15. A call of memcmp would take longer. */
static bool is_same(const char *a, const char *b, size_t length)
{
    uint64_t a8, b8;
    uint32_t a4, b4;
    if (length < 4)
        return a[0] == b[0] && a[length / 2] == b[length / 2] && a[length - 1] == b[length - 1];
    if (length >= 8) {
        memcpy(&a8, a, 8);
        memcpy(&b8, b, 8);
        if (a8 != b8)
            return false;
        memcpy(&a8, a + length - 8, 8);
        memcpy(&b8, b + length - 8, 8);
        return a8 == b8;
    }
    memcpy(&a4, a, 4);
    memcpy(&b4, b, 4);
    if (a4 != b4)
        return false;
    memcpy(&a4, a + length - 4, 4);
    memcpy(&b4, b + length - 4, 4);
    return a4 == b4;
}

enum sf_method sf_method_of(struct sf_str name)
{
    if (name.len == 0 || name.len > SF_METHOD_BYTES_MOST)
        return SF_METHOD_OTHER;
    enum sf_method method = (enum sf_method)sf_method_slots[sf_method_hash(name)];
    return name.len == names[method].len && is_same(name.p, names[method].p, name.len)
               ? method
               : SF_METHOD_OTHER;
}
