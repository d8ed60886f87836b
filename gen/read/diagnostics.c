#include "read/diagnostics.h"

#include <string.h>

/* docs/diagnostics.md has a section for each, in this order. A test checks that. */
const struct fg_diagnostic fg_diagnostics[FG_DIAGNOSTICS] = {
    {"names", "two things of a machine would get the same name in C", FG_ERROR, true},
    {"unused", "a declaration that no row uses", FG_ERROR, false},
    {"shadowed", "a wildcard row that applies to no state", FG_ERROR, false},
    {"alike", "rows that are the same in every state: one wildcard row would do", FG_OFF, false},
    {"ranges", "the events of a class leave a value out, or cover it twice", FG_ERROR, true},
    {"cap", "a timer starts with a longer duration than its cap", FG_ERROR, false},
    {"never", "`never` for an event that others than our own machines can cause", FG_ERROR, false},
    {"deterministic", "no row of a cell holds, or two do", FG_ERROR, true},
    {"total", "a state has no row for an event", FG_ERROR, true},
    {"timers", "a timer may run where no row takes it, or a row waits for one that cannot run",
     FG_ERROR, true},
    {"reachable", "a state that nothing leads to", FG_ERROR, false},
    {"ends", "a state that never leads to a final one", FG_ERROR, false},
    {"live", "a state that only a timer can leave, and the timer does not run on some way in",
     FG_ERROR, false},
    {"sometimes",
     "a timer runs in a state on some ways in and not on others, or fires there and is not started "
     "again",
     FG_WARNING, false},
    {"restart", "a timer that runs already is started, not restarted", FG_ERROR, false},
    {"leftover", "a timer may still run when the machine has ended", FG_ERROR, false},
    {"idle-stop", "a timer is stopped where it cannot run", FG_WARNING, false},
    {"endless", "timers of length 0 start each other in a circle", FG_ERROR, false},
    {"traced", "a row without a clause, a clause without a row, a citation of an unknown clause",
     FG_ERROR, false},
    {"cascade", "effects without a bound, or for a receiver that does not exist", FG_ERROR, true},
    {"ports", "the ports of a machine and the bindings of its owners do not agree", FG_ERROR, true},
    {"raises",
     "in a file that is checked alone: the target of an effect is nearly the name of a sink",
     FG_WARNING, false},
    {"offered", "a table to load needs something that the program does not have", FG_ERROR, true},
    {"limits", "the machine is too large for the generated tables", FG_ERROR, true},
};

int fg_diagnostic_find(const char *name, size_t length)
{
    for (int i = 0; i < FG_DIAGNOSTICS; i++)
        if (strlen(fg_diagnostics[i].name) == length &&
            memcmp(fg_diagnostics[i].name, name, length) == 0)
            return i;
    return -1;
}

enum fg_level fg_level_of(const struct fg_levels *levels, int diagnostic)
{
    enum fg_level level = fg_diagnostics[diagnostic].level;
    if (levels->set[diagnostic])
        level = (enum fg_level)(levels->set[diagnostic] - 1);
    return level == FG_WARNING && levels->all_errors ? FG_ERROR : level;
}

const char *fg_levels_read(struct fg_levels *levels, const char *option)
{
    static const struct {
        const char *prefix;
        enum fg_level level;
    } form[] = {{"error=", FG_ERROR}, {"warning=", FG_WARNING}, {"no-", FG_OFF}, {"", FG_WARNING}};
    if (strcmp(option, "error") == 0) {
        levels->all_errors = true;
        return NULL;
    }
    if (strcmp(option, "all") == 0) {
        for (int i = 0; i < FG_DIAGNOSTICS; i++)
            if (fg_level_of(levels, i) == FG_OFF)
                levels->set[i] = FG_WARNING + 1;
        return NULL;
    }
    if (strcmp(option, "no-all") ==
        0) { /* turns off warnings, but not those that -Werror has made errors */
        for (int i = 0; i < FG_DIAGNOSTICS; i++)
            if ((levels->set[i] ? levels->set[i] - 1 : (int)fg_diagnostics[i].level) == FG_WARNING)
                levels->set[i] = FG_OFF + 1;
        return NULL;
    }
    for (size_t i = 0; i < sizeof form / sizeof *form; i++) {
        size_t skip = strlen(form[i].prefix);
        if (strncmp(option, form[i].prefix, skip) != 0)
            continue;
        int which = fg_diagnostic_find(option + skip, strlen(option + skip));
        if (which < 0)
            return "no such diagnostic (fsmgen --diagnostics lists them)";
        if (fg_diagnostics[which].fixed && form[i].level != FG_ERROR)
            return form[i].prefix[0] ? "the outputs rely on this check: it stays an error" : NULL;
        /* -Wname never lowers the default level */
        if (form[i].prefix[0] || fg_diagnostics[which].level == FG_OFF)
            levels->set[which] = (unsigned char)(form[i].level + 1);
        else
            levels->set[which] = 0;
        return NULL;
    }
    return NULL;
}
