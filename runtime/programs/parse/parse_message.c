/* One message: how what is wrong with it is said. */
#include "parse/json_message.h"
#include "parse/parse.h"
#include "parse/report.h"
#include "sipfsm/digest.h"
#include "sipfsm/json.h"
#include "sipfsm/mend.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static struct sf_msg msg;

static void put_fault(struct sf_json *json, const struct parse *parse, const char *name,
                      const struct fault *fault)
{
    uint32_t line, column;
    report_place(parse->text, fault->at, parse->line, parse->column, &line, &column);
    sf_json_open(json, name, '{');
    if (fault->name)
        sf_json_text(json, "name", sf_str_of(fault->name));
    sf_json_text(json, "code", sf_str_of(fault->code));
    sf_json_text(json, "text", sf_str_of(fault->text));
    sf_json_number(json, "offset", (long long)parse->begins + fault->at);
    sf_json_number(json, "line", line);
    sf_json_number(json, "column", column);
    if (fault->header.len)
        sf_json_text(json, "header", fault->header);
    sf_json_text(json, "rule", sf_str_of(fault->rule));
    sf_json_text(json, "clause", sf_str_of(fault->clause));
    sf_json_bool(json, "answerable", fault->answerable);
    if (*fault->note)
        sf_json_text(json, "note", sf_str_of(fault->note));
    sf_json_close(json, '}');
}

static void print_json(struct parse *parse, const struct findings *findings, uint32_t mended)
{
    struct sf_json json = {.out = stdout};
    bool bad = findings->bad;
    sf_json_open(&json, NULL, '{');
    sf_json_text(&json, "file", sf_str_of(parse->name));
    if (parse->stream)
        sf_json_number(&json, "offset", (long long)parse->begins);
    sf_json_bool(&json, "ok", !bad);
    if (bad)
        put_fault(&json, parse, "error", &findings->error);
    if (findings->warnings) {
        sf_json_open(&json, "warnings", '[');
        for (unsigned i = 0; i < findings->warnings; i++)
            put_fault(&json, parse, NULL, &findings->warning[i]);
        sf_json_close(&json, ']');
    }
    if (mended) {
        sf_json_open(&json, "tolerated", '[');
        for (uint32_t bit = 1; bit <= SF_MEND_ALL; bit <<= 1)
            if (mended & bit)
                sf_json_text(&json, NULL, sf_str_of(sf_mend_name((enum sf_mend)bit)));
        sf_json_close(&json, ']');
    }
    if (findings->usable)
        json_put_message(&json, &msg);
    sf_json_close(&json, '}');
    fputc('\n', stdout);
}

static void print_fault(const struct parse *parse, const struct fault *fault, bool error)
{
    report_from(stdout, parse->name, parse->text, fault->at, parse->line, parse->column,
                error ? "error" : "warning", "%s (%s, %s)%s%s%s", fault->text, fault->rule,
                fault->clause, fault->name ? " [" : "", fault->name ? fault->name : "",
                fault->name ? "]" : "");
    if (*fault->note)
        printf("  note: %s\n", fault->note);
}

static void print_good(const struct parse *parse, uint32_t mended)
{
    printf("%s: ok", parse->name);
    for (uint32_t bit = 1, first = 1; bit <= SF_MEND_ALL; bit <<= 1)
        if (mended & bit) {
            printf("%s%s", first ? " (mended: " : ", ", sf_mend_name((enum sf_mend)bit));
            first = 0;
        }
    puts(mended ? ")" : "");
}

/* Where a byte of what was mended comes from. */
static void place_origin(const struct parse *parse, struct sf_str text, struct fault *fault)
{
    fault->at = (uint32_t)sf_mend_origin(text.p, text.len, parse->tolerate, fault->at,
                                         parse->mended, SF_MEND_BYTES);
}

/* With asterisks in their places the text is as long and as well-formed as it was. */
static void hide(char *bytes, size_t length)
{
    struct sf_view hidden;
    for (size_t from = 0; sf_digest_hide_next((struct sf_str){bytes, length}, &from, &hidden);)
        for (uint32_t i = 0; i < hidden.len; i++)
            if ((unsigned char)bytes[hidden.at + i] > ' ' && !strchr("\"=,", bytes[hidden.at + i]))
                bytes[hidden.at + i] = '*';
}

int parse_message(struct parse *parse, struct sf_str text)
{
    struct findings *findings = &parse->findings;
    struct sf_str read = text;
    uint32_t mended = 0;
    if (parse->tolerate) {
        size_t length =
            sf_mend(text.p, text.len, parse->tolerate, parse->mended, SF_MEND_BYTES, &mended);
        if (length)
            read = (struct sf_str){parse->mended, length};
    }
    parse_find(parse, &msg, read);
    if (read.p == parse->mended) {
        if (findings->bad)
            place_origin(parse, text, &findings->error);
        for (unsigned i = 0; i < findings->warnings; i++)
            place_origin(parse, text, &findings->warning[i]);
    }
    /* The first warning is the error that is reported. */
    if (parse->strict && !findings->bad && findings->warnings) {
        findings->bad = true;
        findings->error = findings->warning[0];
        findings->warnings--;
        memmove(findings->warning, findings->warning + 1,
                findings->warnings * sizeof findings->warning[0]);
    }
    if (parse->json && !parse->shows_credentials) {
        hide(parse->bytes, text.len);
        if (read.p == parse->mended)
            hide(parse->mended, read.len);
    }
    if (parse->json) {
        print_json(parse, findings, mended);
        return findings->bad ? BAD : GOOD;
    }
    if (findings->bad)
        print_fault(parse, &findings->error, true);
    for (unsigned i = 0; i < findings->warnings; i++)
        print_fault(parse, &findings->warning[i], parse->strict);
    if (!findings->bad && !parse->stream)
        print_good(parse, mended);
    return findings->bad ? BAD : GOOD;
}

void parse_say_fault(struct parse *parse, const struct fault *fault)
{
    static struct findings alone;
    alone = (struct findings){.error = *fault, .bad = true};
    if (parse->json)
        print_json(parse, &alone, 0);
    else
        print_fault(parse, fault, true);
}
