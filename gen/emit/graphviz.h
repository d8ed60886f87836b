/* The places of boxes and arrows, computed by the program `dot` of Graphviz. */
#ifndef FG_GRAPHVIZ_H
#define FG_GRAPHVIZ_H

#include "emit/output.h"

/* Takes a graph in the language of `dot`, and gives the places in the form of `-Tplain`. `dot` is
 * looked for in PATH. False after a one-line message. */
bool fg_graphviz(const struct fg_output *graph, struct fg_output *places);

#endif
