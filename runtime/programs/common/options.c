/* Command line options. See options.h. */
#include "common/options.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void complain(const char *command, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fprintf(stderr, "sipfsm %s: ", command);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
}

static bool is_choice(const char *choices, const char *value)
{
    size_t length = strlen(value);
    for (const char *at = choices; at; at = strchr(at, '|') ? strchr(at, '|') + 1 : NULL)
        if (strncmp(at, value, length) == 0 && (at[length] == '|' || at[length] == 0))
            return length > 0;
    return false;
}

static bool take_value(const char *command, const struct option *option, const char *value)
{
    if (option->kind == OPTION_TEXT) {
        if (option->choices && !is_choice(option->choices, value)) {
            complain(command, "%s takes %s, not '%s' (see sipfsm help %s)", option->name,
                     option->choices, value, command);
            return false;
        }
        *option->text = value;
        return true;
    }
    if (option->kind == OPTION_TEXTS) {
        if (*option->count == option->most) {
            complain(command, "%s %s: that is one too many", option->name, value);
            return false;
        }
        option->text[(*option->count)++] = value;
        return true;
    }
    char *end;
    errno = 0;
    unsigned long long number = strtoull(value, &end, 10);
    if (*value < '0' || *value > '9' || *end || errno || number < option->least ||
        number > option->most) {
        complain(command, "%s takes a number from %llu to %llu, not '%s' (see sipfsm help %s)",
                 option->name, (unsigned long long)option->least, (unsigned long long)option->most,
                 value, command);
        return false;
    }
    *option->number = number;
    return true;
}

static const struct option *find(const struct option *options, unsigned count, const char *text,
                                 size_t length)
{
    for (unsigned i = 0; i < count; i++)
        if (strlen(options[i].name) == length && memcmp(options[i].name, text, length) == 0)
            return &options[i];
    return NULL;
}

bool options_read(const char *command, const struct option *options, unsigned count, int argc,
                  char **argv, const char **word)
{
    for (int i = 1; i < argc; i++) {
        const char *text = argv[i], *equals = strchr(text, '=');
        if (text[0] != '-') {
            if (!word || *word) {
                complain(command, "unexpected '%s' (see sipfsm help %s)", text, command);
                return false;
            }
            *word = text;
            continue;
        }
        const struct option *option =
            find(options, count, text, equals ? (size_t)(equals - text) : strlen(text));
        if (!option || (equals && option->kind == OPTION_FLAG)) {
            complain(command, "unknown option '%s' (see sipfsm help %s)", text, command);
            return false;
        }
        if (option->flag)
            *option->flag = true;
        if (option->kind == OPTION_FLAG)
            continue;
        const char *value = equals ? equals + 1 : i + 1 < argc ? argv[++i] : NULL;
        if (!value) {
            complain(command, "%s needs a value (see sipfsm help %s)", option->name, command);
            return false;
        }
        if (!take_value(command, option, value))
            return false;
    }
    return true;
}
