/* sipfsm auth: the names of algorithms and qualities of protection. */
#include "sipfsm/digest.h"

static const struct sf_str algorithms[SF_ALGORITHMS] = {
    {"MD5", 3},           {"MD5-sess", 8},     {"SHA-256", 7},
    {"SHA-256-sess", 12}, {"SHA-512-256", 11}, {"SHA-512-256-sess", 16},
};

static const struct sf_str qops[SF_QOPS] = {{"", 0}, {"auth", 4}, {"auth-int", 8}};

enum sf_digest_algorithm sf_algorithm_of(struct sf_str name)
{
    unsigned algorithm = SF_ALGORITHM_MD5;
    if (name.len)
        while (algorithm < SF_ALGORITHMS && !sf_str_equal_nocase(name, algorithms[algorithm]))
            algorithm++;
    return (enum sf_digest_algorithm)algorithm;
}

struct sf_str sf_algorithm_name(enum sf_digest_algorithm algorithm)
{
    return algorithm < SF_ALGORITHMS ? algorithms[algorithm] : SF_STR("unknown");
}

enum sf_digest_qop sf_qop_of(struct sf_str name)
{
    unsigned qop = SF_QOP_NONE;
    while (qop < SF_QOPS && !sf_str_equal_nocase(name, qops[qop]))
        qop++;
    return (enum sf_digest_qop)qop;
}

struct sf_str sf_qop_name(enum sf_digest_qop qop)
{
    return qop < SF_QOPS ? qops[qop] : SF_STR("unknown");
}
