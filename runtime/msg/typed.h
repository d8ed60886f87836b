/* sipfsm msg, private: the parts of the typed headers (L2). A value is a head, which values.rl
 * matches, and parameters, which parameters.rl reads into the struct that a table of rules
 * describes. */
#ifndef SIPFSM_MSG_TYPED_H
#define SIPFSM_MSG_TYPED_H

#include "scan.h"

/* ---- Parameters ---- */

enum sf_parameter_type {
    SF_PARAMETER_TEXT,    /* a gen-value, or none: struct sf_view */
    SF_PARAMETER_TOKEN,   /* a token: struct sf_view */
    SF_PARAMETER_QUOTED,  /* a quoted-string: struct sf_view, with its quotes */
    SF_PARAMETER_INDEX,   /* numbers with dots between them: struct sf_view */
    SF_PARAMETER_ANGLED,  /* an absolute URI in < >: struct sf_view, without them */
    SF_PARAMETER_FLAG,    /* there or not: bool */
    SF_PARAMETER_NUMBER,  /* 0..2^32-1: int64_t, -1 if absent */
    SF_PARAMETER_EXPIRES, /* the same; a value that is not a number counts as 3600 (3261:20.10) */
    SF_PARAMETER_Q        /* a qvalue in thousandths: int32_t, -1 if absent */
};

struct sf_parameter_rule {
    const char *name;
    uint16_t length, to; /* where in the struct */
    uint8_t type;
};
#define SF_RULE(name, type, of, member)                                                            \
    {                                                                                              \
        name, sizeof(name) - 1, offsetof(struct of, member), SF_PARAMETER_##type                   \
    }

struct sf_parameter_rules {
    const struct sf_parameter_rule *rule;
    unsigned count;
};
#define SF_RULES(table) ((struct sf_parameter_rules){(table), sizeof(table) / sizeof *(table)})
#define SF_NO_RULES ((struct sf_parameter_rules){NULL, 0})

/* Takes the parameters of a list one after another. Start with {.base, .rules, .out} and the rest
 * zero. */
struct sf_taking {
    const char *base;
    struct sf_parameter_rules rules;
    void *out;
    bool letters;    /* values follow another rule than gen-value: a bracket is a letter there */
    uint32_t seen;   /* bit per rule */
    unsigned others; /* names that no rule knows */
    struct sf_str other[SF_LIMIT_PARAMETERS];
};

/* One parameter has been read; `value` is null if it has none. Sets its member of the struct. The
 * caller must first set the numbers to their value for absent. Returns the byte that does not fit,
 * or null. */
const sf_byte *sf_take(struct sf_taking *taking, const sf_byte *name, const sf_byte *name_end,
                       const sf_byte *value, const sf_byte *value_end);

/* parameters.rl: *( SEMI generic-param ) from the byte after the first ";" to the end; p null:
 * there are none. With `angled` a value may be a URI in < > too. `parameters` (may be null) gets
 * the list as sf_parameter_find takes it. */
bool sf_parameters_parse(const char *base, const sf_byte *p, const sf_byte *pe,
                         struct sf_parameter_rules rules, void *out, bool angled,
                         struct sf_view *parameters, uint32_t *at);

/* The same for the view of a list that has been matched already, perhaps by a wider rule (Via). */
bool sf_parameters_again(const char *base, struct sf_view list, struct sf_parameter_rules rules,
                         void *out, uint32_t *at);

/* ---- Heads (values.rl) ---- */

enum sf_head_rule {
    SF_HEAD_MEDIA_RANGE, /* type, subtype */
    SF_HEAD_LANGUAGE,    /* language-range */
    SF_HEAD_INFO,        /* URI */
    SF_HEAD_DELTA,       /* digits */
    SF_HEAD_RETRY_AFTER, /* digits, comment */
    SF_HEAD_EVENT,       /* event-package, event-templates */
    SF_HEAD_IDENTITY,    /* digest */
    SF_HEAD_STAR,        /* "*" */
    /* Without parameters: */
    SF_HEAD_LANGUAGE_TAG,
    SF_HEAD_MIME_VERSION, /* major, minor */
    SF_HEAD_DATE,         /* wkday, day, month, year, time */
    SF_HEAD_TIMESTAMP,    /* time, delay */
    SF_HEAD_WARNING,      /* code, agent, text */
    SF_HEAD_PRIVACY,      /* every priv-value */
    SF_HEAD_SERVER,       /* every server-val */
    SF_HEAD_SERVER_ONE,   /* name, version, comment; the rest is what follows it */
    SF_HEAD_TEXT
};

struct sf_head {
    struct sf_view part[5];
    const sf_byte *rest; /* after the ";" that begins the parameters; null if there are none */
};
bool sf_head_match(enum sf_head_rule rule, const char *base, struct sf_view value,
                   struct sf_head *head, uint32_t *at);

/* A head that has parameters, all of it. */
bool sf_value_parse(enum sf_head_rule rule, const char *base, struct sf_view value,
                    struct sf_head *head, struct sf_parameter_rules rules, void *out,
                    struct sf_view *parameters, uint32_t *at);

/* ---- Heads that the user agent core reads itself (heads.rl) ---- */

enum sf_core_head_rule {
    SF_CORE_HEAD_TOKEN,
    SF_CORE_HEAD_CALL_ID, /* callid */
    SF_CORE_HEAD_RACK     /* response-num, CSeq-num, Method; without parameters */
};
bool sf_core_head_match(enum sf_core_head_rule rule, const char *base, struct sf_view value,
                        struct sf_head *head, uint32_t *at);
bool sf_core_value_parse(enum sf_core_head_rule rule, const char *base, struct sf_view value,
                         struct sf_head *head, struct sf_parameter_rules rules, void *out,
                         struct sf_view *parameters, uint32_t *at);

/* ---- tel ---- */

struct sf_tel;

struct sf_cited {
    const char *rule, *clause;
};

/* sf_tel_parse, which also says what a refused number breaks. */
bool sf_tel_cite(const char *base, struct sf_view value, struct sf_tel *tel, uint32_t *at,
                 struct sf_cited *cited);

/* ---- Numbers ---- */

/* Digits alone, least..most; else *at is the byte that does not fit. */
bool sf_number_view(const char *base, struct sf_view view, uint64_t least, uint64_t most,
                    uint32_t *number, uint32_t *at);
/* qvalue (3261:25.1) in thousandths. */
bool sf_qvalue_of(struct sf_str text, int32_t *thousandths);

static inline bool sf_refuse_at(uint32_t *at, uint32_t place)
{
    if (at)
        *at = place;
    return false;
}

static inline uint32_t sf_view_end(struct sf_view view)
{
    return view.at + view.len;
}

#endif
