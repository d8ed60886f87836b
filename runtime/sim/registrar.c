#include "registrar.h"

#include <stdio.h>
#include <stdlib.h>

#include "sipfsm/build.h"
#include "world.h"

#define LEAST_S 60
#define MOST_S 300

/* ---- Hashes ---- */

static bool hash(const struct sf_str *text, size_t count, uint8_t *out, unsigned size)
{
    uint64_t h = size;
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < text[i].len; k++)
            h = (h ^ (uint8_t)text[i].p[k]) * 0x100000001b3u;
    for (unsigned i = 0; i < size; i++) {
        h = sf_random_mix(h);
        out[i] = (uint8_t)h;
    }
    return true;
}

static bool hash_16(const struct sf_str *text, size_t count, uint8_t *out)
{
    return hash(text, count, out, 16);
}

static bool hash_32(const struct sf_str *text, size_t count, uint8_t *out)
{
    return hash(text, count, out, 32);
}

static const struct sf_digest_hash by_16 = {16, hash_16}, by_32 = {32, hash_32};
const struct sf_digest_hashes sf_sim_hashes = {{&by_16, &by_32, &by_32}};

/* ---- Users ---- */

static bool user_of(void *context, struct sf_str username, enum sf_digest_hash_id id,
                    struct sf_digest_secret *secret)
{
    (void)context;
    *secret = (struct sf_digest_secret){.username = {"agent", 5}, .password = {"secret", 6}};
    return id == SF_DIGEST_HASHES && sf_str_equal(username, secret->username);
}

/* New nonces: those of before are not known any more. */
static void change_nonces(struct sf_sim *sim)
{
    struct registrar_node *node = sim->registrar;
    const struct sf_digest_server_settings settings = {.hashes = &sf_sim_hashes,
                                                       .realm = {"sim", 3},
                                                       .algorithm = {SF_ALGORITHM_SHA_256},
                                                       .algorithms = 1,
                                                       .user_of = user_of};
    const uint64_t secret[2] = {sf_random_mix(node->secret++), sf_random_mix(node->secret++)};
    if (!sf_digest_server_begin(&node->server, &settings, secret))
        abort();
}

void sf_registrar_begin(struct sf_sim *sim)
{
    struct registrar_node *node = sim->registrar;
    if (!node)
        return;
    memset(node->of, 0, sizeof node->of);
    node->secret = sim->choices.seed;
    change_nonces(sim);
    for (unsigned i = 0; i < sim->profile->restarts; i++) {
        unsigned stream = sf_stream_of_weather(sim);
        uint64_t at_us = sf_choose(&sim->choices, stream, sim->profile->window_ms + 1) *
                         UINT64_C(1000);
        if (at_us)
            sf_agenda_add(
                &sim->agenda,
                (struct item){.at_us = at_us, .kind = ITEM_REGISTRAR, .a = REGISTRAR_RESTART});
    }
}

bool sf_registrar_has(const struct sf_sim *sim, unsigned agent, uint64_t call_id)
{
    return sim->registrar->of[agent].until_us > sim->now_us &&
           sim->registrar->of[agent].call_id == call_id;
}

/* ---- Answers ---- */

static void begin_answer(struct sf_sim *sim, struct sf_build *build, char *bytes, unsigned agent,
                         unsigned status)
{
    const struct sf_msg *request = &sim->registrar->msg;
    char text[32];
    sf_build_begin(build, bytes, PACKET_BYTES);
    sf_build_status(build, status, sf_reason_of(status));
    sf_build_copy_all(build, request, SF_HEADER_VIA);
    sf_build_copy_all(build, request, SF_HEADER_FROM);
    sf_build_open(build, "To");
    sf_build_unfolded(build, sf_msg_value(request, SF_HEADER_TO));
    snprintf(text, sizeof text, ";tag=r%u-%u", agent, request->cseq.number);
    sf_build_text(build, sf_str_of(text));
    sf_build_close(build);
    sf_build_copy_all(build, request, SF_HEADER_CALL_ID);
    sf_build_copy_all(build, request, SF_HEADER_CSEQ);
}

/* The answer is kept, for copies of the request, and goes out now or later. */
static void end_answer(struct sf_sim *sim, struct sf_build *build, struct answer *answer,
                       unsigned agent, const struct wire_facts *facts, uint64_t late_us)
{
    answer->length = (uint16_t)sf_build_end(build, SF_STR(""), SF_STR(""));
    answer->branch = facts->branch;
    answer->due_us = sim->now_us + late_us;
    sf_agenda_add(&sim->agenda, (struct item){.at_us = sim->now_us + late_us,
                                              .kind = ITEM_REGISTRAR,
                                              .a = REGISTRAR_ANSWER,
                                              .b = agent,
                                              .c = (uint32_t)facts->branch});
}

static struct answer *answer_of(struct sf_sim *sim, unsigned agent, uint32_t branch)
{
    for (unsigned i = 0; i < REGISTRAR_ANSWERS; i++)
        if (sim->registrar->of[agent].answer[i].length &&
            (uint32_t)sim->registrar->of[agent].answer[i].branch == branch)
            return &sim->registrar->of[agent].answer[i];
    return NULL;
}

static void send(struct sf_sim *sim, unsigned agent, const struct answer *answer)
{
    struct sf_datagram datagram = {
        .bytes = answer->bytes, .length = answer->length, .to = sf_network_address(agent)};
    struct wire_facts facts;
    sf_wire_read(sim, datagram.bytes, datagram.length, &facts);
    sf_network_send(sim, SF_SIM_REGISTRAR, &datagram, &facts);
}

/* 0: it is let in. */
static unsigned ask(struct sf_sim *sim)
{
    struct registrar_node *node = sim->registrar;
    sf_digest_server_admit(&node->server, sim->now_us + 1, &node->msg, SF_STR("agent"), NULL,
                           &node->refusal);
    return node->refusal.status;
}

static long seconds_of(const struct sf_msg *msg, enum sf_header_id id)
{
    struct sf_str text = sf_msg_value(msg, id);
    long number = 0;
    for (size_t i = 0; i < text.len && text.p[i] >= '0' && text.p[i] <= '9'; i++)
        number = number * 10 + (text.p[i] - '0');
    return number;
}

/* What it says to a REGISTER that has not come before. */
static unsigned judge(struct sf_sim *sim, unsigned agent, uint64_t call_id, long asked_s)
{
    static const unsigned mood[] = {503, 500, 480, 404};
    struct registrar_node *node = sim->registrar;
    unsigned stream = sf_stream_of_registrar(sim);
    if (!sim->ending && sf_chance(&sim->choices, stream, sim->profile->moody))
        return mood[sf_choose(&sim->choices, stream, 4)];
    if (!sim->ending && sf_chance(&sim->choices, stream, sim->profile->fickle))
        change_nonces(sim);
    unsigned status = ask(sim);
    if (status)
        return status;
    if (call_id == node->of[agent].call_id && node->msg.cseq.number <= node->of[agent].cseq)
        return 500; /* it is out of order */
    if (asked_s && asked_s < LEAST_S)
        return 423;
    node->of[agent].call_id = call_id;
    node->of[agent].cseq = node->msg.cseq.number;
    return 200;
}

void sf_registrar_receive(struct sf_sim *sim, const struct packet *packet)
{
    struct registrar_node *node = sim->registrar;
    unsigned agent = packet->from, stream = sf_stream_of_registrar(sim);
    struct sf_build build;
    struct wire_facts facts;
    if (agent >= sim->agents ||
        sf_msg_parse(&node->msg, packet->bytes, packet->length, NULL) != SF_MSG_OK ||
        !node->msg.is_request || node->msg.cseq.method != SF_METHOD_REGISTER)
        return;
    sf_wire_read(sim, packet->bytes, packet->length, &facts);
    struct answer *answer = answer_of(sim, agent, (uint32_t)facts.branch);
    if (answer) {
        if (answer->due_us <= sim->now_us)
            send(sim, agent, answer);
        return;
    }
    answer = &node->of[agent].answer[node->of[agent].answers++ % REGISTRAR_ANSWERS];
    long asked_s = seconds_of(&node->msg, SF_HEADER_EXPIRES);
    unsigned status = judge(sim, agent, facts.call_id, asked_s);
    uint64_t late_us = 0;
    if (!sim->ending && sf_chance(&sim->choices, stream, sim->profile->tardy))
        late_us = sf_choose(&sim->choices, stream, 60000) * UINT64_C(1000);
    begin_answer(sim, &build, answer->bytes, agent, status);
    if (status == 200) {
        long granted_s = asked_s > MOST_S ? MOST_S : asked_s;
        node->of[agent].until_us = granted_s ? sim->now_us + (uint64_t)granted_s * UINT64_C(1000000)
                                             : 0;
        node->of[agent].lost = false;
        if (granted_s) {
            sf_build_open(&build, "Contact");
            sf_build_unfolded(&build, sf_msg_value(&node->msg, SF_HEADER_CONTACT));
            sf_build_text(&build, SF_STR(";expires="));
            sf_build_number(&build, (uint64_t)granted_s);
            sf_build_close(&build);
        }
    } else if (status == 423) {
        sf_build_header_number(&build, "Min-Expires", LEAST_S);
    } else if (status == 503) {
        sf_build_header_number(&build, "Retry-After", 70);
    } else if (status == 401) {
        for (unsigned i = 0; i < node->refusal.challenges; i++)
            sf_build_header(&build, "WWW-Authenticate", node->refusal.challenge[i]);
    }
    end_answer(sim, &build, answer, agent, &facts, late_us);
}

void sf_registrar_act(struct sf_sim *sim, const struct item *item)
{
    struct registrar_node *node = sim->registrar;
    if (item->a == REGISTRAR_ANSWER) {
        const struct answer *answer = answer_of(sim, item->b, item->c);
        if (answer)
            send(sim, item->b, answer);
        return;
    }
    if (sim->ending)
        return;
    sf_witness_note(sim, SF_SIM_AGENTS, "the registrar starts again, without its bindings");
    for (unsigned i = 0; i < sim->agents; i++) {
        node->of[i].lost = node->of[i].lost || node->of[i].until_us > sim->now_us;
        node->of[i].until_us = 0;
    }
    change_nonces(sim);
}
