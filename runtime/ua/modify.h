/* The application's part in a change of a session: sf_ua_modify. */
#ifndef SF_UA_MODIFY_H
#define SF_UA_MODIFY_H

#include "sipfsm/ua.h"

struct sf_call_record;
struct sf_invitation;
struct sf_session;

/* The session of the dialog that the application talks on. Null: there is none, or it is over. */
struct sf_session *sf_modify_session(struct sf_ua *ua, const struct sf_call_record *call);
/* The re-INVITE of ours in that session; null: none is out. */
struct sf_invitation *sf_modify_invitation(struct sf_ua *ua, const struct sf_call_record *call);

#endif
