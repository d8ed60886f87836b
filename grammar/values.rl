/* Values that are checked and not taken apart: one value each of the headers of 3261:20 that no other host types. */
#include "scan.h"

/* A comment nests (3261:25.1), so that it is counted here and not followed by states: p stands on its "(". The byte after
 * its ")", or null if it has none. */
static const sf_byte *comment_end(const sf_byte *p, const sf_byte *pe)
{
    unsigned depth = 0;
    for (; p < pe; p++) {
        if (*p == '\\' && p + 1 < pe)
            p++;
        else if (*p == '(')
            depth++;
        else if (*p == ')' && --depth == 0)
            return p + 1;
    }
    return NULL;
}

%%{
    machine sf_values;
    alphtype unsigned char;
    include core "rules/core.rl";
    include host "rules/host.rl";
    include uri "rules/uri.rl";
    include headers "rules/headers.rl";

    action comment {
        const sf_byte *end = comment_end(p, pe);
        if (!end) {
            bad = pe;
            fbreak;
        }
        p = end - 1;
    }
    action parameter {
        if (count++ == 0)
            first = p;
        if (count > SF_LIMIT_PARAMETERS) {
            bad = p;
            fbreak;
        }
    }
    action uri { mark = p; }
    action uri_end {
        uint32_t uri_at;
        struct sf_uri uri;
        if (!sf_uri_parse(base, sf_view_of(base, mark, p), &uri, &uri_at)) {
            bad = (const sf_byte *)base + uri_at;
            fbreak;
        }
    }

    comment       = "(" @comment;
    parameters    = ( SEMI generic_param >parameter )*;
    uri_value     = "<" bracketed_addr_spec >uri %uri_end ">" parameters;
    server_val    = product | comment;

    accept               := media_range parameters;
    accept_encoding      := codings parameters;
    accept_language      := language_range parameters;
    info                 := uri_value;
    allow                := token;
    authentication_info  := ainfo;
    authorization        := credentials;
    authenticate         := challenge;
    content_disposition  := disp_type parameters;
    content_encoding     := content_coding;
    content_language     := language_tag;
    date                 := rfc1123_date;
    in_reply_to          := callid;
    mime_version         := MIME_version;
    text                 := TEXT_UTF8_TRIM?;
    priority             := priority_value;
    tag                  := option_tag;
    retry_after          := delta_seconds ( SWS comment )? parameters;
    server               := server_val ( LWS server_val )*;
    timestamp_value      := timestamp;
    warning              := warning_value;
    q                    := qvalue;
    main                 := any; # never started: a header names its own start
    write data;
}%%

/* Where the values of a header start, or the error state if values.rl has no rule for it. */
static int start_of(enum sf_header_id id)
{
    switch (id) {
    case SF_HEADER_ACCEPT: return sf_values_en_accept;
    case SF_HEADER_ACCEPT_ENCODING: return sf_values_en_accept_encoding;
    case SF_HEADER_ACCEPT_LANGUAGE: return sf_values_en_accept_language;
    case SF_HEADER_ALERT_INFO:
    case SF_HEADER_CALL_INFO:
    case SF_HEADER_ERROR_INFO: return sf_values_en_info;
    case SF_HEADER_ALLOW: return sf_values_en_allow;
    case SF_HEADER_AUTHENTICATION_INFO: return sf_values_en_authentication_info;
    case SF_HEADER_AUTHORIZATION:
    case SF_HEADER_PROXY_AUTHORIZATION: return sf_values_en_authorization;
    case SF_HEADER_PROXY_AUTHENTICATE:
    case SF_HEADER_WWW_AUTHENTICATE: return sf_values_en_authenticate;
    case SF_HEADER_CONTENT_DISPOSITION: return sf_values_en_content_disposition;
    case SF_HEADER_CONTENT_ENCODING: return sf_values_en_content_encoding;
    case SF_HEADER_CONTENT_LANGUAGE: return sf_values_en_content_language;
    case SF_HEADER_DATE: return sf_values_en_date;
    case SF_HEADER_IN_REPLY_TO: return sf_values_en_in_reply_to;
    case SF_HEADER_MIME_VERSION: return sf_values_en_mime_version;
    case SF_HEADER_ORGANIZATION:
    case SF_HEADER_SUBJECT: return sf_values_en_text;
    case SF_HEADER_PRIORITY: return sf_values_en_priority;
    case SF_HEADER_PROXY_REQUIRE:
    case SF_HEADER_REQUIRE:
    case SF_HEADER_SUPPORTED:
    case SF_HEADER_UNSUPPORTED: return sf_values_en_tag;
    case SF_HEADER_RETRY_AFTER: return sf_values_en_retry_after;
    case SF_HEADER_SERVER:
    case SF_HEADER_USER_AGENT: return sf_values_en_server;
    case SF_HEADER_TIMESTAMP: return sf_values_en_timestamp_value;
    case SF_HEADER_WARNING: return sf_values_en_warning;
    default: return sf_values_error;
    }
}

static bool value_match(int start, const char *base, struct sf_view value, struct sf_view *parameters, uint32_t *at)
{
    const sf_byte *p = (const sf_byte *)base + value.at, *pe = p + value.len, *eof = pe;
    const sf_byte *mark = p, *first = NULL, *bad = NULL;
    unsigned count = 0;
    int cs = start;
    %% write exec;
    *parameters = first ? sf_view_of(base, first, pe) : (struct sf_view){0, 0};
    if (!bad && cs >= sf_values_first_final && p == pe)
        return true;
    *at = (uint32_t)((bad ? bad : p) - (const sf_byte *)base);
    return false;
}

bool sf_value_match(enum sf_header_id id, const char *base, struct sf_view value, struct sf_view *parameters, uint32_t *at)
{
    int start = start_of(id);
    return start == sf_values_error || value_match(start, base, value, parameters, at);
}

bool sf_qvalue_match(struct sf_str text)
{
    struct sf_view parameters;
    uint32_t at;
    return text.len && value_match(sf_values_en_q, text.p, (struct sf_view){0, (uint32_t)text.len}, &parameters, &at);
}
