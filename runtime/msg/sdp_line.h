/* sipfsm msg, private: one line of a session description, between sdp.rl and sdp.c. */
#ifndef SIPFSM_MSG_SDP_LINE_H
#define SIPFSM_MSG_SDP_LINE_H

#include "scan.h"
#include "sipfsm/sdp.h"

/* The parts of a value, in order. */
struct sf_sdp_line {
    struct sf_view part[6];
    uint64_t number[3];
    bool too_large; /* it is malformed only in that a number is past SF_LIMIT_SDP_DIGITS */
};

/* Which rule: a line's letter, or an attribute's of 8866:6. */
enum { SF_SDP_RTPMAP = 'A', SF_SDP_FMTP, SF_SDP_REAL, SF_SDP_INTEGER };

/* sdp.rl: true if the whole of `value` matches the rule; else *at is the first byte that does not
 * fit. */
bool sf_sdp_line_match(int rule, const char *base, struct sf_view value, struct sf_sdp_line *line,
                       uint32_t *at);

/* sdp.rl: the address of an o= (unicast) or c= line, whose nettype and addrtype are known; and what
 * follows its slashes. */
bool sf_sdp_address_match(bool origin, const char *base, struct sf_sdp_connection *connection,
                          uint32_t *at);

/* sdp.rl: the order of lines. The state after a line of that letter, 0 if it is not allowed there.
 */
int sf_sdp_order_begin(void);
int sf_sdp_order_step(int state, char type);
bool sf_sdp_order_may_end(int state);

/* sdp.c: rule and clause of a letter; null if it is none. */
const char *sf_sdp_rule_of(char type, const char **clause);

#endif
