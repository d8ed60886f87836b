/* A program's ladder in a file. See drawing.h. */
#include "common/drawing.h"

#include "common/names.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define US 0
#define OTHERS 1

static void on_step(void *user, const struct sf_fsm_step *step)
{
    struct drawing *drawing = user;
    if (drawing->address[0]) /* the head has been written */
        names_draw(&drawing->ladder, US, drawing->endpoint->ua, step);
}

bool drawing_open(struct drawing *drawing, const char *command, const struct endpoint *endpoint,
                  struct sf_ua_config *config)
{
    if (!drawing->path)
        return true;
    drawing->out = fopen(drawing->path, "w");
    if (!drawing->out) {
        complain(command, "cannot write %s: %s", drawing->path, strerror(errno));
        return false;
    }
    setvbuf(drawing->out, NULL, _IOLBF, 0); /* it can be read while the program runs */
    drawing->endpoint = endpoint;
    config->tracer = on_step;
    config->tracer_user = drawing;
    return true;
}

void drawing_begin(struct drawing *drawing, const char *command, uint64_t now_us)
{
    if (!drawing->out)
        return;
    endpoint_text(sf_net_address(drawing->endpoint->net), drawing->address);
    struct sf_ladder_options options = {
        .out = drawing->out, .ascii = sf_ladder_wants_ascii(), .start_us = now_us};
    options.actor[US].name = command;
    options.actor[US].address = drawing->address;
    options.actor[OTHERS].name = "the others";
    options.actor[OTHERS].address = "";
    sf_ladder_begin(&drawing->ladder, &options);
    names_tell(&drawing->ladder);
}

void drawing_message(struct drawing *drawing, const struct sf_net_crossing *crossing)
{
    if (!drawing->out)
        return;
    const struct sf_ladder_message message = {.now_us = crossing->now_us,
                                              .from = crossing->outgoing ? US : OTHERS,
                                              .to = crossing->outgoing ? OTHERS : US,
                                              .lost = crossing->dropped || crossing->failed,
                                              .incoming = !crossing->outgoing,
                                              .bytes = crossing->bytes,
                                              .length = crossing->length};
    sf_ladder_message(&drawing->ladder, &message);
}

bool drawing_end(struct drawing *drawing, const char *command)
{
    if (!drawing->out)
        return true;
    bool good = !ferror(drawing->out);
    good = fclose(drawing->out) == 0 && good;
    drawing->out = NULL;
    if (!good)
        complain(command, "cannot write %s", drawing->path);
    return good;
}
