/* sipfsm msg, private: the parser is compiled twice, in plain C and, where there is a processor for
 * it, for wide registers. Each of these functions exists three times: as name_plain, as name_wide,
 * and as name, which calls the one that fits the processor. */
#ifndef SIPFSM_MSG_DISPATCH_H
#define SIPFSM_MSG_DISPATCH_H

#include "run_wide.h"
#include "scan.h"

/* X(type, name, parameters, arguments) */
#define SF_DISPATCHED(X)                                                                           \
    X(bool, sf_uri_parse,                                                                          \
      (const char *base, struct sf_view value, struct sf_uri *uri, uint32_t *at),                  \
      (base, value, uri, at))                                                                      \
    X(bool, sf_via_parse,                                                                          \
      (const char *base, struct sf_view value, struct sf_via *via, uint32_t *at),                  \
      (base, value, via, at))                                                                      \
    X(bool, sf_name_addr_parse,                                                                    \
      (const char *base, struct sf_view value, struct sf_name_addr *name_addr, uint32_t *at),      \
      (base, value, name_addr, at))                                                                \
    X(bool, sf_cseq_parse,                                                                         \
      (const char *base, struct sf_view value, struct sf_cseq *cseq, uint32_t *at),                \
      (base, value, cseq, at))                                                                     \
    X(bool, sf_content_type_parse,                                                                 \
      (const char *base, struct sf_view value, struct sf_content_type *type, uint32_t *at),        \
      (base, value, type, at))                                                                     \
    X(enum sf_msg_code, sf_msg_parse_within,                                                       \
      (struct sf_msg * msg, uint32_t headers, const char *bytes, size_t length,                    \
       struct sf_msg_error *error),                                                                \
      (msg, headers, bytes, length, error))                                                        \
    X(bool, sf_call_id_match, (const char *base, struct sf_view value, uint32_t *at),              \
      (base, value, at))                                                                           \
    X(uint64_t, sf_doubtful, (const struct sf_msg *msg, unsigned from, uint64_t wanted),           \
      (msg, from, wanted))                                                                         \
    X(bool, sf_evident_request_uri, (const struct sf_msg *msg), (msg))

#define SF_DECLARE_PLAIN(type, name, parameters, arguments) type name##_plain parameters;
SF_DISPATCHED(SF_DECLARE_PLAIN)
#undef SF_DECLARE_PLAIN

#ifdef SF_WIDE
#define SF_DECLARE_WIDE(type, name, parameters, arguments) type name##_wide parameters;
SF_DISPATCHED(SF_DECLARE_WIDE)
#undef SF_DECLARE_WIDE
#endif

#ifdef SF_WIDE
/* This processor has what name_wide needs. */
static inline bool sf_is_wide(void)
{
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
           __builtin_cpu_supports("bmi2");
}
#endif

#endif
