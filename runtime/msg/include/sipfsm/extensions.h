/* sipfsm: the values of header fields of other RFCs than 3261, typed on demand (L2). The functions
 * follow the rules of sipfsm/headers.h.
 *
 * Typed elsewhere: Path (3327:4) and Service-Route (3608:5) by sf_route_parse, Refer-To (3515:2.1)
 * by sf_party_parse, Geolocation (6442:4.1) and Identity-Info (4474:9) by sf_info_parse, SIP-ETag
 * and SIP-If-Match (3903:11.3) and Request-Disposition (3841:9.1) by sf_token_parse, all of
 * sipfsm/headers.h. */
#ifndef SIPFSM_EXTENSIONS_H
#define SIPFSM_EXTENSIONS_H

#include "sipfsm/msg.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Events ---- */

struct sf_event {           /* Event, Allow-Events (6665:8.2.1, 6665:8.2.2); Info-Package, Recv-Info
                               (6086:7.2, 6086:7.3) */
    struct sf_view type;    /* "presence.winfo" */
    struct sf_view package; /* "presence" */
    struct sf_view templates; /* "winfo"; absent if there is none */
    struct sf_view parameters, id;
};
bool sf_event_parse(const char *base, struct sf_view value, struct sf_event *event, uint32_t *at);
/* The same without parameters: Allow-Events. */
bool sf_event_type_parse(const char *base, struct sf_view value, struct sf_event *event,
                         uint32_t *at);

enum sf_substate {
    SF_SUBSTATE_OTHER,
    SF_SUBSTATE_ACTIVE,
    SF_SUBSTATE_PENDING,
    SF_SUBSTATE_TERMINATED
};
struct sf_subscription_state { /* 6665:8.2.3 */
    enum sf_substate state;
    struct sf_view state_name, parameters, reason;
    int64_t expires_s, retry_after_s; /* -1 if absent */
};
bool sf_subscription_state_parse(const char *base, struct sf_view value,
                                 struct sf_subscription_state *state, uint32_t *at);

/* ---- Other dialogs ---- */

struct sf_replaces { /* Replaces (3891:6.1), Join (3911:7.1): both tags are present */
    struct sf_view call_id, parameters, from_tag, to_tag;
    bool early_only;
};
bool sf_replaces_parse(const char *base, struct sf_view value, struct sf_replaces *replaces,
                       uint32_t *at);

struct sf_target_dialog { /* 4538:7: local and remote are the sender's; both tags are present */
    struct sf_view call_id, parameters, local_tag, remote_tag;
};
bool sf_target_dialog_parse(const char *base, struct sf_view value, struct sf_target_dialog *dialog,
                            uint32_t *at);

struct sf_referred_by { /* 3892:3 */
    struct sf_name_addr address;
    struct sf_view cid; /* with its quotes */
};
bool sf_referred_by_parse(const char *base, struct sf_view value,
                          struct sf_referred_by *referred_by, uint32_t *at);

/* ---- Reliable provisional responses, session timer ---- */

struct sf_rack { /* 3262:7.2 */
    uint32_t rseq;
    struct sf_cseq cseq;
};
bool sf_rack_parse(const char *base, struct sf_view value, struct sf_rack *rack, uint32_t *at);
bool sf_rseq_parse(const char *base, struct sf_view value, uint32_t *rseq,
                   uint32_t *at); /* 3262:7.1: 1..2^32-1 */

enum sf_refresher { SF_REFRESHER_NONE, SF_REFRESHER_UAC, SF_REFRESHER_UAS };
struct sf_session_expires { /* Session-Expires (4028:4), Min-SE (4028:5), which has no refresher */
    uint32_t seconds;
    enum sf_refresher refresher;
    struct sf_view parameters, refresher_value;
};
bool sf_session_expires_parse(const char *base, struct sf_view value,
                              struct sf_session_expires *expires, uint32_t *at);

/* ---- Who, why, which way ---- */

/* P-Asserted-Identity, P-Preferred-Identity (3325:9.1, 3325:9.2): a name-addr or an addr-spec,
 * without parameters of its own. */
bool sf_asserted_identity_parse(const char *base, struct sf_view value,
                                struct sf_name_addr *identity, uint32_t *at);

enum sf_privacy_bit { /* 3323:4.2; id: 3325:9.3; history: 7044:10.1.1 */
                      SF_PRIVACY_HEADER = 1,
                      SF_PRIVACY_SESSION = 2,
                      SF_PRIVACY_USER = 4,
                      SF_PRIVACY_NONE = 8,
                      SF_PRIVACY_CRITICAL = 16,
                      SF_PRIVACY_ID = 32,
                      SF_PRIVACY_HISTORY = 64,
                      SF_PRIVACY_OTHER = 128
};
struct sf_privacy {
    uint32_t values;     /* bits of enum sf_privacy_bit; OTHER if any other value is there */
    struct sf_view list; /* as written; sf_parameter_next gives one value after another */
};
bool sf_privacy_parse(const char *base, struct sf_view value, struct sf_privacy *privacy,
                      uint32_t *at);

struct sf_reason { /* 3326:2 */
    struct sf_view protocol, parameters;
    int64_t cause;       /* -1 if absent */
    struct sf_view text; /* with its quotes */
};
bool sf_reason_parse(const char *base, struct sf_view value, struct sf_reason *reason,
                     uint32_t *at);

struct sf_history_info { /* 7044:5; index, rc, mp and np are numbers with dots between them: "1.2.1"
                          */
    struct sf_name_addr address;
    struct sf_view index, rc, mp, np;
};
bool sf_history_info_parse(const char *base, struct sf_view value, struct sf_history_info *entry,
                           uint32_t *at);

struct sf_diversion { /* RFC 5806; an absent number is -1 */
    struct sf_name_addr address;
    struct sf_view reason, privacy, screen;
    int64_t counter, limit;
};
bool sf_diversion_parse(const char *base, struct sf_view value, struct sf_diversion *diversion,
                        uint32_t *at);

struct sf_security { /* Security-Client, -Server, -Verify (3329:2.2) */
    struct sf_view mechanism, parameters, d_alg, d_qop, d_ver; /* d_ver: with its quotes */
    int32_t q;                                                 /* thousandths; -1 if absent */
};
bool sf_security_parse(const char *base, struct sf_view value, struct sf_security *security,
                       uint32_t *at);

struct sf_identity { /* 8224:4 */
    struct sf_view
        digest; /* a PASSporT, full or compact ("..signature"); or in quotes, as in 4474:9 */
    struct sf_view parameters,
        info;          /* the URI as text, without < >; absent only in the form of 4474:9 */
    struct sf_uri uri; /* of info */
    struct sf_view alg, ppt;
};
bool sf_identity_parse(const char *base, struct sf_view value, struct sf_identity *identity,
                       uint32_t *at);

struct sf_contact_preference { /* Accept-Contact, Reject-Contact (3841:9.2): "*" and feature
                                  parameters */
    struct sf_view parameters;
    bool require, is_explicit;
};
bool sf_contact_preference_parse(const char *base, struct sf_view value,
                                 struct sf_contact_preference *preference, uint32_t *at);

#ifdef __cplusplus
}
#endif
#endif
