/* A connection of the edge: what the table fsm/transport/connection.fsm runs on. Actions do not
 * step the machine: a result that the kernel reports at once is noted, and stepped when the row is
 * done. */
#ifndef SIPFSM_CONNECTION_H
#define SIPFSM_CONNECTION_H

#include "edge.h"
#include "memory/pool.h"
#include "sipfsm/stream.h"
#include "tls_session.h"
#include "ws.h"

#include "sf_net_registry.h"

struct sf_waiting_message; /* stream_out.c */
struct sf_waiting_messages {
    struct sf_waiting_message *first, *last;
};

/* What comes with an event. */
struct sf_connection_input {
    const struct sf_datagram *message; /* of send and open */
};

struct sf_connection {
    struct sf_slot slot;
    uint32_t self;
    struct sf_net *net;
    struct sf_fsm fsm;
    struct sf_fsm_timer timer[SF_NET_TIMERS_SF_CONNECTION];
    struct sf_address local, peer, alias; /* alias.h */
    bool ours;                            /* this side has opened it */
    bool listed, counted;                 /* messages find it; it counts for its source */
    bool has_spoken;                      /* a message has come whole */
    bool aliased;                         /* requests to `alias` find it */
    bool receiving;                       /* a message has begun, and its end has not come */
    bool heard_end;                       /* the other side sends no more */
    bool all_out;                         /* our last bytes are out */
    bool refused;                         /* nobody listens there */
    bool over, failed;                    /* the last row has been taken; it was a failure */
    bool is_let_go;                       /* libuv has been asked to close it */
    bool begins_to_wait; /* set by an action: bytes wait, and the event has not been stepped yet */
    int error;           /* an error of libuv, set by an action and not stepped yet; 0: none */
    const char *why;     /* why it ends; null while it does not */
    uv_tcp_t tcp;
    union {
        uv_connect_t connect;
        uv_shutdown_t shutdown;
    } request;
    struct sf_tls_session *tls; /* null: there is no TLS, or not yet */
    struct sf_ws *ws;           /* null: there is no WebSocket, or not yet */
    char *name;                 /* of the host that it was opened for, over TLS or WebSocket */
    uint64_t sending;           /* the token of the message that TLS is given */
    struct sf_stream stream;
    char *partial; /* what the stream holds of a message that is not whole; null: nothing */
    size_t partial_bytes;
    struct sf_waiting_messages held;  /* until the connection is open, as the core made them */
    struct sf_waiting_messages given; /* to libuv, until the kernel has them whole */
    size_t waiting_bytes;             /* of both */
    uint64_t *awaited; /* tokens of requests that went this way and may get a response */
    unsigned awaited_count, awaited_room;
};

/* Room for connections, their index and their deadlines, as the configuration says. Returns 0 or
 * UV_ENOMEM. */
int sf_connections_init(struct sf_net *net);
void sf_connections_free(struct sf_net *net);

/* A new record, for a connection that this side opens or has accepted. Null: there are too many;
 * that is counted. */
struct sf_connection *sf_connection_make(struct sf_net *net, bool ours);
/* Says which endpoint and which peer it connects; from now on messages find it. `name`: of the host
 * that it is opened for; null: none. False: there are too many that this peer has opened,
 * which is counted, or there is no memory. */
bool sf_connection_name(struct sf_connection *connection, const struct sf_address *local,
                        const struct sf_address *peer, const char *name);
/* The one that messages to that address take, of the endpoint that the address names; null if there
 * is none. One that this side has opened
 * over TLS takes requests for `name` only if the other side's certificate is for it (5922:7.3);
 * `name` may be null otherwise. */
struct sf_connection *sf_connection_find(struct sf_net *net, const struct sf_address *peer,
                                         const char *name);

/* The one to that address on which the token is awaited; null if there is none. */
struct sf_connection *sf_connection_awaiting(struct sf_net *net, const struct sf_address *peer,
                                             uint64_t token);

/* Steps it with an event, enum sf_conn_event, and then with all that came of that step. */
void sf_connection_step(struct sf_connection *connection, unsigned event,
                        const struct sf_connection_input *input);
/* Steps what the layers above TCP have met outside a step. */
void sf_connection_settle(struct sf_connection *connection);
/* The kernel or a layer reports an error. The text lives as long as the connection. */
void sf_connection_break(struct sf_connection *connection, const char *why);
/* No message goes this way any more. */
void sf_connection_unlist(struct sf_connection *connection);

/* Fires what is due. */
void sf_connections_tick(struct sf_net *net);
/* UINT64_MAX: nothing waits. */
uint64_t sf_connections_deadline(const struct sf_net *net);
/* Closes all of them. */
void sf_connections_close(struct sf_net *net);

#endif
