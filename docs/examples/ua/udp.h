/* What the examples share: a UDP socket, a clock, and the loop on poll(). IPv4 alone. */
#ifndef UDP_H
#define UDP_H

#include "sipfsm/ua.h"

/* "192.0.2.1:5060" as an address. False if it is none. */
bool udp_address(struct sf_address *address, const char *text);

/* Binds a socket to `local`; port 0 takes a free one, and *local then has it. The socket, or -1. */
int udp_open(struct sf_address *local);

/* Now, for the core: microseconds, never 0. */
uint64_t udp_now_us(void);

/* Makes a core of this configuration in memory of malloc. NULL: the configuration is not usable. */
struct sf_ua *udp_core(const struct sf_ua_config *config);

/* Runs the core on the socket until *done is set: its datagrams are sent, and its events go to
 * on_event, which may give one command for each event, and more if it looks at their results. */
void udp_run(int fd, struct sf_ua *ua, void (*on_event)(struct sf_ua *, const struct sf_ua_event *),
             const bool *done);

#endif
