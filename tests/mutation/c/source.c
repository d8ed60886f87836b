#define _POSIX_C_SOURCE 200809L /* strnlen */
#include "source.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What is known where a line begins. */
struct place {
    bool in_comment, in_directive;
    int depth;          /* of parentheses and brackets */
    int braces;         /* open ones */
    int enum_braces;    /* `braces` within the enum that is open; 0 if none is */
    int assert_depth;   /* `depth` before an assert that is open; -1 if none is */
    bool ended, passed; /* the last token ended a statement; an enum's word came after that */
    bool heads;         /* the statement that is open began with if, for, while, switch, else */
};

bool token_is(const struct line *line, unsigned token, const char *text)
{
    return token < line->tokens && line->token[token].length == strlen(text) &&
           memcmp(line->text + line->token[token].at, text, line->token[token].length) == 0;
}

static size_t mark_length(const char *p)
{
    static const char *const marks[] = {"<<=", ">>=", "...", "->", "++", "--", "<<", ">>",
                                        "<=",  ">=",  "==",  "!=", "&&", "||", "+=", "-=",
                                        "*=",  "/=",  "%=",  "&=", "|=", "^="};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (strncmp(p, marks[i], strlen(marks[i])) == 0)
            return strlen(marks[i]);
    return 1;
}

static size_t quoted_length(const char *p)
{
    size_t n = 1;
    while (p[n] && p[n] != *p)
        n += p[n] == '\\' && p[n + 1] ? 2 : 1;
    return p[n] ? n + 1 : n;
}

static bool is_assert(const struct line *line, unsigned token)
{
    const struct token *word = &line->token[token];
    return word->kind == TOKEN_WORD && word->length >= 6 &&
           memcmp(line->text + word->at + word->length - 6, "assert", 6) == 0;
}

static bool is_head(const struct line *line, unsigned token)
{
    return token_is(line, token, "if") || token_is(line, token, "for") ||
           token_is(line, token, "while") || token_is(line, token, "switch") ||
           token_is(line, token, "else") || token_is(line, token, "do");
}

/* Moves the place over one token that was read. */
static void pass(struct place *place, const struct line *line, unsigned token)
{
    char c = line->text[line->token[token].at];
    bool mark = line->token[token].kind == TOKEN_MARK;
    if (place->ended) {
        place->heads = false;
        place->passed = false;
    }
    if (place->depth == 0 && is_head(line, token))
        place->heads = true;
    if (token_is(line, token, "enum"))
        place->passed = true;
    if (mark && (c == '(' || c == '['))
        place->depth++;
    if (mark && (c == ')' || c == ']') && place->depth > 0)
        place->depth--;
    if (mark && c == '{' && ++place->braces && place->passed && !place->enum_braces)
        place->enum_braces = place->braces;
    if (mark && c == '}' && place->braces-- == place->enum_braces)
        place->enum_braces = 0;
    place->ended =
        place->depth == 0 &&
        ((mark && (c == ';' || c == '{' || c == '}' || c == ':' || (c == ')' && place->heads))) ||
         token_is(line, token, "else") || token_is(line, token, "do"));
}

static void read_tokens(struct line *line, struct place *place)
{
    const char *text = line->text, *p = text;
    line->starts = place->ended && place->depth == 0;
    line->in_body = place->braces > 0;
    line->in_enum = place->enum_braces > 0;
    while (*p) {
        if (place->in_comment) {
            const char *end = strstr(p, "*/");
            place->in_comment = !end;
            p = end ? end + 2 : p + strlen(p);
            continue;
        }
        if (isspace((unsigned char)*p)) {
            p++;
            continue;
        }
        if (p[0] == '/' && p[1] == '/')
            break;
        if (p[0] == '/' && p[1] == '*') {
            place->in_comment = true;
            p += 2;
            continue;
        }
        if (*p == '#' && line->tokens == 0)
            place->in_directive = true;
        if (place->in_directive)
            break;
        if (line->tokens == LINE_TOKENS) {
            line->tokens = 0;
            return;
        }
        struct token *token = &line->token[line->tokens];
        *token = (struct token){TOKEN_MARK, (size_t)(p - text), 0};
        if (isalpha((unsigned char)*p) || *p == '_') {
            token->kind = TOKEN_WORD;
            while (isalnum((unsigned char)p[token->length]) || p[token->length] == '_')
                token->length++;
        } else if (isdigit((unsigned char)*p)) {
            token->kind = TOKEN_NUMBER;
            while (isalnum((unsigned char)p[token->length]) || p[token->length] == '.')
                token->length++;
        } else if (*p == '"' || *p == '\'') {
            token->kind = TOKEN_TEXT;
            token->length = quoted_length(p);
        } else {
            token->length = mark_length(p);
        }
        p += token->length;
        if (place->assert_depth < 0 && is_assert(line, line->tokens))
            place->assert_depth = place->depth;
        pass(place, line, line->tokens);
        if (place->assert_depth < 0)
            line->tokens++;
        else if (place->depth == place->assert_depth && text[token->at] == ')')
            place->assert_depth = -1;
    }
    if (place->in_directive)
        place->in_directive = p > text && text[strlen(text) - 1] == '\\';
}

bool source_read(struct source *source, const char *path)
{
    FILE *file = fopen(path, "r");
    struct place place = {.assert_depth = -1, .ended = true};
    size_t room = 0;
    char text[4096];
    *source = (struct source){.path = path};
    if (!file)
        return false;
    while (fgets(text, sizeof text, file)) {
        if (source->lines == room) {
            room = room ? room * 2 : 256;
            source->line = realloc(source->line, room * sizeof *source->line);
            if (!source->line)
                exit(2);
        }
        struct line *line = &source->line[source->lines++];
        memset(line, 0, sizeof *line);
        text[strcspn(text, "\r\n")] = 0;
        memcpy(line->text, text, strnlen(text, sizeof line->text - 1));
        read_tokens(line, &place);
        if (strlen(text) >= sizeof line->text || strchr(text, '\t'))
            line->tokens = 0;
    }
    fclose(file);
    return true;
}
