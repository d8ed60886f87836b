#include "sim/sim_draw.h"

#include "common/names.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define ATTEMPTS 3000 /* to shrink */
#define LIFELINES (SF_SIM_REGISTRAR + 1)

struct drawing {
    struct sf_ladder ladder;
    unsigned actor[2]; /* the two that get a lifeline */
    unsigned crossed[LIFELINES][LIFELINES];
    bool draws;
    char name[2][16], address[2][16];
};

static const char *name_of(char text[16], unsigned node)
{
    static const char *const names[] = {"proxy", "third party", "foreign", "registrar"};
    if (node >= SF_SIM_PROXY)
        snprintf(text, 16, "%s", names[node - SF_SIM_PROXY]);
    else
        snprintf(text, 16, "agent %c", 'a' + (int)node);
    return text;
}

/* The place of a node's lifeline; 2: it has none. */
static unsigned place_of(const struct drawing *drawing, unsigned node)
{
    return drawing->actor[0] == node ? 0 : drawing->actor[1] == node ? 1 : 2;
}

/* A datagram of a sender without a lifeline. */
static void note_message(struct drawing *drawing, const struct sf_sim_message *message)
{
    char text[160], from[16], to[16];
    int line = 0;
    while (line < 60 && line < (int)message->length && message->bytes[line] != '\r')
        line++;
    snprintf(text, sizeof text, "%s to %s%s: %.*s", name_of(from, message->from),
             name_of(to, message->to), message->lost ? ", lost" : "", line, message->bytes);
    sf_ladder_note(&drawing->ladder, message->now_us, text);
}

static void on_message(void *user, const struct sf_sim_message *message)
{
    struct drawing *drawing = user;
    struct sf_ladder_message drawn = {.now_us = message->now_us,
                                      .from = place_of(drawing, message->from),
                                      .to = place_of(drawing, message->to),
                                      .lost = message->lost,
                                      .bytes = message->bytes,
                                      .length = message->length};
    drawing->crossed[message->from][message->to]++;
    if (!drawing->draws)
        return;
    if (drawn.from > 1 || drawn.to > 1) {
        if (!message->arrives)
            note_message(drawing, message);
    } else if (message->arrives) {
        sf_ladder_arrival(&drawing->ladder, &drawn);
    } else {
        sf_ladder_message(&drawing->ladder, &drawn);
    }
}

static void on_step(void *user, unsigned agent, const struct sf_ua *ua,
                    const struct sf_fsm_step *step)
{
    struct drawing *drawing = user;
    if (drawing->draws && place_of(drawing, agent) < 2)
        names_draw(&drawing->ladder, place_of(drawing, agent), ua, step);
}

static void on_note(void *user, uint64_t now_us, unsigned agent, const char *text)
{
    struct drawing *drawing = user;
    char line[300], name[16] = "";
    if (!drawing->draws)
        return;
    if (agent < SF_SIM_AGENTS)
        name_of(name, agent);
    snprintf(line, sizeof line, "%s%s%s", name, *name ? ": " : "", text);
    sf_ladder_note(&drawing->ladder, now_us, line);
}

/* The agent that the violation is about, and the one that it has exchanged most with. */
static void choose_actors(struct drawing *drawing, const struct sf_sim *sim)
{
    unsigned most = 0, self = sf_sim_violation_agent(sim) % SF_SIM_AGENTS, other = !self;
    for (unsigned node = 0; node < LIFELINES; node++) {
        unsigned count = drawing->crossed[self][node] + drawing->crossed[node][self];
        if (node != self && count > most) {
            most = count;
            other = node;
        }
    }
    drawing->actor[0] = self < other ? self : other;
    drawing->actor[1] = self < other ? other : self;
}

static void begin_ladder(struct drawing *drawing, FILE *out, bool json, bool verbose)
{
    struct sf_ladder_options options = {.out = out,
                                        .form = json ? SF_LADDER_JSON : SF_LADDER_TEXT,
                                        .colour = sf_ladder_wants_colour(out),
                                        .ascii = sf_ladder_wants_ascii(),
                                        .verbose = verbose};
    for (unsigned i = 0; i < 2; i++) {
        snprintf(drawing->address[i], sizeof drawing->address[i], "10.0.0.%u",
                 drawing->actor[i] + 1);
        options.actor[i].name = name_of(drawing->name[i], drawing->actor[i]);
        options.actor[i].address = drawing->address[i];
    }
    sf_ladder_begin(&drawing->ladder, &options);
    names_tell(&drawing->ladder);
}

/* A failed assertion is reported each time that shrinking meets it: once is enough. */
static int hush(void)
{
    int error = dup(2), null = open("/dev/null", O_WRONLY);
    fflush(stderr);
    if (error >= 0 && null >= 0)
        dup2(null, 2);
    if (null >= 0)
        close(null);
    return error;
}

static void speak(int error)
{
    if (error < 0)
        return;
    fflush(stderr);
    dup2(error, 2);
    close(error);
}

void sim_draw(FILE *out, const struct sf_sim_config *config, uint64_t seed, bool json, bool verbose)
{
    static struct drawing drawing;
    struct sf_sim_config own = *config;
    unsigned before, left;
    drawing = (struct drawing){.draws = false};
    own.step = on_step;
    own.message = on_message;
    own.note = on_note;
    own.user = &drawing;
    struct sf_sim *sim = sf_sim_new(&own);
    if (!sim)
        return;
    int error = hush();
    left = sf_sim_shrink(sim, seed, ATTEMPTS, &before);
    sf_sim_again(sim); /* to see who takes part */
    speak(error);
    choose_actors(&drawing, sim);
    drawing.draws = true;
    if (!json)
        fprintf(out, "shrunk to %u of %u decisions:\n\n", left, before);
    begin_ladder(&drawing, out, json, verbose);
    sf_sim_again(sim);
    sf_ladder_verdict(&drawing.ladder, sf_sim_violation_us(sim), false, sf_sim_violation(sim));
    sf_sim_free(sim);
}
