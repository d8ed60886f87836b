#include "checksum.h"

/* FNV-1a, over values and not over memory: the same on every machine. */
static void add(uint64_t *sum, uint64_t value)
{
    for (unsigned byte = 0; byte < 8; byte++) {
        *sum ^= value >> (8 * byte) & 0xff;
        *sum *= 0x100000001b3u;
    }
}

static void add_program(uint64_t *sum, const uint16_t *word)
{
    unsigned now;
    do {
        add(sum, now = *word++);
        if ((now & SF_FSM_OP) == SF_FSM_OP_RESTART_AT)
            add(sum, *word++);
    } while (!(now & SF_FSM_LAST));
}

static void add_rows(uint64_t *sum, const struct sf_fsm_table *table)
{
    for (unsigned r = 1; r < table->first_ignore; r++) {
        add(sum, table->row[r].next);
        add(sum, table->row[r].stops);
        if (table->row[r].program)
            add_program(sum, table->program + table->row[r].program);
    }
}

uint64_t coverage_checksum(const struct sf_fsm_table *table)
{
    uint64_t sum = 0xcbf29ce484222325u;
    const uint16_t size[] = {table->states,       table->events,     table->rows,
                             table->timers,       table->guards,     table->actions,
                             table->constants,    table->initial,    table->first_choice,
                             table->first_ignore, table->first_never};
    for (unsigned i = 0; i < sizeof size / sizeof *size; i++)
        add(&sum, size[i]);
    for (unsigned s = 0; s < table->states; s++)
        for (unsigned e = 0; e < table->events; e++)
            add(&sum, sf_fsm_cell(table, s, e));
    add_rows(&sum, table);
    if (table->start_program)
        add_program(&sum, table->program + table->start_program);
    for (unsigned t = 0; t < table->timers; t++) {
        const struct sf_fsm_timer_rule *rule = &table->timer[t];
        const uint32_t part[] = {rule->duration.factor,  rule->duration.constant,
                                 rule->otherwise.factor, rule->otherwise.constant,
                                 rule->condition,        rule->cap,
                                 rule->has_otherwise,    rule->backoff};
        for (unsigned i = 0; i < sizeof part / sizeof *part; i++)
            add(&sum, part[i]);
    }
    for (unsigned s = 0; s < table->states; s++)
        add(&sum, table->final[s]);
    for (unsigned c = 0; c < table->constants; c++)
        add(&sum, table->constant_us[c]);
    return sum;
}
