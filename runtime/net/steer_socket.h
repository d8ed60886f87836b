/* Sockets that share a UDP port: the kernel gives each datagram to the one that its Call-ID belongs
 * to, as sf_steer_to says, so that none need be passed on. A filter of classic BPF chooses, which
 * needs no privilege (SO_ATTACH_REUSEPORT_CBPF). It finds `Call-ID: ` as nearly all write it, in
 * the first 1,000 bytes; other datagrams go by address and port, or to the first socket. Linux
 * only. */
#ifndef SIPFSM_STEER_SOCKET_H
#define SIPFSM_STEER_SOCKET_H

#include <stdbool.h>
#include <stdint.h>

#define SF_STEER_BYTES 32 /* of a Call-ID that are looked at, at most */

struct sf_steer_key {
    uint32_t begin, factor; /* the factor is odd */
};

struct sf_steer_key sf_steer_key(const uint64_t secret[2]);

/* Sets the filter of the port that a socket shares. The sockets are numbered as they were bound.
 * False: the kernel takes none, and spreads by address and port. */
bool sf_steer_socket(int fd, const uint64_t secret[2], unsigned count);

#endif
