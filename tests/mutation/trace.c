#define _DEFAULT_SOURCE
#include "trace.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "sipfsm/ua.h"

static uint64_t *sum;

void trace_begin(void)
{
    if (!sum)
        sum = mmap(NULL, sizeof *sum, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (sum == MAP_FAILED)
        abort();
    *sum = 0;
}

uint64_t trace_sum(void)
{
    return *sum;
}

/* 64-bit FNV-1a. */
static void add(const void *bytes, size_t size)
{
    const unsigned char *byte = bytes;
    uint64_t hash = *sum ? *sum : UINT64_C(0xcbf29ce484222325);
    for (size_t i = 0; i < size; i++)
        hash = (hash ^ byte[i]) * UINT64_C(0x100000001b3);
    *sum = hash;
}

static void add_number(uint64_t number)
{
    add(&number, sizeof number);
}

static void add_text(struct sf_str text)
{
    add_number(text.len);
    add(text.p, text.len);
}

static void add_datagram(const struct sf_datagram *datagram)
{
    add(datagram->to.ip, datagram->to.family == 6 ? 16 : 4);
    add_number(datagram->to.port);
    add_number(datagram->to.transport);
    add_text((struct sf_str){datagram->bytes, datagram->length});
}

/* An exchange has no meaning but in these (sipfsm/event.h). */
static bool has_exchange(enum sf_ua_event_type type)
{
    return type == SF_UA_EV_RESPONSE || type == SF_UA_EV_REQUEST || type == SF_UA_EV_UNANSWERED;
}

static void add_event(const struct sf_ua_event *event)
{
    bool exchange = has_exchange(event->type);
    const uint64_t numbers[] = {event->type,
                                event->call.slot,
                                event->call.generation,
                                exchange ? event->exchange.slot : 0,
                                exchange ? event->exchange.generation : 0,
                                event->registration_state,
                                event->refresh_state,
                                event->expires_s,
                                event->retry_s,
                                event->replaces.slot,
                                event->replaces.generation,
                                event->status,
                                event->by_peer,
                                event->challenge,
                                event->reliable,
                                event->dialog_state,
                                event->dialog ? event->dialog->state + 1u : 0};
    add(numbers, sizeof numbers);
    add_number(event->body.len);
    if (event->msg) { /* not its bytes: a flow may have given them back */
        add_number(event->msg->length);
        add_number(event->msg->status);
        add_number(event->msg->cseq.number);
    }
}

static void add_state(const struct sf_ua *ua)
{
    struct sf_ua_usage usage;
    struct sf_ua_counters counters;
    memset(&usage, 0, sizeof usage);
    memset(&counters, 0, sizeof counters);
    sf_ua_usage(ua, &usage);
    sf_ua_counters(ua, &counters);
    counters.steps = counters.ignored = 0;
    add(&usage, sizeof usage);
    add(&counters, sizeof counters);
}

bool __real_sf_ua_next(struct sf_ua *ua, struct sf_output *output);
bool __wrap_sf_ua_next(struct sf_ua *ua, struct sf_output *output);

/* The linker puts it in the place of sf_ua_next (--wrap). */
bool __wrap_sf_ua_next(struct sf_ua *ua, struct sf_output *output)
{
    bool is = __real_sf_ua_next(ua, output);
    if (!sum)
        return is;
    add_number(output->deadline_us);
    if (!is)
        add_state(ua);
    else if (output->type == SF_OUTPUT_DATAGRAM)
        add_datagram(&output->datagram);
    else if (output->type == SF_OUTPUT_QUERY)
        add_text(output->query.name);
    else
        add_event(&output->event);
    return is;
}
