/* Requests that we send: 3261:8.1.1, 3261:9.1, 3261:12.2.1.1, 3261:13.2.2.4, 3261:17.1.1.3. Each
 * function builds into ua->build_bytes and returns the request, which is empty if it does not fit.
 */
#ifndef SF_UA_REQUEST_H
#define SF_UA_REQUEST_H

#include "memory/store.h"

#include "sipfsm/build.h"
#include "sipfsm/ua.h"

struct sf_refresh;

#define SF_BRANCH_BYTES 32

/* The first of the value of a Route, and in `rest` (may be NULL) what follows it. False: there is
 * none, or it is no address. */
bool sf_request_first_route(struct sf_str routes, struct sf_name_addr *first, struct sf_str *rest);
/* The URI whose server gets a request with that Route and that target (3261:8.1.2). */
struct sf_str sf_request_hop(struct sf_str route, struct sf_str target);
struct sf_endpoint;
/* The Via of a request that leaves from there; `name` is "Via" or "v". */
void sf_request_put_via(const struct sf_ua *ua, struct sf_build *build, const char *name,
                        const struct sf_endpoint *from, struct sf_str branch);
/* A new branch in `text`. */
struct sf_str sf_request_branch(struct sf_ua *ua, char text[SF_BRANCH_BYTES]);
struct sf_str sf_request_invite(struct sf_ua *ua, const struct sf_invite *invite,
                                struct sf_str branch, struct sf_str call_id, struct sf_str tag,
                                uint32_t cseq);
/* True if a request without a body fits into a message, in a dialog with that much text. If
 * necessary, the request has short header names and no User-Agent. */
bool sf_request_fits_in_dialog(const struct sf_ua *ua, size_t text_bytes);
struct sf_str sf_request_in_dialog(struct sf_ua *ua, const struct sf_dialog *d,
                                   enum sf_method method, uint32_t cseq, struct sf_str branch);
/* The pieces of a request in a dialog: what it begins with, and its body. */
void sf_request_begin_in_dialog(struct sf_ua *ua, struct sf_build *build, const struct sf_dialog *d,
                                struct sf_str method, uint32_t cseq, struct sf_str branch);
struct sf_str sf_request_end(struct sf_ua *ua, struct sf_build *build, struct sf_str content_type,
                             struct sf_str body);
/* The number of the next request in the dialog, from now on its last one (3261:12.2.1.1). */
uint32_t sf_request_next_cseq(struct sf_ua *ua, struct sf_dialog *d);
/* A re-INVITE (3261:14.1) or an UPDATE (3311:5.1); with the time of the session's timer, which may
 * be null (4028:7.4). */
struct sf_str sf_request_change(struct sf_ua *ua, const struct sf_ua_content *content,
                                const struct sf_dialog *d, const struct sf_refresh *refresh,
                                enum sf_method method, uint32_t cseq, struct sf_str branch);
/* A request of the application's, in a dialog or, with `d` null, outside. */
struct sf_str sf_request_exchange(struct sf_ua *ua, const struct sf_request *request,
                                  const struct sf_dialog *d, struct sf_str branch,
                                  struct sf_str call_id, struct sf_str tag, uint32_t cseq);
/* 3262:4: the PRACK of the response with that RSeq to that INVITE; `content` may be NULL. */
struct sf_str sf_request_prack(struct sf_ua *ua, const struct sf_dialog *d, uint32_t cseq,
                               struct sf_str branch, uint32_t rseq, uint32_t invite_cseq,
                               const struct sf_ua_content *content);
/* 3261:13.2.2.4: the ACK of a 2xx, with the lines of its INVITE's credentials (3261:22.1), which
 * may be none; `content` may be NULL. */
struct sf_str sf_request_ack_in_dialog(struct sf_ua *ua, const struct sf_dialog *d, uint32_t cseq,
                                       struct sf_kept credentials,
                                       const struct sf_ua_content *content);
/* 3261:17.1.1.3: the ACK of any other final response. */
struct sf_str sf_request_ack(struct sf_ua *ua, const struct sf_msg *invite,
                             const struct sf_msg *response);
struct sf_str sf_request_cancel(struct sf_ua *ua, const struct sf_msg *invite);

#endif
