#include "third.h"

#include <stdio.h>
#include <stdlib.h>

#include "sipfsm/build.h"
#include "world.h"

#define ROOM 2048

void sf_third_close(struct third *third)
{
    free(third->seen);
}

static void plan(struct sf_sim *sim, enum third_act act, unsigned times)
{
    unsigned span_ms = sim->profile->window_ms + sim->profile->after_ms;
    for (unsigned i = 0; i < times; i++) {
        unsigned number = sim->third.acts++, stream = sf_stream_of_third(sim, number);
        if (!sf_chance(&sim->choices, stream, 1000))
            continue;
        uint64_t at_us = sf_choose(&sim->choices, stream, span_ms) * UINT64_C(1000);
        sf_agenda_add(&sim->agenda,
                      (struct item){.at_us = at_us, .kind = ITEM_THIRD, .a = act, .b = number});
    }
}

void sf_third_begin(struct sf_sim *sim)
{
    const struct sf_sim_profile *profile = sim->profile;
    if ((profile->replays || profile->spoofs || profile->guesses) && !sim->third.seen) {
        sim->third.seen = calloc(THIRD_SEEN, sizeof *sim->third.seen);
        if (!sim->third.seen)
            abort();
    }
    sim->third.count = sim->third.made = sim->third.acts = 0;
    plan(sim, THIRD_REPLAYS, profile->replays);
    plan(sim, THIRD_SPOOFS, profile->spoofs);
    plan(sim, THIRD_GUESSES, profile->guesses);
    plan(sim, THIRD_FLOODS, profile->floods);
}

void sf_third_see(struct sf_sim *sim, unsigned from, const struct sf_datagram *datagram)
{
    struct third *third = &sim->third;
    unsigned to = sf_network_node(&datagram->to);
    if (!third->seen || to == NODES || datagram->length > sizeof third->seen->bytes)
        return;
    struct seen *seen = &third->seen[third->count++ % THIRD_SEEN];
    seen->from = from;
    seen->to = to;
    seen->length = datagram->length;
    memcpy(seen->bytes, datagram->bytes, datagram->length);
}

static unsigned draw(struct sf_sim *sim, unsigned below)
{
    return sf_choose(&sim->choices, sf_stream_of_third(sim, sim->third.act), below);
}

static const struct seen *some_seen(struct sf_sim *sim)
{
    unsigned count = sim->third.count < THIRD_SEEN ? sim->third.count : THIRD_SEEN;
    return count ? &sim->third.seen[(sim->third.count - 1 - draw(sim, count)) % THIRD_SEEN] : NULL;
}

/* To the one that it was for, or back to its sender; in the name of the sender or in its own. */
static void replay(struct sf_sim *sim)
{
    const struct seen *seen = some_seen(sim);
    if (!seen)
        return;
    sim->report.fault[SF_SIM_REPLAYED]++;
    bool back = draw(sim, 5) == 4;
    sf_network_inject(sim, draw(sim, 2) ? SF_SIM_THIRD : seen->from, back ? seen->from : seen->to,
                      seen->bytes, seen->length);
}

/* ---- Messages of its own ---- */

static void put_branch(struct sf_sim *sim, struct sf_build *build)
{
    char via[64];
    snprintf(via, sizeof via, "SIP/2.0/UDP 10.0.0.%d;branch=z9hG4bK-third-%u", SF_SIM_THIRD + 1,
             sim->third.made++);
    sf_build_header(build, "Via", sf_str_of(via));
}

static void put_cseq(struct sf_build *build, uint32_t number, struct sf_str method)
{
    sf_build_open(build, "CSeq");
    sf_build_number(build, number & 0x7fffffff);
    sf_build_text(build, SF_STR(" "));
    sf_build_text(build, method);
    sf_build_close(build);
}

static void put_value(struct sf_build *build, const char *name, const struct sf_msg *msg,
                      enum sf_header_id id)
{
    sf_build_open(build, name);
    sf_build_unfolded(build, sf_msg_value(msg, id));
    sf_build_close(build);
}

static size_t put_end(struct sf_sim *sim, struct sf_build *build, bool contact, bool body)
{
    if (contact)
        sf_build_header(build, "Contact", SF_STR("<sip:third@10.0.0.18>"));
    sf_build_header_number(build, "Max-Forwards", 70);
    (void)sim;
    return sf_build_end(build, SF_STR("application/sdp"),
                        body ? SF_STR("v=0\r\no=t 1 1 IN IP4 10.0.0.18\r\ns=-\r\nt=0 0\r\n")
                             : SF_STR(""));
}

/* A request in the dialog of a message that it saw: in the name of either end. */
static size_t make_request(struct sf_sim *sim, const struct sf_msg *msg, bool back, char *bytes)
{
    static const char *const methods[] = {"BYE",  "ACK",     "CANCEL", "INVITE",
                                          "INFO", "OPTIONS", "UPDATE", "PRACK"};
    struct sf_build build;
    struct sf_str method = sf_str_of(methods[draw(sim, 8)]);
    bool same_branch = draw(sim, 3) == 2;
    sf_build_begin(&build, bytes, ROOM);
    sf_build_request(&build, method, SF_STR("sip:c@10.0.0.1"));
    if (same_branch)
        sf_build_copy(&build, msg, (unsigned)sf_msg_find(msg, SF_HEADER_VIA, 0));
    else
        put_branch(sim, &build);
    put_value(&build, "From", msg, back ? SF_HEADER_TO : SF_HEADER_FROM);
    put_value(&build, "To", msg, back ? SF_HEADER_FROM : SF_HEADER_TO);
    put_value(&build, "Call-ID", msg, SF_HEADER_CALL_ID);
    put_cseq(&build, msg->cseq.number + draw(sim, 4), method);
    return put_end(sim, &build, draw(sim, 2), draw(sim, 2));
}

/* A response to a request that it saw. */
static size_t make_response(struct sf_sim *sim, const struct sf_msg *msg, char *bytes)
{
    static const uint16_t status[] = {200, 180, 100, 183, 302, 401, 408, 481, 486, 487, 500, 699};
    struct sf_build build;
    sf_build_begin(&build, bytes, ROOM);
    sf_build_status(&build, status[draw(sim, 12)], SF_STR("So It Is"));
    sf_build_copy_all(&build, msg, SF_HEADER_VIA);
    sf_build_copy_all(&build, msg, SF_HEADER_FROM);
    sf_build_open(&build, "To");
    sf_build_unfolded(&build, sf_msg_value(msg, SF_HEADER_TO));
    if (!msg->to_tag.len && draw(sim, 4) < 3) {
        char tag[24];
        snprintf(tag, sizeof tag, ";tag=third-%u", draw(sim, 12));
        sf_build_text(&build, sf_str_of(tag));
    }
    sf_build_close(&build);
    sf_build_copy_all(&build, msg, SF_HEADER_CALL_ID);
    sf_build_copy_all(&build, msg, SF_HEADER_CSEQ);
    return put_end(sim, &build, draw(sim, 4) < 3, draw(sim, 2));
}

static void spoof(struct sf_sim *sim)
{
    const struct seen *seen = some_seen(sim);
    struct sf_msg *msg = &sim->wire.msg;
    char bytes[ROOM];
    if (!seen || sf_msg_parse(msg, seen->bytes, seen->length, NULL) != SF_MSG_OK)
        return;
    bool responds = msg->is_request && draw(sim, 2), back = responds || draw(sim, 2);
    size_t length = responds ? make_response(sim, msg, bytes)
                             : make_request(sim, msg, back != !msg->is_request, bytes);
    unsigned to = back ? seen->from : seen->to, as = back ? seen->to : seen->from;
    if (!length)
        return;
    sim->report.fault[SF_SIM_SPOOFED]++;
    sf_network_inject(sim, draw(sim, 2) ? SF_SIM_THIRD : as, to, bytes, length);
}

/* A request that belongs to nothing, though it says that it does. */
static size_t make_stray(struct sf_sim *sim, unsigned to, char *bytes)
{
    static const char *const methods[] = {"INVITE", "OPTIONS", "BYE",      "ACK",
                                          "CANCEL", "MESSAGE", "REGISTER", "NONSENSE"};
    struct sf_build build;
    char text[64];
    struct sf_str method = sf_str_of(methods[draw(sim, 8)]);
    sf_build_begin(&build, bytes, ROOM);
    snprintf(text, sizeof text, "sip:x@10.0.0.%u", to + 1);
    sf_build_request(&build, method, sf_str_of(text));
    put_branch(sim, &build);
    snprintf(text, sizeof text, "<sip:third@10.0.0.18>;tag=%u", draw(sim, 1000));
    sf_build_header(&build, "From", sf_str_of(text));
    snprintf(text, sizeof text, "<sip:x@10.0.0.1>%s%u",
             draw(sim, 2) ? ";tag=" : ";x=", draw(sim, 1000));
    sf_build_header(&build, "To", sf_str_of(text));
    snprintf(text, sizeof text, "guess-%u", draw(sim, 1000));
    sf_build_header(&build, "Call-ID", sf_str_of(text));
    put_cseq(&build, 1 + draw(sim, 100), method);
    if (draw(sim, 8) == 7)
        sf_build_header(&build, "Require", SF_STR("nonsense"));
    return put_end(sim, &build, draw(sim, 8) < 7, draw(sim, 2));
}

static void put_party(struct sf_sim *sim, struct sf_build *build, const char *name,
                      struct sf_str address, struct sf_str tag, bool guessed)
{
    char text[400], other[24];
    snprintf(other, sizeof other, "guess-%u", draw(sim, 1000));
    if (guessed)
        tag = sf_str_of(other);
    snprintf(text, sizeof text, "<%.*s>%s%.*s", (int)(address.len < 200 ? address.len : 0),
             address.p, tag.len ? ";tag=" : "", (int)(tag.len < 100 ? tag.len : 0), tag.p);
    sf_build_header(build, name, sf_str_of(text));
}

/* A request of a call that it has seen, to either end. It knows all but one of the tags, or both:
 * these it guesses. */
static size_t make_near(struct sf_sim *sim, const struct sf_msg *msg, bool back, char *bytes)
{
    static const char *const methods[] = {"BYE", "INVITE", "UPDATE", "INFO", "PRACK", "BYE"};
    struct sf_build build;
    struct sf_str method = sf_str_of(methods[draw(sim, 6)]),
                  from = sf_msg_str(msg, msg->from_address), to = sf_msg_str(msg, msg->to_address),
                  from_tag = sf_msg_str(msg, msg->from_tag), to_tag = sf_msg_str(msg, msg->to_tag);
    unsigned guessed = 1 + draw(sim, 3);
    sf_build_begin(&build, bytes, ROOM);
    sf_build_request(&build, method, SF_STR("sip:c@10.0.0.1"));
    put_branch(sim, &build);
    put_party(sim, &build, "From", back ? to : from, back ? to_tag : from_tag, guessed & 1);
    put_party(sim, &build, "To", back ? from : to, back ? from_tag : to_tag, guessed & 2);
    put_value(&build, "Call-ID", msg, SF_HEADER_CALL_ID);
    put_cseq(&build, msg->cseq.number + 1 + draw(sim, 100), method);
    return put_end(sim, &build, true, draw(sim, 2));
}

static void guess_near(struct sf_sim *sim)
{
    const struct seen *seen = some_seen(sim);
    struct sf_msg *msg = &sim->wire.msg;
    char bytes[ROOM];
    if (!seen || sf_msg_parse(msg, seen->bytes, seen->length, NULL) != SF_MSG_OK)
        return;
    bool back = draw(sim, 2);
    size_t length = make_near(sim, msg, back != !msg->is_request, bytes);
    if (!length)
        return;
    sim->report.fault[SF_SIM_GUESSED]++;
    sf_network_inject(sim,
                      draw(sim, 2) ? SF_SIM_THIRD
                      : back       ? seen->to
                                   : seen->from,
                      back ? seen->from : seen->to, bytes, length);
}

static void guess(struct sf_sim *sim, enum sf_sim_fault fault, unsigned times)
{
    char bytes[ROOM];
    unsigned to = draw(sim, sim->agents);
    for (unsigned i = 0; i < times; i++) {
        size_t length = make_stray(sim, to, bytes);
        if (!length)
            continue;
        sim->report.fault[fault]++;
        sf_network_inject(sim, SF_SIM_THIRD, to, bytes, length);
    }
}

void sf_third_act(struct sf_sim *sim, enum third_act act, unsigned number)
{
    if (sim->ending)
        return;
    sim->third.act = number;
    switch (act) {
    case THIRD_REPLAYS:
        replay(sim);
        break;
    case THIRD_SPOOFS:
        spoof(sim);
        break;
    case THIRD_GUESSES:
        if (draw(sim, 2))
            guess_near(sim);
        else
            guess(sim, SF_SIM_GUESSED, 1);
        break;
    case THIRD_FLOODS:
        guess(sim, SF_SIM_FLOODED, 10 + draw(sim, 100));
        break;
    }
}
