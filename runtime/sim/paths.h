/* Connections between agents, in profiles whose network has streams: what goes one way keeps its
 * order, and arrives, until the connection breaks. */
#ifndef SIPFSM_SIM_PATHS_H
#define SIPFSM_SIM_PATHS_H

#include "network.h"

struct paths {
    uint64_t last_us[NODES][NODES]; /* when the last of each way arrives */
    uint32_t breaks[NODES][NODES];  /* how often that connection has broken; from the lower node */
    struct awaited {
        uint16_t from, to;
        uint64_t token;
        struct wire_facts facts;
    } * awaited; /* requests that went on connections which stand */
    uint32_t count, room;
};

void sf_paths_begin(struct paths *paths);
void sf_paths_close(struct paths *paths);

/* When something arrives that would at that time, were it alone: behind all that went before. */
uint64_t sf_paths_arrival(struct paths *paths, unsigned from, unsigned to, uint64_t at_us);
/* A request of `from` is on the way, as the edge of its core notes it (sf_ua_awaits). */
void sf_paths_note(struct sf_sim *sim, unsigned from, unsigned to, uint64_t token,
                   const struct wire_facts *facts);
/* The connection breaks: what is on it does not arrive. */
void sf_paths_break(struct paths *paths, unsigned from, unsigned to);
/* Takes one of the requests that went on it, either way. False: there is none left. */
bool sf_paths_lost(struct paths *paths, unsigned from, unsigned to, struct awaited *lost);
/* Its number, for what is put on it, and to ask whether it still stands. */
uint32_t sf_paths_number(const struct paths *paths, unsigned from, unsigned to);

#endif
