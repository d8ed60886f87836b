/* A party of a scene. See party.h. */
#include "party.h"

#include "sipfsm/digest_openssl.h"
#include "sipfsm/sockaddr.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SDP SF_STR("application/sdp")

static const char *const directions[] = {"sendonly", "recvonly", "inactive", "sendrecv"};

static const char *direction_of(struct sf_str body)
{
    char text[40];
    for (unsigned i = 0; i < 4; i++) {
        size_t length = (size_t)snprintf(text, sizeof text, "a=%s\r\n", directions[i]);
        for (size_t at = 0; at + length <= body.len; at++)
            if (memcmp(body.p + at, text, length) == 0)
                return directions[i];
    }
    return "sendrecv";
}

/* 3264:6.1: what answers that. */
static const char *mirrored(const char *direction)
{
    return strcmp(direction, "sendonly") == 0   ? "recvonly"
           : strcmp(direction, "recvonly") == 0 ? "sendonly"
                                                : direction;
}

static struct sf_str session(struct party *party, const char *direction)
{
    static char text[600 + PARTY_PAD_BYTES];
    char ip[SF_ADDRESS_TEXT_BYTES];
    struct sf_address local = *sf_net_address(party->endpoint.net);
    sf_address_text(&local, ip);
    *strrchr(ip, ':') = 0;
    party->version++;
    int length = snprintf(text, sizeof text,
                          "v=0\r\no=%s 1 %u IN IP4 %s\r\ns=-\r\nc=IN IP4 %s\r\nt=0 0\r\n"
                          "m=audio 40000 RTP/AVP 0\r\na=%s\r\n",
                          party->name, party->version, ip, ip, direction);
    if (party->pad_bytes)
        length += snprintf(text + length, sizeof text - (size_t)length, "a=pad:%0*d\r\n",
                           (int)party->pad_bytes, 0);
    return (struct sf_str){text, (size_t)length};
}

/* ---- What it sees ---- */

static void see(struct party *party, const char *what, unsigned status, struct sf_str more)
{
    if (party->seen_count == PARTY_SEEN) {
        fprintf(stderr, "%s has seen too much\n", party->name);
        abort();
    }
    char *text = party->seen[party->seen_count++], number[12] = "";
    if (status)
        snprintf(number, sizeof number, " %u", status);
    snprintf(text, PARTY_TEXT_BYTES, "%s%s%s%.*s", what, number, more.len ? " " : "", (int)more.len,
             more.len ? more.p : "");
}

static void see_registration(struct party *party, const struct sf_ua_event *event)
{
    char text[PARTY_TEXT_BYTES];
    switch ((enum sf_registration_state)event->registration_state) {
    case SF_REGISTRATION_REGISTERED:
        snprintf(text, sizeof text, "for %u", (unsigned)event->expires_s);
        see(party, "registered", 0, sf_str_of(text));
        return;
    case SF_REGISTRATION_WAITING:
        snprintf(text, sizeof text, "again in %u", (unsigned)event->retry_s);
        see(party, "waiting", event->status, sf_str_of(text));
        return;
    case SF_REGISTRATION_ENDED:
        see(party, "unregistered", event->status,
            event->challenge ? sf_str_of(sf_ua_challenge_text(event->challenge)) : event->reason);
        return;
    }
}

static void on_event(void *user, const struct sf_ua_event *event)
{
    static const char *const name[] = {[SF_UA_EV_INCOMING] = "incoming",
                                       [SF_UA_EV_PROGRESS] = "progress",
                                       [SF_UA_EV_ANSWERED] = "answered",
                                       [SF_UA_EV_CONFIRMED] = "confirmed",
                                       [SF_UA_EV_REINVITE] = "reinvite",
                                       [SF_UA_EV_MODIFIED] = "modified",
                                       [SF_UA_EV_FAILED] = "failed",
                                       [SF_UA_EV_CANCELLED] = "cancelled",
                                       [SF_UA_EV_UNANSWERED] = "unanswered",
                                       [SF_UA_EV_ENDED] = "ended",
                                       [SF_UA_EV_ACKNOWLEDGED] = "acknowledged",
                                       [SF_UA_EV_TROUBLE] = "trouble"};
    struct party *party = user;
    struct sf_str more = event->reason;
    if (event->type == SF_UA_EV_REGISTRATION) {
        see_registration(party, event);
        return;
    }
    if (event->type >= sizeof name / sizeof *name || !name[event->type])
        return;
    if (event->type == SF_UA_EV_INCOMING)
        party->call = event->call;
    if (event->type == SF_UA_EV_REINVITE || event->type == SF_UA_EV_INCOMING)
        party->direction = mirrored(direction_of(event->body));
    if (event->type == SF_UA_EV_REINVITE ||
        (event->type == SF_UA_EV_MODIFIED && event->status < 300))
        more = sf_str_of(direction_of(event->body));
    if (event->type == SF_UA_EV_ENDED)
        more = event->by_peer ? SF_STR("by-peer") : SF_STR("");
    if (event->challenge)
        more = sf_str_of(sf_ua_challenge_text(event->challenge));
    see(party, name[event->type],
        event->type == SF_UA_EV_ENDED && event->by_peer ? 0 : event->status, more);
}

const char *party_first(const struct party *party)
{
    return party->seen_count ? party->seen[0] : NULL;
}

void party_forget_first(struct party *party)
{
    memmove(party->seen[0], party->seen[1], (PARTY_SEEN - 1) * sizeof party->seen[0]);
    party->seen_count--;
}

/* ---- Beginning and end ---- */

static void on_crossing(void *user, const struct sf_net_crossing *crossing)
{
    struct party *party = user;
    drawing_message(&party->drawing, crossing);
}

static bool read_transports(struct party *party, const char *ip, const char *transports)
{
    while (*transports) {
        int length = (int)strcspn(transports, ","), name = (int)strcspn(transports, "@,");
        if (party->listening.count == SF_UA_ENDPOINTS)
            return false;
        char *text = party->listen[party->listening.count];
        if (name < length)
            snprintf(text, sizeof party->listen[0], "%.*s:%s:%.*s", name, transports, ip,
                     length - name - 1, transports + name + 1);
        else
            snprintf(text, sizeof party->listen[0], "%.*s:%s", length, transports, ip);
        party->listening.text[party->listening.count++] = text;
        transports += length + (transports[length] == ',');
    }
    return listening_read(&party->listening, "play", true);
}

bool party_open(struct party *party, const char *name, const char *ip, const char *transports,
                const char *user, const char *password, const char *ladder, uv_loop_t *loop,
                const struct sf_clock *clock, struct sf_tls *tls)
{
    memset(party, 0, sizeof *party);
    snprintf(party->name, sizeof party->name, "%s", name);
    snprintf(party->ladder, sizeof party->ladder, "%s.%s", ladder, name);
    party->clock = clock;
    party->direction = "sendrecv";
    party->drawing.path = party->ladder;
    struct sf_ua_config config = {.calls = 8,
                                  .calls_per_second = 8,
                                  .calls_per_source = SF_UA_NO_LIMIT,
                                  .registering = sf_ua_registering(),
                                  .registrations = 1,
                                  .user = sf_str_of(party->name)};
    struct sf_net_config net = {.loop = loop,
                                .clock = clock,
                                .user = party,
                                .event = on_event,
                                .observe = on_crossing,
                                .tls = tls};
    if (user) {
        snprintf(party->user, sizeof party->user, "%s", user);
        snprintf(party->password, sizeof party->password, "%s", password);
        party->credential.secret = (struct sf_digest_secret){
            .username = sf_str_of(party->user), .password = sf_str_of(party->password)};
        party->auth = (struct sf_ua_auth){.digest = sf_ua_digest(),
                                          .hashes = sf_digest_openssl(),
                                          .credential = &party->credential,
                                          .credentials = 1};
        config.auth = &party->auth;
    }
    if (!read_transports(party, ip, transports) ||
        !drawing_open(&party->drawing, "play", &party->endpoint, &config) ||
        !endpoint_open(&party->endpoint, "play", &net, &config, &party->listening))
        return false;
    drawing_begin(&party->drawing, party->name, sf_clock_now_us(clock));
    return true;
}

void party_close(struct party *party, uv_loop_t *loop)
{
    endpoint_close(&party->endpoint, loop);
    drawing_end(&party->drawing, "play");
}

bool party_address(const struct party *party, const char *transport, char *text)
{
    const struct sf_address *endpoint;
    uint8_t number;
    if (!sf_transport_of(sf_str_of(transport), &number))
        return false;
    for (unsigned i = 0; (endpoint = sf_net_endpoint(party->endpoint.net, i)); i++)
        if (endpoint->transport == number) {
            sf_address_text(endpoint, text);
            return true;
        }
    return false;
}

/* ---- Commands ---- */

static enum sf_ua_result given(struct party *party, enum sf_ua_result result)
{
    sf_net_drain(party->endpoint.net);
    return result;
}

enum sf_ua_result party_register(struct party *party, const char *aor, const struct sf_address *via,
                                 unsigned expires_s)
{
    struct sf_register what = {
        .aor = sf_str_of(aor), .next_hop = *via, .expires_s = (uint32_t)expires_s};
    return given(party, sf_ua_register(party->endpoint.ua, sf_clock_now_us(party->clock), &what,
                                       &party->registration));
}

enum sf_ua_result party_unregister(struct party *party)
{
    return given(party, sf_ua_unregister(party->endpoint.ua, sf_clock_now_us(party->clock),
                                         party->registration, false));
}

enum sf_ua_result party_call(struct party *party, const char *to, const struct sf_address *via,
                             const char *from)
{
    struct sf_invite invite = {.to = sf_str_of(to),
                               .from = sf_str_of(from),
                               .next_hop = *via,
                               .content_type = SDP,
                               .body = session(party, "sendrecv")};
    return given(party, sf_ua_invite(party->endpoint.ua, sf_clock_now_us(party->clock), &invite,
                                     &party->call));
}

enum sf_ua_result party_answer(struct party *party, unsigned status)
{
    struct sf_ua *ua = party->endpoint.ua;
    uint64_t now_us = sf_clock_now_us(party->clock);
    if (status < 200)
        return given(party, sf_ua_ring(ua, now_us, party->call, status));
    if (status >= 300)
        return given(party, sf_ua_reject(ua, now_us, party->call, status));
    return given(party,
                 sf_ua_accept(ua, now_us, party->call, SDP, session(party, party->direction)));
}

enum sf_ua_result party_answer_early(struct party *party, unsigned status)
{
    const struct sf_answer answer = {
        .status = status,
        .content = {.type = SDP, .body = session(party, party->direction)},
        .reliable = true};
    return given(party, sf_ua_respond(party->endpoint.ua, sf_clock_now_us(party->clock),
                                      party->call, &answer));
}

enum sf_ua_result party_change(struct party *party, const char *direction, bool update)
{
    struct sf_change change = {.content = {.type = SDP, .body = session(party, direction)},
                               .update = update};
    return given(party, sf_ua_modify(party->endpoint.ua, sf_clock_now_us(party->clock), party->call,
                                     &change));
}

enum sf_ua_result party_hang_up(struct party *party)
{
    return given(party,
                 sf_ua_hangup(party->endpoint.ua, sf_clock_now_us(party->clock), party->call));
}

unsigned long long party_impossible(const struct party *party)
{
    struct sf_ua_counters counters;
    sf_ua_counters(party->endpoint.ua, &counters);
    return counters.impossible;
}
