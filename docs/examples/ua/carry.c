/* A call that outlives its program: Alice's core saves the dialog of her call in a file, and is
 * gone. A new core, as after a crash, restores it and hangs up. Bob notices nothing before that.
 * Both cores are in this program, and datagrams go by hand from one to the other.
 *
 *     carry FILE */
#include <stdio.h>
#include <stdlib.h>

#include "sipfsm/ua.h"

static const struct sf_address alice = {.family = 4, .port = 5060, .ip = {192, 0, 2, 1}},
                               bob = {.family = 4, .port = 5060, .ip = {192, 0, 2, 2}};
static const char sdp[] = "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\n"
                          "t=0 0\r\nm=audio 4000 RTP/AVP 0\r\n";
static struct sf_call alices_call;
static uint64_t now_us = 1000000;

static struct sf_ua *core(struct sf_address local)
{
    struct sf_ua_config config = {
        .calls = 1, .calls_per_second = 1, .message_bytes = 4000, .local = local};
    size_t size = sf_ua_size(&config);
    struct sf_ua *ua = sf_ua_init(malloc(size), size, &config);
    if (!ua)
        exit(1);
    return ua;
}

/* Gives each side's datagrams to the other until there are none. */
static void run(struct sf_ua *a, struct sf_ua *b)
{
    struct sf_ua *ua[2] = {a, b};
    struct sf_output output;
    for (unsigned side = 0, idle = 0; idle < 2; side = 1 - side, idle++)
        while (sf_ua_next(ua[side], &output)) {
            const struct sf_ua_event *event = &output.event;
            idle = 0;
            if (output.type == SF_OUTPUT_DATAGRAM)
                sf_ua_receive(ua[1 - side], now_us, output.datagram.bytes, output.datagram.length,
                              side ? &bob : &alice);
            else if (event->type == SF_UA_EV_INCOMING)
                sf_ua_accept(ua[side], now_us, event->call, SF_STR("application/sdp"),
                             sf_str_of(sdp));
            else if (event->type == SF_UA_EV_CONFIRMED)
                puts("the call stands");
            else if (event->type == SF_UA_EV_ENDED && side)
                puts("the call is over");
        }
}

/* Any time that goes on while the program does not run: here the cores' own. */
static uint64_t wall_us(void)
{
    return now_us;
}

static int save(struct sf_ua *ua, const char *path)
{
    char record[1000];
    size_t length;
    enum sf_snapshot_result result =
        sf_dialog_save(ua, now_us, alices_call, wall_us(), record, sizeof record, &length);
    FILE *file = result == SF_SNAPSHOT_OK ? fopen(path, "wb") : NULL;
    int saved = file && fwrite(record, 1, length, file) == length;
    if (!saved)
        fprintf(stderr, "not saved: %s\n", file ? path : sf_snapshot_text(result));
    return (!file || fclose(file) == 0) && saved;
}

static int restore(struct sf_ua *ua, const char *path)
{
    char record[1000];
    FILE *file = fopen(path, "rb");
    size_t length = file ? fread(record, 1, sizeof record, file) : 0;
    enum sf_snapshot_result result =
        sf_dialog_restore(ua, now_us, record, length, wall_us(), 16, &alices_call);
    if (file)
        fclose(file);
    if (result != SF_SNAPSHOT_OK)
        fprintf(stderr, "not restored: %s\n", sf_snapshot_text(result));
    return result == SF_SNAPSHOT_OK;
}

int main(int argc, char **argv)
{
    struct sf_ua *a = core(alice), *b = core(bob);
    struct sf_invite invite = {.to = SF_STR("sip:bob@192.0.2.2"),
                               .next_hop = bob,
                               .content_type = SF_STR("application/sdp"),
                               .body = sf_str_of(sdp)};
    if (argc != 2 || sf_ua_invite(a, now_us, &invite, &alices_call) != SF_UA_OK)
        return 1;
    run(a, b);
    if (!save(a, argv[1]))
        return 1;
    free(a); /* and with it all that Alice knew */
    a = core(alice);
    now_us += 60 * 1000000;
    if (!restore(a, argv[1]) || sf_ua_hangup(a, now_us, alices_call) != SF_UA_OK)
        return 1;
    run(a, b);
    free(a);
    free(b);
    return 0;
}
