#include "sipfsm/resolver.h"

#include "dns_message.h"

#include <ares.h>
#include <ares_nameser.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define TRIES 3
#define TRY_MS 1000
#define HOSTS 16 /* addresses of one name in /etc/hosts */

/* A socket of c-ares. */
struct watch {
    uv_poll_t poll;
    struct sf_resolver *resolver;
    ares_socket_t fd;
    struct watch *next;
};

/* Answers that are known before a question is sent: they are reported when the loop runs. */
struct known {
    uint64_t id;
    enum sf_dns_status status;
    struct sf_dns_record record[HOSTS];
    size_t records;
    struct known *next;
    char name[256];
};

struct question {
    struct sf_resolver *resolver;
    uint64_t id;
};

struct sf_resolver {
    uv_loop_t *loop;
    ares_channel channel;
    uv_timer_t timer;
    struct watch *watches;
    struct known *known, **last_known;
    sf_resolver_answered *answered;
    void *user;
    bool asking, closing;
    unsigned handles;
    struct sf_dns_message message;
};

/* ---- Answers ---- */

static void report(struct sf_resolver *resolver, uint64_t id, const struct sf_dns_answer *answer)
{
    if (resolver->answered && !resolver->closing)
        resolver->answered(resolver->user, id, answer);
}

static void set_timer(struct sf_resolver *resolver);

static void put_known(struct sf_resolver *resolver, struct known *known)
{
    *resolver->last_known = known;
    resolver->last_known = &known->next;
    set_timer(resolver);
}

/* Without memory the question stays open, and the locator's own timer ends the wait. */
static void put_status(struct sf_resolver *resolver, uint64_t id, enum sf_dns_status status)
{
    struct known *known = calloc(1, sizeof *known);
    if (!known)
        return;
    known->id = id;
    known->status = status;
    put_known(resolver, known);
}

static void report_known(struct sf_resolver *resolver)
{
    while (resolver->known) {
        struct known *known = resolver->known;
        const struct sf_dns_answer answer = {
            .status = known->status, .record = known->record, .records = known->records};
        resolver->known = known->next;
        if (!resolver->known)
            resolver->last_known = &resolver->known;
        report(resolver, known->id, &answer);
        free(known);
    }
}

static enum sf_dns_status status_of(int status)
{
    switch (status) {
    case ARES_SUCCESS:
    case ARES_ENODATA:
        return SF_DNS_OK;
    case ARES_ENOTFOUND:
        return SF_DNS_NO_NAME;
    case ARES_ETIMEOUT:
        return SF_DNS_SILENT;
    default:
        return SF_DNS_FAILED;
    }
}

static void on_answer(void *user, int status, int timeouts, unsigned char *bytes, int length)
{
    struct question *question = user;
    struct sf_resolver *resolver = question->resolver;
    uint64_t id = question->id;
    (void)timeouts;
    free(question);
    if (resolver->closing)
        return;
    if (resolver->asking) { /* it could not even be asked */
        put_status(resolver, id, status_of(status));
        return;
    }
    enum sf_dns_status read = status_of(status);
    if (bytes && !sf_dns_message_read(&resolver->message, bytes, length))
        read = SF_DNS_FAILED;
    if (!bytes)
        resolver->message.answer = (struct sf_dns_answer){.records = 0};
    resolver->message.answer.status = read;
    if (read != SF_DNS_OK)
        resolver->message.answer.records = 0;
    report(resolver, id, &resolver->message.answer);
    sf_dns_message_free(&resolver->message);
}

/* ---- The loop ---- */

static void let_go(struct sf_resolver *resolver)
{
    if (--resolver->handles == 0)
        free(resolver);
}

static void on_timer_closed(uv_handle_t *handle)
{
    let_go(handle->data);
}

static void on_watch_closed(uv_handle_t *handle)
{
    struct watch *watch = handle->data;
    struct sf_resolver *resolver = watch->resolver;
    free(watch);
    let_go(resolver);
}

static void on_timer(uv_timer_t *timer)
{
    struct sf_resolver *resolver = timer->data;
    report_known(resolver);
    ares_process_fd(resolver->channel, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
    set_timer(resolver);
}

static void set_timer(struct sf_resolver *resolver)
{
    struct timeval wait;
    if (resolver->closing)
        return;
    if (resolver->known) {
        uv_timer_start(&resolver->timer, on_timer, 0, 0);
        return;
    }
    if (ares_timeout(resolver->channel, NULL, &wait))
        uv_timer_start(&resolver->timer, on_timer,
                       (uint64_t)wait.tv_sec * 1000 + (uint64_t)wait.tv_usec / 1000 + 1, 0);
    else
        uv_timer_stop(&resolver->timer);
}

static void on_poll(uv_poll_t *poll, int status, int events)
{
    struct watch *watch = poll->data;
    struct sf_resolver *resolver = watch->resolver;
    ares_socket_t fd = watch->fd;
    bool reads = status < 0 || events & UV_READABLE, writes = status < 0 || events & UV_WRITABLE;
    ares_process_fd(resolver->channel, reads ? fd : ARES_SOCKET_BAD, writes ? fd : ARES_SOCKET_BAD);
    set_timer(resolver);
}

static void unwatch(struct sf_resolver *resolver, struct watch **at)
{
    struct watch *watch = *at;
    (void)resolver;
    *at = watch->next;
    uv_poll_stop(&watch->poll);
    uv_close((uv_handle_t *)&watch->poll, on_watch_closed);
}

static struct watch *new_watch(struct sf_resolver *resolver, ares_socket_t fd)
{
    struct watch *watch = calloc(1, sizeof *watch);
    if (!watch || uv_poll_init_socket(resolver->loop, &watch->poll, fd) != 0) {
        free(watch);
        return NULL;
    }
    *watch = (struct watch){
        .poll = watch->poll, .resolver = resolver, .fd = fd, .next = resolver->watches};
    watch->poll.data = watch;
    resolver->watches = watch;
    resolver->handles++;
    return watch;
}

static void on_socket(void *user, ares_socket_t fd, int reads, int writes)
{
    struct sf_resolver *resolver = user;
    struct watch **at = &resolver->watches;
    while (*at && (*at)->fd != fd)
        at = &(*at)->next;
    if (!reads && !writes) {
        if (*at)
            unwatch(resolver, at);
        return;
    }
    struct watch *watch = *at ? *at : new_watch(resolver, fd);
    if (watch)
        uv_poll_start(&watch->poll, (reads ? UV_READABLE : 0) | (writes ? UV_WRITABLE : 0),
                      on_poll);
}

/* ---- Questions ---- */

/* Reports addresses, which end with NULL. False: no memory. */
static bool put_addresses(struct sf_resolver *resolver, const struct sf_dns_query *query,
                          const char *name, char *const *address)
{
    struct known *known = calloc(1, sizeof *known);
    if (!known)
        return false;
    known->id = query->id;
    snprintf(known->name, sizeof known->name, "%s", name);
    for (; known->records < HOSTS && address[known->records]; known->records++) {
        struct sf_dns_record *record = &known->record[known->records];
        *record =
            (struct sf_dns_record){.name = sf_str_of(known->name), .type = (uint16_t)query->type};
        memcpy(record->ip, address[known->records], query->type == SF_DNS_A ? 4 : 16);
    }
    put_known(resolver, known);
    return true;
}

/* /etc/hosts. False: the name is not there. */
static bool find_host(struct sf_resolver *resolver, const struct sf_dns_query *query,
                      const char *name)
{
    struct hostent *host = NULL;
    int family = query->type == SF_DNS_A ? AF_INET : AF_INET6;
    if ((query->type != SF_DNS_A && query->type != SF_DNS_AAAA) ||
        ares_gethostbyname_file(resolver->channel, name, family, &host) != ARES_SUCCESS)
        return false;
    bool put = put_addresses(resolver, query, name, host->h_addr_list);
    ares_free_hostent(host);
    return put;
}

/* 6761:6.3: no name server is asked what this host calls itself. */
static bool is_local(struct sf_str name)
{
    static const struct sf_str local = {"localhost", 9};
    struct sf_str end = {name.p + name.len - local.len, local.len};
    return name.len >= local.len && sf_str_equal_nocase(end, local) &&
           (name.len == local.len || end.p[-1] == '.');
}

/* The loopback address of IPv4, where /etc/hosts does not say otherwise; nothing else. */
static void answer_local(struct sf_resolver *resolver, const struct sf_dns_query *query,
                         const char *name)
{
    char loopback[4] = {127, 0, 0, 1};
    char *const address[] = {loopback, NULL};
    if (query->type != SF_DNS_A)
        put_status(resolver, query->id, SF_DNS_NO_NAME);
    else if (!put_addresses(resolver, query, name, address))
        put_status(resolver, query->id, SF_DNS_FAILED);
}

void sf_resolver_ask(struct sf_resolver *resolver, const struct sf_dns_query *query)
{
    char name[256];
    if (query->name.len >= sizeof name) {
        put_status(resolver, query->id, SF_DNS_FAILED);
        return;
    }
    memcpy(name, query->name.p, query->name.len);
    name[query->name.len] = 0;
    if (find_host(resolver, query, name))
        return;
    if (is_local(query->name)) {
        answer_local(resolver, query, name);
        return;
    }
    struct question *question = malloc(sizeof *question);
    if (!question) {
        put_status(resolver, query->id, SF_DNS_FAILED);
        return;
    }
    *question = (struct question){resolver, query->id};
    resolver->asking = true;
    ares_query(resolver->channel, name, ns_c_in, (int)query->type, on_answer, question);
    resolver->asking = false;
    set_timer(resolver);
}

void sf_resolver_hook(struct sf_resolver *resolver, sf_resolver_answered *answered, void *user)
{
    resolver->answered = answered;
    resolver->user = user;
}

/* ---- Its life ---- */

const char *sf_resolver_open(struct sf_resolver **out, const struct sf_resolver_config *config)
{
    struct sf_resolver *resolver = calloc(1, sizeof *resolver);
    struct ares_options options = {.tries = TRIES,
                                   .timeout = config->try_ms ? (int)config->try_ms : TRY_MS,
                                   .sock_state_cb = on_socket,
                                   .sock_state_cb_data = resolver};
    if (!resolver || ares_library_init(ARES_LIB_INIT_ALL) != ARES_SUCCESS) {
        free(resolver);
        return "no memory";
    }
    resolver->loop = config->loop;
    resolver->last_known = &resolver->known;
    if (ares_init_options(&resolver->channel, &options,
                          ARES_OPT_TRIES | ARES_OPT_TIMEOUTMS | ARES_OPT_SOCK_STATE_CB) !=
        ARES_SUCCESS) {
        free(resolver);
        ares_library_cleanup();
        return "c-ares cannot begin";
    }
    if (config->servers &&
        ares_set_servers_ports_csv(resolver->channel, config->servers) != ARES_SUCCESS) {
        ares_destroy(resolver->channel);
        ares_library_cleanup();
        free(resolver);
        return "not the address of a name server: 192.0.2.53 or 127.0.0.1:5353 is";
    }
    uv_timer_init(config->loop, &resolver->timer);
    resolver->timer.data = resolver;
    resolver->handles = 1;
    *out = resolver;
    return NULL;
}

void sf_resolver_close(struct sf_resolver *resolver)
{
    resolver->closing = true;
    ares_destroy(resolver->channel); /* each question ends, each socket is closed */
    ares_library_cleanup();
    while (resolver->watches)
        unwatch(resolver, &resolver->watches);
    while (resolver->known) {
        struct known *known = resolver->known;
        resolver->known = known->next;
        free(known);
    }
    uv_close((uv_handle_t *)&resolver->timer, on_timer_closed);
}
