/* A compiled table taken apart by its names, so that it can be changed in one place and put
 * together again in memory: what a mutant is made of. No compiler is asked. */
#ifndef TESTS_MUTATION_MODEL_H
#define TESTS_MUTATION_MODEL_H

#include <stdio.h>

#include "sipfsm/fsm.h"

#define MODEL_ROWS 256
#define MODEL_OPS 16
#define MODEL_ACTIONS 64

enum op_kind { OP_ACTION, OP_START, OP_STOP, OP_RESTART, OP_RESTART_AT };

struct op {
    enum op_kind kind;
    unsigned operand, at; /* an action with its argument, or a timer; the constant of a RESTART_AT
                           */
};

struct model_row {
    unsigned state, event;
    char guard[96]; /* "", predicates, or "else" alone or before them */
    unsigned kind;  /* SF_FSM_GO ... */
    unsigned next;
    bool gone;
    unsigned ops;
    struct op op[MODEL_OPS];
    const char *reason, *clause;
};

struct model_edge {
    unsigned state;
    bool enter, gone;
    unsigned ops;
    struct op op[MODEL_OPS];
};

struct model {
    const struct sf_fsm_table *table;
    const struct sf_fsm_names *names; /* with the actions below */
    /* the table's actions, then those with arguments that it gives them nowhere */
    unsigned actions;
    const char *action[MODEL_ACTIONS], *argument[MODEL_ACTIONS];
    uint16_t value[MODEL_ACTIONS];
    sf_fsm_action *function[MODEL_ACTIONS];
    struct sf_fsm_names named;
    bool decision; /* a decision table: rows alone, tried from top to bottom */
    unsigned rows, edges;
    struct model_row row[MODEL_ROWS];
    struct model_edge edge[64];
};

/* The binding says which arguments actions take. */
void model_take(struct model *model, const struct sf_fsm_type *type,
                const struct sf_fsm_names *names, const struct sf_fsm_binding *binding);

/* Reads what a row does, as it is written in a table; a text with quotes is a reason: 0. The number
 * of operations. */
unsigned model_read_ops(const struct model *model, const char *actions, struct op *op);

/* Puts it together into one static table: good until the next call. */
const struct sf_fsm_table *model_compile(const struct model *model);

/* Writes it as a table file: the declarations of the original, then one pipe table. */
void model_print(const struct model *model, const char *original, FILE *out);

void model_print_ops(const struct model *model, const struct op *op, unsigned count, FILE *out);

#endif
