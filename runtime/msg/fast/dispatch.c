/* sipfsm msg: which of the two parsers a call goes to. libgcc asks the processor once, before main;
 * here it is one load. */
#include "dispatch.h"

#ifndef SIPFSM_NO_FAST
#ifdef SF_WIDE
#define DEFINE(type, name, parameters, arguments)                                                  \
    type name parameters                                                                           \
    {                                                                                              \
        return sf_is_wide() ? name##_wide arguments : name##_plain arguments;                      \
    }
#else
#define DEFINE(type, name, parameters, arguments)                                                  \
    type name parameters                                                                           \
    {                                                                                              \
        return name##_plain arguments;                                                             \
    }
#endif
SF_DISPATCHED(DEFINE)
#endif
