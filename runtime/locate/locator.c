#include "locator_private.h"

#include "answer.h"
#include "cache.h"
#include "ring.h"
#include "targets.h"

#include "locate_fsm.h"

#include <assert.h>

#define CACHED 64
#define MOST_CACHED 100000
#define MOST_SEARCHES 1000000
#define SHUN_US UINT64_C(60000000)

_Static_assert(SF_LOC_CONSTANTS <= SF_LOCATOR_CONSTANTS, "more room for constants is needed");

/* ---- Memory ---- */

static void *piece(char *base, size_t *at, size_t bytes)
{
    void *p = base ? base + *at : NULL;
    *at += (bytes + 15) & ~(size_t)15;
    return p;
}

/* Measures, or with a locator lays it out. */
static size_t lay_out(struct sf_locator *locator, const struct sf_locator_config *config)
{
    struct sf_locator measured;
    char *base = (char *)locator;
    uint32_t searches = config->searches, caches = config->cached ? config->cached : CACHED;
    size_t at = 0;
    piece(base, &at, sizeof *locator);
    if (!locator)
        locator = &measured;
    void *records = piece(base, &at, searches * sizeof(struct sf_search));
    void *heap = piece(base, &at, sf_heap_size(searches));
    locator->asking.slot = piece(base, &at, searches * sizeof(uint32_t));
    locator->done.slot = piece(base, &at, searches * sizeof(uint32_t));
    locator->cached = piece(base, &at, caches * sizeof(struct sf_cached));
    if (!base)
        return at;
    locator->asking.of = locator->done.of = searches;
    locator->caches = caches;
    sf_pool_init(&locator->searches, records, sizeof(struct sf_search), searches);
    sf_heap_init(&locator->deadlines, heap, searches);
    memset(locator->cached, 0, caches * sizeof(struct sf_cached));
    return at;
}

size_t sf_locator_size(const struct sf_locator_config *config)
{
    if (!config->searches || config->searches > MOST_SEARCHES || config->cached > MOST_CACHED ||
        !config->endpoints || config->endpoints > SF_LOCATOR_ENDPOINTS)
        return 0;
    for (size_t i = 0; i < config->endpoints; i++)
        if (config->endpoint[i].transport > SF_TRANSPORT_WSS || !config->endpoint[i].family)
            return 0;
    return lay_out(NULL, config);
}

struct sf_locator *sf_locator_init(void *memory, size_t size,
                                   const struct sf_locator_config *config)
{
    struct sf_locator *locator = memory;
    size_t needed = sf_locator_size(config);
    if (!memory || !needed || size < needed)
        return NULL;
    memset(locator, 0, sizeof *locator);
    lay_out(locator, config);
    memcpy(locator->endpoint, config->endpoint, config->endpoints * sizeof *locator->endpoint);
    locator->endpoints = (unsigned)config->endpoints;
    locator->shun_us = config->shun_us ? config->shun_us : SHUN_US;
    locator->seed[0] = locator->seed[1] = config->seed;
    memcpy(locator->constant_us, sf_loc_type.table.constant_us,
           SF_LOC_CONSTANTS * sizeof *locator->constant_us);
    if (config->wait_us)
        locator->constant_us[SF_LOC_CONST_WAIT] = config->wait_us;
    locator->clock = (struct sf_fsm_clock){
        .now_us = 1, .order = 1, .tracer = config->tracer, .tracer_user = config->tracer_user};
    return locator;
}

/* ---- Steps ---- */

static void set_clock(struct sf_locator *locator, uint64_t now_us)
{
    if (now_us > locator->clock.now_us)
        locator->clock.now_us = now_us;
}

static struct sf_search *search_of(const struct sf_locator *locator, struct sf_location location)
{
    return sf_pool_get(&locator->searches, (struct sf_ref){location.slot, location.generation});
}

static struct sf_fsm_run run_of(struct sf_locator *locator, struct sf_search *search)
{
    return (struct sf_fsm_run){&sf_loc_type,         &search->fsm, search->timer,
                               locator->constant_us, search,       &locator->clock};
}

/* What new questions there are: those whose answers are remembered need not be asked. */
static bool find_remembered(struct sf_locator *locator, struct sf_search *search)
{
    bool found = false;
    for (unsigned i = 0; i < search->questions; i++) {
        struct sf_search_question *question = &search->question[i];
        if (question->state != SF_SEARCH_UNASKED || question->round != search->round)
            continue;
        struct sf_dns_answer answer;
        if (!sf_cache_find(locator, question->type, sf_search_str(search, question->name), &answer))
            continue;
        locator->counters.remembered++;
        locator->counters.answered++;
        sf_search_hear(locator, search, i, &answer);
        found = true;
    }
    return found;
}

static bool has_unasked(const struct sf_search *search)
{
    for (unsigned i = 0; i < search->questions; i++)
        if (search->question[i].state == SF_SEARCH_UNASKED &&
            search->question[i].round == search->round)
            return true;
    return false;
}

static void note_deadline(struct sf_locator *locator, const struct sf_search *search)
{
    int t = sf_fsm_next_timer(&sf_loc_type.table, &search->fsm, search->timer);
    sf_heap_set(&locator->deadlines, search->self, t < 0 ? 0 : search->timer[t].due_us,
                t < 0 ? 0 : search->timer[t].order);
}

/* What a step has left to do: answers that are remembered are stepped at once, round by round. */
static void settle(struct sf_locator *locator, struct sf_search *search)
{
    const struct sf_search_input in = {.locator = locator};
    struct sf_fsm_run run = run_of(locator, search);
    while (find_remembered(locator, search))
        sf_fsm_event(&run, SF_LOC_EV_ANSWER, &in);
    if (!search->is_asking && has_unasked(search)) {
        search->is_asking = true;
        sf_ring_put(&locator->asking, search->self);
    }
    note_deadline(locator, search);
}

static void step(struct sf_locator *locator, struct sf_search *search, unsigned event)
{
    const struct sf_search_input in = {.locator = locator};
    struct sf_fsm_run run = run_of(locator, search);
    sf_fsm_event(&run, event, &in);
    settle(locator, search);
}

/* ---- Searches ---- */

enum sf_locator_result sf_locator_begin(struct sf_locator *locator, uint64_t now_us,
                                        const struct sf_locator_ask *ask,
                                        struct sf_location *location)
{
    struct sf_ref ref;
    set_clock(locator, now_us);
    if (!sf_pool_room(&locator->searches))
        return SF_LOCATOR_FULL;
    struct sf_search *search = sf_pool_take(&locator->searches, &ref);
    search->self = ref.slot;
    search->user = ask->user;
    search->prefer = ask->prefer;
    search->state = SF_LOCATOR_ASKING;
    search->sips = ask->secure;
    if (!sf_search_read(locator, search, ask->uri)) {
        sf_pool_give(&locator->searches, ref);
        sf_pool_end_limbo(&locator->searches);
        return SF_LOCATOR_URI;
    }
    sf_targets_give(locator, search, ask->target, ask->targets);
    locator->counters.searches++;
    *location = (struct sf_location){ref.slot, ref.generation};
    struct sf_fsm_run run = run_of(locator, search);
    const struct sf_search_input in = {.locator = locator};
    sf_fsm_start(&run, &in);
    step(locator, search, SF_LOC_EV_BEGIN);
    return SF_LOCATOR_OK;
}

enum sf_locator_state sf_locator_state(const struct sf_locator *locator,
                                       struct sf_location location)
{
    const struct sf_search *search = search_of(locator, location);
    return search ? (enum sf_locator_state)search->state : SF_LOCATOR_GONE;
}

bool sf_locator_done(struct sf_locator *locator, struct sf_location *location, uint64_t *user)
{
    uint32_t slot;
    if (!sf_ring_take(&locator->done, &slot))
        return false;
    const struct sf_search *search = sf_pool_at(&locator->searches, slot);
    *location = (struct sf_location){slot, search->slot.generation};
    *user = search->user;
    return true;
}

void sf_locator_bind(struct sf_locator *locator, struct sf_location location, uint64_t user)
{
    struct sf_search *search = search_of(locator, location);
    if (search)
        search->user = user;
}

bool sf_locator_has_done(const struct sf_locator *locator)
{
    return locator->done.count > 0;
}

bool sf_locator_target(const struct sf_locator *locator, struct sf_location location,
                       struct sf_address *target)
{
    const struct sf_search *search = search_of(locator, location);
    if (!search || search->target >= search->targets)
        return false;
    *target = search->list[search->target];
    return true;
}

size_t sf_locator_targets(const struct sf_locator *locator, struct sf_location location,
                          struct sf_address *target)
{
    const struct sf_search *search = search_of(locator, location);
    if (!search)
        return 0;
    memcpy(target, search->list, search->targets * sizeof *target);
    return search->targets;
}

bool sf_locator_peek(const struct sf_locator *locator, struct sf_location location,
                     struct sf_address *target)
{
    const struct sf_search *search = search_of(locator, location);
    if (!search || search->target + 1 >= search->targets)
        return false;
    *target = search->list[search->target + 1];
    return true;
}

void sf_locator_next(struct sf_locator *locator, uint64_t now_us, struct sf_location location)
{
    struct sf_search *search = search_of(locator, location);
    set_clock(locator, now_us);
    if (search)
        step(locator, search, SF_LOC_EV_NEXT);
}

void sf_locator_end(struct sf_locator *locator, uint64_t now_us, struct sf_location location)
{
    struct sf_search *search = search_of(locator, location);
    set_clock(locator, now_us);
    if (!search)
        return;
    search->round++; /* none of its questions is of use */
    step(locator, search, SF_LOC_EV_END);
    sf_ring_drop(&locator->asking, search->self);
    sf_ring_drop(&locator->done, search->self);
    sf_heap_set(&locator->deadlines, search->self, 0, 0);
    sf_pool_give(&locator->searches, (struct sf_ref){location.slot, location.generation});
    sf_pool_end_limbo(&locator->searches);
}

const char *sf_locator_why(const struct sf_locator *locator, struct sf_location location)
{
    static const char *const texts[] = {
        [SF_LOC_BLAME_WAYLESS] = "no transport of ours leads there",
        [SF_LOC_BLAME_SILENCE] = "the name server has not answered",
        [SF_LOC_BLAME_FAILURE] = "the name server has failed",
        [SF_LOC_BLAME_DENIED] = "its domain says that it has no such service",
        [SF_LOC_BLAME_NO_ADDRESS] = "there is no address for it"};
    const struct sf_search *search = search_of(locator, location);
    if (!search)
        return "there is no such search";
    return search->why == SF_SEARCH_SPENT ? "all its servers have failed" : texts[search->why];
}

/* ---- Queries and time ---- */

static uint64_t id_of(const struct sf_search *search, unsigned question)
{
    return (uint64_t)search->slot.generation << 32 | search->self << 8 | question;
}

bool sf_locator_query(struct sf_locator *locator, struct sf_dns_query *query)
{
    uint32_t slot;
    while (locator->asking.count) {
        slot = locator->asking.slot[locator->asking.first];
        struct sf_search *search = sf_pool_at(&locator->searches, slot);
        for (unsigned i = 0; i < search->questions; i++) {
            struct sf_search_question *question = &search->question[i];
            if (question->state != SF_SEARCH_UNASKED || question->round != search->round)
                continue;
            question->state = SF_SEARCH_ASKED;
            locator->counters.asked++;
            *query = (struct sf_dns_query){.id = id_of(search, i),
                                           .type = (enum sf_dns_type)question->type,
                                           .name = sf_search_str(search, question->name)};
            return true;
        }
        search->is_asking = false;
        sf_ring_take(&locator->asking, &slot);
    }
    return false;
}

void sf_locator_answer(struct sf_locator *locator, uint64_t now_us, uint64_t id,
                       const struct sf_dns_answer *answer)
{
    struct sf_location location = {(uint32_t)id >> 8, (uint32_t)(id >> 32)};
    unsigned number = id & 0xff;
    struct sf_search *search = search_of(locator, location);
    struct sf_dns_answer read;
    set_clock(locator, now_us);
    if (!search || number >= search->questions ||
        search->question[number].state != SF_SEARCH_ASKED ||
        search->question[number].round != search->round) {
        locator->counters.late++;
        return;
    }
    const struct sf_search_question *question = &search->question[number];
    struct sf_str name = sf_search_str(search, question->name);
    uint32_t ttl_s = sf_answer_read(locator, question->type, name, answer, &read);
    locator->counters.answered++;
    sf_cache_keep(locator, question->type, name, &read, ttl_s);
    sf_search_hear(locator, search, number, &read);
    step(locator, search, SF_LOC_EV_ANSWER);
}

uint64_t sf_locator_deadline(const struct sf_locator *locator)
{
    return locator->deadlines.count ? locator->deadlines.entry[0].due_us : UINT64_MAX;
}

void sf_locator_tick(struct sf_locator *locator, uint64_t now_us)
{
    const struct sf_search_input in = {.locator = locator};
    set_clock(locator, now_us);
    while (sf_locator_deadline(locator) <= locator->clock.now_us) {
        struct sf_search *search =
            sf_pool_at(&locator->searches, locator->deadlines.entry[0].owner);
        struct sf_fsm_run run = run_of(locator, search);
        locator->counters.silent++;
        sf_fsm_fire(&run, &in);
        settle(locator, search);
    }
}

void sf_locator_counters(const struct sf_locator *locator, struct sf_locator_counters *counters)
{
    *counters = locator->counters;
    counters->impossible = locator->clock.impossible;
}

uint32_t sf_locator_searches(const struct sf_locator *locator)
{
    return locator->searches.used;
}

uint32_t sf_locator_room(const struct sf_locator *locator)
{
    return sf_pool_room(&locator->searches);
}
