/* Recordings, written. See recording.h. */
#include "replay/recording.h"
#include "common/loss.h"
#include "common/options.h"
#include "sipfsm/load.h"
#include "sipfsm/sockaddr.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

const char *const recording_side[RECORDING_SIDES] = {"Alice", "Bob", "Registrar"};

void seeded_random(void *user, void *bytes, size_t size)
{
    struct seeded *seeded = user;
    for (size_t i = 0; i < size; i++)
        ((unsigned char *)bytes)[i] =
            (unsigned char)(loss_mix(seeded->seed ^ (seeded->side + 1) << 8, seeded->count++) >>
                            24);
}

/* The demo stops by itself after three minutes of its clock: no wait of its cores ends before. */
#define WAIT_US 600000000

/* With --refresh: the least interval that there may be (4028:4). */
#define INTERVAL_S 90

void recording_config(struct sf_ua_config *config, unsigned side, const struct plan *plan,
                      struct seeded *seeded)
{
    static struct sf_ua_session_timer timer; /* stays as long as the cores */
    static const struct sf_str user[] = {{"alice", 5}, {"bob", 3}, {"registrar", 9}};
    *config = (struct sf_ua_config){.calls = 8,
                                    .calls_per_second = 1,
                                    .user = user[side],
                                    .longest_ringing_us = WAIT_US,
                                    .longest_answering_us = WAIT_US};
    timer = (struct sf_ua_session_timer){.timing = sf_ua_timing(), .interval_s = INTERVAL_S};
    if (plan->refresh)
        config->session_timer = &timer;
    if (seeded) {
        config->random = seeded_random;
        config->random_user = seeded;
    }
}

/* Bytes as text: a line of the recording for each of theirs. */
static void put_bytes(FILE *out, const char *bytes, size_t length)
{
    for (size_t i = 0; i < length;) {
        fputs("    \"", out);
        bool ended = false;
        for (; i < length && !ended; i++) {
            unsigned char c = (unsigned char)bytes[i];
            ended = c == '\n';
            if (c == '\r' || c == '\n')
                fputs(c == '\r' ? "\\r" : "\\n", out);
            else if (c == '"' || c == '\\')
                fprintf(out, "\\%c", c);
            else if (c < ' ' || c >= 0x7f)
                fprintf(out, "\\x%02x", c);
            else
                fputc(c, out);
        }
        fputs("\"\n", out);
    }
}

static void put_table(FILE *out, const unsigned char *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++)
        fprintf(out, "%s%02x%s", i % 32 ? "" : "    ", bytes[i],
                i % 32 == 31 || i + 1 == length ? "\n" : "");
}

static const char *address_text(const struct sf_address *address)
{
    static char text[ENDPOINT_TEXT_BYTES];
    if (address->transport == SF_TRANSPORT_UDP) /* as older recordings have it */
        sf_address_text(address, text);
    else
        endpoint_text(address, text);
    return text;
}

bool recording_begin(struct recording *recording, const char *command,
                     const struct recording_setup *setup)
{
    memset(recording, 0, sizeof *recording);
    FILE *out = recording->out = open_memstream(&recording->text, &recording->length);
    if (!out) {
        complain(command, "cannot record: %s", strerror(errno));
        return false;
    }
    fprintf(out, "sipfsm recording 1\nseed %" PRIu64 "\n", setup->seed);
    plan_write(&setup->plan, out);
    fputs(setup->registers ? "set register\n" : "", out);
    if (setup->side[0].plays) {
        fprintf(out, "to %s\n", setup->to);
        fprintf(out, "target %s\n", address_text(&setup->target));
    }
    for (unsigned i = 0; i < RECORDING_SIDES; i++) {
        if (setup->side[i].plays)
            fprintf(out, "side %s %s\n", recording_side[i], address_text(&setup->side[i].local));
        if (setup->side[i].plays && setup->side[i].table_bytes) {
            fprintf(out, "table %s %s\n", recording_side[i], setup->side[i].table_name);
            put_table(out, setup->side[i].table, setup->side[i].table_bytes);
        }
    }
    return true;
}

static void put_input(struct recording *recording, unsigned side, uint64_t now_us, const char *what)
{
    fprintf(recording->out, "%" PRIu64 " < %s %s", now_us, recording_side[side], what);
    recording->inputs++;
}

void recording_agent(struct recording *recording, unsigned side, enum agent_input input,
                     uint64_t now_us)
{
    static const char *const what[] = {"begin\n", "start\n", "wake\n",   "join\n",
                                       "leave\n", "hold\n",  "resume\n", "hangup\n"};
    if (recording->out)
        put_input(recording, side, now_us, what[input]);
}

void recording_net(struct recording *recording, unsigned side, const struct sf_net_input *input)
{
    if (!recording->out)
        return;
    switch (input->kind) {
    case SF_NET_RECEIVE:
        put_input(recording, side, input->now_us, "receive ");
        fprintf(recording->out, "%s\n", address_text(&input->from));
        put_bytes(recording->out, input->bytes, input->length);
        break;
    case SF_NET_TICK:
        put_input(recording, side, input->now_us, "tick\n");
        break;
    case SF_NET_SEND_FAILED:
        put_input(recording, side, input->now_us, "failed ");
        fprintf(recording->out, "%" PRIu64 "\n", input->token);
        break;
    case SF_NET_NOT_CONNECTED:
        put_input(recording, side, input->now_us, "refused ");
        fprintf(recording->out, "%" PRIu64 "\n", input->token);
        break;
    }
}

void recording_step(struct recording *recording, uint64_t now_us, const char *text)
{
    if (!recording->out)
        return;
    fprintf(recording->out, "%" PRIu64 " > %s\n", now_us, text);
    recording->steps++;
}

bool recording_may_write(const char *command, const char *path)
{
    struct stat there;
    if (lstat(path, &there) != 0 || S_ISREG(there.st_mode))
        return true; /* what is wrong with the path otherwise shows when it is written */
    complain(command, "cannot write %s: it is %s, not a regular file", path,
             S_ISLNK(there.st_mode)    ? "a symbolic link"
             : S_ISDIR(there.st_mode)  ? "a directory"
             : S_ISFIFO(there.st_mode) ? "a pipe"
             : S_ISSOCK(there.st_mode) ? "a socket"
                                       : "a device");
    return false;
}

/* Writes a new file next to it, which then takes its place: the file is complete or unchanged. */
static bool write_whole(const struct recording *recording, const char *command, const char *path)
{
    char *part = malloc(strlen(path) + 32);
    int error = part ? 0 : ENOMEM;
    if (part) {
        sprintf(part, "%s.%ld.tmp", path, (long)getpid());
        int fd = open(part, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
        FILE *file = fd >= 0 ? fdopen(fd, "wb") : NULL;
        bool whole = file &&
                     fwrite(recording->text, 1, recording->length, file) == recording->length;
        error = whole ? 0 : errno;
        if (file && fclose(file) != 0 && !error)
            error = errno;
        if (!error && rename(part, path) != 0)
            error = errno;
        if (fd >= 0 && error)
            remove(part);
    }
    if (error)
        complain(command, "cannot write %s: %s", path, strerror(error));
    free(part);
    return !error;
}

bool recording_end(struct recording *recording, const char *command, const char *path)
{
    if (!recording->out)
        return true;
    bool whole = fflush(recording->out) == 0;
    uint32_t crc = whole ? sf_fsm_file_crc(recording->text, recording->length) : 0;
    fprintf(recording->out, "end %lu inputs, %lu steps, %08" PRIx32 "\n", recording->inputs,
            recording->steps, crc);
    whole = fclose(recording->out) == 0 && whole;
    if (!whole)
        complain(command, "cannot write %s: %s", path, strerror(errno));
    else
        whole = recording_may_write(command, path) && write_whole(recording, command, path);
    free(recording->text);
    memset(recording, 0, sizeof *recording);
    return whole;
}
