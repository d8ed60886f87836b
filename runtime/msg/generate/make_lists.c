/* make_lists names|lists GRAMMAR: reads headers.txt, methods.txt and statuses.txt of the folder
 * GRAMMAR, and writes C to stdout. `names` is the public header sipfsm/names.h: the ids. `lists` is
 * the private header lists.h: the same lists as macros, for tables. A line that is wrong is
 * reported with its place, and the exit status is 1. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINES = 256, COLUMNS = 7, LINE_BYTES = 256, NAME_BYTES_MOST = 31 };

struct line {
    char text[LINE_BYTES];
    char *column[COLUMNS];
    unsigned number;
};

struct list {
    char path[1024];
    struct line line[LINES];
    unsigned count;
};

static struct list headers, methods, statuses;
static bool failed;

static bool fail(const struct list *list, unsigned line, const char *what, const char *word)
{
    fprintf(stderr, "%s:%u: %s '%s'\n", list->path, line, what, word);
    failed = true;
    return false;
}

/* Cuts a line into its columns. The last takes the rest of the line, when `spaced`. */
static unsigned cut(struct line *line, unsigned columns, bool spaced)
{
    unsigned n = 0;
    char *p = line->text;
    for (;;) {
        p += strspn(p, " \t");
        if (!*p || n == columns)
            return n + (*p != 0);
        line->column[n++] = p;
        p += spaced && n == columns ? strlen(p) : strcspn(p, " \t");
        if (*p)
            *p++ = 0;
    }
}

static void read_list(struct list *list, const char *folder, const char *name, unsigned columns,
                      bool spaced)
{
    char text[LINE_BYTES];
    snprintf(list->path, sizeof list->path, "%s/%s", folder, name);
    FILE *file = fopen(list->path, "r");
    if (!file) {
        perror(list->path);
        exit(1);
    }
    for (unsigned number = 1; fgets(text, sizeof text, file); number++) {
        size_t length = strcspn(text, "\n");
        if (text[length] != '\n')
            fail(list, number, "too long, or without a newline:", text);
        text[length] = 0;
        if (!text[0] || text[0] == '#')
            continue;
        if (list->count == LINES) {
            fail(list, number, "too many lines:", text);
            break;
        }
        struct line *line = &list->line[list->count++];
        memcpy(line->text, text, length + 1);
        line->number = number;
        if (cut(line, columns, spaced) != columns) {
            char what[32];
            snprintf(what, sizeof what, "%u columns belong in", columns);
            fail(list, number, what, text);
            list->count--;
        }
    }
    fclose(file);
}

/* ---- What a column may hold ---- */

static bool is_made_of(const char *text, const char *letters)
{
    return *text && strspn(text, letters) == strlen(text);
}

static void check_word(const struct list *list, const struct line *line, unsigned column,
                       const char *const *words, const char *what)
{
    for (; *words; words++)
        if (strcmp(*words, line->column[column]) == 0)
            return;
    fail(list, line->number, what, line->column[column]);
}

/* An RFC, and its section if it has any: 3261:20.1, 5806. */
static void check_clause(const struct list *list, const struct line *line, unsigned column)
{
    const char *clause = line->column[column], *colon = strchr(clause, ':');
    size_t digits = strspn(clause, "0123456789");
    if (digits != 4 || (clause[4] && clause + 4 != colon) ||
        (colon && !is_made_of(colon + 1, "0123456789.")))
        fail(list, line->number, "no clause:", clause);
}

static bool is_same(const char *a, const char *b)
{
    for (; *a && (*a | 0x20) == (*b | 0x20); a++, b++)
        ;
    return !*a && !*b;
}

/* A column says the same in no two lines, in any case; "-" is nothing. */
static void check_once(const struct list *list, unsigned column)
{
    for (unsigned i = 0; i < list->count; i++)
        for (unsigned k = 0; k < i; k++)
            if (list->line[i].column[column][0] != '-' &&
                is_same(list->line[i].column[column], list->line[k].column[column]))
                fail(list, list->line[i].number, "listed twice:", list->line[i].column[column]);
}

enum { NAME, COMPACT, STANDS, KIND, RULE, CLAUSE, EMPTY };
#define SMALL "abcdefghijklmnopqrstuvwxyz"
#define CAPITALS "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

static void check_headers(void)
{
    static const char *const stands[] = {"one", "list", "rows", NULL}, *const empty[] = {"empty",
                                                                                         "-", NULL};
    for (unsigned i = 0; i < headers.count; i++) {
        const struct line *line = &headers.line[i];
        const char *compact = line->column[COMPACT];
        if (!is_made_of(line->column[NAME], SMALL CAPITALS "-") || line->column[NAME][0] == '-' ||
            strlen(line->column[NAME]) > NAME_BYTES_MOST || !line->column[NAME][1])
            fail(&headers, line->number, "no name of 2 to 31 letters:", line->column[NAME]);
        if (strlen(compact) != 1 || !strchr(SMALL "-", *compact))
            fail(&headers, line->number,
                 "no compact form, which is one small letter or -:", compact);
        check_word(&headers, line, STANDS, stands, "neither one, list nor rows:");
        if (!is_made_of(line->column[KIND], SMALL "_"))
            fail(&headers, line->number, "no kind:", line->column[KIND]);
        check_clause(&headers, line, CLAUSE);
        check_word(&headers, line, EMPTY, empty, "neither empty nor -:");
    }
    check_once(&headers, NAME);
    check_once(&headers, COMPACT);
}

static void check_others(void)
{
    for (unsigned i = 0; i < methods.count; i++) {
        if (!is_made_of(methods.line[i].column[0], CAPITALS))
            fail(&methods, methods.line[i].number, "no method:", methods.line[i].column[0]);
        check_clause(&methods, &methods.line[i], 1);
    }
    check_once(&methods, 0);
    for (unsigned i = 0; i < statuses.count; i++) {
        const char *code = statuses.line[i].column[0];
        if (strlen(code) != 3 || !is_made_of(code, "0123456789") || *code < '1' || *code > '6')
            fail(&statuses, statuses.line[i].number, "no code from 100 to 699:", code);
        check_clause(&statuses, &statuses.line[i], 1);
        if (strpbrk(statuses.line[i].column[2], "\"\\"))
            fail(&statuses, statuses.line[i].number,
                 "no reason phrase:", statuses.line[i].column[2]);
    }
    check_once(&statuses, 0);
}

/* ---- Out ---- */

static void put_capitals(const char *text)
{
    for (; *text; text++)
        putchar(*text == '-' ? '_' : *text >= 'a' && *text <= 'z' ? *text - 32 : *text);
}

static void write_names(void)
{
    printf("/* sipfsm: methods and header fields by number. Made from grammar/methods.txt and "
           "grammar/headers.txt,\n"
           " * which say more of each. OTHER is any that is not listed. The numbers stay: new ones "
           "come last. */\n"
           "#ifndef SIPFSM_NAMES_H\n#define SIPFSM_NAMES_H\n\nenum sf_method { /* 3261:7.1 */\n    "
           "SF_METHOD_OTHER,\n");
    for (unsigned i = 0; i < methods.count; i++)
        printf("    SF_METHOD_%s, /* %s */\n", methods.line[i].column[0],
               methods.line[i].column[1]);
    printf("    SF_METHODS\n};\n\nenum sf_header_id {\n    SF_HEADER_OTHER,\n");
    for (unsigned i = 0; i < headers.count; i++) {
        printf("    SF_HEADER_");
        put_capitals(headers.line[i].column[NAME]);
        printf(", /* %s, %s */\n", headers.line[i].column[NAME], headers.line[i].column[CLAUSE]);
    }
    printf("    SF_HEADERS\n};\n\n#endif\n");
}

static void write_lists(void)
{
    printf("/* sipfsm msg, private: the lists of grammar/ as macros. Made from them.\n"
           " * SF_METHOD_LIST: X(id, name). SF_STATUS_LIST: X(code, reason phrase).\n"
           " * SF_HEADER_LIST: X(id, name, compact letter or 0, ONE LIST or ROWS, kind, rule, "
           "clause, may be empty). */\n"
           "#ifndef SIPFSM_MSG_LISTS_H\n#define SIPFSM_MSG_LISTS_H\n\n#define SF_METHOD_LIST(X)");
    for (unsigned i = 0; i < methods.count; i++)
        printf(" \\\n    X(%s, \"%s\")", methods.line[i].column[0], methods.line[i].column[0]);
    printf("\n\n#define SF_STATUS_LIST(X)");
    for (unsigned i = 0; i < statuses.count; i++)
        printf(" \\\n    X(%s, \"%s\")", statuses.line[i].column[0], statuses.line[i].column[2]);
    printf("\n\n#define SF_HEADER_LIST(X)");
    for (unsigned i = 0; i < headers.count; i++) {
        char *const *c = headers.line[i].column;
        printf(" \\\n    X(");
        put_capitals(c[NAME]);
        printf(*c[COMPACT] == '-' ? ", \"%s\", 0, " : ", \"%s\", '%c', ", c[NAME], *c[COMPACT]);
        put_capitals(c[STANDS]);
        printf(", %s, \"%s\", \"%s\", %s)", c[KIND], c[RULE], c[CLAUSE],
               *c[EMPTY] == '-' ? "false" : "true");
    }
    printf("\n\n#endif\n");
}

int main(int count, char **argument)
{
    bool names = count == 3 && strcmp(argument[1], "names") == 0;
    if (!names && (count != 3 || strcmp(argument[1], "lists") != 0)) {
        fprintf(stderr, "usage: make_lists names|lists GRAMMAR\n");
        return 2;
    }
    read_list(&headers, argument[2], "headers.txt", COLUMNS, false);
    read_list(&methods, argument[2], "methods.txt", 2, false);
    read_list(&statuses, argument[2], "statuses.txt", 3, true);
    check_headers();
    check_others();
    if (failed)
        return 1;
    if (names)
        write_names();
    else
        write_lists();
    return ferror(stdout) || fflush(stdout) != 0;
}
