/* The diagram as a picture: Graphviz makes it. */
#ifndef FG_SVG_H
#define FG_SVG_H

#include "emit/output.h"

/* `dot` in, SVG out, by the program `dot`, which is looked for in PATH. False after one clear line.
 */
bool fg_svg(const struct fg_output *dot, struct fg_output *svg);

#endif
