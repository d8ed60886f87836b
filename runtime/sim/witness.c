#include "witness.h"

#include <stdarg.h>
#include <stdio.h>

#include "world.h"

void sf_witness_violated(struct sf_sim *sim, unsigned agent, const char *format, ...)
{
    va_list arguments;
    if (sim->violation[0])
        return;
    va_start(arguments, format);
    vsnprintf(sim->violation, sizeof sim->violation, format, arguments);
    va_end(arguments);
    sim->violation_kind = format;
    sim->violation_us = sim->now_us;
    sim->violation_agent = agent;
}

void sf_witness_note(struct sf_sim *sim, unsigned agent, const char *format, ...)
{
    char text[256];
    va_list arguments;
    if (!sim->watched || !sim->config.note)
        return;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    sim->config.note(sim->config.user, sim->now_us, agent, text);
}
