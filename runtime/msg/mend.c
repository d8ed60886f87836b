/* sipfsm msg: applies tolerances to messages, line by line. See sipfsm/mend.h. */
#include "sipfsm/mend.h"

#include "sipfsm/kind.h"

#include "mend_field.h"

/* The end of the line at p without its CRLF, or LF, and what follows that; null if it has no end.
 */
static const char *line_end(const struct sf_mending *mend, const char *p, const char **next)
{
    for (const char *at = p; (at = memchr(at, '\n', (size_t)(mend->end - at))); at++) {
        bool crlf = at > p && at[-1] == '\r';
        if (!crlf && !sf_mend_wants(mend, SF_MEND_LINE_ENDS))
            continue;
        *next = at + 1;
        return crlf ? at - 1 : at;
    }
    return NULL;
}

static void put_line_end(struct sf_mending *mend, const char *end, const char *next)
{
    if (next - end == 2) {
        sf_mend_keep(mend, end, next);
        return;
    }
    sf_mend_insert(mend, "\r", 1, end);
    sf_mend_keep(mend, end, next);
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

static void put_request_uri(struct sf_mending *mend, const char *p, const char *pe)
{
    struct sf_uri uri;
    struct sf_mend_mark before = sf_mend_mark(mend);
    if (!sf_uri_parse(mend->bytes, sf_view_of(mend->bytes, p, pe), &uri, NULL)) {
        sf_mend_put_uri(mend, p, pe);
        if (!mend->full &&
            sf_uri_parse(mend->out,
                         sf_view_of(mend->out, mend->out + before.n, mend->out + mend->n), &uri,
                         NULL))
            return;
        sf_mend_take_back(mend, before);
    }
    sf_mend_keep(mend, p, pe);
}

/* White space between two parts: one space. */
static void put_space(struct sf_mending *mend, const char *p, const char *pe)
{
    bool plain = pe - p == 1 && *p == ' ';
    if (plain || !sf_mend_wants(mend, SF_MEND_START_LINE)) {
        sf_mend_keep(mend, p, pe);
        return;
    }
    sf_mend_insert(mend, " ", 1, p);
    mend->done |= SF_MEND_START_LINE;
}

static void put_start_line(struct sf_mending *mend, const char *p, const char *pe)
{
    const char *first_end = word_end(p, pe), *second = word_begin(first_end, pe),
               *second_end = word_end(second, pe);
    const char *third = word_begin(second_end, pe), *third_end = word_end(third, pe);
    bool response = pe - p >= 4 && sf_str_equal_nocase((struct sf_str){p, 4}, SF_STR("SIP/"));
    bool request = !response && third < third_end && sf_mend_is_blank(third_end, pe);
    if (!(request || response) || p == first_end || second == second_end) {
        sf_mend_keep(mend, p, pe);
        return;
    }
    sf_mend_keep(mend, p, first_end);
    put_space(mend, first_end, second);
    if (response) {
        sf_mend_keep(mend, second, second_end);
        if (second_end == pe) /* no space after the code; a further space belongs to the phrase */
            put_space(mend, pe, pe);
        sf_mend_keep(mend, second_end, pe);
        return;
    }
    put_request_uri(mend, second, second_end);
    put_space(mend, second_end, third);
    sf_mend_keep(mend, third, third_end);
    if (third_end < pe && sf_mend_wants(mend, SF_MEND_START_LINE))
        mend->done |= SF_MEND_START_LINE;
    else
        sf_mend_keep(mend, third_end, pe);
}

/* A body that has LFs alone and lacks as many bytes as Content-Length says, or fewer. */
static void put_body(struct sf_mending *mend, const char *p)
{
    struct sf_mend_mark before = sf_mend_mark(mend);
    if (sf_mend_wants(mend, SF_MEND_LINE_ENDS) && mend->length > mend->end - p) {
        const char *body = p, *next, *end;
        for (; (end = line_end(mend, body, &next)); body = next) {
            sf_mend_keep(mend, body, end);
            put_line_end(mend, end, next);
        }
        sf_mend_keep(mend, body, mend->end);
        if (!mend->full && (int64_t)(mend->n - before.n) >= mend->length)
            return;
        sf_mend_take_back(mend, before);
    }
    sf_mend_keep(mend, p, mend->end);
}

static void put_message(struct sf_mending *mend)
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
                    sf_mend_keep(mend, p, end);
                    put_line_end(mend, end, next);
                    p = next;
                }
                end = line;
                next = further;
            }
            if (lone)
                sf_mend_keep(mend, p, end);
            else
                sf_mend_put_field(mend, p, end);
        }
        started = true;
        put_line_end(mend, end, next);
        p = next;
    }
    sf_mend_keep(mend, p, mend->end);
}

static size_t run(struct sf_mending *mend, size_t length)
{
    mend->end = mend->bytes + length;
    mend->length = -1;
    if (length > SF_LIMIT_MESSAGE_BYTES)
        return 0;
    put_message(mend);
    return mend->crowded ? 0 : mend->n;
}

static struct sf_mend_rule rule_of_list(const struct sf_mending *mend, enum sf_header_id id)
{
    for (size_t i = 0; i < mend->fields; i++)
        if (mend->field[i].id == id)
            return (struct sf_mend_rule){mend->field[i].parse, mend->field[i].address, false};
    return (struct sf_mend_rule){NULL, false, false};
}

static bool has_display(const struct sf_kind *kind)
{
    for (unsigned i = 0; i < kind->fields; i++)
        if (strcmp(kind->field[i].name, "display") == 0)
            return true;
    return false;
}

static struct sf_mend_rule rule_of_kind(const struct sf_mending *mend, enum sf_header_id id)
{
    const struct sf_kind *kind = sf_kind_of(id);
    (void)mend;
    if (!kind)
        return (struct sf_mend_rule){NULL, false, false};
    return (struct sf_mend_rule){kind->parse, has_display(kind), strcmp(kind->name, "server") == 0};
}

/* Runs, and says what has been mended. */
static size_t mended(struct sf_mending *mend, size_t length, uint32_t *done)
{
    size_t n = run(mend, length);
    if (done)
        *done = n ? mend->done : 0;
    return n;
}

size_t sf_mend_only(const char *bytes, size_t length, uint32_t wanted,
                    const struct sf_mend_field *field, size_t fields, char *out, size_t size,
                    uint32_t *done)
{
    struct sf_mending mend = {.bytes = bytes,
                              .out = out,
                              .size = size,
                              .wanted = wanted,
                              .at = SIZE_MAX,
                              .rule_of = rule_of_list,
                              .field = field,
                              .fields = fields};
    return mended(&mend, length, done);
}

size_t sf_mend(const char *bytes, size_t length, uint32_t wanted, char *out, size_t size,
               uint32_t *done)
{
    struct sf_mending mend = {.bytes = bytes,
                              .out = out,
                              .size = size,
                              .wanted = wanted,
                              .at = SIZE_MAX,
                              .rule_of = rule_of_kind};
    return mended(&mend, length, done);
}

size_t sf_mend_origin(const char *bytes, size_t length, uint32_t wanted, size_t at, char *out,
                      size_t size)
{
    struct sf_mending mend = {.bytes = bytes,
                              .out = out,
                              .size = size,
                              .wanted = wanted,
                              .at = at,
                              .origin = length,
                              .rule_of = rule_of_kind};
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
