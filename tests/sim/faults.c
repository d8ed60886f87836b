/* Bugs put into the core's C on purpose, one at a time: the linker puts the functions here in the
 * place of the core's (--wrap), and each is wrong while its bug is in. The simulator finds each
 * within so many calls. faults CALLS */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#include "core.h"
#include "hunt.h"
#include "keys.h"
#include "redirect.h"
#include "snapshot.h"

enum fault {
    NONE,
    NUMBERS_AGAIN,
    TIMER_FORGOTTEN,
    ROUTES_FORGOTTEN,
    TARGETS_AGAIN,
    TARGETS_WITHOUT_END,
    TAGS_UNREAD
};

static enum fault fault;

/* ---- Restored calls ---- */

enum sf_snapshot_result __real_sf_dialog_restore(struct sf_ua *ua, uint64_t now_us,
                                                 const void *bytes, size_t length_bytes,
                                                 uint64_t wall_us, uint32_t unseen,
                                                 struct sf_call *call);
enum sf_snapshot_result __wrap_sf_dialog_restore(struct sf_ua *ua, uint64_t now_us,
                                                 const void *bytes, size_t length_bytes,
                                                 uint64_t wall_us, uint32_t unseen,
                                                 struct sf_call *call);
enum sf_snapshot_result __wrap_sf_dialog_restore(struct sf_ua *ua, uint64_t now_us,
                                                 const void *bytes, size_t length_bytes,
                                                 uint64_t wall_us, uint32_t unseen,
                                                 struct sf_call *call)
{
    return __real_sf_dialog_restore(ua, now_us, bytes, length_bytes, wall_us,
                                    fault == NUMBERS_AGAIN ? 0 : unseen, call);
}

enum sf_snapshot_result __real_sf_snapshot_read(struct sf_ua *ua, const void *bytes,
                                                size_t length_bytes, struct sf_snapshot *s);
enum sf_snapshot_result __wrap_sf_snapshot_read(struct sf_ua *ua, const void *bytes,
                                                size_t length_bytes, struct sf_snapshot *s);
enum sf_snapshot_result __wrap_sf_snapshot_read(struct sf_ua *ua, const void *bytes,
                                                size_t length_bytes, struct sf_snapshot *s)
{
    enum sf_snapshot_result result = __real_sf_snapshot_read(ua, bytes, length_bytes, s);
    if (fault == TIMER_FORGOTTEN) { /* as of a session without one */
        s->timed = s->wait.runs = s->expiry.runs = false;
        s->now = s->given = (struct sf_interval){.seconds = 0};
    }
    if (fault == ROUTES_FORGOTTEN)
        s->d.route_set.len = 0;
    return result;
}

/* ---- Redirects ---- */

bool __real_sf_uri_equal(const char *a_base, const struct sf_uri *a, const char *b_base,
                         const struct sf_uri *b);
bool __wrap_sf_uri_equal(const char *a_base, const struct sf_uri *a, const char *b_base,
                         const struct sf_uri *b);
bool __wrap_sf_uri_equal(const char *a_base, const struct sf_uri *a, const char *b_base,
                         const struct sf_uri *b)
{
    return fault != TARGETS_AGAIN && __real_sf_uri_equal(a_base, a, b_base, b);
}

bool __real_sf_redirect_init(struct sf_ua *ua, const struct sf_ua_config *config);
bool __wrap_sf_redirect_init(struct sf_ua *ua, const struct sf_ua_config *config);
bool __wrap_sf_redirect_init(struct sf_ua *ua, const struct sf_ua_config *config)
{
    bool done = __real_sf_redirect_init(ua, config);
    if (fault == TARGETS_WITHOUT_END && config->redirect)
        ua->challenge->redirects->rule.most = UINT_MAX;
    return done;
}

/* ---- Dialogs ---- */

struct sf_key __real_sf_key_of_dialog(struct sf_ua *ua, struct sf_str call_id,
                                      struct sf_str local_tag, struct sf_str remote_tag);
struct sf_key __wrap_sf_key_of_dialog(struct sf_ua *ua, struct sf_str call_id,
                                      struct sf_str local_tag, struct sf_str remote_tag);
struct sf_key __wrap_sf_key_of_dialog(struct sf_ua *ua, struct sf_str call_id,
                                      struct sf_str local_tag, struct sf_str remote_tag)
{
    return __real_sf_key_of_dialog(ua, call_id, local_tag,
                                   fault == TAGS_UNREAD ? (struct sf_str){"", 0} : remote_tag);
}

/* ---- */

static const struct {
    const char *name, *profile;
} faults[] = {
    [NUMBERS_AGAIN] = {"restored_numbers_again", "crash"},
    [TIMER_FORGOTTEN] = {"restored_without_its_timer", "crash-refresh"},
    [ROUTES_FORGOTTEN] = {"restored_without_its_routes", "crash-proxy"},
    [TARGETS_AGAIN] = {"redirected_to_a_target_again", "redirect"},
    [TARGETS_WITHOUT_END] = {"redirected_without_end", "redirect"},
    [TAGS_UNREAD] = {"the_other_sides_tag_unread", "guess"},
};
#define FAULTS (sizeof faults / sizeof *faults)

static enum fault wanted;

static bool put_in(void)
{
    fault = wanted;
    return true;
}

int main(int argc, char **argv)
{
    unsigned good = 0;
    if (argc != 2)
        return 2;
    for (wanted = NONE + 1; wanted < FAULTS; wanted++)
        good += hunt(&(struct hunt){.name = faults[wanted].name,
                                    .profile = faults[wanted].profile,
                                    .most = strtoull(argv[1], NULL, 10),
                                    .put_in = put_in});
    printf("%u of %u bugs found\n", good, (unsigned)FAULTS - 1);
    return good != FAULTS - 1;
}
