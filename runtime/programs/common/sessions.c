/* The sessions that the calls of a program have agreed on. See sessions.h. */
#include "common/sessions.h"

#include <stdio.h>
#include <stdlib.h>

#include "sipfsm/body.h"
#include "sipfsm/sockaddr.h"

struct sessions_entry {
    char *text;
    uint32_t length, generation;
    bool settled;
    bool due; /* the ACK of our 2xx must bring the answer to our offer */
};

static const struct sf_session_codec codecs[] = {
    {.encoding = {"PCMU", 4}, .clock_rate_hz = 8000, .payload_type = 0},
    {.encoding = {"PCMA", 4}, .clock_rate_hz = 8000, .payload_type = 8},
    {.encoding = {"telephone-event", 15},
     .clock_rate_hz = 8000,
     .payload_type = 101,
     .fmtp = {"0-15", 4},
     .companion = true},
};

/* Port 9 discards what comes: these programs signal, they play nothing. */
static struct sf_session_stream the_stream(void)
{
    return (struct sf_session_stream){.media = SF_STR("audio"),
                                      .protocols = SF_STR("RTP/AVP"),
                                      .codec = codecs,
                                      .codecs = sizeof codecs / sizeof *codecs,
                                      .port = 9,
                                      .line = -1};
}

static struct sf_session_local local_of(struct sessions *sessions, struct sf_session_stream *stream)
{
    return (struct sf_session_local){.address = sf_str_of(sessions->address),
                                     .id = sessions->next_id++ & INT64_MAX,
                                     .stream = stream,
                                     .streams = 1,
                                     .any_family = true};
}

void sessions_begin(struct sessions *sessions, const struct sf_address *local, uint64_t id)
{
    *sessions = (struct sessions){.next_id = id};
    sf_address_host_text(local, sessions->address);
    size_t length = strlen(sessions->address);
    if (sessions->address[0] == '[') { /* SDP writes IPv6 without brackets */
        memmove(sessions->address, sessions->address + 1, length - 2);
        sessions->address[length - 2] = 0;
    }
}

void sessions_end(struct sessions *sessions)
{
    for (uint32_t i = 0; i < sessions->entries; i++)
        free(sessions->entry[i].text);
    free(sessions->entry);
    *sessions = (struct sessions){.next_id = 0};
}

static struct sessions_entry *entry_of(const struct sessions *sessions, struct sf_call call)
{
    if (call.slot >= sessions->entries || !sessions->entry[call.slot].text ||
        sessions->entry[call.slot].generation != call.generation)
        return NULL;
    return &sessions->entry[call.slot];
}

struct sf_str sessions_last(const struct sessions *sessions, struct sf_call call)
{
    const struct sessions_entry *entry = entry_of(sessions, call);
    return entry ? (struct sf_str){entry->text, entry->length} : (struct sf_str){NULL, 0};
}

bool sessions_keep(struct sessions *sessions, struct sf_call call, struct sf_str text)
{
    if (call.slot >= sessions->entries) {
        uint32_t count = call.slot + call.slot / 2 + 16;
        struct sessions_entry *more = realloc(sessions->entry, count * sizeof *more);
        if (!more)
            return false;
        memset(more + sessions->entries, 0, (count - sessions->entries) * sizeof *more);
        sessions->entry = more;
        sessions->entries = count;
    }
    char *copy = malloc(text.len + 1);
    if (!copy)
        return false;
    memcpy(copy, text.p, text.len);
    struct sessions_entry *entry = &sessions->entry[call.slot];
    bool settled = entry->generation == call.generation && entry->settled;
    sessions->count += !entry->text;
    free(entry->text);
    entry->text = copy;
    entry->length = (uint32_t)text.len;
    entry->generation = call.generation;
    entry->settled = settled;
    return true;
}

void sessions_forget(struct sessions *sessions, struct sf_call call)
{
    struct sessions_entry *entry = entry_of(sessions, call);
    if (!entry)
        return;
    free(entry->text);
    *entry = (struct sessions_entry){.text = NULL};
    sessions->count--;
}

void sessions_settle(struct sessions *sessions, struct sf_call call)
{
    struct sessions_entry *entry = entry_of(sessions, call);
    if (entry)
        entry->settled = true;
}

bool sessions_unsettled(const struct sessions *sessions, struct sf_call call)
{
    const struct sessions_entry *entry = entry_of(sessions, call);
    return entry && !entry->settled;
}

bool sessions_next(const struct sessions *sessions, uint32_t *place, struct sf_call *call)
{
    for (; *place < sessions->entries; ++*place)
        if (sessions->entry[*place].text) {
            *call = (struct sf_call){*place, sessions->entry[*place].generation};
            ++*place;
            return true;
        }
    return false;
}

/* ---- Offers and answers ---- */

/* The last description that was sent, parsed; null if there is none. */
static const struct sf_sdp *last_of(const struct sessions *sessions, struct sf_call call,
                                    struct sf_sdp *sdp)
{
    struct sf_str text = sessions_last(sessions, call);
    return text.p && sf_sdp_parse(sdp, text.p, (struct sf_view){0, (uint32_t)text.len},
                                  SF_SDP_STRICT, NULL) == SF_SDP_OK
               ? sdp
               : NULL;
}

struct sf_str sessions_offer(struct sessions *sessions)
{
    if (sessions->given.p)
        return sessions->given;
    struct sf_session_stream stream = the_stream();
    struct sf_session_local local = local_of(sessions, &stream);
    size_t length;
    sf_session_offer(&local, NULL, NULL, sessions->text, sizeof sessions->text, &length, NULL);
    return (struct sf_str){sessions->text, length};
}

bool sessions_change(struct sessions *sessions, struct sf_call call, bool hold, struct sf_str *text)
{
    static struct sf_sdp last;
    struct sf_session_stream stream = the_stream();
    struct sf_session_local local = local_of(sessions, &stream);
    const struct sf_sdp *before = last_of(sessions, call, &last);
    size_t length;
    if (hold)
        stream.direction = sf_session_hold(stream.direction);
    if (!before ||
        sf_session_offer(&local, before, NULL, sessions->text, sizeof sessions->text, &length,
                         NULL) != SF_SESSION_OK ||
        !sessions_keep(sessions, call, (struct sf_str){sessions->text, length}))
        return false;
    *text = sessions_last(sessions, call);
    return true;
}

static unsigned refuse(struct sessions *sessions, unsigned status, const char *why)
{
    sessions->why = why;
    sessions->warning = 0;
    return status;
}

/* Checks whether the given description answers the offer; if not, it says why as sf_session_answer
 * does. */
static enum sf_session_code check_given(const struct sessions *sessions, const struct sf_sdp *offer,
                                        struct sf_session_error *error)
{
    static _Thread_local struct sf_sdp given;
    sf_sdp_parse(&given, sessions->given.p, (struct sf_view){0, (uint32_t)sessions->given.len},
                 SF_SDP_STRICT, NULL);
    enum sf_session_code code = sf_session_check(offer, &given, error);
    if (code == SF_SESSION_LINES || code == SF_SESSION_MEDIA)
        error->warning = 304;
    else if (code == SF_SESSION_PROTOCOL)
        error->warning = 302;
    else if (code == SF_SESSION_FORMAT)
        error->warning = 305;
    else if (code != SF_SESSION_OK)
        error->warning = 399;
    return code;
}

unsigned sessions_answer(struct sessions *sessions, struct sf_call call, const struct sf_msg *msg,
                         struct sf_str *text)
{
    static _Thread_local struct sf_sdp offer, last;
    struct sf_session_stream stream = the_stream();
    struct sf_session_local local = local_of(sessions, &stream);
    struct sf_session_error error;
    struct sf_sdp_error wrong;
    struct sf_body body;
    enum sf_session_code code;
    size_t length = 0;
    struct sf_str made = sessions->given;
    const struct sf_sdp *before = last_of(sessions, call, &last);
    *text = (struct sf_str){NULL, 0};
    if (!sf_body_accepts_sdp(msg))
        return refuse(sessions, 406, "Accept has no session description");
    switch (sf_body_find(msg, NULL, 0, &body)) {
    case SF_BODY_NONE:
        code = SF_SESSION_OK;
        if (!made.p)
            code = sf_session_offer(&local, before, NULL, sessions->text, sizeof sessions->text,
                                    &length, &error);
        break;
    case SF_BODY_SESSION:
        if (sf_sdp_parse(&offer, msg->bytes, body.session, SF_SDP_LENIENT, &wrong) != SF_SDP_OK)
            return refuse(sessions, 400, sf_sdp_error_text(&wrong));
        code = made.p ? check_given(sessions, &offer, &error)
                      : sf_session_answer(&local, &offer, before, sessions->text,
                                          sizeof sessions->text, &length, &error);
        break;
    case SF_BODY_MALFORMED:
        return refuse(sessions, 400, body.what);
    default:
        return refuse(sessions, 415, body.what);
    }
    if (code != SF_SESSION_OK) {
        refuse(sessions, 488, error.what);
        sessions->warning = error.warning;
        return 488;
    }
    if (!made.p)
        made = (struct sf_str){sessions->text, length};
    if (!sessions_keep(sessions, call, made))
        return refuse(sessions, 500, "No memory");
    sessions->entry[call.slot].due = body.code == SF_BODY_NONE;
    *text = sessions_last(sessions, call);
    return 0;
}

enum sf_ua_result sessions_refuse(const struct sessions *sessions, struct sf_ua *ua,
                                  uint64_t now_us, struct sf_call call, unsigned status)
{
    char text[200];
    struct sf_ua_field field = {SF_STR("Retry-After"), SF_STR("10")};
    bool warns = status == 488 && sessions->warning;
    if (status == 415)
        field = (struct sf_ua_field){SF_STR("Accept"), SDP_TYPE};
    if (warns) {
        snprintf(text, sizeof text, "%u sipfsm \"%.150s\"", sessions->warning, sessions->why);
        field = (struct sf_ua_field){SF_STR("Warning"), sf_str_of(text)};
    }
    const struct sf_answer answer = {
        .status = status,
        .content = {.field = &field, .fields = status == 415 || status == 503 || warns}};
    return sf_ua_respond(ua, now_us, call, &answer);
}

const char *sessions_acknowledge(struct sessions *sessions, struct sf_ua *ua, uint64_t now_us,
                                 const struct sf_ua_event *event)
{
    struct sf_ua_content content = {.type = SDP_TYPE};
    if (!event->body.len)
        return "There is no offer";
    if (sessions_answer(sessions, event->call, event->msg, &content.body))
        return sessions->why;
    enum sf_ua_result result = sf_ua_ack(ua, now_us, event->call, &content);
    return result == SF_UA_OK ? NULL : sf_ua_result_text(result);
}

void sessions_renegotiate(struct sessions *sessions, struct sf_ua *ua, uint64_t now_us,
                          const struct sf_ua_event *event)
{
    struct sf_str text;
    unsigned status = sessions_answer(sessions, event->call, event->msg, &text);
    if (status)
        sessions_refuse(sessions, ua, now_us, event->call, status);
    else
        sf_ua_accept(ua, now_us, event->call, SDP_TYPE, text);
}

const char *sessions_check(struct sessions *sessions, struct sf_call call, const struct sf_msg *msg)
{
    static _Thread_local struct sf_sdp ours, theirs;
    struct sf_session_error error;
    struct sf_body body;
    struct sessions_entry *entry = entry_of(sessions, call);
    bool due = entry && entry->due;
    if (due)
        entry->due = false;
    if (sf_body_find(msg, NULL, 0, &body) != SF_BODY_SESSION || !last_of(sessions, call, &ours))
        return due ? "There is no answer" : NULL;
    if (sf_sdp_parse(&theirs, msg->bytes, body.session, SF_SDP_LENIENT, NULL) != SF_SDP_OK)
        return "The answer is no session description";
    switch (sf_session_check(&ours, &theirs, &error)) {
    case SF_SESSION_OK:
    case SF_SESSION_NOTHING:   /* nothing was to be played anyway */
    case SF_SESSION_DIRECTION: /* nor sent */
        return NULL;
    default:
        return error.what;
    }
}
