/* sipfsm demo: Alice calls Bob over real sockets, drawn as it happens, and judged. */
#include "command.h"
#include "demo/demo_parts.h"
#include "common/options.h"

#include <stdio.h>

static bool run(struct demo *demo)
{
    struct sf_address target = {0};
    char to[SF_ADDRESS_TEXT_BYTES + 32];
    if (!demo_open_sides(demo, &target))
        return false;
    snprintf(to, sizeof to, "%s:bob@%s%s",
             sf_transport_is_secure(target.transport) ? "sips" : "sip",
             demo->options.registers ? demo_domain(demo) : demo->side[BOB].address,
             demo->options.registers                ? ""
             : sf_transport_is_ws(target.transport) ? ";transport=ws"
             : target.transport == SF_TRANSPORT_TCP ? ";transport=tcp"
                                                    : "");
    if (!demo_begin_recording(demo, demo->options.to ? demo->options.to : to, &target))
        return false;
    demo_begin_ladder(demo);
    demo_begin_agents(demo, demo->options.to ? demo->options.to : to, &target);
    demo_run_call(demo);
    demo_settle(demo);
    bool holds = demo_is_own(demo) ? demo_judge_changed(demo) : demo_judge(demo);
    return recording_end(&demo->recording, "demo", demo->options.record) && holds;
}

int demo_main(int argc, char **argv)
{
    static struct demo demo; /* large; there is one */
    if (!demo_options_read(&demo.options, argc, argv))
        return EXIT_USAGE;
    if (demo.options.record && !recording_may_write("demo", demo.options.record))
        return 1;
    for (unsigned i = 0; i < 2; i++) {
        demo.side[i].number = i;
        if (demo.options.table[i] &&
            !agent_table_read(&demo.side[i].table, "demo", demo.options.table[i],
                              demo.options.include, demo_kind_of(&demo.side[i]))) {
            agent_table_free(&demo.side[ALICE].table);
            return EXIT_USAGE;
        }
    }
    setvbuf(stdout, NULL, _IOFBF, 1 << 16);
    if (!endpoint_loop("demo", &demo.loop)) {
        agent_table_free(&demo.side[ALICE].table);
        agent_table_free(&demo.side[BOB].table);
        return 1;
    }
    uv_timer_init(&demo.loop, &demo.alarm);
    demo_begin_clock(&demo);
    bool holds = run(&demo);
    fflush(stdout);
    for (unsigned i = 0; i < DEMO_SIDES; i++) {
        if (demo.side[i].agent.kind)
            agent_end(&demo.side[i].agent);
        endpoint_close(&demo.side[i].agent.endpoint, &demo.loop);
        sessions_end(&demo.side[i].agent.sessions);
        agent_table_free(&demo.side[i].table);
    }
    desk_end(&demo.desk);
    uv_close((uv_handle_t *)&demo.alarm, NULL);
    uv_close((uv_handle_t *)&demo.before_poll, NULL);
    uv_close((uv_handle_t *)&demo.after_poll, NULL);
    uv_run(&demo.loop, UV_RUN_DEFAULT);
    uv_loop_close(&demo.loop);
    secure_end(&demo.secure);
    return holds ? 0 : 1;
}
