#include "records.h"

#include <stdlib.h>

#include "world.h"

#include "sipfsm/snapshot.h"

bool sf_records_begin(struct records *records, uint32_t count)
{
    if (records->count != count) {
        sf_records_close(records);
        records->of = calloc(count, sizeof *records->of);
        records->old = calloc(count, sizeof *records->old);
        records->due = calloc(count, sizeof *records->due);
        records->count = records->of && records->old && records->due ? count : 0;
    }
    for (uint32_t slot = 0; slot < records->count; slot++)
        records->of[slot].length = records->old[slot].length = 0;
    records->dues = 0;
    return records->count == count;
}

void sf_records_close(struct records *records)
{
    free(records->of);
    free(records->old);
    free(records->due);
    *records = (struct records){.count = 0};
}

void sf_records_note(struct agent *agent, struct leg *leg)
{
    struct records *records = &agent->records;
    if (!records->count || leg->unsaved)
        return;
    leg->unsaved = true;
    records->due[records->dues++] = leg->call.slot;
}

void sf_records_forget(struct agent *agent, struct leg *leg)
{
    struct records *records = &agent->records;
    uint32_t left = 0;
    records->of[leg->call.slot].length = 0;
    leg->unsaved = false;
    for (uint32_t i = 0; i < records->dues; i++)
        if (records->due[i] != leg->call.slot)
            records->due[left++] = records->due[i];
    records->dues = left;
}

/* True if the call is to be saved later. */
static bool save(struct agent *agent, const struct leg *leg)
{
    struct record *record = &agent->records.of[leg->call.slot];
    unsigned char bytes[RECORD_BYTES];
    size_t length;
    enum sf_snapshot_result result = sf_dialog_save(agent->ua, sf_local_now_us(agent), leg->call,
                                                    agent->sim->now_us, bytes, sizeof bytes,
                                                    &length);
    switch (result) {
    case SF_SNAPSHOT_OK:
        memcpy(record->bytes, bytes, length);
        record->length = length;
        return false;
    case SF_SNAPSHOT_CHANGING:
    case SF_SNAPSHOT_ASKED:
        return true;
    case SF_SNAPSHOT_NO_DIALOG: /* it is ending: the newest record is good until ENDED */
        return false;
    default:
        sf_witness_violated(agent->sim, agent->number, "call %u cannot be saved: %s", leg->number,
                            sf_snapshot_text(result));
        return false;
    }
}

void sf_records_save(struct agent *agent)
{
    struct records *records = &agent->records;
    uint32_t left = 0;
    for (uint32_t i = 0; i < records->dues; i++) {
        struct leg *leg = &agent->leg[records->due[i]];
        leg->unsaved = save(agent, leg);
        if (leg->unsaved)
            records->due[left++] = records->due[i];
    }
    records->dues = left;
}

void sf_records_turn(struct agent *agent)
{
    struct records *records = &agent->records;
    struct record *old = records->old;
    for (uint32_t slot = 0; slot < records->count; slot++) {
        records->of[slot].leg = agent->leg[slot];
        old[slot].length = 0;
    }
    records->old = records->of;
    records->of = old;
    records->dues = 0;
}
