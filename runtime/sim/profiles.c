/* The profiles: one list. docs/simulator.md says what they are for. */
#include "profile.h"

#include <string.h>

#include "sipfsm/sim.h"

/* Applications that do a bit of everything. */
#define MIXED                                                                                      \
    {                                                                                              \
        [ACTION_WAIT] = 8, [ACTION_ACCEPT] = 6, [ACTION_HANG_UP] = 3, [ACTION_RING] = 5,           \
        [ACTION_PROGRESS] = 1, [ACTION_QUEUED] = 1, [ACTION_REFUSE] = 1, [ACTION_REDIRECT] = 1,    \
        [ACTION_IGNORE] = 1, [ACTION_REQUEST] = 1, [ACTION_MODIFY] = 2, [ACTION_AMEND] = 2,        \
        [ACTION_HANG_UP_AGAIN] = 1                                                                 \
    }

/* A profile is read as a paragraph. */
/* clang-format off */
static const struct sf_sim_profile profiles[] = {
    {.name = "calm",
     .about = "no faults: calls are rung, answered, refused, hung up",
     .agents = 2, .calls = 100, .window_ms = 20000, .after_ms = 20000, .room = 200, .rate = 100,
     .delay_us = 20000, .jitter_us = 0, .weight = MIXED, .pace = 8},
    {.name = "loss",
     .about = "one datagram in ten is lost, none of them three times",
     .agents = 2, .calls = 100, .window_ms = 20000, .after_ms = 20000, .room = 200, .rate = 100,
     .delay_us = 20000, .jitter_us = 5000, .weight = MIXED, .pace = 8, .lose = 100},
    {.name = "stream",
     .about = "by TCP: nothing is lost, and what is held up holds up what follows",
     .agents = 2, .calls = 100, .window_ms = 20000, .after_ms = 20000, .room = 200, .rate = 100,
     .delay_us = 20000, .jitter_us = 5000, .weight = MIXED, .pace = 8, .stream = true, .hold = 50,
     .hold_us = 2000000},
    {.name = "repeat",
     .about = "every third datagram arrives two to four times",
     .agents = 2, .calls = 100, .window_ms = 20000, .after_ms = 20000, .room = 200, .rate = 100,
     .delay_us = 20000, .jitter_us = 5000, .weight = MIXED, .pace = 8, .repeat = 333},
    {.name = "reorder",
     .about = "every fifth datagram is overtaken by what follows within two seconds",
     .agents = 2, .calls = 100, .window_ms = 20000, .after_ms = 20000, .room = 200, .rate = 100,
     .delay_us = 20000, .jitter_us = 5000, .weight = MIXED, .pace = 8, .hold = 200, .hold_us =
     2000000},
    {.name = "slow",
     .about = "the way is longer than T1: everything is sent again",
     .agents = 2, .calls = 100, .window_ms = 20000, .after_ms = 20000, .room = 200, .rate = 100,
     .delay_us = 400000, .jitter_us = 500000, .weight = MIXED, .pace = 8},
    {.name = "skew",
     .about = "clocks that run up to two percent apart, and some loss",
     .agents = 2, .calls = 100, .window_ms = 20000, .after_ms = 20000, .room = 200, .rate = 100,
     .delay_us = 20000, .jitter_us = 5000, .weight = MIXED, .pace = 8, .skew_ppm = 20000, .lose =
     50},
    {.name = "hasty",
     .about = "applications act at once: what they do crosses",
     .agents = 2, .calls = 100, .window_ms = 20000, .after_ms = 20000, .room = 200, .rate = 100,
     .delay_us = 1000, .jitter_us = 20000, .weight = MIXED, .pace = 2, .repeat = 50},
    {.name = "hasty-loss",
     .about = "the same, and every fifth datagram is lost",
     .agents = 2, .calls = 100, .window_ms = 20000, .after_ms = 20000, .room = 200, .rate = 100,
     .delay_us = 1000, .jitter_us = 100000, .weight = MIXED, .pace = 3, .lose = 200},
    {.name = "late",
     .about = "answers come late or never",
     .agents = 2, .calls = 100, .window_ms = 100000, .after_ms = 500000, .room = 200, .rate =
     100, .delay_us = 20000, .jitter_us = 5000, .weight = {[ACTION_WAIT] = 10, [ACTION_ACCEPT] =
     1, [ACTION_HANG_UP] = 1, [ACTION_RING] = 2, [ACTION_PROGRESS] = 1, [ACTION_QUEUED] = 1,
     [ACTION_REFUSE] = 1, [ACTION_REDIRECT] = 1, [ACTION_IGNORE] = 3, [ACTION_REQUEST] = 1},
     .pace = 12},
    {.name = "refusals",
     .about = "most calls are refused or redirected, on a network that loses",
     .agents = 2, .calls = 100, .window_ms = 20000, .after_ms = 20000, .room = 200, .rate = 100,
     .delay_us = 20000, .jitter_us = 5000, .weight = {[ACTION_WAIT] = 8, [ACTION_ACCEPT] = 1,
     [ACTION_HANG_UP] = 1, [ACTION_RING] = 2, [ACTION_REFUSE] = 6, [ACTION_REDIRECT] = 2}, .pace
     = 5, .lose = 150, .repeat = 100},
    {.name = "talk",
     .about = "calls that stand exchange requests",
     .agents = 2, .calls = 100, .window_ms = 20000, .after_ms = 20000, .room = 200, .rate = 100,
     .delay_us = 20000, .jitter_us = 5000, .weight = {[ACTION_WAIT] = 8, [ACTION_ACCEPT] = 8,
     [ACTION_HANG_UP] = 1, [ACTION_RING] = 2, [ACTION_REQUEST] = 8}, .pace = 7, .lose = 100,
     .hold = 50, .hold_us = 1000000, .outside = 200},
    {.name = "exchanges",
     .about = "requests outside calls, answered at once, late or never",
     .agents = 2, .calls = 100, .window_ms = 20000, .after_ms = 60000, .room = 200, .rate = 100,
     .delay_us = 20000, .jitter_us = 5000, .weight = MIXED, .pace = 9, .outside = 900, .lose =
     100, .hold = 100, .hold_us = 3000000},
    {.name = "glare",
     .about = "both ends hang up in the same moment",
     .agents = 2, .calls = 100, .window_ms = 20000, .after_ms = 20000, .room = 200, .rate = 100,
     .delay_us = 2000, .jitter_us = 2000, .weight = {[ACTION_WAIT] = 1, [ACTION_ACCEPT] = 10,
     [ACTION_HANG_UP] = 10, [ACTION_RING] = 1}, .pace = 4, .lose = 50},
    {.name = "many",
     .about = "eight agents, all faults of a correct network",
     .agents = 8, .calls = 100, .window_ms = 20000, .after_ms = 20000, .room = 200, .rate = 100,
     .delay_us = 20000, .jitter_us = 5000, .weight = MIXED, .pace = 8, .lose = 80, .repeat = 80,
     .hold = 80, .hold_us = 1500000, .skew_ppm = 10000, .outside = 100},
    {.name = "crowded",
     .about = "cores with room for four calls: most calls find no room",
     .agents = 2, .calls = 120, .window_ms = 4000, .after_ms = 20000, .room = 4, .rate = 1,
     .delay_us = 20000, .jitter_us = 5000, .weight = MIXED, .pace = 8, .lose = 50},
    {.name = "proxy",
     .about = "a proxy that adds a Record-Route, all faults of a correct network",
     .agents = 2, .calls = 100, .window_ms = 20000, .after_ms = 20000, .room = 200, .rate = 100,
     .delay_us = 20000, .jitter_us = 5000, .weight = MIXED, .pace = 8, .forks = 1, .records =
     true, .lose = 80, .repeat = 80, .hold = 50, .hold_us = 1000000, .outside = 100},
    {.name = "fork",
     .about = "a proxy that forks each call to three agents",
     .agents = 4, .calls = 60, .window_ms = 20000, .after_ms = 20000, .room = 200, .rate = 100,
     .delay_us = 20000, .jitter_us = 5000, .weight = MIXED, .pace = 6, .forks = 3, .records =
     true},
    {.name = "fork-hasty",
     .about = "the same, and applications act at once",
     .agents = 4, .calls = 60, .window_ms = 20000, .after_ms = 20000, .room = 200, .rate = 100,
     .delay_us = 20000, .jitter_us = 5000, .weight = {[ACTION_WAIT] = 8, [ACTION_ACCEPT] = 8,
     [ACTION_HANG_UP] = 2, [ACTION_RING] = 6, [ACTION_REFUSE] = 2, [ACTION_IGNORE] = 1}, .pace =
     2, .forks = 3, .repeat = 50},
    {.name = "change",
     .about = "both ends change sessions, at the same time too, on a network that loses",
     .agents = 2, .calls = 100, .window_ms = 20000, .after_ms = 60000, .room = 200, .rate = 100,
     .delay_us = 20000, .jitter_us = 5000, .weight = {[ACTION_WAIT] = 4, [ACTION_ACCEPT] = 10,
     [ACTION_HANG_UP] = 1, [ACTION_RING] = 2, [ACTION_PROGRESS] = 3, [ACTION_REFUSE] = 1,
     [ACTION_REQUEST] = 1, [ACTION_MODIFY] = 6}, .pace = 6, .lose = 80, .repeat = 80, .hold = 50,
     .hold_us = 500000},
    {.name = "change-calm",
     .about = "the same without faults",
     .agents = 2, .calls = 100, .window_ms = 20000, .after_ms = 60000, .room = 200, .rate = 100,
     .delay_us = 20000, .jitter_us = 0, .weight = {[ACTION_WAIT] = 4, [ACTION_ACCEPT] = 10,
     [ACTION_HANG_UP] = 1, [ACTION_RING] = 2, [ACTION_PROGRESS] = 3, [ACTION_REFUSE] = 1,
     [ACTION_REQUEST] = 1, [ACTION_MODIFY] = 6}, .pace = 6},
    {.name = "early",
     .about = "both ends change sessions before the call is answered",
     .agents = 2, .calls = 100, .window_ms = 20000, .after_ms = 60000, .room = 200, .rate = 100,
     .delay_us = 20000, .jitter_us = 5000, .weight = {[ACTION_WAIT] = 3, [ACTION_ACCEPT] = 2,
     [ACTION_HANG_UP] = 1, [ACTION_RING] = 1, [ACTION_PROGRESS] = 6, [ACTION_REFUSE] = 1,
     [ACTION_REQUEST] = 1, [ACTION_MODIFY] = 2, [ACTION_AMEND] = 20}, .pace = 6, .lose = 80,
     .repeat = 80, .hold = 50, .hold_us = 500000},
    {.name = "lonely",
     .about = "calls that are mostly alone: all timers run out while they stand",
     .agents = 2, .calls = 40, .window_ms = 8000000, .after_ms = 300000, .room = 60, .rate = 1,
     .lose = 50, .delay_us = 20000, .jitter_us = 5000, .pace = 7, .weight = {[ACTION_WAIT] = 4,
     [ACTION_ACCEPT] = 10, [ACTION_HANG_UP] = 1, [ACTION_RING] = 1, [ACTION_PROGRESS] = 1,
     [ACTION_IGNORE] = 6, [ACTION_REQUEST] = 2, [ACTION_MODIFY] = 6}},
    {.name = "refresh",
     .about = "calls that stand for hours, and sessions that live for minutes",
     .agents = 2, .calls = 30, .window_ms = 1000000, .after_ms = 4000000, .room = 60, .rate = 1,
     .lose = 80, .repeat = 50, .delay_us = 20000, .jitter_us = 5000, .pace = 11, .session_s = 90,
     .weight = {[ACTION_WAIT] = 4, [ACTION_ACCEPT] = 10, [ACTION_HANG_UP] = 1, [ACTION_RING] = 1,
     [ACTION_IGNORE] = 4, [ACTION_REQUEST] = 1, [ACTION_MODIFY] = 6}},
    {.name = "refresh-hasty",
     .about = "the same, and applications change sessions all the time",
     .agents = 3, .calls = 30, .window_ms = 200000, .after_ms = 500000, .room = 60, .rate = 1,
     .lose = 80, .delay_us = 20000, .jitter_us = 5000, .pace = 8, .session_s = 90,
     .weight = {[ACTION_WAIT] = 4, [ACTION_ACCEPT] = 10, [ACTION_HANG_UP] = 1, [ACTION_RING] = 1,
     [ACTION_IGNORE] = 1, [ACTION_REQUEST] = 1, [ACTION_MODIFY] = 20,
     [ACTION_PROGRESS] = 2, [ACTION_AMEND] = 4}},
    {.name = "refresh-cut",
     .about = "sessions that live for minutes, and agents that are cut off for as long",
     .agents = 3, .calls = 30, .window_ms = 500000, .after_ms = 2000000, .room = 60, .rate = 1,
     .lose = 200, .delay_us = 20000, .jitter_us = 5000, .pace = 10, .session_s = 90,
     .hostile = true, .partitions = 6, .partition_ms = 300000,
     .weight = {[ACTION_WAIT] = 4, [ACTION_ACCEPT] = 10, [ACTION_HANG_UP] = 1, [ACTION_RING] = 1,
     [ACTION_IGNORE] = 4, [ACTION_REQUEST] = 1, [ACTION_MODIFY] = 3}},
    {.name = "bare",
     .about = "cores that take no requests but those of calls",
     .agents = 3, .calls = 100, .window_ms = 20000, .after_ms = 20000, .room = 200, .rate = 100,
     .delay_us = 20000, .jitter_us = 5000, .weight = MIXED, .pace = 8, .bare = true, .outside =
     300, .lose = 50, .repeat = 50},
    {.name = "crash",
     .about = "agents die, and restore the calls that they have saved",
     .agents = 3, .calls = 100, .window_ms = 20000, .after_ms = 20000, .room = 200, .rate = 100,
     .delay_us = 20000, .jitter_us = 5000, .weight = MIXED, .pace = 7, .lose = 50, .repeat = 50,
     .hold = 50, .hold_us = 1000000, .crashes = 6, .away_ms = 2000},
    {.name = "crash-refresh",
     .about = "the same while sessions live for minutes, and change",
     .agents = 3, .calls = 30, .window_ms = 200000, .after_ms = 800000, .room = 60, .rate = 1,
     .lose = 50, .delay_us = 20000, .jitter_us = 5000, .pace = 9, .session_s = 90, .crashes = 10,
     .away_ms = 2000, .weight = {[ACTION_WAIT] = 4, [ACTION_ACCEPT] = 10, [ACTION_HANG_UP] = 1,
     [ACTION_RING] = 1, [ACTION_IGNORE] = 4, [ACTION_REQUEST] = 1, [ACTION_MODIFY] = 3}},
    {.name = "crash-proxy",
     .about = "the same behind a proxy that adds a Record-Route",
     .agents = 3, .calls = 100, .window_ms = 20000, .after_ms = 20000, .room = 200, .rate = 100,
     .delay_us = 20000, .jitter_us = 5000, .weight = MIXED, .pace = 7, .forks = 1, .records =
     true, .lose = 50, .crashes = 6, .away_ms = 2000},
    {.name = "redirect",
     .about = "callees redirect to each other, in circles and to nobody, and callers follow",
     .agents = 4, .calls = 100, .window_ms = 20000, .after_ms = 60000, .room = 200, .rate = 100,
     .delay_us = 20000, .jitter_us = 5000, .weight = {[ACTION_WAIT] = 12, [ACTION_ACCEPT] = 3,
     [ACTION_HANG_UP] = 1, [ACTION_RING] = 2, [ACTION_PROGRESS] = 1, [ACTION_QUEUED] = 1,
     [ACTION_REFUSE] = 2, [ACTION_REDIRECT] = 8, [ACTION_REQUEST] = 1}, .pace = 7, .lose =
     50, .repeat = 50, .outside = 200, .follows = 3},
    {.name = "registrar",
     .about = "agents that register with a password; the registrar starts again without bindings",
     .agents = 4, .calls = 40, .window_ms = 900000, .after_ms = 60000, .room = 200, .rate = 100,
     .delay_us = 20000, .jitter_us = 5000, .weight = {[ACTION_WAIT] = 4,
     [ACTION_ACCEPT] = 10, [ACTION_HANG_UP] = 2, [ACTION_RING] = 1, [ACTION_REFUSE] = 1,
     [ACTION_REQUEST] = 1, [ACTION_MODIFY] = 1}, .pace = 7, .lose = 80, .repeat = 80,
     .hold = 50, .hold_us = 1500000, .skew_ppm = 1000, .registrar = true, .restarts = 3, .fickle =
     100, .impostors = 100},
    {.name = "registrar-moods",
     .about = "a registrar that refuses for a while, answers late, and has new nonces each time",
     .agents = 4, .calls = 20, .window_ms = 1800000, .after_ms = 60000, .room = 200, .rate = 100,
     .delay_us = 20000, .jitter_us = 5000, .weight = {[ACTION_WAIT] = 4,
     [ACTION_ACCEPT] = 10, [ACTION_HANG_UP] = 2, [ACTION_RING] = 1, [ACTION_REFUSE] = 1,
     [ACTION_REQUEST] = 1, [ACTION_MODIFY] = 1}, .pace = 7, .lose = 50, .registrar =
     true, .restarts = 2, .moody = 150, .tardy = 150, .fickle = 500},
    {.name = "storm",
     .about = "half of all datagrams are lost",
     .agents = 2, .calls = 100, .window_ms = 20000, .after_ms = 60000, .room = 200, .rate = 100,
     .delay_us = 20000, .jitter_us = 5000, .weight = MIXED, .pace = 8, .hostile = true, .lose =
     500, .repeat = 100, .hold = 100, .hold_us = 10000000},
    {.name = "partition",
     .about = "agents are cut off from each other, and joined again",
     .agents = 3, .calls = 100, .window_ms = 20000, .after_ms = 60000, .room = 200, .rate = 100,
     .delay_us = 20000, .jitter_us = 5000, .weight = MIXED, .pace = 8, .hostile = true, .lose =
     20, .partitions = 4, .partition_ms = 30000},
    {.name = "corrupt",
     .about = "every tenth datagram is corrupted or cut short",
     .agents = 2, .calls = 100, .window_ms = 20000, .after_ms = 20000, .room = 200, .rate = 100,
     .delay_us = 20000, .jitter_us = 5000, .weight = MIXED, .pace = 8, .hostile = true, .corrupt
     = 100, .lose = 20},
    {.name = "unsendable",
     .about = "the core learns of datagrams that could not be sent",
     .agents = 2, .calls = 100, .window_ms = 20000, .after_ms = 20000, .room = 200, .rate = 100,
     .delay_us = 20000, .jitter_us = 5000, .weight = MIXED, .pace = 8, .hostile = true,
     .unsendable = 100, .lose = 20},
    {.name = "stream-breaks",
     .about = "by TCP: connections break, or cannot be made, and the cores learn of it",
     .agents = 3, .calls = 100, .window_ms = 20000, .after_ms = 20000, .room = 200, .rate = 100,
     .delay_us = 20000, .jitter_us = 5000, .weight = MIXED, .pace = 8, .hostile = true, .stream =
     true, .breaks = 30, .unsendable = 20, .hold = 50, .hold_us = 2000000, .outside = 200},
    {.name = "replay",
     .about = "a third party sends again what it has seen",
     .agents = 2, .calls = 100, .window_ms = 20000, .after_ms = 20000, .room = 200, .rate = 100,
     .delay_us = 20000, .jitter_us = 5000, .weight = MIXED, .pace = 8, .hostile = true,
     .untouched = true, .replays = 300, .lose = 20},
    {.name = "spoof",
     .about = "a third party speaks in the name of those that it has seen",
     .agents = 2, .calls = 100, .window_ms = 20000, .after_ms = 20000, .room = 200, .rate = 100,
     .delay_us = 20000, .jitter_us = 5000, .weight = MIXED, .pace = 8, .hostile = true, .spoofs =
     300, .lose = 20},
    {.name = "guess",
     .about = "a third party knows the Call-IDs, and guesses tags and numbers",
     .agents = 2, .calls = 100, .window_ms = 20000, .after_ms = 20000, .room = 200, .rate = 100,
     .delay_us = 20000, .jitter_us = 5000, .weight = MIXED, .pace = 8, .hostile = true,
     .untouched = true, .guesses = 300},
    {.name = "flood",
     .about = "a third party sends requests by the hundred",
     .agents = 2, .calls = 50, .window_ms = 20000, .after_ms = 20000, .room = 40, .rate = 1,
     .delay_us = 20000, .jitter_us = 5000, .weight = MIXED, .pace = 8, .hostile = true,
     .untouched = true, .floods = 20},
    {.name = "fork-loss",
     .about = "a proxy that forks, and a network that loses a third",
     .agents = 5, .calls = 60, .window_ms = 20000, .after_ms = 60000, .room = 200, .rate = 100,
     .delay_us = 20000, .jitter_us = 5000, .weight = MIXED, .pace = 8, .hostile = true, .forks =
     4, .records = true, .lose = 300, .repeat = 100, .hold = 100, .hold_us = 5000000},
    {.name = "gone",
     .about = "a proxy that is gone for some time",
     .agents = 3, .calls = 100, .window_ms = 20000, .after_ms = 60000, .room = 200, .rate = 100,
     .delay_us = 20000, .jitter_us = 5000, .weight = MIXED, .pace = 8, .hostile = true, .forks =
     1, .records = true, .leaves = true, .partitions = 4, .partition_ms = 30000, .lose = 20},
    {.name = "registrar-gone",
     .about = "a registrar that is gone for some minutes, and refuses for a while",
     .agents = 4, .calls = 20, .window_ms = 3600000, .after_ms = 60000, .room = 200, .rate = 100,
     .delay_us = 20000, .jitter_us = 5000, .weight = {[ACTION_WAIT] = 4,
     [ACTION_ACCEPT] = 10, [ACTION_HANG_UP] = 2, [ACTION_RING] = 1, [ACTION_REFUSE] = 1,
     [ACTION_REQUEST] = 1, [ACTION_MODIFY] = 1}, .pace = 7, .hostile = true, .lose =
     50, .registrar = true, .vanishes = true, .partitions = 6, .partition_ms = 400000, .restarts =
     1, .moody = 50, .tardy = 50, .fickle = 50},
    {.name = "belated",
     .about = "every fifth datagram is held for up to 40 seconds",
     .agents = 2, .calls = 100, .window_ms = 20000, .after_ms = 100000, .room = 200, .rate = 100,
     .delay_us = 20000, .jitter_us = 5000, .weight = MIXED, .pace = 9, .hostile = true, .lose =
     100, .repeat = 200, .hold = 200, .hold_us = 40000000, .outside = 200},
    {.name = "fork-room",
     .about = "a proxy that forks, and cores with room for few calls",
     .agents = 5, .calls = 150, .window_ms = 4000, .after_ms = 20000, .room = 2, .rate = 1,
     .delay_us = 20000, .jitter_us = 5000, .weight = {[ACTION_WAIT] = 8, [ACTION_ACCEPT] = 8,
     [ACTION_HANG_UP] = 1, [ACTION_RING] = 4}, .pace = 3, .hostile = true, .forks = 4},
    {.name = "proxy-unsent",
     .about = "a proxy, and datagrams that could not be sent",
     .agents = 3, .calls = 100, .window_ms = 20000, .after_ms = 20000, .room = 200, .rate = 100,
     .delay_us = 20000, .jitter_us = 5000, .weight = MIXED, .pace = 8, .hostile = true, .forks =
     1, .records = true, .unsendable = 100, .lose = 50, .outside = 400},
    {.name = "foreign",
     .about = "a user agent of another make: re-INVITEs, forks, crossings, nonsense",
     .agents = 3, .calls = 100, .window_ms = 20000, .after_ms = 60000, .room = 200, .rate = 100,
     .delay_us = 20000, .jitter_us = 0, .weight = MIXED, .pace = 6, .hostile = true, .foreign =
     800},
    {.name = "foreign-hasty",
     .about = "the same with applications that act at once, and loss",
     .agents = 2, .calls = 100, .window_ms = 20000, .after_ms = 20000, .room = 200, .rate = 100,
     .delay_us = 15000, .jitter_us = 20000, .weight = MIXED, .pace = 3, .hostile = true, .foreign
     = 900, .lose = 100, .repeat = 50},
    {.name = "limits",
     .about = "cores that let nothing last: ringing, answering, calls",
     .agents = 3, .calls = 100, .window_ms = 20000, .after_ms = 20000, .room = 200, .rate = 100,
     .delay_us = 20000, .jitter_us = 5000, .weight = MIXED, .pace = 8, .hostile = true, .foreign
     = 500, .ringing_ms = 3000, .answering_ms = 4000, .call_ms = 5000, .lose = 30, .repeat = 50},
    {.name = "wary",
     .about = "cores that limit what unproven sources get, a flood, and loss",
     .agents = 3, .calls = 100, .window_ms = 20000, .after_ms = 20000, .room = 60, .rate = 20,
     .delay_us = 20000, .jitter_us = 5000, .weight = MIXED, .pace = 8, .hostile = true, .wary =
     true, .floods = 10, .lose = 100},
    {.name = "chaos",
     .about = "everything at once",
     .agents = 4, .calls = 100, .window_ms = 20000, .after_ms = 60000, .room = 60, .rate = 1,
     .delay_us = 20000, .jitter_us = 5000, .weight = MIXED, .pace = 8, .hostile = true, .lose =
     200, .repeat = 100, .hold = 100, .hold_us = 8000000, .corrupt = 20, .unsendable = 20,
     .skew_ppm = 50000, .partitions = 2, .partition_ms = 20000, .replays = 100, .spoofs = 100,
     .guesses = 50, .floods = 2, .outside = 100},
};
/* clang-format on */

const struct sf_sim_profile *sf_sim_profile_at(unsigned place)
{
    return place < sizeof profiles / sizeof profiles[0] ? &profiles[place] : NULL;
}

const struct sf_sim_profile *sf_sim_profile_named(const char *name)
{
    for (unsigned i = 0; sf_sim_profile_at(i); i++)
        if (strcmp(profiles[i].name, name) == 0)
            return &profiles[i];
    return NULL;
}

const char *sf_sim_profile_name(const struct sf_sim_profile *profile)
{
    return profile->name;
}

const char *sf_sim_profile_about(const struct sf_sim_profile *profile)
{
    return profile->about;
}

bool sf_sim_profile_hostile(const struct sf_sim_profile *profile)
{
    return profile->hostile;
}

const char *sf_sim_fault_name(enum sf_sim_fault fault)
{
    static const char *const names[SF_SIM_FAULTS] = {
        "lost",     "repeated", "held",    "corrupted", "partitioned", "unsendable",
        "replayed", "spoofed",  "guessed", "flooded",   "broken",      "crashed"};
    return fault < SF_SIM_FAULTS ? names[fault] : "";
}
