/* One search: what the machine fsm/locate/locate.fsm runs on. */
#ifndef SF_LOCATE_SEARCH_H
#define SF_LOCATE_SEARCH_H

#include "sipfsm/locator.h"

#include "memory/pool.h"

#include "sf_locate_registry.h"

#define SF_SEARCH_TEXT_BYTES 1536 /* all names of a search */
#define SF_SEARCH_NAME_BYTES 253  /* of one name (1035:2.3.4), without the dot at its end */
#define SF_SEARCH_LABEL_BYTES 63
#define SF_SEARCH_SERVICES 5
#define SF_SEARCH_HOSTS 16
#define SF_SEARCH_OFFERS 16
#define SF_SEARCH_ADDRESSES 32
/* NAPTR; SRV of each service; A and AAAA of each host. */
#define SF_SEARCH_QUESTIONS (1 + SF_SEARCH_SERVICES + 2 * SF_SEARCH_HOSTS)

#define SF_SEARCH_SPENT UINT8_MAX /* all targets have failed */

/* A name in the search's text. */
struct sf_search_name {
    uint16_t at;
    uint8_t length;
};

/* A transport, and the name of its SRV records. */
struct sf_search_service {
    struct sf_search_name name;
    uint8_t transport;
    uint16_t order, preference;
};

/* What an SRV record offers, or the URI itself. */
struct sf_search_offer {
    uint8_t service, transport, host;
    uint16_t port;
};

struct sf_search_address {
    uint8_t host, family;
    uint8_t ip[16];
};

enum sf_search_question_state {
    SF_SEARCH_UNASKED,
    SF_SEARCH_ASKED,
    SF_SEARCH_REMEMBERED, /* its answer is in the cache, or is none */
    SF_SEARCH_ANSWERED
};

struct sf_search_question {
    struct sf_search_name name;
    uint8_t type;  /* enum sf_dns_type */
    uint8_t state; /* enum sf_search_question_state */
    uint8_t of;    /* the service or host that it is about */
    uint8_t round;
};

struct sf_search {
    struct sf_slot slot;
    uint32_t self;
    struct sf_fsm fsm;
    struct sf_fsm_timer timer[SF_LOCATE_TIMERS_SF_SEARCH];
    uint64_t user;
    struct sf_address prefer;
    struct sf_address own; /* of a numeric host: the target */
    bool sips, has_port, is_numeric;
    bool is_given;      /* the user has named the targets: `list` has them from the start */
    bool has_transport; /* the URI names one */
    bool denied;        /* an SRV record has the root as its target (2782) */
    bool is_asking;     /* it is in the locator's ring of those */
    bool is_told;       /* it has been over, and is or was in the ring of those */
    uint8_t worst;      /* enum sf_dns_status: of its answers */
    uint8_t transport;  /* that the URI names, or the one where nothing names any */
    uint8_t why;        /* enum sf_loc_blame_why, or SF_SEARCH_SPENT */
    uint8_t state;      /* enum sf_locator_state */
    uint16_t port;      /* that the URI names */
    uint8_t round, questions, services, hosts, offers, addresses, targets, target;
    struct sf_search_name host;
    struct sf_search_question question[SF_SEARCH_QUESTIONS];
    struct sf_search_service service[SF_SEARCH_SERVICES];
    struct sf_search_name host_name[SF_SEARCH_HOSTS];
    struct sf_search_offer offer[SF_SEARCH_OFFERS];
    struct sf_search_address address[SF_SEARCH_ADDRESSES];
    struct sf_address list[SF_LOCATOR_TARGETS];
    uint16_t text_bytes;
    char text[SF_SEARCH_TEXT_BYTES];
};

/* What comes with an event. */
struct sf_search_input {
    struct sf_locator *locator;
};

/* Reads the URI. False: it cannot be looked up. */
bool sf_search_read(const struct sf_locator *locator, struct sf_search *search, struct sf_str uri);
/* A name of it. */
struct sf_str sf_search_str(const struct sf_search *search, struct sf_search_name name);
/* Keeps a name, of one text or two that are joined. False: there is no room, or it is none. */
bool sf_search_keep(struct sf_search *search, struct sf_str front, struct sf_str name,
                    struct sf_search_name *kept);
/* Begins a round of questions. */
void sf_search_begin_round(struct sf_search *search);
/* Adds a question to the round; `of` is the service or the host that it is about. */
void sf_search_ask(struct sf_locator *locator, struct sf_search *search, enum sf_dns_type type,
                   struct sf_search_name name, unsigned of);
/* A question of this round awaits its answer? */
bool sf_search_awaits(const struct sf_search *search);
/* Appends what an SRV record of that service offers, or the URI itself. What does not fit is
 * counted. */
void sf_search_offer(struct sf_locator *locator, struct sf_search *search, unsigned service,
                     unsigned transport, struct sf_str host, uint16_t port);
/* Takes what an answer to that question says; sf_answer_read has looked at its records. */
void sf_search_hear(struct sf_locator *locator, struct sf_search *search, unsigned question,
                    const struct sf_dns_answer *answer);

#endif
