#include "solo.h"

#include <stdio.h>
#include <stdlib.h>

#include "sipfsm/build.h"

const struct sf_str SOLO_TYPE = {"application/sdp", 15}, SOLO_SDP = {"v=0\r\n", 5};

void solo_also_ipv6(struct sf_ua_config *config)
{
    static const struct sf_address more = {.family = 6, .port = 5060, .ip = {0xfd, [15] = 2}};
    config->more_local = &more;
    config->more_locals = 1;
}

static void take_datagram(struct solo *solo, const struct sf_datagram *datagram)
{
    static struct sf_msg msg;
    char why[SF_VIRTUAL_TEXT_BYTES];
    if (!sf_virtual_is_sound(&msg, datagram, true, why))
        fail_msg("it sends what the parser refuses: %s\n%.*s", why, (int)datagram->length,
                 datagram->bytes);
    assert_true(datagram->length < SOLO_TEXT);
    unsigned at = solo->outs < SOLO_OUT ? solo->outs++ : SOLO_OUT - 1;
    solo->out[at].to = datagram->to;
    solo->out[at].token = datagram->token;
    solo->out[at].length = datagram->length;
    memcpy(solo->out[at].text, datagram->bytes, datagram->length);
    solo->out[at].text[datagram->length] = 0;
    if (solo->watch)
        solo->watch(solo, true, datagram->bytes, datagram->length);
}

static void take_event(struct solo *solo, const struct sf_ua_event *event)
{
    solo->event[solo->events < SOLO_OUT ? solo->events++ : SOLO_OUT - 1] = *event;
    solo->seen[event->type]++;
    if (event->type == SF_UA_EV_INCOMING)
        solo->call = event->call;
    if (event->type == SF_UA_EV_DIALOG)
        assert_true(sf_dialog_copy(&solo->dialog, solo->dialog_text, sizeof solo->dialog_text,
                                   event->dialog));
}

static void take(void *user, const struct sf_output *output)
{
    struct solo *solo = user;
    if (output->type == SF_OUTPUT_DATAGRAM)
        take_datagram(solo, &output->datagram);
    else if (output->type == SF_OUTPUT_QUERY)
        solo->query(solo, &output->query);
    else
        take_event(solo, &output->event);
}

struct solo *solo_new(uint32_t calls, void (*change)(struct sf_ua_config *))
{
    struct solo *solo = calloc(1, sizeof *solo);
    assert_non_null(solo);
    solo->now_us = 1000000;
    solo->drains = true;
    solo->peer = (struct sf_address){.family = 4, .port = 5060, .ip = {192, 0, 2, 9}};
    struct sf_ua_config config = {.calls = calls,
                                  .calls_per_second = 1,
                                  .calls_per_source = SF_UA_NO_LIMIT,
                                  .repeats_unproven = SF_UA_NO_LIMIT,
                                  .udp_request_bytes = SF_UA_NO_LIMIT,
                                  .message_bytes = 8000,
                                  .user = SF_STR("bob"),
                                  .local = {.family = 4, .port = 5060, .ip = {10, 0, 0, 2}}};
    if (change)
        change(&config);
    assert_true(sf_virtual_open(&solo->core, &config, 4711));
    solo->core.take = take;
    solo->core.user = solo;
    solo->ua = solo->core.ua;
    return solo;
}

struct sf_ua_counters solo_counters(const struct solo *solo)
{
    struct sf_ua_counters counters;
    sf_ua_counters(solo->ua, &counters);
    return counters;
}

void solo_free(struct solo *solo)
{
    assert_int_equal(solo_counters(solo).impossible, 0);
    assert_int_equal(solo_counters(solo).stale, solo->stale);
    sf_virtual_close(&solo->core);
    free(solo);
}

void solo_drain(struct solo *solo)
{
    solo->core.keeps = false;
    solo->outs = solo->events = 0;
    sf_virtual_drain(&solo->core);
}

void solo_wait(struct solo *solo, uint64_t for_us)
{
    uint64_t until_us = solo->now_us + for_us, next_us;
    solo->core.keeps = false;
    solo->outs = solo->events = 0;
    while ((next_us = sf_ua_next_deadline(solo->ua)) <= until_us) {
        if (next_us > solo->now_us)
            solo->now_us = next_us;
        assert_int_equal(sf_virtual_tick(&solo->core, solo->now_us), SF_UA_OK);
    }
    solo->now_us = until_us;
}

void solo_assert_empty(struct solo *solo)
{
    char left[SF_VIRTUAL_TEXT_BYTES];
    if (!sf_virtual_is_empty(solo->ua, left))
        fail_msg("left behind: %s", left);
    assert_int_equal(solo_usage(solo).sources, 0);
}

void solo_dry(struct solo *solo)
{
    uint64_t next_us;
    solo_drain(solo);
    for (unsigned ticks = 0; (next_us = sf_ua_next_deadline(solo->ua)) != UINT64_MAX; ticks++) {
        assert_true(ticks < 1000000);
        if (next_us > solo->now_us)
            solo->now_us = next_us;
        sf_virtual_tick(&solo->core, solo->now_us);
    }
    solo_assert_empty(solo);
}

size_t hand_write(const struct hand *hand, char **text)
{
    static char buffer[70000];
#define OR(part, other) (hand->part ? hand->part : (other))
    const char *method = OR(method, "INVITE"), *body = OR(body, "");
    bool contact = !hand->no_contact && (hand->contact || strcmp(method, "INVITE") == 0);
    int n = snprintf(buffer, sizeof buffer,
                     "%s %s %s\r\nVia: %s\r\nMax-Forwards: 70\r\nFrom: %s\r\nTo: %s\r\nCall-ID: "
                     "%s\r\nCSeq: %u %s\r\n%s%s%s%s%s%s%sContent-Length: %zu\r\n\r\n%s",
                     method, OR(uri, "sip:bob@10.0.0.2"), OR(version, "SIP/2.0"),
                     OR(via, "SIP/2.0/UDP 192.0.2.9:5060;branch=z9hG4bK-1"),
                     OR(from, "<sip:eve@192.0.2.9>;tag=eve"), OR(to, "<sip:bob@10.0.0.2>"),
                     OR(call_id, "c1@192.0.2.9"), hand->cseq ? hand->cseq : 1,
                     OR(cseq_method, method), contact ? "Contact: " : "",
                     contact ? OR(contact, "<sip:eve@192.0.2.9>") : "", contact ? "\r\n" : "",
                     OR(extra, ""), body[0] || hand->type ? "Content-Type: " : "",
                     body[0] || hand->type ? OR(type, "application/sdp") : "",
                     body[0] || hand->type ? "\r\n" : "", strlen(body), body);
#undef OR
    assert_true(n > 0 && (size_t)n < sizeof buffer);
    *text = buffer;
    return (size_t)n;
}

enum sf_ua_result solo_feed_bytes(struct solo *solo, const char *bytes, size_t length)
{
    if (solo->watch)
        solo->watch(solo, false, bytes, length);
    solo->core.keeps = !solo->drains;
    if (solo->drains)
        solo->outs = solo->events = 0;
    return sf_virtual_receive(&solo->core, solo->now_us, bytes, length, &solo->peer);
}

enum sf_ua_result solo_feed(struct solo *solo, const struct hand *hand)
{
    char *text;
    size_t length = hand_write(hand, &text);
    return solo_feed_bytes(solo, text, length);
}

enum sf_ua_result solo_feed_text(struct solo *solo, const char *text)
{
    static char crlf[SOLO_TEXT];
    size_t n = 0;
    for (const char *p = text; *p; p++) {
        assert_true(n + 2 < sizeof crlf);
        if (*p == '\n')
            crlf[n++] = '\r';
        crlf[n++] = *p;
    }
    return solo_feed_bytes(solo, crlf, n);
}

const char *solo_only(struct solo *solo)
{
    if (solo->outs != 1)
        fail_msg("%u datagrams came out where one should; the first: %.200s", solo->outs,
                 solo->outs ? solo->out[0].text : "");
    return solo->out[0].text;
}

const char *solo_register(struct solo *solo)
{
    static char copy[4][4000];
    static unsigned next;
    const char *text = solo_only(solo);
    size_t length = strlen(text);
    assert_memory_equal(text, "REGISTER ", 9);
    assert_true(length < sizeof copy[0]);
    return memcpy(copy[next++ % 4], text, length + 1);
}

void solo_expect(struct solo *solo, const char *prefix)
{
    const char *text = solo_only(solo);
    if (strncmp(text, prefix, strlen(prefix)) != 0)
        fail_msg("\"%s\" was expected, and out came: %.300s", prefix, text);
}

static char *scratch(void)
{
    static char buffers[8][SOLO_TEXT];
    static unsigned next;
    return buffers[next++ % 8];
}

const char *nth_header(const char *message, const char *name, unsigned n)
{
    char *value = scratch();
    size_t length = strlen(name);
    value[0] = 0;
    for (const char *line = strstr(message, "\r\n"); line && line[2] != '\r';
         line = strstr(line + 2, "\r\n"))
        if (strncmp(line + 2, name, length) == 0 && line[2 + length] == ':' && n-- == 0) {
            const char *from = line + 2 + length + 1, *end = strstr(from, "\r\n");
            while (*from == ' ')
                from++;
            assert_non_null(end);
            snprintf(value, SOLO_TEXT, "%.*s", (int)(end - from), from);
            return value;
        }
    return value;
}

unsigned count_headers(const char *message, const char *name)
{
    unsigned count = 0;
    size_t length = strlen(name);
    for (const char *line = strstr(message, "\r\n"); line && line[2] != '\r';
         line = strstr(line + 2, "\r\n"))
        count += strncmp(line + 2, name, length) == 0 && line[2 + length] == ':';
    return count;
}

const char *tag_in(const char *message, const char *name)
{
    const char *tag = strstr(header_in(message, name), ";tag=");
    char *copy = scratch();
    snprintf(copy, SOLO_TEXT, "%s", tag ? tag + 5 : "");
    copy[strcspn(copy, ";")] = 0;
    return copy;
}

void solo_respond(struct solo *solo, const char *request, unsigned status, const char *to_tag,
                  const char *extra)
{
    static char text[SOLO_TEXT];
    const char *to = header_in(request, "To");
    struct sf_str reason = sf_reason_of(status);
    snprintf(text, sizeof text,
             "SIP/2.0 %u %.*s\r\nVia: %s\r\nFrom: %s\r\nTo: %s%s%s\r\nCall-ID: %s\r\nCSeq: "
             "%s\r\n%sContent-Length: 0\r\n\r\n",
             status, (int)reason.len, reason.p, header_in(request, "Via"),
             header_in(request, "From"), to, to_tag && !strstr(to, ";tag=") ? ";tag=" : "",
             to_tag && !strstr(to, ";tag=") ? to_tag : "", header_in(request, "Call-ID"),
             header_in(request, "CSeq"), extra ? extra : "");
    solo_feed_bytes(solo, text, strlen(text));
}

const char *solo_invite(struct solo *solo)
{
    struct sf_invite invite = {.to = SF_STR("sip:eve@192.0.2.9"),
                               .next_hop = solo->peer,
                               .content_type = SOLO_TYPE,
                               .body = SOLO_SDP};
    assert_int_equal(sf_ua_invite(solo->ua, solo->now_us, &invite, &solo->call), SF_UA_OK);
    solo_drain(solo);
    static char copy[SOLO_TEXT];
    snprintf(copy, sizeof copy, "%s", solo_only(solo));
    return copy;
}

void solo_answer_call(struct solo *solo, const struct hand *invite)
{
    struct hand ack = *invite;
    char to[1000], via[1000];
    assert_int_equal(solo_feed(solo, invite), SF_UA_OK);
    assert_int_equal(solo->seen[SF_UA_EV_INCOMING] > 0, 1);
    assert_int_equal(sf_ua_accept(solo->ua, solo->now_us, solo->call, SOLO_TYPE, SOLO_SDP),
                     SF_UA_OK);
    solo_drain(solo);
    solo_expect(solo, "SIP/2.0 200 ");
    snprintf(to, sizeof to, "%s", header_in(solo_only(solo), "To"));
    snprintf(via, sizeof via, "%s-ack",
             invite->via ? invite->via : "SIP/2.0/UDP 192.0.2.9:5060;branch=z9hG4bK-1");
    ack.method = "ACK";
    ack.cseq_method = NULL;
    ack.to = to;
    ack.via = via;
    ack.extra = ack.contact = ack.type = ack.body = NULL;
    unsigned confirmed = solo->seen[SF_UA_EV_CONFIRMED];
    assert_int_equal(solo_feed(solo, &ack), SF_UA_OK);
    assert_int_equal(solo->outs, 0);
    assert_int_equal(solo->seen[SF_UA_EV_CONFIRMED], confirmed + 1);
}

struct sf_ua_usage solo_usage(const struct solo *solo)
{
    struct sf_ua_usage usage;
    sf_ua_usage(solo->ua, &usage);
    return usage;
}

unsigned solo_count(const struct solo *solo, const char *prefix)
{
    unsigned n = 0;
    for (unsigned i = 0; i < solo->outs; i++)
        n += strncmp(solo->out[i].text, prefix, strlen(prefix)) == 0;
    return n;
}

const char *hand_branch(unsigned n)
{
    static char via[8][100];
    static unsigned next;
    char *text = via[next++ % 8];
    snprintf(text, sizeof via[0], "SIP/2.0/UDP 192.0.2.9:5060;branch=z9hG4bK-%u", n);
    return text;
}
