/* See alias.h. */
#include "alias.h"

#include "address_key.h"
#include "sipfsm/msg.h"

/* 5923:9.2: without a certificate the parameter means nothing. */
static bool may_have_one(const struct sf_connection *connection)
{
    return !connection->ours && connection->peer.transport == SF_TRANSPORT_TLS &&
           connection->listed && connection->tls && sf_tls_session_is_known(connection->tls);
}

/* 5923:8.2: the source's address, and the port of sent-by. */
void sf_alias_note(struct sf_connection *connection, const struct sf_str *message)
{
    struct sf_net *net = connection->net;
    struct sf_msg msg;
    if (connection->has_spoken)
        return;
    connection->has_spoken = true;
    if (!may_have_one(connection) ||
        sf_msg_parse(&msg, message->p, message->len, NULL) != SF_MSG_OK || !msg.is_request ||
        !sf_parameter_find(msg.bytes, msg.via.parameters, SF_STR("alias"), NULL))
        return;
    connection->alias = connection->peer;
    connection->alias.port = msg.via.port < 0 ? sf_transport_port(SF_TRANSPORT_TLS)
                                              : (uint16_t)msg.via.port;
    sf_index_add(&net->by_alias, connection->self, sf_address_key(net, &connection->alias));
    connection->aliased = true;
}

struct sf_connection *sf_alias_find(struct sf_net *net, const struct sf_address *to,
                                    const char *name)
{
    uint32_t at = 0;
    struct sf_key key = sf_address_key(net, to);
    while ((at = sf_index_find(&net->by_alias, key, at))) {
        struct sf_connection *connection = sf_pool_at(&net->connections, at - 1);
        if (sf_tls_session_serves(connection->tls, name)) /* 5923:8.2 */
            return connection;
    }
    return NULL;
}

void sf_alias_drop(struct sf_connection *connection)
{
    if (connection->aliased)
        sf_index_remove(&connection->net->by_alias, connection->self);
    connection->aliased = false;
}
