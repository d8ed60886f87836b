/* sipfsm msg: every header typed (L2), for a caller that checks all of a message before it acts on
 * it. */
#include "sipfsm/kind.h"

#include "msg/lists.h"
#include "typed.h"

/* What is being looked at, for the error. */
struct place {
    enum sf_header_id id;
    uint32_t at;
};

static enum sf_msg_code refuse(const struct sf_msg *msg, struct sf_msg_error *error,
                               enum sf_msg_code code, struct place place, const char *rule,
                               const char *clause)
{
    if (error) /* L1 has read the five headers of an answer: msg comes from a successful
                  sf_msg_parse */
        *error =
            (struct sf_msg_error){code, place.at, place.id, rule, clause, msg->is_request, true};
    return code;
}

/* The rule that a value of a header must match and its clause, for the error.
 * sf_kind_of(id)->parse, the function that types the value, says whether it matches. */
static const struct rule {
    const char *rule, *clause;
    bool may_be_empty; /* a list of none, or no text */
} rules[SF_HEADERS] = {
#define X(id, name, letter, shape, kind, rule, clause, empty)                                      \
    [SF_HEADER_##id] = {rule, clause, empty},
    SF_HEADER_LIST(X)
#undef X
};

/* No parameter of a URI occurs twice (3261:19.1.1); sf_uri_parse checks the parameters that it
 * types. */
static bool parameters_once(const char *base, const struct sf_uri *uri, uint32_t *at)
{
    struct sf_view rest = uri->parameters, later;
    struct sf_parameter one, other;
    while (sf_parameter_next(base, &rest, &one))
        for (later = rest; sf_parameter_next(base, &later, &other);)
            if (sf_str_equal_nocase(sf_view_str(base, one.name), sf_view_str(base, other.name)))
                return sf_refuse_at(at, other.name.at);
    return true;
}

/* In a header field a tel URI is an absoluteURI like any other (3261:25.1). The rules of RFC 3966
 * matter only to a user agent that calls it. */
static bool check_uri(const char *base, const struct sf_uri *uri, uint32_t *at)
{
    return uri->scheme == SF_SCHEME_TEL || parameters_once(base, uri, at);
}

static bool check_value(const struct sf_kind *kind, const char *base, struct sf_view value,
                        void *typed, uint32_t *at)
{
    if (!kind->parse(base, value, typed, at))
        return false;
    for (unsigned i = 0; i < kind->fields; i++)
        if (kind->field[i].type == SF_FIELD_URI &&
            !check_uri(base, (struct sf_uri *)(void *)((char *)typed + kind->field[i].at), at))
            return false;
    return true;
}

enum sf_msg_code sf_check_value(const struct sf_msg *msg, unsigned field, uint32_t *offset,
                                unsigned number, void *typed, struct sf_msg_error *error)
{
    struct place place = {(enum sf_header_id)msg->header[field].id, msg->header[field].value.at};
    const struct rule *rule = &rules[place.id];
    struct sf_msg_values values = {field, *offset};
    struct sf_view value;
    if (msg->header[field].value.len == 0)
        return rule->may_be_empty
                   ? SF_MSG_OK
                   : refuse(msg, error, SF_MSG_HEADER_VALUE, place, rule->rule, rule->clause);
    sf_msg_next_value(msg, place.id, &values, &value);
    *offset = values.offset;
    if (number > SF_LIMIT_VALUES) {
        place.at = value.at;
        return refuse(msg, error, SF_MSG_TOO_LARGE, place, "SF_LIMIT_VALUES", "limits.h");
    }
    if (!check_value(sf_kind_of(place.id), msg->bytes, value, typed, &place.at))
        return sf_past_parameters(msg->bytes, value, place.at)
                   ? refuse(msg, error, SF_MSG_TOO_LARGE, place, "SF_LIMIT_PARAMETERS", "limits.h")
                   : refuse(msg, error, SF_MSG_HEADER_VALUE, place, rule->rule, rule->clause);
    return SF_MSG_OK;
}

enum sf_msg_code sf_check_field(const struct sf_msg *msg, unsigned field,
                                struct sf_msg_error *error)
{
    union sf_typed typed;
    enum sf_msg_code code = SF_MSG_OK;
    uint32_t offset = 0;
    unsigned number = 0;
    if (!sf_kind_of((enum sf_header_id)msg->header[field].id))
        return SF_MSG_OK;
    /* An offset past the field: the field is read to its end, and what follows is not read here. */
    do
        code = sf_check_value(msg, field, &offset, ++number, &typed, error);
    while (code == SF_MSG_OK && offset && offset <= msg->header[field].value.len);
    return code;
}

/* "*" removes all bindings: it is allowed only in a REGISTER whose Expires is 0 (3261:10.2.2). */
static bool removes_bindings(const struct sf_msg *msg)
{
    struct sf_str expires = sf_msg_value(msg, SF_HEADER_EXPIRES);
    uint64_t seconds;
    return msg->is_request && msg->method == SF_METHOD_REGISTER && expires.p &&
           sf_number_of(expires, 0, &seconds);
}

/* The clause that a Contact of "*" breaks, and its place; null if there is none, or it is allowed.
 */
static const char *star_breaks(const struct sf_msg *msg, struct place *place)
{
    struct sf_msg_values values = {0, 0};
    struct sf_view value;
    unsigned count = 0;
    bool star = false;
    for (; sf_msg_next_value(msg, SF_HEADER_CONTACT, &values, &value); count++)
        if (sf_str_equal(sf_msg_str(msg, value), SF_STR("*")) && !star) {
            star = true;
            *place = (struct place){SF_HEADER_CONTACT, value.at};
        }
    if (!star)
        return NULL;
    return count > 1 ? "3261:25.1" : removes_bindings(msg) ? NULL : "3261:10.2.2";
}

enum sf_msg_code sf_check_request_uri(const struct sf_msg *msg, struct sf_uri *uri,
                                      struct sf_msg_error *error)
{
    struct place place = {SF_HEADER_OTHER, 0};
    struct sf_cited cited = {"Request-URI", "3261:25.1"};
    struct sf_tel tel;
    if (!sf_uri_parse(msg->bytes, msg->request_uri, uri, &place.at) ||
        !(uri->scheme == SF_SCHEME_TEL
              ? sf_tel_cite(msg->bytes, uri->whole, &tel, &place.at, &cited)
              : check_uri(msg->bytes, uri, &place.at)))
        return sf_past_parameters(msg->bytes, msg->request_uri, place.at)
                   ? refuse(msg, error, SF_MSG_TOO_LARGE, place, "SF_LIMIT_PARAMETERS", "limits.h")
                   : refuse(msg, error, SF_MSG_URI, place, cited.rule, cited.clause);
    /* Table 1 of 3261:19.1.1 has neither headers nor a method in a Request-URI. */
    place.at = uri->headers.len ? uri->headers.at : uri->method.at;
    if (uri->headers.len)
        return refuse(msg, error, SF_MSG_URI, place, "headers", "3261:19.1.1");
    if (uri->method.len)
        return refuse(msg, error, SF_MSG_URI, place, "method-param", "3261:19.1.1");
    return SF_MSG_OK;
}

/* What is to be looked at: null is all. */
static bool is_listed(const enum sf_header_id *ids, size_t count, unsigned id)
{
    for (size_t i = 0; ids && i < count; i++)
        if (ids[i] == id)
            return true;
    return !ids;
}

/* A bit for each of the fields from `from` on that is to be looked at, 64 at most. */
static uint64_t listed_from(const struct sf_msg *msg, unsigned from, const enum sf_header_id *ids,
                            size_t count)
{
    unsigned n = msg->header_count - from > 64 ? 64 : msg->header_count - from;
    /* cppcheck-suppress shiftTooManyBits ; callers have from < header_count */
    uint64_t listed = UINT64_MAX >> (64 - n);
    for (unsigned i = 0; ids && i < n; i++)
        if (!is_listed(ids, count, msg->header[from + i].id))
            listed &= ~((uint64_t)1 << i);
    return listed;
}

/* The headers that a method, a status or a body requires, besides the five of every message. */
static enum sf_msg_code check_mandatory(const struct sf_msg *msg, const enum sf_header_id *ids,
                                        size_t count, struct sf_msg_error *error)
{
    static const struct mandatory {
        unsigned of;
        enum sf_header_id id;
        const char *clause;
    } of_method[] =
        {
            {SF_METHOD_PRACK, SF_HEADER_RACK, "3262:7"},
            {SF_METHOD_REFER, SF_HEADER_REFER_TO, "3515:2.4.1"},
            {SF_METHOD_SUBSCRIBE, SF_HEADER_EVENT, "6665:3.1.2"},
            {SF_METHOD_NOTIFY, SF_HEADER_EVENT, "6665:3.2.1"},
            {SF_METHOD_NOTIFY, SF_HEADER_SUBSCRIPTION_STATE, "6665:4.1.3"},
            {SF_METHOD_PUBLISH, SF_HEADER_EVENT, "3903:4.1"},
        },
      of_status[] =
          {
              {401, SF_HEADER_WWW_AUTHENTICATE, "3261:22.2"},
              {405, SF_HEADER_ALLOW, "3261:21.4.6"},
              {407, SF_HEADER_PROXY_AUTHENTICATE, "3261:22.3"},
              {420, SF_HEADER_UNSUPPORTED, "3261:8.2.2.3"},
              {423, SF_HEADER_MIN_EXPIRES, "3261:10.3"},
          },
      of_body = {0, SF_HEADER_CONTENT_TYPE, "3261:20.15"};
    const struct mandatory *row = msg->is_request ? of_method : of_status, *missing = NULL;
    const struct mandatory *end = row + (msg->is_request ? sizeof of_method : sizeof of_status) /
                                            sizeof *row;
    unsigned of = msg->is_request ? (unsigned)msg->method : msg->status;
    if (msg->body.len && !sf_msg_has(msg, of_body.id) && is_listed(ids, count, of_body.id))
        missing = &of_body;
    for (; !missing && row < end; row++)
        if (row->of == of && !sf_msg_has(msg, row->id) && is_listed(ids, count, row->id))
            missing = row;
    if (!missing)
        return SF_MSG_OK;
    return refuse(msg, error, SF_MSG_MISSING, (struct place){missing->id, msg->body.at - 2},
                  sf_header_name(missing->id).p, missing->clause);
}

enum sf_msg_code sf_check_whole(const struct sf_msg *msg, const enum sf_header_id *ids,
                                size_t count, bool may_be_star, struct sf_msg_error *error)
{
    struct place place = {SF_HEADER_OTHER, 0};
    enum sf_msg_code code = check_mandatory(msg, ids, count, error);
    const char *clause;
    if (code == SF_MSG_OK && may_be_star && (clause = star_breaks(msg, &place)))
        code = refuse(msg, error, SF_MSG_HEADER_VALUE, place, "Contact", clause);
    if (code == SF_MSG_OK && error)
        *error = (struct sf_msg_error){.code = SF_MSG_OK, .rule = "", .clause = ""};
    return code;
}

enum sf_msg_code sf_msg_check(const struct sf_msg *msg, struct sf_msg_error *error)
{
    return sf_msg_check_only(msg, NULL, 0, error);
}

enum sf_msg_code sf_msg_check_only(const struct sf_msg *msg, const enum sf_header_id *ids,
                                   size_t count, struct sf_msg_error *error)
{
    enum sf_msg_code code = SF_MSG_OK;
    bool may_be_star = false; /* a Contact that is evidently right is an address */
    struct sf_uri uri;
    if (msg->is_request && !sf_evident_request_uri(msg))
        code = sf_check_request_uri(msg, &uri, error);
    for (unsigned from = 0; code == SF_MSG_OK && from < msg->header_count; from += 64) {
        uint64_t doubtful = sf_doubtful(msg, from, listed_from(msg, from, ids, count));
        for (; doubtful && code == SF_MSG_OK; doubtful &= doubtful - 1) {
            unsigned field = from + sf_lowest_bit(doubtful);
            may_be_star = may_be_star || msg->header[field].id == SF_HEADER_CONTACT;
            code = sf_check_field(msg, field, error);
        }
    }
    return code == SF_MSG_OK ? sf_check_whole(msg, ids, count, may_be_star, error) : code;
}
