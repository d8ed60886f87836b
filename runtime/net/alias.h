/* Connections that the other side has opened and offers for requests to it (RFC 5923). Only one
 * over TLS whose client has shown a certificate gets an alias, and only for the hosts of that
 * certificate: so no client gets requests that are meant for others. */
#ifndef SIPFSM_ALIAS_H
#define SIPFSM_ALIAS_H

#include "connection.h"

/* The first message on a connection may ask for it (5923:8.2). */
void sf_alias_note(struct sf_connection *connection, const struct sf_str *message);
/* The one that leads to that address and to `name`, the host that a request is for; null: none. */
struct sf_connection *sf_alias_find(struct sf_net *net, const struct sf_address *to,
                                    const char *name);
void sf_alias_drop(struct sf_connection *connection);

#endif
