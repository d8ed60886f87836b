#include "ua_world.h"

#include <stdlib.h>

#include "quick_hash.h"

static void take(void *user, const struct sf_output *output);

struct sf_address world_address(unsigned source)
{
    static const struct sf_address address[4] = {
        {.family = 4, .port = 5060, .ip = {192, 0, 2, 9}},
        {.family = 4, .port = 5060, .ip = {192, 0, 2, 9}, .transport = SF_TRANSPORT_TCP},
        {.family = 4, .port = 40000, .ip = {198, 51, 100, 7}},
        {.family = 6,
         .port = 5060,
         .ip = {0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}}};
    return address[source & 3];
}

void world_begin(struct world *world, unsigned choice)
{
    static const uint32_t sizes[] = {8000, 1500, 4000, SF_LIMIT_MESSAGE_BYTES};
    *world = (struct world){.now_us = 1000000, .message_bytes = sizes[choice >> 3 & 3]};
    struct sf_ua_config config = {.calls = 1 + (choice & 3),
                                  .calls_per_second = choice >> 2 & 1,
                                  .calls_per_source = choice & 8 ? 1 : 0,
                                  .registering = sf_ua_registering(),
                                  .registrations = WORLD_REGISTRATIONS,
                                  .message_bytes = world->message_bytes,
                                  .user = choice & 32 ? SF_STR("") : SF_STR("bob"),
                                  .agent = choice & 64 ? SF_STR("fuzz/1") : SF_STR(""),
                                  .local = {.family = 4, .port = 5060, .ip = {10, 0, 0, 2}}};
    static const struct sf_str methods[] = {{"MESSAGE", 7}, {"INFO", 4}}, tags[] = {{"100rel", 6}},
                               types[] = {{"text/plain", 10}};
    static const struct sf_ua_credential credential[] = {
        {.realm = {"a", 1}, .secret = {.username = {"u", 1}, .password = {"p", 1}}},
        {.secret = {.username = {"bob", 3}, .password = {"zanzibar", 8}}}};
    static struct sf_ua_auth auth;
    auth = (struct sf_ua_auth){.digest = sf_ua_digest(),
                               .hashes = &quick_hashes,
                               .credential = credential,
                               .credentials = 1 + (choice >> 6 & 1),
                               .servers = 1 + (choice & 1)};
    if (choice & (64 | 128))
        config.auth = &auth;
    if (choice & 128) {
        config.method = methods;
        config.methods = 2;
        config.supported = tags;
        config.supporteds = 1;
        config.accept = types;
        config.accepts = 1;
        config.invite_refresh_us = 20000000;
        config.longest_call_us = 600000000;
    }
    FUZZ_MUST(sf_virtual_open(&world->core, &config, 4711), "no core was made");
    world->core.take = take;
    world->core.user = world;
    world->ua = world->core.ua;
}

/* ---- What comes out ---- */

static void check_sent(struct world *world, const struct sf_datagram *datagram)
{
    static struct sf_msg msg;
    char why[SF_VIRTUAL_TEXT_BYTES];
    FUZZ_MUST(datagram->length > 0 && datagram->length <= world->message_bytes,
              "a datagram of %zu bytes", datagram->length);
    FUZZ_MUST(datagram->to.family == 4 || datagram->to.family == 6, "a datagram to nowhere");
    char *exact = fuzz_copy(datagram->bytes, datagram->length);
    struct sf_datagram copy = *datagram;
    copy.bytes = exact;
    FUZZ_MUST(sf_virtual_is_sound(&msg, &copy, true, why),
              "it sends what the parser refuses: %s of\n%.*s", why, (int)datagram->length, exact);
    unsigned at = world->sents++ % WORLD_SENT;
    free(world->sent[at].bytes);
    world->sent[at].bytes = exact;
    world->sent[at].length = datagram->length;
    world->sent[at].token = datagram->token;
}

/* Touches every byte, so that ASan sees one that is not there. */
static void touch(struct sf_str text)
{
    for (size_t i = 0; i < text.len; i++)
        (void)*(const volatile char *)&text.p[i];
}

void world_told(struct world *world, struct sf_call call)
{
    FUZZ_MUST(call.generation > 0 && call.slot < WORLD_CALLS, "a call of slot %u, generation %u",
              call.slot, call.generation);
    struct sf_call *known = &world->call[call.slot];
    if (known->generation != call.generation) {
        FUZZ_MUST(!known->generation || world->released[call.slot],
                  "slot %u is another call's before it was released", call.slot);
        *known = call;
        world->released[call.slot] = false;
        world->newest[world->calls++ % 4] = call.slot;
    }
}

static void check_registration(struct world *world, const struct sf_ua_event *event)
{
    struct sf_registration_grant grant;
    char text[SF_REGISTRATION_TEXT_BYTES];
    struct sf_registration *known = &world->registration[event->registration.slot];
    FUZZ_MUST(event->registration.slot < WORLD_REGISTRATIONS, "a registration of slot %u",
              event->registration.slot);
    for (unsigned i = 0; i < WORLD_REGISTRATIONS; i++)
        if (world->registration[i].slot == event->registration.slot &&
            world->registration[i].generation == event->registration.generation)
            known = &world->registration[i];
    FUZZ_MUST(known->generation == event->registration.generation, "of another registration");
    FUZZ_MUST(event->registration_state != SF_REGISTRATION_REGISTERED || event->expires_s,
              "registered for no time");
    FUZZ_MUST(event->registration_state != SF_REGISTRATION_WAITING || event->retry_s,
              "it waits for no time");
    touch(event->reason);
    FUZZ_MUST(*sf_registration_advice(event->status), "no advice");
    if (sf_ua_registration(world->ua, *known, &grant, text) == SF_UA_OK) {
        touch(grant.service_route);
        touch(grant.public_gruu);
        touch(grant.temporary_gruu);
    }
    if (event->registration_state == SF_REGISTRATION_ENDED)
        known->generation = 0;
}

static void check_event(struct world *world, const struct sf_ua_event *event)
{
    if (event->type == SF_UA_EV_REGISTRATION)
        check_registration(world, event);
    if (event->type == SF_UA_EV_REQUEST)
        world->exchange = event->exchange;
    if (event->type == SF_UA_EV_TROUBLE || !event->call.generation)
        return; /* of a transaction: it may outlive its call */
    world_told(world, event->call);
    FUZZ_MUST(!world->released[event->call.slot], "event %d after the call was released",
              event->type);
    FUZZ_MUST((unsigned)event->type <= SF_UA_EV_RELEASED, "event %d", event->type);
    world->released[event->call.slot] = event->type == SF_UA_EV_RELEASED;
    touch(event->reason);
    touch(event->realm);
    FUZZ_MUST(event->challenge < SF_UA_CHALLENGE_ANSWERED, "challenge %d", event->challenge);
    touch(event->content_type);
    touch(event->body);
    touch(event->from);
    touch(event->to);
    if (event->type == SF_UA_EV_DIALOG || event->type == SF_UA_EV_ANSWERED ||
        event->type == SF_UA_EV_CONFIRMED)
        FUZZ_MUST(event->dialog, "event %d without its dialog", event->type);
    if (event->dialog) {
        const struct sf_dialog *dialog = event->dialog;
        const struct sf_view views[] = {
            dialog->call_id,    dialog->local_tag,     dialog->remote_tag, dialog->local_uri,
            dialog->remote_uri, dialog->remote_target, dialog->route_set};
        FUZZ_MUST(dialog->text_bytes <= SF_LIMIT_MESSAGE_BYTES, "a dialog of %u bytes",
                  dialog->text_bytes);
        touch((struct sf_str){dialog->text, dialog->text_bytes});
        for (size_t i = 0; i < sizeof views / sizeof *views; i++)
            FUZZ_MUST(fuzz_inside(views[i], dialog->text_bytes),
                      "view %zu of the dialog is outside of its text", i);
    }
}

static void take(void *user, const struct sf_output *output)
{
    if (output->type == SF_OUTPUT_DATAGRAM)
        check_sent(user, &output->datagram);
    else
        check_event(user, &output->event);
}

void world_drain(struct world *world)
{
    sf_virtual_drain(&world->core);
    world->kept = 0;
}

void world_after(struct world *world, enum sf_ua_result result)
{
    struct sf_ua_counters counters;
    sf_ua_counters(world->ua, &counters);
    FUZZ_MUST(counters.impossible == 0, "something impossible happened");
    FUZZ_MUST((unsigned)result <= SF_UA_TOO_LONG, "result %d", result);
    if (!world->core.keeps || ++world->kept == WORLD_KEPT)
        world_drain(world);
}

void world_receive(struct world *world, const char *bytes, size_t length, unsigned source)
{
    struct sf_address from = world_address(source);
    world_after(world, sf_virtual_receive(&world->core, world->now_us, bytes, length, &from));
}

/* ---- The end ---- */

void world_end(struct world *world)
{
    char left[SF_VIRTUAL_TEXT_BYTES];
    uint64_t next_us;
    world->core.keeps = false;
    world_drain(world);
    for (unsigned rounds = 0;; rounds++) {
        for (unsigned slot = 0; slot < WORLD_CALLS; slot++)
            if (world->call[slot].generation && !world->released[slot])
                world_after(world, sf_ua_hangup(world->ua, world->now_us, world->call[slot]));
        for (unsigned i = 0; i < WORLD_REGISTRATIONS; i++)
            if (world->registration[i].generation)
                world_after(world, sf_ua_unregister(world->ua, world->now_us,
                                                    world->registration[i], false));
        next_us = sf_ua_next_deadline(world->ua);
        if (next_us == UINT64_MAX)
            break;
        FUZZ_MUST(rounds < 20000, "the clock never runs dry");
        if (next_us > world->now_us)
            world->now_us = next_us;
        world_after(world, sf_virtual_tick(&world->core, world->now_us));
    }
    FUZZ_MUST(sf_virtual_is_empty(world->ua, left), "left behind: %s", left);
    for (unsigned slot = 0; slot < WORLD_CALLS; slot++)
        FUZZ_MUST(!world->call[slot].generation || world->released[slot],
                  "the call of slot %u was never released", slot);
    for (unsigned i = 0; i < WORLD_SENT; i++)
        free(world->sent[i].bytes);
    sf_virtual_close(&world->core);
}
