#include "capabilities.h"

#include "content.h"

/* A user agent that takes INVITE takes ACK, BYE and CANCEL too (3261:13.1); OPTIONS: 3261:11;
 * UPDATE: 3311:4; PRACK: 3262:3. */
#define OWN SF_STR("INVITE, ACK, CANCEL, BYE, OPTIONS, UPDATE, PRACK")

/* What the core itself serves of each call: RFC 3891. */
#define SUPPORTED SF_STR("100rel, replaces") /* 3262:4: in all INVITEs */

#define TIMER SF_STR("timer") /* 4028:7.1 */
#define TYPE SF_STR("application/sdp")

static size_t list_bytes(size_t own, const struct sf_str *text, size_t texts, size_t most)
{
    for (size_t i = 0; i < texts && own < most; i++)
        own += 2 + (text[i].len < most ? text[i].len : most);
    return own < most ? own : most;
}

size_t sf_capabilities_text_bytes(const struct sf_ua_config *config)
{
    return list_bytes(OWN.len, config->method, config->methods, SF_CAPABILITIES_BYTES) +
           list_bytes(TYPE.len, config->accept, config->accepts, SF_CAPABILITIES_LIST_BYTES) +
           list_bytes(SUPPORTED.len + 2 + TIMER.len, config->supported, config->supporteds,
                      SF_CAPABILITIES_LIST_BYTES);
}

static bool add(struct sf_capabilities *can, struct sf_str text)
{
    if (text.len > SF_CAPABILITIES_BYTES - (size_t)can->allow_bytes)
        return false;
    memcpy(can->text + can->allow_bytes, text.p, text.len);
    can->allow_bytes = (uint16_t)(can->allow_bytes + text.len);
    return true;
}

/* Appends to a list of at most SF_CAPABILITIES_LIST_BYTES. Null: it is full. */
static char *append(char *list, uint8_t *bytes, struct sf_str text)
{
    size_t comma = *bytes ? 2 : 0;
    if (text.len + comma > SF_CAPABILITIES_LIST_BYTES - (size_t)*bytes)
        return NULL;
    memcpy(list + *bytes, ", ", comma);
    char *at = list + *bytes + comma;
    memcpy(at, text.p, text.len);
    *bytes = (uint8_t)(*bytes + comma + text.len);
    return at;
}

/* A media type without parameters. */
static bool is_type(struct sf_str text)
{
    size_t at;
    const char *slash = text.len ? memchr(text.p, '/', text.len) : NULL;
    if (!slash)
        return false;
    struct sf_str subtype = {slash + 1, text.len - (size_t)(slash + 1 - text.p)};
    return sf_content_is_token((struct sf_str){text.p, (size_t)(slash - text.p)}, &at) &&
           sf_content_is_token(subtype, &at);
}

static bool init_accept(struct sf_capabilities *can, const struct sf_ua_config *config)
{
    char *accept = can->text + can->allow_bytes;
    append(accept, &can->accept_bytes, TYPE);
    for (size_t i = 0; i < config->accepts; i++) {
        if (!is_type(config->accept[i]) || can->types == SF_CAPABILITIES_TYPES)
            return false;
        const char *at = append(accept, &can->accept_bytes, config->accept[i]);
        if (!at)
            return false;
        can->type[can->types].at = (uint8_t)(at - accept);
        can->type[can->types++].bytes = (uint8_t)config->accept[i].len;
    }
    return true;
}

static bool init_supported(struct sf_capabilities *can, const struct sf_ua_config *config)
{
    char *supported = can->text + can->allow_bytes + can->accept_bytes;
    size_t at;
    append(supported, &can->supported_bytes, SUPPORTED);
    if (config->session_timer)
        append(supported, &can->supported_bytes, TIMER);
    for (size_t i = 0; i < config->supporteds; i++) {
        struct sf_str tag = config->supported[i];
        if (!sf_content_is_token(tag, &at))
            return false;
        if (!sf_capabilities_support(can, tag) && !append(supported, &can->supported_bytes, tag))
            return false;
    }
    return true;
}

bool sf_capabilities_init(struct sf_capabilities *can, const struct sf_ua_config *config)
{
    *can = (struct sf_capabilities){.text = can->text};
    add(can, OWN);
    can->own_bytes = can->allow_bytes;
    for (size_t i = 0; i < config->methods; i++) {
        struct sf_str method = config->method[i];
        size_t at;
        if (!sf_content_is_token(method, &at))
            return false;
        switch (sf_method_of(method)) {
        case SF_METHOD_OPTIONS:
            can->options = true;
            break;
        case SF_METHOD_INVITE:
        case SF_METHOD_ACK:
        case SF_METHOD_BYE:
        case SF_METHOD_CANCEL:
        case SF_METHOD_UPDATE:
        case SF_METHOD_PRACK:
            return false;
        default:
            if (!add(can, SF_STR(", ")) || !add(can, method))
                return false;
        }
    }
    return init_accept(can, config) && init_supported(can, config);
}

bool sf_capabilities_take(const struct sf_capabilities *can, struct sf_str method)
{
    const char *p = can->text + can->own_bytes, *end = can->text + can->allow_bytes;
    if (can->options && sf_method_of(method) == SF_METHOD_OPTIONS)
        return true;
    while (p < end) {
        const char *name = p + 2; /* behind ", " */
        const char *comma = memchr(name, ',', (size_t)(end - name));
        p = comma ? comma : end;
        if (sf_str_equal((struct sf_str){name, (size_t)(p - name)}, method))
            return true;
    }
    return false;
}

/* Option tags are tokens, so their case is no matter (3261:7.3.1). */
bool sf_capabilities_support(const struct sf_capabilities *can, struct sf_str tag)
{
    struct sf_str all = sf_capabilities_supported(can);
    const char *p = all.p, *end = p + all.len;
    while (p < end) {
        const char *comma = memchr(p, ',', (size_t)(end - p));
        const char *stop = comma ? comma : end;
        if (sf_str_equal_nocase((struct sf_str){p, (size_t)(stop - p)}, tag))
            return true;
        p = comma ? comma + 2 : end;
    }
    return false;
}

size_t sf_capabilities_types(const struct sf_capabilities *can,
                             struct sf_str type[SF_CAPABILITIES_TYPES])
{
    for (unsigned i = 0; i < can->types; i++)
        type[i] =
            (struct sf_str){sf_capabilities_accept(can).p + can->type[i].at, can->type[i].bytes};
    return can->types;
}

struct sf_str sf_capabilities_accept(const struct sf_capabilities *can)
{
    return (struct sf_str){can->text + can->allow_bytes, can->accept_bytes};
}

struct sf_str sf_capabilities_supported(const struct sf_capabilities *can)
{
    return (struct sf_str){can->text + can->allow_bytes + can->accept_bytes, can->supported_bytes};
}

struct sf_str sf_capabilities_supported_again(const struct sf_capabilities *can)
{
    const size_t first = sizeof "100rel, " - 1; /* init_supported has put it first */
    struct sf_str all = sf_capabilities_supported(can);
    size_t skipped = all.len < first ? all.len : first;
    return (struct sf_str){all.p + skipped, all.len - skipped};
}

struct sf_str sf_capabilities_allow(const struct sf_capabilities *can)
{
    return (struct sf_str){can->text, can->allow_bytes};
}

void sf_capabilities_put(const struct sf_capabilities *can, struct sf_build *build)
{
    sf_build_header(build, "Accept", sf_capabilities_accept(can));
    sf_build_header(build, "Accept-Encoding", SF_STR("identity"));
    sf_build_header(build, "Accept-Language", SF_STR("en"));
}
