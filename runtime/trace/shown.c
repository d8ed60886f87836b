/* Messages without what they prove. See shown.h. */
#include "shown.h"

#include "sipfsm/digest.h"

#include <stdlib.h>
#include <string.h>

#define STARS 3

struct sf_str sf_ladder_shown(const struct sf_ladder *ladder, struct sf_str bytes, char **copy)
{
    size_t from = 0, at = 0, length = 0;
    struct sf_view hidden;
    *copy = NULL;
    if (ladder->options.shows_credentials || !sf_digest_hide_next(bytes, &from, &hidden))
        return bytes;
    char *text = *copy = malloc(STARS * bytes.len); /* each part hidden has a byte or more */
    if (!text)
        return (struct sf_str){"", 0};
    do {
        memcpy(text + length, bytes.p + at, hidden.at - at);
        length += hidden.at - at;
        memcpy(text + length, "***", STARS);
        length += STARS;
        at = hidden.at + hidden.len;
    } while (sf_digest_hide_next(bytes, &from, &hidden));
    memcpy(text + length, bytes.p + at, bytes.len - at);
    return (struct sf_str){text, length + bytes.len - at};
}
