/* sipfsm msg: the reason phrases of grammar/statuses.txt. */
#include "sipfsm/build.h"

#include "msg/lists.h"

/* All phrases in one array, and the offset of each: pointers would take more room than the texts.
 */
static const struct phrases {
#define X(code, phrase) char of_##code[sizeof(phrase)];
    SF_STATUS_LIST(X)
#undef X
} phrases = {
#define X(code, phrase) phrase,
    SF_STATUS_LIST(X)
#undef X
};

static const struct {
    uint16_t code, at, length;
} places[] = {
#define X(code, phrase) {code, offsetof(struct phrases, of_##code), sizeof(phrase) - 1},
    SF_STATUS_LIST(X)
#undef X
};

struct sf_str sf_reason_of(unsigned status)
{
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        if (places[i].code == status)
            return (struct sf_str){(const char *)&phrases + places[i].at, places[i].length};
    return SF_STR("Unknown");
}
