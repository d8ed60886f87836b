/* What all models share: who is stepped when, a network, and how the search moves.
 *
 * One input and all that follows from it is one d_step, as runtime/ua/step.c does it: the input, then the queue of effects, first
 * in first out, then timers of no length. Nothing lies between for the search to interleave. What is `hidden` means nothing between
 * two inputs and is no part of a state.
 *
 * The network is one bit for each distinct message. On UDP a delivery leaves the bit (a copy may follow) and a loss clears it (all
 * copies under way are gone); any order is possible. With RELIABLE a delivery takes the message and nothing is lost.
 *
 * A run has two parts. In the storm everything that may happen does, in any order. At any moment it can become calm, for good: what
 * is sent arrives, once; the users hang up; a timer that repeats a message does it once more; then the timers that wait for copies
 * run out; and if nothing else is left, those that give up. That comes to an end: there the properties "at rest" must hold. As calm
 * can come at every moment, this shows of every state of the storm that all ends well from there. */
c_decl {
\#include "seen.h"
};

#ifndef RELIABLE
#define RELIABLE 0
#endif
#ifndef GIVE_UPS /* how many timers may give up, and transports fail, in the storm */
#define GIVE_UPS 1
#endif

/* ---- Inputs and effects: a machine (or the network, or a user), which one of its kind, what it is about, the event ---- */

#define IN(machine, at, about, ev) ((machine) << 20 | (at) << 16 | (about) << 8 | (ev))
#define QUEUE 24
#define FSM_START 0

hidden int input, q[QUEUE];
hidden byte q_first, q_end, machine, at, about, ev, level;

#define M_NET 1  /* event: the message that arrives */
#define M_LOSS 2 /* event: the message that is lost */
#define M_USER 4 /* event: what a user does */
#define M_CALM 3

/* One statement each: what is passed must be words that C knows, not an inline's parameter. */
#define raise_c(to, which, subject, event) q[q_end++] = IN(to, which, subject, event);
#define raise(to, which, subject, event) c_code { raise_c(to, which, subject, event) }

/* An event for a machine that is gone is dropped. Here and below `prefix` is what stands behind sf_: ict, uas, dlg. */
#define STEP(prefix, which) \
    if \
    :: ev == FSM_START || sf_##prefix##_lives(which) -> \
       must(started_once, ev != FSM_START || !sf_##prefix##_lives(which)); \
       sf_##prefix##_step(which, ev) \
    :: else \
    fi
/* A timer of no length. */
#define DUE(prefix, PREFIX, i) if :: sf_##prefix##_due(i) -> q[q_end] = IN(M_##PREFIX, i, 0, sf_##prefix##_due(i)); q_end++ :: else fi

/* ---- The network ---- */

#define in_net(m) ((net >> (m)) & 1)
#ifndef is_unsafe /* may a message be lost, and copies of it come? */
#define is_unsafe(m) (!RELIABLE)
#endif

unsigned net : MESSAGES;
bit calm, rested;
byte gave_up; /* timers that gave up, and transports that failed */

/* What this input has sent and told, a bit each: the same twice would be no other state, and is a property of its own. */
hidden int sent_now, told_now;
hidden byte sent_twice, told_twice;

/* What ends in _c stands in c_code: a step is what stands between two semicolons, and Spin bounds the steps of a d_step. */
#define send_c(m) sent_twice |= sent_now >> (m) & 1; sent_now |= 1 << (m); now.net |= 1u << (m); seen_sent(m, readtrail);
#define send(m) c_code { send_c(m) }
#define tell(what) c_code { told_twice |= told_now >> (what) & 1; told_now |= 1 << (what); }

inline take(m)
{
    c_code { seen_arrival(ev, readtrail); };
    if
    :: is_unsafe(m) && !calm -> skip
    :: else -> net = net & ~(1 << (m))
    fi
}

inline lose(m)
{
    c_code { seen_loss(ev, readtrail); };
    net = net & ~(1 << (m))
}

inline user_acts()
{
    c_code { seen_user(ev, readtrail); }
}

inline become_calm()
{
    c_code { seen_note("from here on all is calm", readtrail); };
    calm = 1
}

/* ---- What is counted, and what is told when a trail is replayed ---- */

#define FSM_ROW(prefix, i, row) c_code { seen_row(&seen_##prefix, at, row, readtrail); }
#define FSM_NEVER assert(P_never)
#define FSM_GAP assert(P_gap)
/* P_name is nothing: it lets pan say which property it is that does not hold. */
#define must(name, holds) assert((holds) || P_##name)
/* Once it is calm a timer that repeats a message does so once. */
#define FSM_RESTARTS (!calm)

/* ---- The moves ---- */

#define AT_ONCE 0 /* what nobody can tell from later: it is done first, and alone, in the storm as well */
#define SOON 1    /* messages arrive, users answer */
#define REPEAT 2  /* messages are repeated */
#define PART 3    /* all is settled: users hang up */
#define ABSORB 4  /* what waits for late copies ends */
#define GIVE_UP 5 /* what waits for an answer ends */
#define ANY 6     /* in the storm nothing waits for anything else */

#define may(when) (level == when || (level == ANY && when != AT_ONCE))
#define MOVE(when, if_so, what) :: may(when) && (if_so) -> input = what; break
#define ARRIVE(m) :: may(SOON) && in_net(m) -> input = IN(M_NET, 0, m, m); break
#define LOSE(m) :: level == ANY && is_unsafe(m) && in_net(m) -> input = IN(M_LOSS, 0, m, m); break
#define BECOME_CALM :: level == ANY -> input = IN(M_CALM, 0, 0, 0); break
#define TIMER(when, prefix, PREFIX, i, t, if_so) MOVE(when, sf_##prefix##_runs(i, t) && (if_so), IN(M_##PREFIX, i, 0, SF_##PREFIX##_EV_TIMER_##t))
/* In the storm as many as GIVE_UPS; in the calm none, unless one gave up before. */
#define GIVES_UP(if_so, what) \
    :: may(GIVE_UP) && (calm || gave_up < GIVE_UPS) && (if_so) -> \
       if :: calm -> must(calm_needs_no_give_up, gave_up > 0) :: else -> gave_up++ fi; \
       input = what; break
#define TIMER_GIVES_UP(prefix, PREFIX, i, t, if_so) GIVES_UP(sf_##prefix##_runs(i, t) && (if_so), IN(M_##PREFIX, i, 0, SF_##PREFIX##_EV_TIMER_##t))
#define FAILS(prefix, PREFIX, i) GIVES_UP(sf_##prefix##_lives(i) && !calm, IN(M_##PREFIX, i, 0, SF_##PREFIX##_EV_TP_ERR))
/* What is left when nothing else can be. */
#define LATER \
    :: else -> \
       if \
       :: level == AT_ONCE && !calm -> level = ANY \
       :: level == REPEAT -> settled(); level++ \
       :: calm && level != REPEAT && level < GIVE_UP -> level++ \
       :: else -> goto rest \
       fi

/* ---- The run ---- */

/* Spin bounds the length of a d_step, so the machines are in groups, each with one of its own; what a model calls group_of says
 * which. `pending` is the group whose turn it is: 0 between two inputs, so that it adds no states; and it is no hidden variable, as
 * Spin puts those back not on its way out of a d_step: nothing that decides between d_steps may be hidden. */
#define QUEUE_IS_EMPTY 15
unsigned pending : 4;

#define next_machine ((q[q_first] >> 20) & 255)
#define next_group (q_first < q_end -> group_of(next_machine) : QUEUE_IS_EMPTY)

#define BEGIN \
    skip; \
    d_step { \
        c_code { seen_input(readtrail); }; \
        forget_cascade(); \
        sent_now = 0; \
        told_now = 0; \
        sent_twice = 0; \
        told_twice = 0; \
        q[0] = input; \
        q_first = 0; \
        q_end = 1; \
        pending = next_group \
    }

#define GROUP(g, dispatch) \
    :: pending == g -> \
       d_step { \
           do \
           :: q_first < q_end && group_of(next_machine) == g -> \
              machine = next_machine; \
              at = (q[q_first] >> 16) & 15; \
              about = (q[q_first] >> 8) & 255; \
              ev = q[q_first] & 255; \
              q_first++; \
              dispatch() \
           :: else -> break \
           od; \
           pending = next_group \
       }

/* Timers of no length, or the end: then what must always hold does. */
#define END(due) \
    :: pending == QUEUE_IS_EMPTY -> \
       d_step { \
           due(); \
           if \
           :: q_first < q_end -> pending = next_group \
           :: else -> always(); pending = 0 \
           fi \
       } \
    :: pending == 0 -> break

inline come_to_rest()
{
    rested = 1;
    c_code { seen_rest(readtrail); };
    at_rest()
}

/* A search of its own: once it is calm it comes to rest, and does not go round for ever. */
#ifdef CYCLES
never {
    do
    :: true
    :: calm && !rested -> break
    od;
accept:
    do
    :: calm && !rested
    od
}
#endif
