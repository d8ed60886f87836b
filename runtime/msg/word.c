/* sipfsm msg: values that are one word, one number, or a word with parameters: 3261:20. */
#include "sipfsm/headers.h"

#include "typed.h"

bool sf_token_parse(const char *base, struct sf_view value, struct sf_view *token, uint32_t *at)
{
    const sf_byte *p = (const sf_byte *)base + value.at, *pe = p + value.len,
                  *end = sf_run(p, pe, SF_CLASS_TOKEN);
    if (end != pe || p == pe)
        return sf_refuse_at(at, (uint32_t)(end - (const sf_byte *)base));
    *token = value;
    return true;
}

bool sf_text_parse(const char *base, struct sf_view value, struct sf_view *text, uint32_t *at)
{
    struct sf_head head;
    *text = value;
    return sf_head_match(SF_HEAD_TEXT, base, value, &head, at);
}

bool sf_seconds_parse(const char *base, struct sf_view value, uint32_t *seconds, uint32_t *at)
{
    return sf_number_view(base, value, 0, UINT32_MAX, seconds, at);
}

bool sf_content_length_parse(const char *base, struct sf_view value, uint32_t *bytes, uint32_t *at)
{
    return sf_number_view(base, value, 0, UINT32_MAX, bytes, at);
}

bool sf_max_forwards_parse(const char *base, struct sf_view value, uint32_t *hops, uint32_t *at)
{
    return sf_number_view(base, value, 0, 255, hops, at);
}

bool sf_call_id_parse(const char *base, struct sf_view value, struct sf_call_id *call_id,
                      uint32_t *at)
{
    memset(call_id, 0, sizeof *call_id);
    if (!sf_call_id_match(base, value, at))
        return false;
    const char *text = base + value.at, *sign = memchr(text, '@', value.len);
    call_id->whole = value;
    call_id->local = sign ? sf_view_of(base, text, sign) : value;
    if (sign)
        call_id->host = sf_view_of(base, sign + 1, text + value.len);
    return true;
}

/* ---- Accepted ---- */

static const struct sf_parameter_rule media_range_rules[] = {SF_RULE("q", Q, sf_media_range, q)};

bool sf_media_range_parse(const char *base, struct sf_view value, struct sf_media_range *range,
                          uint32_t *at)
{
    struct sf_head head;
    range->q = -1;
    if (!sf_value_parse(SF_HEAD_MEDIA_RANGE, base, value, &head, SF_RULES(media_range_rules), range,
                        &range->parameters, at))
        return false;
    range->type = head.part[0];
    range->subtype = head.part[1];
    bool any = sf_str_equal(sf_view_str(base, range->type), SF_STR("*"));
    if (any && !sf_str_equal(sf_view_str(base, range->subtype),
                             SF_STR("*"))) /* "*" "/" subtype is no media-range */
        return sf_refuse_at(at, range->subtype.at);
    return true;
}

static const struct sf_parameter_rule coding_rules[] = {SF_RULE("q", Q, sf_coding, q)};

bool sf_coding_parse(const char *base, struct sf_view value, struct sf_coding *coding, uint32_t *at)
{
    struct sf_head head;
    coding->q = -1;
    if (!sf_core_value_parse(SF_CORE_HEAD_TOKEN, base, value, &head, SF_RULES(coding_rules), coding,
                             &coding->parameters, at))
        return false;
    coding->coding = head.part[0];
    return true;
}

static const struct sf_parameter_rule language_rules[] = {SF_RULE("q", Q, sf_language, q)};

bool sf_language_parse(const char *base, struct sf_view value, struct sf_language *language,
                       uint32_t *at)
{
    struct sf_head head;
    language->q = -1;
    if (!sf_value_parse(SF_HEAD_LANGUAGE, base, value, &head, SF_RULES(language_rules), language,
                        &language->parameters, at))
        return false;
    language->range = head.part[0];
    return true;
}

/* ---- Bodies ---- */

bool sf_language_tag_parse(const char *base, struct sf_view value, struct sf_view *tag,
                           uint32_t *at)
{
    struct sf_head head;
    *tag = value;
    return sf_head_match(SF_HEAD_LANGUAGE_TAG, base, value, &head, at);
}

static const struct sf_parameter_rule disposition_rules[] = {
    SF_RULE("handling", TOKEN, sf_content_disposition, handling)};

bool sf_content_disposition_parse(const char *base, struct sf_view value,
                                  struct sf_content_disposition *disposition, uint32_t *at)
{
    struct sf_head head;
    memset(disposition, 0, sizeof *disposition);
    if (!sf_core_value_parse(SF_CORE_HEAD_TOKEN, base, value, &head, SF_RULES(disposition_rules),
                             disposition, &disposition->parameters, at))
        return false;
    disposition->type = head.part[0];
    disposition->optional =
        sf_str_equal_nocase(sf_view_str(base, disposition->handling), SF_STR("optional"));
    return true;
}

bool sf_mime_version_parse(const char *base, struct sf_view value, struct sf_mime_version *version,
                           uint32_t *at)
{
    struct sf_head head;
    return sf_head_match(SF_HEAD_MIME_VERSION, base, value, &head, at) &&
           sf_number_view(base, head.part[0], 0, UINT32_MAX, &version->major, at) &&
           sf_number_view(base, head.part[1], 0, UINT32_MAX, &version->minor, at);
}

/* ---- Pointers to more ---- */

static const struct sf_parameter_rule info_rules[] = {
    SF_RULE("purpose", TOKEN, sf_info, purpose),
    SF_RULE("alg", TOKEN, sf_info, alg),
};

bool sf_info_parse(const char *base, struct sf_view value, struct sf_info *info, uint32_t *at)
{
    struct sf_head head;
    info->purpose = info->alg = (struct sf_view){0, 0};
    if (!sf_value_parse(SF_HEAD_INFO, base, value, &head, SF_RULES(info_rules), info,
                        &info->parameters, at))
        return false;
    info->address = head.part[0];
    return sf_uri_parse(base, info->address, &info->uri, at);
}

bool sf_warning_parse(const char *base, struct sf_view value, struct sf_warning *warning,
                      uint32_t *at)
{
    struct sf_head head;
    uint32_t code;
    if (!sf_head_match(SF_HEAD_WARNING, base, value, &head, at) ||
        !sf_number_view(base, head.part[0], 0, 999, &code, at))
        return false;
    struct sf_str agent = sf_view_str(base, head.part[1]);
    /* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): the grammar has it */
    const char *close = *agent.p == '[' ? memchr(agent.p, ']', agent.len) : NULL;
    if (close && !sf_host_match((struct sf_str){agent.p, (size_t)(close - agent.p) + 1}))
        return sf_refuse_at(at, head.part[1].at);
    *warning = (struct sf_warning){(uint16_t)code, head.part[1], head.part[2]};
    return true;
}

/* ---- Server, User-Agent ---- */

bool sf_product_next(const char *base, struct sf_view *rest, struct sf_product *product)
{
    struct sf_head head;
    if (!rest->len || !sf_head_match(SF_HEAD_SERVER_ONE, base, *rest, &head, NULL))
        return false;
    *product = (struct sf_product){head.part[0], head.part[1], head.part[2]};
    uint32_t end = sf_view_end(*rest);
    *rest = head.rest ? (struct sf_view){(uint32_t)((const char *)head.rest - base), 0}
                      : (struct sf_view){end, 0};
    rest->len = end - rest->at;
    return true;
}

bool sf_server_parse(const char *base, struct sf_view value, struct sf_product *first, uint32_t *at)
{
    struct sf_head head;
    return sf_head_match(SF_HEAD_SERVER, base, value, &head, at) &&
           sf_product_next(base, &value, first);
}
