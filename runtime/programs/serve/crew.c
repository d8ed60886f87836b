/* See crew.h. */
#include "serve/crew.h"

#include "serve/mailbox.h"
#include "common/options.h"
#include "sipfsm/steer.h"

#include <stdlib.h>
#include <string.h>

struct member {
    struct crew *crew;
    struct serve *serve;
    uv_thread_t thread;
    uv_async_t wake; /* in its loop */
    struct mailbox mailbox;
    bool open, started;
    /* The crew's mutex guards these. */
    bool asked;         /* for its counters */
    bool leaves, quits; /* it is to end its calls; it is to end at once */
    bool idle;          /* it leaves, and has no call any more */
    bool ended;         /* its loop has */
    struct tally tally;
};

struct crew {
    const struct crew_part *part;
    struct member member[CREW_MOST]; /* the first is the first thread */
    unsigned count;
    bool has_first; /* its wake-up is open */
    uint64_t secret[2];
    uv_mutex_t mutex;
    uv_cond_t told;
};

/* ---- In each thread ---- */

static bool divert(void *user, const char *bytes, size_t length, const struct sf_address *from)
{
    struct serve *serve = user;
    struct crew *crew = serve->crew;
    unsigned owner = sf_steer_to(bytes, length, crew->secret, crew->count);
    struct member *member = &crew->member[owner];
    if (member->serve == serve)
        return false;
    if (mailbox_post(&member->mailbox, bytes, length, from))
        uv_async_send(&member->wake);
    return true;
}

static void take_letter(void *user, const char *bytes, size_t length, const struct sf_address *from)
{
    struct serve *serve = user;
    sf_net_give(serve->endpoint.net, bytes, length, from);
}

static void tell(struct member *member)
{
    member->crew->part->tally(member->serve, &member->tally);
    member->asked = false;
    uv_cond_signal(&member->crew->told);
}

static void on_wake(uv_async_t *wake)
{
    struct member *member = wake->data;
    struct serve *serve = member->serve;
    mailbox_take(&member->mailbox, take_letter, serve);
    sf_net_drain(serve->endpoint.net);
    if (member == &member->crew->member[0]) { /* it takes its own signals */
        member->crew->part->stop_if_over(serve);
        return;
    }
    uv_mutex_lock(&member->crew->mutex);
    bool begins = member->leaves && !serve->leave.leaving, quits = member->quits;
    if (member->asked)
        tell(member);
    uv_mutex_unlock(&member->crew->mutex);
    if (begins) {
        serve->leave.leaving = true;
        leave_calls(&serve->sessions, &serve->endpoint, &serve->clock);
        member->crew->part->stop_if_over(serve);
    }
    if (quits)
        uv_stop(&serve->loop);
}

static void work(void *user)
{
    struct member *member = user;
    uv_run(&member->serve->loop, UV_RUN_DEFAULT);
    uv_mutex_lock(&member->crew->mutex);
    member->ended = true;
    tell(member);
    uv_mutex_unlock(&member->crew->mutex);
}

/* It goes on until all are idle: its socket still gets what belongs to others. */
void crew_idle(struct serve *serve)
{
    struct crew *crew = serve->crew;
    for (unsigned i = 1; i < crew->count; i++) {
        if (crew->member[i].serve != serve)
            continue;
        uv_mutex_lock(&crew->mutex);
        crew->member[i].idle = true;
        uv_mutex_unlock(&crew->mutex);
        uv_async_send(&crew->member[0].wake);
    }
}

/* ---- In the first thread ---- */

struct crew *crew_make(struct serve *first, unsigned threads, const struct crew_part *part,
                       struct sf_net_config *net)
{
    struct crew *crew = calloc(1, sizeof *crew);
    bool good = crew && uv_mutex_init(&crew->mutex) == 0 && uv_cond_init(&crew->told) == 0 &&
                uv_random(NULL, NULL, crew->secret, sizeof crew->secret, 0, NULL) == 0;
    for (unsigned i = 0; good && i < threads; i++) {
        struct member *member = &crew->member[crew->count++];
        member->crew = crew;
        member->serve = first;
        if (i)
            member->serve = calloc(1, sizeof *member->serve);
        good = member->serve && mailbox_begin(&member->mailbox);
    }
    if (!good) {
        complain("serve", "no memory for %u threads", threads);
        free(crew); /* the program ends */
        return NULL;
    }
    for (unsigned i = 0; i < threads; i++)
        crew->member[i].serve->crew = crew;
    crew->part = part;
    net->shares_port = true;
    net->divert = divert;
    net->steers = crew->count;
    memcpy(net->steer_secret, crew->secret, sizeof net->steer_secret);
    return crew;
}

/* What each thread copies from the first one. */
static void copy_settings(struct serve *to, const struct serve *first)
{
    to->command = first->command;
    to->ring_us = first->ring_us;
    to->calls = first->calls;
    to->longest_wait_us = first->longest_wait_us;
    to->session_file = first->session_file;
    to->session = first->session;
    to->early_media = first->early_media;
    to->quiet = first->quiet;
    to->is_locating = first->is_locating;
    to->name_server = first->name_server;
}

bool crew_open(struct crew *crew, const struct sf_net_config *net,
               const struct sf_ua_config *config, const struct listening *listening)
{
    struct serve *first = crew->member[0].serve;
    struct listening bound = *listening;
    for (unsigned i = 0; i < bound.count; i++)
        bound.address[i] = *sf_net_endpoint(first->endpoint.net, i);
    uv_async_init(&first->loop, &crew->member[0].wake, on_wake);
    crew->member[0].wake.data = &crew->member[0];
    crew->has_first = true;
    for (unsigned i = 1; i < crew->count; i++) {
        struct member *member = &crew->member[i];
        copy_settings(member->serve, first);
        member->open = crew->part->open(member->serve, net, config, &bound);
        if (!member->open)
            return false;
        uv_async_init(&member->serve->loop, &member->wake, on_wake);
        member->wake.data = member;
    }
    return true;
}

bool crew_start(struct crew *crew)
{
    for (unsigned i = 1; i < crew->count; i++) {
        struct member *member = &crew->member[i];
        member->started = uv_thread_create(&member->thread, work, member) == 0;
        if (!member->started) {
            complain(member->serve->command, "cannot start thread %u of %u", i + 1, crew->count);
            return false;
        }
    }
    return true;
}

static void order(struct crew *crew, bool quits)
{
    for (unsigned i = 1; i < crew->count; i++) {
        struct member *member = &crew->member[i];
        if (!member->started)
            continue;
        uv_mutex_lock(&crew->mutex);
        member->leaves = true;
        member->quits |= quits;
        uv_mutex_unlock(&crew->mutex);
        uv_async_send(&member->wake);
    }
}

void crew_leave(struct crew *crew)
{
    order(crew, false);
}

bool crew_is_idle(struct crew *crew)
{
    bool idle = true;
    uv_mutex_lock(&crew->mutex);
    for (unsigned i = 1; i < crew->count; i++)
        idle &= crew->member[i].idle || !crew->member[i].started;
    uv_mutex_unlock(&crew->mutex);
    return idle;
}

void crew_stop(struct crew *crew)
{
    order(crew, true);
    for (unsigned i = 1; i < crew->count; i++)
        if (crew->member[i].started)
            uv_thread_join(&crew->member[i].thread);
}

void crew_tally(struct crew *crew, struct tally *tally)
{
    for (unsigned i = 1; i < crew->count; i++) {
        struct member *member = &crew->member[i];
        if (!member->started)
            continue;
        uv_mutex_lock(&crew->mutex);
        member->asked = !member->ended;
        uv_mutex_unlock(&crew->mutex);
        uv_async_send(&member->wake);
        uv_mutex_lock(&crew->mutex);
        while (member->asked && !member->ended)
            uv_cond_wait(&crew->told, &crew->mutex);
        tally_add(tally, &member->tally);
        uv_mutex_unlock(&crew->mutex);
    }
}

void crew_close(struct crew *crew)
{
    if (crew->has_first)
        uv_close((uv_handle_t *)&crew->member[0].wake, NULL);
    for (unsigned i = 1; i < crew->count; i++) {
        struct member *member = &crew->member[i];
        if (!member->open)
            continue;
        uv_close((uv_handle_t *)&member->wake, NULL);
        crew->part->close(member->serve);
    }
}

void crew_free(struct crew *crew)
{
    for (unsigned i = 0; i < crew->count; i++) {
        mailbox_end(&crew->member[i].mailbox);
        if (i)
            free(crew->member[i].serve);
    }
    uv_cond_destroy(&crew->told);
    uv_mutex_destroy(&crew->mutex);
    free(crew);
}
