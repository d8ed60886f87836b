/* sipfsm msg: headers that hold an address: 3261:20.10, 3261:20.20, 3261:20.34 and similar headers
 * of other RFCs. */
#include "sipfsm/extensions.h"
#include "sipfsm/headers.h"

#include "typed.h"

/* A name-addr or addr-spec and its parameters by the rules; a star only where it is allowed. */
static bool address_parse(const char *base, struct sf_view value, struct sf_name_addr *address,
                          struct sf_parameter_rules rules, void *out, uint32_t *at)
{
    if (!sf_name_addr_parse(base, value, address, at))
        return false;
    return address->star ? sf_refuse_at(at, value.at)
                         : sf_parameters_again(base, address->parameters, rules, out, at);
}

/* The same with brackets, which a route and similar headers must have. */
static bool bracketed_parse(const char *base, struct sf_view value, struct sf_name_addr *address,
                            struct sf_parameter_rules rules, void *out, uint32_t *at)
{
    if (!address_parse(base, value, address, rules, out, at))
        return false;
    return address->brackets || sf_refuse_at(at, value.at);
}

bool sf_party_parse(const char *base, struct sf_view value, struct sf_name_addr *party,
                    uint32_t *at)
{
    return address_parse(base, value, party, SF_NO_RULES, NULL, at);
}

bool sf_route_parse(const char *base, struct sf_view value, struct sf_name_addr *route,
                    uint32_t *at)
{
    return bracketed_parse(base, value, route, SF_NO_RULES, NULL, at);
}

static const struct sf_parameter_rule contact_rules[] = {
    SF_RULE("q", Q, sf_contact, q),
    SF_RULE("expires", EXPIRES, sf_contact, expires_s),
};

bool sf_contact_parse(const char *base, struct sf_view value, struct sf_contact *contact,
                      uint32_t *at)
{
    contact->q = -1;
    contact->expires_s = -1;
    if (!sf_name_addr_parse(base, value, &contact->address, at))
        return false;
    return sf_parameters_again(base, contact->address.parameters, SF_RULES(contact_rules), contact,
                               at);
}

bool sf_asserted_identity_parse(const char *base, struct sf_view value,
                                struct sf_name_addr *identity, uint32_t *at)
{
    if (!address_parse(base, value, identity, SF_NO_RULES, NULL, at))
        return false;
    return !identity->parameters.len || sf_refuse_at(at, identity->parameters.at);
}

static const struct sf_parameter_rule referred_by_rules[] = {
    SF_RULE("cid", QUOTED, sf_referred_by, cid)};

bool sf_referred_by_parse(const char *base, struct sf_view value,
                          struct sf_referred_by *referred_by, uint32_t *at)
{
    referred_by->cid = (struct sf_view){0, 0};
    return address_parse(base, value, &referred_by->address, SF_RULES(referred_by_rules),
                         referred_by, at);
}

static const struct sf_parameter_rule history_rules[] = {
    SF_RULE("index", INDEX, sf_history_info, index),
    SF_RULE("rc", INDEX, sf_history_info, rc),
    SF_RULE("mp", INDEX, sf_history_info, mp),
    SF_RULE("np", INDEX, sf_history_info, np),
};

bool sf_history_info_parse(const char *base, struct sf_view value, struct sf_history_info *entry,
                           uint32_t *at)
{
    memset(entry, 0, sizeof *entry);
    return bracketed_parse(base, value, &entry->address, SF_RULES(history_rules), entry, at);
}

static const struct sf_parameter_rule diversion_rules[] = {
    SF_RULE("reason", TEXT, sf_diversion, reason),
    SF_RULE("counter", NUMBER, sf_diversion, counter),
    SF_RULE("limit", NUMBER, sf_diversion, limit),
    SF_RULE("privacy", TEXT, sf_diversion, privacy),
    SF_RULE("screen", TEXT, sf_diversion, screen),
};

bool sf_diversion_parse(const char *base, struct sf_view value, struct sf_diversion *diversion,
                        uint32_t *at)
{
    memset(diversion, 0, sizeof *diversion);
    diversion->counter = diversion->limit = -1;
    return bracketed_parse(base, value, &diversion->address, SF_RULES(diversion_rules), diversion,
                           at);
}
