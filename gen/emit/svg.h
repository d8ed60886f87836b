/* The diagram as a picture, in light and in dark. Graphviz says where things stand; sizes, texts
 * and colours are ours, so that the picture does not depend on the fonts of a machine. */
#ifndef FG_SVG_H
#define FG_SVG_H

#include "emit/output.h"
#include "read/machine.h"

/* False after one clear line: `dot` is missing, or fails. A decision table needs no `dot`. */
bool fg_emit_svg(struct fg_machine *machine, struct fg_output *output);

#endif
