/* What a program's sessions do beside offer and answer, from its command line. */
#ifndef SIPFSM_SESSION_OPTIONS_H
#define SIPFSM_SESSION_OPTIONS_H

#include "common/options.h"
#include "common/sessions.h"

struct session_options {
    uint64_t refresh_s; /* how long sessions live without a refresh; 0: without a limit */
    bool reliable;
    struct sf_ua_session_timer timer;
};

#define SESSION_OPTIONS_REFRESH_S 1800

/* Their lines in a table of options and in a help text. Set refresh_s to its default before. */
#define SESSION_OPTIONS(options)                                                                   \
    {.name = "--refresh", .kind = OPTION_NUMBER, .number = &(options)->refresh_s, .most = 86400},  \
    {                                                                                              \
        .name = "--reliable", .kind = OPTION_FLAG, .flag = &(options)->reliable                    \
    }
#define REFRESH_HELP                                                                               \
    "  --refresh SECONDS       end a call that is not refreshed for this long (RFC 4028; default " \
    "1800, at least 90); 0: never\n"

/* False after one clear line. */
bool session_options_check(const struct session_options *options, const char *command);
/* Sets config->session_timer. The options must stay as long as the core is used. */
void session_options_configure(struct session_options *options, struct sf_ua_config *config);
/* A REFRESH event: where the core cannot refresh by itself, the current description is sent again.
 */
void session_options_take(const struct sessions *sessions, struct sf_ua *ua, uint64_t now_us,
                          const struct sf_ua_event *event);

#endif
