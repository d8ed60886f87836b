/* Places of boxes and arrows: the program `dot` of Graphviz computes them. */
#ifndef FG_GRAPHVIZ_H
#define FG_GRAPHVIZ_H

#include "emit/output.h"

/* A graph in the language of `dot` in, its places in the form `-Tplain` out. `dot` is looked for in
 * PATH. False after one clear line. */
bool fg_graphviz(const struct fg_output *graph, struct fg_output *places);

#endif
