/* Recordings, read. Every line is looked at before anything is run; an error is reported with its
 * place. See recording.h. */
#include "common/options.h"
#include "replay/recording.h"
#include "sipfsm/load.h"
#include "sipfsm/sockaddr.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define FILE_BYTES ((size_t)64 << 20)

struct reader {
    struct recorded *to;
    const char *path;
    char *at, *end; /* of the current line; NUL at its end */
    char *next, *stop;
    size_t line;
    size_t input_room, step_room;
    uint64_t now_us;
};

static bool wrong(const struct reader *reader, const char *at, const char *what)
{
    fprintf(stderr, "%s:%zu:%zu: error: %s\n", reader->path, reader->line,
            (size_t)(at - reader->at) + 1, what);
    return false;
}

static bool next_line(struct reader *reader)
{
    if (reader->next >= reader->stop)
        return false;
    char *feed = memchr(reader->next, '\n', (size_t)(reader->stop - reader->next));
    reader->at = reader->next;
    reader->end = feed ? feed : reader->stop;
    reader->next = feed ? feed + 1 : reader->stop;
    *reader->end = 0;
    reader->line++;
    return true;
}

static bool takes(char **at, const char *word)
{
    size_t length = strlen(word);
    if (strncmp(*at, word, length) != 0)
        return false;
    *at += length;
    return true;
}

static bool number(char **at, uint64_t *value)
{
    char *end;
    if (**at < '0' || **at > '9')
        return false;
    errno = 0;
    *value = strtoull(*at, &end, 10);
    *at = end;
    return errno == 0;
}

static bool side(char **at, unsigned *side)
{
    for (*side = 0; *side < RECORDING_SIDES; ++*side)
        if (takes(at, recording_side[*side]) && (**at == ' ' || **at == 0))
            return *at += **at == ' ', true;
    return false;
}

static void *more(void *array, size_t count, size_t *room, size_t size)
{
    if (count < *room)
        return array;
    *room = *room ? *room * 2 : 64;
    void *larger = realloc(array, *room * size);
    if (!larger) {
        fputs("sipfsm: out of memory\n", stderr);
        exit(1);
    }
    return larger;
}

static int hex(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* ---- Indented lines: bytes, and tables ---- */

/* `    "..."`, decoded in place; the decoded text is no longer than the encoded one. */
static bool read_bytes(struct reader *reader, struct recorded_input *input)
{
    char *to = input->bytes = reader->next;
    while (reader->next < reader->stop && *reader->next == ' ') {
        next_line(reader);
        char *at = reader->at;
        if (!takes(&at, "    \""))
            return wrong(reader, at, "four blanks and a quote start a line of bytes");
        while (at < reader->end && *at != '"') {
            if (*at != '\\') {
                if ((unsigned char)*at < ' ' || (unsigned char)*at >= 0x7f)
                    return wrong(reader, at, "bytes outside ASCII are written \\xHH");
                *to++ = *at++;
                continue;
            }
            char kind = at[1];
            int high = kind == 'x' ? hex(at[2]) : -1, low = high >= 0 ? hex(at[3]) : -1;
            if (kind == 'r' || kind == 'n' || kind == '"' || kind == '\\')
                *to++ = kind == 'r' ? '\r' : kind == 'n' ? '\n' : kind;
            else if (low >= 0)
                *to++ = (char)(high << 4 | low);
            else
                return wrong(reader, at, "not one of \\r, \\n, \\\", \\\\, \\xHH");
            at += kind == 'x' ? 4 : 2;
        }
        if (at + 1 != reader->end)
            return wrong(reader, at, "the closing quote of the line is missing");
    }
    input->length = (size_t)(to - input->bytes);
    return true;
}

static bool read_table(struct reader *reader, unsigned of)
{
    unsigned char *to = (unsigned char *)reader->next;
    reader->to->setup.side[of].table = to;
    while (reader->next < reader->stop && *reader->next == ' ') {
        next_line(reader);
        char *at = reader->at;
        if (!takes(&at, "    "))
            return wrong(reader, at, "four blanks start a line of a table");
        for (; at < reader->end; at += 2) {
            int high = hex(at[0]), low = high >= 0 ? hex(at[1]) : -1;
            if (low < 0)
                return wrong(reader, at, "a byte of a table is two digits, 0 to 9 and a to f");
            *to++ = (unsigned char)(high << 4 | low);
        }
    }
    reader->to->setup.side[of].table_bytes = (size_t)(to - reader->to->setup.side[of].table);
    return reader->to->setup.side[of].table_bytes > 0 ||
           wrong(reader, reader->at, "the table has no bytes");
}

/* ---- The head ---- */

/* An address by numbers, so that nothing is looked up; before it perhaps its transport. */
static bool address(struct reader *reader, char *at, struct sf_address *to)
{
    const char *colon = strchr(at, ':');
    uint8_t transport;
    bool named = colon && sf_transport_of((struct sf_str){at, (size_t)(colon - at)}, &transport);
    char first = named ? colon[1] : *at;
    const char *why = first >= '0' && (first <= '9' || first == '[') ? sf_resolve(to, at, 0)
                                                                     : "not an address with a port";
    return !why || wrong(reader, at, why);
}

static bool text(struct reader *reader, char *at, char *to, size_t room)
{
    size_t length = strlen(at);
    if (length == 0 || length >= room || at + length != reader->end)
        return wrong(reader, at, "a text is missing, too long, or holds a NUL");
    memcpy(to, at, length + 1);
    return true;
}

static bool read_head(struct reader *reader, char *at)
{
    struct recording_setup *setup = &reader->to->setup;
    unsigned of;
    if (takes(&at, "seed "))
        return (number(&at, &setup->seed) && !*at) || wrong(reader, at, "the seed is a number");
    if (takes(&at, "set register") && !*at)
        return setup->registers = true;
    if (takes(&at, "set "))
        return plan_read(&setup->plan, at) || wrong(reader, at, "a plan has no such part");
    if (takes(&at, "to "))
        return text(reader, at, setup->to, sizeof setup->to);
    if (takes(&at, "target "))
        return address(reader, at, &setup->target);
    if (takes(&at, "side "))
        return side(&at, &of) && (of < RECORDING_AGENTS || setup->registers)
                   ? (setup->side[of].plays = true, address(reader, at, &setup->side[of].local))
                   : wrong(reader, at, "Alice, Bob or Registrar");
    if (takes(&at, "table "))
        return side(&at, &of) && of < RECORDING_AGENTS
                   ? text(reader, at, setup->side[of].table_name,
                          sizeof setup->side[of].table_name) &&
                         read_table(reader, of)
                   : wrong(reader, at, "Alice or Bob");
    return wrong(reader, at, "a recording has no such line");
}

/* ---- What happened ---- */

static bool read_input(struct reader *reader, char *at)
{
    struct recorded *to = reader->to;
    to->input = more(to->input, to->inputs, &reader->input_room, sizeof *to->input);
    struct recorded_input *input = &to->input[to->inputs];
    *input = (struct recorded_input){.now_us = reader->now_us, .steps = to->steps};
    if (!side(&at, &input->side) || !to->setup.side[input->side].plays)
        return wrong(reader, at, "a side that takes part comes first: Alice, Bob or Registrar");
    to->inputs++;
    static const char *const agent[] = {"begin", "start",  "wake",   "join", "leave",
                                        "hold",  "resume", "hangup", "",     "tick"};
    for (unsigned k = 0; k < sizeof agent / sizeof *agent; k++)
        if (agent[k][0] && strcmp(at, agent[k]) == 0 &&
            (input->side < RECORDING_AGENTS || k > RECORDED_HANGUP))
            return input->kind = (enum recorded_kind)k, true;
    if (takes(&at, "receive ")) {
        input->kind = RECORDED_RECEIVE;
        return address(reader, at, &input->from) && read_bytes(reader, input);
    }
    input->kind = RECORDED_FAILED;
    bool refused = takes(&at, "refused ");
    if (refused)
        input->kind = RECORDED_REFUSED;
    if (refused || takes(&at, "failed "))
        return (number(&at, &input->token) && !*at) || wrong(reader, at, "a datagram's number");
    return wrong(reader, at,
                 "begin, start, wake, join, leave, hold, resume, hangup, receive, tick, failed or "
                 "refused");
}

static bool read_event(struct reader *reader)
{
    struct recorded *to = reader->to;
    char *at = reader->at;
    uint64_t now_us;
    if (!number(&at, &now_us) || now_us == 0 || now_us < reader->now_us)
        return wrong(reader, at, "a time is in microseconds, more than 0, and does not go back");
    reader->now_us = now_us;
    if (takes(&at, " < "))
        return read_input(reader, at);
    if (!takes(&at, " > ") || !*at || strlen(at) >= SF_TRACE_TEXT_BYTES)
        return wrong(reader, at, "`<` and an input, or `>` and a step");
    if (to->inputs == 0)
        return wrong(reader, at, "a step before any input");
    to->step = more(to->step, to->steps, &reader->step_room, sizeof *to->step);
    to->step[to->steps++] =
        (struct recorded_step){.now_us = now_us, .line = reader->line, .text = at};
    return true;
}

static bool read_end(struct reader *reader, const char *file, uint32_t crc)
{
    uint64_t inputs = 0, steps = 0;
    char *at = reader->at + 4, *end;
    bool form = number(&at, &inputs) && takes(&at, " inputs, ") && number(&at, &steps) &&
                takes(&at, " steps, ");
    unsigned long said = form ? strtoul(at, &end, 16) : 0;
    (void)file;
    if (!form || end != at + 8 || *end)
        return wrong(reader, at, "`end` has the inputs, the steps and a checksum");
    if (reader->next < reader->stop)
        return wrong(reader, reader->at, "something follows the end");
    if (inputs != reader->to->inputs || steps != reader->to->steps)
        return wrong(reader, reader->at, "lines are missing, or were added");
    return said == crc || wrong(reader, at, "the recording was changed: its checksum is wrong");
}

static bool read_lines(struct reader *reader, char *file)
{
    /* The checksum is of the bytes as they are, and reading changes them: it comes first. */
    char *last = reader->stop > file ? reader->stop - 1 : file;
    while (last > file && last[-1] != '\n')
        last--;
    uint32_t crc = sf_fsm_file_crc(file, (size_t)(last - file));
    if (!next_line(reader) || strncmp(reader->at, "sipfsm recording ", 17) != 0)
        return wrong(reader, reader->at, "this is not a recording of `sipfsm demo --record`");
    if (strcmp(reader->at + 17, "1") != 0)
        return wrong(reader, reader->at + 17,
                     "a recording of another version: this program reads version 1");
    while (next_line(reader)) {
        if (strlen(reader->at) != (size_t)(reader->end - reader->at))
            return wrong(reader, reader->at + strlen(reader->at), "a NUL byte");
        if (strncmp(reader->at, "end ", 4) == 0)
            return read_end(reader, file, crc);
        bool head = *reader->at < '0' || *reader->at > '9';
        if (head && reader->to->inputs)
            return wrong(reader, reader->at, "a time is expected first");
        if (head ? !read_head(reader, reader->at) : !read_event(reader))
            return false;
    }
    return wrong(reader, reader->end, "the recording is cut short: there is no `end`");
}

bool recorded_read(struct recorded *recorded, const char *command, const char *path)
{
    memset(recorded, 0, sizeof *recorded);
    FILE *file = fopen(path, "rb");
    size_t room = 1 << 16, size = 0;
    char *bytes = file ? malloc(room + 1) : NULL;
    while (bytes && (size += fread(bytes + size, 1, room - size, file)) == room &&
           room < FILE_BYTES) {
        char *more = realloc(bytes, (room *= 2) + 1);
        if (!more)
            free(bytes);
        bytes = more;
    }
    if (!bytes || ferror(file) || size > FILE_BYTES) {
        complain(command, "%s: %s", path,
                 !file || ferror(file) ? strerror(errno)
                 : bytes               ? "too large"
                                       : "out of memory");
        free(bytes);
        if (file)
            fclose(file);
        return false;
    }
    fclose(file);
    bytes[size] = 0;
    recorded->file = bytes;
    struct reader reader = {.to = recorded,
                            .path = path,
                            .at = bytes,
                            .end = bytes,
                            .next = bytes,
                            .stop = bytes + size,
                            .line = 0};
    if (size == 0)
        reader.line = 1;
    if (read_lines(&reader, bytes))
        return true;
    recorded_free(recorded);
    return false;
}

void recorded_free(struct recorded *recorded)
{
    free(recorded->input);
    free(recorded->step);
    free(recorded->file);
    memset(recorded, 0, sizeof *recorded);
}
