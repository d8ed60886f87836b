/* Reads cases from Markdown. The C below is plain on purpose: what is tested is elsewhere. */
#include "cases.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static _Noreturn void die(const char *path, unsigned line, const char *why)
{
    fprintf(stderr, "%s:%u: error: %s\n", path, line, why);
    exit(2);
}

static void *must(void *p)
{
    if (!p)
        abort();
    return p;
}

static char *copy(const char *text)
{
    return strcpy(must(malloc(strlen(text) + 1)), text);
}

/* A growing text. */
struct text {
    char *p;
    size_t length, size;
};

static void add(struct text *text, const char *bytes, size_t length)
{
    if (text->length + length + 1 > text->size) {
        text->size = (text->length + length + 1) * 2;
        text->p = must(realloc(text->p, text->size));
    }
    memcpy(text->p + text->length, bytes, length);
    text->length += length;
}

/* Standard lines, so that a case shows what it is about and nothing else. */
static const struct {
    const char *name, *line;
} standard[] = {
    {"@via", "Via: SIP/2.0/UDP pc.example.com;branch=z9hG4bK1\r\n"},
    {"@from", "From: <sip:ann@example.com>;tag=a1\r\n"},
    {"@to", "To: <sip:ben@example.org>\r\n"},
    {"@call-id", "Call-ID: c1@pc.example.com\r\n"},
    {"@cseq", "CSeq: 1 INVITE\r\n"},
    {"@max-forwards", "Max-Forwards: 70\r\n"},
};

static bool add_standard(struct text *text, const char *line)
{
    bool found = false;
    for (size_t i = 0; i < sizeof standard / sizeof *standard; i++) {
        if (strcmp(line, standard[i].name) != 0 && strcmp(line, "@all") != 0)
            continue;
        add(text, standard[i].line, strlen(standard[i].line));
        found = true;
    }
    return found;
}

/* The bytes from p to end with their escapes: \r \n \t \\ \xHH, \{N text} for N times the text, \c
 * at the end for no line end (false). */
static bool add_escaped(struct text *text, const char *p, const char *end, const char *path,
                        unsigned at)
{
    bool ends = true;
    for (; p < end; p++) {
        char *repeated, byte[3] = {0}, c = *p;
        if (c != '\\') {
            add(text, p, 1);
            continue;
        }
        switch (*++p) {
        case 'r':
            add(text, "\r", 1);
            break;
        case 'n':
            add(text, "\n", 1);
            break;
        case 't':
            add(text, "\t", 1);
            break;
        case '\\':
            add(text, "\\", 1);
            break;
        case 'c':
            ends = false;
            break;
        case 'x':
            if (!p[1] || !p[2])
                die(path, at, "\\x wants two digits");
            byte[0] = *++p;
            byte[1] = *++p;
            c = (char)strtoul(byte, NULL, 16);
            add(text, &c, 1);
            break;
        case '{':
            for (unsigned long n = strtoul(p + 1, &repeated, 10); n; n--)
                add_escaped(text, repeated + 1, repeated + strcspn(repeated, "}"), path, at);
            p = repeated + strcspn(repeated, "}");
            break;
        default:
            die(path, at, "unknown escape");
        }
    }
    return ends;
}

static void add_line(struct text *text, const char *line, bool message, const char *path,
                     unsigned at)
{
    if (message && add_standard(text, line))
        return;
    if (add_escaped(text, line, line + strlen(line), path, at) && message)
        add(text, "\r\n", 2);
}

/* Each line of the input ends in CRLF; other kinds are one value. */
static bool of_lines(const char *kind)
{
    return strcmp(kind, "message") == 0 || strcmp(kind, "stream") == 0 ||
           strcmp(kind, "sdp") == 0 || strcmp(kind, "multipart") == 0;
}

static void expect(struct test_case *test, char *line, const char *path, unsigned at)
{
    char *colon = strstr(line, ": ");
    size_t length = strlen(line);
    if (length && line[length - 1] == ':' && !colon)
        colon = line + length - 1;
    if (!colon)
        die(path, at, "an expectation is 'key: value'");
    if (test->expects == CASE_LINES)
        die(path, at, "too many expectations");
    *colon = 0;
    test->key[test->expects] = copy(line);
    test->value[test->expects] = copy(colon[1] ? colon + 2 : "");
    test->key_line[test->expects++] = at;
}

struct test_case *cases_read(const char *path, size_t *count)
{
    FILE *file = fopen(path, "rb");
    if (!file)
        die(path, 0, "cannot be opened");
    struct test_case *cases = NULL, *test = NULL;
    struct text text = {0};
    enum { PROSE, INPUT, EXPECT } where = PROSE;
    static char line[70000];
    *count = 0;
    for (unsigned at = 1; fgets(line, sizeof line, file); at++) {
        line[strcspn(line, "\n")] = 0;
        bool fence = strncmp(line, "```", 3) == 0;
        if (where == PROSE && strncmp(line, "### ", 4) == 0) {
            cases = must(realloc(cases, (*count + 1) * sizeof *cases));
            test = &cases[(*count)++];
            *test = (struct test_case){.file = copy(path), .title = copy(line + 4), .line = at};
        } else if (where == PROSE && fence) {
            if (!test)
                continue;
            if (strcmp(line + 3, "expect") == 0) {
                where = EXPECT;
            } else {
                if (test->kind)
                    die(path, at, "two inputs in one case");
                where = INPUT;
                test->kind = copy(line + 3);
                text = (struct text){0};
            }
        } else if (fence) {
            if (where == INPUT) { /* malloc'ed to size, so that a read past its end is found */
                test->length = text.length;
                test->input = must(malloc(text.length ? text.length : 1));
                if (text.length)
                    memcpy(test->input, text.p, text.length);
                free(text.p);
            }
            where = PROSE;
        } else if (where == INPUT) {
            bool message = of_lines(test->kind);
            if (!message && text.length)
                add(&text, "\n", 1);
            add_line(&text, line, message, path, at);
        } else if (where == EXPECT) {
            expect(test, line, path, at);
        }
    }
    fclose(file);
    for (size_t i = 0; i < *count; i++)
        if (!cases[i].kind || !cases[i].expects)
            die(path, cases[i].line, "a case without input or expectations");
    return cases;
}

void cases_free(struct test_case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        for (unsigned k = 0; k < cases[i].expects; k++) {
            free(cases[i].key[k]);
            free(cases[i].value[k]);
        }
        free(cases[i].file);
        free(cases[i].title);
        free(cases[i].kind);
        free(cases[i].input);
    }
    free(cases);
}

void escape(char *out, size_t size, const char *text, size_t length)
{
    size_t n = 0;
    for (size_t i = 0; i < length && n + 5 < size; i++) {
        unsigned char c = (unsigned char)text[i];
        if (c == '\r' || c == '\n' || c == '\t' || c == '\\') {
            out[n++] = '\\';
            out[n++] = c == '\r' ? 'r' : c == '\n' ? 'n' : c == '\t' ? 't' : '\\';
        } else if (c < 0x20 || c >= 0x7f) {
            n += (size_t)snprintf(out + n, size - n, "\\x%02x", c);
        } else {
            out[n++] = (char)c;
        }
    }
    out[n] = 0;
}
