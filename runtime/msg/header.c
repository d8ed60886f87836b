/* sipfsm msg: header names, ids and shapes. */
#include "sipfsm/msg.h"

#include "header.h"
#include "msg/lists.h"
#include "tables.h"

/* All names in one array, each with its NUL, and the offset of each: pointers would take more room.
 */
static const struct names {
    char of_OTHER[1];
#define X(id, text, ...) char of_##id[sizeof(text)];
    SF_HEADER_LIST(X)
#undef X
} names = {"",
#define X(id, text, ...) text,
           SF_HEADER_LIST(X)
#undef X
};

static const struct {
    uint16_t at;
    uint8_t length;
    char compact;
    uint8_t shape;
} headers[SF_HEADERS] = {[SF_HEADER_OTHER] = {0, 0, 0, SF_SHAPE_ROWS},
#define X(id, text, letter, how, ...)                                                              \
    [SF_HEADER_##id] = {offsetof(struct names, of_##id), sizeof(text) - 1, letter, SF_SHAPE_##how},
                         SF_HEADER_LIST(X)
#undef X
};

static struct sf_str name_of(enum sf_header_id id)
{
    return (struct sf_str){(const char *)&names + headers[id].at, headers[id].length};
}

struct sf_str sf_header_name(enum sf_header_id id)
{
    return name_of((unsigned)id < SF_HEADERS ? id : SF_HEADER_OTHER);
}

enum sf_header_id sf_header_of(struct sf_str name)
{
    if (!name.len)
        return SF_HEADER_OTHER;
    enum sf_header_id id = sf_header_candidate(name);
    if (name.len == 1)
        return headers[id].compact && headers[id].compact == (name.p[0] | 0x20) ? id
                                                                                : SF_HEADER_OTHER;
    return sf_str_equal_nocase(name, name_of(id)) ? id : SF_HEADER_OTHER;
}

enum sf_header_shape sf_header_shape_of(enum sf_header_id id)
{
    return (unsigned)id < SF_HEADERS ? (enum sf_header_shape)headers[id].shape : SF_SHAPE_ROWS;
}
