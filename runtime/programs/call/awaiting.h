/* --await: a call to an address that registers with the caller itself, by the flow that its
 * registration came by (RFC 5626). This reaches telephones to which no connection can be opened,
 * such as those in browsers. */
#ifndef SIPFSM_AWAITING_H
#define SIPFSM_AWAITING_H

#include "common/endpoint.h"
#include "serve/registrar.h"

struct awaiting {
    uint64_t seconds; /* at most; 0: nobody is waited for */
    const char *aor;
    bool found;
    char contact[REGISTRAR_TEXT_BYTES], path[REGISTRAR_TEXT_BYTES];
    struct sf_address source; /* of its registration */
    struct registrar registrar;
    uv_timer_t limit;
    void (*missed)(void *user);
    void *user;
};

/* In a table of options, and its lines in a help text. */
#define AWAITING_OPTION(awaiting)                                                                  \
    {                                                                                              \
        .name = "--await", .kind = OPTION_NUMBER, .number = &(awaiting)->seconds, .least = 1,      \
        .most = 86400                                                                              \
    }
#define AWAITING_HELP                                                                              \
    "  --await SECONDS         wait this long for the URI's address to register at --listen, "     \
    "then call it over the flow of\n"                                                              \
    "                          its registration, as browsers need; no password is asked for\n"

/* Takes REGISTER. False after one clear line. */
bool awaiting_configure(struct awaiting *awaiting, const char *command, const char *aor,
                        struct sf_ua_config *config);
/* Prints where it listens. The wait begins; `missed` is called when it is over and nobody has
 * registered. */
void awaiting_begin(struct awaiting *awaiting, const struct endpoint *endpoint, uv_loop_t *loop,
                    void (*missed)(void *user), void *user);
/* Answers a REQUEST event. True: the address is registered. */
bool awaiting_take(struct awaiting *awaiting, struct endpoint *endpoint, uint64_t now_us,
                   const struct sf_ua_event *event);
/* After the loop has run; also of one that has not begun. */
void awaiting_end(struct awaiting *awaiting);

#endif
