#include "foreign.h"

#include <stdio.h>
#include <stdlib.h>

#include "foreign_text.h"
#include "world.h"

enum act { ACT_INVITE, ACT_ACK, ACT_TALK, ACT_BYE, ACT_RESPOND, ACT_REPEAT };

#define TRIES 9
#define FORKS 12
#define EARLY_BYE 1 /* in place of a status */

static unsigned draw(struct sf_sim *sim, uint32_t number, unsigned below)
{
    return sf_choose(&sim->choices, sf_stream_of_call(sim, number, sim->agents), below);
}

static void later(struct sf_sim *sim, uint64_t after_us, enum act act, uint32_t number, uint32_t c)
{
    sf_agenda_add(
        &sim->agenda,
        (struct item){
            .at_us = sim->now_us + after_us, .kind = ITEM_FOREIGN, .a = number, .b = act, .c = c});
}

static uint64_t drawn_delay_us(struct sf_sim *sim, uint32_t number)
{
    static const uint32_t delay_ms[] = {0, 1, 15, 45, 300, 1500, 5000};
    return delay_ms[draw(sim, number, 7)] * UINT64_C(1000);
}

/* Where nothing is lost or overtaken, what the agent knows of the call is known. */
static bool keeps_order(const struct sf_sim_profile *profile)
{
    return !(profile->jitter_us || profile->lose || profile->hold || profile->repeat);
}

/* What may answer the request with that number: a list of statuses that ends with 0. */
static void expect(struct foreign *call, uint32_t cseq, const char *method, const uint16_t *status)
{
    call->expect[call->expects % FOREIGN_EXPECTS].method = sf_method_of(sf_str_of(method));
    call->expect[call->expects % FOREIGN_EXPECTS].cseq = cseq;
    call->expect[call->expects++ % FOREIGN_EXPECTS].status = status;
}

static void check_expected(struct sf_sim *sim, const struct foreign *call, const struct sf_msg *msg)
{
    for (unsigned i = 0; i < FOREIGN_EXPECTS; i++) {
        const uint16_t *status = call->expect[i].status;
        if (!status || call->expect[i].cseq != msg->cseq.number ||
            call->expect[i].method != msg->cseq.method || !keeps_order(sim->profile))
            continue;
        while (*status && *status != msg->status)
            status++;
        if (!*status)
            sf_witness_violated(sim, call->agent, "answers %u to a request that cannot have it",
                                msg->status);
    }
}

/* ---- In a call ---- */

static void invite_again(struct sf_sim *sim, uint32_t number, unsigned with)
{
    struct foreign *call = &sim->foreign[number];
    call->invite_cseq = ++call->cseq;
    call->branch = call->cseq;
    call->heard = false;
    sf_foreign_request(sim, number, "INVITE", call->cseq, call->branch, 0, true, with);
}

static void ask(struct sf_sim *sim, uint32_t number, const char *method, uint32_t cseq,
                unsigned with, const uint16_t *status)
{
    struct foreign *call = &sim->foreign[number];
    if (status)
        expect(call, cseq, method, status);
    sf_foreign_request(sim, number, method, cseq, 1000 + draw(sim, number, 1000000), 0, true, with);
}

static void send_bye(struct sf_sim *sim, uint32_t number, uint32_t cseq)
{
    struct foreign *call = &sim->foreign[number];
    if (call->over || call->tries++ > TRIES)
        return;
    sf_foreign_request(sim, number, "BYE", cseq, 3000 + cseq, 0, true, 0);
    later(sim, T1_US << (call->tries > 3 ? 3 : call->tries - 1), ACT_BYE, number, cseq);
}

static void end(struct sf_sim *sim, uint32_t number)
{
    static const uint16_t gone[] = {200, 481, 0};
    struct foreign *call = &sim->foreign[number];
    if (call->leaves)
        return;
    call->leaves = true;
    call->talks = false;
    call->tries = 0;
    call->cseq++;
    expect(call, call->cseq, "BYE", gone);
    send_bye(sim, number, call->cseq);
}

/* Something at random, and perhaps something else afterwards. */
static void talk(struct sf_sim *sim, uint32_t number)
{
    static const uint16_t unknown[] = {501, 0}, required[] = {420, 481, 0}, old[] = {500, 481, 0},
                          foreign_body[] = {415, 400, 481, 491, 500, 513, 0};
    struct foreign *call = &sim->foreign[number];
    bool pending = call->invite_cseq > call->final_cseq;
    unsigned what = draw(sim, number, 12);
    if (!call->talks)
        return;
    if (what >= 1 && what <= 4 && pending)
        what = 5;
    switch (what) {
    case 0:
        end(sim, number);
        return;
    case 1:
    case 2:
        invite_again(sim, number, what == 1 ? WITH_OFFER : 0);
        break;
    case 3: /* one more, before the first can have its ACK */
        invite_again(sim, number, WITH_OFFER);
        call->cseq++;
        sf_foreign_request(sim, number, "INVITE", call->cseq, call->cseq, 0, true, WITH_OFFER);
        break;
    case 4:
        invite_again(sim, number, WITH_OFFER);
        sf_foreign_request(sim, number, "CANCEL", call->cseq, call->branch, 0, true, 0);
        break;
    case 5:
        ask(sim, number, "INFO", ++call->cseq, 0, NULL);
        break;
    case 6:
        ask(sim, number, "OPTIONS", ++call->cseq, 0, NULL);
        break;
    case 7:
        if (call->cseq > call->invite_cseq && call->cseq > 1)
            ask(sim, number, "MESSAGE", call->cseq - 1, 0, old);
        break;
    case 8:
        ask(sim, number, "NONSENSE", ++call->cseq, 0, unknown);
        break;
    case 9:
        ask(sim, number, "UPDATE", ++call->cseq,
            (draw(sim, number, 3) ? WITH_OFFER : 0) | (draw(sim, number, 5) == 4 ? WITH_LONG : 0),
            NULL);
        break;
    case 10:
        ask(sim, number, "INFO", ++call->cseq, WITH_REQUIRE, required);
        break;
    case 11:
        if (!pending) {
            static const unsigned odd[] = {WITH_TEXT, WITH_CODING, WITH_STAR, WITH_PARTS,
                                           WITH_LONG | WITH_OFFER};
            unsigned how = odd[draw(sim, number, 5)];
            call->cseq++;
            if (!(how & WITH_LONG))
                expect(call, call->cseq, "INVITE", foreign_body);
            sf_foreign_request(sim, number, "INVITE", call->cseq, call->cseq, 0, true, how);
        }
        break;
    }
    later(sim, drawn_delay_us(sim, number), ACT_TALK, number, 0);
}

/* ---- As caller ---- */

/* One of its calls with that agent that it may ask to replace; calls: there is none. */
static uint32_t some_call(const struct sf_sim *sim, unsigned agent, uint32_t number)
{
    for (uint32_t i = 0; i < sim->calls; i++) {
        const struct foreign *call = &sim->foreign[i];
        if (i != number && call->is && call->agent == agent && call->remote_tag[0] && !call->over)
            return i;
    }
    return sim->calls;
}

void sf_foreign_call(struct sf_sim *sim, uint32_t number, unsigned agent)
{
    struct foreign *call = &sim->foreign[number];
    *call = (struct foreign){
        .is = true, .caller = true, .agent = agent, .invite = call->invite, .cseq = 10};
    snprintf(call->call_id, sizeof call->call_id, "foreign-%u-%llx", number,
             (unsigned long long)sf_random_mix(sim->choices.seed));
    snprintf(call->remote, sizeof call->remote, "sip:c%u@10.0.0.%u", number, agent + 1);
    call->invite_cseq = call->cseq;
    call->replaces = draw(sim, number, 2) ? some_call(sim, agent, number) : sim->calls;
    call->early_only = draw(sim, number, 4) == 3;
    sim->report.calls++;
    later(sim, 0, ACT_INVITE, number, draw(sim, number, 8));
}

static void invite(struct sf_sim *sim, uint32_t number, unsigned how)
{
    static const unsigned with[] = {WITH_OFFER, WITH_OFFER, WITH_OFFER, WITH_OFFER | WITH_EXPIRES,
                                    WITH_OFFER, 0,          0,          WITH_REQUIRE};
    struct foreign *call = &sim->foreign[number];
    if (call->heard || call->over || call->tries++ > 6)
        return;
    unsigned replaces = call->replaces == sim->calls ? 0
                        : call->early_only           ? WITH_REPLACES | WITH_EARLY_ONLY
                                                     : WITH_REPLACES;
    sf_foreign_request(sim, number, "INVITE", call->invite_cseq, 0, 0, false, with[how] | replaces);
    later(sim, T1_US << (call->tries - 1), ACT_INVITE, number, how);
}

static void acknowledge(struct sf_sim *sim, uint32_t number, uint32_t cseq, unsigned branch,
                        unsigned with)
{
    sf_foreign_request(sim, number, "ACK", cseq, branch, 0, true, with);
}

/* A re-INVITE in an early dialog: nobody may send one (3261:14.1). */
static void invite_early(struct sf_sim *sim, uint32_t number)
{
    struct foreign *call = &sim->foreign[number];
    call->cseq++;
    sf_foreign_request(sim, number, "INVITE", call->cseq, call->cseq, 0, true, WITH_OFFER);
}

/* An UPDATE in an early dialog (3311:5.1). */
static void update_early(struct sf_sim *sim, uint32_t number)
{
    struct foreign *call = &sim->foreign[number];
    call->cseq++;
    sf_foreign_request(sim, number, "UPDATE", call->cseq, call->cseq, 0, true,
                       draw(sim, number, 2)   ? WITH_OFFER
                       : draw(sim, number, 2) ? WITH_LONG
                                              : 0);
}

static void take_provisional(struct sf_sim *sim, uint32_t number, const struct sf_msg *msg)
{
    struct foreign *call = &sim->foreign[number];
    unsigned what = draw(sim, number, 12);
    if (what == 8 && call->caller && call->remote_tag[0] && !call->talks)
        update_early(sim, number);
    if (call->talks || call->cancelled || what < 9)
        return;
    call->cancelled = true;
    if (what == 9 || !msg->to_tag.len)
        sf_foreign_request(sim, number, "CANCEL", call->invite_cseq, call->branch, 0, false, 0);
    else if (what == 10)
        end(sim, number);
    else
        invite_early(sim, number);
}

static void take_success(struct sf_sim *sim, uint32_t number, const struct sf_msg *msg)
{
    struct foreign *call = &sim->foreign[number];
    unsigned first = msg->cseq.number > call->final_cseq;
    unsigned how = first ? draw(sim, number, 10) : 0;
    if (first && call->unacked_cseq && keeps_order(sim->profile)) /* 5407:3.1.5 */
        sf_witness_violated(sim, call->agent, "accepts a re-INVITE while its own offer is open");
    if (msg->cseq.number > call->final_cseq)
        call->final_cseq = msg->cseq.number;
    call->unacked_cseq = call->offerless_cseq == msg->cseq.number ? msg->cseq.number : 0;
    if (how == 6)
        return; /* the next copy gets it */
    if (how == 7 && !call->over)
        end(sim, number); /* the BYE may overtake it */
    later(sim, how == 8 ? 30000 : 0, ACT_ACK, number, msg->cseq.number);
    if (how == 9)
        ask(sim, number, "INFO", ++call->cseq, 0, NULL);
    if (!call->talks && !call->over && !call->leaves) {
        call->talks = true;
        later(sim, drawn_delay_us(sim, number), ACT_TALK, number, 0);
    }
}

static void take_response(struct sf_sim *sim, uint32_t number, const struct sf_msg *msg)
{
    struct foreign *call = &sim->foreign[number];
    struct sf_str tag = sf_msg_str(msg, msg->to_tag);
    if (msg->status >= 200)
        check_expected(sim, call, msg);
    if (msg->cseq.method == SF_METHOD_BYE && msg->status >= 200)
        call->over = true;
    if (msg->cseq.method != SF_METHOD_INVITE)
        return;
    if (call->caller && tag.len && tag.len < sizeof call->remote_tag && !call->remote_tag[0])
        memcpy(call->remote_tag, tag.p, tag.len);
    call->heard = call->heard || msg->cseq.number == call->invite_cseq;
    if (msg->status < 200) {
        take_provisional(sim, number, msg);
    } else if (msg->status < 300) {
        take_success(sim, number, msg);
    } else {
        if (msg->cseq.number > call->final_cseq)
            call->final_cseq = msg->cseq.number;
        bool first = call->caller && msg->cseq.number == 10;
        call->over = call->over || first;
        acknowledge(sim, number, msg->cseq.number, first ? 0 : msg->cseq.number, 0);
    }
}

/* ---- As callee ---- */

static const struct sf_msg *kept_invite(struct sf_sim *sim, const struct foreign *call)
{
    return call->invite_bytes && sf_msg_parse(&sim->foreign_msg, call->invite, call->invite_bytes,
                                              NULL) == SF_MSG_OK
               ? &sim->foreign_msg
               : NULL;
}

/* Its BYE on an early dialog: a callee may not send one (3261:15), and all the same some do. */
static void leave_early(struct sf_sim *sim, uint32_t number, unsigned fork)
{
    struct foreign *call = &sim->foreign[number];
    call->cseq++;
    sf_foreign_request(sim, number, "BYE", call->cseq, 4000 + call->cseq, fork, true, 0);
}

/* A response of a fork's; a final one is repeated until its ACK. c: fork, status. */
static void respond(struct sf_sim *sim, uint32_t number, uint32_t c, bool again)
{
    struct foreign *call = &sim->foreign[number];
    unsigned fork = c & 15, status = c >> 4 & 1023, tries = c >> 14;
    const struct sf_msg *request = kept_invite(sim, call);
    bool failed = false;
    if (status == EARLY_BYE) {
        leave_early(sim, number, fork);
        return;
    }
    for (unsigned i = 0; i < FORKS; i++)
        failed = failed || call->status[i] >= 300;
    if (!request ||
        (again ? call->acked[fork] || tries > TRIES : call->status[fork] >= 200 || failed))
        return;
    if (!again && status >= 300)
        for (unsigned i = 0; i < FORKS; i++)
            if (call->status[i] >= 200)
                return; /* one has answered */
    if (!again && status >= 200)
        call->status[fork] = (uint16_t)status;
    sf_foreign_respond(sim, number, request, status, fork, status < 300 && status > 180);
    if (status < 200)
        return;
    uint64_t after_us = tries > 3 ? 4000000 : T1_US << tries;
    later(sim, after_us, ACT_REPEAT, number, (c & 0x3fff) | (tries + 1) << 14);
}

static void plan_responses(struct sf_sim *sim, uint32_t number)
{
    static const uint16_t status[] = {200, 180, 183, 200, 486, 302,
                                      180, 181, 200, 180, 600, EARLY_BYE};
    unsigned steps = 1 + draw(sim, number, 12);
    uint64_t at_us = 0;
    bool all_ring = draw(sim, number, 5) == 4;
    for (unsigned fork = 0; all_ring && fork < FORKS; fork++)
        later(sim, 0, ACT_RESPOND, number, fork | 180u << 4);
    if (draw(sim, number, 6) == 5) { /* it rings, leaves, and its 2xx comes all the same */
        later(sim, 0, ACT_RESPOND, number, 1 | 180u << 4);
        later(sim, 15000, ACT_RESPOND, number, 1 | EARLY_BYE << 4);
        later(sim, 30000, ACT_RESPOND, number, 1 | 200u << 4);
    }
    for (unsigned i = 0; i < steps; i++) {
        uint32_t fork = draw(sim, number, FORKS), what = status[draw(sim, number, 12)];
        at_us += drawn_delay_us(sim, number);
        later(sim, at_us, ACT_RESPOND, number, fork | what << 4);
    }
}

static void take_invite(struct sf_sim *sim, uint32_t number, const struct packet *packet,
                        const struct sf_msg *msg)
{
    struct foreign *call = &sim->foreign[number];
    struct sf_str call_id = sf_msg_str(msg, msg->call_id), tag = sf_msg_str(msg, msg->from_tag),
                  from = sf_msg_str(msg, msg->from_address);
    if (call->is) /* a copy */
        return;
    *call = (struct foreign){.is = true, .agent = packet->from, .invite = call->invite};
    if (!call->invite && !(call->invite = malloc(PACKET_BYTES)))
        abort();
    memcpy(call->invite, packet->bytes, packet->length);
    call->invite_bytes = packet->length;
    snprintf(call->call_id, sizeof call->call_id, "%.*s", (int)call_id.len, call_id.p);
    snprintf(call->remote_tag, sizeof call->remote_tag, "%.*s", (int)tag.len, tag.p);
    snprintf(call->remote, sizeof call->remote, "%.*s", (int)from.len, from.p);
    plan_responses(sim, number);
}

static unsigned fork_of(struct sf_str tag)
{
    char text[32];
    snprintf(text, sizeof text, "%.*s", (int)(tag.len < 31 ? tag.len : 31), tag.p);
    const char *dash = text[0] == 'f' ? strchr(text, '-') : NULL;
    unsigned long fork = dash ? strtoul(dash + 1, NULL, 10) : 0;
    return fork < FORKS ? (unsigned)fork : 0;
}

static void take_cancel(struct sf_sim *sim, uint32_t number, const struct sf_msg *msg)
{
    unsigned fork = draw(sim, number, FORKS);
    sf_foreign_respond(sim, number, msg, 200, fork, false);
    later(sim, drawn_delay_us(sim, number), ACT_RESPOND, number,
          fork | (draw(sim, number, 3) == 2 ? 200u : 487u) << 4);
}

static void take_request(struct sf_sim *sim, uint32_t number, const struct packet *packet,
                         const struct sf_msg *msg)
{
    struct foreign *call = &sim->foreign[number];
    unsigned fork = fork_of(sf_msg_str(msg, msg->to_tag));
    switch (msg->method) {
    case SF_METHOD_INVITE:
        take_invite(sim, number, packet, msg);
        return;
    case SF_METHOD_ACK:
        call->acked[fork] = true;
        if (fork == 0 && call->status[0] / 100 == 2 && !call->caller && !call->talks &&
            !call->over) {
            call->talks = true;
            later(sim, drawn_delay_us(sim, number), ACT_TALK, number, 0);
        }
        return;
    case SF_METHOD_CANCEL:
        take_cancel(sim, number, msg);
        return;
    case SF_METHOD_BYE:
        call->acked[fork] = true;
        call->over = call->over || fork == 0;
        call->talks = call->talks && !call->over;
        break;
    default:
        if (draw(sim, number, 4) == 3)
            sf_foreign_respond(sim, number, msg, 100, fork, false);
        break;
    }
    sf_foreign_respond(sim, number, msg, 200, fork, false);
}

/* ---- */

void sf_foreign_close(struct sf_sim *sim)
{
    for (uint32_t i = 0; sim->foreign && i <= sim->calls; i++)
        free(sim->foreign[i].invite);
    free(sim->foreign);
}

void sf_foreign_begin(struct sf_sim *sim)
{
    for (uint32_t i = 0; sim->foreign && i <= sim->calls; i++)
        sim->foreign[i] = (struct foreign){.invite = sim->foreign[i].invite};
}

void sf_foreign_receive(struct sf_sim *sim, const struct packet *packet)
{
    struct sf_msg *msg = &sim->foreign_in;
    uint32_t number = packet->facts.number;
    if (!sim->foreign || number >= sim->calls ||
        sf_msg_parse(msg, packet->bytes, packet->length, NULL) != SF_MSG_OK)
        return;
    if (msg->is_request)
        take_request(sim, number, packet, msg);
    else if (sim->foreign[number].is)
        take_response(sim, number, msg);
}

void sf_foreign_act(struct sf_sim *sim, const struct item *item)
{
    struct foreign *call = &sim->foreign[item->a];
    switch ((enum act)item->b) {
    case ACT_INVITE:
        invite(sim, item->a, item->c);
        break;
    case ACT_ACK:
        if (call->unacked_cseq == item->c)
            call->unacked_cseq = 0;
        acknowledge(sim, item->a, item->c, 5000 + item->c, WITH_OFFER);
        break;
    case ACT_TALK:
        talk(sim, item->a);
        break;
    case ACT_BYE:
        send_bye(sim, item->a, item->c);
        break;
    case ACT_RESPOND:
        respond(sim, item->a, item->c, false);
        break;
    case ACT_REPEAT:
        respond(sim, item->a, item->c, true);
        break;
    }
}

void sf_foreign_end(struct sf_sim *sim)
{
    for (uint32_t i = 0; sim->foreign && i < sim->calls; i++) {
        struct foreign *call = &sim->foreign[i];
        if (!call->is || call->over)
            continue;
        if (call->talks)
            end(sim, i);
        else if (!call->caller)
            later(sim, 0, ACT_RESPOND, i, 480u << 4);
    }
}
