/* Text in a diagram for Graphviz. */
#ifndef FG_DOT_LABEL_H
#define FG_DOT_LABEL_H

#include "emit/output.h"

/* For the inside of an HTML-like label of Graphviz. A character that XML does not allow becomes a
 * question mark. */
const char *fg_dot_label(struct fg_output *output, const char *text);

#endif
