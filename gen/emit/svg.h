/* The diagram as a picture, for light and dark backgrounds. Graphviz gives the places. Sizes, texts
 * and colours are our own, so that the picture does not depend on the fonts of the machine that
 * makes it. */
#ifndef FG_SVG_H
#define FG_SVG_H

#include "emit/output.h"
#include "read/machine.h"

/* False after a one-line message: `dot` is missing, or fails. A decision table needs no `dot`. */
bool fg_emit_svg(struct fg_machine *machine, struct fg_output *output);

#endif
