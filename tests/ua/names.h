/* A core that locates names, and the zone that answers its questions. */
#ifndef TESTS_UA_NAMES_H
#define TESTS_UA_NAMES_H

#include "solo.h"

#include <stdio.h>
#include <stdlib.h>

/* The zone, in names.c: example.org has the UDP servers 192.0.2.1:5070 and 192.0.2.2:5071;
 * tcp.example.org the TCP servers 192.0.2.1:5072 and 192.0.2.2:5074; tls.example.org the TLS server
 * 192.0.2.1:5073; phone.example.org is 192.0.2.7, and has no SRV records. */
extern struct sf_locator *names_locator;
extern unsigned names_asked;    /* questions */
extern bool names_silent;       /* no question is answered */
extern bool names_hold;         /* those that come are answered by names_answer_held */
extern uint32_t names_searches; /* of the next core; 0: 20 */

/* Gives a configuration the locator; for the `change` of one's own. */
void names_locating(struct sf_ua_config *config);
struct solo *names_begin(void);
struct solo *names_begin_with(void (*change)(struct sf_ua_config *config));
/* Nothing may be left. */
void names_end(struct solo *solo);
void names_answer_held(struct solo *solo);

struct sf_invite names_invite(const char *uri);
void names_call(struct solo *solo, const char *uri);
void names_hang_up(struct solo *solo);
/* The address of the one datagram is 192.0.2.`last`. */
void names_went_to(const struct solo *solo, unsigned last, unsigned port, unsigned transport);
/* The last one that was kept. */
extern char names_kept[SOLO_TEXT];
const char *names_keep(const char *text);
/* The same request, tried elsewhere. */
void names_same_but_branch(const char *before, const char *after);

#endif
