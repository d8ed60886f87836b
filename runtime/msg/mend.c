/* sipfsm msg: tolerances. See sipfsm/mend.h. Every byte that goes out passes keep or insert, which
 * know where it came from. */
#include "sipfsm/mend.h"

#include "sipfsm/kind.h"

#include "header.h"
#include "scan.h"

struct mend {
    const char *bytes, *end;
    char *out;
    size_t size, n;
    uint32_t wanted, done;
    bool full;         /* what is being tried does not fit */
    bool crowded;      /* something did not */
    size_t at, origin; /* of sf_mend_origin */
    int64_t length;    /* the Content-Length that was seen, -1 before */
};

static void put(struct mend *mend, const char *p, size_t count)
{
    if (count > mend->size - mend->n) {
        mend->full = mend->crowded = true;
        return;
    }
    if (count)
        memcpy(mend->out + mend->n, p, count);
    mend->n += count;
}

/* Bytes of the original, as they are. */
static void keep(struct mend *mend, const char *p, const char *pe)
{
    size_t count = (size_t)(pe - p);
    if (mend->at >= mend->n && mend->at - mend->n < count)
        mend->origin = (size_t)(p - mend->bytes) + mend->at - mend->n;
    put(mend, p, count);
}

/* Bytes that were not there, before the one that `source` points at. */
static void insert(struct mend *mend, const char *text, size_t count, const char *source)
{
    if (mend->at >= mend->n && mend->at - mend->n < count)
        mend->origin = (size_t)(source - mend->bytes);
    put(mend, text, count);
}

static bool wants(const struct mend *mend, enum sf_mend bit)
{
    return mend->wanted & bit;
}

/* What follows may be taken back. */
struct mark {
    size_t n, origin;
    uint32_t done;
    bool full;
};

static struct mark mark(const struct mend *mend)
{
    return (struct mark){mend->n, mend->origin, mend->done, mend->full};
}

static void take_back(struct mend *mend, struct mark mark)
{
    mend->n = mark.n;
    mend->origin = mark.origin;
    mend->done = mark.done;
    mend->full = mark.full;
}

/* ---- URIs ---- */

/* Escapes in a userinfo what may not stand there. */
static void put_uri(struct mend *mend, const char *p, const char *pe)
{
    static const char hex[] = "0123456789ABCDEF";
    const char *colon = memchr(p, ':', (size_t)(pe - p)), *sign = memchr(p, '@', (size_t)(pe - p));
    if (!wants(mend, SF_MEND_USER_LETTERS) || !colon || !sign || colon > sign) {
        keep(mend, p, pe);
        return;
    }
    keep(mend, p, colon + 1);
    for (p = colon + 1; p < sign; p++) {
        bool letter = sf_class[(sf_byte)*p] & SF_CLASS_DIGIT ||
                      ((*p | 0x20) >= 'a' && (*p | 0x20) <= 'z');
        if (letter || (*p && strchr("-_.!~*'()&=+$,;?/:", *p)) ||
            (*p == '%' && sign - p > 2 && sf_hex_of(p[1]) >= 0 && sf_hex_of(p[2]) >= 0)) {
            keep(mend, p, p + 1);
        } else {
            char escaped[3] = {'%', hex[(sf_byte)*p >> 4], hex[(sf_byte)*p & 15]};
            insert(mend, escaped, 3, p);
            mend->done |= SF_MEND_USER_LETTERS;
        }
    }
    keep(mend, sign, pe);
}

/* ---- Values ---- */

/* The first `c` that is in no quotes, or pe. */
static const char *outside_quotes(const char *p, const char *pe, char c)
{
    for (bool quoted = false; p < pe && (quoted || *p != c); p++)
        if (quoted && *p == '\\' && p + 1 < pe)
            p++;
        else if (*p == '"')
            quoted = !quoted;
    return p;
}

static bool is_blank(const char *p, const char *pe)
{
    while (p < pe && sf_is_lws((sf_byte)*p))
        p++;
    return p == pe;
}

/* A list that begins with its ";", without the parameters that are none. */
static void put_parameters(struct mend *mend, const char *p, const char *pe)
{
    while (p < pe) {
        const char *end = outside_quotes(p + 1, pe, ';');
        if (*p == ';' && is_blank(p + 1, end) && wants(mend, SF_MEND_EMPTIES))
            mend->done |= SF_MEND_EMPTIES;
        else
            keep(mend, p, end);
        p = end;
    }
}

static bool is_display(const char *p, const char *pe)
{
    while (p < pe && (sf_class[(sf_byte)*p] & SF_CLASS_TOKEN || sf_is_lws((sf_byte)*p)))
        p++;
    return p == pe;
}

static void put_display(struct mend *mend, const char *p, const char *pe)
{
    const char *end = pe;
    while (end > p && sf_is_lws((sf_byte)end[-1]))
        end--;
    if (p == end || *p == '"' || is_display(p, end) || !wants(mend, SF_MEND_DISPLAY_NAMES)) {
        keep(mend, p, pe);
        return;
    }
    insert(mend, "\"", 1, p);
    for (; p < end; p++) {
        if (*p == '"' || *p == '\\')
            insert(mend, "\\", 1, p);
        keep(mend, p, p + 1);
    }
    insert(mend, "\" ", 2, end);
    mend->done |= SF_MEND_DISPLAY_NAMES;
}

static void put_address(struct mend *mend, const char *p, const char *pe)
{
    const char *open = outside_quotes(p, pe, '<'),
               *close = open < pe ? memchr(open, '>', (size_t)(pe - open)) : NULL;
    if (close) {
        put_display(mend, p, open);
        keep(mend, open, open + 1);
        put_uri(mend, open + 1, close);
        keep(mend, close, close + 1);
        put_parameters(mend, close + 1, pe);
    } else {
        const char *semicolon = outside_quotes(p, pe, ';');
        put_uri(mend, p, semicolon);
        put_parameters(mend, semicolon, pe);
    }
}

static void put_bracketed(struct mend *mend, const char *p, const char *pe)
{
    insert(mend, "<", 1, p);
    put_uri(mend, p, pe);
    insert(mend, ">", 1, pe);
    mend->done |= SF_MEND_BRACKETS;
}

static void put_comment(struct mend *mend, const char *p, const char *pe)
{
    insert(mend, "(", 1, p);
    for (; p < pe; p++) {
        if (*p == '(' || *p == ')' || *p == '\\')
            insert(mend, "\\", 1, p);
        keep(mend, p, p + 1);
    }
    insert(mend, ")", 1, pe);
    mend->done |= SF_MEND_PRODUCTS;
}

static void put_any(struct mend *mend, const char *p, const char *pe)
{
    const char *semicolon = outside_quotes(p, pe, ';');
    keep(mend, p, semicolon);
    put_parameters(mend, semicolon, pe);
}

static bool parses(const struct sf_kind *kind, const char *base, const char *p, const char *pe)
{
    union sf_typed typed;
    return kind->parse(base, sf_view_of(base, p, pe), &typed, NULL);
}

/* One way to mend a value; it stays if it helps. */
static bool helps(struct mend *mend, const struct sf_kind *kind,
                  void (*way)(struct mend *, const char *, const char *), const char *p,
                  const char *pe)
{
    struct mark before = mark(mend);
    way(mend, p, pe);
    if (!mend->full && parses(kind, mend->out, mend->out + before.n, mend->out + mend->n))
        return true;
    take_back(mend, before);
    return false;
}

static bool has_display(const struct sf_kind *kind)
{
    for (unsigned i = 0; i < kind->fields; i++)
        if (strcmp(kind->field[i].name, "display") == 0)
            return true;
    return false;
}

static void put_value(struct mend *mend, const struct sf_kind *kind, const char *p, const char *pe)
{
    bool address = has_display(kind), server = strcmp(kind->name, "server") == 0,
         bare = !memchr(p, '<', (size_t)(pe - p));
    if (p < pe && !parses(kind, mend->bytes, p, pe)) {
        if (helps(mend, kind, address ? put_address : put_any, p, pe))
            return;
        if (address && bare && wants(mend, SF_MEND_BRACKETS) &&
            helps(mend, kind, put_bracketed, p, pe))
            return;
        if (server && wants(mend, SF_MEND_PRODUCTS) && helps(mend, kind, put_comment, p, pe))
            return;
    }
    keep(mend, p, pe);
}

/* ---- Fields ---- */

static const char *value_end(enum sf_header_id id, const char *p, const char *pe)
{
    return sf_header_shape_of(id) == SF_SHAPE_LIST
               ? sf_value_end(p, pe, id == SF_HEADER_IN_REPLY_TO)
               : pe;
}

/* Every single value matches, and none is missing beside a comma. */
static bool is_sound(const struct mend *mend, enum sf_header_id id, const struct sf_kind *kind,
                     const char *p, const char *pe)
{
    if (is_blank(p, pe))
        return true;
    for (;; p++) {
        const char *end = value_end(id, p, pe), *first = p, *last = end;
        while (first < last && sf_is_lws((sf_byte)*first))
            first++;
        while (last > first && sf_is_lws((sf_byte)last[-1]))
            last--;
        if (!parses(kind, mend->bytes, first, last))
            return false;
        if ((p = end) == pe)
            return true;
    }
}

static void put_values(struct mend *mend, enum sf_header_id id, const struct sf_kind *kind,
                       const char *p, const char *pe)
{
    bool list = sf_header_shape_of(id) == SF_SHAPE_LIST, more = false;
    for (;; p++) {
        const char *end = value_end(id, p, pe), *first = p, *last = end;
        while (first < last && sf_is_lws((sf_byte)*first))
            first++;
        while (last > first && sf_is_lws((sf_byte)last[-1]))
            last--;
        if (list && first == last && wants(mend, SF_MEND_EMPTIES)) {
            mend->done |= SF_MEND_EMPTIES;
        } else {
            if (more)
                insert(mend, ", ", 2, first);
            put_value(mend, kind, first, last);
            more = true;
        }
        if ((p = end) == pe)
            return;
    }
}

/* One field from its name to the end of its last line, whose CRLF is not in it. */
static void put_field(struct mend *mend, const char *p, const char *pe)
{
    const char *colon = memchr(p, ':', (size_t)(pe - p)), *name_end = colon;
    while (name_end && name_end > p && sf_is_wsp((sf_byte)name_end[-1]))
        name_end--;
    enum sf_header_id id = colon ? sf_header_of((struct sf_str){p, (size_t)(name_end - p)})
                                 : SF_HEADER_OTHER;
    const struct sf_kind *kind = sf_kind_of(id);
    uint32_t length;
    if (id == SF_HEADER_CONTENT_LENGTH && mend->length < 0) {
        const char *value = colon + 1;
        while (value < pe && sf_is_lws((sf_byte)*value))
            value++;
        if (sf_content_length_parse(mend->bytes, sf_view_of(mend->bytes, value, pe), &length, NULL))
            mend->length = length;
    }
    if (!kind || id == SF_HEADER_CONTENT_LENGTH || is_sound(mend, id, kind, colon + 1, pe)) {
        keep(mend, p, pe);
        return;
    }
    const char *value = colon + 1;
    while (value < pe && sf_is_lws((sf_byte)*value))
        value++;
    struct mark before = mark(mend);
    mend->done = 0;
    keep(mend, p, value);
    put_values(mend, id, kind, value, pe);
    if (mend->done) {
        mend->done |= before.done;
    } else { /* nothing helped: as it was, with its own white space */
        take_back(mend, before);
        keep(mend, p, pe);
    }
}

/* ---- Lines ---- */

/* The end of the line at p without its CRLF, or LF, and what follows that; null if it has no end.
 */
static const char *line_end(const struct mend *mend, const char *p, const char **next)
{
    for (const char *at = p; (at = memchr(at, '\n', (size_t)(mend->end - at))); at++) {
        bool crlf = at > p && at[-1] == '\r';
        if (!crlf && !wants(mend, SF_MEND_LINE_ENDS))
            continue;
        *next = at + 1;
        return crlf ? at - 1 : at;
    }
    return NULL;
}

static void put_line_end(struct mend *mend, const char *end, const char *next)
{
    if (next - end == 2) {
        keep(mend, end, next);
        return;
    }
    insert(mend, "\r", 1, end);
    keep(mend, end, next);
    mend->done |= SF_MEND_LINE_ENDS;
}

static const char *word_end(const char *p, const char *pe)
{
    while (p < pe && !sf_is_wsp((sf_byte)*p))
        p++;
    return p;
}

static const char *word_begin(const char *p, const char *pe)
{
    while (p < pe && sf_is_wsp((sf_byte)*p))
        p++;
    return p;
}

static void put_request_uri(struct mend *mend, const char *p, const char *pe)
{
    struct sf_uri uri;
    struct mark before = mark(mend);
    if (!sf_uri_parse(mend->bytes, sf_view_of(mend->bytes, p, pe), &uri, NULL)) {
        put_uri(mend, p, pe);
        if (!mend->full &&
            sf_uri_parse(mend->out,
                         sf_view_of(mend->out, mend->out + before.n, mend->out + mend->n), &uri,
                         NULL))
            return;
        take_back(mend, before);
    }
    keep(mend, p, pe);
}

/* White space between two parts: one space. */
static void put_space(struct mend *mend, const char *p, const char *pe)
{
    bool plain = pe - p == 1 && *p == ' ';
    if (plain || !wants(mend, SF_MEND_START_LINE)) {
        keep(mend, p, pe);
        return;
    }
    insert(mend, " ", 1, p);
    mend->done |= SF_MEND_START_LINE;
}

static void put_start_line(struct mend *mend, const char *p, const char *pe)
{
    const char *first_end = word_end(p, pe), *second = word_begin(first_end, pe),
               *second_end = word_end(second, pe);
    const char *third = word_begin(second_end, pe), *third_end = word_end(third, pe);
    bool response = pe - p >= 4 && sf_str_equal_nocase((struct sf_str){p, 4}, SF_STR("SIP/"));
    bool request = !response && third < third_end && is_blank(third_end, pe);
    if (!(request || response) || p == first_end || second == second_end) {
        keep(mend, p, pe);
        return;
    }
    keep(mend, p, first_end);
    put_space(mend, first_end, second);
    if (response) {
        keep(mend, second, second_end);
        if (second_end == pe) /* no space after the code; a further one is the phrase's */
            put_space(mend, pe, pe);
        keep(mend, second_end, pe);
        return;
    }
    put_request_uri(mend, second, second_end);
    put_space(mend, second_end, third);
    keep(mend, third, third_end);
    if (third_end < pe && wants(mend, SF_MEND_START_LINE))
        mend->done |= SF_MEND_START_LINE;
    else
        keep(mend, third_end, pe);
}

/* A body that has LFs alone and lacks as many bytes as Content-Length says, or fewer. */
static void put_body(struct mend *mend, const char *p)
{
    struct mark before = mark(mend);
    if (wants(mend, SF_MEND_LINE_ENDS) && mend->length > mend->end - p) {
        const char *body = p, *next, *end;
        for (; (end = line_end(mend, body, &next)); body = next) {
            keep(mend, body, end);
            put_line_end(mend, end, next);
        }
        keep(mend, body, mend->end);
        if (!mend->full && (int64_t)(mend->n - before.n) >= mend->length)
            return;
        take_back(mend, before);
    }
    keep(mend, p, mend->end);
}

static void put_message(struct mend *mend)
{
    const char *p = mend->bytes, *end, *next;
    bool started = false;
    while ((end = line_end(mend, p, &next))) {
        if (!started && end == p) { /* before the start line (3261:7.5) */
            put_line_end(mend, end, next);
            p = next;
            continue;
        }
        if (started && end == p) {
            put_line_end(mend, end, next);
            put_body(mend, next);
            return;
        }
        if (!started) {
            put_start_line(mend, p, end);
        } else {
            bool lone = false; /* a fold whose LF is alone */
            while (next < mend->end && sf_is_wsp((sf_byte)*next)) {
                const char *further, *line = line_end(mend, next, &further);
                if (!line)
                    break;
                lone = lone || next - end == 1;
                if (lone) {
                    keep(mend, p, end);
                    put_line_end(mend, end, next);
                    p = next;
                }
                end = line;
                next = further;
            }
            if (lone)
                keep(mend, p, end);
            else
                put_field(mend, p, end);
        }
        started = true;
        put_line_end(mend, end, next);
        p = next;
    }
    keep(mend, p, mend->end);
}

static size_t run(struct mend *mend, size_t length)
{
    mend->end = mend->bytes + length;
    mend->length = -1;
    if (length > SF_LIMIT_MESSAGE_BYTES)
        return 0;
    put_message(mend);
    return mend->crowded ? 0 : mend->n;
}

size_t sf_mend(const char *bytes, size_t length, uint32_t wanted, char *out, size_t size,
               uint32_t *done)
{
    struct mend mend = {.bytes = bytes, .out = out, .size = size, .wanted = wanted, .at = SIZE_MAX};
    size_t n = run(&mend, length);
    if (done)
        *done = n ? mend.done : 0;
    return n;
}

size_t sf_mend_origin(const char *bytes, size_t length, uint32_t wanted, size_t at, char *out,
                      size_t size)
{
    struct mend mend = {
        .bytes = bytes, .out = out, .size = size, .wanted = wanted, .at = at, .origin = length};
    run(&mend, length);
    return mend.origin;
}

/* ---- Names ---- */

static const struct {
    const char *name;
    enum sf_mend bit;
} names[] = {
    {"line-ends", SF_MEND_LINE_ENDS},
    {"start-line", SF_MEND_START_LINE},
    {"display-names", SF_MEND_DISPLAY_NAMES},
    {"brackets", SF_MEND_BRACKETS},
    {"empties", SF_MEND_EMPTIES},
    {"user-letters", SF_MEND_USER_LETTERS},
    {"products", SF_MEND_PRODUCTS},
};

const char *sf_mend_name(enum sf_mend bit)
{
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (names[i].bit == bit)
            return names[i].name;
    return "";
}

uint32_t sf_mend_named(struct sf_str name)
{
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (sf_str_equal(name, sf_str_of(names[i].name)))
            return names[i].bit;
    return 0;
}
