/* A core: its start, and a look at it. */
#include "core.h"
#include "dialog_actor.h"
#include "dialog_text.h"
#include "layout.h"
#include "random.h"
#include "redirect.h"
#include "refresh.h"

#include "dialog_fsm.h"
#include "exchange_uas_fsm.h"
#include "invite_client_fsm.h"
#include "invite_uac_fsm.h"
#include "invite_uas_fsm.h"
#include "non_invite_client_fsm.h"
#include "reinvite_fsm.h"
#include "reliable_uac_fsm.h"

/* A response that is lost four times in 3.5 s is not sent for a fifth time. */
#define REPEATS_UNPROVEN 3
#define UDP_REQUEST_BYTES 1300 /* 3261:18.1.1, where the MTU of the path is not known */

size_t sf_ua_size(const struct sf_ua_config *config)
{
    return sf_layout_size(config);
}

/* A constant of one machine; 0: what its table says. */
static void set_constant(struct sf_ua *ua, enum sf_machine machine, unsigned place, uint64_t us)
{
    if (us)
        sf_constants_us(ua, machine)[place] = us;
}

/* 4320:4.1: how long Timer E of a client takes until it is reset to T2 (3261:17.1.2.2). */
static uint64_t timer_e_at_t2(struct sf_ua *ua)
{
    const uint64_t *constant_us = sf_constants_us(ua, SF_M_NON_INVITE_CLIENT);
    uint64_t us = 0;
    for (uint64_t e = constant_us[SF_NICT_CONST_T1]; e < constant_us[SF_NICT_CONST_T2]; e *= 2)
        us += e;
    return us;
}

/* 3261:17.1.1.1: the base timers, in every machine that has them; and how long each wait lasts. */
static void set_constants(struct sf_ua *ua, const struct sf_ua_config *config)
{
    const uint64_t given_us[SF_SHARED_CONSTANTS] = {[SF_SHARED_T1] = config->t1_us,
                                                    [SF_SHARED_T2] = config->t2_us,
                                                    [SF_SHARED_T4] = config->t4_us};
    for (unsigned m = 0; m < SF_MACHINES; m++) {
        const struct sf_fsm_type *type = sf_part_type(ua, m);
        if (!type)
            continue;
        uint64_t *constants_us = sf_constants_us(ua, (enum sf_machine)m);
        if (type->table.constants)
            memcpy(constants_us, type->table.constant_us, type->table.constants * sizeof(uint64_t));
        for (unsigned c = 0; c < SF_SHARED_CONSTANTS; c++) {
            int place = sf_registry_constant[m][c];
            if (place >= 0 && given_us[c]) /* else it is what the table says */
                constants_us[place] = given_us[c];
        }
    }
    set_constant(ua, SF_M_INVITE_UAC, SF_UAC_CONST_RINGING, config->longest_ringing_us);
    set_constant(ua, SF_M_INVITE_UAC, SF_UAC_CONST_ANSWERING, config->answer_us);
    set_constant(ua, SF_M_REINVITE, SF_REINVITE_CONST_ANSWERING, config->answer_us);
    set_constant(ua, SF_M_RELIABLE_UAC, SF_RELC_CONST_ANSWERING, config->answer_us);
    set_constant(ua, SF_M_EXCHANGE_UAS, SF_XUAS_CONST_ANSWERING, config->answer_us);
    set_constant(ua, SF_M_REINVITE, SF_REINVITE_CONST_RINGING, config->longest_ringing_us);
    set_constant(ua, SF_M_INVITE_UAS, SF_UAS_CONST_ANSWERING, config->longest_answering_us);
    set_constant(ua, SF_M_DIALOG, SF_DLG_CONST_LONGEST, config->longest_call_us);
    set_constant(ua, SF_M_EXCHANGE_UAS, SF_XUAS_CONST_TRYING, timer_e_at_t2(ua));
    set_constant(ua, SF_M_INVITE_CLIENT, SF_ICT_CONST_REFRESH, config->invite_refresh_us);
    ua->refreshes = config->invite_refresh_us != 0;
    ua->udp_request_bytes = config->udp_request_bytes ? config->udp_request_bytes
                                                      : UDP_REQUEST_BYTES;
    ua->repeats_unproven = config->repeats_unproven ? config->repeats_unproven : REPEATS_UNPROVEN;
    ua->follow_maddr = config->follow_maddr;
    ua->require_reliable = config->require_reliable;
    ua->calls_limited = config->longest_call_us != 0;
}

/* False: it is not usable. */
static bool set_session_timer(struct sf_ua *ua, const struct sf_ua_session_timer *timer)
{
    ua->session_timer = timer;
    return !timer ||
           (timer->timing && (!timer->least_s || timer->least_s >= SF_REFRESH_LEAST_S) &&
            (!timer->interval_s ||
             (timer->interval_s >= SF_REFRESH_LEAST_S && timer->interval_s >= timer->least_s)) &&
            timer->interval_s != SF_UA_NO_LIMIT &&
            (!timer->most_s ||
             (timer->most_s >= timer->least_s &&
              timer->most_s >= (timer->interval_s ? timer->interval_s : SF_REFRESH_INTERVAL_S))));
}

struct sf_ua *sf_ua_init(void *memory, size_t size, const struct sf_ua_config *config)
{
    struct sf_ua *ua = memory;
    size_t needed = sf_layout_size(config);
    if (!memory || needed == 0 || needed > size)
        return NULL;
    memset(ua, 0, sizeof *ua);
    sf_layout_init(ua, config);
    if (!sf_own_init(&ua->own, config) || !sf_capabilities_init(&ua->can, config) ||
        !sf_random_init(ua, config) || !sf_challenge_init(ua, config) ||
        !sf_redirect_init(ua, config) || !set_session_timer(ua, config->session_timer))
        return NULL;
    sf_random_bytes(ua, ua->secret, sizeof ua->secret);
    set_constants(ua, config);
    ua->dispatch = (struct sf_fsm){.running = 1}; /* a decision has one state, and no start */
    ua->clock = (struct sf_fsm_clock){
        .now_us = 1, .order = 1, .tracer = config->tracer, .tracer_user = config->tracer_user};
    return ua;
}

void sf_ua_usage(const struct sf_ua *ua, struct sf_ua_usage *usage)
{
    *usage = (struct sf_ua_usage){.calls = ua->calls.used,
                                  .invites = ua->invitations.used,
                                  .dialogs = ua->dialogs.used,
                                  .sessions = ua->sessions.used,
                                  .session_timers = ua->session_timers.used,
                                  .exchanges = ua->exchanges.used,
                                  .reliables = ua->reliables.used,
                                  .transactions = ua->transactions.used,
                                  .timers = ua->heap.count,
                                  .blocks = ua->store.used - sf_dialog_text_resting_blocks(ua),
                                  .sources = ua->sources.used,
                                  .calls_of = ua->calls.capacity,
                                  .invites_of = ua->invitations.capacity,
                                  .dialogs_of = ua->dialogs.capacity,
                                  .sessions_of = ua->sessions.capacity,
                                  .exchanges_of = ua->exchanges.capacity,
                                  .transactions_of = ua->transactions.capacity,
                                  .blocks_of = ua->store.capacity,
                                  .sources_of = ua->sources.capacity,
                                  .registrations = ua->registrations.used,
                                  .registrations_of = ua->registrations.capacity};
}

void sf_ua_counters(const struct sf_ua *ua, struct sf_ua_counters *counters)
{
    *counters = ua->counters;
    counters->steps = ua->clock.steps;
    counters->ignored = ua->clock.ignored;
    counters->impossible = ua->clock.impossible;
}
