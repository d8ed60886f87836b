/* See session_options.h. */
#include "common/session_options.h"

#include "command.h"

bool session_options_check(const struct session_options *options, const char *command)
{
    if (!options->refresh_s || options->refresh_s >= 90)
        return true;
    complain(command, "--refresh %u: 0, or at least 90 (RFC 4028)", (unsigned)options->refresh_s);
    return false;
}

void session_options_configure(struct session_options *options, struct sf_ua_config *config)
{
    options->timer = (struct sf_ua_session_timer){.timing = sf_ua_timing(),
                                                  .interval_s = (uint32_t)options->refresh_s};
    if (options->refresh_s)
        config->session_timer = &options->timer;
}

/* What it refuses, it asks for again. */
void session_options_take(const struct sessions *sessions, struct sf_ua *ua, uint64_t now_us,
                          const struct sf_ua_event *event)
{
    struct sf_change change = {
        .content = {.type = SDP_TYPE, .body = sessions_last(sessions, event->call)}};
    if (event->refresh_state == SF_REFRESH_DUE && change.content.body.len)
        sf_ua_modify(ua, now_us, event->call, &change);
}
