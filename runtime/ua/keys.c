#include "keys.h"

#include "core.h"

enum { SALT_CLIENT = 1, SALT_SERVER, SALT_SERVER_2543, SALT_MERGE, SALT_DIALOG, SALT_SOURCE };

static void begin(struct sf_ua *ua, struct sf_hash *hash, uint64_t salt)
{
    sf_hash_begin(hash, ua->secret);
    sf_hash_number(hash, salt);
}

static void add(struct sf_hash *hash, struct sf_str str)
{
    sf_hash_part(hash, str.p, str.len);
}

static void add_nocase(struct sf_hash *hash, struct sf_str str)
{
    sf_hash_part_nocase(hash, str.p, str.len);
}

struct sf_key sf_key_of_client(struct sf_ua *ua, struct sf_str branch, enum sf_method method)
{
    struct sf_hash hash;
    begin(ua, &hash, SALT_CLIENT);
    add_nocase(&hash, branch); /* a branch is a token: 3261:7.3.1 */
    sf_hash_number(&hash, method);
    return sf_hash_end(&hash);
}

bool sf_key_is_by_branch(const struct sf_msg *msg)
{
    return msg->via.has_cookie && msg->via.branch.len > 7;
}

struct sf_key sf_key_of_server(struct sf_ua *ua, const struct sf_msg *msg, enum sf_method method)
{
    struct sf_hash hash;
    if (sf_key_is_by_branch(msg)) {
        begin(ua, &hash, SALT_SERVER);
        add_nocase(&hash, sf_msg_str(msg, msg->via.branch));
        add_nocase(&hash, sf_msg_str(msg, msg->via.host));
        sf_hash_number(&hash, (uint64_t)(msg->via.port < 0 ? 5060 : msg->via.port));
    } else { /* an RFC 2543 sender; the To tag is compared apart, see sf_transaction.ack_tag */
        begin(ua, &hash, SALT_SERVER_2543);
        add(&hash, sf_msg_str(msg, msg->request_uri));
        add_nocase(&hash, sf_msg_str(msg, msg->from_tag));
        add(&hash, sf_msg_str(msg, msg->call_id));
        sf_hash_number(&hash, msg->cseq.number);
        add(&hash, sf_msg_str(msg, msg->via.whole));
    }
    sf_hash_number(&hash, method);
    if (method == SF_METHOD_OTHER)
        add(&hash, sf_msg_str(msg, msg->method_name));
    return sf_hash_end(&hash);
}

struct sf_key sf_key_of_merge(struct sf_ua *ua, const struct sf_msg *msg)
{
    struct sf_hash hash;
    begin(ua, &hash, SALT_MERGE);
    add_nocase(&hash, sf_msg_str(msg, msg->from_tag));
    add(&hash, sf_msg_str(msg, msg->call_id));
    sf_hash_number(&hash, msg->cseq.number);
    sf_hash_number(&hash, msg->cseq.method);
    return sf_hash_end(&hash);
}

struct sf_key sf_key_of_dialog(struct sf_ua *ua, struct sf_str call_id, struct sf_str local_tag,
                               struct sf_str remote_tag)
{
    struct sf_hash hash;
    begin(ua, &hash, SALT_DIALOG);
    add(&hash, call_id); /* 3261:20.8: case-sensitive */
    add_nocase(&hash, local_tag);
    add_nocase(&hash, remote_tag);
    return sf_hash_end(&hash);
}

struct sf_key sf_key_of_source(struct sf_ua *ua, const struct sf_address *source)
{
    struct sf_hash hash;
    uint8_t ip[16] = {0};
    unsigned bits = source->family == 6 ? ua->share.prefix_bits : 128;
    if (source->family == ua->keyed.family && memcmp(source->ip, ua->keyed.ip, sizeof ip) == 0)
        return ua->keyed_as;
    memcpy(ip, source->ip, (bits + 7) / 8);
    if (bits % 8)
        ip[bits / 8] &= (uint8_t)(0xff << (8 - bits % 8));
    begin(ua, &hash, SALT_SOURCE);
    sf_hash_number(&hash, source->family);
    sf_hash_part(&hash, ip, sizeof ip);
    ua->keyed = *source;
    ua->keyed_as = sf_hash_end(&hash);
    return ua->keyed_as;
}

uint64_t sf_key_of_text(struct sf_ua *ua, struct sf_str text)
{
    struct sf_hash hash;
    sf_hash_begin(&hash, ua->secret);
    add(&hash, text);
    return sf_hash_end(&hash).lo;
}

uint64_t sf_key_of_tag(struct sf_ua *ua, struct sf_str tag)
{
    struct sf_hash hash;
    sf_hash_begin(&hash, ua->secret);
    add_nocase(&hash, tag);
    return sf_hash_end(&hash).lo;
}

static uint64_t name(struct sf_ua *ua, struct sf_str call_id, struct sf_str tag, uint32_t cseq)
{
    struct sf_hash hash;
    sf_hash_begin(&hash, ua->secret);
    add(&hash, call_id);
    add_nocase(&hash, tag);
    sf_hash_number(&hash, cseq);
    return sf_hash_end(&hash).lo;
}

uint64_t sf_key_of_name(struct sf_ua *ua, const struct sf_msg *msg)
{
    return sf_key_of_name_from(ua, msg, sf_msg_str(msg, msg->from_tag));
}

uint64_t sf_key_of_name_from(struct sf_ua *ua, const struct sf_msg *msg, struct sf_str from_tag)
{
    return name(ua, sf_msg_str(msg, msg->call_id), from_tag, msg->cseq.number);
}

uint64_t sf_key_of_name_in(struct sf_ua *ua, const struct sf_dialog *d, uint32_t cseq)
{
    return name(ua, sf_dialog_str(d, d->call_id), sf_dialog_str(d, d->local_tag), cseq);
}
