#include "foreign_text.h"

#include <stdio.h>

#include "sipfsm/build.h"
#include "world.h"

#define SESSION                                                                                    \
    SF_STR("v=0\r\no=foreign 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"       \
           "m=audio 6000 RTP/AVP 0\r\n")
#define CONTACT SF_STR("<sip:foreign@10.0.0.19>")

static void send(struct sf_sim *sim, unsigned to, const char *bytes, size_t length)
{
    struct sf_datagram datagram = {.bytes = bytes, .length = length, .to = sf_network_address(to)};
    struct wire_facts facts;
    if (!length)
        return;
    sf_wire_read(sim, bytes, length, &facts);
    sf_third_see(sim, SF_SIM_FOREIGN, &datagram);
    sf_network_send(sim, SF_SIM_FOREIGN, &datagram, &facts);
}

static void put_party(struct sf_build *build, const char *name, struct sf_str address,
                      struct sf_str tag)
{
    sf_build_open(build, name);
    sf_build_text(build, SF_STR("<"));
    sf_build_text(build, address);
    sf_build_text(build, SF_STR(">"));
    if (tag.len) {
        sf_build_text(build, SF_STR(";tag="));
        sf_build_text(build, tag);
    }
    sf_build_close(build);
}

/* Almost as long as a message: what is sent to it does not fit. */
static void put_long_contact(struct sf_build *build)
{
    char text[1600];
    memset(text, 'x', sizeof text);
    memcpy(text, "<sip:", 5);
    memcpy(text + sizeof text - 16, "@10.0.0.19:5060>", 16);
    sf_build_header(build, "Contact", (struct sf_str){text, sizeof text});
}

/* 3891:3: the To tag is that of the one who gets it. */
static void put_replaces(struct sf_build *build, const struct foreign *replaced, uint32_t number,
                         bool early_only)
{
    char text[192];
    snprintf(text, sizeof text, "%s;to-tag=%s;from-tag=f%u-0%s", replaced->call_id,
             replaced->remote_tag, number, early_only ? ";early-only" : "");
    sf_build_header(build, "Replaces", sf_str_of(text));
}

void sf_foreign_request(struct sf_sim *sim, uint32_t number, const char *method, uint32_t cseq,
                        unsigned branch, unsigned tag, bool in_dialog, unsigned with)
{
    struct foreign *call = &sim->foreign[number];
    char bytes[PACKET_BYTES], text[96];
    struct sf_build build;
    bool has_text = with & (WITH_TEXT | WITH_PARTS);
    struct sf_str body = with & (WITH_OFFER | WITH_CODING) ? SESSION
                         : has_text                        ? SF_STR("what else")
                                                           : SF_STR("");
    struct sf_str type = with & WITH_TEXT    ? SF_STR("text/plain")
                         : with & WITH_PARTS ? SF_STR("multipart/mixed;boundary=b")
                                             : SF_STR("application/sdp");
    snprintf(text, sizeof text, "sip:c%u@10.0.0.%u", number, call->agent + 1);
    sf_build_begin(&build, bytes, sizeof bytes);
    sf_build_request(&build, sf_str_of(method), sf_str_of(text));
    snprintf(text, sizeof text, "SIP/2.0/UDP 10.0.0.19;branch=z9hG4bK-f%u-%u", number, branch);
    sf_build_header(&build, "Via", sf_str_of(text));
    sf_build_header_number(&build, "Max-Forwards", 70);
    snprintf(text, sizeof text, "f%u-%u", number, tag);
    put_party(&build, "From", SF_STR("sip:foreign@10.0.0.19"), sf_str_of(text));
    put_party(&build, "To", sf_str_of(call->remote),
              in_dialog ? sf_str_of(call->remote_tag) : SF_STR(""));
    sf_build_header(&build, "Call-ID", sf_str_of(call->call_id));
    snprintf(text, sizeof text, "%u %s", cseq, method);
    sf_build_header(&build, "CSeq", sf_str_of(text));
    if (with & WITH_LONG)
        put_long_contact(&build);
    else
        sf_build_header(&build, "Contact", with & WITH_STAR ? SF_STR("*") : CONTACT);
    if (with & WITH_REPLACES)
        put_replaces(&build, &sim->foreign[call->replaces], call->replaces, with & WITH_EARLY_ONLY);
    if (with & WITH_EXPIRES)
        sf_build_header_number(&build, "Expires", 2);
    if (with & WITH_REQUIRE)
        sf_build_header(&build, "Require", SF_STR("magic"));
    if (with & WITH_CODING)
        sf_build_header(&build, "Content-Encoding", SF_STR("gzip"));
    size_t length = sf_build_end(&build, type, body);
    if (!body.len && strcmp(method, "INVITE") == 0)
        call->offerless_cseq = cseq;
    send(sim, call->agent, bytes, length);
}

void sf_foreign_respond(struct sf_sim *sim, uint32_t number, const struct sf_msg *request,
                        unsigned status, unsigned tag, bool offer)
{
    const struct foreign *call = &sim->foreign[number];
    char bytes[PACKET_BYTES], text[32];
    struct sf_build build;
    sf_build_begin(&build, bytes, sizeof bytes);
    sf_build_status(&build, status, sf_reason_of(status));
    sf_build_copy_all(&build, request, SF_HEADER_VIA);
    sf_build_copy_all(&build, request, SF_HEADER_FROM);
    sf_build_open(&build, "To");
    sf_build_unfolded(&build, sf_msg_value(request, SF_HEADER_TO));
    if (!request->to_tag.len && status > 100) {
        snprintf(text, sizeof text, ";tag=f%u-%u", number, tag);
        sf_build_text(&build, sf_str_of(text));
    }
    sf_build_close(&build);
    sf_build_copy_all(&build, request, SF_HEADER_CALL_ID);
    sf_build_copy_all(&build, request, SF_HEADER_CSEQ);
    sf_build_header(&build, "Contact", CONTACT);
    size_t length = sf_build_end(&build, SF_STR("application/sdp"), offer ? SESSION : SF_STR(""));
    send(sim, call->agent, bytes, length);
}
