/* The frame of a message (3261:7): start line and header fields, in one pass. l1.c reads what the
 * fields mean. */
#include "scan.h"

%%{
    machine sf_message;
    alphtype unsigned char;
    include core "rules/core.rl";
    include message "rules/message.rl";

    # Start line
    action line        { line = p; }
    action method_end  { msg->method_name = sf_view_of(base, line, p); }
    action uri         { mark = p; }
    action uri_run     { p = sf_reach(base, p, pe, SF_CLASS_URI) - 1; }
    action uri_end     { msg->request_uri = sf_view_of(base, mark, p); }
    action version     { mark = p; }
    action version_end { msg->version = sf_view_of(base, mark, p); }
    action status      { msg->status = (uint16_t)(msg->status * 10 + (*p - '0')); }
    action reason      { mark = p; }
    action reason_end  { msg->reason = sf_view_of(base, mark, p); }
    action request     { msg->is_request = true; }
    action started {
        sf_l1_started(l1);
        start_line = false;
        p = evident_fields(l1, p + 1, pe) - 1;
        fgoto fields;
    }

    Request_Line = Method %method_end SP Request_URI >uri >uri_run %uri_end SP
                   SIP_Version >version %version_end CRLF @request;
    Status_Line  = SIP_Version >version %version_end SP Status_Code $status SP
                   Reason_Phrase >reason %reason_end CRLF;

    # Fields
    action name     { name = p; p = sf_reach(base, p, pe, SF_CLASS_TOKEN) - 1; colon = NULL; folded = false; }
    action name_end { name_end = p; }
    action colon    { colon = p; quotes = (struct quotes){.at = p + 1}; }
    action control { /* legal only after a backslash in a quoted string or a comment */
        if (!quoted_pair(&quotes, p, has_comments(name, name_end))) {
            refused = p;
            fbreak;
        }
    }
    action run      { p = sf_reach(base, p, pe, SF_CLASS_TEXT) - 1; }
    action folded   { folded = true; }
    action line_end { /* a line that begins with white space goes on with the field */
        if (p + 1 < pe && !sf_is_wsp(p[1])) {
            sf_l1_field(l1, name, name_end, colon + 1, p - 1, folded);
            name = NULL;
            p = evident_fields(l1, p + 1, pe) - 1;
        }
    }
    action ended {
        ended = true;
        fbreak;
    }

    value_line   = ( line_text @run | quoted_control @control )*;
    header_field = header_name >name %name_end WSP* ":" @colon value_line ( fold @folded value_line )* CRLF @line_end;

    fields := header_field* CRLF @ended;
    main   := CRLF* ( Request_Line | Status_Line ) >line @started;
    write data;
}%%

/* How far a field's value has been looked through for quotes and comments: Each byte is looked at
 * once, and only if there is a control character. Comments nest. In a comment a quote is text; in
 * quotes a parenthesis is text (3261:25.1). */
struct quotes {
    const sf_byte *at;
    unsigned depth;
    bool open, escaped;
};

/* The headers whose rule has comments (3261:25.1); elsewhere a parenthesis is a letter. */
static bool has_comments(const sf_byte *name, const sf_byte *name_end)
{
    enum sf_header_id id = sf_header_of((struct sf_str){(const char *)name, (size_t)(name_end - name)});
    return id == SF_HEADER_RETRY_AFTER || id == SF_HEADER_SERVER || id == SF_HEADER_USER_AGENT;
}

static bool quoted_pair(struct quotes *quotes, const sf_byte *p, bool comments)
{
    for (; quotes->at < p; quotes->at++) {
        if (quotes->escaped)
            quotes->escaped = false;
        else if (*quotes->at == '"')
            quotes->open = quotes->open != (quotes->depth == 0);
        else if (*quotes->at == '(')
            quotes->depth += comments && !quotes->open;
        else if (*quotes->at == ')')
            quotes->depth -= quotes->depth && !quotes->open;
        else
            quotes->escaped = (quotes->open || quotes->depth) && *quotes->at == '\\';
    }
    return quotes->escaped;
}

/* The byte after the end of the field that contains p, where the next field begins; null if the
 * field has no end. */
static const sf_byte *next_field(const sf_byte *p, const sf_byte *pe)
{
    while ((p = memchr(p, '\r', (size_t)(pe - p))) && pe - p >= 2) {
        if (p[1] == '\n' && (pe - p == 2 || !sf_is_wsp(p[2])))
            return p + 2;
        p++;
    }
    return NULL;
}

const sf_byte *sf_message_frame(struct sf_l1 *l1, const sf_byte *p, const sf_byte *pe)
{
    struct sf_msg *msg = l1->msg;
    const char *base = msg->bytes;
    const sf_byte *line = NULL, *mark = p, *refused = NULL, *name = NULL, *name_end = NULL, *colon = NULL;
    struct quotes quotes = {.at = p};
    bool folded = false, ended = false, start_line = true;
    int cs;
    %% write init;
    const sf_byte *fields = l1->in_order ? NULL : evident_start(l1, p, pe);
    if (fields) {
        start_line = false;
        p = evident_fields(l1, fields, pe);
        if (pe - p >= 2 && p[0] == '\r' && p[1] == '\n')
            return p + 2;
        cs = sf_message_en_fields;
    }
    for (;;) {
        %% write exec;
        if (ended)
            return p;
        if (refused)
            p = refused;
        else if (cs != sf_message_error)
            break;
        refused = NULL;
        /* After an error the rest is still read, because an answer is made from it. */
        if (start_line) {
            p = sf_l1_bad_start(l1, line ? line : p, p, pe);
            start_line = false;
        } else {
            enum sf_header_id id = colon && name ? sf_header_of((struct sf_str){(const char *)name, (size_t)(name_end - name)})
                                                 : SF_HEADER_OTHER;
            if (id != SF_HEADER_OTHER)
                sf_l1_error(l1, SF_MSG_HEADER_VALUE, p, id, "header-value", "3261:25.1");
            else
                sf_l1_error(l1, SF_MSG_HEADER_LINE, p, id, colon && name ? "header-value" : "message-header", "3261:25.1");
            name = NULL;
            p = next_field(p, pe);
        }
        if (!p)
            break;
        cs = sf_message_en_fields;
    }
    if (start_line && !line) { /* nothing but CRLFs: a keep-alive */
        sf_l1_error(l1, SF_MSG_NOT_SIP, pe, SF_HEADER_OTHER, "SIP-message", "3261:7");
        return NULL;
    }
    sf_l1_error(l1, SF_MSG_CUT_SHORT, pe, SF_HEADER_OTHER, "header section", "3261:7");
    return NULL;
}
