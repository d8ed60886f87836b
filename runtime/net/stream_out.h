/* What a connection sends: at once if the kernel takes it, else by a bounded queue. */
#ifndef SIPFSM_STREAM_OUT_H
#define SIPFSM_STREAM_OUT_H

#include "connection.h"

/* Sends a message of the core over a stream: on the connection that leads there, or a new one.
 * Returns 0, or a libuv error: nothing was sent, and nothing waits. */
int sf_stream_out_send(struct sf_net *net, const struct sf_datagram *message);

/* For actions. A message that the queue has no room for is reported as failed. */
void sf_stream_out_hold(struct sf_connection *connection, const struct sf_datagram *message);
void sf_stream_out_write(struct sf_connection *connection, const struct sf_datagram *message);
void sf_stream_out_flush(struct sf_connection *connection);
/* Begins the handshakes above TCP. */
void sf_stream_out_shake(struct sf_connection *connection);
/* The request of a WebSocket client, and a server's answer. */
void sf_stream_out_greet(struct sf_connection *connection);
void sf_stream_out_answer(struct sf_connection *connection, const char *text);
/* A frame of a WebSocket. */
void sf_stream_out_frame(struct sf_connection *connection, enum sf_ws_opcode opcode,
                         const char *bytes, size_t length, uint64_t token);
/* The layers above TCP report that nothing more will be sent. */
void sf_stream_out_last(struct sf_connection *connection);
/* Bytes that are no message: a ping. */
void sf_stream_out_bytes(struct sf_connection *connection, const char *bytes, size_t length);
/* The connection is over: its queue is reported as failed, and so are the requests that wait for a
 * response. */
void sf_stream_out_give_up(struct sf_connection *connection);

/* A request of ours on this connection may still get its response. */
bool sf_stream_out_is_awaited(const struct sf_connection *connection);

#endif
