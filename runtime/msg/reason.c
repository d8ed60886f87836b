/* sipfsm msg: the reason phrases of grammar/statuses.txt. */
#include "sipfsm/build.h"

#include "msg/lists.h"

struct sf_str sf_reason_of(unsigned status)
{
    switch (status) {
#define X(code, phrase)                                                                            \
    case code:                                                                                     \
        return SF_STR(phrase);
        SF_STATUS_LIST(X)
#undef X
    default:
        return SF_STR("Unknown");
    }
}
