/* sipfsm msg: headers of other RFCs: events, other dialogs, reliability, reasons, security,
 * identity. */
#include "sipfsm/extensions.h"

#include "typed.h"

static bool is(const char *base, struct sf_view view, struct sf_str word)
{
    return sf_str_equal_nocase(sf_view_str(base, view), word);
}

/* ---- Events ---- */

static const struct sf_parameter_rule event_rules[] = {SF_RULE("id", TOKEN, sf_event, id)};

bool sf_event_parse(const char *base, struct sf_view value, struct sf_event *event, uint32_t *at)
{
    struct sf_head head;
    event->id = (struct sf_view){0, 0};
    if (!sf_value_parse(SF_HEAD_EVENT, base, value, &head, SF_RULES(event_rules), event,
                        &event->parameters, at))
        return false;
    event->package = head.part[0];
    event->templates = head.part[1];
    event->type = event->package;
    if (event->templates.len)
        event->type.len = sf_view_end(event->templates) - event->type.at;
    return true;
}

bool sf_event_type_parse(const char *base, struct sf_view value, struct sf_event *event,
                         uint32_t *at)
{
    if (!sf_event_parse(base, value, event, at))
        return false;
    return event->type.len == value.len || sf_refuse_at(at, sf_view_end(event->type));
}

static const struct sf_parameter_rule subscription_rules[] = {
    SF_RULE("reason", TOKEN, sf_subscription_state, reason),
    SF_RULE("expires", NUMBER, sf_subscription_state, expires_s),
    SF_RULE("retry-after", NUMBER, sf_subscription_state, retry_after_s),
};

bool sf_subscription_state_parse(const char *base, struct sf_view value,
                                 struct sf_subscription_state *state, uint32_t *at)
{
    struct sf_head head;
    state->reason = (struct sf_view){0, 0};
    state->expires_s = state->retry_after_s = -1;
    if (!sf_core_value_parse(SF_CORE_HEAD_TOKEN, base, value, &head, SF_RULES(subscription_rules),
                             state, &state->parameters, at))
        return false;
    state->state_name = head.part[0];
    state->state = is(base, head.part[0], SF_STR("active"))       ? SF_SUBSTATE_ACTIVE
                   : is(base, head.part[0], SF_STR("pending"))    ? SF_SUBSTATE_PENDING
                   : is(base, head.part[0], SF_STR("terminated")) ? SF_SUBSTATE_TERMINATED
                                                                  : SF_SUBSTATE_OTHER;
    return true;
}

/* ---- Other dialogs ---- */

static const struct sf_parameter_rule replaces_rules[] = {
    SF_RULE("from-tag", TOKEN, sf_replaces, from_tag),
    SF_RULE("to-tag", TOKEN, sf_replaces, to_tag),
    SF_RULE("early-only", FLAG, sf_replaces, early_only),
};

bool sf_replaces_parse(const char *base, struct sf_view value, struct sf_replaces *replaces,
                       uint32_t *at)
{
    struct sf_head head;
    memset(replaces, 0, sizeof *replaces);
    if (!sf_core_value_parse(SF_CORE_HEAD_CALL_ID, base, value, &head, SF_RULES(replaces_rules),
                             replaces, &replaces->parameters, at))
        return false;
    replaces->call_id = head.part[0];
    return (replaces->from_tag.len && replaces->to_tag.len) || sf_refuse_at(at, sf_view_end(value));
}

static const struct sf_parameter_rule target_dialog_rules[] = {
    SF_RULE("local-tag", TOKEN, sf_target_dialog, local_tag),
    SF_RULE("remote-tag", TOKEN, sf_target_dialog, remote_tag),
};

bool sf_target_dialog_parse(const char *base, struct sf_view value, struct sf_target_dialog *dialog,
                            uint32_t *at)
{
    struct sf_head head;
    memset(dialog, 0, sizeof *dialog);
    if (!sf_core_value_parse(SF_CORE_HEAD_CALL_ID, base, value, &head,
                             SF_RULES(target_dialog_rules), dialog, &dialog->parameters, at))
        return false;
    dialog->call_id = head.part[0];
    return (dialog->local_tag.len && dialog->remote_tag.len) ||
           sf_refuse_at(at, sf_view_end(value));
}

/* ---- Reliable provisional responses ---- */

bool sf_rack_parse(const char *base, struct sf_view value, struct sf_rack *rack, uint32_t *at)
{
    struct sf_head head;
    if (!sf_core_head_match(SF_CORE_HEAD_RACK, base, value, &head, at) ||
        !sf_number_view(base, head.part[0], 1, UINT32_MAX, &rack->rseq, at) ||
        !sf_number_view(base, head.part[1], 0, 0x7fffffff, &rack->cseq.number, at))
        return false;
    rack->cseq.method_name = head.part[2];
    rack->cseq.method = sf_method_of(sf_view_str(base, head.part[2]));
    return true;
}

bool sf_rseq_parse(const char *base, struct sf_view value, uint32_t *rseq, uint32_t *at)
{
    return sf_number_view(base, value, 1, UINT32_MAX, rseq, at);
}

/* ---- Who, why ---- */

bool sf_privacy_parse(const char *base, struct sf_view value, struct sf_privacy *privacy,
                      uint32_t *at)
{
    static const struct {
        struct sf_str name;
        uint32_t bit;
    } known[] = {
        {{"header", 6}, SF_PRIVACY_HEADER},     {{"session", 7}, SF_PRIVACY_SESSION},
        {{"user", 4}, SF_PRIVACY_USER},         {{"none", 4}, SF_PRIVACY_NONE},
        {{"critical", 8}, SF_PRIVACY_CRITICAL}, {{"id", 2}, SF_PRIVACY_ID},
        {{"history", 7}, SF_PRIVACY_HISTORY},
    };
    struct sf_head head;
    if (!sf_head_match(SF_HEAD_PRIVACY, base, value, &head, at))
        return false;
    *privacy = (struct sf_privacy){0, value};
    const sf_byte *p = (const sf_byte *)base + value.at, *pe = p + value.len;
    while (p < pe) {
        const sf_byte *end = sf_run(p, pe, SF_CLASS_TOKEN);
        uint32_t bit = SF_PRIVACY_OTHER;
        for (size_t i = 0; i < sizeof known / sizeof *known; i++)
            if (sf_str_equal_nocase((struct sf_str){(const char *)p, (size_t)(end - p)},
                                    known[i].name))
                bit = known[i].bit;
        privacy->values |= bit;
        for (p = end; p < pe && (*p == ';' || sf_is_lws(*p)); p++)
            ;
    }
    return true;
}

static const struct sf_parameter_rule reason_rules[] = {
    SF_RULE("cause", NUMBER, sf_reason, cause),
    SF_RULE("text", QUOTED, sf_reason, text),
};

bool sf_reason_parse(const char *base, struct sf_view value, struct sf_reason *reason, uint32_t *at)
{
    struct sf_head head;
    reason->text = (struct sf_view){0, 0};
    reason->cause = -1;
    if (!sf_core_value_parse(SF_CORE_HEAD_TOKEN, base, value, &head, SF_RULES(reason_rules), reason,
                             &reason->parameters, at))
        return false;
    reason->protocol = head.part[0];
    return true;
}

static const struct sf_parameter_rule security_rules[] = {
    SF_RULE("q", Q, sf_security, q),
    SF_RULE("d-alg", TOKEN, sf_security, d_alg),
    SF_RULE("d-qop", TOKEN, sf_security, d_qop),
    SF_RULE("d-ver", QUOTED, sf_security, d_ver),
};

bool sf_security_parse(const char *base, struct sf_view value, struct sf_security *security,
                       uint32_t *at)
{
    struct sf_head head;
    memset(security, 0, sizeof *security);
    security->q = -1;
    if (!sf_core_value_parse(SF_CORE_HEAD_TOKEN, base, value, &head, SF_RULES(security_rules),
                             security, &security->parameters, at))
        return false;
    security->mechanism = head.part[0];
    return true;
}

static const struct sf_parameter_rule identity_rules[] = {
    SF_RULE("info", ANGLED, sf_identity, info),
    SF_RULE("alg", TOKEN, sf_identity, alg),
    SF_RULE("ppt", TEXT, sf_identity, ppt),
};

bool sf_identity_parse(const char *base, struct sf_view value, struct sf_identity *identity,
                       uint32_t *at)
{
    struct sf_head head;
    memset(identity, 0, sizeof *identity);
    if (!sf_head_match(SF_HEAD_IDENTITY, base, value, &head, at) ||
        !sf_parameters_parse(base, head.rest, (const sf_byte *)base + sf_view_end(value),
                             SF_RULES(identity_rules), identity, true, &identity->parameters, at))
        return false;
    identity->digest = head.part[0];
    if (identity->info.len)
        return sf_uri_parse(base, identity->info, &identity->uri, at);
    return base[identity->digest.at] == '"' ||
           sf_refuse_at(at, sf_view_end(value)); /* 4474:9 has it in Identity-Info */
}

static const struct sf_parameter_rule preference_rules[] = {
    SF_RULE("require", FLAG, sf_contact_preference, require),
    SF_RULE("explicit", FLAG, sf_contact_preference, is_explicit),
};

bool sf_contact_preference_parse(const char *base, struct sf_view value,
                                 struct sf_contact_preference *preference, uint32_t *at)
{
    struct sf_head head;
    memset(preference, 0, sizeof *preference);
    return sf_value_parse(SF_HEAD_STAR, base, value, &head, SF_RULES(preference_rules), preference,
                          &preference->parameters, at);
}
