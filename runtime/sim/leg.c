#include "leg.h"

#include "world.h"

struct leg *sf_leg_of(struct agent *agent, struct sf_call call)
{
    if (call.slot >= agent->legs || !call.generation)
        return NULL;
    struct leg *leg = &agent->leg[call.slot];
    return leg->call.generation == call.generation ? leg : NULL;
}

struct leg *sf_leg_begin(struct agent *agent, struct sf_call call, bool outgoing, uint32_t number)
{
    if (call.slot >= agent->legs || agent->leg[call.slot].call.generation) {
        sf_witness_violated(agent->sim, agent->number, "two calls have one handle");
        return NULL;
    }
    struct leg *leg = &agent->leg[call.slot];
    *leg = (struct leg){.call = call,
                        .number = number,
                        .thought = agent->lives << 16,
                        .phase = outgoing ? PHASE_CALLING : PHASE_OFFERED,
                        .outgoing = outgoing,
                        .facts = {.was = true}};
    return leg;
}

static uint64_t mix_text(uint64_t hash, struct sf_str text)
{
    for (size_t i = 0; i < text.len; i++)
        hash = (hash ^ (unsigned char)text.p[i]) * UINT64_C(0x100000001b3);
    return sf_random_mix(hash + text.len);
}

uint64_t sf_leg_dialog_key(const struct sf_dialog *dialog)
{
    uint64_t local = mix_text(1, sf_dialog_str(dialog, dialog->local_tag));
    uint64_t remote = mix_text(1, sf_dialog_str(dialog, dialog->remote_tag));
    bool caller = dialog->role == SF_ROLE_UAC;
    uint64_t key = mix_text(caller ? local : remote, sf_dialog_str(dialog, dialog->call_id));
    return sf_random_mix(key ^ sf_random_mix(caller ? remote : local)) | 1;
}

void sf_leg_set_phase(struct leg *leg, unsigned phase)
{
    leg->phase = (uint16_t)phase;
}

void sf_leg_renew(struct agent *agent, struct leg *leg)
{
    leg->lives_us = leg->session_s ? sf_local_now_us(agent) + leg->session_s * UINT64_C(1000000)
                                   : 0;
}
