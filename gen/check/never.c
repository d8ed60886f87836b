/* [never]: a row may promise that an event cannot come only if our own machines raise it. */
#include "check/check.h"

static const char *const who[] = {"any sender on the wire", "the transport", "the application"};
static const char *const origin[] = {"wire", "transport", "app"};

void fg_check_never(struct fg_machine *machine)
{
    for (size_t i = 0; i < machine->rows.count; i++) {
        const struct fg_row *row = &machine->rows.at[i];
        if (row->line->kind != FG_NEVER || (size_t)row->event < machine->timers.count)
            continue;
        enum fg_origin from = fg_machine_origin(machine, row->event);
        if (from == FG_MACHINE || fg_log_said(machine->log, row->line->next_place, "never"))
            continue;
        fg_log_error(machine->log, row->line->next_place, "never",
                     "'%s' comes from %s: %s can cause it in state '%s' at any time",
                     fg_machine_event_text(machine, row->event), origin[from], who[from],
                     fg_machine_state_name(machine, row->state));
        fg_log_hint(machine->log, "say `ignore \"why\"`, or write the actions");
    }
}
