#include "dns_message.h"

#include <ares.h>

#define HEADER_BYTES 12
#define FIXED_BYTES 10 /* of a record, behind its name */
#define TYPE_SOA 6
#define CLASS_IN 1

struct reading {
    struct sf_dns_message *message;
    const unsigned char *bytes, *at, *end;
    int length;
};

static uint16_t number16(const unsigned char *p)
{
    return (uint16_t)(p[0] << 8 | p[1]);
}

static uint32_t number32(const unsigned char *p)
{
    return (uint32_t)number16(p) << 16 | number16(p + 2);
}

static bool has(const struct reading *in, long bytes)
{
    return in->end - in->at >= bytes;
}

/* What c-ares has made is kept, and freed with the message. */
static bool keep(struct reading *in, char *text, struct sf_str *str)
{
    if (in->message->texts == SF_DNS_MESSAGE_TEXTS) {
        ares_free_string(text);
        return false;
    }
    in->message->text[in->message->texts++] = text;
    *str = sf_str_of(text);
    return true;
}

static bool read_name(struct reading *in, struct sf_str *name)
{
    char *text;
    long taken;
    if (ares_expand_name(in->at, in->bytes, in->length, &text, &taken) != ARES_SUCCESS)
        return false;
    in->at += taken;
    return keep(in, text, name);
}

static bool read_string(struct reading *in, struct sf_str *string)
{
    unsigned char *text;
    long taken;
    if (ares_expand_string(in->at, in->bytes, in->length, &text, &taken) != ARES_SUCCESS)
        return false;
    in->at += taken;
    return keep(in, (char *)text, string);
}

static bool read_srv(struct reading *in, struct sf_dns_record *record)
{
    if (!has(in, 6))
        return false;
    record->srv.priority = number16(in->at);
    record->srv.weight = number16(in->at + 2);
    record->srv.port = number16(in->at + 4);
    in->at += 6;
    return read_name(in, &record->srv.target);
}

static bool read_naptr(struct reading *in, struct sf_dns_record *record)
{
    if (!has(in, 4))
        return false;
    record->naptr.order = number16(in->at);
    record->naptr.preference = number16(in->at + 2);
    in->at += 4;
    return read_string(in, &record->naptr.flags) && read_string(in, &record->naptr.service) &&
           read_string(in, &record->naptr.regexp) && read_name(in, &record->naptr.replacement);
}

/* The data of a record, which has `length` bytes. */
static bool read_data(struct reading *in, struct sf_dns_record *record, unsigned length)
{
    switch (record->type) {
    case SF_DNS_A:
    case SF_DNS_AAAA:
        if (length != (record->type == SF_DNS_A ? 4u : 16u))
            return false;
        memcpy(record->ip, in->at, length);
        return true;
    case SF_DNS_CNAME:
        return read_name(in, &record->cname);
    case SF_DNS_SRV:
        return read_srv(in, record);
    case SF_DNS_NAPTR:
        return read_naptr(in, record);
    default:
        return true;
    }
}

/* 2308:5: how long an absence holds, the last number of the SOA, but no longer than its TTL. */
static uint32_t absence_of(const unsigned char *data, unsigned length, uint32_t ttl_s)
{
    uint32_t minimum_s = length >= 22 ? number32(data + length - 4) : 0;
    return minimum_s < ttl_s ? minimum_s : ttl_s;
}

static bool read_record(struct reading *in, bool answers)
{
    struct sf_dns_message *message = in->message;
    struct sf_dns_record record = {.type = 0};
    if (!read_name(in, &record.name) || !has(in, FIXED_BYTES))
        return false;
    record.type = number16(in->at);
    record.ttl_s = number32(in->at + 4);
    unsigned class = number16(in->at + 2), length = number16(in->at + 8);
    in->at += FIXED_BYTES;
    if (!has(in, length))
        return false;
    const unsigned char *data = in->at;
    if (!answers && record.type == TYPE_SOA)
        message->answer.absent_s = absence_of(data, length, record.ttl_s);
    if (answers && class == CLASS_IN && message->answer.records < SF_DNS_MESSAGE_RECORDS) {
        if (!read_data(in, &record, length) || in->at > data + length)
            return false;
        message->record[message->answer.records++] = record;
    }
    in->at = data + length;
    return true;
}

bool sf_dns_message_read(struct sf_dns_message *message, const unsigned char *bytes, int length)
{
    struct reading in = {message, bytes, bytes, bytes, length};
    message->answer = (struct sf_dns_answer){.status = SF_DNS_OK, .record = message->record};
    message->texts = 0;
    if (length < HEADER_BYTES)
        return false;
    in.end = bytes + length;
    unsigned questions = number16(bytes + 4), answers = number16(bytes + 6),
             authorities = number16(bytes + 8);
    in.at += HEADER_BYTES;
    struct sf_str name;
    for (; questions; questions--) {
        if (!read_name(&in, &name) || !has(&in, 4))
            return false;
        in.at += 4;
    }
    for (; answers && message->answer.records < SF_DNS_MESSAGE_RECORDS; answers--)
        if (!read_record(&in, true))
            return false;
    for (; !message->answer.records && authorities; authorities--)
        if (!read_record(&in, false))
            return false;
    return true;
}

void sf_dns_message_free(struct sf_dns_message *message)
{
    while (message->texts)
        ares_free_string(message->text[--message->texts]);
}
