#define _DEFAULT_SOURCE /* getentropy */
#include "random.h"

#include <unistd.h>

#include "core.h"

bool sf_random_init(struct sf_ua *ua, const struct sf_ua_config *config)
{
    ua->random = config->random;
    ua->random_user = config->random_user;
    return ua->random || getentropy(ua->random_secret, sizeof ua->random_secret) == 0;
}

void sf_random_bytes(struct sf_ua *ua, void *bytes, size_t size)
{
    struct sf_hash hash;
    if (ua->random) {
        ua->random(ua->random_user, bytes, size);
        return;
    }
    for (size_t at = 0; at < size; at += sizeof(struct sf_key)) {
        sf_hash_begin(&hash, ua->random_secret);
        sf_hash_number(&hash, ++ua->random_count);
        struct sf_key key = sf_hash_end(&hash);
        memcpy((char *)bytes + at, &key, size - at < sizeof key ? size - at : sizeof key);
    }
}

void sf_random_hex(struct sf_ua *ua, char *text, size_t length)
{
    static const char hex[] = "0123456789abcdef";
    unsigned char bytes[32];
    sf_random_bytes(ua, bytes, (length + 1) / 2);
    for (size_t i = 0; i < length; i++)
        text[i] = hex[i % 2 ? bytes[i / 2] & 15 : bytes[i / 2] >> 4];
}

struct sf_str sf_random_tag(struct sf_ua *ua, char *text)
{
    sf_random_hex(ua, text, SF_TAG_BYTES);
    return (struct sf_str){text, SF_TAG_BYTES};
}
