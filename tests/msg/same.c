#include "same.h"

#include <stdlib.h>

#include "grammar_alone.h"

enum {
    BEFORE = 40
}; /* bytes before a value, as in a message: a wide register may begin among them */

static bool is_wide(void)
{
#ifdef SF_WIDE
    return sf_is_wide();
#else
    return false;
#endif
}

#ifdef SIPFSM_NO_FAST /* the library has one parser, which has to be the grammar */
#define sf_msg_parse_within_plain sf_msg_parse_within
#define sf_uri_parse_plain sf_uri_parse
#define sf_via_parse_plain sf_via_parse
#define sf_name_addr_parse_plain sf_name_addr_parse
#define sf_cseq_parse_plain sf_cseq_parse
#define sf_content_type_parse_plain sf_content_type_parse
#define sf_call_id_match_plain sf_call_id_match
#define sf_doubtful_plain sf_doubtful
#define sf_evident_request_uri_plain sf_evident_request_uri
#endif
#ifndef SF_WIDE /* then it is never called */
#define sf_msg_parse_within_wide sf_msg_parse_within_plain
#define sf_uri_parse_wide sf_uri_parse_plain
#define sf_via_parse_wide sf_via_parse_plain
#define sf_name_addr_parse_wide sf_name_addr_parse_plain
#define sf_cseq_parse_wide sf_cseq_parse_plain
#define sf_content_type_parse_wide sf_content_type_parse_plain
#define sf_call_id_match_wide sf_call_id_match_plain
#define sf_doubtful_wide sf_doubtful_plain
#define sf_evident_request_uri_wide sf_evident_request_uri_plain
#endif

static char *copy_of(const char *bytes, size_t length, size_t before)
{
    char *copy = malloc(before + length + !(before + length));
    if (!copy)
        abort();
    memset(copy, '"', before);
    if (length)
        memcpy(copy + before, bytes, length);
    return copy;
}

static bool same_error(const struct sf_msg_error *a, const struct sf_msg_error *b)
{
    return a->code == b->code && a->at == b->at && a->header == b->header &&
           strcmp(a->rule, b->rule) == 0 && strcmp(a->clause, b->clause) == 0 &&
           a->answerable == b->answerable;
}

static bool same_header(const struct sf_header *a, const struct sf_header *b)
{
    return a->id == b->id && a->folded == b->folded &&
           memcmp(&a->name, &b->name, sizeof a->name) == 0 &&
           memcmp(&a->value, &b->value, sizeof a->value) == 0;
}

/* What is evident is so by the grammar too. */
static const char *evident_is_true(const struct sf_msg *msg)
{
    struct sf_msg_error error;
    bool wide = is_wide();
    if (msg->is_request &&
        (sf_evident_request_uri_plain(msg) || (wide && sf_evident_request_uri_wide(msg))) &&
        sf_check_request_uri(msg, &error) != SF_MSG_OK)
        return "a Request-URI that is evident and refused";
    for (unsigned i = 0; i < msg->header_count; i++)
        if ((!sf_doubtful_plain(msg, i, 1) || (wide && !sf_doubtful_wide(msg, i, 1))) &&
            sf_check_field(msg, i, &error) != SF_MSG_OK)
            return "a header field that is evident and refused";
    return NULL;
}

/* A value as that of every header. */
static const char *evident_everywhere(const char *base, struct sf_view value)
{
    static struct sf_msg msg;
    msg.bytes = base;
    msg.header_count = SF_HEADERS - 1;
    for (unsigned id = 1; id < SF_HEADERS; id++) {
        msg.header[id - 1] = (struct sf_header){.id = (uint16_t)id, .value = value};
        msg.seen[id / 32] |= 1u << (id % 32);
    }
    msg.is_request = value.len > 0;
    msg.request_uri = value;
    return evident_is_true(&msg);
}

typedef enum sf_msg_code parse_fn(struct sf_msg *msg, uint32_t headers, const char *bytes,
                                  size_t length, struct sf_msg_error *error);

/* Two parsers on one message; `wanted` has what the first made of it. */
static const char *same_by(parse_fn *parse, const char *bytes, size_t length,
                           const struct sf_msg *wanted, const struct sf_msg_error *wanted_error)
{
    static struct sf_msg msg;
    struct sf_msg_error error;
    if (parse(&msg, SF_LIMIT_HEADERS, bytes, length, &error) != wanted_error->code ||
        !same_error(&error, wanted_error))
        return "the error of a message";
    if (error.code != SF_MSG_OK && !error.answerable)
        return NULL;
    msg.in_full = wanted->in_full;
    if (memcmp(&msg, wanted, offsetof(struct sf_msg, header)) != 0)
        return "a message";
    for (unsigned i = 0; i < msg.header_count; i++)
        if (!same_header(&msg.header[i], &wanted->header[i]))
            return "a header field";
    return NULL;
}

const char *same_message(const char *bytes, size_t length)
{
    static struct sf_msg msg;
    struct sf_msg_error error;
    char *copy = copy_of(bytes, length, 0);
    enum sf_msg_code code =
        sf_msg_parse_within_grammar(&msg, SF_LIMIT_HEADERS, copy, length, &error);
    const char *differ = same_by(sf_msg_parse_within_plain, copy, length, &msg, &error);
    if (!differ && is_wide())
        differ = same_by(sf_msg_parse_within_wide, copy, length, &msg, &error);
    if (!differ && code == SF_MSG_OK)
        differ = evident_is_true(&msg);
    free(copy);
    return differ;
}

#define SAME(type, name, other)                                                                    \
    do {                                                                                           \
        struct type a, b;                                                                          \
        uint32_t a_at = 0, b_at = 0;                                                               \
        memset(&a, 0, sizeof a);                                                                   \
        memset(&b, 0, sizeof b);                                                                   \
        bool ok = name##_grammar(copy, view, &a, &a_at);                                           \
        if (ok != name##other(copy, view, &b, &b_at) ||                                            \
            (ok ? memcmp(&a, &b, sizeof a) != 0 : a_at != b_at))                                   \
            differ = #name;                                                                        \
    } while (0)
#define SAME_ALL(other)                                                                            \
    do {                                                                                           \
        uint32_t call_at = 0, other_at = 0;                                                        \
        SAME(sf_uri, sf_uri_parse, other);                                                         \
        SAME(sf_via, sf_via_parse, other);                                                         \
        SAME(sf_name_addr, sf_name_addr_parse, other);                                             \
        SAME(sf_cseq, sf_cseq_parse, other);                                                       \
        SAME(sf_content_type, sf_content_type_parse, other);                                       \
        if (sf_call_id_match_grammar(copy, view, &call_at) !=                                      \
                sf_call_id_match##other(copy, view, &other_at) ||                                  \
            call_at != other_at)                                                                   \
            differ = "sf_call_id_match";                                                           \
    } while (0)

static const char *same_value_behind(const char *bytes, size_t length, size_t before)
{
    char *copy = copy_of(bytes, length, before);
    struct sf_view view = {(uint32_t)before, (uint32_t)length};
    const char *differ = NULL;
    SAME_ALL(_plain);
    if (is_wide())
        SAME_ALL(_wide);
    if (!differ && (length == 0 || !strchr("\t\n\r ", bytes[0])) &&
        (length == 0 || !strchr("\t\n\r ", bytes[length - 1])))
        differ = evident_everywhere(copy, view); /* L1 leaves no white space at the ends */
    free(copy);
    return differ;
}

const char *same_value(const char *bytes, size_t length)
{
    const char *differ = same_value_behind(bytes, length, 0);
    return differ ? differ : same_value_behind(bytes, length, BEFORE);
}
