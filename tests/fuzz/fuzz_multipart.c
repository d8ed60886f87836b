/* The first line is a Content-Type's value, the rest a body. */
#include "fuzz.h"

#include <stdlib.h>

#include "sipfsm/multipart.h"

static const char *base;

static void check_error(const struct sf_multipart_error *error, struct sf_view type,
                        struct sf_view body)
{
    if (error->code == SF_MULTIPART_OK)
        return;
    FUZZ_MUST((error->at >= type.at && error->at <= type.at + type.len) ||
                  (error->at >= body.at && error->at <= body.at + body.len),
              "the error at %u is outside", error->at);
    FUZZ_MUST(error->code == SF_MULTIPART_END || (error->rule[0] && error->clause[0]),
              "an error without a rule or a clause");
    FUZZ_MUST(sf_multipart_error_text(error)[0], "code %d has no text", error->code);
}

static bool is_wsp(char c)
{
    return c == ' ' || c == '\t';
}

/* True if a delimiter line of this boundary begins there, found in the simplest way. */
static bool is_delimiter(const struct sf_multipart *multipart, const char *p, const char *pe)
{
    size_t length = multipart->boundary_length;
    if (pe - p < (ptrdiff_t)length + 4 || memcmp(p, "\r\n--", 4) != 0 ||
        memcmp(p + 4, multipart->boundary, length) != 0)
        return false;
    p += length + 4;
    if (pe - p >= 2 && memcmp(p, "--", 2) == 0)
        p += 2;
    while (p < pe && is_wsp(*p))
        p++;
    return pe - p >= 2 && memcmp(p, "\r\n", 2) == 0;
}

static void check_part(const struct sf_multipart *multipart, const struct sf_part *part,
                       uint32_t past)
{
    FUZZ_MUST(fuzz_within(part->whole, multipart->whole) && part->whole.at >= past,
              "part %u reaches out of the body", multipart->parts);
    FUZZ_MUST(fuzz_within(part->body, part->whole) &&
                  part->body.at + part->body.len == part->whole.at + part->whole.len,
              "part %u has its body elsewhere", multipart->parts);
    FUZZ_MUST(part->header_count <= SF_LIMIT_PART_HEADERS, "%u headers", part->header_count);
    for (uint32_t i = 0; i < part->header_count; i++) {
        const struct sf_part_header *header = &part->header[i];
        FUZZ_MUST(header->name.len && fuzz_within(header->name, part->whole) &&
                      fuzz_within(header->value, part->whole),
                  "header %u is outside", i);
        FUZZ_MUST(header->value.at > header->name.at &&
                      header->value.at + header->value.len <= part->body.at,
                  "header %u is in the body", i);
        FUZZ_MUST(sf_part_value(base, part, sf_view_str(base, header->name)).p,
                  "header %u is not found by its name", i);
    }
    const char *p = base + part->body.at, *pe = p + part->body.len;
    for (const char *q = p; q < pe; q++)
        FUZZ_MUST(!is_delimiter(multipart, q, pe), "a delimiter is in a part");
    FUZZ_MUST(memcmp(pe, "\r\n--", 4) == 0 &&
                  memcmp(pe + 4, multipart->boundary, multipart->boundary_length) == 0,
              "no delimiter behind a part");
}

/* Reads all parts, and the parts in these. The verdict is that of sf_multipart_check. */
static enum sf_multipart_code walk(struct sf_multipart *multipart, struct sf_view type,
                                   struct sf_multipart_error *error)
{
    struct sf_part part;
    uint32_t past = multipart->whole.at;
    enum sf_multipart_code code = multipart->error.code;
    while (code == SF_MULTIPART_OK &&
           (code = sf_multipart_next(multipart, &part, error)) == SF_MULTIPART_OK) {
        check_part(multipart, &part, past);
        past = part.whole.at + part.whole.len;
        if (sf_part_is_multipart(base, &part)) {
            struct sf_multipart inner;
            FUZZ_MUST(sf_multipart_enter(&inner, multipart, &part, error) == inner.error.code,
                      "two codes");
            FUZZ_MUST(inner.depth <= SF_LIMIT_NESTING || inner.error.code != SF_MULTIPART_OK,
                      "too deep");
            FUZZ_MUST(fuzz_within(inner.whole, part.whole),
                      "a part reaches out of the one around it");
            if ((code = walk(&inner, part.content_type, error)) != SF_MULTIPART_OK)
                return code;
        }
    }
    check_error(error, type, multipart->whole);
    FUZZ_MUST(fuzz_within(multipart->preamble, multipart->whole) &&
                  fuzz_within(multipart->epilogue, multipart->whole),
              "an epilogue outside");
    FUZZ_MUST(sf_multipart_next(multipart, &part, NULL) == multipart->error.code &&
                  multipart->error.code != SF_MULTIPART_OK,
              "an error that does not stay");
    return code == SF_MULTIPART_END ? SF_MULTIPART_OK : code;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *line = size ? memchr(data, '\n', size) : NULL;
    struct sf_multipart multipart;
    struct sf_multipart_error error, checked;
    if (!line || size > SF_LIMIT_MESSAGE_BYTES)
        return 0;
    char *copy = fuzz_copy(data, size);
    base = copy;
    size_t length = (size_t)(line - (const char *)data);
    struct sf_view type = {0, (uint32_t)length},
                   body = {(uint32_t)length + 1, (uint32_t)(size - length - 1)};
    sf_multipart_begin(&multipart, base, type, body, &error);
    FUZZ_MUST(multipart.boundary_length <= 70, "a boundary of %u bytes", multipart.boundary_length);
    enum sf_multipart_code code = walk(&multipart, type, &error);
    FUZZ_MUST(sf_multipart_check(base, type, body, &checked) == code, "checked as %d, walked as %d",
              checked.code, code);
    FUZZ_MUST(code == SF_MULTIPART_OK || checked.at == error.at, "the error is at %u, and at %u",
              checked.at, error.at);
    free(copy);
    return 0;
}
