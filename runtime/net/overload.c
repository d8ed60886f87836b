/* See overload.h. */
#include "overload.h"

#include "sipfsm/build.h"
#include "sipfsm/msg.h"

#include <string.h>
#include <uv.h>

/* In seconds; it is not so much a promise as a plea. */
#define RETRY_AFTER SF_STR("10")
/* A wait so many times too long: there are no answers any more. */
#define SILENT_TIMES 8

void sf_overload_init(struct sf_overload *overload, uint8_t family)
{
    static const char hex[] = "0123456789abcdef";
    uint64_t tag = 0;
    memset(overload, 0, sizeof *overload);
    sf_admission_init(&overload->admission);
    sf_sieve_init(&overload->sieve, family);
    sf_crowd_init(&overload->crowd);
    uv_random(NULL, NULL, overload->sieve.key, sizeof overload->sieve.key, 0, NULL);
    overload->sieve.key[1] |= 1;
    memcpy(overload->crowd.key, overload->sieve.key, sizeof overload->crowd.key);
    uv_random(NULL, NULL, &tag, sizeof tag, 0, NULL);
    for (unsigned i = 0; i < 16; i++)
        overload->tag[i] = hex[tag >> (4 * i) & 15];
}

/* ---- How much is admitted ---- */

static bool begins(const char *bytes, size_t length, const char *with)
{
    size_t n = strlen(with);
    return length > n && memcmp(bytes, with, n) == 0;
}

/* A re-INVITE counts too: it takes as much time, and there are few. */
void sf_overload_count(struct sf_overload *overload, const char *bytes, size_t length,
                       const struct sf_address *from)
{
    if (begins(bytes, length, "INVITE "))
        overload->crowd.seen[sf_crowd_group(&overload->crowd, from)]++;
}

bool sf_overload_note(struct sf_overload *overload, uint64_t now_us, uint64_t wait_us,
                      uint64_t longest_us)
{
    if (!sf_admission_note(&overload->admission, now_us, wait_us, longest_us))
        return false;
    uint32_t share = overload->admission.share;
    overload->silent = overload->admission.before_us > SILENT_TIMES * longest_us &&
                       share < SF_SHARE_ALL;
    sf_crowd_settle(&overload->crowd, overload->sieve.passing, share);
    return true;
}

/* A sixteenth more than is admitted passes; so much gets an answer, the rest gets none. Setting a
 * filter takes time: it stays while it is nearly right. */
void sf_overload_sift(struct sf_overload *overload, int fd)
{
    uint32_t passing[SF_CROWD_GROUPS];
    bool wrong = false;
    for (unsigned i = 0; i < SF_CROWD_GROUPS; i++) {
        uint32_t share = overload->crowd.share[i], old = overload->sieve.passing[i];
        wrong |= old < share || old > share + share / 8;
        passing[i] = share + share / 16 < SF_SHARE_ALL ? share + share / 16 : SF_SHARE_ALL;
    }
    if (wrong)
        sf_sieve_set(&overload->sieve, fd, passing);
}

/* ---- What is refused ---- */

static bool is_named(struct sf_str parameter, struct sf_str name)
{
    return parameter.len >= name.len &&
           sf_str_equal_nocase((struct sf_str){parameter.p, name.len}, name) &&
           (parameter.len == name.len || parameter.p[name.len] == '=');
}

/* The top Via: `received` and the value of rport are always added, which 3261:18.2.1 and 3581:4
 * allow; what it says of them itself is left out. False: a parameter has quotes, which nobody
 * writes here; it gets no answer. */
static bool put_top_via(struct sf_build *b, const struct sf_msg *msg, const struct sf_address *from)
{
    const struct sf_via *via = &msg->via;
    struct sf_str parameters = sf_msg_str(msg, via->parameters);
    char host[SF_ADDRESS_TEXT_BYTES];
    struct sf_str text = {host, sf_address_host_text(from, host)};
    if (from->family == 6) /* without the brackets: 3261:25.1 */
        text = (struct sf_str){host + 1, text.len - 2};
    sf_build_open(b, "Via");
    sf_build_unfolded(b, (struct sf_str){msg->bytes + via->whole.at,
                                         via->sent_by.at + via->sent_by.len - via->whole.at});
    for (size_t at = 0; at < parameters.len;) {
        const char *end = memchr(parameters.p + at, ';', parameters.len - at);
        struct sf_str one = {parameters.p + at,
                             end ? (size_t)(end - parameters.p) - at : parameters.len - at};
        at += one.len + 1;
        if (memchr(one.p, '"', one.len))
            return false;
        if (is_named(one, SF_STR("rport")) || is_named(one, SF_STR("received")))
            continue;
        sf_build_text(b, SF_STR(";"));
        sf_build_unfolded(b, one);
    }
    sf_build_text(b, SF_STR(";received="));
    sf_build_text(b, text);
    if (via->has_rport) {
        sf_build_text(b, SF_STR(";rport="));
        sf_build_number(b, from->port);
    }
    sf_build_close(b);
    return true;
}

static void put_first(struct sf_build *b, const struct sf_msg *msg, enum sf_header_id id)
{
    int field = sf_msg_find(msg, id, 0);
    if (field >= 0)
        sf_build_copy(b, msg, (unsigned)field);
}

static size_t put_answer(const struct sf_overload *overload, const struct sf_msg *msg,
                         const struct sf_address *from, char *answer, size_t size)
{
    struct sf_build b;
    struct sf_msg_values at = {0, 0};
    struct sf_view value;
    sf_build_begin(&b, answer, size);
    sf_build_status(&b, 503, sf_reason_of(503));
    if (!put_top_via(&b, msg, from))
        return 0;
    sf_msg_next_value(msg, SF_HEADER_VIA, &at, &value); /* that was it */
    while (sf_msg_next_value(msg, SF_HEADER_VIA, &at, &value)) {
        sf_build_open(&b, "Via");
        sf_build_unfolded(&b, sf_msg_str(msg, value));
        sf_build_close(&b);
    }
    put_first(&b, msg, SF_HEADER_FROM);
    sf_build_open(&b, "To");
    sf_build_unfolded(&b, sf_msg_value(msg, SF_HEADER_TO));
    sf_build_text(&b, SF_STR(";tag="));
    sf_build_text(&b, (struct sf_str){overload->tag, 16});
    sf_build_close(&b);
    put_first(&b, msg, SF_HEADER_CALL_ID);
    put_first(&b, msg, SF_HEADER_CSEQ);
    sf_build_header(&b, "Retry-After", RETRY_AFTER);
    return sf_build_end(&b, SF_STR(""), SF_STR(""));
}

bool sf_overload_refuses(const struct sf_overload *overload, const char *bytes, size_t length,
                         const struct sf_address *from, char *answer, size_t answer_size,
                         size_t *answer_bytes, struct sf_address *to)
{
    static _Thread_local struct sf_msg msg;
    *answer_bytes = 0;
    if (begins(bytes, length, "ACK "))
        return memmem(bytes, length, overload->tag, 16) != NULL;
    if (!begins(bytes, length, "INVITE ") ||
        sf_sieve_draw(&overload->sieve, bytes, length) <
            overload->crowd.share[sf_crowd_group(&overload->crowd, from)] ||
        sf_msg_parse(&msg, bytes, length, NULL) != SF_MSG_OK || msg.to_tag.len)
        return false;
    if (overload->silent)
        return true;
    *to = *from; /* 3261:18.2.2, 3581:4 */
    if (!msg.via.has_rport)
        to->port = msg.via.port < 0 ? sf_transport_port(to->transport) : (uint16_t)msg.via.port;
    *answer_bytes = put_answer(overload, &msg, from, answer, answer_size);
    return true;
}
