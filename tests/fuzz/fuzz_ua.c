/* The input is a script: a byte that chooses the core's size, then steps of one byte and its
 * operands. A step is a datagram, a command of the application's, or time that passes. Missing
 * bytes at the end of the input read as 0. */
#include "ua_world.h"

#include <stdio.h>
#include <stdlib.h>

#include "sipfsm/build.h"

enum step { /* a step's byte modulo STEPS; operands are bytes unless said otherwise. New ones at the
               end */
            STEP_RAW,     /* length (2 bytes), so many bytes: a datagram */
            STEP_INVITE,  /* who, flags: an INVITE of the other side */
            STEP_REQUEST, /* which, method, flags: a request in the dialog of a message that was
                             sent */
            STEP_RESPOND, /* which, status, (REGISTER: what it says,) flags: a response to a request
                             that was sent */
            STEP_CALL,    /* flags: sf_ua_invite */
            STEP_RING,    /* which, status */
            STEP_ACCEPT,  /* which, flags */
            STEP_REJECT,  /* which, status */
            STEP_HANGUP,  /* which */
            STEP_WAIT,    /* 2 to the power of n microseconds */
            STEP_TICK,    /* n times: on to the next deadline */
            STEP_FAIL,    /* which: a datagram could not be sent */
            STEP_DRAIN,   /* from now on outputs are taken at once, or not */
            STEP_REFLECT, /* which: a datagram comes back */
            STEP_SPOIL,   /* offset (2 bytes), value: for the next message that is made here */
            STEP_LONG, /* length (2 bytes), bytes, offset (2 bytes), width, times: a datagram with a
                          piece of it repeated */
            STEP_SOURCE, /* from here on messages come from there */
            STEP_ACK,    /* which, flags: sf_ua_ack */
            STEP_ASK,    /* which, flags: sf_ua_request, in a call or outside; or a registration */
            STEP_ANSWER, /* status, flags: sf_ua_answer, to the newest REQUEST */
            STEP_CHALLENGE, /* which, how, flags: a 401 or 407 to a request that was sent */
            STEPS
};

#define ROOM 70000
#define STEPS_MAX 200

struct script {
    const uint8_t *at, *end;
    struct world world;
    unsigned source, spoil_at;
    int spoil; /* -1: nothing */
    char bytes[ROOM];
};

static unsigned byte(struct script *s)
{
    return s->at < s->end ? *s->at++ : 0;
}

static unsigned word(struct script *s)
{
    unsigned high = byte(s);
    return high << 8 | byte(s);
}

static void deliver(struct script *s, size_t length)
{
    if (!length)
        return;
    if (s->spoil >= 0)
        s->bytes[s->spoil_at % length] = (char)s->spoil;
    s->spoil = -1;
    world_receive(&s->world, s->bytes, length, s->source);
}

/* The header lines that the flags ask for. */
static void put_extras(struct sf_build *b, unsigned flags)
{
    static const char *const extra[8][2] = {
        {"Require", "100rel"},
        {"Expires", "1"},
        {"Record-Route", "<sip:p1.example.com;lr>, <sip:192.0.2.33;lr>"},
        {"Content-Encoding", "gzip"},
        {"Record-Route", "<sip:192.0.2.44:5070>"},
        {"Timestamp", "54.5"},
        {"Max-Forwards", "0"},
        {"Supported", "timer"}};
    if (!(flags & 1))
        sf_build_header(b, "Contact",
                        flags & 2 ? SF_STR("<sip:eve@[2001:db8::9]:5080;transport=tcp>")
                                  : SF_STR("<sip:eve@192.0.2.9>"));
    if (flags & 4)
        sf_build_header(b, extra[flags >> 5][0], sf_str_of(extra[flags >> 5][1]));
}

static size_t put_body(struct sf_build *b, unsigned flags)
{
    return sf_build_end(b, SF_STR("application/sdp"), flags & 8 ? SF_STR("v=0\r\n") : SF_STR(""));
}

static void put_via(struct sf_build *b, struct sf_str branch, unsigned flags)
{
    sf_build_open(b, "Via");
    sf_build_text(b, flags & 16 ? SF_STR("SIP/2.0/UDP pc.example.com;rport;branch=")
                                : SF_STR("SIP/2.0/UDP 192.0.2.9:5060;branch="));
    sf_build_text(b, branch);
    sf_build_close(b);
}

static void put_cseq(struct sf_build *b, uint32_t number, struct sf_str method)
{
    sf_build_open(b, "CSeq");
    sf_build_number(b, number);
    sf_build_text(b, SF_STR(" "));
    sf_build_text(b, method);
    sf_build_close(b);
}

static void step_invite(struct script *s)
{
    unsigned who = byte(s), flags = byte(s);
    char branch[] = "z9hG4bK-0", tag[] = "<sip:eve@192.0.2.9>;tag=0", call_id[] = "c0@192.0.2.9";
    struct sf_build b;
    branch[8] = (char)('0' + (who & 3));
    tag[24] = (char)('0' + (who >> 2 & 3));
    call_id[1] = (char)('0' + (who >> 4 & 3));
    sf_build_begin(&b, s->bytes, ROOM);
    sf_build_request(&b, SF_STR("INVITE"), SF_STR("sip:bob@10.0.0.2"));
    put_via(&b, sf_str_of(who >> 6 == 3 ? branch + 7 : branch), flags);
    sf_build_header(&b, "From", sf_str_of(tag));
    sf_build_header(&b, "To", SF_STR("<sip:bob@10.0.0.2>"));
    sf_build_header(&b, "Call-ID", sf_str_of(call_id));
    put_cseq(&b, 1 + (who >> 6), SF_STR("INVITE"));
    put_extras(&b, flags);
    deliver(s, put_body(&b, flags));
}

/* Parses a datagram that was sent; null if there is none, or none that parses. */
static const struct sf_msg *sent(struct script *s)
{
    static struct sf_msg msg;
    unsigned which = byte(s) % WORLD_SENT, sents = s->world.sents;
    if (sents == 0)
        return NULL;
    which = (sents - 1 - which % (sents < WORLD_SENT ? sents : WORLD_SENT)) % WORLD_SENT;
    return sf_msg_parse(&msg, s->world.sent[which].bytes, s->world.sent[which].length, NULL) ==
                   SF_MSG_OK
               ? &msg
               : NULL;
}

static void step_request(struct script *s)
{
    static const char *const methods[8] = {"ACK",     "BYE",   "CANCEL", "INVITE",
                                           "OPTIONS", "PRACK", "UPDATE", "FOO"};
    const struct sf_msg *msg = sent(s);
    unsigned how = byte(s), flags = byte(s);
    char branch[] = "z9hG4bK-r0";
    struct sf_build b;
    if (!msg)
        return;
    struct sf_str method = sf_str_of(methods[how & 7]);
    branch[9] = (char)('0' + (how >> 5));
    sf_build_begin(&b, s->bytes, ROOM);
    sf_build_request(&b, method, SF_STR("sip:bob@10.0.0.2"));
    if (how &
        8) /* a new branch; else that of the message, as CANCEL and the ACK of a refusal have it */
        put_via(&b, sf_str_of(branch), flags);
    else
        sf_build_copy(&b, msg, (unsigned)sf_msg_find(msg, SF_HEADER_VIA, 0));
    sf_build_open(&b, "From");
    sf_build_unfolded(&b, sf_msg_value(msg, msg->is_request ? SF_HEADER_TO : SF_HEADER_FROM));
    sf_build_close(&b);
    sf_build_open(&b, "To");
    sf_build_unfolded(&b, sf_msg_value(msg, msg->is_request ? SF_HEADER_FROM : SF_HEADER_TO));
    sf_build_close(&b);
    sf_build_copy(&b, msg, (unsigned)sf_msg_find(msg, SF_HEADER_CALL_ID, 0));
    put_cseq(&b, msg->cseq.number + (how & 16 ? 1 + (how >> 5) : 0), method);
    put_extras(&b, flags);
    deliver(s, put_body(&b, flags));
}

/* What a registrar says, by the bits of a number. */
static void put_registration(struct sf_build *b, unsigned how)
{
    static const char *const contacts[4] = {
        "<sip:bob@10.0.0.2:5060>;expires=60;pub-gruu=\"sip:bob@h;gr=1\"",
        "<sip:192.0.2.9:5070>;expires=90, *", "<sip:bob@10.0.0.2:5060>, <sip:a@h>;expires=7200",
        "<sip:bob@10.0.0.2:5060>;expires=99999999999;temp-gruu=\"\""};
    if (how & 1)
        sf_build_header(b, "Contact", sf_str_of(contacts[how >> 1 & 3]));
    if (how & 8)
        sf_build_header_number(b, "Expires", how);
    if (how & 16)
        sf_build_header_number(b, "Min-Expires", how * UINT64_C(100));
    if (how & 32)
        sf_build_header(b, "Retry-After", SF_STR("5000 (busy)"));
    for (unsigned i = 0; how & 64 && i < how >> 2 % 32; i++)
        sf_build_header(b, "Service-Route", SF_STR("<sip:p.example.com;lr>, <sip:q@h>;x=\",\""));
    if (how & 128)
        sf_build_header(b, "Require", SF_STR("outbound"));
}

static void step_respond(struct script *s)
{
    static const uint16_t statuses[16] = {100, 180, 183, 200, 202, 302, 401, 404,
                                          408, 481, 486, 487, 491, 500, 503, 603},
                          of_register[16] = {100, 423, 423, 200, 202, 302, 401, 404,
                                             408, 300, 486, 200, 439, 500, 503, 603};
    const struct sf_msg *msg = sent(s);
    unsigned how = byte(s), flags = byte(s);
    char tag[] = ";tag=t0";
    struct sf_build b;
    if (!msg || !msg->is_request)
        return;
    sf_build_begin(&b, s->bytes, ROOM);
    bool registers = msg->method == SF_METHOD_REGISTER;
    sf_build_status(&b, (registers ? of_register : statuses)[how & 15], SF_STR("Whatever"));
    if (registers)
        put_registration(&b, byte(s));
    sf_build_copy_all(&b, msg, SF_HEADER_VIA);
    sf_build_copy_all(&b, msg, SF_HEADER_FROM);
    sf_build_open(&b, "To");
    sf_build_unfolded(&b, sf_msg_value(msg, SF_HEADER_TO));
    tag[6] = (char)('0' + (how >> 5));
    if (!msg->to_tag.len && !(how & 16))
        sf_build_text(&b, sf_str_of(tag));
    sf_build_close(&b);
    sf_build_copy_all(&b, msg, SF_HEADER_CALL_ID);
    sf_build_copy_all(&b, msg, SF_HEADER_CSEQ);
    put_extras(&b, flags);
    deliver(s, put_body(&b, flags));
}

/* A response without what is its own. */
static void begin_response(struct script *s, struct sf_build *b, const struct sf_msg *msg,
                           unsigned status, unsigned how)
{
    char tag[] = ";tag=t0";
    sf_build_begin(b, s->bytes, ROOM);
    sf_build_status(b, status, SF_STR("Whatever"));
    sf_build_copy_all(b, msg, SF_HEADER_VIA);
    sf_build_copy_all(b, msg, SF_HEADER_FROM);
    sf_build_open(b, "To");
    sf_build_unfolded(b, sf_msg_value(msg, SF_HEADER_TO));
    tag[6] = (char)('0' + (how >> 5));
    if (!msg->to_tag.len && !(how & 16))
        sf_build_text(b, sf_str_of(tag));
    sf_build_close(b);
    sf_build_copy_all(b, msg, SF_HEADER_CALL_ID);
    sf_build_copy_all(b, msg, SF_HEADER_CSEQ);
}

/* One or two challenges: `how` says the realm and the nonce, `flags` the rest. */
static void step_challenge(struct script *s)
{
    static const char *const more[8] = {"",
                                        ", qop=\"auth\"",
                                        ", qop=\"auth,auth-int\", algorithm=SHA-256",
                                        ", qop=\"auth-int\", algorithm=MD5-sess, opaque=\"o\\\"o\"",
                                        ", algorithm=SHA-3",
                                        ", qop=auth",
                                        ", qop=\"auth\", stale=true",
                                        ", qop=\"auth\", userhash=true"};
    const struct sf_msg *msg = sent(s);
    unsigned how = byte(s), flags = byte(s);
    char value[] = "Digest realm=\"a\", nonce=\"0\"";
    struct sf_build b;
    if (!msg || !msg->is_request)
        return;
    begin_response(s, &b, msg, flags & 1 ? 407 : 401, how & 0xe0);
    for (unsigned i = 0; i < 1 + (flags >> 1 & 1); i++) {
        value[14] = (char)('a' + (how + i) % 4);
        value[25] = (char)('0' + (how >> 2 & 7));
        sf_build_open(&b, (flags >> 2 & 1) ^ i ? "Proxy-Authenticate" : "WWW-Authenticate");
        sf_build_text(&b, flags & 8 ? SF_STR("Basic realm=\"a\"") : sf_str_of(value));
        if (!(flags & 8))
            sf_build_text(&b, sf_str_of(more[flags >> 5]));
        sf_build_close(&b);
    }
    if (flags & 16)
        sf_build_header(&b, "Authentication-Info", SF_STR("nextnonce=\"n\""));
    deliver(s, sf_build_end(&b, SF_STR(""), SF_STR("")));
}

static void step_call(struct script *s)
{
    unsigned flags = byte(s);
    struct sf_call call;
    struct sf_invite invite = {
        .to = flags & 4 ? SF_STR("sip:eve@h;transport=tcp;x=\"") : SF_STR("sip:eve@192.0.2.9"),
        .from = flags & 8 ? SF_STR("sip:al%20ice@example.com;user=phone") : SF_STR(""),
        .next_hop = world_address(flags),
        .route = flags & 16   ? SF_STR("<sip:p.example.com;lr>")
                 : flags & 32 ? SF_STR("p.example.com")
                              : SF_STR(""),
        .content_type = flags & 64 ? SF_STR("application/") : SF_STR("application/sdp"),
        .body = SF_STR("v=0\r\n")};
    if (flags & 128) /* no offer */
        invite.content_type = invite.body = SF_STR("");
    enum sf_ua_result result = sf_ua_invite(s->world.ua, s->world.now_us, &invite, &call);
    if (result == SF_UA_OK)
        world_told(&s->world, call);
    world_after(&s->world, result);
}

/* Registers, registers again, or removes. */
static void step_register(struct script *s, unsigned flags)
{
    static const struct sf_str contacts[] = {{"<sip:bob@10.0.0.2:5060>", 23},
                                             {"\"x\" <sip:a@h;y=z>;q=0.1", 24}};
    struct world *world = &s->world;
    struct sf_registration *registration = &world->registration[flags >> 1 & 1];
    struct sf_register what = {.aor = SF_STR("sip:bob@example.com"),
                               .next_hop = world_address(flags >> 4),
                               .expires_s = flags & 4 ? 3 : 0};
    if (registration->generation) {
        world_after(world, flags & 32 ? sf_ua_unregister(world->ua, world->now_us, *registration,
                                                         flags & 64)
                                      : sf_ua_refresh(world->ua, world->now_us, *registration));
        return;
    }
    if (flags & 32) {
        what.contact = contacts;
        what.contacts = 2;
    } else if (flags & 64) {
        what.instance = SF_STR("urn:x:1");
        what.reg_id = 1;
        what.parameters = SF_STR(";q=1");
    }
    if (flags & 128) {
        what.content.type = SF_STR("text/plain");
        what.content.body = SF_STR("x");
        what.route = SF_STR("<sip:p.example.com;lr>");
    }
    world_after(world, sf_ua_register(world->ua, world->now_us, &what, registration));
}

static void step_ask(struct script *s, struct sf_call call)
{
    unsigned flags = byte(s);
    if (flags & 8) {
        step_register(s, flags);
        return;
    }
    struct sf_exchange exchange;
    struct sf_request request = {
        .method = flags & 2 ? SF_STR("MESSAGE") : SF_STR("OPTIONS"),
        .to = SF_STR("sip:eve@192.0.2.9"),
        .next_hop = world_address(flags >> 4),
        .content = {.type = SF_STR("text/plain"), .body = flags & 4 ? SF_STR("x") : SF_STR("")}};
    if (flags & 1)
        call.generation = 0;
    world_after(&s->world, sf_ua_request(s->world.ua, s->world.now_us, call, &request, &exchange));
}

static void step_answer(struct script *s)
{
    struct sf_answer answer = {.status = 197 + 4 * byte(s)};
    unsigned flags = byte(s);
    if (flags & 1)
        answer.content = (struct sf_ua_content){.type = SF_STR("text/plain"), .body = SF_STR("x")};
    world_after(&s->world, sf_ua_answer(s->world.ua, s->world.now_us, s->world.exchange, &answer));
}

static void step_ack(struct script *s, struct sf_call call)
{
    unsigned flags = byte(s);
    static char body[3000];
    struct sf_ua_content content = {.type = SF_STR("application/sdp"), .body = SF_STR("v=0\r\n")};
    if (flags & 1)
        content.body = SF_STR("");
    if (flags & 2)
        content.body = (struct sf_str){body, sizeof body};
    world_after(&s->world, sf_ua_ack(s->world.ua, s->world.now_us, call, &content));
}

static void step_long(struct script *s)
{
    unsigned length = word(s);
    const uint8_t *from = s->at;
    if (length > (size_t)(s->end - s->at))
        length = (unsigned)(s->end - s->at);
    s->at += length;
    unsigned offset = length ? word(s) % length : 0, width = byte(s), times = byte(s);
    if (offset + width > length)
        width = length - offset;
    if (!length || length + width * times > SF_LIMIT_MESSAGE_BYTES)
        return;
    char *to = s->bytes;
    memcpy(to, from, offset);
    to += offset;
    for (unsigned i = 0; i < times; i++, to += width)
        memcpy(to, from + offset, width);
    memcpy(to, from + offset, length - offset);
    deliver(s, length + width * times);
}

static void step(struct script *s)
{
    struct world *w = &s->world;
    unsigned which = byte(s) % STEPS, n;
    struct sf_call call = w->call[w->newest[(which >= STEP_RING && which <= STEP_HANGUP) ||
                                                    which == STEP_ACK || which == STEP_ASK
                                                ? byte(s) & 3
                                                : 0]];
    switch ((enum step)which) {
    case STEP_RAW:
        n = word(s);
        n = n > (size_t)(s->end - s->at) ? (unsigned)(s->end - s->at) : n;
        memcpy(s->bytes, s->at, n);
        s->at += n;
        deliver(s, n);
        break;
    case STEP_INVITE:
        step_invite(s);
        break;
    case STEP_REQUEST:
        step_request(s);
        break;
    case STEP_RESPOND:
        step_respond(s);
        break;
    case STEP_CALL:
        step_call(s);
        break;
    case STEP_RING:
        world_after(w, sf_ua_ring(w->ua, w->now_us, call, 100 + byte(s) % 101));
        break;
    case STEP_ACCEPT:
        n = byte(s);
        world_after(w, sf_ua_accept(w->ua, w->now_us, call,
                                    n & 2 ? SF_STR("sdp") : SF_STR("application/sdp"),
                                    n & 1 ? SF_STR("") : SF_STR("v=0\r\n")));
        break;
    case STEP_REJECT:
        world_after(w, sf_ua_reject(w->ua, w->now_us, call, 299 + 2 * byte(s)));
        break;
    case STEP_HANGUP:
        world_after(w, sf_ua_hangup(w->ua, w->now_us, call));
        break;
    case STEP_WAIT:
        w->now_us += (uint64_t)1 << byte(s) % 30;
        world_after(w, sf_ua_tick(w->ua, w->now_us));
        break;
    case STEP_TICK:
        for (n = byte(s) % 32 + 1; n > 0 && sf_ua_next_deadline(w->ua) != UINT64_MAX; n--) {
            uint64_t next_us = sf_ua_next_deadline(w->ua);
            w->now_us = next_us > w->now_us ? next_us : w->now_us;
            world_after(w, sf_ua_tick(w->ua, w->now_us));
        }
        break;
    case STEP_FAIL:
        n = byte(s);
        world_after(
            w, sf_ua_send_failed(w->ua, w->now_us, w->sent[(w->sents - 1 - n) % WORLD_SENT].token));
        break;
    case STEP_DRAIN:
        w->core.keeps = !w->core.keeps;
        world_after(w, SF_UA_OK);
        break;
    case STEP_REFLECT:
        n = (w->sents - 1 - byte(s)) % WORLD_SENT;
        if (w->sent[n].length && w->sent[n].length < ROOM) {
            memcpy(s->bytes, w->sent[n].bytes, w->sent[n].length);
            deliver(s, w->sent[n].length);
        }
        break;
    case STEP_SPOIL:
        s->spoil_at = word(s);
        s->spoil = (int)byte(s);
        break;
    case STEP_LONG:
        step_long(s);
        break;
    case STEP_SOURCE:
        s->source = byte(s);
        break;
    case STEP_ACK:
        step_ack(s, call);
        break;
    case STEP_ASK:
        step_ask(s, call);
        break;
    case STEP_ANSWER:
        step_answer(s);
        break;
    case STEP_CHALLENGE:
        step_challenge(s);
        break;
    case STEPS:
        break;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct script s;
    s.at = data;
    s.end = data + size;
    s.source = 0;
    s.spoil = -1;
    world_begin(&s.world, byte(&s));
    for (unsigned steps = 0; s.at < s.end && steps < STEPS_MAX; steps++)
        step(&s);
    world_end(&s.world);
    return 0;
}
