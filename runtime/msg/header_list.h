/* sipfsm msg, private: the header fields of 3261:20 and of its extensions (sipfsm/extensions.h says
 * which RFC): id, name, compact letter (3261:7.3.3; 0 if none), and shape.
 *
 * ONE  stands once, its value is one whole
 * LIST may be repeated, its values may be joined by commas (3261:7.3.1)
 * ROWS may be repeated, each value is one whole: the four exceptions that 3261:7.3.1 names;
 * Authentication-Info, whose commas separate parameters of one thing; and Identity, whose rule has
 * no list (8224:4)
 */
#ifndef SIPFSM_MSG_HEADER_LIST_H
#define SIPFSM_MSG_HEADER_LIST_H

#include "sipfsm/msg.h"

#define SF_HEADER_LIST(X)                                                                          \
    X(ACCEPT, "Accept", 0, LIST)                                                                   \
    X(ACCEPT_ENCODING, "Accept-Encoding", 0, LIST)                                                 \
    X(ACCEPT_LANGUAGE, "Accept-Language", 0, LIST)                                                 \
    X(ALERT_INFO, "Alert-Info", 0, LIST)                                                           \
    X(ALLOW, "Allow", 0, LIST)                                                                     \
    X(AUTHENTICATION_INFO, "Authentication-Info", 0, ROWS)                                         \
    X(AUTHORIZATION, "Authorization", 0, ROWS)                                                     \
    X(CALL_ID, "Call-ID", 'i', ONE)                                                                \
    X(CALL_INFO, "Call-Info", 0, LIST)                                                             \
    X(CONTACT, "Contact", 'm', LIST)                                                               \
    X(CONTENT_DISPOSITION, "Content-Disposition", 0, ONE)                                          \
    X(CONTENT_ENCODING, "Content-Encoding", 'e', LIST)                                             \
    X(CONTENT_LANGUAGE, "Content-Language", 0, LIST)                                               \
    X(CONTENT_LENGTH, "Content-Length", 'l', ONE)                                                  \
    X(CONTENT_TYPE, "Content-Type", 'c', ONE)                                                      \
    X(CSEQ, "CSeq", 0, ONE)                                                                        \
    X(DATE, "Date", 0, ONE)                                                                        \
    X(ERROR_INFO, "Error-Info", 0, LIST)                                                           \
    X(EXPIRES, "Expires", 0, ONE)                                                                  \
    X(FROM, "From", 'f', ONE)                                                                      \
    X(IN_REPLY_TO, "In-Reply-To", 0, LIST)                                                         \
    X(MAX_FORWARDS, "Max-Forwards", 0, ONE)                                                        \
    X(MIME_VERSION, "MIME-Version", 0, ONE)                                                        \
    X(MIN_EXPIRES, "Min-Expires", 0, ONE)                                                          \
    X(ORGANIZATION, "Organization", 0, ONE)                                                        \
    X(PRIORITY, "Priority", 0, ONE)                                                                \
    X(PROXY_AUTHENTICATE, "Proxy-Authenticate", 0, ROWS)                                           \
    X(PROXY_AUTHORIZATION, "Proxy-Authorization", 0, ROWS)                                         \
    X(PROXY_REQUIRE, "Proxy-Require", 0, LIST)                                                     \
    X(RECORD_ROUTE, "Record-Route", 0, LIST)                                                       \
    X(REPLY_TO, "Reply-To", 0, ONE)                                                                \
    X(REQUIRE, "Require", 0, LIST)                                                                 \
    X(RETRY_AFTER, "Retry-After", 0, ONE)                                                          \
    X(ROUTE, "Route", 0, LIST)                                                                     \
    X(SERVER, "Server", 0, ONE)                                                                    \
    X(SUBJECT, "Subject", 's', ONE)                                                                \
    X(SUPPORTED, "Supported", 'k', LIST)                                                           \
    X(TIMESTAMP, "Timestamp", 0, ONE)                                                              \
    X(TO, "To", 't', ONE)                                                                          \
    X(UNSUPPORTED, "Unsupported", 0, LIST)                                                         \
    X(USER_AGENT, "User-Agent", 0, ONE)                                                            \
    X(VIA, "Via", 'v', LIST)                                                                       \
    X(WARNING, "Warning", 0, LIST)                                                                 \
    X(WWW_AUTHENTICATE, "WWW-Authenticate", 0, ROWS)                                               \
    X(ALLOW_EVENTS, "Allow-Events", 'u', LIST)                                                     \
    X(EVENT, "Event", 'o', ONE)                                                                    \
    X(SUBSCRIPTION_STATE, "Subscription-State", 0, ONE)                                            \
    X(REFER_TO, "Refer-To", 'r', ONE)                                                              \
    X(REFERRED_BY, "Referred-By", 'b', ONE)                                                        \
    X(REPLACES, "Replaces", 0, ONE)                                                                \
    X(JOIN, "Join", 0, ONE)                                                                        \
    X(TARGET_DIALOG, "Target-Dialog", 0, ONE)                                                      \
    X(RACK, "RAck", 0, ONE)                                                                        \
    X(RSEQ, "RSeq", 0, ONE)                                                                        \
    X(SESSION_EXPIRES, "Session-Expires", 'x', ONE)                                                \
    X(MIN_SE, "Min-SE", 0, ONE)                                                                    \
    X(PATH, "Path", 0, LIST)                                                                       \
    X(SERVICE_ROUTE, "Service-Route", 0, LIST)                                                     \
    X(P_ASSERTED_IDENTITY, "P-Asserted-Identity", 0, LIST)                                         \
    X(P_PREFERRED_IDENTITY, "P-Preferred-Identity", 0, LIST)                                       \
    X(PRIVACY, "Privacy", 0, ONE)                                                                  \
    X(REASON, "Reason", 0, LIST)                                                                   \
    X(SIP_ETAG, "SIP-ETag", 0, ONE)                                                                \
    X(SIP_IF_MATCH, "SIP-If-Match", 0, ONE)                                                        \
    X(SECURITY_CLIENT, "Security-Client", 0, LIST)                                                 \
    X(SECURITY_SERVER, "Security-Server", 0, LIST)                                                 \
    X(SECURITY_VERIFY, "Security-Verify", 0, LIST)                                                 \
    X(HISTORY_INFO, "History-Info", 0, LIST)                                                       \
    X(DIVERSION, "Diversion", 0, LIST)                                                             \
    X(IDENTITY, "Identity", 'y', ROWS)                                                             \
    X(IDENTITY_INFO, "Identity-Info", 'n', ONE)                                                    \
    X(GEOLOCATION, "Geolocation", 0, LIST)                                                         \
    X(ACCEPT_CONTACT, "Accept-Contact", 'a', LIST)                                                 \
    X(REJECT_CONTACT, "Reject-Contact", 'j', LIST)                                                 \
    X(REQUEST_DISPOSITION, "Request-Disposition", 'd', LIST)                                       \
    X(INFO_PACKAGE, "Info-Package", 0, ONE)                                                        \
    X(RECV_INFO, "Recv-Info", 0, LIST)

enum sf_header_shape { SF_SHAPE_ROWS, SF_SHAPE_ONE, SF_SHAPE_LIST };

/* ROWS for a header that is not known (header.c). */
enum sf_header_shape sf_header_shape_of(enum sf_header_id id);

#endif
