/* The threads of `serve --threads` besides the first: each has a loop, a core and a socket of its
 * own on the same UDP port. They share nothing but mailboxes: a message that the kernel gave to
 * another thread than that of its call is handed over (sipfsm/steer.h). */
#ifndef SIPFSM_CREW_H
#define SIPFSM_CREW_H

#include "serve/serve.h"
#include "serve/tally.h"

#define CREW_MOST 64 /* threads */

struct crew;

/* What `serve` does in each of its threads. */
struct crew_part {
    /* Loop, clock, socket, core and sessions. False after one clear line; then what was opened is
     * closed again. */
    bool (*open)(struct serve *serve, const struct sf_net_config *net,
                 const struct sf_ua_config *config, const struct listening *listening);
    /* Closes them, after the loop has ended. */
    void (*close)(struct serve *serve);
    /* If the thread is to leave and has no call: it is idle, and when all are, the first stops its
     * loop. */
    void (*stop_if_over)(struct serve *serve);
    void (*tally)(const struct serve *serve, struct tally *tally);
};

/* All of these are called on the first thread, but for crew_idle. */

/* Prepares `threads` threads, 2 at least, of which `first` is one: `net` gets what its edge needs
 * to share the port. NULL after one clear line. */
struct crew *crew_make(struct serve *first, unsigned threads, const struct crew_part *part,
                       struct sf_net_config *net);

/* Opens the others as the first is open. False after one clear line. */
bool crew_open(struct crew *crew, const struct sf_net_config *net,
               const struct sf_ua_config *config, const struct listening *listening);

/* Starts the others. False after one clear line. */
bool crew_start(struct crew *crew);

/* The others end their calls, and are idle when there are none. */
void crew_leave(struct crew *crew);
bool crew_is_idle(struct crew *crew);
/* Called on a thread other than the first: it is idle. */
void crew_idle(struct serve *serve);

/* Ends the others, idle or not, and waits for their threads. Their counters can still be read. */
void crew_stop(struct crew *crew);

/* Adds what the others have counted. */
void crew_tally(struct crew *crew, struct tally *tally);

/* After crew_stop. The first's loop needs one more turn, and then crew_free. */
void crew_close(struct crew *crew);
void crew_free(struct crew *crew);

#endif
