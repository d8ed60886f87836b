/* See links.h. */
#include "links.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BYTES = 256 << 10, FROM_ONE = 2000 };

struct link {
    int fd;
    SSL *ssl;
    char *out, *in; /* BYTES each, and one for a NUL */
    size_t outs, ins;
};

struct links {
    unsigned count;
    SSL_CTX *tls;
    struct pollfd *ready;
    struct link *link;
};

static void give_up(const char *what)
{
    perror(what);
    exit(1);
}

/* From 127.0.0.1, .2 and so on: a server does not take all of them from one address. */
static void open_one(struct links *links, struct link *link, uint16_t port, unsigned number)
{
    struct sockaddr_in own = {.sin_family = AF_INET,
                              .sin_addr.s_addr = htonl(INADDR_LOOPBACK + number / FROM_ONE)};
    struct sockaddr_in to = {
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    const int on = 1;
    link->out = malloc(BYTES);
    link->in = malloc(BYTES + 1);
    link->fd = socket(AF_INET, SOCK_STREAM, 0);
    if (!link->in || !link->out || link->fd < 0 ||
        bind(link->fd, (struct sockaddr *)&own, sizeof own) != 0 ||
        connect(link->fd, (struct sockaddr *)&to, sizeof to) != 0)
        give_up("connection");
    setsockopt(link->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (links->tls) {
        link->ssl = SSL_new(links->tls);
        if (!link->ssl || SSL_set_fd(link->ssl, link->fd) != 1 || SSL_connect(link->ssl) != 1)
            give_up("TLS");
    }
    fcntl(link->fd, F_SETFL, O_NONBLOCK);
}

struct links *links_open(uint16_t port, unsigned count, bool tls)
{
    struct links *links = calloc(1, sizeof *links);
    if (!links || !(links->link = calloc(count, sizeof *links->link)) ||
        !(links->ready = calloc(count, sizeof *links->ready)))
        give_up("memory");
    signal(SIGPIPE, SIG_IGN);
    links->count = count;
    if (tls) {
        links->tls = SSL_CTX_new(TLS_client_method());
        if (!links->tls)
            give_up("TLS");
        SSL_CTX_set_mode(links->tls,
                         SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    }
    for (unsigned i = 0; i < count; i++) {
        open_one(links, &links->link[i], port, i);
        links->ready[i] = (struct pollfd){.fd = links->link[i].fd, .events = POLLIN};
    }
    return links;
}

void links_close(struct links *links)
{
    for (unsigned i = 0; i < links->count; i++) {
        SSL_free(links->link[i].ssl);
        close(links->link[i].fd);
        free(links->link[i].in);
        free(links->link[i].out);
    }
    SSL_CTX_free(links->tls);
    free(links->ready);
    free(links->link);
    free(links);
}

void links_put(struct links *links, unsigned which, const char *bytes, size_t length)
{
    struct link *link = &links->link[which % links->count];
    if (BYTES - link->outs < length) /* lost: the other side reads nothing */
        return;
    memcpy(link->out + link->outs, bytes, length);
    link->outs += length;
}

void links_flush(struct links *links)
{
    for (unsigned i = 0; i < links->count; i++) {
        struct link *link = &links->link[i];
        if (!link->outs)
            continue;
        long sent = link->ssl ? SSL_write(link->ssl, link->out, (int)link->outs)
                              : send(link->fd, link->out, link->outs, MSG_DONTWAIT);
        if (sent <= 0)
            continue;
        link->outs -= (size_t)sent;
        memmove(link->out, link->out + sent, link->outs);
    }
}

/* The length of the first message; 0: it is not whole. */
static size_t whole(const struct link *link, size_t at)
{
    const char *text = link->in + at, *end = strstr(text, "\r\n\r\n");
    const char *length = strstr(text, "\r\nContent-Length:");
    if (!end)
        return 0;
    size_t bytes = (size_t)(end + 4 - text);
    if (length && length < end)
        bytes += strtoul(length + 17, NULL, 10);
    return link->ins - at >= bytes ? bytes : 0;
}

static void read_one(struct link *link, void (*take)(void *user, const char *message), void *user)
{
    size_t at = 0, length;
    long got = link->ssl ? SSL_read(link->ssl, link->in + link->ins, (int)(BYTES - link->ins))
                         : recv(link->fd, link->in + link->ins, BYTES - link->ins, 0);
    if (got <= 0)
        return;
    link->ins += (size_t)got;
    link->in[link->ins] = 0;
    while ((length = whole(link, at))) {
        char behind = link->in[at + length];
        link->in[at + length] = 0;
        take(user, link->in + at);
        at += length;
        link->in[at] = behind;
    }
    link->ins -= at;
    memmove(link->in, link->in + at, link->ins);
}

void links_receive(struct links *links, void (*take)(void *user, const char *message), void *user)
{
    struct timespec none = {0, 0};
    if (ppoll(links->ready, links->count, &none, NULL) <= 0)
        return;
    for (unsigned i = 0; i < links->count; i++)
        if (links->ready[i].revents)
            read_one(&links->link[i], take, user);
}

void links_wait(const struct links *links, uint64_t us)
{
    struct timespec time = {(time_t)(us / 1000000), (long)(us % 1000000) * 1000};
    ppoll(links->ready, links->count, &time, NULL);
}
