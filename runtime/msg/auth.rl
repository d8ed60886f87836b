/* Challenges and credentials (3261:20.7, 3261:25.1): a scheme and parameters with commas between them. */
#include "sipfsm/auth.h"

#include "typed.h"

%%{
    machine sf_auth;
    alphtype unsigned char;
    include core "rules/core.rl";
    include host "rules/host.rl";
    include uri "rules/uri.rl";
    include headers "rules/headers.rl";

    action scheme     { mark = p; p = sf_run(p, pe, SF_CLASS_TOKEN) - 1; }
    action scheme_end { *scheme = sf_view_of(base, mark, p); }
    action name {
        if (!first)
            first = p;
        name = p;
        if (++count > SF_LIMIT_PARAMETERS) {
            bad = p;
            fbreak;
        }
        p = sf_run(p, pe, SF_CLASS_TOKEN) - 1;
    }
    action name_end  { name_end = p; }
    action value     { value = p; }
    action run       { p = sf_run(p, pe, SF_CLASS_TOKEN) - 1; }
    action value_end { value_end = p; }
    action comma {
        if ((bad = sf_take(&taking, name, name_end, value, value_end)))
            fbreak;
    }

    auth_param_read = token >name %name_end EQUAL ( token >run | quoted_string ) >value %value_end;
    auth_params     = auth_param_read ( SWS "," @comma SWS auth_param_read )*;

    challenged := auth_scheme >scheme %scheme_end LWS auth_params; # credentials too
    informed   := auth_params;
    main       := any; # never started
    write data;
}%%

/* A scheme (null: the value has none) and its parameters. */
static bool auth_parse(const char *base, struct sf_view value_view, struct sf_view *scheme, struct sf_parameter_rules rules, void *out,
    struct sf_view *parameters, uint32_t *at)
{
    const sf_byte *p = (const sf_byte *)base + value_view.at, *pe = p + value_view.len, *eof = pe, *mark = p, *first = NULL, *bad = NULL;
    const sf_byte *name = p, *name_end = p, *value = p, *value_end = p;
    unsigned count = 0;
    int cs = scheme ? sf_auth_en_challenged : sf_auth_en_informed;
    struct sf_taking taking;
    taking.base = base;
    taking.rules = rules;
    taking.out = out;
    taking.letters = false;
    taking.seen = taking.others = 0;
    %% write exec;
    if (!bad && cs >= sf_auth_first_final && p == pe && !(bad = sf_take(&taking, name, name_end, value, value_end))) {
        *parameters = sf_view_of(base, first, pe);
        return true;
    }
    return sf_refuse_at(at, (uint32_t)((bad ? bad : p) - (const sf_byte *)base));
}

static const struct sf_parameter_rule challenge_rules[] = {
    SF_RULE("realm", TEXT, sf_challenge, realm), SF_RULE("domain", TEXT, sf_challenge, domain), SF_RULE("nonce", TEXT, sf_challenge, nonce),
    SF_RULE("opaque", TEXT, sf_challenge, opaque), SF_RULE("stale", TEXT, sf_challenge, stale_value),
    SF_RULE("algorithm", TEXT, sf_challenge, algorithm), SF_RULE("qop", TEXT, sf_challenge, qop),
    SF_RULE("charset", TEXT, sf_challenge, charset), SF_RULE("userhash", TEXT, sf_challenge, userhash_value),
};

/* A flag is a token; old senders quote it. */
static bool is_true(const char *base, struct sf_view value)
{
    struct sf_str text = sf_view_str(base, value);
    return sf_str_equal_nocase(text, SF_STR("true")) || sf_str_equal_nocase(text, SF_STR("\"true\""));
}

bool sf_challenge_parse(const char *base, struct sf_view value, struct sf_challenge *challenge, uint32_t *at)
{
    memset(challenge, 0, sizeof *challenge);
    if (!auth_parse(base, value, &challenge->scheme, SF_RULES(challenge_rules), challenge, &challenge->parameters, at))
        return false;
    challenge->digest = sf_str_equal_nocase(sf_view_str(base, challenge->scheme), SF_STR("Digest"));
    challenge->stale = is_true(base, challenge->stale_value);
    challenge->userhash = is_true(base, challenge->userhash_value);
    if (challenge->digest && !(challenge->realm.len && challenge->nonce.len))
        return sf_refuse_at(at, sf_view_end(value));
    return true;
}

static const struct sf_parameter_rule credentials_rules[] = {
    SF_RULE("username", TEXT, sf_credentials, username), SF_RULE("realm", TEXT, sf_credentials, realm),
    SF_RULE("nonce", TEXT, sf_credentials, nonce), SF_RULE("uri", TEXT, sf_credentials, uri),
    SF_RULE("response", TEXT, sf_credentials, response), SF_RULE("algorithm", TEXT, sf_credentials, algorithm),
    SF_RULE("cnonce", TEXT, sf_credentials, cnonce), SF_RULE("opaque", TEXT, sf_credentials, opaque),
    SF_RULE("qop", TEXT, sf_credentials, qop), SF_RULE("nc", TEXT, sf_credentials, nc),
    SF_RULE("username*", TEXT, sf_credentials, username_star), SF_RULE("userhash", TEXT, sf_credentials, userhash_value),
};

/* nc-value (3261:25.1) is eight hex digits, of either case. */
static bool is_nc(struct sf_str nc)
{
    for (size_t i = 0; i < nc.len; i++)
        if (!strchr("0123456789abcdefABCDEF", nc.p[i]) || !nc.p[i])
            return false;
    return nc.len == 8;
}

bool sf_credentials_parse(const char *base, struct sf_view value, struct sf_credentials *credentials, uint32_t *at)
{
    memset(credentials, 0, sizeof *credentials);
    if (!auth_parse(base, value, &credentials->scheme, SF_RULES(credentials_rules), credentials, &credentials->parameters, at))
        return false;
    credentials->digest = sf_str_equal_nocase(sf_view_str(base, credentials->scheme), SF_STR("Digest"));
    if (!credentials->digest)
        return true;
    if (credentials->nc.len && !is_nc(sf_view_str(base, credentials->nc)))
        return sf_refuse_at(at, credentials->nc.at);
    credentials->userhash = is_true(base, credentials->userhash_value);
    if (!credentials->username.len == !credentials->username_star.len) /* one of them, not both (7616:3.4) */
        return sf_refuse_at(at, sf_view_end(value));
    if (!(credentials->realm.len && credentials->nonce.len && credentials->uri.len && credentials->response.len))
        return sf_refuse_at(at, sf_view_end(value));
    return true;
}

static const struct sf_parameter_rule ainfo_rules[] = {
    SF_RULE("nextnonce", TEXT, sf_authentication_info, nextnonce), SF_RULE("qop", TEXT, sf_authentication_info, qop),
    SF_RULE("rspauth", TEXT, sf_authentication_info, rspauth), SF_RULE("cnonce", TEXT, sf_authentication_info, cnonce),
    SF_RULE("nc", TEXT, sf_authentication_info, nc),
};

bool sf_authentication_info_parse(const char *base, struct sf_view value, struct sf_authentication_info *info, uint32_t *at)
{
    memset(info, 0, sizeof *info);
    if (!auth_parse(base, value, NULL, SF_RULES(ainfo_rules), info, &info->parameters, at))
        return false;
    if (info->nc.len && !is_nc(sf_view_str(base, info->nc)))
        return sf_refuse_at(at, info->nc.at);
    return true;
}
