/* sipfsm: tables that are loaded at run time. `fsmgen emit bin` writes a file. Its bytes become a
 * machine type, and the engine runs it as it runs a compiled one. Guards and actions are bound by
 * name. There is no I/O and no malloc: the caller reads or maps the file and gives the memory. A
 * file is accepted as a whole, or refused. A table that is loaded needs no further check when it
 * runs.
 *
 *     size_t need = sf_fsm_load_size(bytes, size);
 *     const struct sf_fsm_loaded *loaded =
 *         sf_fsm_load(malloc(need), need, bytes, size, &alice_binding, &error);
 *     if (!loaded)
 *         complain(error.text);
 *     else
 *         run = (struct sf_fsm_run){.type = &loaded->type, ...};
 *
 * The machine needs loaded->type.table.timers timers. States, events, timers and constants have the
 * numbers of the loaded table. A program finds its events with sf_fsm_event_named, and so on. The
 * file has no classes: the program says by name which event a number of a class is. */
#ifndef SIPFSM_LOAD_H
#define SIPFSM_LOAD_H

#include "sipfsm/fsm.h"

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

enum sf_load_code {
    SF_LOAD_OK,
    /* A mistake in the program: the bytes are not aligned to 8, or the memory is too small or not
     * aligned. */
    SF_LOAD_ARGUMENT,
    /* This processor is big-endian. Tables are used in place, so compile them instead. */
    SF_LOAD_HOST,
    SF_LOAD_FORMAT,   /* not such a file, or one that was transferred as text */
    SF_LOAD_VERSION,  /* another version: make the file again with this fsmgen */
    SF_LOAD_SIZE,     /* cut short, or longer than it says */
    SF_LOAD_CHECKSUM, /* damaged */
    SF_LOAD_LIMIT,    /* a count that no table can have */
    SF_LOAD_INDEX,    /* an index or offset that points outside, or to where nothing starts */
    SF_LOAD_NAME,     /* a name is missing, or has a character that no name has */
    SF_LOAD_TYPE,     /* made for functions of another context or payload type */
    SF_LOAD_GUARD,    /* a guard that the program does not have */
    SF_LOAD_ACTION,   /* an action that the program does not have, or an argument that it does not
                         take */
    SF_LOAD_EFFECTS   /* a row that adds more effects than the program has room for */
};

#define SF_LOAD_TEXT_BYTES 160

struct sf_load_error {
    enum sf_load_code code;
    uint32_t offset;               /* where in the file the fault is, in bytes */
    char text[SF_LOAD_TEXT_BYTES]; /* "offset 164: goes to a state that does not exist: row 3" */
};

struct sf_fsm_loaded {
    struct sf_fsm_type type;   /* for sf_fsm_run; the table is in it */
    struct sf_fsm_names names; /* `row` and `edge` are null if the file was made with --strip */
};

/* How many bytes of memory sf_fsm_load needs for this file. 0: the bytes are not a table file that
 * it can read, or are not aligned to 8; sf_fsm_load says which. Reads at most `size` bytes. */
size_t sf_fsm_load_size(const void *bytes, size_t size);

/* Loads a table. `bytes` must be aligned to 8, as mapped or allocated memory is; `memory` as malloc
 * aligns. Both must outlive the result, which lies in `memory`, and so must the functions of the
 * binding. Null: the file is refused, *error says why, and nothing is kept. */
const struct sf_fsm_loaded *sf_fsm_load(void *memory, size_t memory_bytes, const void *bytes,
                                        size_t size, const struct sf_fsm_binding *binding,
                                        struct sf_load_error *error);

/* The number of a state, an event or a constant by its name. -1: the table has none of that name.
 * The event of a timer is named "timer T". */
int sf_fsm_state_named(const struct sf_fsm_table *table, const struct sf_fsm_names *names,
                       const char *name);
int sf_fsm_event_named(const struct sf_fsm_table *table, const struct sf_fsm_names *names,
                       const char *name);
int sf_fsm_constant_named(const struct sf_fsm_table *table, const struct sf_fsm_names *names,
                          const char *name);

/* ---- The file, for programs that write one ----
 *
 * It is little-endian. The header comes first, then these parts in this order, without gaps:
 *
 * - constants: uint64_t each
 * - names: uint32_t each: machine, context, payload, file, states, events, timers, guards, actions,
 *   constants, arguments (as many as actions; "" for an action that is given nothing)
 * - timers: struct sf_fsm_timer_rule each
 * - rows: struct sf_fsm_row of ids 0 up to first_ignore
 * - programs: uint16_t each
 * - index: uint8_t or uint16_t each
 * - finals: uint8_t each
 * - strings: the names; each ends with a NUL, and the first is ""
 * - zeros: up to a multiple of 4
 * - positions: struct sf_fsm_file_row of rows 1 to `rows`, then of the edges; none if the file was
 *   stripped
 * - their strings: as above
 *
 * A name is the offset of its string; names point into `strings`, positions into theirs. */

/* 8 bytes: they are no text, and a transfer as text changes them. */
#define SF_FSM_FILE_MAGIC "\211FSM\r\n\032\n"
#define SF_FSM_FILE_VERSION 4u

struct sf_fsm_file {
    char magic[8];
    uint32_t version;
    uint32_t crc; /* CRC-32 (IEEE 802.3) of all that follows */
    uint32_t file_bytes;
    uint32_t string_bytes, position_bytes; /* of the strings of each part; position_bytes is 0 if
                                              the file was stripped */
    uint32_t program_words;
    uint16_t states, events, rows, timers, guards, actions, constants, edges;
    uint16_t initial, start_program;
    uint16_t first_choice, first_ignore, first_never; /* row ids */
    uint8_t index_bytes;                              /* 1 up to 254 rows, else 2 */
    uint8_t zero[5];
};

struct sf_fsm_file_row {
    uint32_t state, event, guard, next, actions, clause; /* strings */
    uint32_t line;
};

#define SF_FSM_FILE_NAMES 4 /* machine, context, payload, file */

/* The CRC-32 of `size` bytes, as the header has it. */
uint32_t sf_fsm_file_crc(const void *bytes, size_t size);

#ifdef __cplusplus
}
#endif
#endif
