/* A round with fewer decisions that violates the same: delta debugging over the list of decisions,
 * whose parts are what one stream has decided. */
#include <stdlib.h>

#include "guard.h"
#include "world.h"

struct shrinker {
    struct sf_sim *sim;
    uint64_t seed;
    const char *kind;
    struct decision *best, *trial;
    size_t count;
    unsigned left; /* attempts */
};

/* True if the round with these decisions still violates the same; then they are the best. */
static bool keeps_failing(struct shrinker *s, size_t count)
{
    struct choices *choices = &s->sim->choices;
    if (!s->left)
        return false;
    s->left--;
    memcpy(choices->list, s->trial, count * sizeof *s->trial);
    choices->count = count;
    if (sf_guard_run(s->sim, CHOICE_REPLAY, s->seed) || s->sim->violation_kind != s->kind)
        return false;
    memcpy(s->best, s->trial, count * sizeof *s->trial);
    s->count = count;
    return true;
}

static bool try_without(struct shrinker *s, size_t from, size_t length)
{
    memcpy(s->trial, s->best, from * sizeof *s->best);
    memcpy(s->trial + from, s->best + from + length, (s->count - from - length) * sizeof *s->best);
    return keeps_failing(s, s->count - length);
}

/* Takes chunks away, halves of what is left at first, single decisions at last. True if any went.
 */
static bool take_away(struct shrinker *s)
{
    size_t before = s->count;
    for (size_t length = (s->count + 1) / 2; length > 0; length /= 2)
        for (size_t end = s->count; end > 0 && s->left;) {
            size_t from = end > length ? end - length : 0;
            if (!try_without(s, from, end - from) && length == 1 && s->best[from].value > 1) {
                memcpy(s->trial, s->best, s->count * sizeof *s->best);
                s->trial[from].value /= 2;
                if (keeps_failing(s, s->count))
                    continue;
            }
            end = from < s->count ? from : s->count;
        }
    return s->count < before;
}

unsigned sf_sim_shrink(struct sf_sim *sim, uint64_t seed, unsigned attempts, unsigned *decisions)
{
    struct choices *choices = &sim->choices;
    sim->watched = false;
    if (decisions)
        *decisions = 0;
    if (sf_guard_run(sim, CHOICE_RECORD, seed))
        return 0;
    sf_choices_sort(choices);
    struct shrinker s = {.sim = sim,
                         .seed = seed,
                         .kind = sim->violation_kind,
                         .count = choices->count,
                         .left = attempts + 1};
    size_t bytes = (choices->count + 1) * sizeof *s.best;
    s.best = malloc(bytes);
    s.trial = malloc(bytes);
    if (!s.best || !s.trial)
        abort();
    if (decisions)
        *decisions = (unsigned)choices->count;
    if (choices->count)
        memcpy(s.trial, choices->list, choices->count * sizeof *s.trial);
    if (keeps_failing(&s, s.count))
        while (take_away(&s))
            continue;
    memcpy(choices->list, s.best, s.count * sizeof *s.best);
    choices->count = s.count;
    free(s.best);
    free(s.trial);
    return (unsigned)s.count;
}

bool sf_sim_again(struct sf_sim *sim)
{
    sim->watched = true;
    return sf_guard_run(sim, CHOICE_REPLAY, sim->choices.seed);
}
