/* The first byte says which header the rest is the value of: below 16 the kinds of sipfsm/msg.h,
 * each alone; then every id of sf_header_id inside an ordinary message, which is how sf_msg_check
 * types it, and alone by its kind; from 160 on, kinds that no header has. The typed kinds come from
 * sf_kind_of: nothing is to be added here for a new one. */
#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>

enum { ALONE = 16, OTHERS = 160 };

static bool (*const typed[ALONE])(const char *bytes, size_t size) = {fuzz_via, fuzz_name_addr,
                                                                     fuzz_cseq, fuzz_content_type};
static const char *const others[] = {"tel", "uri"};

static const char frame[] = "OPTIONS sip:a@b SIP/2.0\r\nVia: SIP/2.0/UDP "
                            "h;branch=z9hG4bKa\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:a@b>\r\n"
                            "Call-ID: 1\r\nCSeq: 1 OPTIONS\r\n";

static void in_message(enum sf_header_id id, const char *value, size_t size)
{
    struct sf_str name = id == SF_HEADER_OTHER ? SF_STR("X-Other") : sf_header_name(id);
    /* A header that the frame already has is replaced, because a repeated header would be refused.
     */
    char *message = malloc(sizeof frame + name.len + size + 8), *to = message;
    if (!message)
        abort();
    for (const char *line = frame; *line; line = strstr(line, "\r\n") + 2) {
        size_t length = (size_t)(strstr(line, "\r\n") + 2 - line);
        if (strncmp(line, name.p, name.len) == 0 && line[name.len] == ':')
            continue;
        memcpy(to, line, length);
        to += length;
    }
    to += sprintf(to, "%s: ", name.p);
    memcpy(to, value, size);
    memcpy(to + size, "\r\n\r\n", 4);
    fuzz_message(message, (size_t)(to - message) + size + 4);
    free(message);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1 || size > 20000)
        return 0;
    const char *value = (const char *)data + 1;
    unsigned which = data[0];
    size--;
    if (which < ALONE) {
        if (typed[which])
            typed[which](value, size);
    } else if (which >= OTHERS) {
        fuzz_kind(sf_kind_named(others[(which - OTHERS) % (sizeof others / sizeof *others)]), value,
                  size);
    } else {
        enum sf_header_id id = (enum sf_header_id)((which - ALONE) % SF_HEADERS);
        in_message(id, value, size);
        if (sf_kind_of(id))
            fuzz_kind(sf_kind_of(id), value, size);
    }
    return 0;
}
