/* The records that an agent's application keeps of its calls (sipfsm/snapshot.h). They outlive the
 * agent's core. */
#ifndef SIPFSM_SIM_RECORDS_H
#define SIPFSM_SIM_RECORDS_H

#include "leg.h"

#define RECORD_BYTES 1024

struct record {
    size_t length;  /* 0: there is none */
    struct leg leg; /* of a record whose core is gone: the call as it was */
    unsigned char bytes[RECORD_BYTES];
};

struct records {
    struct record *of, *old; /* by slot: of the core's calls, and of the core before it */
    uint32_t count;
    uint32_t *due; /* slots of the calls that are to be saved, */
    uint32_t dues; /* so many */
};

/* Begins a round without records, for so many slots. False: no memory. */
bool sf_records_begin(struct records *records, uint32_t count);
void sf_records_close(struct records *records);
/* An event of the call says that its dialog may have changed: it is saved as soon as the core lets
 * it be saved. */
void sf_records_note(struct agent *agent, struct leg *leg);
/* Saves what is to be saved, after all outputs were taken. */
void sf_records_save(struct agent *agent);
/* The call has ended: its record is deleted. */
void sf_records_forget(struct agent *agent, struct leg *leg);
/* The core is gone: its records become the old ones. */
void sf_records_turn(struct agent *agent);

#endif
