#include "same.h"

#include <stdlib.h>
#include <string.h>

#include "apart.h"
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

/* The grammar accepts what is evidently right, with the same result. */
static const char *evident_is_true(const struct sf_msg *msg)
{
    struct sf_msg_error error;
    struct sf_uri uri;
    bool wide = is_wide();
    if (msg->is_request &&
        (sf_evident_request_uri_plain(msg) || (wide && sf_evident_request_uri_wide(msg))) &&
        sf_check_request_uri(msg, &uri, &error) != SF_MSG_OK)
        return "a Request-URI that is evident and refused";
    for (unsigned i = 0; i < msg->header_count; i++)
        if ((!sf_doubtful_plain(msg, i, 1) || (wide && !sf_doubtful_wide(msg, i, 1))) &&
            sf_check_field(msg, i, &error) != SF_MSG_OK)
            return "a header field that is evident and refused";
    return NULL;
}

/* ---- A message taken apart ---- */

/* The values that have been taken. Those of one field are next to each other. */
struct taken {
    unsigned field;
    const struct sf_kind *kind;
    union sf_typed typed;
};
struct all_taken {
    struct taken *taken;
    unsigned count, room;
    unsigned first[SF_LIMIT_HEADERS + 1], of_field[SF_LIMIT_HEADERS + 1];
};

static void take(void *context, unsigned field, const struct sf_kind *kind, const void *typed)
{
    struct all_taken *all = context;
    if (all->count == all->room) {
        all->room = all->room ? 2 * all->room : 64;
        all->taken = realloc(all->taken, all->room * sizeof *all->taken);
        if (!all->taken)
            abort();
    }
    if (all->of_field[field]++ == 0)
        all->first[field] = all->count;
    struct taken *one = &all->taken[all->count++];
    one->field = field;
    one->kind = kind;
    memcpy(&one->typed, typed, kind->bytes);
}

static bool same_typed(const struct sf_kind *kind, const void *a, const void *b)
{
    static const size_t sizes[] = {[SF_FIELD_BOOL] = sizeof(bool),
                                   [SF_FIELD_U8] = 1,
                                   [SF_FIELD_U16] = 2,
                                   [SF_FIELD_U32] = 4,
                                   [SF_FIELD_I32] = 4,
                                   [SF_FIELD_I64] = 8,
                                   [SF_FIELD_TIME] = 8,
                                   [SF_FIELD_Q] = 4};
    for (unsigned i = 0; i < kind->fields; i++) {
        const struct sf_field *field = &kind->field[i];
        const char *x = (const char *)a + field->at, *y = (const char *)b + field->at;
        size_t size = field->type < SF_FIELD_URI ? sizeof(struct sf_view) : sizes[field->type];
        if (field->type == SF_FIELD_URI ? !same_typed(sf_kind_named("uri"), x, y)
                                        : memcmp(x, y, size) != 0)
            return false;
    }
    return true;
}

/* And the members that the table of kinds does not name. */
static bool same_struct(const struct sf_kind *kind, const union sf_typed *a,
                        const union sf_typed *b)
{
    static const char *const addresses[] = {"party", "route", "contact", "asserted_identity"};
    for (size_t i = 0; i < sizeof addresses / sizeof *addresses; i++)
        if (strcmp(kind->name, addresses[i]) == 0) {
            const struct sf_name_addr *x = &a->name_addr, *y = &b->name_addr;
            if (memcmp(&x->whole, &y->whole, sizeof x->whole) != 0 || x->star != y->star ||
                memcmp(&x->tag, &y->tag, sizeof x->tag) != 0 || x->brackets != y->brackets ||
                x->uri.scheme != y->uri.scheme)
                return false;
        }
    if (strcmp(kind->name, "via") == 0 &&
        memcmp(&a->via.whole, &b->via.whole, sizeof a->via.whole) != 0)
        return false;
    if (strcmp(kind->name, "cseq") == 0 && a->cseq.method != b->cseq.method)
        return false;
    if (strcmp(kind->name, "session_expires") == 0 &&
        (a->session_expires.refresher != b->session_expires.refresher ||
         memcmp(&a->session_expires.refresher_value, &b->session_expires.refresher_value,
                sizeof(struct sf_view)) != 0))
        return false;
    if (strcmp(kind->name, "credentials") == 0 &&
        memcmp(&a->credentials.userhash_value, &b->credentials.userhash_value,
               sizeof(struct sf_view)) != 0)
        return false;
    if (strcmp(kind->name, "challenge") == 0 &&
        memcmp(&a->challenge.stale_value, &b->challenge.stale_value, sizeof(struct sf_view)) != 0)
        return false;
    return same_typed(kind, a, b);
}

/* The values of a field, one by one. */
static const char *same_field(const struct sf_msg *msg, unsigned field, const struct all_taken *all)
{
    enum sf_header_id id = (enum sf_header_id)msg->header[field].id;
    const struct sf_kind *kind = sf_kind_of(id);
    struct sf_msg_values values = {field, 0};
    struct sf_view value;
    unsigned n = 0;
    while (kind && msg->header[field].value.len && values.offset <= msg->header[field].value.len &&
           sf_msg_next_value(msg, id, &values, &value) && values.field == field) {
        union sf_typed typed;
        memset(&typed, 0, sizeof typed);
        if (!kind->parse(msg->bytes, value, &typed, NULL))
            return "a value that is taken and refused";
        if (n == all->of_field[field] || all->taken[all->first[field] + n].field != field ||
            all->taken[all->first[field] + n].kind != kind ||
            !same_struct(kind, &typed, &all->taken[all->first[field] + n].typed))
            return kind->name;
        n++;
    }
    return n == all->of_field[field] ? NULL : "how many values a field has";
}

/* Each value as its own function types it, and none if a field is refused. */
static const char *same_apart(const struct sf_msg *msg, bool by_hand(struct sf_apart *))
{
    static struct all_taken all;
    struct sf_apart apart = {msg, take, &all, false};
    struct sf_msg_error error, check_error;
    struct sf_uri uri;
    bool sound = !msg->is_request || sf_check_request_uri(msg, &uri, &error) == SF_MSG_OK;
    const char *differ = NULL;
    for (unsigned i = 0; i < msg->header_count; i++)
        sound = sound && sf_check_field(msg, i, &error) == SF_MSG_OK;
    all.count = 0;
    memset(all.of_field, 0, sizeof all.of_field);
    if (by_hand ? by_hand(&apart) != sound
                : sf_msg_take_apart(msg, take, &all, &error) != sf_msg_check(msg, &check_error) ||
                      !same_error(&error, &check_error))
        return "whether a message can be taken apart";
    if (!sound)
        return NULL;
    if (msg->is_request &&
        (all.of_field[SF_REQUEST_URI] != 1 ||
         !same_typed(sf_kind_named("uri"), &uri, &all.taken[all.first[SF_REQUEST_URI]].typed)))
        return "a Request-URI that is taken";
    for (unsigned i = 0; i < msg->header_count && !differ; i++)
        differ = same_field(msg, i, &all);
    return differ;
}

static const char *apart_is_same(const struct sf_msg *msg)
{
    const char *differ = same_apart(msg, NULL);
#ifndef SIPFSM_NO_FAST
    differ = differ ? differ : same_apart(msg, sf_apart_by_hand_plain);
#ifdef SF_WIDE
    if (!differ && is_wide())
        differ = same_apart(msg, sf_apart_by_hand_wide);
#endif
#endif
    return differ;
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
    const char *differ = evident_is_true(&msg);
    /* Each alone, as most are refused. */
    msg.header_count = 1;
    msg.is_request = false;
    for (unsigned id = 1; id < SF_HEADERS && !differ; id++) {
        memset(msg.seen, 0, sizeof msg.seen);
        msg.header[0] = (struct sf_header){.id = (uint16_t)id, .value = value};
        msg.seen[id / 32] |= 1u << (id % 32);
        differ = apart_is_same(&msg);
    }
    memset(msg.seen, 0, sizeof msg.seen);
    return differ;
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
    if (!differ && code == SF_MSG_OK)
        differ = apart_is_same(&msg);
    if (!differ && code == SF_MSG_OK &&
        sf_msg_parse(&msg, copy, length, &error) == SF_MSG_OK) { /* which knows what L1 has read */
        differ = evident_is_true(&msg);
        differ = differ ? differ : apart_is_same(&msg);
    }
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
