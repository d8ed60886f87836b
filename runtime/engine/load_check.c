/* Checks once all that the engine takes for granted in a table. The checksum finds accidents; this
 * finds everything else. */
#include "load_private.h"

#include <string.h>

#define LONGEST_US ((uint64_t)1 << 62) /* so that no deadline wraps around */

static bool bad(struct load *load, size_t part, size_t item, size_t item_bytes, const char *what,
                unsigned long number)
{
    return sf_load_fail(load, SF_LOAD_INDEX, part + item * item_bytes, "%s %lu", what, number);
}

/* ---- Constants and timers ---- */

static bool is_duration(const struct load *load, const struct sf_fsm_duration *duration)
{
    if (duration->factor == 0)
        return duration->constant == 0;
    return duration->constant < load->head->constants &&
           load_constants(load)[duration->constant] <= LONGEST_US / duration->factor;
}

static bool check_timers(struct load *load)
{
    const struct sf_fsm_file *h = load->head;
    for (unsigned t = 0; t < h->timers; t++) {
        const struct sf_fsm_timer_rule *rule = &load_timers(load)[t];
        bool sound = is_duration(load, &rule->duration) && is_duration(load, &rule->otherwise) &&
                     rule->has_otherwise <= 1 &&
                     (rule->condition == SF_FSM_NO_GUARD ||
                      (rule->condition & ~SF_FSM_GUARD_NOT) < h->guards) &&
                     (rule->cap == SF_FSM_NO_CONSTANT || rule->cap < h->constants);
        if (!sound)
            return bad(load, load->at.timers, t, sizeof *rule,
                       "a duration, condition or cap that does not exist, of timer", t);
    }
    for (unsigned c = 0; c < h->constants; c++)
        if (load_constants(load)[c] > LONGEST_US)
            return bad(load, load->at.constants, c, sizeof(uint64_t), "too long: constant", c);
    return true;
}

/* ---- Names ---- */

static bool check_strings(struct load *load, size_t at, uint32_t count)
{
    if (load->bytes[at] == 0 && load->bytes[at + count - 1] == 0)
        return true;
    return sf_load_fail(load, SF_LOAD_NAME, at, "the strings do not start and end with a NUL");
}

static bool check_names(struct load *load)
{
    const struct sf_fsm_file *h = load->head;
    size_t constants = load_name_count(h) - h->constants - h->actions;
    if (!check_strings(load, load->at.strings, h->string_bytes))
        return false;
    for (size_t i = 0; i < load_name_count(h); i++) {
        size_t offset = load->at.names + i * sizeof(uint32_t);
        uint32_t name = load_names(load)[i];
        if (name >= h->string_bytes)
            return sf_load_fail(load, SF_LOAD_NAME, offset, "name %lu lies outside the strings",
                                (unsigned long)i);
        const char *text = load_string(load, name);
        if (!*text && i < constants) /* a constant without a name is a literal; most actions have no
                                        argument */
            return sf_load_fail(load, SF_LOAD_NAME, offset, "name %lu is empty", (unsigned long)i);
        for (; *text; text++)
            if ((unsigned char)*text < ' ' || *text == 0x7f)
                return sf_load_fail(load, SF_LOAD_NAME, offset, "a control character in name %lu",
                                    (unsigned long)i);
    }
    for (size_t at = load->at.strings + h->string_bytes; at < load->at.positions; at++)
        if (load->bytes[at])
            return sf_load_fail(load, SF_LOAD_INDEX, at, "not zero, and means nothing");
    return true;
}

static bool check_positions(struct load *load)
{
    uint32_t bytes = load->head->position_bytes;
    if (!bytes)
        return true;
    if (!check_strings(load, load->at.position_strings, bytes))
        return false;
    for (size_t i = 0; i < (size_t)load->head->rows + load->head->edges; i++) {
        const struct sf_fsm_file_row *row = &load_positions(load)[i];
        if (row->state >= bytes || row->event >= bytes || row->guard >= bytes ||
            row->next >= bytes || row->actions >= bytes || row->clause >= bytes)
            return sf_load_fail(load, SF_LOAD_NAME, load->at.positions + i * sizeof *row,
                                "a text of row %lu lies outside the strings", (unsigned long)i + 1);
    }
    return true;
}

/* ---- Programs: streams of words, each program up to its last; none has word 0 ---- */

static bool check_programs(struct load *load)
{
    const struct sf_fsm_file *h = load->head;
    const uint16_t *word = load_programs(load);
    bool ended = true, guards_first = true; /* guards stand before all else */
    if (word[0])
        return bad(load, load->at.programs, 0, sizeof *word,
                   "not zero, and means nothing: program word", 0);
    for (uint32_t i = 1; i < h->program_words; i++) {
        size_t at = i;
        unsigned now = word[i], operand = now & SF_FSM_OPERAND;
        bool sound = operand < h->timers;
        switch (now & SF_FSM_OP) {
        case SF_FSM_OP_ACTION:
            sound = operand < h->actions;
            break;
        case SF_FSM_OP_GUARD:
        case SF_FSM_OP_GUARD_NOT:
            sound = operand < h->guards && guards_first;
            break;
        case SF_FSM_OP_START:
            sound = sound && load_timers(load)[operand].condition == SF_FSM_NO_GUARD;
            break;
        case SF_FSM_OP_RESTART_AT:
            i++;
            sound = sound && i < h->program_words && word[i] < h->constants;
            break;
        default:
            break;
        }
        if (!sound)
            return bad(load, load->at.programs, at, sizeof *word,
                       "no such action, timer, guard or constant, or none here: program word",
                       (unsigned long)at);
        ended = now & SF_FSM_LAST;
        guards_first = ended || sf_fsm_word_is_guard(now);
    }
    return ended || bad(load, load->at.programs, h->program_words - 1, sizeof *word,
                        "the programs do not end: word", h->program_words - 1ul);
}

/* A program may start within another, but at a word of its own: no operand looks like RESTART_AT,
 * since a constant's number is smaller. */
static bool starts_at(const struct load *load, uint32_t at)
{
    const uint16_t *word = load_programs(load);
    return at == 0 ||
           (at < load->head->program_words && (word[at - 1] & SF_FSM_OP) != SF_FSM_OP_RESTART_AT);
}

/* ---- Rows ---- */

static bool check_row(struct load *load, unsigned r)
{
    const struct sf_fsm_file *h = load->head;
    const struct sf_fsm_row *row = &load_rows(load)[r];
    unsigned kind = row->next & SF_FSM_KIND, next = row->next & SF_FSM_NEXT;
    bool guarded = row->next & SF_FSM_GUARDED;
    if (row->next & 0x8000u || (kind == SF_FSM_GO ? next >= h->states : next != 0))
        return bad(load, load->at.rows, r, sizeof *row, "goes to a state that does not exist: row",
                   r);
    if (!starts_at(load, row->program))
        return bad(load, load->at.rows, r, sizeof *row, "no program starts where it says: row", r);
    bool asks = row->program && sf_fsm_word_is_guard(load_programs(load)[row->program]);
    if (r < h->first_choice && (guarded || kind & SF_FSM_NO_STEP))
        return bad(load, load->at.rows, r, sizeof *row, "is alone in its cell, and not taken: row",
                   r);
    if (guarded && r + 1u == h->first_ignore)
        return bad(load, load->at.rows, r, sizeof *row,
                   "none can follow when its guard does not hold: row", r);
    if (guarded != asks)
        return bad(load, load->at.rows, r, sizeof *row,
                   guarded ? "has no guard to ask: row" : "asks a guard in vain: row", r);
    if (row->stops >> (h->timers < SF_FSM_STOPS ? h->timers : SF_FSM_STOPS) ||
        (kind & SF_FSM_NO_STEP && row->stops))
        return bad(load, load->at.rows, r, sizeof *row,
                   "stops a timer that does not exist, or none: row", r);
    return true;
}

/* Cells in order, by state and then by event, name the rows of each class in order: each row
 * belongs to one cell, and a cell's last row has no guard. */
static bool check_cells(struct load *load)
{
    const struct sf_fsm_file *h = load->head;
    const unsigned char *final = load->bytes + load->at.finals;
    unsigned end[] = {h->first_choice, h->first_ignore, h->first_never, h->rows + 1u},
             next[] = {1, end[0], end[1], end[2]};
    for (size_t i = 0; i < (size_t)h->states * h->events; i++) {
        size_t state = i / h->events, cell = i % h->events * h->states + state;
        unsigned id = load_cell(load, cell), class = 0;
        if (id == 0)
            continue;
        while (class < 3 && id >= end[class])
            class ++;
        if (id != next[class] || id >= end[class] || final[state])
            return bad(load, load->at.index, cell, h->index_bytes, "another row belongs here: cell",
                       (unsigned long)cell);
        while (class == 1 && load_rows(load)[next[class]].next & SF_FSM_GUARDED)
            next[class]++;
        next[class]++;
    }
    for (unsigned class = 0; class < 4; class ++)
        if (next[class] != end[class])
            return bad(load, load->at.rows, 0, 0, "belongs to no cell: row", next[class]);
    return true;
}

static bool check_rows(struct load *load)
{
    const struct sf_fsm_file *h = load->head;
    for (unsigned s = 0; s < h->states; s++)
        if (load->bytes[load->at.finals + s] > 1)
            return bad(load, load->at.finals, s, 1, "neither final nor not: state", s);
    if (h->initial >= h->states)
        return bad(load, offsetof(struct sf_fsm_file, initial), 0, 0,
                   "it starts in a state that does not exist:", h->initial);
    if (!starts_at(load, h->start_program) ||
        (h->start_program && sf_fsm_word_is_guard(load_programs(load)[h->start_program])))
        return bad(load, offsetof(struct sf_fsm_file, start_program), 0, 0,
                   "no program starts at word", h->start_program);
    if (load_rows(load)[0].next != SF_FSM_NEVER || load_rows(load)[0].stops ||
        load_rows(load)[0].program)
        return bad(load, load->at.rows, 0, 0, "there is a row", 0);
    for (unsigned r = 1; r < h->first_ignore; r++)
        if (!check_row(load, r))
            return false;
    return check_cells(load);
}

bool sf_load_check(struct load *load)
{
    const struct sf_fsm_file *h = load->head;
    size_t from = offsetof(struct sf_fsm_file, file_bytes);
    if (h->crc != sf_fsm_file_crc(load->bytes + from, h->file_bytes - from))
        return sf_load_fail(load, SF_LOAD_CHECKSUM, offsetof(struct sf_fsm_file, crc),
                            "the file is damaged: its checksum is wrong");
    for (unsigned i = 0; i < sizeof h->zero; i++)
        if (h->zero[i])
            return bad(load, offsetof(struct sf_fsm_file, zero), i, 1,
                       "not zero, and means nothing: byte", i);
    if (h->timers > h->events)
        return bad(load, offsetof(struct sf_fsm_file, timers), 0, 0,
                   "more timers than events:", h->timers);
    return check_timers(load) && check_names(load) && check_positions(load) &&
           check_programs(load) && check_rows(load);
}
