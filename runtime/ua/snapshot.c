#include "snapshot.h"

#include <string.h>

#include "core.h"

/* The digest and the checksum are of keys that everyone knows: they find accidents. */
static const uint64_t KEY[2] = {0x7369706673646c67u, 0x736e617073686f74u};

static const unsigned char MAGIC[4] = {'s', 'f', 'D', '\n'};

#define HEAD_BYTES (sizeof MAGIC + 2 + 4) /* magic, version, length */
#define CHECKSUM_BYTES 8

/* ---- What it was made by ---- */

static void hash_rows(struct sf_hash *hash, const struct sf_fsm_table *table)
{
    unsigned cells = (unsigned)table->states * table->events;
    for (unsigned i = 0; i < cells; i++)
        sf_hash_number(hash, table->index8 ? table->index8[i] : table->index16[i]);
    for (unsigned i = 1; i < table->first_ignore; i++) {
        const struct sf_fsm_row *row = &table->row[i];
        sf_hash_number(hash, (uint64_t)row->next << 32 | (uint64_t)row->stops << 16 | row->program);
        for (const uint16_t *word = table->program + row->program; row->program; word++) {
            sf_hash_number(hash, *word);
            if (*word & SF_FSM_LAST)
                break;
        }
    }
}

static void hash_table(struct sf_hash *hash, const struct sf_fsm_table *table)
{
    const uint16_t counts[] = {table->states,       table->events,       table->rows,
                               table->timers,       table->guards,       table->actions,
                               table->first_choice, table->first_ignore, table->first_never};
    for (unsigned i = 0; i < sizeof counts / sizeof *counts; i++)
        sf_hash_number(hash, counts[i]);
    hash_rows(hash, table);
    for (unsigned i = 0; i < table->actions; i++)
        sf_hash_number(hash, table->argument[i]);
    for (unsigned i = 0; i < table->states; i++)
        sf_hash_number(hash, table->final[i]);
}

/* Of the tables whose states and timers a record has. */
static uint64_t digest(const struct sf_ua *ua, bool timed)
{
    struct sf_hash hash;
    sf_hash_begin(&hash, KEY);
    hash_table(&hash, &sf_part_type(ua, SF_M_DIALOG)->table);
    hash_table(&hash, &sf_part_type(ua, SF_M_OFFER)->table);
    if (timed)
        hash_table(&hash, &sf_part_type(ua, SF_M_REFRESH)->table);
    return sf_hash_end(&hash).lo;
}

static uint64_t checksum(const void *bytes, size_t length)
{
    struct sf_hash hash;
    sf_hash_begin(&hash, KEY);
    sf_hash_bytes(&hash, bytes, length);
    return sf_hash_end(&hash).lo;
}

/* ---- Bytes: the highest first ---- */

/* The place that a record is written to, or read from. */
struct octets {
    bool reads;
    bool bad;                  /* it reads past the end, or something that cannot be */
    unsigned char *to;         /* writing */
    const unsigned char *from; /* reading */
    size_t at, size;
};

static uint64_t number(struct octets *o, uint64_t value, unsigned bytes)
{
    uint64_t read = 0;
    if (o->reads && bytes > o->size - o->at) {
        o->bad = true;
        return 0;
    }
    for (unsigned i = bytes; i-- > 0; o->at++)
        if (o->reads)
            read = read << 8 | o->from[o->at];
        else if (o->at < o->size)
            o->to[o->at] = (unsigned char)(value >> (8 * i));
    return o->reads ? read : value;
}

static void pass_bool(struct octets *o, bool *value)
{
    uint64_t read = number(o, *value, 1);
    o->bad |= read > 1;
    *value = read == 1;
}

static void pass_u8(struct octets *o, uint8_t *value)
{
    *value = (uint8_t)number(o, *value, 1);
}

static void pass_u16(struct octets *o, uint16_t *value)
{
    *value = (uint16_t)number(o, *value, 2);
}

static void pass_u32(struct octets *o, uint32_t *value)
{
    *value = (uint32_t)number(o, *value, 4);
}

static void pass_u64(struct octets *o, uint64_t *value)
{
    *value = number(o, *value, 8);
}

/* Texts are read into the draft one after the other; the draft's room is the limit. */
static void pass_text(struct octets *o, struct sf_dialog_draft *draft, struct sf_dialog *d,
                      struct sf_view *view)
{
    size_t length = (size_t)number(o, view->len, 2);
    if (!o->reads) {
        size_t room = o->at < o->size ? o->size - o->at : 0;
        if (length)
            memcpy(o->to + (room ? o->at : 0), d->text + view->at, length < room ? length : room);
        o->at += length;
        return;
    }
    *view = (struct sf_view){d->text_bytes, (uint32_t)length};
    if (o->bad || length > o->size - o->at || length > draft->room - d->text_bytes) {
        o->bad = true;
        return;
    }
    memcpy(draft->bytes + d->text_bytes, o->from + o->at, length);
    d->text_bytes += (uint32_t)length;
    o->at += length;
}

static void pass_timer(struct octets *o, struct sf_snapshot_timer *timer)
{
    pass_bool(o, &timer->runs);
    if (!timer->runs)
        return;
    pass_u64(o, &timer->left_us);
    pass_u64(o, &timer->interval_us);
    o->bad |= timer->left_us > SF_FSM_BACKOFF_MAX_US || timer->interval_us > SF_FSM_BACKOFF_MAX_US;
}

static void pass_interval(struct octets *o, struct sf_interval *interval)
{
    pass_u32(o, &interval->seconds);
    pass_bool(o, &interval->ours);
    pass_bool(o, &interval->said);
    pass_bool(o, &interval->require);
}

static void pass_address(struct octets *o, struct sf_address *address)
{
    pass_u8(o, &address->transport);
    pass_u8(o, &address->family);
    pass_u16(o, &address->port);
    for (unsigned i = 0; i < (address->family == 4 ? 4 : 16); i++)
        pass_u8(o, &address->ip[i]);
}

/* The only list of the members of a record, for writing and for reading. The texts are in the order
 * in which dialog.c keeps them. */
static void pass(struct octets *o, struct sf_dialog_draft *draft, struct sf_snapshot *s)
{
    struct sf_dialog *d = &s->d;
    bool no_target = d->remote_target.at == d->remote_uri.at; /* the remote URI is the target */
    struct sf_view empty = {0, 0};
    pass_u64(o, &s->wall_us);
    pass_u8(o, &d->role);
    pass_bool(o, &d->secure);
    pass_bool(o, &d->proxied);
    pass_bool(o, &d->has_local_cseq);
    pass_bool(o, &d->has_remote_cseq);
    pass_u32(o, &d->local_cseq);
    pass_u32(o, &d->remote_cseq);
    pass_u32(o, &d->invite_cseq);
    pass_address(o, &d->peer);
    pass_address(o, &s->local);
    pass_bool(o, &s->acked);
    pass_bool(o, &s->proven);
    pass_bool(o, &s->takes_update);
    pass_bool(o, &s->offered);
    pass_timer(o, &s->longest);
    if (s->timed) {
        pass_u8(o, &s->refresh_state);
        pass_u32(o, &s->wish_s);
        pass_u32(o, &s->least_s);
        pass_interval(o, &s->now);
        pass_interval(o, &s->given);
        pass_timer(o, &s->wait);
        pass_timer(o, &s->expiry);
    }
    pass_text(o, draft, d, &d->call_id);
    pass_text(o, draft, d, &d->local_tag);
    pass_text(o, draft, d, &d->remote_tag);
    pass_text(o, draft, d, &d->local_uri);
    pass_text(o, draft, d, &d->remote_uri);
    pass_bool(o, &no_target);
    if (!no_target)
        pass_text(o, draft, d, &d->remote_target);
    else if (o->reads)
        d->remote_target = d->remote_uri;
    pass_text(o, draft, d, d->route_set.len || o->reads ? &d->route_set : &empty);
}

size_t sf_snapshot_write(const struct sf_ua *ua, const struct sf_snapshot *s, void *bytes,
                         size_t size)
{
    static unsigned char nowhere[1];
    struct sf_snapshot copy = *s;
    unsigned char *to = size ? bytes : nowhere;
    struct octets o = {.to = to, .size = size};
    for (unsigned i = 0; i < sizeof MAGIC; i++)
        number(&o, MAGIC[i], 1);
    number(&o, SF_SNAPSHOT_VERSION, 2);
    number(&o, 0, 4);
    pass_bool(&o, &copy.timed);
    number(&o, digest(ua, s->timed), 8);
    pass(&o, NULL, &copy);
    size_t length = o.at + CHECKSUM_BYTES;
    if (length > size)
        return length;
    struct octets head = {.to = to, .size = size, .at = HEAD_BYTES - 4};
    number(&head, length, 4);
    sf_snapshot_seal(to, length);
    return length;
}

void sf_snapshot_seal(void *bytes, size_t length_bytes)
{
    size_t at = length_bytes - CHECKSUM_BYTES;
    struct octets end = {.to = bytes, .size = length_bytes, .at = at};
    number(&end, checksum(bytes, at), CHECKSUM_BYTES);
}

/* Is it whole, and of this version? */
static enum sf_snapshot_result check_head(struct octets *o)
{
    size_t size = o->size;
    for (unsigned i = 0; i < sizeof MAGIC && i < size; i++)
        if (o->from[i] != MAGIC[i])
            return SF_SNAPSHOT_CORRUPT;
    if (size < HEAD_BYTES)
        return SF_SNAPSHOT_CUT;
    o->at = sizeof MAGIC;
    if (number(o, 0, 2) != SF_SNAPSHOT_VERSION)
        return SF_SNAPSHOT_VERSION_DIFFERS;
    uint64_t length = number(o, 0, 4);
    if (length > size)
        return SF_SNAPSHOT_CUT;
    if (length < size || size < HEAD_BYTES + CHECKSUM_BYTES)
        return SF_SNAPSHOT_CORRUPT;
    struct octets end = {.reads = true, .from = o->from, .size = size, .at = size - CHECKSUM_BYTES};
    if (number(&end, 0, CHECKSUM_BYTES) != checksum(o->from, end.at - CHECKSUM_BYTES))
        return SF_SNAPSHOT_CORRUPT;
    o->size -= CHECKSUM_BYTES;
    return SF_SNAPSHOT_OK;
}

enum sf_snapshot_result sf_snapshot_read(struct sf_ua *ua, const void *bytes, size_t length_bytes,
                                         struct sf_snapshot *s)
{
    struct octets o = {.reads = true, .from = bytes, .size = length_bytes};
    enum sf_snapshot_result result = check_head(&o);
    *s = (struct sf_snapshot){.wall_us = 0};
    if (result != SF_SNAPSHOT_OK)
        return result;
    pass_bool(&o, &s->timed);
    if (s->timed && !ua->session_timer)
        return SF_SNAPSHOT_NO_TIMERS;
    if (number(&o, 0, 8) != digest(ua, s->timed))
        return SF_SNAPSHOT_TABLES_DIFFER;
    pass(&o, &ua->draft, s);
    s->d.text = ua->draft.bytes;
    s->d.state = SF_DIALOG_CONFIRMED;
    return o.bad || o.at != o.size ? SF_SNAPSHOT_CORRUPT : SF_SNAPSHOT_OK;
}

const char *sf_snapshot_text(enum sf_snapshot_result result)
{
    static const char *const texts[] = {
        [SF_SNAPSHOT_OK] = "ok",
        [SF_SNAPSHOT_NO_CALL] = "no such call",
        [SF_SNAPSHOT_NO_DIALOG] = "the call has no confirmed dialog",
        [SF_SNAPSHOT_CHANGING] = "a change or a refresh of the call is under way",
        [SF_SNAPSHOT_ASKED] = "a request in the call waits for the application",
        [SF_SNAPSHOT_NO_SPACE] = "the record is longer than the space for it",
        [SF_SNAPSHOT_CUT] = "the record is cut short",
        [SF_SNAPSHOT_CORRUPT] = "the record is corrupt",
        [SF_SNAPSHOT_VERSION_DIFFERS] = "the record is of another version",
        [SF_SNAPSHOT_TABLES_DIFFER] = "the record was made by other tables",
        [SF_SNAPSHOT_NO_TIMERS] = "the session expires, and this core has no session timers",
        [SF_SNAPSHOT_TOO_LONG] = "its requests would be longer than message_bytes",
        [SF_SNAPSHOT_NO_WAY] = "no endpoint of its transport and address family",
        [SF_SNAPSHOT_KNOWN] = "the dialog is known already",
        [SF_SNAPSHOT_FULL] = "a pool is full",
        [SF_SNAPSHOT_BUSY] = "busy: drain the outputs first"};
    return (unsigned)result < sizeof texts / sizeof *texts ? texts[result] : "unknown";
}
