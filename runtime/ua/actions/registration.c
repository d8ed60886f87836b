/* Guards and actions of fsm/registration/registration.fsm. */
#include "registration.h"

#include "challenge.h"
#include "core.h"
#include "flow.h"
#include "nat.h"
#include "random.h"
#include "transaction.h"

#include "registration_fsm.h"

#define SECOND_US 1000000u
/* A tenth of it is 64*T1. With less, a tenth would be too short for a transaction that loses
 * messages. */
#define BRIEF_S 320
/* The most 423 and 3xx in a row that are followed at once. */
#define MOST_TURNS 5
/* The least time between two REGISTERs, however little is granted; but an interval that the
 * application asks for is kept. */
#define LEAST_S 5u
/* The longest time to the next REGISTER, whatever the registrar says: a day. */
#define LONGEST_S 86400u
/* 5626:4.5. */
#define BASE_S 30u
#define MOST_S 1800u

static struct sf_str target_of(const struct sf_registration_record *registration,
                               const struct sf_input *in, struct sf_address *to)
{
    struct sf_str target = {NULL, 0};
    if (!in->msg || in->status < 300 || in->status >= 400 || registration->turns >= MOST_TURNS ||
        !sf_registration_moved(in->ua, registration, in->msg, &target, to))
        target.len = 0;
    return target;
}

bool sf_reg_guard_granted(const struct sf_registration_record *registration,
                          const struct sf_input *in)
{
    return in->status >= 200 && in->status < 300 && in->msg &&
           sf_registration_granted(in->ua, registration, in->msg) > 0;
}

bool sf_reg_guard_shown(const struct sf_registration_record *registration,
                        const struct sf_input *in)
{
    const struct sf_ua_nat *nat = in->ua->own.nat;
    return nat && in->msg && nat->part->shows(in->ua, registration, in->msg);
}

bool sf_reg_guard_kept(const struct sf_registration_record *registration, const struct sf_input *in)
{
    (void)in;
    return registration->keep_s > 0;
}

bool sf_reg_guard_lasted(const struct sf_registration_record *registration,
                         const struct sf_input *in)
{
    (void)in;
    return registration->has_lasted;
}

bool sf_reg_guard_brief(const struct sf_registration_record *registration,
                        const struct sf_input *in)
{
    return in->status == 423 && in->msg && registration->turns < MOST_TURNS &&
           sf_registration_seconds(in->msg, SF_HEADER_MIN_EXPIRES) >
               (int64_t)registration->expires_s;
}

bool sf_reg_guard_moved(const struct sf_registration_record *registration,
                        const struct sf_input *in)
{
    struct sf_address to;
    return target_of(registration, in, &to).len > 0;
}

/* A challenge that could be answered, had there been room. */
static bool lacks_room(const struct sf_input *in)
{
    const struct sf_challenges *challenge = in->ua->challenge;
    return (in->status == 401 || in->status == 407) && in->msg && challenge &&
           challenge->verdict == SF_UA_CHALLENGE_NO_ROOM;
}

/* The statuses after which the same REGISTER would fail again. After others the next try may
 * succeed: the server, the path to it or its state may have changed. */
bool sf_reg_guard_refused(const struct sf_registration_record *registration,
                          const struct sf_input *in)
{
    (void)registration;
    if (lacks_room(in))
        return false;
    switch (in->status) {
    case 408:
    case 423:
    case 429:
    case 430:
    case 480:
    case 486:
    case 491:
    case 600:
        return false;
    case 501:
    case 505:
    case 513:
        return true;
    default:
        return (in->status >= 400 && in->status < 500) || in->status >= 600;
    }
}

bool sf_reg_guard_room(const struct sf_registration_record *registration, const struct sf_input *in)
{
    return sf_registration_has_room(in->ua, registration);
}

bool sf_reg_guard_bound(const struct sf_registration_record *registration,
                        const struct sf_input *in)
{
    uint64_t now_us = in->ua->clock.now_us;
    return registration->until_us > now_us || registration->doubt_until_us > now_us;
}

void sf_reg_do_send(struct sf_registration_record *registration, const struct sf_input *in)
{
    sf_registration_send(in->ua, registration, registration->expires_s);
}

void sf_reg_do_send_removal(struct sf_registration_record *registration, const struct sf_input *in)
{
    sf_registration_send(in->ua, registration, 0);
}

/* A random time of `least` to `most` per cent of the given time. */
static uint64_t spread_us(struct sf_ua *ua, uint64_t us, unsigned least, unsigned most)
{
    uint32_t random;
    sf_random_bytes(ua, &random, sizeof random);
    return us / 100 * least + us / 100 * (most - least) / UINT16_MAX * (random & UINT16_MAX);
}

/* 3261:10.2.4: before it expires, and early enough for another try. A time at random, so that user
 * agents that have begun together do not come together. */
static uint64_t refresh_us(struct sf_ua *ua, uint64_t granted_us, uint64_t asked_us)
{
    uint64_t longest_us = (uint64_t)LONGEST_S * SECOND_US;
    bool brief = granted_us < (uint64_t)BRIEF_S * SECOND_US;
    if (granted_us > longest_us)
        granted_us = longest_us;
    uint64_t us = spread_us(ua, granted_us, brief ? 50 : 80, brief ? 70 : 90),
             least_us = (uint64_t)LEAST_S * SECOND_US;
    if (least_us > asked_us / 2)
        least_us = asked_us / 2;
    return us > least_us ? us : least_us;
}

/* Later requests go to the server of the name that has granted the registration. */
static void keep_server(struct sf_ua *ua, struct sf_registration_record *registration)
{
    const struct sf_transaction *transaction = sf_transaction_get(ua, registration->sent);
    if (transaction && !registration->to.family)
        registration->server = transaction->peer;
}

void sf_reg_do_keep_grant(struct sf_registration_record *registration, const struct sf_input *in)
{
    struct sf_ua *ua = in->ua;
    uint64_t granted_us = (uint64_t)SECOND_US * sf_registration_granted(ua, registration, in->msg);
    sf_registration_keep(ua, registration, in->msg);
    registration->until_us = ua->clock.now_us + granted_us;
    registration->doubt_until_us = 0;
    registration->failures = 0;
    registration->takes_back = false;
    registration->has_lasted = false;
    registration->keep_s =
        ua->own.nat ? ua->own.nat->part->keeps(ua, in->msg, &registration->expects_pong) : 0;
    registration->turns = 0;
    keep_server(ua, registration);
    sf_constants_us(ua, SF_M_REGISTRATION)[SF_REG_CONST_REFRESH] =
        refresh_us(ua, granted_us, (uint64_t)SECOND_US * registration->expires_s);
}

/* 5626:4.4.1, 6223:5. */
void sf_reg_do_draw_keep(struct sf_registration_record *registration, const struct sf_input *in)
{
    sf_constants_us(in->ua, SF_M_REGISTRATION)[SF_REG_CONST_WAIT] =
        spread_us(in->ua, (uint64_t)registration->keep_s * SECOND_US, 80, 100);
}

/* Over UDP there is no pong, so none is awaited. */
void sf_reg_do_keep_alive(struct sf_registration_record *registration, const struct sf_input *in)
{
    const struct sf_address *to = sf_registration_way(registration);
    bool double_crlf = registration->expects_pong || !sf_address_is_reliable(to);
    struct sf_str crlf = {"\r\n\r\n", double_crlf ? 4 : 2};
    sf_output_send(in->ua, to, crlf, sf_flow_token(registration));
    registration->has_lasted = true;
}

void sf_reg_do_follow_shown(struct sf_registration_record *registration, const struct sf_input *in)
{
    in->ua->own.nat->part->follow(in->ua, registration, in->msg);
}

/* 3261:10.2.8. It goes on asking for that. */
void sf_reg_do_ask_longer(struct sf_registration_record *registration, const struct sf_input *in)
{
    registration->turns++;
    registration->expires_s = (uint32_t)sf_registration_seconds(in->msg, SF_HEADER_MIN_EXPIRES);
}

/* 3261:8.1.3.4. Until a failure. */
void sf_reg_do_follow(struct sf_registration_record *registration, const struct sf_input *in)
{
    struct sf_address to = registration->to;
    struct sf_str target = target_of(registration, in, &to);
    registration->turns++;
    registration->to = to;
    registration->target_bytes = (uint16_t)target.len;
    if (target.len)
        memcpy(registration->target, target.p, target.len);
}

/* 5626:4.5: half to all of the base time, doubled with each failure. 3261:20.33: not before the
 * server's own time. The next one goes again where the application said. */
void sf_reg_do_back_off(struct sf_registration_record *registration, const struct sf_input *in)
{
    struct sf_ua *ua = in->ua;
    uint64_t most_s = BASE_S;
    int64_t asked_s = in->msg ? sf_registration_seconds(in->msg, SF_HEADER_RETRY_AFTER) : -1;
    registration->failures += registration->failures < UINT32_MAX;
    for (unsigned i = 0; i < registration->failures && most_s < MOST_S; i++)
        most_s *= 2;
    if (most_s > MOST_S)
        most_s = MOST_S;
    if (asked_s > LONGEST_S)
        asked_s = LONGEST_S;
    uint64_t wait_us = spread_us(ua, most_s * SECOND_US, 50, 100);
    if (asked_s > 0 && (uint64_t)asked_s * SECOND_US > wait_us)
        wait_us = (uint64_t)asked_s * SECOND_US;
    registration->turns = 0;
    registration->target_bytes = 0;
    registration->to = registration->home;
    registration->server.family = 0;
    sf_constants_us(ua, SF_M_REGISTRATION)[SF_REG_CONST_WAIT] = wait_us;
}

void sf_reg_do_doubt(struct sf_registration_record *registration, const struct sf_input *in)
{
    registration->doubt_until_us = in->ua->clock.now_us +
                                   (uint64_t)registration->expires_s * SECOND_US;
}

static uint32_t seconds_until(const struct sf_ua *ua, uint64_t until_us)
{
    return until_us > ua->clock.now_us ? (uint32_t)((until_us - ua->clock.now_us) / SECOND_US) : 0;
}

static struct sf_told *tell(struct sf_registration_record *registration, const struct sf_input *in,
                            enum sf_registration_state state)
{
    struct sf_ref ref = sf_ref_of(&registration->a);
    struct sf_told *event = sf_output_event(in->ua, SF_UA_EV_REGISTRATION, SF_REF_NONE);
    event->registration = (struct sf_registration){ref.slot, ref.generation};
    event->registration_state = (uint8_t)state;
    event->status = (uint16_t)in->status;
    event->msg = in->msg; /* none: it timed out, or could not be sent */
    event->time.expires_s = seconds_until(in->ua, registration->until_us);
    return event;
}

void sf_reg_do_tell_registered(struct sf_registration_record *registration,
                               const struct sf_input *in)
{
    tell(registration, in, SF_REGISTRATION_REGISTERED);
}

void sf_reg_do_tell_waiting(struct sf_registration_record *registration, const struct sf_input *in)
{
    uint64_t wait_us = sf_constants_us(in->ua, SF_M_REGISTRATION)[SF_REG_CONST_WAIT];
    tell(registration, in, SF_REGISTRATION_WAITING)->time.retry_s =
        (uint32_t)((wait_us + SECOND_US - 1) / SECOND_US);
}

void sf_reg_do_tell_ended(struct sf_registration_record *registration, const struct sf_input *in)
{
    tell(registration, in, SF_REGISTRATION_ENDED);
}

void sf_reg_do_tell_unremoved(struct sf_registration_record *registration,
                              const struct sf_input *in, unsigned status)
{
    tell(registration, in, SF_REGISTRATION_ENDED)->status = (uint16_t)status;
}
