/* See awaiting.h. */
#include "call/awaiting.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "common/options.h"
#include "accounts/registering.h"

#define BINDINGS 16 /* of all addresses */
#define LEAST_S 60
#define USUAL_S 3600

bool awaiting_configure(struct awaiting *awaiting, const char *command, const char *aor,
                        struct sf_ua_config *config)
{
    static const struct sf_str method = {"REGISTER", 8},
                               extensions[] = {{"path", 4}, {"outbound", 8}};
    const struct registrar_config keeps = {.bindings = BINDINGS,
                                           .bindings_per_source = BINDINGS,
                                           .least_s = LEAST_S,
                                           .usual_s = USUAL_S,
                                           .most_s = USUAL_S};
    if (!awaiting->seconds)
        return true;
    awaiting->aor = aor;
    config->method = &method;
    config->methods = 1;
    config->supported = extensions;
    config->supporteds = 2;
    if (registrar_begin(&awaiting->registrar, &keeps))
        return true;
    complain(command, "no memory for registrations");
    return false;
}

static void on_limit(uv_timer_t *timer)
{
    struct awaiting *awaiting = timer->data;
    awaiting->missed(awaiting->user);
}

void awaiting_begin(struct awaiting *awaiting, const struct endpoint *endpoint, uv_loop_t *loop,
                    void (*missed)(void *user), void *user)
{
    char text[ENDPOINT_TEXT_BYTES];
    const struct sf_address *address;
    for (unsigned i = 0; (address = sf_net_endpoint(endpoint->net, i)); i++) {
        endpoint_text(address, text);
        printf("listening on %s\n", text);
    }
    awaiting->missed = missed;
    awaiting->user = user;
    uv_timer_init(loop, &awaiting->limit);
    awaiting->limit.data = awaiting;
    uv_timer_start(&awaiting->limit, on_limit, awaiting->seconds * 1000, 0);
}

bool awaiting_take(struct awaiting *awaiting, struct endpoint *endpoint, uint64_t now_us,
                   const struct sf_ua_event *event)
{
    if (!registering_answer(&awaiting->registrar, endpoint, now_us, (int64_t)time(NULL), event,
                            false))
        return false;
    const struct registrar_binding *binding =
        registrar_first(&awaiting->registrar, now_us, sf_str_of(awaiting->aor));
    if (!binding || awaiting->found)
        return false;
    const char *end = memchr(binding->contact, '>', binding->contact_bytes);
    snprintf(awaiting->contact, sizeof awaiting->contact, "%.*s",
             end ? (int)(end - binding->contact - 1) : 0, binding->contact + 1);
    snprintf(awaiting->path, sizeof awaiting->path, "%.*s", (int)binding->path_bytes,
             binding->path);
    awaiting->source = binding->source;
    awaiting->found = true;
    uv_timer_stop(&awaiting->limit);
    return true;
}

void awaiting_end(struct awaiting *awaiting)
{
    if (awaiting->missed)
        uv_close((uv_handle_t *)&awaiting->limit, NULL);
    registrar_end(&awaiting->registrar);
}
