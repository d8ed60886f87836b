/* See nat_options.h. */
#include "common/nat_options.h"

void nat_options_configure(struct nat_options *options, struct sf_ua_config *config)
{
    options->nat = (struct sf_ua_nat){.part = sf_ua_nat(),
                                      .answer_source = !options->as_said,
                                      .follow_shown = options->behind,
                                      .keep_alive_s = (uint32_t)options->keep_alive_s,
                                      .ask_keep_alive_s = (uint32_t)options->keep_alive_s,
                                      .alias = true};
    config->nat = &options->nat;
}
