/* What must hold for one datagram. */
#include "fuzz.h"

#include <stdlib.h>

#include "sipfsm/build.h"
#include "sipfsm/mend.h"

#include "oracle_message.h"
#include "same.h"

/* ---- What L1 says ---- */

static void check_error(const struct sf_msg_error *error, enum sf_msg_code code, size_t size)
{
    FUZZ_MUST(error->code == code, "the code is %d, the error's %d", code, error->code);
    FUZZ_MUST(error->at <= size, "the error at %u is outside of %zu bytes", error->at, size);
    FUZZ_MUST(error->rule && error->clause, "an error without a rule or a clause");
    FUZZ_MUST(code == SF_MSG_OK || (error->rule[0] && error->clause[0]),
              "code %d: an empty rule or clause", code);
    FUZZ_MUST(sf_msg_error_text(error) && sf_msg_error_text(error)[0], "code %d has no text", code);
    FUZZ_MUST((unsigned)error->header < SF_HEADERS, "header %u", error->header);
}

static void check_inside(const struct sf_msg *msg, size_t size)
{
    const struct sf_view views[] = {msg->method_name,  msg->request_uri,    msg->reason,
                                    msg->version,      msg->body,           msg->call_id,
                                    msg->from_tag,     msg->to_tag,         msg->cseq.method_name,
                                    msg->via.whole,    msg->via.transport,  msg->via.host,
                                    msg->via.sent_by,  msg->via.parameters, msg->via.branch,
                                    msg->via.received, msg->via.maddr,      msg->via.rport};
    FUZZ_MUST(msg->length <= size, "the message has %u of %zu bytes", msg->length, size);
    FUZZ_MUST(msg->header_count <= SF_LIMIT_HEADERS, "%u headers", msg->header_count);
    for (size_t i = 0; i < sizeof views / sizeof *views; i++)
        FUZZ_MUST(fuzz_inside(views[i], size), "view %zu: %u+%u is outside of %zu bytes", i,
                  views[i].at, views[i].len, size);
    for (unsigned i = 0; i < msg->header_count; i++) {
        const struct sf_header *header = &msg->header[i];
        FUZZ_MUST(fuzz_inside(header->name, size) && fuzz_inside(header->value, size),
                  "header %u is outside", i);
        FUZZ_MUST(header->name.len > 0, "header %u has no name", i);
        FUZZ_MUST((enum sf_header_id)header->id == sf_header_of(sf_msg_str(msg, header->name)),
                  "header %u has id %u", i, header->id);
        FUZZ_MUST(sf_msg_has(msg, (enum sf_header_id)header->id), "header %u is not marked as seen",
                  i);
        FUZZ_MUST(header->value.at >= header->name.at + header->name.len,
                  "header %u: the value stands before the name's end", i);
        bool folded = header->value.len &&
                      memchr(msg->bytes + header->value.at, '\n', header->value.len);
        FUZZ_MUST(header->folded == folded, "header %u: folded is %d", i, header->folded);
        if (i > 0)
            FUZZ_MUST(header->name.at >= header[-1].value.at + header[-1].value.len,
                      "header %u begins in the one before", i);
    }
}

static bool same_view(struct sf_view a, struct sf_view b)
{
    return (a.at == b.at && a.len == b.len) || (!a.len && !b.len);
}

/* ---- L1 and L2 agree on what both read ---- */

static struct sf_view first_of(const struct sf_msg *msg, enum sf_header_id id)
{
    int field = sf_msg_find(msg, id, 0);
    FUZZ_MUST(field >= 0, "%s is not there", sf_header_name(id).p);
    return msg->header[field].value;
}

static void check_levels(const struct sf_msg *msg)
{
    struct sf_msg_values at = {0, 0};
    struct sf_view value;
    struct sf_via via;
    struct sf_name_addr from, to;
    struct sf_cseq cseq;
    uint32_t offset;
    FUZZ_MUST(sf_msg_next_value(msg, SF_HEADER_VIA, &at, &value), "no Via value");
    FUZZ_MUST(sf_via_parse(msg->bytes, value, &via, &offset),
              "L1 reads the top Via, L2 does not, at %u", offset);
    FUZZ_MUST(
        same_view(via.whole, msg->via.whole) && same_view(via.transport, msg->via.transport) &&
            same_view(via.host, msg->via.host) && same_view(via.sent_by, msg->via.sent_by) &&
            same_view(via.parameters, msg->via.parameters) &&
            same_view(via.branch, msg->via.branch) && same_view(via.received, msg->via.received) &&
            same_view(via.maddr, msg->via.maddr) && same_view(via.rport, msg->via.rport) &&
            via.port == msg->via.port && via.has_rport == msg->via.has_rport &&
            via.has_cookie == msg->via.has_cookie,
        "L1 and L2 differ on the top Via");
    if (sf_name_addr_parse(msg->bytes, first_of(msg, SF_HEADER_FROM), &from, NULL))
        FUZZ_MUST(same_view(from.tag, msg->from_tag), "L1 and L2 differ on the From tag");
    if (sf_name_addr_parse(msg->bytes, first_of(msg, SF_HEADER_TO), &to, NULL))
        FUZZ_MUST(same_view(to.tag, msg->to_tag), "L1 and L2 differ on the To tag");
    FUZZ_MUST(sf_cseq_parse(msg->bytes, first_of(msg, SF_HEADER_CSEQ), &cseq, &offset),
              "L1 reads CSeq, L2 does not, at %u", offset);
    FUZZ_MUST(cseq.number == msg->cseq.number && cseq.method == msg->cseq.method &&
                  same_view(cseq.method_name, msg->cseq.method_name),
              "L1 and L2 differ on CSeq");
    FUZZ_MUST(same_view(first_of(msg, SF_HEADER_CALL_ID), msg->call_id),
              "Call-ID is not the field's value");
    FUZZ_MUST(!msg->is_request || msg->cseq.method == msg->method,
              "CSeq's method is not the request's");
    FUZZ_MUST((msg->content_length >= 0) == sf_msg_has(msg, SF_HEADER_CONTENT_LENGTH),
              "Content-Length %lld", (long long)msg->content_length);
    FUZZ_MUST(msg->content_length < 0 || msg->content_length == (int64_t)msg->body.len,
              "the body is not as long as Content-Length");
    FUZZ_MUST(msg->max_forwards >= -1 && msg->max_forwards <= 255, "Max-Forwards %d",
              msg->max_forwards);
    FUZZ_MUST(msg->is_request || (msg->status >= 100 && msg->status <= 699), "status %u",
              msg->status);
}

/* Every value of every header, through the iterator: in order, none in another. */
static void check_values(const struct sf_msg *msg, size_t size)
{
    for (unsigned id = 0; id < SF_HEADERS; id++) {
        struct sf_msg_values at = {0, 0};
        struct sf_view value;
        uint64_t past = 0;
        while (sf_msg_next_value(msg, (enum sf_header_id)id, &at, &value)) {
            FUZZ_MUST(fuzz_inside(value, size), "a value of %u is outside", id);
            FUZZ_MUST(value.at >= past || !value.len, "a value of %u begins in the one before", id);
            FUZZ_MUST(at.field < msg->header_count, "the iterator stands at field %u", at.field);
            past = (uint64_t)value.at + value.len;
        }
    }
}

static void check_checked(const struct sf_msg *msg, enum sf_msg_code checked,
                          const struct sf_msg_error *error, size_t size)
{
    struct sf_msg_error only;
    enum sf_header_id all[SF_HEADERS];
    struct sf_msg_values at = {0, 0};
    struct sf_view value;
    struct sf_via via;
    struct sf_uri uri;
    check_error(error, checked, size);
    for (unsigned id = 0; id < SF_HEADERS; id++)
        all[id] = (enum sf_header_id)id;
    FUZZ_MUST(sf_msg_check_only(msg, all, SF_HEADERS, &only) == checked && only.at == error->at &&
                  only.header == error->header,
              "sf_msg_check and sf_msg_check_only of all differ");
    if (checked != SF_MSG_OK)
        return;
    while (sf_msg_next_value(msg, SF_HEADER_VIA, &at, &value))
        FUZZ_MUST(sf_via_parse(msg->bytes, value, &via, NULL),
                  "a Via that was checked cannot be typed");
    FUZZ_MUST(!msg->is_request || sf_uri_parse(msg->bytes, msg->request_uri, &uri, NULL),
              "a Request-URI that was checked cannot be typed");
    FUZZ_MUST(sf_msg_check_only(msg, all + SF_HEADER_FROM, 1, NULL) == SF_MSG_OK,
              "From alone does not pass, all together do");
}

/* ---- Parse, build, parse ---- */

static char *rebuild(const struct sf_msg *msg, size_t *length)
{
    struct sf_build build;
    size_t size = 2 * (size_t)msg->length + 32 * SF_LIMIT_HEADERS;
    char *bytes = malloc(size);
    if (!bytes)
        abort();
    sf_build_begin(&build, bytes, size);
    *length = sf_build_message(&build, msg);
    FUZZ_MUST(*length > 0, "a well-formed message cannot be built again: error %d", build.error);
    return bytes;
}

static bool same_text(const struct sf_msg *a, struct sf_view x, const struct sf_msg *b,
                      struct sf_view y)
{
    return sf_str_equal(sf_msg_str(a, x), sf_msg_str(b, y));
}

/* Each value of each header, typed before and after, must have the same members, as texts and
 * numbers. */
static bool same_member(const struct sf_msg *a, const struct sf_msg *b,
                        const struct sf_field *field, const char *x, const char *y, bool folded)
{
    static const size_t sizes[] = {[SF_FIELD_BOOL] = sizeof(bool),
                                   [SF_FIELD_U8] = 1,
                                   [SF_FIELD_U16] = 2,
                                   [SF_FIELD_U32] = 4,
                                   [SF_FIELD_I32] = 4,
                                   [SF_FIELD_I64] = 8,
                                   [SF_FIELD_TIME] = 8,
                                   [SF_FIELD_Q] = 4};
    struct sf_view v, w;
    if (field->type > SF_FIELD_URI)
        return memcmp(x, y, sizes[field->type]) == 0;
    size_t at = field->type == SF_FIELD_URI ? offsetof(struct sf_uri, whole) : 0;
    memcpy(&v, x + at, sizeof v);
    memcpy(&w, y + at, sizeof w);
    return folded ? !v.len == !w.len : same_text(a, v, b, w) || (!v.len && !w.len);
}

static void check_typed_again(const struct sf_msg *msg, const struct sf_msg *again)
{
    for (unsigned id = 1; id < SF_HEADERS; id++) {
        const struct sf_kind *kind = sf_kind_of((enum sf_header_id)id);
        struct sf_msg_values at = {0, 0}, again_at = {0, 0};
        struct sf_view value, other;
        union sf_typed typed, other_typed;
        if (id == SF_HEADER_CONTENT_LENGTH)
            continue;
        while (sf_msg_next_value(msg, (enum sf_header_id)id, &at, &value)) {
            FUZZ_MUST(sf_msg_next_value(again, (enum sf_header_id)id, &again_at, &other),
                      "%s has a value less", sf_header_name((enum sf_header_id)id).p);
            if (!value.len)
                continue;
            FUZZ_MUST(kind->parse(msg->bytes, value, &typed, NULL) &&
                          kind->parse(again->bytes, other, &other_typed, NULL),
                      "%s cannot be typed", kind->name);
            bool folded = memchr(msg->bytes + value.at, '\n', value.len) != NULL;
            for (unsigned i = 0; i < kind->fields; i++)
                FUZZ_MUST(same_member(msg, again, &kind->field[i],
                                      (const char *)&typed + kind->field[i].at,
                                      (const char *)&other_typed + kind->field[i].at, folded),
                          "%s: another %s", kind->name, kind->field[i].name);
        }
        FUZZ_MUST(!sf_msg_next_value(again, (enum sf_header_id)id, &again_at, &other),
                  "%s has a value more", sf_header_name((enum sf_header_id)id).p);
    }
}

static void check_rebuilt(const struct sf_msg *msg)
{
    static struct sf_msg again;
    struct sf_msg_error error;
    size_t length, twice_length;
    if (msg->header_count == SF_LIMIT_HEADERS && msg->content_length < 0)
        return; /* the builder always writes Content-Length: one too many */
    char *built = rebuild(msg, &length), *exact = fuzz_copy(built, length);
    free(built);
    if (length > SF_LIMIT_MESSAGE_BYTES) { /* compact names grew */
        free(exact);
        return;
    }
    enum sf_msg_code code = sf_msg_parse(&again, exact, length, &error);
    FUZZ_MUST(code == SF_MSG_OK, "what was built is refused: %s at %u", sf_msg_error_text(&error),
              error.at);
    FUZZ_MUST(sf_msg_check(&again, &error) == SF_MSG_OK, "what was built does not pass: %s at %u",
              sf_msg_error_text(&error), error.at);
    FUZZ_MUST(again.is_request == msg->is_request && again.method == msg->method &&
                  again.status == msg->status &&
                  same_text(msg, msg->method_name, &again, again.method_name) &&
                  same_text(msg, msg->request_uri, &again, again.request_uri) &&
                  same_text(msg, msg->reason, &again, again.reason),
              "the start line is another");
    FUZZ_MUST(again.header_count == msg->header_count + (msg->content_length < 0),
              "%u headers became %u", msg->header_count, again.header_count);
    for (unsigned i = 0, j = 0; i < msg->header_count; i++) {
        if (msg->header[i].id == SF_HEADER_CONTENT_LENGTH)
            continue;
        const struct sf_header *was = &msg->header[i], *is = &again.header[j++];
        FUZZ_MUST(was->id == is->id, "header %u: id %u became %u", i, was->id, is->id);
        FUZZ_MUST(was->id || same_text(msg, was->name, &again, is->name),
                  "header %u has another name", i);
        FUZZ_MUST(was->folded || same_text(msg, was->value, &again, is->value),
                  "header %u has another value", i);
        FUZZ_MUST(!is->folded, "header %u is still folded", i);
    }
    FUZZ_MUST(same_text(msg, msg->call_id, &again, again.call_id) &&
                  same_text(msg, msg->from_tag, &again, again.from_tag) &&
                  same_text(msg, msg->to_tag, &again, again.to_tag) &&
                  same_text(msg, msg->via.branch, &again, again.via.branch) &&
                  same_text(msg, msg->via.host, &again, again.via.host) &&
                  again.via.port == msg->via.port && again.cseq.number == msg->cseq.number &&
                  again.max_forwards == msg->max_forwards,
              "what dialogs match on is another");
    FUZZ_MUST(same_text(msg, msg->body, &again, again.body) || (!msg->body.len && !again.body.len),
              "the body is another");
    check_typed_again(msg, &again);
    char *twice = rebuild(&again, &twice_length);
    FUZZ_MUST(twice_length == length && memcmp(twice, exact, length) == 0,
              "building again gives other bytes");
    free(twice);
    free(exact);
}

/* ---- Tolerances ---- */

/* A correct message comes out unchanged, and no other gets worse. Every byte has a source. */
static void check_mended(const char *bytes, size_t size, bool sound)
{
    static char out[SF_MEND_BYTES], once_more[SF_MEND_BYTES];
    static struct sf_msg msg;
    uint32_t done, again;
    size_t length = sf_mend(bytes, size, SF_MEND_ALL, out, sizeof out, &done);
    FUZZ_MUST(length <= sizeof out, "mended to %zu bytes", length);
    FUZZ_MUST(sf_mend(bytes, size, 0, once_more, sizeof once_more, &again) == size ||
                  size > SF_LIMIT_MESSAGE_BYTES,
              "nothing mended has another length");
    FUZZ_MUST(!again, "mended without being asked");
    if (sound)
        FUZZ_MUST(length == size && memcmp(out, bytes, size) == 0 && !done,
                  "a sound message is changed");
    if (!length)
        return;
    FUZZ_MUST((length == size && memcmp(out, bytes, size) == 0) == !done, "done is %u", done);
    for (size_t at = 0; at < length; at += 1 + length / 3) {
        size_t origin = sf_mend_origin(bytes, size, SF_MEND_ALL, at, once_more, sizeof once_more);
        FUZZ_MUST(origin <= size && memcmp(out, once_more, length) == 0,
                  "the byte at %zu comes from %zu of %zu", at, origin, size);
    }
    size_t twice = sf_mend(out, length, SF_MEND_ALL, once_more, sizeof once_more, &again);
    if (twice && sf_msg_parse(&msg, out, length, NULL) == SF_MSG_OK &&
        sf_msg_check(&msg, NULL) == SF_MSG_OK)
        FUZZ_MUST(twice == length && !again, "what is sound once mended is mended again: %u",
                  again);
}

/* ---- Answers ---- */

/* A From or To that breaks its rule is copied back as it is (docs/parser.md): the answer then
 * breaks the same rule. */
bool oracle_is_echo(const struct sf_msg_error *error)
{
    return error->code == SF_MSG_HEADER_VALUE &&
           (error->header == SF_HEADER_FROM || error->header == SF_HEADER_TO);
}

static void check_answer(const struct sf_msg *msg, const struct sf_msg_error *why, size_t size)
{
    static const enum sf_header_id once[] = {SF_HEADER_FROM, SF_HEADER_TO, SF_HEADER_CALL_ID,
                                             SF_HEADER_CSEQ};
    static struct sf_msg answer;
    struct sf_msg_error error;
    struct sf_build build;
    size_t room = 2 * size + 32 * SF_LIMIT_HEADERS;
    char *bytes = malloc(room);
    unsigned fields = 5; /* and Content-Length */
    if (!bytes)
        abort();
    FUZZ_MUST(msg->is_request, "a response is answerable");
    sf_build_begin(&build, bytes, room);
    sf_build_status(&build, 400, sf_str_of(sf_msg_error_text(why)));
    sf_build_copy_all(&build, msg, SF_HEADER_VIA);
    for (size_t i = 0; i < sizeof once / sizeof *once; i++) {
        FUZZ_MUST(sf_msg_find(msg, once[i], 0) >= 0, "answerable without %s",
                  sf_header_name(once[i]).p);
        sf_build_copy(&build, msg, (unsigned)sf_msg_find(msg, once[i], 0));
    }
    for (unsigned i = 0; i < msg->header_count; i++)
        fields += msg->header[i].id == SF_HEADER_VIA;
    size_t length = sf_build_end(&build, SF_STR(""), SF_STR(""));
    FUZZ_MUST(length > 0, "the 400 cannot be built: error %d", build.error);
    char *exact = fuzz_copy(bytes, length);
    free(bytes);
    if (length <= SF_LIMIT_MESSAGE_BYTES && fields <= SF_LIMIT_HEADERS &&
        sf_msg_parse(&answer, exact, length, &error) != SF_MSG_OK)
        FUZZ_MUST(oracle_is_echo(&error), "the 400 is refused: %s at %u", sf_msg_error_text(&error),
                  error.at);
    free(exact);
}

/* ---- All of it ---- */

/* The same message with no bytes after it. */
static void check_alone(const struct sf_msg *msg)
{
    static struct sf_msg alone;
    char *exact = fuzz_copy(msg->bytes, msg->length);
    FUZZ_MUST(sf_msg_parse(&alone, exact, msg->length, NULL) == SF_MSG_OK,
              "it does not parse without what stands behind it");
    FUZZ_MUST(alone.header_count == msg->header_count && same_view(alone.body, msg->body) &&
                  alone.length == msg->length,
              "without what stands behind it, it is another message");
    free(exact);
}

void fuzz_message(const char *bytes, size_t size)
{
    static struct sf_msg msg;
    struct sf_msg_error error, checked;
    const char *differ = same_message(bytes, size);
    FUZZ_MUST(!differ, "the plain and the wide parser differ in %s", differ);
    char *exact = fuzz_copy(bytes, size);
    bool sound = false;
    enum sf_msg_code code = sf_msg_parse(&msg, exact, size, &error);
    check_error(&error, code, size);
    FUZZ_MUST(!error.answerable || code != SF_MSG_OK,
              "a sound message that is to be answered with a 400");
    if (code == SF_MSG_OK || error.answerable) {
        check_inside(&msg, size);
        check_values(&msg, size);
    }
    if (error.answerable)
        check_answer(&msg, &error, size);
    if (code == SF_MSG_OK) {
        FUZZ_MUST(msg.body.len == 0 || msg.body.at + msg.body.len == msg.length,
                  "the body does not end the message");
        check_levels(&msg);
        enum sf_msg_code check = sf_msg_check(&msg, &checked);
        check_checked(&msg, check, &checked, size);
        check_alone(&msg);
        if (check == SF_MSG_OK)
            check_rebuilt(&msg);
        sound = check == SF_MSG_OK;
    }
    check_mended(exact, size, sound);
    free(exact);
}
