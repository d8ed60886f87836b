/* Plays a scene with a peer: user agents of ours that do what a text says, a line each, and must
 * see what it says next. play SCENE LADDER IP [AUTHORITY.pem CERTIFICATE.pem KEY.pem]
 *
 *     agent alice udp,tcp [alice wonderland]      opens her: transports, and who she is where she
 * is challenged alice registers sip:alice@IP via tls:IP:5061 [60] alice calls sip:bob@{bob
 * tcp};transport=tcp via udp:IP:5060 [sip:alice@IP]      {bob tcp} is his address bob answers 180
 *     bob answers-early 183                       with a session description, reliably
 *     alice changes sendonly                      by a re-INVITE; `updates`: by an UPDATE
 *     alice pads 2000                             so much longer are her session descriptions
 *     alice hangs-up
 *     alice unregisters
 *     bob sees incoming                           what is seen must begin so; progress, confirmed
 * are passed over run COMMAND                                 by a shell, which must succeed
 *
 * Each party draws its ladder into LADDER.NAME. Exit status 0 if all was seen. */
#include "common/options.h"
#include "party.h"
#include "sipfsm/sockaddr.h"

#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define PARTIES 4
#define WORDS 8
#define LIMIT_MS 15000

static struct play {
    uv_loop_t loop;
    uv_timer_t limit;
    uv_signal_t term;
    bool over; /* SIGTERM has come: what is left of the scene goes on, but for `stay` */
    struct sf_clock clock;
    struct sf_tls *tls;
    const char *ip, *ladder;
    struct party party[PARTIES];
    unsigned parties;
    unsigned line;
    char text[512]; /* of the line */
} play;

static bool wrong(const char *format, ...) __attribute__((format(printf, 1, 2)));
static bool wrong(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fprintf(stderr, "line %u: %s: ", play.line, play.text);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    return false;
}

static struct party *party_of(const char *name)
{
    for (unsigned i = 0; i < play.parties; i++)
        if (strcmp(play.party[i].name, name) == 0)
            return &play.party[i];
    return NULL;
}

/* ---- Seeing ---- */

static void on_limit(uv_timer_t *timer)
{
    *(bool *)timer->data = true;
}

static bool begins(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

static bool sees(struct party *party, const char *what)
{
    static bool late;
    late = false;
    play.limit.data = &late;
    uv_timer_start(&play.limit, on_limit, LIMIT_MS, 0);
    for (;;) {
        const char *first = party_first(party);
        if (first && begins(first, what)) {
            party_forget_first(party);
            break;
        }
        if (first && !begins(first, "progress") && !begins(first, "confirmed"))
            return wrong("seen: %s", first);
        if (first)
            party_forget_first(party);
        else if (late)
            return wrong("nothing is seen within %d ms", LIMIT_MS);
        else
            uv_run(&play.loop, UV_RUN_ONCE);
    }
    uv_timer_stop(&play.limit);
    return true;
}

/* ---- A line ---- */

/* {NAME TRANSPORT} becomes its address. */
static bool expand(char *to, size_t size, const char *from)
{
    size_t length = 0;
    while (*from && length + SF_ADDRESS_TEXT_BYTES < size) {
        char name[32], transport[8];
        int taken = 0;
        if (*from != '{') {
            to[length++] = *from++;
            continue;
        }
        const struct party *party = NULL;
        if (sscanf(from, "{%31s %7[a-z]}%n", name, transport, &taken) != 2 || !taken ||
            !(party = party_of(name)) || !party_address(party, transport, to + length))
            return wrong("whose address?");
        length += strlen(to + length);
        from += taken;
    }
    to[length] = 0;
    return true;
}

static bool done(const struct party *party, enum sf_ua_result result)
{
    const struct sf_ua_error *error = sf_ua_error(party->endpoint.ua);
    if (result == SF_UA_OK)
        return true;
    return wrong("%s: %s %s", sf_ua_result_text(result), error->argument ? error->argument : "",
                 error->text ? error->text : "");
}

static bool open_party(char **word, unsigned words)
{
    if (play.parties == PARTIES || words < 3)
        return wrong("agent NAME TRANSPORTS [USER PASSWORD]");
    for (char *at = word[4]; at && *at; at++)
        if (*at == '_')
            *at = ' ';
    return party_open(&play.party[play.parties++], word[1], play.ip, word[2],
                      words > 4 ? word[3] : NULL, words > 4 ? word[4] : NULL, play.ladder,
                      &play.loop, &play.clock, play.tls);
}

static bool by_way(struct party *party, char **word, unsigned words)
{
    struct sf_address via;
    const char *bad = words < 5 || strcmp(word[3], "via") != 0 ? "via what?"
                                                               : sf_resolve(&via, word[4], 5060);
    if (bad)
        return wrong("%s", bad);
    if (strcmp(word[1], "registers") == 0)
        return done(party, party_register(party, word[2], &via,
                                          words > 5 ? (unsigned)strtoul(word[5], NULL, 10) : 0));
    return done(party, party_call(party, word[2], &via, words > 5 ? word[5] : ""));
}

static void on_term(uv_signal_t *signal, int number)
{
    (void)signal;
    (void)number;
    play.over = true;
}

static bool stay(void)
{
    while (!play.over)
        uv_run(&play.loop, UV_RUN_ONCE);
    return true;
}

static bool act(char *text)
{
    char *word[WORDS] = {NULL}, *rest;
    unsigned words = 0;
    if (strcmp(text, "stay") == 0)
        return stay();
    if (begins(text, "run "))
        return system(text + 4) == 0 || wrong("it failed");
    char *whole = strdup(text);
    for (char *at = strtok_r(text, " ", &rest); at && words < WORDS;
         at = strtok_r(NULL, " ", &rest))
        word[words++] = at;
    bool good = false;
    struct party *party = words > 1 ? party_of(word[0]) : NULL;
    const char *verb = words > 1 ? word[1] : "";
    if (words && strcmp(word[0], "agent") == 0)
        good = open_party(word, words);
    else if (!party)
        good = wrong("who?");
    else if (strcmp(verb, "registers") == 0 || strcmp(verb, "calls") == 0)
        good = by_way(party, word, words);
    else if (strcmp(verb, "unregisters") == 0)
        good = done(party, party_unregister(party));
    else if (strcmp(verb, "answers") == 0 && words > 2)
        good = done(party, party_answer(party, (unsigned)strtoul(word[2], NULL, 10)));
    else if (strcmp(verb, "changes") == 0 && words > 2)
        good = done(party, party_change(party, word[2], false));
    else if (strcmp(verb, "updates") == 0 && words > 2)
        good = done(party, party_change(party, word[2], true));
    else if (strcmp(verb, "answers-early") == 0 && words > 2)
        good = done(party, party_answer_early(party, (unsigned)strtoul(word[2], NULL, 10)));
    else if (strcmp(verb, "pads") == 0 && words > 2)
        good = (party->pad_bytes = (unsigned)strtoul(word[2], NULL, 10)) <= PARTY_PAD_BYTES;
    else if (strcmp(verb, "hangs-up") == 0)
        good = done(party, party_hang_up(party));
    else if (strcmp(verb, "sees") == 0 && words > 2)
        good = sees(party, whole + (word[2] - text));
    else
        good = wrong("no such thing to do");
    free(whole);
    return good;
}

static bool go_through(FILE *scene)
{
    char text[512];
    while (fgets(text, sizeof text, scene)) {
        play.line++;
        char *from = text + strspn(text, " ");
        from[strcspn(from, "\n#")] = 0;
        for (size_t length = strlen(from); length && from[length - 1] == ' '; length--)
            from[length - 1] = 0;
        if (!*from)
            continue;
        snprintf(play.text, sizeof play.text, "%s", from);
        if (!expand(play.text, sizeof play.text, from))
            return false;
        snprintf(text, sizeof text, "%s", play.text);
        if (!act(text))
            return false;
    }
    for (unsigned i = 0; i < play.parties; i++)
        if (party_impossible(&play.party[i]))
            return wrong("%s: a step that no row foresees", play.party[i].name);
    return play.line > 0;
}

int main(int argc, char **argv)
{
    char error[SF_TLS_ERROR_BYTES];
    if (argc != 4 && argc != 7) {
        fprintf(stderr, "usage: play SCENE LADDER IP [AUTHORITY CERTIFICATE KEY]\n");
        return EXIT_USAGE;
    }
    FILE *scene = fopen(argv[1], "r");
    play.ladder = argv[2];
    play.ip = argv[3];
    if (argc == 7) {
        struct sf_tls_config config = {.trusted = argv[4], .certificate = argv[5], .key = argv[6]};
        play.tls = sf_tls_make(&config, error);
        if (!play.tls)
            fprintf(stderr, "%s\n", error);
    }
    if (!scene || (argc == 7 && !play.tls) || uv_loop_init(&play.loop) != 0)
        return 1;
    sf_clock_start(&play.clock, 1);
    uv_timer_init(&play.loop, &play.limit);
    uv_signal_init(&play.loop, &play.term);
    uv_signal_start(&play.term, on_term, SIGTERM);
    bool good = go_through(scene);
    fclose(scene);
    uv_close((uv_handle_t *)&play.limit, NULL);
    uv_close((uv_handle_t *)&play.term, NULL);
    for (unsigned i = 0; i < play.parties; i++)
        party_close(&play.party[i], &play.loop);
    uv_run(&play.loop, UV_RUN_DEFAULT);
    uv_loop_close(&play.loop);
    sf_tls_free(play.tls);
    return good ? 0 : 1;
}
