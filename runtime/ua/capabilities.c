#include "capabilities.h"

#include "content.h"

/* Who takes INVITE takes ACK, BYE and CANCEL too (3261:13.1); OPTIONS: 3261:11. */
#define OWN SF_STR("INVITE, ACK, CANCEL, BYE, OPTIONS")

static bool add(struct sf_capabilities *can, struct sf_str text)
{
    if (text.len > sizeof can->allow - can->allow_bytes)
        return false;
    memcpy(can->allow + can->allow_bytes, text.p, text.len);
    can->allow_bytes = (uint16_t)(can->allow_bytes + text.len);
    return true;
}

bool sf_capabilities_init(struct sf_capabilities *can, const struct sf_ua_config *config)
{
    *can = (struct sf_capabilities){.options = false};
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
            return false;
        default:
            if (!add(can, SF_STR(", ")) || !add(can, method))
                return false;
        }
    }
    return true;
}

bool sf_capabilities_take(const struct sf_capabilities *can, struct sf_str method)
{
    const char *p = can->allow + can->own_bytes, *end = can->allow + can->allow_bytes;
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

struct sf_str sf_capabilities_allow(const struct sf_capabilities *can)
{
    return (struct sf_str){can->allow, can->allow_bytes};
}

void sf_capabilities_put(struct sf_build *build)
{
    sf_build_header(build, "Accept", SF_STR("application/sdp"));
    sf_build_header(build, "Accept-Encoding", SF_STR("identity"));
    sf_build_header(build, "Accept-Language", SF_STR("en"));
}
