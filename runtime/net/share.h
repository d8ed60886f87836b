/* A share of the new calls: so many of SF_SHARE_ALL (admission.h, crowd.h, sieve.h). */
#ifndef SIPFSM_SHARE_H
#define SIPFSM_SHARE_H

#define SF_SHARE_ALL 65536u

#endif
