/* sipfsm msg: every header typed (L2), for who wants to know all that is wrong before acting on a message. */
#include "scan.h"

#include "header_list.h"

static enum sf_msg_code refuse(const struct sf_msg *msg, struct sf_msg_error *error, enum sf_msg_code code, uint32_t at,
    enum sf_header_id id, const char *rule, const char *clause)
{
    if (error) /* L1 has read the five headers of an answer: msg comes from a successful sf_msg_parse */
        *error = (struct sf_msg_error){code, at, id, rule, clause, msg->is_request};
    return code;
}

static bool check_via(const char *base, struct sf_view value, uint32_t *at)
{
    struct sf_via via;
    return sf_via_parse(base, value, &via, at);
}

static bool check_name_addr(const char *base, struct sf_view value, uint32_t *at)
{
    struct sf_name_addr name_addr;
    if (!sf_name_addr_parse(base, value, &name_addr, at))
        return false;
    *at = value.at;
    return !name_addr.star;
}

static bool check_route(const char *base, struct sf_view value, uint32_t *at)
{
    struct sf_name_addr name_addr;
    if (!sf_name_addr_parse(base, value, &name_addr, at))
        return false;
    *at = value.at;
    return name_addr.brackets;
}

static bool check_contact(const char *base, struct sf_view value, uint32_t *at)
{
    struct sf_name_addr name_addr;
    return sf_name_addr_parse(base, value, &name_addr, at);
}

static bool check_content_type(const char *base, struct sf_view value, uint32_t *at)
{
    struct sf_content_type type;
    return sf_content_type_parse(base, value, &type, at);
}

static const struct {
    enum sf_header_id id;
    bool (*check)(const char *base, struct sf_view value, uint32_t *at);
    const char *rule, *clause;
} checks[] = {
    {SF_HEADER_VIA, check_via, "via-parm", "3261:20.42"},
    {SF_HEADER_FROM, check_name_addr, "from-spec", "3261:20.20"},
    {SF_HEADER_TO, check_name_addr, "To", "3261:20.39"},
    {SF_HEADER_CONTACT, check_contact, "contact-param", "3261:20.10"},
    {SF_HEADER_ROUTE, check_route, "route-param", "3261:20.34"},
    {SF_HEADER_RECORD_ROUTE, check_route, "rec-route", "3261:20.30"},
    {SF_HEADER_REPLY_TO, check_name_addr, "rplyto-spec", "3261:20.31"},
    {SF_HEADER_CONTENT_TYPE, check_content_type, "media-type", "3261:20.15"},
};

enum sf_msg_code sf_msg_check(const struct sf_msg *msg, struct sf_msg_error *error)
{
    uint32_t at = 0;
    struct sf_uri uri;
    if (msg->is_request) {
        if (!sf_uri_parse(msg->bytes, msg->request_uri, &uri, &at))
            return refuse(msg, error, SF_MSG_URI, at, SF_HEADER_OTHER, "Request-URI", "3261:25.1");
        if (uri.headers.len) /* and method: Table 1 of 3261:19.1.1 has neither in a Request-URI */
            return refuse(msg, error, SF_MSG_URI, uri.headers.at - 1, SF_HEADER_OTHER, "headers", "3261:19.1.1");
        if (uri.method.len)
            return refuse(msg, error, SF_MSG_URI, uri.method.at, SF_HEADER_OTHER, "method-param", "3261:19.1.1");
    }
    for (size_t i = 0; i < sizeof checks / sizeof *checks; i++) {
        struct sf_msg_values values = {0, 0};
        struct sf_view value;
        while (sf_msg_next_value(msg, checks[i].id, &values, &value))
            if (!checks[i].check(msg->bytes, value, &at))
                return refuse(msg, error, SF_MSG_HEADER_VALUE, at, checks[i].id, checks[i].rule, checks[i].clause);
    }
    if (error)
        *error = (struct sf_msg_error){SF_MSG_OK, 0, SF_HEADER_OTHER, "", "", false};
    return SF_MSG_OK;
}
