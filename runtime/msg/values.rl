/* The heads of typed values: what is before the parameters, split into its parts. Each rule has a
 * start of its own. The typed functions (runtime/msg) know which header has which head;
 * parameters.rl reads the parameters. */
#include "typed.h"

/* Comments nest (3261:25.1), so their parentheses are counted here; states could not follow them. p
 * points at the "(". Returns the byte after the matching ")", or null if there is none. */
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
    include message "rules/message.rl";
    include extensions "rules/extensions.rl";

    action mark  { mark = p; }
    action token { mark = p; p = sf_run(p, pe, SF_CLASS_TOKEN) - 1; }
    action uri   { mark = p; p = sf_run(p, pe, SF_CLASS_URI) - 1; }
    action part0 { head->part[0] = sf_view_of(base, mark, p); }
    action part1 { head->part[1] = sf_view_of(base, mark, p); }
    action part2 { head->part[2] = sf_view_of(base, mark, p); }
    action part3 { head->part[3] = sf_view_of(base, mark, p); }
    action part4 { head->part[4] = sf_view_of(base, mark, p); }
    action comment {
        const sf_byte *end = comment_end(p, pe);
        if (!end) {
            bad = pe;
            fbreak;
        }
        mark = p;
        p = end - 1;
    }
    action rest {
        head->rest = p + 1;
        p = pe - 1;
        whole = true;
        fbreak;
    }
    action next {
        head->rest = p;
        p = pe - 1;
        whole = true;
        fbreak;
    }

    parameters = ( SWS ";" @rest )?;
    comment    = "(" @comment;
    server_val = product | comment;

    # With parameters
    accept         := m_type >token %part0 SLASH m_subtype >token %part1 parameters;
    language       := language_range >mark %part0 parameters;
    info           := "<" bracketed_addr_spec >uri %part0 ">" parameters;
    delta          := delta_seconds >mark %part0 parameters;
    retry_after    := delta_seconds >mark %part0 ( SWS comment %part1 )? parameters;
    event          := event_package >mark %part0 ( "." event_templates >mark %part1 )? parameters;
    identity       := ( signed_identity_digest | identity_digest_4474 ) >mark %part0 parameters;
    star           := "*" >mark %part0 parameters;

    # Without
    tag            := language_tag >mark %part0;
    mime_version   := DIGIT+ >mark %part0 "." DIGIT+ >mark %part1;
    date           := wkday >mark %part0 "," FSP DIGIT{2} >mark %part1 FSP month >mark %part2 FSP DIGIT{4} >mark %part3 FSP
                      time >mark %part4 FSP "GMT";
    timestamp_value := ( DIGIT+ ( "." DIGIT* )? ) >mark %part0 ( LWS delay >mark %part1 )?;
    warning        := DIGIT{3} >mark %part0 FSP warn_agent >mark %part1 LWS quoted_string >mark %part2;
    privacy        := priv_value >token ( SWS ";" SWS priv_value >token )*;
    server         := server_val ( LWS server_val )*;
    server_one     := ( token >token %part0 ( SLASH token >token %part1 )? | comment %part2 ) ( LWS ( token | "(" ) >next )?;
    text           := TEXT_UTF8_TRIM?;
    main           := any; # never started: a rule names its own start
    write data;
}%%

bool sf_head_match(enum sf_head_rule rule, const char *base, struct sf_view value, struct sf_head *head, uint32_t *at)
{
    static const int starts[] = {
        [SF_HEAD_MEDIA_RANGE] = sf_values_en_accept, [SF_HEAD_LANGUAGE] = sf_values_en_language,
        [SF_HEAD_INFO] = sf_values_en_info, [SF_HEAD_DELTA] = sf_values_en_delta, [SF_HEAD_RETRY_AFTER] = sf_values_en_retry_after,
        [SF_HEAD_EVENT] = sf_values_en_event, [SF_HEAD_IDENTITY] = sf_values_en_identity,
        [SF_HEAD_STAR] = sf_values_en_star, [SF_HEAD_LANGUAGE_TAG] = sf_values_en_tag, [SF_HEAD_MIME_VERSION] = sf_values_en_mime_version,
        [SF_HEAD_DATE] = sf_values_en_date, [SF_HEAD_TIMESTAMP] = sf_values_en_timestamp_value, [SF_HEAD_WARNING] = sf_values_en_warning,
        [SF_HEAD_PRIVACY] = sf_values_en_privacy, [SF_HEAD_SERVER] = sf_values_en_server,
        [SF_HEAD_SERVER_ONE] = sf_values_en_server_one, [SF_HEAD_TEXT] = sf_values_en_text,
    };
    const sf_byte *p = (const sf_byte *)base + value.at, *pe = p + value.len, *eof = pe, *mark = p, *bad = NULL;
    bool whole = false;
    int cs = starts[rule];
    memset(head, 0, sizeof *head);
    %% write exec;
    if (whole || (!bad && cs >= sf_values_first_final && p == pe))
        return true;
    return sf_refuse_at(at, (uint32_t)((bad ? bad : p) - (const sf_byte *)base));
}
