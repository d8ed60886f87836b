/* sipfsm msg: a session description: its lines, their order, and where its parts lie. sdp.rl reads
 * the values of lines. */
#include "sdp_line.h"

struct reading {
    struct sf_sdp *sdp;
    uint32_t tolerate;
    struct sf_sdp_error error;
    const char *p, *pe; /* what is not read yet */
    const char *nul;    /* the first NUL, or pe */
    /* The line that is being read: */
    const char *start, *value, *end; /* end: of the value; p is the end of the line */
    char type;
    int order;
    uint32_t seen; /* bit per letter, of the session's part */
};

const char *sf_sdp_rule_of(char type, const char **clause)
{
    static const struct {
        const char *rule, *clause;
    } rules[26] = {
        ['v' - 'a'] = {"version-field", "8866:5.1"},
        ['o' - 'a'] = {"origin-field", "8866:5.2"},
        ['s' - 'a'] = {"session-name-field", "8866:5.3"},
        ['i' - 'a'] = {"information-field", "8866:5.4"},
        ['u' - 'a'] = {"uri-field", "8866:5.5"},
        ['e' - 'a'] = {"email-field", "8866:5.6"},
        ['p' - 'a'] = {"phone-field", "8866:5.6"},
        ['c' - 'a'] = {"connection-field", "8866:5.7"},
        ['b' - 'a'] = {"bandwidth-field", "8866:5.8"},
        ['t' - 'a'] = {"time-field", "8866:5.9"},
        ['r' - 'a'] = {"repeat-field", "8866:5.10"},
        ['z' - 'a'] = {"zone-field", "8866:5.11"},
        ['k' - 'a'] = {"key-field", "8866:5.12"},
        ['a' - 'a'] = {"attribute-field", "8866:5.13"},
        ['m' - 'a'] = {"media-field", "8866:5.14"},
    };
    if (type < 'a' || type > 'z')
        return NULL;
    *clause = rules[type - 'a'].clause;
    return rules[type - 'a'].rule;
}

/* Records the error, which ends the reading: false. */
static bool fail(struct reading *r, enum sf_sdp_code code, const char *at, const char *rule,
                 const char *clause)
{
    r->error.code = code;
    r->error.at = (uint32_t)(at - r->sdp->base);
    r->error.line = r->sdp->lines + 1;
    r->error.column = (uint32_t)(at - r->start) + 1;
    r->error.type = r->type;
    r->error.rule = rule;
    r->error.clause = clause;
    return false;
}

static bool fail_by(struct reading *r, enum sf_sdp_code code, const char *at, char type)
{
    const char *clause = "", *rule = sf_sdp_rule_of(type, &clause);
    return fail(r, code, at, rule, clause);
}

/* True if the tolerance is on; it is then noted as needed. */
static bool tolerated(struct reading *r, uint32_t tolerance)
{
    if (!(r->tolerate & tolerance))
        return false;
    r->sdp->tolerated |= tolerance;
    return true;
}

/* ---- Lines ---- */

/* Finds the end of the line that begins at p, and its value. */
static bool take_line(struct reading *r)
{
    const char *lf = memchr(r->p, '\n', (size_t)(r->pe - r->p)), *end = lf ? lf : r->pe;
    const char *cr = memchr(r->p, '\r', (size_t)(end - r->p)), *text_end = cr ? cr : end;
    const char *clause, *start = r->start = r->p;
    r->type = 0;
    if (r->nul < text_end)
        return fail(r, SF_SDP_LINE, r->nul, "byte-string", "8866:5");
    if (text_end - start >= 1 && sf_sdp_rule_of(*start, &clause))
        r->type = *start;
    if (cr && cr + 1 != end)
        return fail(r, SF_SDP_LINE, cr, "CRLF", "8866:5");
    if (!lf && (cr || !tolerated(r, SF_SDP_NO_LAST_END)))
        return fail(r, SF_SDP_CUT_SHORT, r->pe, "CRLF", "8866:5");
    if (lf && !cr && !tolerated(r, SF_SDP_LONE_LF))
        return fail(r, SF_SDP_LINE, lf, "CRLF", "8866:5");
    r->p = lf ? lf + 1 : r->pe;
    if (start == text_end)
        return fail(r, SF_SDP_LINE, start, "session-description", "8866:5");
    if (!r->type)
        return fail(r,
                    (*start | 0x20) >= 'a' && (*start | 0x20) <= 'z' && text_end - start >= 2 &&
                            start[1] == '='
                        ? SF_SDP_TYPE
                        : SF_SDP_LINE,
                    start, "session-description", "8866:5");
    if (text_end - start < 2 || start[1] != '=')
        return fail_by(r, SF_SDP_LINE, start + 1, r->type);
    r->value = start + 2;
    r->end = text_end;
    return true;
}

/* Empty lines up to the end, if that is tolerated. */
static bool at_end(struct reading *r)
{
    const char *p = r->p;
    while (p < r->pe && (*p == '\r' || *p == '\n')) {
        if (*p == '\r' && (r->pe - p < 2 || p[1] != '\n'))
            return false;
        p += *p == '\r' ? 2 : 1;
    }
    if (p < r->pe || (r->p < r->pe && !tolerated(r, SF_SDP_LINES_AT_END)))
        return false;
    r->pe = r->p;
    return true;
}

/* ---- Order ---- */

/* The line is not allowed here. If it would be allowed after mandatory lines that are missing,
 * reports the first of these. */
static bool out_of_order(struct reading *r)
{
    char missing = 0;
    int order = r->order;
    for (const char *must = "vost"; *must; must++) {
        if (r->seen >> (*must - 'a') & 1)
            continue;
        missing = missing ? missing : *must;
        order = sf_sdp_order_step(order, *must);
        if (sf_sdp_order_step(order, r->type))
            return fail_by(r, SF_SDP_MISSING, r->start, missing);
    }
    return fail_by(r, SF_SDP_ORDER, r->start, r->type);
}

static bool check_order(struct reading *r)
{
    int next = sf_sdp_order_step(r->order, r->type);
    if (!next && !(r->seen >> ('t' - 'a') & 1)) { /* as if t=0 0 were here */
        int timed = sf_sdp_order_step(r->order, 't');
        next = timed ? sf_sdp_order_step(timed, r->type) : 0;
        if (!next || !tolerated(r, SF_SDP_NO_TIME))
            return out_of_order(r);
        r->seen |= 1u << ('t' - 'a');
    }
    if (!next)
        return out_of_order(r);
    r->order = next;
    return true;
}

static bool check_complete(struct reading *r)
{
    bool ended = r->pe[-1] == '\n';
    r->type = 0;
    if (ended)
        r->start = r->pe;
    for (const char *must = "vost"; *must; must++) {
        if (r->seen >> (*must - 'a') & 1 || (*must == 't' && tolerated(r, SF_SDP_NO_TIME)))
            continue;
        fail_by(r, SF_SDP_MISSING, r->pe, *must);
        r->error.line -= !ended; /* it would be after the last line, which has no end */
        return false;
    }
    return true;
}

/* ---- Parts ---- */

/* Adds the line to a run that ends where it begins, or begins one. */
static void add_to(struct reading *r, struct sf_view *run)
{
    if (!run->len)
        run->at = (uint32_t)(r->start - r->sdp->base);
    run->len = (uint32_t)(r->p - r->sdp->base) - run->at;
}

static bool take_address(struct reading *r, bool origin, struct sf_sdp_connection *connection)
{
    uint32_t at;
    if (sf_sdp_address_match(origin, r->sdp->base, connection, &at))
        return true;
    return fail_by(r, SF_SDP_VALUE, r->sdp->base + at, r->type);
}

static bool take_origin(struct reading *r, const struct sf_sdp_line *line)
{
    struct sf_sdp_origin *origin = &r->sdp->origin;
    struct sf_sdp_connection where = {
        .nettype = line->part[3], .addrtype = line->part[4], .address = line->part[5]};
    *origin = (struct sf_sdp_origin){line->part[0], line->part[1], line->part[2],
                                     line->part[3], line->part[4], line->part[5]};
    return take_address(r, true, &where);
}

static bool take_connection(struct reading *r, const struct sf_sdp_line *line,
                            struct sf_sdp_media *media)
{
    struct sf_sdp_connection connection = {
        .nettype = line->part[0], .addrtype = line->part[1], .address = line->part[2]};
    if (!take_address(r, false, &connection))
        return false;
    if (media) {
        add_to(r, &media->connections);
    } else {
        r->sdp->connection = connection;
        r->sdp->has_connection = true;
    }
    return true;
}

/* The media that is being read is whole: it has a c=, or the session has. */
static bool end_media(struct reading *r)
{
    struct sf_sdp *sdp = r->sdp;
    struct sf_sdp_media *media = sdp->media_count ? &sdp->media[sdp->media_count - 1] : NULL;
    if (!media || sdp->has_connection || media->connections.len ||
        tolerated(r, SF_SDP_NO_CONNECTION))
        return true;
    r->type = 'm';
    fail_by(r, SF_SDP_MISSING, sdp->base + media->whole.at, 'c');
    r->error.line = media->line;
    r->error.column = 1;
    return false;
}

static bool take_media(struct reading *r, const struct sf_sdp_line *line)
{
    struct sf_sdp *sdp = r->sdp;
    if (!end_media(r))
        return false;
    if (sdp->media_count == SF_LIMIT_SDP_MEDIA)
        return fail(r, SF_SDP_TOO_LARGE, r->start, "SF_LIMIT_SDP_MEDIA", "limits.h");
    struct sf_sdp_media *media = &sdp->media[sdp->media_count++];
    *media = (struct sf_sdp_media){.line = sdp->lines + 1,
                                   .media = line->part[0],
                                   .proto = line->part[1],
                                   .formats = line->part[2],
                                   .port = (uint32_t)line->number[0],
                                   .port_count = line->number[1] ? (uint32_t)line->number[1] : 1};
    return true;
}

/* Stores the line in the session, or in the media that is being read. */
static bool take_value(struct reading *r, const struct sf_sdp_line *line)
{
    struct sf_sdp *sdp = r->sdp;
    struct sf_sdp_media *media = sdp->media_count ? &sdp->media[sdp->media_count - 1] : NULL;
    struct sf_view value = sf_view_of(sdp->base, r->value, r->end);
    switch (r->type) {
    case 'v':
        if (line->number[0] != 0)
            return fail_by(r, SF_SDP_VERSION, r->value, 'v');
        break;
    case 'o':
        return take_origin(r, line);
    case 's':
        sdp->name = value;
        break;
    case 'i':
        *(media ? &media->information : &sdp->information) = value;
        break;
    case 'u':
        sdp->uri = value;
        break;
    case 'e':
        add_to(r, &sdp->emails);
        break;
    case 'p':
        add_to(r, &sdp->phones);
        break;
    case 'c':
        return take_connection(r, line, media);
    case 'b':
        add_to(r, media ? &media->bandwidths : &sdp->bandwidths);
        break;
    case 't':
    case 'r':
    case 'z':
        add_to(r, &sdp->times);
        break;
    case 'k':
        *(media ? &media->key : &sdp->key) = value;
        break;
    case 'a':
        add_to(r, media ? &media->attributes : &sdp->attributes);
        break;
    default:
        return take_media(r, line);
    }
    return true;
}

/* Holds the value to its rule. */
static bool match_value(struct reading *r, struct sf_sdp_line *line)
{
    const char *base = r->sdp->base, *spaces = r->end;
    uint32_t at;
    if (r->type == 'k' || (r->type == 's' && r->value == r->end && tolerated(r, SF_SDP_EMPTY_NAME)))
        return true; /* 8866:5.12: to be discarded, whatever it says */
    while (spaces > r->value && spaces[-1] == ' ')
        spaces--;
    if (spaces < r->end && strchr("vocbtrzm", r->type) && tolerated(r, SF_SDP_SPACE_AT_END))
        r->end = spaces;
    if (sf_sdp_line_match(r->type, base, sf_view_of(base, r->value, r->end), line, &at))
        return true;
    if (line->too_large)
        return fail(r, SF_SDP_TOO_LARGE, base + at, "SF_LIMIT_SDP_DIGITS", "limits.h");
    return fail_by(r, SF_SDP_VALUE, base + at, r->type);
}

static bool read_line(struct reading *r)
{
    struct sf_sdp *sdp = r->sdp;
    struct sf_sdp_line line;
    if (sdp->lines == SF_LIMIT_SDP_LINES) {
        r->start = r->p;
        return fail(r, SF_SDP_TOO_LARGE, r->p, "SF_LIMIT_SDP_LINES", "limits.h");
    }
    if (!take_line(r) || !check_order(r) || !match_value(r, &line) || !take_value(r, &line))
        return false;
    if (!sdp->media_count)
        r->seen |= 1u << (r->type - 'a');
    else
        add_to(r, &sdp->media[sdp->media_count - 1].whole);
    sdp->lines++;
    return true;
}

static bool read_all(struct reading *r, struct sf_view body)
{
    r->start = r->p;
    if (body.len > SF_LIMIT_MESSAGE_BYTES)
        return fail(r, SF_SDP_TOO_LARGE, r->p + SF_LIMIT_MESSAGE_BYTES, "SF_LIMIT_MESSAGE_BYTES",
                    "limits.h");
    if (!body.len)
        return fail(r, SF_SDP_CUT_SHORT, r->p, "session-description", "8866:9");
    r->nul = memchr(r->p, 0, body.len);
    if (!r->nul)
        r->nul = r->pe;
    while (r->p < r->pe && !(r->sdp->lines && (*r->p == '\r' || *r->p == '\n') && at_end(r)))
        if (!read_line(r))
            return false;
    if (!check_complete(r) || !end_media(r))
        return false;
    r->sdp->whole = sf_view_of(r->sdp->base, r->sdp->base + body.at, r->pe);
    return true;
}

enum sf_sdp_code sf_sdp_parse(struct sf_sdp *sdp, const char *base, struct sf_view body,
                              uint32_t tolerate, struct sf_sdp_error *error)
{
    struct reading r = {.sdp = sdp,
                        .tolerate = tolerate,
                        .p = base + body.at,
                        .order = sf_sdp_order_begin(),
                        .error = {.rule = "", .clause = "", .line = 1, .column = 1}};
    memset(sdp, 0, offsetof(struct sf_sdp, media));
    sdp->base = base;
    r.pe = r.p + body.len;
    read_all(&r, body);
    if (error)
        *error = r.error;
    return r.error.code;
}

const char *sf_sdp_error_text(const struct sf_sdp_error *error)
{
    switch (error->code) {
    case SF_SDP_OK:
        return "No error";
    case SF_SDP_CUT_SHORT:
        return "Session description cut short";
    case SF_SDP_LINE:
        return "Malformed line";
    case SF_SDP_TYPE:
        return "Unknown type of line";
    case SF_SDP_ORDER:
        return "Line out of order";
    case SF_SDP_MISSING:
        return "Missing line";
    case SF_SDP_VALUE:
        return "Malformed value";
    case SF_SDP_VERSION:
        return "SDP version not supported";
    case SF_SDP_TOO_LARGE:
        return "Past a limit of the parser";
    }
    return "Unknown error";
}
