/* What is to happen in a call of the demo. A recording has it, so that a replay does the same. */
#ifndef SIPFSM_PLAN_H
#define SIPFSM_PLAN_H

#include <stdbool.h>
#include <stdio.h>

struct plan {
    bool busy, cancel, bob_hangs_up;
    bool hold;        /* before it hangs up, that side puts the other on hold, and resumes */
    bool reliable;    /* Bob rings reliably */
    bool early_media; /* ... with his answer in a 183 */
    bool refresh;     /* the session has an interval, and lasts longer than that */
};

/* The plan as lines of a recording, "set busy" say. */
void plan_write(const struct plan *plan, FILE *out);
/* Reads the text after "set ". False: a plan has no such part. */
bool plan_read(struct plan *plan, const char *name);

#endif
