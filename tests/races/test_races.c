/* test_races [NAME]: plays that race, or all of them.
 * test_races --page FILE: plays all of them, and writes docs/races.md into FILE. */
#include "races.h"

#include <ctype.h>
#include <string.h>

static const struct race {
    const char *name, *clauses, *title, *words;
    void (*play)(void);
} races[] = {
#define RACE(name, clauses, title, words) {#name, clauses, title, words, race_##name},
#include "races.def"
#undef RACE
};

#define RACES (sizeof races / sizeof *races)

static void play(void **state)
{
    const struct race *race = *state;
    race->play();
}

/* As forges make it from a heading. */
static const char *anchor_of(const char *title)
{
    static char anchor[120];
    size_t n = 0;
    for (const char *c = title; *c && n + 1 < sizeof anchor; c++)
        if (isalnum((unsigned char)*c) || *c == '-' || *c == ' ')
            anchor[n++] = *c == ' ' ? '-' : (char)tolower((unsigned char)*c);
    anchor[n] = 0;
    return anchor;
}

static void write_head(FILE *page)
{
    fprintf(page,
            "# Races\n\n"
            "Messages of SIP cross, overtake each other, repeat and get lost. This page draws the "
            "%zu races that RFC 5407 describes or\n"
            "that have broken other stacks. Each is a test of the core, and the picture is that "
            "test's own trace: `make docs` writes\n"
            "this page, and the test `races_page` fails if it says something else than the core "
            "does.\n\n"
            "An arrow is drawn when its message is sent. One that is late is named again when it "
            "arrives. Below an arrow stand the\n"
            "steps of the machines that changed their state ([how to read a ladder](demo.md)). The "
            "table has the rows that sessions\n"
            "took from the crossing on; rows of transactions are left out. Alice and Bob are two "
            "cores, 50 ms apart. Eve is written by hand.\n"
            "Real peers run many of these races too, as SIPp scenarios: [peers.md](peers.md).\n\n"
            "The challenge of a BYE (5407:D) is in `ua.challenged_calls`.\n\n"
            "| race | clauses |\n| --- | --- |\n",
            RACES);
    for (const struct race *race = races; race < races + RACES; race++)
        fprintf(page, "| [%s](#%s) | %s |\n", race->title, anchor_of(race->title), race->clauses);
}

static void write_race(FILE *page, const struct race *race)
{
    fprintf(page, "\n## %s\n\n%s (%s)\n\n", race->title, race->words, race->clauses);
    fputs("```text\n", page);
    stage.page = page;
    race->play();
    stage.page = NULL;
    fputs("```\n\n| who | machine | in | event | next | clauses |\n| --- | --- | --- | --- | --- | "
          "--- |\n",
          page);
    for (unsigned i = 0; i < stage.rows; i++)
        fprintf(page, "%s\n", stage.row[i]);
    fprintf(page, "\nTest: `race.%s`\n", race->name);
}

static const char *page_name;

static void write_page(void **state)
{
    (void)state;
    FILE *page = fopen(page_name, "w");
    assert_non_null(page);
    write_head(page);
    for (const struct race *race = races; race < races + RACES; race++)
        write_race(page, race);
    assert_int_equal(ferror(page), 0);
    assert_int_equal(fclose(page), 0);
}

int main(int argc, char **argv)
{
    struct CMUnitTest tests[RACES];
    size_t count = 0;
    if (argc == 3 && strcmp(argv[1], "--page") == 0) {
        page_name = argv[2];
        tests[count++] = (struct CMUnitTest){.name = "page", .test_func = write_page};
    } else {
        for (size_t i = 0; i < RACES; i++)
            if (argc < 2 || strcmp(argv[1], races[i].name) == 0)
                tests[count++] = (struct CMUnitTest){
                    .name = races[i].name, .test_func = play, .initial_state = (void *)&races[i]};
    }
    if (!count) {
        fprintf(stderr, "there is no race %s\n", argv[1]);
        return 2;
    }
    return _cmocka_run_group_tests("races", tests, count, NULL, NULL);
}
