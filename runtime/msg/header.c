/* sipfsm msg: header names, ids and shapes. */
#include "sipfsm/msg.h"

#include "header.h"
#include "msg/lists.h"
#include "tables.h"

static const struct {
    struct sf_str name;
    char compact;
    uint8_t shape;
} headers[SF_HEADERS] = {[SF_HEADER_OTHER] = {{"", 0}, 0, SF_SHAPE_ROWS},
#define X(id, text, letter, how, ...)                                                              \
    [SF_HEADER_##id] = {{text, sizeof text - 1}, letter, SF_SHAPE_##how},
                         SF_HEADER_LIST(X)
#undef X
};

struct sf_str sf_header_name(enum sf_header_id id)
{
    return (unsigned)id < SF_HEADERS ? headers[id].name : headers[SF_HEADER_OTHER].name;
}

enum sf_header_id sf_header_of(struct sf_str name)
{
    if (!name.len)
        return SF_HEADER_OTHER;
    enum sf_header_id id = sf_header_candidate(name);
    if (name.len == 1)
        return headers[id].compact && headers[id].compact == (name.p[0] | 0x20) ? id
                                                                                : SF_HEADER_OTHER;
    return sf_str_equal_nocase(name, headers[id].name) ? id : SF_HEADER_OTHER;
}

enum sf_header_shape sf_header_shape_of(enum sf_header_id id)
{
    return (unsigned)id < SF_HEADERS ? (enum sf_header_shape)headers[id].shape : SF_SHAPE_ROWS;
}
