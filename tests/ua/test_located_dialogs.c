/* Requests and ACKs in dialogs whose next hop is a name. */
#include "names.h"

/* The ACK and the BYE go to the name in the Contact; both wait for its address. */
static void test_contact(void **state)
{
    (void)state;
    struct solo *solo = names_begin();
    names_call(solo, "sip:eve@example.org");
    names_keep(solo->out[0].text);
    names_silent = true;
    solo_respond(solo, names_kept, 200, "t", "Contact: <sip:eve@phone.example.org:5099>\r\n");
    assert_int_equal(solo->outs, 0);
    assert_int_equal(solo->seen[SF_UA_EV_ANSWERED], 1);
    /* A copy of the 2xx makes no second search. */
    unsigned before = names_asked;
    solo_respond(solo, names_kept, 200, "t", "Contact: <sip:eve@phone.example.org:5099>\r\n");
    assert_int_equal(names_asked, before);
    /* The search ends in silence: to where the 2xx has come from. */
    solo_wait(solo, 5000000);
    names_went_to(solo, 9, 5060, SF_TRANSPORT_UDP);
    assert_memory_equal(solo->out[0].text, "ACK sip:eve@phone.example.org:5099 ", 35);
    names_silent = false;
    solo_respond(solo, names_kept, 200, "t", "Contact: <sip:eve@phone.example.org:5099>\r\n");
    names_went_to(solo, 7, 5099, SF_TRANSPORT_UDP);
    assert_memory_equal(solo->out[0].text, "ACK ", 4);
    assert_int_equal(sf_ua_hangup(solo->ua, solo->now_us, solo->call), SF_UA_OK);
    solo_drain(solo);
    names_went_to(solo, 7, 5099, SF_TRANSPORT_UDP);
    assert_memory_equal(solo->out[0].text, "BYE ", 4);
    solo_respond(solo, names_keep(solo->out[0].text), 200, "t", NULL);
    assert_int_equal(solo->seen[SF_UA_EV_ENDED], 1);
    names_end(solo);
}

/* A dialog stays with the server that its messages come from; if that fails, there is another. */
static void test_stays(void **state)
{
    (void)state;
    struct solo *solo = names_begin();
    solo->peer.ip[3] = 2; /* the second server is the one that answers */
    names_call(solo, "sip:eve@example.org");
    solo_respond(solo, names_keep(solo->out[0].text), 200, "t",
                 "Contact: <sip:eve@192.0.2.50>\r\nRecord-Route: <sip:example.org;lr>\r\n");
    names_went_to(solo, 2, 5071, SF_TRANSPORT_UDP);
    assert_int_equal(sf_ua_hangup(solo->ua, solo->now_us, solo->call), SF_UA_OK);
    solo_drain(solo);
    names_went_to(solo, 2, 5071, SF_TRANSPORT_UDP);
    assert_memory_equal(solo->out[0].text, "BYE ", 4);
    sf_ua_send_failed(solo->ua, solo->now_us, solo->out[0].token);
    solo_drain(solo);
    names_went_to(solo, 1, 5070, SF_TRANSPORT_UDP);
    solo_respond(solo, names_keep(solo->out[0].text), 200, "t", NULL);
    assert_int_equal(solo->seen[SF_UA_EV_ENDED], 1);
    names_end(solo);
}

/* A re-INVITE, its ACK apart, goes to the second server after the first, also if that has let it
 * ring. */
static void test_change(void **state)
{
    (void)state;
    const struct sf_change change = {.content = {.type = SOLO_TYPE, .body = SOLO_SDP}};
    for (unsigned rings = 0; rings < 2; rings++) {
        struct solo *solo = names_begin();
        names_call(solo, "sip:eve@example.org");
        solo_respond(solo, names_keep(solo->out[0].text), 200, "t",
                     "Contact: <sip:eve@example.org>\r\nContent-Type: application/sdp\r\n");
        assert_memory_equal(solo->out[0].text, "ACK ", 4);
        assert_int_equal(sf_ua_modify(solo->ua, solo->now_us, solo->call, &change), SF_UA_OK);
        solo_drain(solo);
        names_went_to(solo, 1, 5070, SF_TRANSPORT_UDP);
        names_keep(solo->out[0].text);
        if (rings)
            solo_respond(solo, names_kept, 180, "t", NULL);
        solo_respond(solo, names_kept, 503, "t", NULL);
        assert_int_equal(solo->outs, 2); /* the ACK, and the re-INVITE */
        assert_int_equal(solo->out[1].to.ip[3], 2);
        names_same_but_branch(names_kept, solo->out[1].text);
        assert_int_equal(solo->seen[SF_UA_EV_MODIFIED], 0);
        solo_respond(solo, names_keep(solo->out[1].text), 488, "t", NULL);
        assert_int_equal(solo->seen[SF_UA_EV_MODIFIED], 1);
        assert_int_equal(solo_usage(solo).invites, 1); /* the call's own */
        assert_int_equal(sf_ua_hangup(solo->ua, solo->now_us, solo->call), SF_UA_OK);
        solo_drain(solo);
        solo_respond(solo, names_keep(solo->out[0].text), 200, "t", NULL);
        names_end(solo);
    }
}

/* The 2xx of a re-INVITE comes once with that Contact, while the name server is names_silent or
 * not. */
static void modify(struct solo *solo)
{
    const struct sf_change change = {.content = {.type = SOLO_TYPE, .body = SOLO_SDP}};
    assert_int_equal(sf_ua_modify(solo->ua, solo->now_us, solo->call, &change), SF_UA_OK);
    solo_drain(solo);
    names_keep(solo->out[0].text);
}

static void is_ack_of(const char *invite, const char *ack)
{
    char text[32];
    snprintf(text, sizeof text, "%lu ACK", strtoul(header_in(invite, "CSeq"), NULL, 10));
    assert_string_equal(header_in(ack, "CSeq"), text);
}

/* The ACK of a re-INVITE goes to the server of the dialog, and after a target refresh to that of
 * the new name; each copy of the 2xx gets one. */
static void test_reinvite_ack(void **state)
{
    static const char
        stays[] = "Contact: <sip:eve@example.org>\r\nContent-Type: application/sdp\r\n",
        moves[] = "Contact: <sip:eve@phone.example.org:5099>\r\nContent-Type: application/sdp\r\n";
    (void)state;
    struct solo *solo = names_begin();
    solo->peer.ip[3] = 2; /* the second server is the one that answers */
    names_call(solo, "sip:eve@example.org");
    solo_respond(solo, names_keep(solo->out[0].text), 200, "t", stays);
    names_went_to(solo, 2, 5071, SF_TRANSPORT_UDP);
    modify(solo);
    solo_respond(solo, names_kept, 200, "t", stays);
    names_went_to(solo, 2, 5071, SF_TRANSPORT_UDP);
    assert_memory_equal(solo->out[0].text, "ACK ", 4);
    is_ack_of(names_kept, solo->out[0].text);
    solo_respond(solo, names_kept, 200, "t", stays);
    names_went_to(solo, 2, 5071, SF_TRANSPORT_UDP);
    is_ack_of(names_kept, solo->out[0].text);
    modify(solo);
    solo_respond(solo, names_kept, 200, "t", moves);
    names_went_to(solo, 7, 5099, SF_TRANSPORT_UDP);
    assert_memory_equal(solo->out[0].text, "ACK sip:eve@phone.example.org:5099 ", 35);
    is_ack_of(names_kept, solo->out[0].text);
    names_hang_up(solo);
    names_end(solo);
}

/* It waits for its server, by the transport of which it is written; a copy of the 2xx makes no
 * second search, and a BYE ends the wait. */
static void test_reinvite_ack_waits(void **state)
{
    static const char moves[] =
        "Contact: <sip:eve@tcp.example.org;transport=tcp>\r\nContent-Type: application/sdp\r\n";
    (void)state;
    struct solo *solo = names_begin();
    names_call(solo, "sip:eve@example.org");
    solo_respond(solo, names_keep(solo->out[0].text), 200, "t",
                 "Contact: <sip:eve@192.0.2.1>\r\nContent-Type: application/sdp\r\n");
    modify(solo);
    names_hold = true;
    solo_respond(solo, names_kept, 200, "t", moves);
    assert_int_equal(solo->outs, 0);
    assert_int_equal(solo->seen[SF_UA_EV_MODIFIED], 1);
    unsigned before = names_asked;
    solo_respond(solo, names_kept, 200, "t", moves);
    assert_int_equal(names_asked, before);
    assert_int_equal(solo->outs, 0);
    names_hold = false;
    names_answer_held(solo);
    names_went_to(solo, 1, 5072, SF_TRANSPORT_TCP);
    assert_memory_equal(solo->out[0].text, "ACK sip:eve@tcp.example.org;transport=tcp ", 42);
    assert_memory_equal(header_in(solo->out[0].text, "Via"), "SIP/2.0/TCP", 11);
    names_hang_up(solo);
    assert_int_equal(solo->seen[SF_UA_EV_ENDED], 1);
    names_end(solo);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_contact),
        cmocka_unit_test(test_stays),
        cmocka_unit_test(test_change),
        cmocka_unit_test(test_reinvite_ack),
        cmocka_unit_test(test_reinvite_ack_waits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
