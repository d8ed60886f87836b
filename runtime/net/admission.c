/* See admission.h. All products are of a share, 2^16, and of times below a day, 2^37 us. */
#include "admission.h"

#include <string.h>

#define ALL SF_SHARE_ALL
#define AVERAGED 8 /* windows */
#define SLOWNESS 8 /* windows in which the wait is brought to where it should be */
#define DAY_US 86400000000u

void sf_admission_init(struct sf_admission *admission)
{
    memset(admission, 0, sizeof *admission);
    admission->share = ALL;
    admission->least_us = UINT64_MAX;
}

static uint64_t less(uint64_t a, uint64_t b)
{
    return a > b ? a - b : 0;
}

/* The sum over [from, to) of the share that was admitted, times microseconds; *known_us of it are
 * remembered. */
static uint64_t admitted_in(const struct sf_admission *admission, uint64_t from_us, uint64_t to_us,
                            uint64_t *known_us)
{
    uint64_t sum = 0;
    *known_us = 0;
    for (unsigned i = 0; i < SF_ADMISSION_WINDOWS; i++) {
        uint64_t begin_us = admission->past[i].began_us, end_us = admission->past[i].ended_us;
        if (begin_us < from_us)
            begin_us = from_us;
        if (end_us > to_us)
            end_us = to_us;
        if (end_us <= begin_us)
            continue;
        sum += admission->past[i].share * (end_us - begin_us);
        *known_us += end_us - begin_us;
    }
    return sum;
}

/* The share that there was time for in this window. The datagrams that were read in it had arrived
 * within a shorter time if the wait has grown, and within a longer time if it has shrunk. */
static uint64_t possible_in(const struct sf_admission *admission, uint64_t now_us,
                            uint64_t window_us)
{
    uint64_t known_us, from_us = less(now_us - window_us, admission->before_us);
    uint64_t to_us = less(now_us, admission->least_us);
    uint64_t arrived_us = less(window_us + admission->before_us, admission->least_us);
    if (to_us <= from_us)
        to_us = from_us + 1;
    uint64_t sum = admitted_in(admission, from_us, to_us, &known_us);
    if (arrived_us < window_us / 4)
        arrived_us = window_us / 4;
    return (known_us ? sum / known_us : admission->share) * arrived_us / window_us;
}

static void learn(struct sf_admission *admission, uint64_t possible)
{
    int64_t change = (int64_t)possible - admission->possible;
    if (admission->known < AVERAGED)
        admission->known++;
    admission->possible = (uint32_t)(admission->possible + change / (int64_t)admission->known);
    if (admission->possible < SF_ADMISSION_LEAST)
        admission->possible = SF_ADMISSION_LEAST;
}

/* How long a datagram that arrives now will wait. Those that have arrived since the one that was
 * read last wait before it; they add to the wait if they are more than there is time for. */
static int64_t wait_to_come(const struct sf_admission *admission, uint64_t now_us)
{
    uint64_t known_us;
    uint64_t sum = admitted_in(admission, less(now_us, admission->least_us), now_us, &known_us);
    int64_t added_us = (int64_t)(sum / admission->possible) - (int64_t)known_us;
    int64_t wait_us = (int64_t)admission->least_us + added_us;
    return wait_us > 0 ? wait_us : 0;
}

static uint64_t next_share(struct sf_admission *admission, uint64_t now_us, uint64_t window_us,
                           uint64_t longest_us)
{
    uint64_t share = admission->share;
    if (admission->least_us < longest_us / 16) { /* there may be time for more: it is tried */
        uint64_t step = share / 16 + ALL / 256;
        if (!admission->known)
            return share + step;
        if (admission->possible < share)
            admission->possible = (uint32_t)share;
        uint64_t half = (admission->possible - share) / 2;
        return share + (half > step ? half : step);
    }
    learn(admission, possible_in(admission, now_us, window_us));
    int64_t off_us = (int64_t)(longest_us / 2) - wait_to_come(admission, now_us);
    int64_t possible = admission->possible;
    int64_t next = possible + possible * off_us / (int64_t)(SLOWNESS * window_us);
    if (next < (int64_t)share / 2) /* one window may be wrong */
        return share / 2;
    return next > (int64_t)share * 2 ? share * 2 : (uint64_t)next;
}

static void settle(struct sf_admission *admission, uint64_t now_us, uint64_t window_us,
                   uint64_t longest_us)
{
    if (admission->share == ALL && admission->least_us <= longest_us) {
        admission->known = 0;
        return;
    }
    uint64_t share = next_share(admission, now_us, window_us, longest_us);
    if (share < SF_ADMISSION_LEAST)
        share = SF_ADMISSION_LEAST;
    admission->share = share > ALL ? ALL : (uint32_t)share;
}

static void remember(struct sf_admission *admission, uint64_t now_us)
{
    unsigned at = admission->pasts++ % SF_ADMISSION_WINDOWS;
    admission->past[at].began_us = admission->window_us;
    admission->past[at].ended_us = now_us;
    admission->past[at].share = admission->share;
}

bool sf_admission_note(struct sf_admission *admission, uint64_t now_us, uint64_t wait_us,
                       uint64_t longest_us)
{
    if (wait_us > DAY_US) /* a clock was set */
        wait_us = 0;
    if (wait_us < admission->least_us)
        admission->least_us = wait_us;
    admission->batches++;
    if (now_us >= admission->window_us && now_us - admission->window_us < SF_ADMISSION_WINDOW_US)
        return false;
    uint64_t window_us = less(now_us, admission->window_us);
    remember(admission, now_us);
    if (window_us && window_us < DAY_US &&
        (admission->batches >= SF_ADMISSION_BATCHES || wait_us < longest_us))
        settle(admission, now_us, window_us, longest_us);
    admission->before_us = admission->least_us;
    admission->least_us = UINT64_MAX;
    admission->window_us = now_us;
    admission->batches = 0;
    return true;
}
