/* A call, as the application sees it: from the INVITE to the end of its last dialog. It has no
 * machine. */
#ifndef SF_UA_CALL_H
#define SF_UA_CALL_H

#include "reserve.h"
#include "source.h"

struct sf_call_record {
    struct sf_slot slot;
    uint32_t self;  /* its slot */
    uint32_t parts; /* INVITEs and dialogs that live */
    uint64_t user;
    struct sf_ref invitation; /* the INVITE that made it */
    struct sf_ref dialog;     /* the dialog that the application talks on */
    struct sf_reserve reserve;
    struct sf_held held; /* of the source of its INVITE; nothing for a call of ours */
};

struct sf_call_record *sf_call_get(struct sf_ua *ua, struct sf_ref ref);
struct sf_ref sf_call_ref(const struct sf_call_record *call);
/* A call with what it reserves. The caller has asked sf_reserve_for_call or sf_reserve_for_invite.
 */
struct sf_call_record *sf_call_make(struct sf_ua *ua, bool uas);
/* One of its INVITEs or dialogs has been freed; with the last the call ends. */
void sf_call_end_part(struct sf_ua *ua, struct sf_ref call);

#endif
