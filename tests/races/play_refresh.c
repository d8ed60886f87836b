/* Races of the session timer: Bob refreshes every 100 seconds, and Eve is written by hand. */
#include "races.h"

#include <string.h>

static void timed(struct sf_ua_config *config)
{
    static struct sf_ua_session_timer timer;
    timer = (struct sf_ua_session_timer){.timing = sf_ua_timing()};
    config->session_timer = &timer;
}

/* Bob has called Eve, and his refresh is out. */
static struct solo *refreshing(char update[4000])
{
    char invite[4000];
    struct solo *solo = stage_one(timed);
    snprintf(invite, sizeof invite, "%s", solo_invite(solo));
    solo_respond(solo, invite, 200, "eve", EVE "Session-Expires: 200;refresher=uac\r\n");
    solo_expect(solo, "ACK ");
    solo_wait(solo, 99 * (uint64_t)S);
    assert_int_equal(solo->outs, 0);
    stage_show("a call stands for 99 s, which Bob refreshes every 100 s");
    stage_cross();
    solo_wait(solo, S + S / 10);
    solo_expect(solo, "UPDATE ");
    snprintf(update, 4000, "%s", solo_only(solo));
    assert_string_equal(header_in(update, "Session-Expires"), "200;refresher=uac");
    return solo;
}

static int refresh_state(const struct solo *solo)
{
    const struct sf_ua_event *event = newest(solo, SF_UA_EV_REFRESH);
    return event ? (int)event->refresh_state : -1;
}

void race_refresh_too_brief(void)
{
    char update[4000];
    struct solo *solo = refreshing(update);
    solo_respond(solo, update, 422, NULL, "Min-SE: 500\r\n");
    const char *again = solo_only(solo);
    assert_string_equal(header_in(again, "Session-Expires"), "500;refresher=uac");
    assert_string_equal(header_in(again, "Min-SE"), "500");
    snprintf(update, sizeof update, "%s", again);
    solo_respond(solo, update, 200, NULL, "Session-Expires: 500;refresher=uac\r\n");
    assert_int_equal(refresh_state(solo), SF_REFRESH_AGREED);
    stage_close();
}

void race_bye_crosses_refresh(void)
{
    char update[4000], bye[4000];
    struct solo *solo = refreshing(update);
    hang_up(solo);
    snprintf(bye, sizeof bye, "%s", solo_only(solo));
    solo_respond(solo, update, 200, NULL, NULL);
    assert_int_equal(solo->outs, 0);
    solo_respond(solo, bye, 200, NULL, NULL);
    assert_int_equal(solo->seen[SF_UA_EV_ENDED], 1);
    stage_end(1); /* the response to the refresh */
}

void race_both_refresh(void)
{
    char update[4000], to[200], from[200];
    struct solo *solo = refreshing(update);
    snprintf(to, sizeof to, "%s", header_in(update, "From"));
    snprintf(from, sizeof from, "%s", header_in(update, "To"));
    FEED(solo, .method = "UPDATE", .via = hand_branch(2), .to = to, .from = from,
         .call_id = header_in(update, "Call-ID"), .cseq = 1, .contact = "<sip:eve@192.0.2.9>",
         .extra = "Supported: timer\r\nSession-Expires: 200;refresher=uac\r\n");
    solo_expect(solo, "SIP/2.0 200 ");
    assert_true(newest(solo, SF_UA_EV_REFRESH)->by_peer);
    solo_respond(solo, update, 200, NULL, "Session-Expires: 200;refresher=uac\r\n");
    assert_int_equal(refresh_state(solo), SF_REFRESH_AGREED);
    assert_false(newest(solo, SF_UA_EV_REFRESH)->by_peer);
    stage_close();
}

void race_refresh_unanswered(void)
{
    char update[4000], bye[4000] = "";
    struct solo *solo = refreshing(update);
    solo_wait(solo, 32 * (uint64_t)S);
    for (unsigned i = 0; i < solo->outs && !*bye; i++)
        if (strncmp(solo->out[i].text, "BYE ", 4) == 0)
            snprintf(bye, sizeof bye, "%.3999s", solo->out[i].text);
    assert_true(*bye);
    solo_respond(solo, bye, 200, NULL, NULL);
    assert_int_equal(solo->seen[SF_UA_EV_ENDED], 1);
    stage_end(0);
}
