/* mutants SEED FILE.c ... [--enums FILE ...]: every change of one line of these files that could
 * be a slip of a programmer, in an order drawn from the seed, one of each line. Prints a line each:
 * file, line number, kind, the line before, the line after, with tabs between. Enumerators are read
 * from all files named. mutate_c.sh builds them and asks the tests. */
#include "source.h"

#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_MUTANTS = 64, FILES = 1024, ENUMERATORS = 8192 };

struct mutant {
    const char *kind;
    char text[2 * LINE_BYTES];
};

static struct mutant mutant[LINE_MUTANTS];
static unsigned mutants;
static struct {
    char name[64];
    unsigned set;
} enumerator[ENUMERATORS];
static unsigned enumerators, sets;

/* The line with the bytes from `at` on, `length` of them, replaced. */
static void propose(const struct line *line, const char *kind, size_t at, size_t length,
                    const char *text)
{
    if (mutants == LINE_MUTANTS)
        return;
    struct mutant *m = &mutant[mutants++];
    m->kind = kind;
    snprintf(m->text, sizeof m->text, "%.*s%s%s", (int)at, line->text, text,
             line->text + at + length);
    if (strcmp(m->text, line->text) == 0)
        mutants--;
}

static size_t end_of(const struct token *token)
{
    return token->at + token->length;
}

/* The token that closes the parenthesis at `open`; the number of tokens if it is not in the line.
 */
static unsigned closing(const struct line *line, unsigned open)
{
    int depth = 0;
    for (unsigned t = open; t < line->tokens; t++) {
        if (token_is(line, t, "(") || token_is(line, t, "["))
            depth++;
        if ((token_is(line, t, ")") || token_is(line, t, "]")) && --depth == 0)
            return t;
    }
    return line->tokens;
}

static bool is_type(const struct line *line, unsigned token)
{
    static const char *const words[] = {"struct", "enum",   "union",  "static", "const",
                                        "extern", "char",   "int",    "long",   "short",
                                        "signed", "double", "size_t", "bool",   "unsigned",
                                        "FILE",   "void",   "float",  "typedef"};
    const struct token *t = &line->token[token];
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (token_is(line, token, words[i]))
            return true;
    return token < line->tokens && t->kind == TOKEN_WORD && t->length > 2 &&
           memcmp(line->text + end_of(t) - 2, "_t", 2) == 0;
}

/* A declaration by its first words: `type name`, `type *name`, `struct x`. */
static bool declares(const struct line *line)
{
    return is_type(line, 0) ||
           (line->tokens > 1 && line->token[0].kind == TOKEN_WORD &&
            line->token[1].kind == TOKEN_WORD && !token_is(line, 0, "return") &&
            !token_is(line, 0, "case") && !token_is(line, 0, "else") && !token_is(line, 0, "goto"));
}

static void negate_conditions(const struct line *line)
{
    for (unsigned t = 0; t + 1 < line->tokens; t++) {
        unsigned close = closing(line, t + 1);
        if ((!token_is(line, t, "if") && !token_is(line, t, "while")) ||
            !token_is(line, t + 1, "(") || close == line->tokens)
            continue;
        char text[LINE_BYTES + 8];
        size_t from = line->token[t + 1].at, to = end_of(&line->token[close]);
        snprintf(text, sizeof text, "(!%.*s)", (int)(to - from), line->text + from);
        propose(line, "condition negated", from, to - from, text);
    }
}

static void change_marks(const struct line *line)
{
    static const struct {
        const char *kind, *from, *to;
        bool between; /* operands: not a sign, not a pointer's */
    } changes[] = {{"comparison", "<", "<=", true},   {"comparison", "<=", "<", true},
                   {"comparison", ">", ">=", true},   {"comparison", ">=", ">", true},
                   {"comparison", "==", "!=", true},  {"comparison", "!=", "==", true},
                   {"and to or", "&&", "||", true},   {"or to and", "||", "&&", true},
                   {"plus to minus", "+", "-", true}, {"plus to minus", "+=", "-=", true},
                   {"minus to plus", "-", "+", true}};
    for (unsigned t = 1; t + 1 < line->tokens; t++)
        for (size_t c = 0; c < sizeof changes / sizeof *changes; c++) {
            if (!token_is(line, t, changes[c].from))
                continue;
            const struct token *before = &line->token[t - 1];
            bool operand = before->kind != TOKEN_MARK || token_is(line, t - 1, ")") ||
                           token_is(line, t - 1, "]");
            if (!operand || token_is(line, t - 1, "return") || before->kind == TOKEN_TEXT)
                continue;
            propose(line, changes[c].kind, line->token[t].at, line->token[t].length, changes[c].to);
        }
}

/* Not the sizes of arrays that are declared, not `sizeof names[0]`, not the zero of `= {0}`. */
static void change_constants(const struct line *line)
{
    for (unsigned t = 0; t < line->tokens; t++) {
        const struct token *token = &line->token[t];
        if (token->kind != TOKEN_NUMBER || memchr(line->text + token->at, '.', token->length))
            continue;
        if (t > 0 && token_is(line, t - 1, "[") && declares(line))
            continue;
        if (t > 2 && token_is(line, t - 3, "sizeof"))
            continue;
        if (t > 0 && token_is(line, t - 1, "{") && token_is(line, t + 1, "}"))
            continue;
        char *end, text[64];
        unsigned long long value = strtoull(line->text + token->at, &end, 0);
        const char *form = token->length > 1 && line->text[token->at + 1] == 'x' ? "0x%llx%.*s"
                                                                                 : "%llu%.*s";
        int suffix = (int)(line->text + end_of(token) - end);
        snprintf(text, sizeof text, form, value + 1, suffix, end);
        propose(line, "constant plus one", token->at, token->length, text);
        if (value == 0)
            continue;
        snprintf(text, sizeof text, form, value - 1, suffix, end);
        propose(line, "constant minus one", token->at, token->length, text);
    }
}

static const char *other_enumerator(const char *name, size_t length)
{
    for (unsigned e = 0; e < enumerators; e++) {
        if (strlen(enumerator[e].name) != length || memcmp(enumerator[e].name, name, length) != 0)
            continue;
        if (e + 1 < enumerators && enumerator[e + 1].set == enumerator[e].set)
            return enumerator[e + 1].name;
        while (e > 0 && enumerator[e - 1].set == enumerator[e].set)
            e--;
        return enumerator[e].name;
    }
    return NULL;
}

static void change_returns(const struct line *line)
{
    if (!token_is(line, 0, "return"))
        return;
    for (unsigned t = 1; t < line->tokens; t++) {
        const struct token *token = &line->token[t];
        const char *other = token_is(line, t, "true")    ? "false"
                            : token_is(line, t, "false") ? "true"
                            : token->kind == TOKEN_WORD
                                ? other_enumerator(line->text + token->at, token->length)
                                : NULL;
        if (other && !token_is(line, t + 1, "("))
            propose(line, "returned value", token->at, token->length, other);
    }
}

/* A whole statement in one line: a call, an assignment, a break. Not `(void)x`. */
static void delete_statement(const struct line *line)
{
    if (!line->starts || line->tokens < 2 || !token_is(line, line->tokens - 1, ";"))
        return;
    size_t from = line->token[0].at, to = end_of(&line->token[line->tokens - 1]);
    if (token_is(line, 0, "break") || token_is(line, 0, "continue")) {
        propose(line, "break dropped", from, to - from, ";");
        return;
    }
    if (declares(line) || token_is(line, 0, "return") || token_is(line, 0, "goto") ||
        token_is(line, 0, "}") || token_is(line, 0, "case") || token_is(line, 0, "default") ||
        (token_is(line, 0, "(") && token_is(line, 1, "void")))
        return;
    int depth = 0;
    bool does = false;
    for (unsigned t = 0; t < line->tokens; t++) {
        depth += token_is(line, t, "(") ? 1 : token_is(line, t, ")") ? -1 : 0;
        does = does || token_is(line, t, "(") || token_is(line, t, "++") || token_is(line, t, "--");
        const struct token *last = &line->token[t];
        char c = line->text[end_of(last) - 1];
        does = does ||
               (last->kind == TOKEN_MARK && c == '=' && !token_is(line, t, "==") &&
                !token_is(line, t, "!=") && !token_is(line, t, "<=") && !token_is(line, t, ">="));
    }
    if (depth == 0 && does)
        propose(line, "statement deleted", from, to - from, ";");
}

/* A word with members, or a number: what may stand in its neighbour's place. 0 if it is neither. */
static char shape_of(const struct line *line, unsigned from, unsigned to)
{
    if (to == from + 1 && line->token[from].kind == TOKEN_NUMBER)
        return 'n';
    if (line->token[from].kind != TOKEN_WORD)
        return 0;
    for (unsigned t = from; t < to; t++)
        if ((t - from) % 2 == 0 ? line->token[t].kind != TOKEN_WORD
                                : !token_is(line, t, ".") && !token_is(line, t, "->"))
            return 0;
    return 'w';
}

static void swap_arguments(const struct line *line)
{
    for (unsigned t = 0; t + 1 < line->tokens; t++) {
        unsigned close = closing(line, t + 1), first = t + 2, comma;
        if (declares(line) || line->token[t].kind != TOKEN_WORD || !token_is(line, t + 1, "(") ||
            close == line->tokens)
            continue;
        int depth = 0;
        unsigned start = first, previous = 0, previous_end = 0;
        for (comma = first; comma <= close; comma++) {
            if (depth == 0 && (token_is(line, comma, ",") || comma == close)) {
                char shape = comma > start ? shape_of(line, start, comma) : 0;
                if (previous && shape && shape == shape_of(line, previous, previous_end)) {
                    const struct token *a = &line->token[previous], *b = &line->token[start];
                    size_t a_end = end_of(&line->token[previous_end - 1]),
                           b_end = end_of(&line->token[comma - 1]);
                    char text[LINE_BYTES];
                    snprintf(text, sizeof text, "%.*s, %.*s", (int)(b_end - b->at),
                             line->text + b->at, (int)(a_end - a->at), line->text + a->at);
                    propose(line, "arguments swapped", a->at, b_end - a->at, text);
                }
                previous = start;
                previous_end = comma;
                start = comma + 1;
            }
            depth += token_is(line, comma, "(") || token_is(line, comma, "[") ||
                     token_is(line, comma, "{");
            depth -= token_is(line, comma, ")") || token_is(line, comma, "]") ||
                     token_is(line, comma, "}");
        }
    }
}

static void mutate_line(const struct line *line)
{
    mutants = 0;
    if (!line->in_body || !line->tokens ||
        (line->starts && declares(line) && !line->in_enum && !strchr(line->text, '=')))
        return;
    negate_conditions(line);
    change_marks(line);
    change_constants(line);
    change_returns(line);
    delete_statement(line);
    swap_arguments(line);
}

static void collect_enumerators(const struct source *source)
{
    bool open = false;
    for (size_t l = 0; l < source->lines; l++) {
        const struct line *line = &source->line[l];
        for (unsigned t = 0; t < line->tokens; t++) {
            bool first = token_is(line, t, "{") &&
                         (line->in_enum || token_is(line, 0, "enum") || token_is(line, 1, "enum"));
            if (first && !open)
                sets++;
            if (first)
                open = true;
            if (token_is(line, t, "}"))
                open = false;
            const struct token *name = &line->token[t];
            bool begins = t == 0 || token_is(line, t - 1, "{") || token_is(line, t - 1, ",");
            if (open && begins && name->kind == TOKEN_WORD && name->length < 64 &&
                !token_is(line, t, "enum") && !token_is(line, t + 1, "(") &&
                enumerators < ENUMERATORS) {
                snprintf(enumerator[enumerators].name, 64, "%.*s", (int)name->length,
                         line->text + name->at);
                enumerator[enumerators++].set = sets;
            }
        }
    }
}

static uint64_t state;

static uint64_t draw(uint64_t below)
{
    state += UINT64_C(0x9e3779b97f4a7c15);
    uint64_t z = state;
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return (z ^ z >> 31) % below;
}

int main(int argc, char **argv)
{
    static struct source source[FILES];
    static struct {
        size_t source, line;
    } at[1 << 17];
    size_t files = 0, lines = 0, drawn_from = 0;
    bool enums = false;
    if (argc < 3) {
        fprintf(stderr, "usage: mutants SEED FILE.c ... [--enums FILE ...]\n");
        return 2;
    }
    state = strtoull(argv[1], NULL, 10);
    for (int i = 2; i < argc && files < FILES; i++) {
        if (strcmp(argv[i], "--enums") == 0) {
            enums = true;
            continue;
        }
        if (!source_read(&source[files], argv[i])) {
            fprintf(stderr, "mutants: %s: cannot be read\n", argv[i]);
            return 2;
        }
        collect_enumerators(&source[files++]);
        drawn_from = enums ? drawn_from : files;
    }
    for (size_t s = 0; s < drawn_from; s++)
        for (size_t l = 0; l < source[s].lines && lines < sizeof at / sizeof *at; l++) {
            mutate_line(&source[s].line[l]);
            if (mutants) {
                at[lines].source = s;
                at[lines++].line = l;
            }
        }
    for (; lines > 0; lines--) { /* the place of the one drawn is filled by the last */
        size_t which = draw(lines);
        const struct source *from = &source[at[which].source];
        size_t l = at[which].line;
        at[which] = at[lines - 1];
        mutate_line(&from->line[l]);
        const struct mutant *m = &mutant[draw(mutants)];
        printf("%s\t%zu\t%s\t%s\t%s\n", from->path, l + 1, m->kind, from->line[l].text, m->text);
    }
    return 0;
}
