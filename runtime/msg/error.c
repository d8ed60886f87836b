/* sipfsm msg: errors as text, and their places. */
#include "sipfsm/msg.h"

#include "msg/lists.h"

/* A text for each header and kind, because the result is static. */
#define X(id, name, ...) [SF_HEADER_##id] = "Malformed " name,
static const char *const malformed[SF_HEADERS] = {[SF_HEADER_OTHER] = "Malformed header",
                                                  SF_HEADER_LIST(X)};
#undef X
#define X(id, name, ...) [SF_HEADER_##id] = "Missing " name,
static const char *const missing[SF_HEADERS] = {[SF_HEADER_OTHER] = "Missing header",
                                                SF_HEADER_LIST(X)};
#undef X
#define X(id, name, ...) [SF_HEADER_##id] = "Repeated " name,
static const char *const repeated[SF_HEADERS] = {[SF_HEADER_OTHER] = "Repeated header",
                                                 SF_HEADER_LIST(X)};
#undef X

const char *sf_msg_error_text(const struct sf_msg_error *error)
{
    enum sf_header_id id = (unsigned)error->header < SF_HEADERS ? error->header : SF_HEADER_OTHER;
    struct sf_str about;
    switch (error->code) {
    case SF_MSG_HEADER_VALUE:
        return malformed[id];
    case SF_MSG_MISSING:
        return missing[id];
    case SF_MSG_REPEATED:
        return repeated[id];
    default:
        return sf_msg_error_what(error, &about);
    }
}

const char *sf_msg_error_what(const struct sf_msg_error *error, struct sf_str *about)
{
    struct sf_str name = sf_header_name(error->header);
    if (!name.len)
        name = SF_STR("header");
    *about = SF_STR("");
    switch (error->code) {
    case SF_MSG_OK:
        return "No error";
    case SF_MSG_NOT_SIP:
        return "Not a SIP message";
    case SF_MSG_CUT_SHORT:
        return error->header == SF_HEADER_CONTENT_LENGTH ? "Body shorter than Content-Length"
                                                         : "Message cut short";
    case SF_MSG_VERSION:
        return "SIP version not supported";
    case SF_MSG_TOO_LARGE:
        return "Past a limit of the parser";
    case SF_MSG_START_LINE:
        return "Malformed start line";
    case SF_MSG_HEADER_LINE:
        return "Malformed header line";
    case SF_MSG_HEADER_VALUE:
        *about = name;
        return "Malformed";
    case SF_MSG_MISSING:
        *about = name;
        return "Missing";
    case SF_MSG_REPEATED:
        *about = name;
        return "Repeated";
    case SF_MSG_CSEQ_METHOD:
        return "CSeq method differs from the request's";
    case SF_MSG_URI:
        return "Malformed Request-URI";
    }
    return "Unknown error";
}

void sf_msg_place(const char *bytes, size_t length, uint32_t at, uint32_t *line, uint32_t *column)
{
    const char *start = bytes, *end = bytes + (at < length ? at : length), *next;
    *line = 1;
    while (start < end && (next = memchr(start, '\n', (size_t)(end - start)))) {
        start = next + 1;
        ++*line;
    }
    *column = (uint32_t)(end - start) + 1;
}
