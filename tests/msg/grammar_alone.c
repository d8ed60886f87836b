#include "grammar_alone.h"

#define SF_BY_HAND 0
#define SF_VARIANT(name) name##_grammar

/* The runs are those of plain C. */
#define sf_reach_grammar sf_reach_plain
#define sf_host_end_grammar sf_host_end_plain
#define sf_has_grammar sf_has_plain
#define sf_is_token_list_grammar sf_is_token_list_plain
#define sf_field_line_grammar sf_field_line_plain
#define sf_read_pair_grammar sf_read_pair_plain
#include "parser.inc"
