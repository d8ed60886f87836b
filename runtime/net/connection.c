/* Connections: their records, their deadlines, their steps. See connection.h. */
#include "connection.h"

#include "address_key.h"
#include "alias.h"
#include "failed.h"

#include "connection_fsm.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

/* ---- Room ---- */

/* A time of the configuration in place of the table's; 0: the table's. */
static void set_time(struct sf_net *net, enum sf_conn_constant place, uint64_t us)
{
    if (us)
        net->constant_us[place] = us;
}

static void set_times(struct sf_net *net)
{
    const struct sf_net_times *times = &net->config.times;
    const struct sf_fsm_table *table = &sf_conn_type.table;
    memcpy(net->constant_us, table->constant_us, table->constants * sizeof net->constant_us[0]);
    set_time(net, SF_CONN_CONST_CONNECT, times->connect_us);
    set_time(net, SF_CONN_CONST_HANDSHAKE, times->handshake_us);
    set_time(net, SF_CONN_CONST_FIRST, times->first_us);
    set_time(net, SF_CONN_CONST_WHOLE, times->whole_us);
    set_time(net, SF_CONN_CONST_IDLE, times->idle_us);
    set_time(net, SF_CONN_CONST_STALL, times->stall_us);
    set_time(net, SF_CONN_CONST_DRAIN, times->drain_us);
}

/* libuv writes to sockets without MSG_NOSIGNAL: with the signal's default action any peer could end
 * the process. */
static void ignore_pipes(void)
{
    struct sigaction now;
    if (sigaction(SIGPIPE, NULL, &now) == 0 && now.sa_handler == SIG_DFL)
        signal(SIGPIPE, SIG_IGN);
}

int sf_connections_init(struct sf_net *net)
{
    struct sf_net_limits *limits = &net->config.limits;
    if (net->connection_memory)
        return 0;
    if (!limits->connections)
        limits->connections = SF_NET_CONNECTIONS;
    if (!limits->connections_of_source)
        limits->connections_of_source = (limits->connections + 3) / 4;
    if (!limits->message_bytes || limits->message_bytes > SF_LIMIT_MESSAGE_BYTES)
        limits->message_bytes = SF_LIMIT_MESSAGE_BYTES;
    if (!limits->waiting_bytes)
        limits->waiting_bytes = SF_NET_WAITING_BYTES;
    int error = uv_random(NULL, NULL, net->secret, sizeof net->secret, 0, NULL);
    if (error)
        return error;
    uint32_t count = limits->connections;
    size_t records = (count * sizeof(struct sf_connection) + 15) & ~(size_t)15;
    size_t index = (sf_index_size(count) + 15) & ~(size_t)15;
    net->connection_memory = calloc(1, records + 2 * index + sf_heap_size(count));
    net->chunk = malloc(SF_NET_CHUNK_BYTES);
    net->scratch = malloc(limits->message_bytes);
    net->plain = net->config.tls ? malloc(SF_NET_PLAIN_BYTES) : NULL;
    if (!net->connection_memory || !net->chunk || !net->scratch ||
        (net->config.tls && !net->plain) || !sf_sources_init(&net->sources, count, net->secret)) {
        sf_connections_free(net);
        return UV_ENOMEM;
    }
    sf_pool_init(&net->connections, net->connection_memory, sizeof(struct sf_connection), count);
    sf_index_init(&net->by_peer, net->connection_memory + records, count);
    sf_index_init(&net->by_alias, net->connection_memory + records + index, count);
    sf_heap_init(&net->deadlines, net->connection_memory + records + 2 * index, count);
    net->stepping = (struct sf_fsm_clock){.now_us = 1, .order = 1};
    set_times(net);
    ignore_pipes();
    return 0;
}

void sf_connections_free(struct sf_net *net)
{
    free(net->connection_memory);
    free(net->chunk);
    free(net->scratch);
    free(net->plain);
    net->connection_memory = net->chunk = net->scratch = net->plain = NULL;
    sf_sources_free(&net->sources);
}

/* ---- Records ---- */

/* It is of the endpoint that the address names. */
static bool is_of(const struct sf_connection *connection, const struct sf_address *to)
{
    return !to->endpoint || connection->peer.endpoint == to->endpoint;
}

static bool is_for(const struct sf_connection *connection, const char *name)
{
    return !connection->ours || !connection->name || !name ||
           sf_str_equal_nocase(sf_str_of(connection->name), sf_str_of(name)) ||
           (connection->tls && sf_tls_session_serves(connection->tls, name));
}

struct sf_connection *sf_connection_find(struct sf_net *net, const struct sf_address *peer,
                                         const char *name)
{
    uint32_t at = 0;
    if (!net->connection_memory)
        return NULL;
    struct sf_key key = sf_address_key(net, peer);
    while ((at = sf_index_find(&net->by_peer, key, at))) {
        struct sf_connection *connection = sf_pool_at(&net->connections, at - 1);
        if (is_of(connection, peer) && is_for(connection, name))
            return connection;
    }
    return name ? sf_alias_find(net, peer, name) : NULL;
}

static bool awaits(const struct sf_connection *connection, uint64_t token)
{
    for (unsigned i = 0; i < connection->awaited_count; i++)
        if (connection->awaited[i] == token)
            return true;
    return false;
}

struct sf_connection *sf_connection_awaiting(struct sf_net *net, const struct sf_address *peer,
                                             uint64_t token)
{
    uint32_t at = 0;
    if (!net->connection_memory)
        return NULL;
    struct sf_key key = sf_address_key(net, peer);
    while ((at = sf_index_find(&net->by_peer, key, at))) {
        struct sf_connection *connection = sf_pool_at(&net->connections, at - 1);
        if (is_of(connection, peer) && awaits(connection, token))
            return connection;
    }
    return NULL;
}

/* An eighth of all is kept for those that this side opens. */
static bool has_room(struct sf_net *net, bool ours)
{
    uint32_t kept = ours ? 0 : net->config.limits.connections / 8;
    return sf_pool_room(&net->connections) > kept;
}

struct sf_connection *sf_connection_make(struct sf_net *net, bool ours)
{
    struct sf_ref ref;
    struct sf_connection *connection = has_room(net, ours) ? sf_pool_take(&net->connections, &ref)
                                                           : NULL;
    if (!connection) {
        net->counters.connections_refused++;
        return NULL;
    }
    connection->self = ref.slot;
    connection->net = net;
    connection->ours = ours;
    uv_tcp_init(net->config.loop, &connection->tcp); /* makes no socket yet: it cannot fail */
    connection->tcp.data = connection;
    net->open_handles++;
    net->counters.connections++;
    net->counters.connections_made++;
    sf_stream_init(&connection->stream, net->scratch, net->config.limits.message_bytes);
    struct sf_fsm_run run = {&sf_conn_type,    &connection->fsm, connection->timer,
                             net->constant_us, connection,       &net->stepping};
    sf_fsm_start(&run, &(struct sf_connection_input){0});
    return connection;
}

bool sf_connection_name(struct sf_connection *connection, const struct sf_address *local,
                        const struct sf_address *peer, const char *name)
{
    struct sf_net *net = connection->net;
    if (name && !(connection->name = strdup(name)))
        return false;
    connection->local = *local;
    connection->peer = *peer;
    connection->counted =
        !connection->ours &&
        sf_sources_add(&net->sources, peer, net->config.limits.connections_of_source);
    if (!connection->ours && !connection->counted) {
        net->counters.connections_refused++;
        return false;
    }
    sf_index_add(&net->by_peer, connection->self, sf_address_key(net, peer));
    connection->listed = true;
    return true;
}

void sf_connection_unlist(struct sf_connection *connection)
{
    if (connection->listed)
        sf_index_remove(&connection->net->by_peer, connection->self);
    sf_alias_drop(connection);
    connection->listed = false;
}

/* ---- Steps ---- */

static struct sf_fsm_run run_of(struct sf_connection *connection)
{
    struct sf_net *net = connection->net;
    uint64_t now_us = sf_clock_now_us(net->config.clock);
    if (now_us > net->stepping.now_us)
        net->stepping.now_us = now_us;
    return (struct sf_fsm_run){&sf_conn_type,    &connection->fsm, connection->timer,
                               net->constant_us, connection,       &net->stepping};
}

static void note_deadline(struct sf_connection *connection)
{
    int t = sf_fsm_next_timer(&sf_conn_type.table, &connection->fsm, connection->timer);
    sf_heap_set(&connection->net->deadlines, connection->self,
                t < 0 ? 0 : connection->timer[t].due_us, t < 0 ? 0 : connection->timer[t].order);
}

static void tell_end(struct sf_connection *connection)
{
    struct sf_net *net = connection->net;
    struct sf_net_ended ended = {.local = connection->local,
                                 .peer = connection->peer,
                                 .ours = connection->ours,
                                 .failed = connection->failed,
                                 .why = connection->why ? connection->why : ""};
    net->counters.connections_failed += connection->failed;
    if (net->config.ended)
        net->config.ended(net->config.user, &ended);
}

static void on_closed(uv_handle_t *handle)
{
    struct sf_connection *connection = handle->data;
    struct sf_net *net = connection->net;
    sf_heap_set(&net->deadlines, connection->self, 0, 0);
    if (connection->counted)
        sf_sources_remove(&net->sources, &connection->peer);
    sf_tls_session_free(connection->tls);
    sf_ws_free(connection->ws);
    free(connection->name);
    free(connection->partial);
    free(connection->awaited);
    net->counters.connections--;
    sf_pool_give(&net->connections, (struct sf_ref){connection->self, connection->slot.generation});
    sf_pool_end_limbo(&net->connections);
    sf_net_let_go(net);
}

/* Steps what actions have found: an error, or that bytes begin to wait. */
static void step_what_was_met(struct sf_connection *connection)
{
    static const struct sf_connection_input nothing;
    while (!connection->over && (connection->error || connection->begins_to_wait)) {
        struct sf_fsm_run run = run_of(connection);
        if (!connection->error) {
            connection->begins_to_wait = false;
            sf_fsm_event(&run, SF_CONN_EV_WAITS, &nothing);
            continue;
        }
        if (!connection->why)
            connection->why = sf_net_error_text(connection->error);
        connection->error = 0;
        sf_fsm_event(&run, SF_CONN_EV_BROKEN, &nothing);
    }
}

/* Does what a step has left to do. A connection that has ended drops the bytes that wait, and
 * closes its handle. */
void sf_connection_settle(struct sf_connection *connection)
{
    step_what_was_met(connection);
    note_deadline(connection);
    if (!connection->over || connection->is_let_go)
        return;
    connection->is_let_go = true;
    tell_end(connection);
    uv_close((uv_handle_t *)&connection->tcp, on_closed);
}

void sf_connection_step(struct sf_connection *connection, unsigned event,
                        const struct sf_connection_input *input)
{
    static const struct sf_connection_input nothing;
    struct sf_fsm_run run = run_of(connection);
    sf_fsm_event(&run, event, input ? input : &nothing);
    sf_connection_settle(connection);
}

void sf_connection_break(struct sf_connection *connection, const char *why)
{
    if (!connection->why)
        connection->why = why;
    sf_connection_step(connection, SF_CONN_EV_BROKEN, NULL);
}

/* ---- Time ---- */

uint64_t sf_connections_deadline(const struct sf_net *net)
{
    return net->connection_memory && net->deadlines.count ? net->deadlines.entry[0].due_us
                                                          : UINT64_MAX;
}

void sf_connections_tick(struct sf_net *net)
{
    static const struct sf_connection_input nothing;
    while (sf_connections_deadline(net) <= sf_clock_now_us(net->config.clock)) {
        struct sf_connection *connection =
            sf_pool_at(&net->connections, net->deadlines.entry[0].owner);
        struct sf_fsm_run run = run_of(connection);
        sf_fsm_fire(&run, &nothing);
        sf_connection_settle(connection);
    }
}

void sf_connections_close(struct sf_net *net)
{
    for (uint32_t slot = 0; net->connection_memory && slot < net->connections.fresh; slot++) {
        struct sf_connection *connection = sf_pool_at(&net->connections, slot);
        if (connection->slot.generation & 1 && !connection->is_let_go)
            sf_connection_step(connection, SF_CONN_EV_CLOSE, NULL);
    }
}
