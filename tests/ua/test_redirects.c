/* Redirects that the core follows (3261:8.1.3.4), and one that the application follows. */
#include "challenger.h"

#include <stdio.h>
#include <stdlib.h>

static struct sf_ua_redirect rule;

static void following(struct sf_ua_config *config)
{
    rule.redirecting = sf_ua_redirecting();
    config->redirect = &rule;
}

static struct solo *begin(void)
{
    rule = (struct sf_ua_redirect){0};
    return solo_new(20, following);
}

static void end(struct solo *solo)
{
    solo_dry(solo);
    solo_free(solo);
}

/* Texts that stay while others are made. */
static const char *keep(const char *text)
{
    static char copies[32][3000];
    static unsigned next;
    char *copy = copies[next++ % 32];
    snprintf(copy, sizeof copies[0], "%s", text);
    return copy;
}

/* The one datagram among those that came out that starts so. */
static const char *sent(const struct solo *solo, const char *prefix)
{
    const char *found = NULL;
    for (unsigned i = 0; i < solo->outs; i++)
        if (strncmp(solo->out[i].text, prefix, strlen(prefix)) == 0) {
            assert_null(found);
            found = solo->out[i].text;
        }
    assert_non_null(found);
    return keep(found);
}

/* The address that an INVITE went to: the last number of it. */
static unsigned went_to(const struct solo *solo, const char *prefix)
{
    for (unsigned i = 0; i < solo->outs; i++)
        if (strncmp(solo->out[i].text, prefix, strlen(prefix)) == 0)
            return solo->out[i].to.ip[3];
    return 0;
}

static const char *invite_to(struct solo *solo, const char *to, const char *route)
{
    const struct sf_invite invite = {.to = sf_str_of(to),
                                     .route = sf_str_of(route),
                                     .next_hop = solo->peer,
                                     .content_type = SOLO_TYPE,
                                     .body = SOLO_SDP};
    assert_int_equal(sf_ua_invite(solo->ua, solo->now_us, &invite, &solo->call), SF_UA_OK);
    solo_drain(solo);
    return keep(solo_only(solo));
}

static const char *redirect(struct solo *solo, const char *invite, unsigned status,
                            const char *contacts)
{
    char line[2000];
    snprintf(line, sizeof line, "Contact: %s\r\n", contacts);
    solo_respond(solo, invite, status, "moved", line);
    return NULL;
}

static void expect_failed(const struct solo *solo, unsigned status)
{
    assert_int_equal(solo->seen[SF_UA_EV_FAILED], 1);
    assert_int_equal(solo->event[0].type, SF_UA_EV_FAILED);
    assert_int_equal(solo->event[0].status, status);
}

static const char *start_line(const char *text)
{
    char line[600];
    snprintf(line, sizeof line, "%.*s", (int)strcspn(text, "\r"), text);
    return keep(line);
}

static void test_followed(void **state)
{
    static const char *const same[] = {"From", "To", "Call-ID", "Contact", "Content-Type"};
    (void)state;
    struct solo *solo = begin();
    const char *first = invite_to(solo, "sip:eve@192.0.2.9", "");
    redirect(solo, first, 302, "<sip:eve@192.0.2.44:5070>");
    assert_int_equal(solo->outs, 2);
    assert_int_equal(went_to(solo, "ACK "), 9); /* of the 302 */
    assert_string_equal(start_line(sent(solo, "ACK ")), "ACK sip:eve@192.0.2.9 SIP/2.0");
    assert_int_equal(went_to(solo, "INVITE "), 44);
    const char *second = sent(solo, "INVITE ");
    assert_string_equal(start_line(second), "INVITE sip:eve@192.0.2.44:5070 SIP/2.0");
    for (size_t i = 0; i < sizeof same / sizeof *same; i++)
        assert_string_equal(header_in(first, same[i]), header_in(second, same[i]));
    assert_string_not_equal(header_in(first, "Via"), header_in(second, "Via"));
    assert_int_equal(atoi(header_in(second, "CSeq")), atoi(header_in(first, "CSeq")) + 1);
    assert_string_equal(strstr(first, "\r\n\r\n"), strstr(second, "\r\n\r\n"));
    assert_int_equal(solo->events, 1);
    assert_int_equal(solo->event[0].type, SF_UA_EV_PROGRESS);
    assert_int_equal(solo->event[0].status, 302);
    assert_memory_equal(solo->event[0].to.p, "sip:eve@192.0.2.44:5070", solo->event[0].to.len);
    solo_respond(solo, second, 200, "there", "Contact: <sip:eve@192.0.2.44:5070>\r\n");
    assert_int_equal(solo->seen[SF_UA_EV_ANSWERED], 1);
    assert_int_equal(atoi(header_in(sent(solo, "ACK "), "CSeq")), atoi(header_in(second, "CSeq")));
    assert_int_equal(sf_ua_hangup(solo->ua, solo->now_us, solo->call), SF_UA_OK);
    solo_drain(solo);
    const char *bye = sent(solo, "BYE ");
    assert_int_equal(atoi(header_in(bye, "CSeq")), atoi(header_in(second, "CSeq")) + 1);
    solo_respond(solo, bye, 200, NULL, NULL);
    end(solo);
}

/* By q, then as written; without header fields and method; each failure leads to the next. */
static void test_order(void **state)
{
    static const struct {
        const char *line;
        unsigned to;
    } tries[] = {{"INVITE sip:c@192.0.2.3;x=1 SIP/2.0", 3},
                 {"INVITE sip:d@192.0.2.4 SIP/2.0", 4},
                 {"INVITE sip:a@192.0.2.1 SIP/2.0", 1},
                 {"INVITE sip:b@192.0.2.2 SIP/2.0", 2}};
    (void)state;
    struct solo *solo = begin();
    const char *invite = invite_to(solo, "sip:eve@192.0.2.9", "");
    redirect(solo, invite, 300,
             "<sip:a@192.0.2.1>;q=0.5, <sip:b@192.0.2.2>;q=0.5, "
             "<sip:c@192.0.2.3;method=INVITE;x=1?Subject=no>;q=0.9, <sip:d@192.0.2.4>;q=0.8");
    for (unsigned i = 0; i < 4; i++) {
        invite = sent(solo, "INVITE ");
        assert_string_equal(start_line(invite), tries[i].line);
        assert_int_equal(went_to(solo, "INVITE "), tries[i].to);
        assert_string_equal(header_in(invite, "Subject"), "");
        assert_int_equal(solo->seen[SF_UA_EV_FAILED], 0);
        solo_respond(solo, invite, 480 + i, "t", NULL);
    }
    expect_failed(solo, 483);
    end(solo);
}

/* Two servers that redirect to each other, each time in other letters. */
static void test_loop(void **state)
{
    (void)state;
    struct solo *solo = begin();
    const char *invite = invite_to(solo, "sip:eve@192.0.2.9", "");
    redirect(solo, invite, 302, "<sip:%65ve@192.0.2.9>, <sip:ann@192.0.2.8>");
    invite = sent(solo, "INVITE ");
    assert_string_equal(start_line(invite), "INVITE sip:ann@192.0.2.8 SIP/2.0");
    redirect(solo, invite, 302, "<SIP:eve@192.0.2.9>, <sip:%61nn@192.0.2.8>");
    expect_failed(solo, 302);
    assert_int_equal(solo_count(solo, "INVITE "), 0);
    end(solo);
}

static void test_most(void **state)
{
    (void)state;
    for (unsigned most = 0; most < 3; most++) {
        unsigned tried = 0;
        struct solo *solo = begin();
        solo_free(solo);
        rule.most = most;
        solo = solo_new(20, following);
        const char *invite = invite_to(solo, "sip:eve@192.0.2.9", "");
        for (;; tried++) {
            char contact[60];
            snprintf(contact, sizeof contact, "<sip:n%u@192.0.2.%u>", tried, 20 + tried);
            redirect(solo, invite, 302, contact);
            if (!solo_count(solo, "INVITE "))
                break;
            invite = sent(solo, "INVITE ");
        }
        assert_int_equal(tried, most ? most : 5);
        expect_failed(solo, 302);
        end(solo);
    }
}

/* More targets, and longer ones, than are remembered. */
static void test_room(void **state)
{
    char contacts[1900] = "", one[300], user[280];
    (void)state;
    rule = (struct sf_ua_redirect){.most = 20};
    struct solo *solo = solo_new(20, following);
    const char *invite = invite_to(solo, "sip:eve@192.0.2.9", "");
    for (unsigned i = 0; i < 12; i++) {
        snprintf(one, sizeof one, "%s<sip:x@192.0.2.%u>", i ? "," : "", 20 + i);
        strcat(contacts, one);
    }
    redirect(solo, invite, 302, contacts);
    unsigned tried = 0;
    for (; solo_count(solo, "INVITE "); tried++)
        solo_respond(solo, sent(solo, "INVITE "), 404, "t", NULL);
    assert_int_equal(tried, 7); /* with the first: eight */
    end(solo);
    solo = solo_new(20, following);
    invite = invite_to(solo, "sip:eve@192.0.2.9", "");
    memset(user, 'u', sizeof user - 1);
    user[sizeof user - 1] = '\0';
    snprintf(contacts, sizeof contacts,
             "<sip:%s@192.0.2.20>, <sip:%s@192.0.2.21>, <sip:z@192.0.2.22>", user, user);
    redirect(solo, invite, 302, contacts);
    assert_int_equal(went_to(solo, "INVITE "), 20);
    solo_respond(solo, sent(solo, "INVITE "), 404, "t", NULL);
    assert_int_equal(went_to(solo, "INVITE "), 22);
    solo_respond(solo, sent(solo, "INVITE "), 404, "t", NULL);
    expect_failed(solo, 404);
    end(solo);
}

/* What is not followed. */
static void test_not_followed(void **state)
{
    static const struct {
        unsigned status;
        const char *to, *contacts;
    } cases[] = {
        {305, "sip:eve@192.0.2.9", "<sip:p@192.0.2.1>"},
        {380, "sip:eve@192.0.2.9", "<sip:p@192.0.2.1>"},
        {302, "sip:eve@192.0.2.9", "<tel:+15550100>, <mailto:eve@example.org>"},
        {302, "sip:eve@192.0.2.9", "<sip:p@192.0.2.1>;expires=0"},
        {302, "sip:eve@192.0.2.9", "<sip:p@192.0.2.1;transport=tcp>"},
        {302, "sip:eve@192.0.2.9", "<sip:p@192.0.2.1;transport=dragon>"},
        {302, "sip:eve@192.0.2.9", "<sips:p@192.0.2.1>"},
        {302, "sip:eve@192.0.2.9", "<sip:p@host.example.org>"}, /* nobody locates it */
        {302, "sip:eve@192.0.2.9", "<sip:p@192.0.2.1:0>, <sip:p@224.0.1.75>, <sip:p@0.0.0.0>"},
        {302, "sip:eve@192.0.2.9", "sip:p@"},
        {302, "sip:eve@192.0.2.9", "*"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct solo *solo = begin();
        const char *invite = invite_to(solo, cases[i].to, "");
        redirect(solo, invite, cases[i].status, cases[i].contacts);
        assert_int_equal(solo->outs, 1); /* the ACK */
        expect_failed(solo, cases[i].status);
        end(solo);
    }
    struct solo *solo = begin(); /* 21.6: it is known that nobody else answers */
    const char *invite = invite_to(solo, "sip:eve@192.0.2.9", "");
    redirect(solo, invite, 302, "<sip:a@192.0.2.1>, <sip:b@192.0.2.2>");
    solo_respond(solo, sent(solo, "INVITE "), 603, "t", NULL);
    expect_failed(solo, 603);
    end(solo);
    solo = solo_new(20, NULL); /* without the part */
    invite = invite_to(solo, "sip:eve@192.0.2.9", "");
    redirect(solo, invite, 302, "<sip:a@192.0.2.1>");
    expect_failed(solo, 302);
    end(solo);
}

static const struct sf_address tls = {
    .transport = SF_TRANSPORT_TLS, .family = 4, .port = 5061, .ip = {10, 0, 0, 2}};

static void with_tls(struct sf_ua_config *config)
{
    following(config);
    config->more_local = &tls;
    config->more_locals = 1;
}

/* A request with a SIPS URI is not redirected to a SIP URI; the other way round it is. */
static void test_secure(void **state)
{
    (void)state;
    rule = (struct sf_ua_redirect){0};
    struct solo *solo = solo_new(20, with_tls);
    solo->peer.transport = SF_TRANSPORT_TLS;
    const char *invite = invite_to(solo, "sips:eve@192.0.2.9", "");
    redirect(solo, invite, 302, "<sip:a@192.0.2.1>, <sips:b@192.0.2.2;transport=tcp>");
    assert_int_equal(went_to(solo, "INVITE "), 2);
    assert_int_equal(solo->out[0].to.transport, SF_TRANSPORT_TLS);
    solo_respond(solo, sent(solo, "INVITE "), 404, "t", NULL);
    expect_failed(solo, 404);
    end(solo);
    solo = solo_new(20, with_tls);
    invite = invite_to(solo, "sip:eve@192.0.2.9", "");
    redirect(solo, invite, 302, "<sips:b@192.0.2.2>");
    invite = sent(solo, "INVITE ");
    assert_memory_equal(header_in(invite, "Via"), "SIP/2.0/TLS 10.0.0.2:5061;", 26);
    assert_string_equal(header_in(invite, "Contact"), "<sips:bob@10.0.0.2:5061>");
    solo->peer.transport = SF_TRANSPORT_TLS;
    solo_respond(solo, invite, 404, "t", NULL);
    expect_failed(solo, 404);
    end(solo);
}

/* The way of a request with a Route is its Route's; and where the application says so. */
static void test_same_way(void **state)
{
    (void)state;
    struct solo *solo = begin();
    const char *invite = invite_to(solo, "sip:eve@192.0.2.50", "<sip:192.0.2.9;lr>");
    redirect(solo, invite, 302, "<sip:p@host.example.org;transport=tcp>");
    invite = sent(solo, "INVITE ");
    assert_string_equal(start_line(invite), "INVITE sip:p@host.example.org;transport=tcp SIP/2.0");
    assert_string_equal(header_in(invite, "Route"), "<sip:192.0.2.9;lr>");
    assert_int_equal(went_to(solo, "INVITE "), 9);
    solo_respond(solo, invite, 404, "t", NULL);
    end(solo);
    rule = (struct sf_ua_redirect){.same_hop = true};
    solo = solo_new(20, following);
    invite = invite_to(solo, "sip:eve@192.0.2.50", "");
    redirect(solo, invite, 302, "<sip:p@192.0.2.77>");
    assert_int_equal(went_to(solo, "INVITE "), 9);
    solo_respond(solo, sent(solo, "INVITE "), 404, "t", NULL);
    end(solo);
}

/* A target that does not answer; and none is left. */
static void test_silent(void **state)
{
    (void)state;
    struct solo *solo = begin();
    const char *invite = invite_to(solo, "sip:eve@192.0.2.9", "");
    redirect(solo, invite, 302, "<sip:a@192.0.2.1>, <sip:b@192.0.2.2>");
    solo_wait(solo, 31900000);
    assert_int_equal(solo->events, 0);
    solo_wait(solo, 200000);
    assert_int_equal(solo->events, 0);
    assert_int_equal(went_to(solo, "INVITE "), 2);
    solo_wait(solo, 31800000);
    solo_wait(solo, 400000);
    expect_failed(solo, 408);
    end(solo);
}

/* A target that cannot be reached; and none is left. */
static void test_unreachable(void **state)
{
    (void)state;
    struct solo *solo = begin();
    const char *invite = invite_to(solo, "sip:eve@192.0.2.9", "");
    redirect(solo, invite, 302, "<sip:a@192.0.2.1>, <sip:b@192.0.2.2>");
    for (unsigned target = 1; target <= 2; target++) {
        unsigned at = 0;
        assert_int_equal(went_to(solo, "INVITE "), target);
        while (strncmp(solo->out[at].text, "INVITE ", 7) != 0)
            at++;
        uint64_t token = solo->out[at].token;
        assert_int_equal(solo->seen[SF_UA_EV_FAILED], 0);
        assert_int_equal(sf_ua_send_failed(solo->ua, solo->now_us, token), SF_UA_OK);
        solo_drain(solo);
        assert_int_equal(solo->outs, 2 - target);
    }
    expect_failed(solo, 503);
    end(solo);
}

/* Nobody wants the call any more. */
static void test_hung_up(void **state)
{
    (void)state;
    struct solo *solo = begin();
    const char *invite = invite_to(solo, "sip:eve@192.0.2.9", "");
    redirect(solo, invite, 302, "<sip:a@192.0.2.1>, <sip:b@192.0.2.2>");
    invite = sent(solo, "INVITE ");
    assert_int_equal(sf_ua_hangup(solo->ua, solo->now_us, solo->call), SF_UA_OK);
    solo_respond(solo, invite, 100, NULL, NULL);
    assert_int_equal(went_to(solo, "CANCEL "), 1);
    solo_respond(solo, sent(solo, "CANCEL "), 200, NULL, NULL);
    solo_respond(solo, invite, 487, "t", NULL);
    expect_failed(solo, 487);
    assert_int_equal(solo_count(solo, "INVITE "), 0);
    end(solo);
    solo = begin(); /* before the 302 */
    invite = invite_to(solo, "sip:eve@192.0.2.9", "");
    assert_int_equal(sf_ua_hangup(solo->ua, solo->now_us, solo->call), SF_UA_OK);
    redirect(solo, invite, 302, "<sip:a@192.0.2.1>");
    expect_failed(solo, 302);
    end(solo);
}

/* It rings at a proxy that redirects then: the early dialog is over. */
static void test_early(void **state)
{
    (void)state;
    struct solo *solo = begin();
    const char *invite = invite_to(solo, "sip:eve@192.0.2.9", "");
    solo_respond(solo, invite, 180, "early", "Contact: <sip:eve@192.0.2.9>\r\n");
    assert_int_equal(solo_usage(solo).dialogs, 1);
    redirect(solo, invite, 301, "<sip:a@192.0.2.1>");
    assert_int_equal(went_to(solo, "INVITE "), 1);
    assert_int_equal(solo_usage(solo).dialogs, 0);
    solo_respond(solo, sent(solo, "INVITE "), 404, "t", NULL);
    expect_failed(solo, 404);
    end(solo);
}

static void challenged(struct sf_ua_config *config)
{
    challenger_any(config);
    following(config);
}

/* A target that challenges gets credentials of its own, and they go to no other. */
static void test_challenged(void **state)
{
    (void)state;
    rule = (struct sf_ua_redirect){0};
    struct solo *solo = solo_new(20, challenged);
    struct sf_digest_server *server = challenger_new("there", false);
    const char *invite = invite_to(solo, "sip:eve@192.0.2.9", "");
    redirect(solo, invite, 302, "<sip:a@192.0.2.1>, <sip:b@192.0.2.2>");
    invite = sent(solo, "INVITE ");
    assert_string_equal(header_in(invite, "Authorization"), "");
    solo_respond(solo, invite, 401, "t", challenger_line(server, false));
    invite = sent(solo, "INVITE ");
    assert_int_equal(went_to(solo, "INVITE "), 1);
    assert_string_equal(start_line(invite), "INVITE sip:a@192.0.2.1 SIP/2.0");
    assert_int_equal(challenger_check(server, invite), SF_DIGEST_OK);
    solo_respond(solo, invite, 403, "t", NULL);
    invite = sent(solo, "INVITE ");
    assert_int_equal(went_to(solo, "INVITE "), 2);
    assert_string_equal(header_in(invite, "Authorization"), "");
    solo_respond(solo, invite, 403, "t", NULL);
    expect_failed(solo, 403);
    end(solo);
}

static void test_message(void **state)
{
    static const struct sf_call outside = {0, 0};
    (void)state;
    struct solo *solo = begin();
    struct sf_exchange exchange;
    const struct sf_request request = {
        .method = SF_STR("MESSAGE"),
        .to = SF_STR("sip:eve@192.0.2.9"),
        .next_hop = solo->peer,
        .content = {.type = SF_STR("text/plain"), .body = SF_STR("hello")}};
    assert_int_equal(sf_ua_request(solo->ua, solo->now_us, outside, &request, &exchange), SF_UA_OK);
    solo_drain(solo);
    const char *first = sent(solo, "MESSAGE ");
    redirect(solo, first, 302, "<sip:a@192.0.2.1>, <sip:b@192.0.2.2>");
    const char *second = sent(solo, "MESSAGE ");
    assert_string_equal(start_line(second), "MESSAGE sip:a@192.0.2.1 SIP/2.0");
    assert_int_equal(went_to(solo, "MESSAGE "), 1);
    assert_string_equal(header_in(first, "Call-ID"), header_in(second, "Call-ID"));
    assert_int_equal(solo->events, 0);
    solo_respond(solo, second, 404, "t", NULL);
    solo_respond(solo, sent(solo, "MESSAGE "), 200, "t", NULL);
    assert_int_equal(solo->event[0].type, SF_UA_EV_RESPONSE);
    assert_int_equal(solo->event[0].status, 200);
    end(solo);
}

/* In a dialog a 3xx is a failure like any other: a re-INVITE goes to the dialog's remote target. */
static void test_in_dialog(void **state)
{
    (void)state;
    struct solo *solo = begin();
    const char *invite = invite_to(solo, "sip:eve@192.0.2.9", "");
    solo_respond(solo, invite, 200, "t", "Contact: <sip:eve@192.0.2.9>\r\n");
    const struct sf_change change = {.content = {.type = SOLO_TYPE, .body = SOLO_SDP}};
    assert_int_equal(sf_ua_modify(solo->ua, solo->now_us, solo->call, &change), SF_UA_OK);
    solo_drain(solo);
    redirect(solo, sent(solo, "INVITE "), 302, "<sip:a@192.0.2.1>");
    assert_int_equal(solo_count(solo, "INVITE "), 0);
    assert_int_equal(solo->event[0].type, SF_UA_EV_MODIFIED);
    assert_int_equal(solo->event[0].status, 302);
    assert_int_equal(sf_ua_hangup(solo->ua, solo->now_us, solo->call), SF_UA_OK);
    solo_drain(solo);
    solo_respond(solo, sent(solo, "BYE "), 200, NULL, NULL);
    end(solo);
}

/* The application follows a redirection itself. */
static void test_after(void **state)
{
    (void)state;
    struct solo *solo = solo_new(20, NULL);
    const char *first = invite_to(solo, "sip:eve@192.0.2.9", "");
    redirect(solo, first, 302, "<sip:a@192.0.2.1>");
    expect_failed(solo, 302);
    struct sf_invite invite = {.to = SF_STR("sip:eve@192.0.2.9"),
                               .request_uri = SF_STR("sip:a@192.0.2.1"),
                               .next_hop = solo->peer,
                               .content_type = SOLO_TYPE,
                               .body = SOLO_SDP};
    /* The bytes of the event's message are gone: an application makes the INVITE before. */
    static struct sf_msg response, msg;
    char text[1000];
    int length = snprintf(text, sizeof text,
                          "SIP/2.0 302 Moved\r\nVia: %s\r\nFrom: %s\r\nTo: %s;tag=moved\r\n"
                          "Call-ID: %s\r\nCSeq: %s\r\nContact: <sip:a@192.0.2.1>\r\n\r\n",
                          header_in(first, "Via"), header_in(first, "From"), header_in(first, "To"),
                          header_in(first, "Call-ID"), header_in(first, "CSeq"));
    assert_int_equal(sf_msg_parse(&response, text, (size_t)length, NULL), SF_MSG_OK);
    invite.after = &response;
    assert_int_equal(sf_ua_invite(solo->ua, solo->now_us, &invite, &solo->call), SF_UA_OK);
    solo_drain(solo);
    const char *second = sent(solo, "INVITE ");
    assert_string_equal(start_line(second), "INVITE sip:a@192.0.2.1 SIP/2.0");
    assert_string_equal(header_in(first, "Call-ID"), header_in(second, "Call-ID"));
    assert_string_equal(header_in(first, "From"), header_in(second, "From"));
    assert_int_equal(atoi(header_in(second, "CSeq")), atoi(header_in(first, "CSeq")) + 1);
    assert_int_equal(sf_msg_parse(&msg, first, strlen(first), NULL), SF_MSG_OK);
    invite.after = &msg; /* a request */
    assert_int_equal(sf_ua_invite(solo->ua, solo->now_us, &invite, &solo->call), SF_UA_ARGUMENT);
    assert_string_equal(sf_ua_error(solo->ua)->argument, "invite.after");
    solo_respond(solo, second, 404, "t", NULL);
    end(solo);
}

/* Without room for the next INVITE the redirection is reported, and nothing is lost. */
static void test_full(void **state)
{
    (void)state;
    struct solo *solo = begin();
    const char *invite = invite_to(solo, "sip:eve@192.0.2.9", "");
    struct sf_call calls[400];
    unsigned made = 0;
    const struct sf_invite more = {.to = SF_STR("sip:eve@192.0.2.9"), .next_hop = solo->peer};
    while (made < 400 && sf_ua_invite(solo->ua, solo->now_us, &more, &calls[made]) == SF_UA_OK) {
        made++;
        solo_drain(solo);
    }
    assert_in_range(made, 19, 399);
    redirect(solo, invite, 302, "<sip:a@192.0.2.1>");
    if (solo_count(solo, "INVITE ") == 0)
        expect_failed(solo, 302);
    else
        solo_respond(solo, sent(solo, "INVITE "), 404, "t", NULL);
    end(solo);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_followed),   cmocka_unit_test(test_order),
        cmocka_unit_test(test_loop),       cmocka_unit_test(test_most),
        cmocka_unit_test(test_room),       cmocka_unit_test(test_not_followed),
        cmocka_unit_test(test_secure),     cmocka_unit_test(test_same_way),
        cmocka_unit_test(test_silent),     cmocka_unit_test(test_unreachable),
        cmocka_unit_test(test_hung_up),    cmocka_unit_test(test_early),
        cmocka_unit_test(test_challenged), cmocka_unit_test(test_message),
        cmocka_unit_test(test_in_dialog),  cmocka_unit_test(test_after),
        cmocka_unit_test(test_full),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
