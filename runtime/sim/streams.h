/* The numbers of the streams of decisions. */
#ifndef SIPFSM_SIM_STREAMS_H
#define SIPFSM_SIM_STREAMS_H

#include <stdint.h>

struct sf_sim;

unsigned sf_stream_of_plan(const struct sf_sim *sim, uint32_t number);
/* `agent` may be sim->agents: the foreign user agent. */
unsigned sf_stream_of_call(const struct sf_sim *sim, uint32_t number, unsigned agent);
unsigned sf_stream_of_way(const struct sf_sim *sim, uint32_t number, unsigned from);
unsigned sf_stream_of_weather(const struct sf_sim *sim);
unsigned sf_stream_of_third(const struct sf_sim *sim, unsigned act);
/* What the registrar does. */
unsigned sf_stream_of_registrar(const struct sf_sim *sim);
unsigned sf_streams(const struct sf_sim *sim);

#endif
