/* The file's frame: its checksum, its header, and where its parts lie. */
#include "load_private.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define STATES_MAX 4096u
#define EVENTS_MAX 4096u
#define ROWS_MAX 30000u
#define TIMERS_MAX SF_FSM_TIMERS_MAX
#define WORDS_MAX 65536u /* a row says in 16 bits where its program starts */
#define STRINGS_MAX (1u << 28)

/* The file is used in place: these are its shapes too. */
_Static_assert(sizeof(struct sf_fsm_file) == 64 && offsetof(struct sf_fsm_file, states) == 32,
               "the header has no gaps");
_Static_assert(sizeof(struct sf_fsm_row) == 6, "a row has no gaps");
_Static_assert(sizeof(struct sf_fsm_timer_rule) == 14, "a timer has no gaps");
_Static_assert(sizeof(struct sf_fsm_file_row) == 28, "a position has no gaps");

bool sf_load_fail(struct load *load, enum sf_load_code code, size_t offset, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    load->error->code = code;
    load->error->offset = (uint32_t)offset;
    int used =
        snprintf(load->error->text, SF_LOAD_TEXT_BYTES, "offset %lu: ", (unsigned long)offset);
    vsnprintf(load->error->text + used, SF_LOAD_TEXT_BYTES - (size_t)used, format, arguments);
    va_end(arguments);
    return false;
}

uint32_t sf_fsm_file_crc(const void *bytes, size_t size)
{
    static const uint32_t nibble[16] = {0x00000000, 0x1db71064, 0x3b6e20c8, 0x26d930ac,
                                        0x76dc4190, 0x6b6b51f4, 0x4db26158, 0x5005713c,
                                        0xedb88320, 0xf00f9344, 0xd6d6a3e8, 0xcb61b38c,
                                        0x9b64c2b0, 0x86d3d2d4, 0xa00ae278, 0xbdbdf21c};
    const unsigned char *at = bytes;
    uint32_t crc = 0xffffffff;
    for (size_t i = 0; i < size; i++) {
        crc ^= at[i];
        crc = crc >> 4 ^ nibble[crc & 15];
        crc = crc >> 4 ^ nibble[crc & 15];
    }
    return ~crc;
}

/* ---- The header ---- */

static void lay_out(struct layout *at, const struct sf_fsm_file *h)
{
    at->constants = sizeof *h;
    at->names = at->constants + (size_t)h->constants * sizeof(uint64_t);
    at->timers = at->names + load_name_count(h) * sizeof(uint32_t);
    at->rows = at->timers + (size_t)h->timers * sizeof(struct sf_fsm_timer_rule);
    at->programs = at->rows + (size_t)h->first_ignore * sizeof(struct sf_fsm_row);
    at->index = at->programs + (size_t)h->program_words * sizeof(uint16_t);
    at->finals = at->index + (size_t)h->states * h->events * h->index_bytes;
    at->strings = at->finals + h->states;
    at->positions = (at->strings + h->string_bytes + 3) & ~(size_t)3;
    at->position_strings =
        at->positions +
        (h->position_bytes ? ((size_t)h->rows + h->edges) * sizeof(struct sf_fsm_file_row) : 0);
    at->end = at->position_strings + h->position_bytes;
}

static bool check_count(struct load *load, const char *what, size_t offset, uint32_t count,
                        uint32_t least, uint32_t most)
{
    if (count >= least && count <= most)
        return true;
    return sf_load_fail(load, SF_LOAD_LIMIT, offset, "%lu %s, and it is %lu to %lu",
                        (unsigned long)count, what, (unsigned long)least, (unsigned long)most);
}
#define COUNT(what, least, most)                                                                   \
    check_count(load, #what, offsetof(struct sf_fsm_file, what), h->what, (least), (most))

static bool check_header(struct load *load, size_t size)
{
    static const char magic[8] = SF_FSM_FILE_MAGIC;
    const struct sf_fsm_file *h = load->head;
    const union {
        uint16_t word;
        uint8_t byte[2];
    } host = {.word = 1};
    if (host.byte[0] != 1)
        return sf_load_fail(load, SF_LOAD_HOST, 0,
                            "tables cannot be loaded on a big-endian processor: compile them");
    if (size < sizeof magic || memcmp(load->bytes, magic, sizeof magic) != 0) {
        if (size >= 4 && memcmp(load->bytes, magic, 4) == 0)
            return sf_load_fail(
                load, size < sizeof magic ? SF_LOAD_SIZE : SF_LOAD_FORMAT, 4,
                size < sizeof magic
                    ? "the file is cut short"
                    : "the file was transferred as text, and has changed on its way");
        return sf_load_fail(load, SF_LOAD_FORMAT, 0, "this is no table made by `fsmgen emit bin`");
    }
    if (size >= 12 && h->version != SF_FSM_FILE_VERSION)
        return sf_load_fail(
            load, SF_LOAD_VERSION, 8,
            "a table of version %lu, and this program takes version %u: make it again",
            (unsigned long)h->version, SF_FSM_FILE_VERSION);
    if (size < sizeof *h)
        return sf_load_fail(load, SF_LOAD_SIZE, size, "the file is cut short");
    if (h->file_bytes != size)
        return sf_load_fail(load, SF_LOAD_SIZE, offsetof(struct sf_fsm_file, file_bytes),
                            "the file says that it has %lu bytes, and has %lu: %s",
                            (unsigned long)h->file_bytes, (unsigned long)size,
                            size < h->file_bytes ? "it is cut short" : "something follows it");
    if (!COUNT(states, 1, STATES_MAX) || !COUNT(events, 0, EVENTS_MAX) ||
        !COUNT(rows, 0, ROWS_MAX) || !COUNT(timers, 0, TIMERS_MAX) ||
        !COUNT(guards, 0, LOAD_NAMES_MAX) || !COUNT(actions, 0, LOAD_NAMES_MAX) ||
        !COUNT(constants, 0, LOAD_NAMES_MAX) || !COUNT(edges, 0, UINT16_MAX) ||
        !COUNT(program_words, 1, WORDS_MAX) || !COUNT(string_bytes, 1, STRINGS_MAX) ||
        !COUNT(first_never, 1, h->rows + 1u) || !COUNT(first_ignore, 1, h->first_never) ||
        !COUNT(first_choice, 1, h->first_ignore) || !COUNT(position_bytes, 0, STRINGS_MAX) ||
        !COUNT(index_bytes, h->rows <= 254 ? 1 : 2, h->rows <= 254 ? 1 : 2))
        return false;
    lay_out(&load->at, h);
    if (load->at.end != size)
        return sf_load_fail(load, SF_LOAD_SIZE, offsetof(struct sf_fsm_file, file_bytes),
                            "its parts need %lu bytes, and it has %lu", (unsigned long)load->at.end,
                            (unsigned long)size);
    return true;
}

bool sf_load_open(struct load *load, const void *bytes, size_t size)
{
    load->bytes = bytes;
    load->head = bytes;
    if (!bytes || (uintptr_t)bytes % 8)
        return sf_load_fail(load, SF_LOAD_ARGUMENT, 0, "the bytes are not aligned to 8");
    return check_header(load, size);
}
