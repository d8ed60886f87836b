/* sipfsm msg: every header typed (L2), for who wants to know all that is wrong before acting on a message. */
#include "header_list.h"
#include "scan.h"

/* What is being looked at, for the error. */
struct place {
    enum sf_header_id id;
    uint32_t at;
};

static enum sf_msg_code refuse(const struct sf_msg *msg, struct sf_msg_error *error, enum sf_msg_code code, struct place place,
    const char *rule, const char *clause)
{
    if (error) /* L1 has read the five headers of an answer: msg comes from a successful sf_msg_parse */
        *error = (struct sf_msg_error){code, place.at, place.id, rule, clause, msg->is_request};
    return code;
}

/* Parameters of a header's value: no name twice (3261:7.3.1), and those that have a rule of their own. */
static bool check_parameters(const char *base, struct sf_view parameters, struct place *place)
{
    struct sf_str text = sf_view_str(base, parameters), name, value, other, other_value;
    if (!text.p)
        return true;
    const char *p = text.p, *pe = text.p + text.len;
    bool weighed = place->id == SF_HEADER_CONTACT || place->id == SF_HEADER_ACCEPT || place->id == SF_HEADER_ACCEPT_ENCODING
        || place->id == SF_HEADER_ACCEPT_LANGUAGE;
    while (sf_parameter_next(&p, pe, &name, &value)) {
        uint64_t number;
        place->at = (uint32_t)(name.p - base);
        for (const char *q = p; sf_parameter_next(&q, pe, &other, &other_value);)
            if (sf_str_equal_nocase(name, other)) {
                place->at = (uint32_t)(other.p - base);
                return false;
            }
        if (weighed && sf_str_equal_nocase(name, SF_STR("q")) && !sf_qvalue_match(value))
            return false;
        if (place->id == SF_HEADER_CONTACT && sf_str_equal_nocase(name, SF_STR("expires"))
            && !sf_number_of(value, UINT32_MAX, &number))
            return false;
    }
    return true;
}

static bool check_party(const char *base, struct sf_view value, struct place *place)
{
    struct sf_name_addr party;
    bool route = place->id == SF_HEADER_ROUTE || place->id == SF_HEADER_RECORD_ROUTE;
    if (!sf_name_addr_parse(base, value, &party, &place->at))
        return false;
    place->at = value.at;
    if (party.star)
        return place->id == SF_HEADER_CONTACT;
    if (route && !party.brackets) /* name-addr alone (3261:25.1) */
        return false;
    return check_parameters(base, party.parameters, place);
}

static bool check_via(const char *base, struct sf_view value, struct place *place)
{
    struct sf_via via;
    return sf_via_parse(base, value, &via, &place->at) && check_parameters(base, via.parameters, place);
}

static bool check_content_type(const char *base, struct sf_view value, struct place *place)
{
    struct sf_content_type type;
    return sf_content_type_parse(base, value, &type, &place->at) && check_parameters(base, type.parameters, place);
}

/* Seconds from 0 to 2^32 - 1 (3261:20.19, 20.23). */
static bool check_seconds(const char *base, struct sf_view value, struct place *place)
{
    uint64_t number;
    place->at = value.at;
    return sf_number_of(sf_view_str(base, value), UINT32_MAX, &number);
}

static bool check_other(const char *base, struct sf_view value, struct place *place)
{
    struct sf_view parameters = {0, 0};
    return sf_value_match(place->id, base, value, &parameters, &place->at) && check_parameters(base, parameters, place);
}

/* The rule that a value of a header must match, its clause, and who checks it. Call-ID, CSeq, Max-Forwards and
 * Content-Length are L1's. */
struct rule {
    const char *rule, *clause;
    bool (*check)(const char *base, struct sf_view value, struct place *place);
};
static const struct rule rules[SF_HEADERS] = {
    [SF_HEADER_ACCEPT] = {"accept-range", "3261:20.1", check_other},
    [SF_HEADER_ACCEPT_ENCODING] = {"encoding", "3261:20.2", check_other},
    [SF_HEADER_ACCEPT_LANGUAGE] = {"language", "3261:20.3", check_other},
    [SF_HEADER_ALERT_INFO] = {"alert-param", "3261:20.4", check_other},
    [SF_HEADER_ALLOW] = {"Method", "3261:20.5", check_other},
    [SF_HEADER_AUTHENTICATION_INFO] = {"ainfo", "3261:20.6", check_other},
    [SF_HEADER_AUTHORIZATION] = {"credentials", "3261:20.7", check_other},
    [SF_HEADER_CALL_INFO] = {"info", "3261:20.9", check_other},
    [SF_HEADER_CONTACT] = {"contact-param", "3261:20.10", check_party},
    [SF_HEADER_CONTENT_DISPOSITION] = {"Content-Disposition", "3261:20.11", check_other},
    [SF_HEADER_CONTENT_ENCODING] = {"content-coding", "3261:20.12", check_other},
    [SF_HEADER_CONTENT_LANGUAGE] = {"language-tag", "3261:20.13", check_other},
    [SF_HEADER_CONTENT_TYPE] = {"media-type", "3261:20.15", check_content_type},
    [SF_HEADER_DATE] = {"SIP-date", "3261:20.17", check_other},
    [SF_HEADER_ERROR_INFO] = {"error-uri", "3261:20.18", check_other},
    [SF_HEADER_EXPIRES] = {"delta-seconds", "3261:20.19", check_seconds},
    [SF_HEADER_FROM] = {"from-spec", "3261:20.20", check_party},
    [SF_HEADER_IN_REPLY_TO] = {"callid", "3261:20.21", check_other},
    [SF_HEADER_MIN_EXPIRES] = {"delta-seconds", "3261:20.23", check_seconds},
    [SF_HEADER_MIME_VERSION] = {"MIME-Version", "3261:20.24", check_other},
    [SF_HEADER_ORGANIZATION] = {"TEXT-UTF8-TRIM", "3261:20.25", check_other},
    [SF_HEADER_PRIORITY] = {"priority-value", "3261:20.26", check_other},
    [SF_HEADER_PROXY_AUTHENTICATE] = {"challenge", "3261:20.27", check_other},
    [SF_HEADER_PROXY_AUTHORIZATION] = {"credentials", "3261:20.28", check_other},
    [SF_HEADER_PROXY_REQUIRE] = {"option-tag", "3261:20.29", check_other},
    [SF_HEADER_RECORD_ROUTE] = {"rec-route", "3261:20.30", check_party},
    [SF_HEADER_REPLY_TO] = {"rplyto-spec", "3261:20.31", check_party},
    [SF_HEADER_REQUIRE] = {"option-tag", "3261:20.32", check_other},
    [SF_HEADER_RETRY_AFTER] = {"Retry-After", "3261:20.33", check_other},
    [SF_HEADER_ROUTE] = {"route-param", "3261:20.34", check_party},
    [SF_HEADER_SERVER] = {"server-val", "3261:20.35", check_other},
    [SF_HEADER_SUBJECT] = {"TEXT-UTF8-TRIM", "3261:20.36", check_other},
    [SF_HEADER_SUPPORTED] = {"option-tag", "3261:20.37", check_other},
    [SF_HEADER_TIMESTAMP] = {"Timestamp", "3261:20.38", check_other},
    [SF_HEADER_TO] = {"To", "3261:20.39", check_party},
    [SF_HEADER_UNSUPPORTED] = {"option-tag", "3261:20.40", check_other},
    [SF_HEADER_USER_AGENT] = {"server-val", "3261:20.41", check_other},
    [SF_HEADER_VIA] = {"via-parm", "3261:20.42", check_via},
    [SF_HEADER_WARNING] = {"warning-value", "3261:20.43", check_other},
    [SF_HEADER_WWW_AUTHENTICATE] = {"challenge", "3261:20.44", check_other},
};

/* The headers that may be there and hold nothing (3261:25.1). */
static bool may_be_empty(enum sf_header_id id)
{
    return id == SF_HEADER_ACCEPT || id == SF_HEADER_ACCEPT_ENCODING || id == SF_HEADER_ACCEPT_LANGUAGE || id == SF_HEADER_ALLOW
        || id == SF_HEADER_SUPPORTED || id == SF_HEADER_SUBJECT || id == SF_HEADER_ORGANIZATION;
}

static enum sf_msg_code check_field(const struct sf_msg *msg, unsigned field, struct sf_msg_error *error)
{
    struct place place = {(enum sf_header_id)msg->header[field].id, msg->header[field].value.at};
    const struct rule *rule = &rules[place.id];
    struct sf_msg_values values = {field, 0};
    struct sf_view value;
    unsigned count = 0;
    if (!rule->check)
        return SF_MSG_OK;
    if (msg->header[field].value.len == 0)
        return may_be_empty(place.id) ? SF_MSG_OK : refuse(msg, error, SF_MSG_HEADER_VALUE, place, rule->rule, rule->clause);
    while (sf_msg_next_value(msg, place.id, &values, &value) && values.field == field) {
        if (++count > SF_LIMIT_VALUES) {
            place.at = value.at;
            return refuse(msg, error, SF_MSG_TOO_LARGE, place, "SF_LIMIT_VALUES", "limits.h");
        }
        if (!rule->check(msg->bytes, value, &place))
            return refuse(msg, error, SF_MSG_HEADER_VALUE, place, rule->rule, rule->clause);
    }
    return SF_MSG_OK;
}

/* A Contact of "*" stands alone (3261:25.1). */
static bool star_among_others(const struct sf_msg *msg, struct place *place)
{
    struct sf_msg_values values = {0, 0};
    struct sf_view value;
    unsigned count = 0;
    bool star = false;
    while (sf_msg_next_value(msg, SF_HEADER_CONTACT, &values, &value)) {
        if (sf_str_equal(sf_msg_str(msg, value), SF_STR("*")) && !star) {
            star = true;
            *place = (struct place){SF_HEADER_CONTACT, value.at};
        }
        count++;
    }
    return star && count > 1;
}

static enum sf_msg_code check_request_uri(const struct sf_msg *msg, struct sf_msg_error *error)
{
    struct place place = {SF_HEADER_OTHER, 0};
    struct sf_uri uri;
    if (!sf_uri_parse(msg->bytes, msg->request_uri, &uri, &place.at))
        return refuse(msg, error, SF_MSG_URI, place, "Request-URI", "3261:25.1");
    /* Table 1 of 3261:19.1.1 has neither headers nor a method in a Request-URI. */
    place.at = uri.headers.len ? uri.headers.at : uri.method.at;
    if (uri.headers.len)
        return refuse(msg, error, SF_MSG_URI, place, "headers", "3261:19.1.1");
    if (uri.method.len)
        return refuse(msg, error, SF_MSG_URI, place, "method-param", "3261:19.1.1");
    return SF_MSG_OK;
}

static bool is_listed(const enum sf_header_id *ids, size_t count, unsigned id)
{
    for (size_t i = 0; i < count; i++)
        if (ids[i] == id)
            return true;
    return false;
}

enum sf_msg_code sf_msg_check(const struct sf_msg *msg, struct sf_msg_error *error)
{
    return sf_msg_check_only(msg, NULL, 0, error);
}

enum sf_msg_code sf_msg_check_only(const struct sf_msg *msg, const enum sf_header_id *ids, size_t count, struct sf_msg_error *error)
{
    struct place place = {SF_HEADER_OTHER, 0};
    enum sf_msg_code code = msg->is_request ? check_request_uri(msg, error) : SF_MSG_OK;
    for (unsigned field = 0; code == SF_MSG_OK && field < msg->header_count; field++)
        if (!ids || is_listed(ids, count, msg->header[field].id))
            code = check_field(msg, field, error);
    if (code == SF_MSG_OK && star_among_others(msg, &place))
        code = refuse(msg, error, SF_MSG_HEADER_VALUE, place, "Contact", "3261:25.1");
    if (code == SF_MSG_OK && error)
        *error = (struct sf_msg_error){.code = SF_MSG_OK, .rule = "", .clause = ""};
    return code;
}
