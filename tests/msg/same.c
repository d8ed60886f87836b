#include "same.h"

#include <stdlib.h>

#include "dispatch.h"

#ifdef SF_WIDE

bool same_can(void)
{
    return sf_is_wide();
}

enum { BEFORE = 40 }; /* bytes before a value, as in a message: a wide register may begin among them */

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
    return a->code == b->code && a->at == b->at && a->header == b->header && strcmp(a->rule, b->rule) == 0
        && strcmp(a->clause, b->clause) == 0 && a->answerable == b->answerable;
}

static bool same_header(const struct sf_header *a, const struct sf_header *b)
{
    return a->id == b->id && a->folded == b->folded && memcmp(&a->name, &b->name, sizeof a->name) == 0
        && memcmp(&a->value, &b->value, sizeof a->value) == 0;
}

/* What is evident is so by the grammar too. */
static const char *evident_is_true(const struct sf_msg *msg)
{
    struct sf_msg_error error;
    bool plain_uri = msg->is_request && sf_evident_request_uri_plain(msg), wide_uri = msg->is_request && sf_evident_request_uri_wide(msg);
    if ((plain_uri || wide_uri) && sf_check_request_uri(msg, &error) != SF_MSG_OK)
        return "a Request-URI that is evident and refused";
    for (unsigned i = 0; i < msg->header_count; i++)
        if ((sf_evident_plain(msg, i, i + 1) > i || sf_evident_wide(msg, i, i + 1) > i) && sf_check_field(msg, i, &error) != SF_MSG_OK)
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

const char *same_message(const char *bytes, size_t length)
{
    static struct sf_msg plain, wide;
    struct sf_msg_error error, wide_error;
    const char *differ = NULL;
    char *copy = copy_of(bytes, length, 0);
    enum sf_msg_code code = sf_msg_parse_plain(&plain, copy, length, &error);
    if (code != sf_msg_parse_wide(&wide, copy, length, &wide_error) || !same_error(&error, &wide_error)) {
        differ = "the error of a message";
    } else if (code == SF_MSG_OK || error.answerable) {
        if (memcmp(&plain, &wide, offsetof(struct sf_msg, header)) != 0)
            differ = "a message";
        for (unsigned i = 0; !differ && i < plain.header_count; i++)
            if (!same_header(&plain.header[i], &wide.header[i]))
                differ = "a header field";
        if (!differ && code == SF_MSG_OK)
            differ = evident_is_true(&wide);
    }
    free(copy);
    return differ;
}

#define KIND(type, name) \
    do { \
        struct type plain, wide; \
        uint32_t at = 0, wide_at = 0; \
        memset(&plain, 0, sizeof plain); \
        memset(&wide, 0, sizeof wide); \
        bool ok = name##_plain(copy, view, &plain, &at); \
        if (ok != name##_wide(copy, view, &wide, &wide_at) || (ok ? memcmp(&plain, &wide, sizeof plain) != 0 : at != wide_at)) \
            differ = #name; \
    } while (0)

static const char *same_value_behind(const char *bytes, size_t length, size_t before)
{
    char *copy = copy_of(bytes, length, before);
    struct sf_view view = {(uint32_t)before, (uint32_t)length};
    const char *differ = NULL;
    uint32_t call_at = 0, wide_call_at = 0;
    KIND(sf_uri, sf_uri_parse);
    KIND(sf_via, sf_via_parse);
    KIND(sf_name_addr, sf_name_addr_parse);
    KIND(sf_cseq, sf_cseq_parse);
    KIND(sf_content_type, sf_content_type_parse);
    if (sf_call_id_match_plain(copy, view, &call_at) != sf_call_id_match_wide(copy, view, &wide_call_at) || call_at != wide_call_at)
        differ = "sf_call_id_match";
    if (!differ && (length == 0 || !strchr("\t\n\r ", bytes[0])) && (length == 0 || !strchr("\t\n\r ", bytes[length - 1])))
        differ = evident_everywhere(copy, view); /* L1 leaves no white space at the ends */
    free(copy);
    return differ;
}

const char *same_value(const char *bytes, size_t length)
{
    const char *differ = same_value_behind(bytes, length, 0);
    return differ ? differ : same_value_behind(bytes, length, BEFORE);
}

#else

bool same_can(void)
{
    return false;
}

const char *same_message(const char *bytes, size_t length)
{
    (void)bytes, (void)length;
    return NULL;
}

const char *same_value(const char *bytes, size_t length)
{
    (void)bytes, (void)length;
    return NULL;
}

#endif
