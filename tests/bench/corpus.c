#include "corpus.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROOM = 8192, LINES = 64 };

static _Noreturn void fail(const char *what, const char *why)
{
    fprintf(stderr, "bench: %s: %s\n", what, why);
    exit(1);
}

static void add(struct corpus *corpus, const char *bytes, size_t length)
{
    struct corpus_message *message = &corpus->message[corpus->count++];
    message->length = length;
    message->bytes = malloc(length);
    if (!message->bytes)
        fail("corpus", "no memory");
    memcpy(message->bytes, bytes, length); /* cppcheck-suppress uninitvar ; callers fill it */
    corpus->bytes += length;
}

void corpus_read(struct corpus *corpus, const char *folder)
{
    static const char *const names[CORPUS_MESSAGES] = {
        "1_invite",     "2_invite_proxied", "3_100_trying", "4_180_ringing",
        "5_200_invite", "6_ack_routes",     "7_bye",        "8_register"};
    *corpus = (struct corpus){.name = "messages"};
    for (unsigned i = 0; i < CORPUS_MESSAGES; i++) {
        char path[4096], bytes[ROOM];
        snprintf(path, sizeof path, "%s/%s.sip", folder, names[i]);
        FILE *file = fopen(path, "rb");
        size_t length = file ? fread(bytes, 1, sizeof bytes, file) : 0;
        if (!length || length == sizeof bytes)
            fail(path, "cannot be read");
        fclose(file);
        add(corpus, bytes, length);
    }
}

/* ---- Chance ---- */

static uint64_t chance(uint64_t *state) /* splitmix64 */
{
    uint64_t z = *state += 0x9e3779b97f4a7c15;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
    z = (z ^ z >> 27) * 0x94d049bb133111eb;
    return z ^ z >> 31;
}

static unsigned below(uint64_t *state, unsigned n)
{
    return (unsigned)(chance(state) % n);
}

/* ---- One variant ---- */

enum kind { KEEP, LETTERS, ALNUM, DIGITS, ADDRESS };

/* What identifies someone in the eight messages. What begins another stands behind it. */
static const struct {
    const char *text;
    enum kind kind;
} marks[] = {
    {"a84b4c76e66710", ALNUM},
    {"6b0f2f4a3c9d4c7b8c5f2f36dbd1e7f0", ALNUM},
    {"843817637684230", ALNUM},
    {"998sdasdh09", ALNUM}, /* Call-IDs */
    {"1928301774", ALNUM},
    {"8a71ce4df0b54b8c9a6f", ALNUM},
    {"8a71ce4df0", ALNUM},
    {"a6c85cf", ALNUM},
    {"456248a9f1", ALNUM}, /* tags */
    {"alice", LETTERS},
    {"bob", LETTERS},
    {"registrar", LETTERS},
    {"5550123", DIGITS},
    {"5550100", DIGITS}, /* users */
    {"atlanta", LETTERS},
    {"biloxi", LETTERS},
    {"pc33", ALNUM},
    {"edge2", LETTERS},
    {"sbc1", LETTERS},
    {"gw4", LETTERS}, /* hosts */
    {"203.0.113.20", ADDRESS},
    {"198.51.100.17", ADDRESS},
    {"198.51.100.8", ADDRESS},
    {"198.51.100.2", ADDRESS},
    {"192.0.2.101", ADDRESS},
    {"192.0.2.77", ADDRESS},
    {"192.0.2.4", ADDRESS},
};
enum { MARKS = sizeof marks / sizeof *marks };

/* Of about the length of the old, and of its kind. */
static size_t invent(char *out, size_t length, enum kind kind, uint64_t *state)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    if (kind == ADDRESS)
        return (size_t)sprintf(out, "%u.%u.%u.%u", 1 + below(state, 223), below(state, 256),
                               below(state, 256), 1 + below(state, 254));
    length = length + below(state, 5) - 2;
    for (size_t i = 0; i < length; i++) {
        unsigned n = below(state, kind == LETTERS ? 26 : kind == DIGITS ? 10 : 62);
        out[i] = letters[kind == DIGITS ? 26 + n : i == 0 ? n % 26 : n];
    }
    return length;
}

/* Every mark and every branch replaced: one mark by the same text wherever it stands. */
static size_t disguise(char *out, const char *from, size_t length, uint64_t *state)
{
    char as[MARKS][64];
    size_t as_length[MARKS] = {0}, n = 0;
    for (size_t i = 0; i < length;) {
        size_t mark = 0, taken = 0;
        for (; mark < MARKS; mark++) {
            taken = strlen(marks[mark].text);
            if (taken <= length - i && memcmp(from + i, marks[mark].text, taken) == 0)
                break;
        }
        if (mark < MARKS) {
            if (!as_length[mark])
                as_length[mark] = invent(as[mark], taken, marks[mark].kind, state);
            memcpy(out + n, as[mark], as_length[mark]);
            n += as_length[mark];
            i += taken;
        } else if (length - i > 7 && memcmp(from + i, "z9hG4bK", 7) == 0) {
            for (taken = 7; isalnum((unsigned char)from[i + taken]) || from[i + taken] == '.';
                 taken++)
                ;
            memcpy(out + n, "z9hG4bK", 7);
            n += 7 + invent(out + n + 7, taken - 7, ALNUM, state);
            i += taken;
        } else {
            out[n++] = from[i++];
        }
    }
    return n;
}

struct line {
    const char *at;
    size_t length, name; /* without CRLF; of the name */
};

static bool same_name(const struct line *a, const struct line *b)
{
    return a->name == b->name && memcmp(a->at, b->at, a->name) == 0;
}

static void swap(struct line *a, struct line *b)
{
    struct line was = *a;
    *a = *b;
    *b = was;
}

/* Fisher and Yates; then those of one name are put back in order. */
static void shuffle(struct line *line, unsigned count, uint64_t *state)
{
    for (unsigned i = count; i > 1; i--)
        swap(&line[i - 1], &line[below(state, i)]);
    for (unsigned i = 0; i < count; i++)
        for (unsigned k = i + 1; k < count; k++)
            if (same_name(&line[i], &line[k]) && line[k].at < line[i].at)
                swap(&line[i], &line[k]);
}

static size_t put_line(char *out, const struct line *line, bool compact, size_t body)
{
    static const struct {
        const char *name;
        char letter;
    } short_names[] = {{"Via", 'v'},
                       {"From", 'f'},
                       {"To", 't'},
                       {"Call-ID", 'i'},
                       {"Contact", 'm'},
                       {"Content-Type", 'c'},
                       {"Content-Length", 'l'},
                       {"Supported", 'k'},
                       {"Subject", 's'}};
    size_t n = line->name;
    memcpy(out, line->at, n);
    for (size_t i = 0; compact && i < sizeof short_names / sizeof *short_names; i++)
        if (strlen(short_names[i].name) == line->name &&
            memcmp(line->at, short_names[i].name, line->name) == 0) {
            out[0] = short_names[i].letter;
            n = 1;
        }
    if (line->name == 14 && memcmp(line->at, "Content-Length", 14) == 0)
        return n + (size_t)sprintf(out + n, ": %zu\r\n", body);
    memcpy(out + n, line->at + line->name, line->length - line->name);
    n += line->length - line->name;
    memcpy(out + n, "\r\n", 2);
    return n + 2;
}

static size_t vary(char *out, const struct corpus_message *from, uint64_t *state)
{
    char text[ROOM];
    struct line line[LINES];
    unsigned count = 0;
    size_t length = disguise(text, from->bytes, from->length, state), n, i = 0;
    bool compact = below(state, 10) == 0;
    /* NOLINTNEXTLINE(clang-analyzer-core.UndefinedBinaryOperatorResult): no message is empty */
    while (text[i] != '\n')
        i++;
    n = ++i;
    memcpy(out, text, n);
    for (; text[i] != '\r'; i += line[count++].length + 2) {
        if (count == LINES)
            fail("corpus", "too many lines");
        line[count] = (struct line){.at = text + i};
        while (text[i + line[count].name] != ':')
            line[count].name++;
        while (text[i + line[count].length] != '\r')
            line[count].length++;
    }
    i += 2;
    shuffle(line, count, state);
    for (unsigned k = 0; k < count; k++)
        n += put_line(out + n, &line[k], compact, length - i);
    memcpy(out + n, "\r\n", 2);
    memcpy(out + n + 2, text + i, length - i);
    return n + 2 + length - i;
}

void corpus_mix(struct corpus *corpus, const struct corpus *messages, uint64_t seed)
{
    unsigned order[CORPUS_VARIANTS];
    char out[2 * ROOM];
    *corpus = (struct corpus){.name = "mixed"};
    for (unsigned i = 0; i < CORPUS_VARIANTS; i++)
        order[i] = i % messages->count;
    for (unsigned i = CORPUS_VARIANTS; i > 1; i--) {
        unsigned k = below(&seed, i), was = order[i - 1];
        order[i - 1] = order[k];
        order[k] = was;
    }
    for (unsigned i = 0; i < CORPUS_VARIANTS; i++)
        add(corpus, out, vary(out, &messages->message[order[i]], &seed));
}

void corpus_free(struct corpus *corpus)
{
    for (unsigned i = 0; i < corpus->count; i++)
        free(corpus->message[i].bytes);
    corpus->count = 0;
}
