/* fuzz_seeds SOURCE_ROOT DIR: writes inputs to begin with to DIR/<target>/: the cases of tests/msg,
 * the tables of fsm/ with what they include, those tables as files to load, and scripts for the
 * user agent. */
#define _DEFAULT_SOURCE
#include "cases.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "check/check.h"
#include "emit/emit.h"
#include "read/load.h"
#include "sipfsm/kind.h"

static const char *to;
static unsigned written;

static void put(const char *target, const char *head, size_t head_size, const char *bytes,
                size_t size)
{
    char name[4096];
    mkdir(to, 0777);
    snprintf(name, sizeof name, "%s/%s", to, target);
    mkdir(name, 0777);
    snprintf(name, sizeof name, "%s/%s/%04u", to, target, written++);
    FILE *file = fopen(name, "wb");
    if (!file || fwrite(head, 1, head_size, file) != head_size ||
        fwrite(bytes, 1, size, file) != size || fclose(file) != 0) {
        perror(name);
        exit(1);
    }
}

/* ---- The cases of tests/msg ---- */

/* Each field of a sound message, as fuzz_header.c takes it: from 16 on the first byte is the
 * header's id. */
static void put_fields(const struct test_case *test)
{
    static struct sf_msg msg;
    if (sf_msg_parse(&msg, test->input, test->length, NULL) != SF_MSG_OK)
        return;
    for (unsigned i = 0; i < msg.header_count && i < 20; i++) {
        static bool seen[SF_HEADERS][64];
        struct sf_str value = sf_msg_str(&msg, msg.header[i].value);
        char head = (char)(16 + msg.header[i].id);
        if (value.len < 200 && !seen[msg.header[i].id][value.len % 64]) {
            put("header", &head, 1, value.p, value.len);
            seen[msg.header[i].id][value.len % 64] =
                true; /* those of one length are mostly the same */
        }
    }
}

/* Streams with a whole and a small buffer, descriptions with every tolerance, multiparts after
 * their Content-Type, in the form that their harnesses take. */
static void put_body(const struct test_case *test)
{
    if (strcmp(test->kind, "stream") == 0) {
        put("stream", "\0\0\0\1", 4, test->input, test->length);
        put("stream", "\1\2\0\3", 4, test->input, test->length);
    } else if (strcmp(test->kind, "sdp") == 0) {
        put("sdp", "\0", 1, test->input, test->length);
        put("sdp", "\177", 1, test->input, test->length);
        put("sdp_answer", "\1\1", 2, test->input, test->length);
        put("sdp_answer", "\177\72", 2, test->input, test->length);
    } else if (strcmp(test->kind, "multipart") == 0) {
        char type[500];
        bool given = strcmp(test->key[0], "with") == 0;
        int length = snprintf(type, sizeof type, "%s\n",
                              given ? test->value[0] : "multipart/mixed;boundary=b1");
        put("multipart", type, (size_t)length, test->input, test->length);
    }
}

static void put_case(const struct test_case *test)
{
    static const char *const kinds[] = {"via", "name-addr", "cseq",
                                        "content-type"}; /* as fuzz_header.c numbers them */
    if (test->length > 5000)
        return;
    if (strcmp(test->kind, "message") == 0) {
        char script[4] = {0, 0, (char)(test->length >> 8),
                          (char)test->length}; /* a small core, STEP_RAW, its length */
        put("datagram", "", 0, test->input, test->length);
        put_fields(test);
        put("ua", script, sizeof script, test->input, test->length);
    }
    put_body(test);
    if (strcmp(test->kind, "challenge") == 0)
        put("auth", "\x21W", 2, test->input, test->length);
    if (strcmp(test->kind, "credentials") == 0)
        put("auth", "\x20\x41", 2, test->input, test->length);
    if (strncmp(test->kind, "uri", 3) == 0)
        put("uri", "", 0, test->input, test->length);
    for (unsigned id = 0; id < SF_HEADERS; id++) { /* once for each header of the kind */
        const struct sf_kind *kind = sf_kind_of((enum sf_header_id)id);
        char head = (char)(16 + id);
        if (kind && strcmp(test->kind, kind->name) == 0)
            put("header", &head, 1, test->input, test->length);
    }
    if (strcmp(test->kind, "tel") == 0)
        put("header", "\xa0", 1, test->input, test->length);
    for (unsigned i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(test->kind, kinds[i]) == 0) {
            char head = (char)i;
            put("header", &head, 1, test->input, test->length);
        }
}

/* ---- Tables ---- */

static size_t read_file(const char *name, char *bytes, size_t room)
{
    FILE *file = fopen(name, "rb");
    size_t size = file ? fread(bytes, 1, room, file) : 0;
    if (file)
        fclose(file);
    return size;
}

/* The same as a file to load, with and without what only tools show; nothing of a table that is
 * wrong. */
static void put_loadable(const char *path)
{
    struct fg_arena arena = {0};
    struct fg_log log = {.arena = &arena};
    struct fg_machine machine;
    struct fg_output whole = {.arena = &arena}, stripped = whole;
    if (fg_load(&machine, &arena, &log, path))
        fg_check(&machine);
    if (log.errors == 0 && fg_emit_bin(&machine, true, &whole) &&
        fg_emit_bin(&machine, false, &stripped)) {
        put("load", "", 0, whole.at, whole.count);
        put("load", "", 0, stripped.at, stripped.count);
    }
    fg_arena_free(&arena);
}

static void put_tables(const char *root, const char *folder, const char *shared)
{
    static char table[100000];
    char path[4096];
    struct dirent **entry;
    snprintf(path, sizeof path, "%s/%s", root, folder);
    int count = scandir(path, &entry, NULL, alphasort);
    for (int i = 0; i < count; i++) {
        size_t length = strlen(entry[i]->d_name);
        if (length > 4 && strcmp(entry[i]->d_name + length - 4, ".fsm") == 0) {
            snprintf(path, sizeof path, "%s/%s/%s", root, folder, entry[i]->d_name);
            put_loadable(path);
            size_t size = read_file(path, table, sizeof table / 2);
            if (shared) {
                snprintf(path, sizeof path, "%s/%s", root, shared);
                table[size++] = 0;
                size += read_file(path, table + size, sizeof table / 2 - 1);
            }
            put("table", "", 0, table, size);
        }
        free(entry[i]);
    }
    free(count >= 0 ? entry : NULL);
}

/* ---- Scripts: see fuzz_ua.c for the steps ---- */

#define SCRIPT(...)                                                                                \
    do {                                                                                           \
        static const uint8_t script[] = {__VA_ARGS__};                                             \
        put("ua", "", 0, (const char *)script, sizeof script);                                     \
    } while (0)

enum {
    RAW,
    INVITE,
    REQUEST,
    RESPOND,
    CALL,
    RING,
    ACCEPT,
    REJECT,
    HANGUP,
    WAIT,
    TICK,
    FAIL,
    DRAIN,
    REFLECT,
    SPOIL,
    LONG,
    SOURCE,
    ACK,
    ASK,
    ANSWER,
    CHALLENGE
};

static void put_scripts(void)
{
    /* in: rings, is answered, ACK, BYE by either; cancelled; rejected and acknowledged; no ACK at
     * all; refreshed */
    SCRIPT(1, INVITE, 0, 8, RING, 0, 80, ACCEPT, 0, 0, REQUEST, 0, 8, 0, REQUEST, 0, 8 + 16 + 1, 0,
           TICK, 9);
    SCRIPT(1, INVITE, 0, 8, ACCEPT, 0, 0, REQUEST, 0, 8, 0, HANGUP, 0, RESPOND, 0, 3, 0);
    SCRIPT(1, INVITE, 0, 8, RING, 0, 80, REQUEST, 0, 2, 0, REQUEST, 0, 0, 0);
    SCRIPT(1, INVITE, 0, 8, REJECT, 0, 94, REQUEST, 0, 0, 0, WAIT, 23);
    SCRIPT(1, INVITE, 0, 8, ACCEPT, 0, 0, TICK, 31, RESPOND, 0, 3, 0);
    SCRIPT(1, INVITE, 0, 8, ACCEPT, 0, 0, REQUEST, 0, 8, 0, REQUEST, 1, 8 + 16 + 3, 8, ACCEPT, 0, 0,
           REQUEST, 0, 8 + 32, 0, HANGUP, 0);
    SCRIPT(1, INVITE, 0, 8, INVITE, 0, 8, INVITE, 1, 8, INVITE, 64, 8, INVITE, 4, 8, INVITE, 16, 8,
           INVITE, 32 + 64, 8);
    SCRIPT(1, INVITE, 0, 8 + 16, RING, 0, 80, FAIL, 0, HANGUP, 0, REQUEST, 0, 0, 0);
    /* out: ringing, answered, BYE; forks; refused; cancelled early and late; nobody there;
     * transport error; early BYE */
    SCRIPT(1, CALL, 0, RESPOND, 0, 0, 0, RESPOND, 0, 1, 0, RESPOND, 0, 3, 8, HANGUP, 0, RESPOND, 0,
           3, 0);
    SCRIPT(1, CALL, 0, RESPOND, 0, 1, 0, RESPOND, 0, 1 + 32, 0, RESPOND, 0, 3, 8, RESPOND, 1,
           3 + 32, 8, RESPOND, 0, 3 + 64, 8, WAIT, 25);
    SCRIPT(1, CALL, 0, RESPOND, 0, 10, 0, REQUEST, 0, 1, 0);
    SCRIPT(1, CALL, 0, HANGUP, 0, RESPOND, 0, 1, 0, RESPOND, 0, 3, 0, RESPOND, 1, 11, 0);
    SCRIPT(1, CALL, 0, RESPOND, 0, 1, 0, HANGUP, 0, RESPOND, 1, 3, 8, RESPOND, 0, 3, 0);
    SCRIPT(1, CALL, 1, TICK, 31);
    SCRIPT(1, CALL, 0, FAIL, 0);
    SCRIPT(1, CALL, 0, RESPOND, 0, 3, 8 + 4 + 64, REQUEST, 0, 8 + 16 + 1, 0, REQUEST, 0, 8 + 16 + 3,
           8);
    SCRIPT(1, CALL, 0, RESPOND, 0, 3, 8, REQUEST, 0, 8 + 16 + 3, 8, REJECT, 0, 94, REQUEST, 0, 0, 0,
           REFLECT, 0, REFLECT, 1);
    /* challenged: a request, an INVITE twice, the BYE of a call of ours and of one that came */
    SCRIPT(64 + 1, ASK, 0, 1, CHALLENGE, 0, 0, 32, RESPOND, 0, 3, 0, ASK, 0, 1, CHALLENGE, 0, 4,
           64);
    SCRIPT(64 + 1, CALL, 0, CHALLENGE, 0, 0, 1 + 4 + 32, CHALLENGE, 0, 1, 32, RESPOND, 0, 3, 8,
           HANGUP, 0, CHALLENGE, 0, 4, 32 + 128, RESPOND, 0, 3, 0);
    SCRIPT(128 + 64, INVITE, 0, 8, ACCEPT, 0, 0, REQUEST, 0, 8, 0, ASK, 0, 2, CHALLENGE, 0, 0, 32,
           HANGUP, 0, CHALLENGE, 0, 0, 32);
    SCRIPT(64 + 2, CALL, 0, RESPOND, 0, 1, 8, CHALLENGE, 1, 0, 2 + 64, RESPOND, 0, 1, 8, HANGUP, 0,
           CHALLENGE, 0, 0, 32, CHALLENGE, 1, 3, 32, REFLECT, 0);
    /* nobody takes what comes out; a full pool; odd sources; spoiled bytes */
    SCRIPT(0, DRAIN, INVITE, 0, 8, INVITE, 16, 8, INVITE, 32, 8, CALL, 0, CALL, 0, TICK, 31, DRAIN,
           HANGUP, 0, HANGUP, 1);
    SCRIPT(0, CALL, 0, CALL, 1, CALL, 2, CALL, 3, CALL, 8, CALL, 16, CALL, 32, CALL, 4, INVITE, 0,
           8, INVITE, 16, 8, INVITE, 32, 8);
    SCRIPT(1, SOURCE, 1, INVITE, 0, 8, ACCEPT, 0, 0, SOURCE, 3, REQUEST, 0, 8, 0, SPOIL, 0, 60, 44,
           REQUEST, 1, 8 + 16 + 1, 0);
}

/* ---- Both ends of an authentication: see fuzz_auth.c ---- */

static void put_auth(void)
{
    static const char *const inputs[] = {
        "\x01Rbiloxi.com\nUbob\nSzanzibar\nNsip:bob@biloxi.com\nMINVITE",
        "\x22Ra\"b\\c\nUJ\xc3\xa4s\xc3\xb8n Doe\nSSecret, or not?\nNsip:a@b;x=\"y\"\nMREGISTER",
        "\x13Rr\nUu\n",
        "\x50WDigest realm=\"r\", nonce=\"n\", qop=\"auth,auth-int\", algorithm=SHA-512-256-sess, "
        "opaque=\"o\"\nPDigest realm=\"p\", nonce=\"m\", stale=true, userhash=true\n",
        "\x20WDigest realm=r, nonce=\"n\"\nADigest username=\"u\", realm=\"r\", nonce=\"n\", "
        "uri=\"sip:b@c\", response=\"00\", algorithm=SHA-256, qop=auth, nc=00000001, cnonce=\"c\"\n"
        "Inextnonce=\"m\", rspauth=\"00\", qop=auth, nc=00000001, cnonce=\"c\"\n",
        "\x23XDigest username*=UTF-8''u%20v, realm=\"r\", nonce=\"\", uri=\"x\", response=\"\", "
        "algorithm=SHA-256\nABasic YTpi\n"};
    for (size_t i = 0; i < sizeof inputs / sizeof *inputs; i++)
        put("auth", "", 0, inputs[i], strlen(inputs[i]));
}

/* A datagram of 300 and more Via values, a To as long as a header can be: what an answer must copy.
 */
static void put_long(void)
{
    static const char many[] =
        "OPTIONS sip:a@b SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bKa,SIP/2.0/UDP h\r\nFrom: "
        "<sip:a@b>;tag=1\r\n"
        "To: <sip:a@b>\r\nCall-ID: 1\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n";
    static const struct {
        const char *from;
        unsigned width, times;
        uint8_t choice;
    } cases[] = {{",SIP/2.0/UDP h\r", 14, 255, 24},
                 {",SIP/2.0/UDP h\r", 14, 250, 24},
                 {"a@b>\r\nCall", 1, 255, 24},
                 {"a@b>;tag", 1, 255, 0}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char script[600] = {(char)cases[i].choice, LONG, (char)((sizeof many - 1) >> 8),
                            (char)(sizeof many - 1)};
        size_t offset = (size_t)(strstr(many, cases[i].from) - many), size = 4;
        memcpy(script + size, many, sizeof many - 1);
        size += sizeof many - 1;
        script[size++] = (char)(offset >> 8);
        script[size++] = (char)offset;
        script[size++] = (char)cases[i].width;
        script[size++] = (char)cases[i].times;
        put("ua", "", 0, script, size);
    }
}

int main(int argc, char **argv)
{
    static const char *const files[] = {"messages",        "headers",
                                        "values",          "uris",
                                        "streams",         "sdp",
                                        "multipart",       "typed",
                                        "extensions",      "mend",
                                        "torture/valid",   "torture/invalid",
                                        "torture/numbers", "torture/semantics",
                                        "torture/hosts",   "torture/uris",
                                        "torture/framing", "torture/bodies",
                                        "torture/parties", "torture/via",
                                        "torture/fields",  "torture/edges",
                                        "torture/field",   "../body/answers"};
    char path[4096];
    if (argc != 3) {
        fprintf(stderr, "usage: fuzz_seeds SOURCE_ROOT DIR\n");
        return 2;
    }
    to = argv[2];
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        size_t count;
        snprintf(path, sizeof path, "%s/tests/msg/%s.md", argv[1], files[i]);
        struct test_case *cases = cases_read(path, &count);
        for (size_t n = 0; n < count; n++)
            put_case(&cases[n]);
        cases_free(cases, count);
    }
    put_tables(argv[1], "fsm/transaction", "fsm/sip.fsm");
    put_tables(argv[1], "fsm/session", "fsm/sip.fsm");
    put_tables(argv[1], "fsm/dialog", "fsm/sip.fsm");
    put_tables(argv[1], "fsm/demo", NULL);
    put_tables(argv[1], "tests/gen/good", NULL);
    put_tables(argv[1], "tests/gen/machine", "tests/gen/machine/locks.fsm");
    put_tables(argv[1], "tests/gen/bad", NULL);
    put_scripts();
    put_long();
    put_auth();
    printf("%u inputs in %s\n", written, to);
    return 0;
}
