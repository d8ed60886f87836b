/* sipfsm parse: is it a SIP message, and if not, where does it stop being one? Or the whole of it as typed JSON. */
#include "command.h"
#include "json_message.h"
#include "options.h"
#include "report.h"
#include "sipfsm/mend.h"
#include "sipfsm/multipart.h"
#include "sipfsm/sdp.h"
#include "sipfsm/stream.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

const char parse_help[] =
    "usage: sipfsm parse [OPTION ...] FILE ...\n"
    "\n"
    "Reads each FILE (- is standard input) as one SIP message and prints one verdict for it: `FILE: ok`, or\n"
    "`FILE:line:column: error: what (rule, clause)`, the line and a caret. Everything that has a type is checked: every header, the\n"
    "Request-URI, a session description, a multipart body. Offsets and columns count bytes.\n"
    "\n"
    "  --json           the message as typed JSON instead, one line of it for each message; see docs/parser.md\n"
    "  --stream         FILE is a stream of messages, as TCP carries them: each ends by its Content-Length\n"
    "  --level 1        check only what every message is parsed for: the frame, and what transactions and dialogs match on\n"
    "  --tolerate LIST  take what real peers get wrong: names with commas between them, or `all`\n"
    "\n"
    "      line-ends      lines that end in LF alone, as in a pasted message\n"
    "      start-line     several spaces, or spaces at the end, in the start line\n"
    "      display-names  `Dr. Who, Jr. <sip:who@example.com>`: letters that want quotes\n"
    "      brackets       a URI with parameters or headers that stands without < >\n"
    "      empties        `;;`, `,,`, and either at the end of a value\n"
    "      user-letters   `sip:*31#@example.com`: letters of a user part that want escapes\n"
    "      products       User-Agent and Server in free form\n"
    "\n"
    "Exit status: 0 if all are well-formed, 1 if one is not, 2 if one cannot be read.\n";

enum { GOOD, BAD, UNREADABLE };

struct parse {
    bool json, stream, level1;
    uint32_t tolerate;
    const char *name; /* of the file */
    struct sf_str text; /* all of it */
    char *mended;
};

static struct sf_msg msg;

/* ---- One message ---- */

/* What is wrong, whoever found it. */
struct fault {
    const char *text, *rule, *clause, *code;
    uint32_t at; /* in the text of the file */
    struct sf_str header;
    bool answerable;
    char note[160];
};

static const char *code_name(enum sf_msg_code code)
{
    static const char *const names[] = {"ok", "not-sip", "cut-short", "version", "too-large", "start-line", "header-line", "header-value",
        "missing", "repeated", "cseq-method", "uri"};
    return names[code];
}

/* What else a person wants to know. */
static void add_note(struct fault *fault, const struct sf_msg_error *error, struct sf_str text, struct sf_str whole, uint32_t tolerated)
{
    const char *at = text.p + error->at, *end = text.p + text.len;
    bool lone = (at < end && *at == '\n' && (at == text.p || at[-1] != '\r')) || (!memchr(text.p, '\r', text.len) && memchr(text.p, '\n', text.len));
    if (lone && !(tolerated & SF_MEND_LINE_ENDS))
        snprintf(fault->note, sizeof fault->note, "a line ends in LF alone, and SIP's end in CRLF (3261:7); --tolerate line-ends takes it");
    else if (error->code == SF_MSG_CUT_SHORT && error->header == SF_HEADER_CONTENT_LENGTH)
        snprintf(fault->note, sizeof fault->note, "Content-Length is %lld, and %u bytes of body are there", (long long)msg.content_length,
            msg.body.len);
    else if (error->code == SF_MSG_CUT_SHORT)
        snprintf(fault->note, sizeof fault->note, "the empty line that ends the header section is missing");
    else if (strcmp(error->clause, "3966:5.1.5") == 0)
        snprintf(fault->note, sizeof fault->note, "a number that does not begin with + is local, and must say where it is one: ;phone-context=");
    else if (error->code == SF_MSG_TOO_LARGE && whole.len > SF_LIMIT_MESSAGE_BYTES)
        snprintf(fault->note, sizeof fault->note, "a message has at most %d bytes", SF_LIMIT_MESSAGE_BYTES);
}

/* A session description of a message that is sound. */
static bool sdp_fault(struct fault *fault, struct sf_view description, uint32_t tolerate)
{
    static struct sf_sdp sdp;
    struct sf_sdp_error error;
    uint32_t how = tolerate & SF_MEND_LINE_ENDS ? SF_SDP_DEFAULT : SF_SDP_STRICT;
    if (sf_sdp_parse(&sdp, msg.bytes, description, how, &error) == SF_SDP_OK && sf_sdp_check(&sdp, &error) == SF_SDP_OK)
        return false;
    *fault = (struct fault){.text = sf_sdp_error_text(&error), .rule = error.rule, .clause = error.clause, .code = "sdp", .at = error.at,
        .answerable = msg.is_request};
    return true;
}

/* The session descriptions among the parts of a body that is a sound multipart, on all levels. */
static bool parts_fault(struct sf_multipart *multipart, struct fault *fault, uint32_t tolerate)
{
    struct sf_multipart inner;
    struct sf_part part;
    while (sf_multipart_next(multipart, &part, NULL) == SF_MULTIPART_OK)
        if (sf_part_is_multipart(multipart->base, &part)
                ? sf_multipart_enter(&inner, multipart, &part, NULL) == SF_MULTIPART_OK && parts_fault(&inner, fault, tolerate)
                : part_has_sdp(multipart->base, &part) && sdp_fault(fault, part.body, tolerate))
            return true;
    return false;
}

/* The multipart body of a message that is sound. */
static bool multipart_fault(struct fault *fault, uint32_t tolerate)
{
    struct sf_multipart_error error;
    struct sf_multipart multipart;
    struct sf_view type = msg.header[sf_msg_find(&msg, SF_HEADER_CONTENT_TYPE, 0)].value;
    if (sf_multipart_check(msg.bytes, type, msg.body, &error) != SF_MULTIPART_OK) {
        *fault = (struct fault){.text = sf_multipart_error_text(&error), .rule = error.rule, .clause = error.clause, .code = "multipart",
            .at = error.at, .answerable = msg.is_request};
        return true;
    }
    return sf_multipart_begin(&multipart, msg.bytes, type, msg.body, NULL) == SF_MULTIPART_OK && parts_fault(&multipart, fault, tolerate);
}

/* Parses `text`, which is the file's, or the part of a stream, or either as mended. True if something is wrong. `*usable`: msg may be
 * read all the same. */
static bool find_fault(struct parse *parse, struct sf_str text, struct fault *fault, bool *usable)
{
    struct sf_msg_error error;
    *usable = false;
    enum sf_msg_code code = sf_msg_parse(&msg, text.p, text.len, &error);
    if (code == SF_MSG_OK) {
        *usable = true;
        if (!parse->level1)
            code = sf_msg_check(&msg, &error);
    }
    if (code == SF_MSG_OK)
        return !parse->level1
            && ((message_has_sdp(&msg) && sdp_fault(fault, msg.body, parse->tolerate)) || (message_has_multipart(&msg) && multipart_fault(fault, parse->tolerate)));
    *fault = (struct fault){.text = sf_msg_error_text(&error), .rule = error.rule, .clause = error.clause, .code = code_name(code),
        .at = error.at, .header = sf_header_name(error.header), .answerable = error.answerable};
    add_note(fault, &error, text, parse->text, parse->tolerate);
    return true;
}

static void print_json(struct parse *parse, const struct fault *fault, bool usable, uint32_t begins, uint32_t mended)
{
    struct json json = {.out = stdout};
    json_put_open(&json, NULL, '{');
    json_put_text(&json, "file", sf_str_of(parse->name));
    if (parse->stream)
        json_put_number(&json, "offset", begins);
    json_put_bool(&json, "ok", !fault);
    if (fault) {
        uint32_t line, column;
        sf_msg_place(parse->text.p, parse->text.len, fault->at, &line, &column);
        json_put_open(&json, "error", '{');
        json_put_text(&json, "code", sf_str_of(fault->code));
        json_put_text(&json, "text", sf_str_of(fault->text));
        json_put_number(&json, "offset", fault->at);
        json_put_number(&json, "line", line);
        json_put_number(&json, "column", column);
        if (fault->header.len)
            json_put_text(&json, "header", fault->header);
        json_put_text(&json, "rule", sf_str_of(fault->rule));
        json_put_text(&json, "clause", sf_str_of(fault->clause));
        json_put_bool(&json, "answerable", fault->answerable);
        if (*fault->note)
            json_put_text(&json, "note", sf_str_of(fault->note));
        json_put_close(&json, '}');
    }
    if (mended) {
        json_put_open(&json, "tolerated", '[');
        for (uint32_t bit = 1; bit <= SF_MEND_ALL; bit <<= 1)
            if (mended & bit)
                json_put_text(&json, NULL, sf_str_of(sf_mend_name((enum sf_mend)bit)));
        json_put_close(&json, ']');
    }
    if (usable)
        json_put_message(&json, &msg);
    json_put_close(&json, '}');
    fputc('\n', stdout);
}

static void print_fault(const struct parse *parse, const struct fault *fault)
{
    report(stdout, parse->name, parse->text, fault->at, "error", "%s (%s, %s)", fault->text, fault->rule, fault->clause);
    if (*fault->note)
        printf("  note: %s\n", fault->note);
}

static void print_good(const struct parse *parse, uint32_t mended)
{
    printf("%s: ok", parse->name);
    for (uint32_t bit = 1, first = 1; bit <= SF_MEND_ALL; bit <<= 1)
        if (mended & bit) {
            printf("%s%s", first ? " (mended: " : ", ", sf_mend_name((enum sf_mend)bit));
            first = 0;
        }
    puts(mended ? ")" : "");
}

/* One message at `begins` of the file. With --json it is printed, with a fault or without; else the verdict is, but of a stream a fault alone. */
static int parse_message(struct parse *parse, struct sf_str text, uint32_t begins)
{
    struct fault fault;
    struct sf_str read = text;
    uint32_t mended = 0;
    bool usable;
    if (parse->tolerate) {
        size_t length = sf_mend(text.p, text.len, parse->tolerate, parse->mended, SF_MEND_BYTES, &mended);
        if (length)
            read = (struct sf_str){parse->mended, length};
    }
    bool bad = find_fault(parse, read, &fault, &usable);
    if (bad && read.p == parse->mended)
        fault.at = (uint32_t)sf_mend_origin(text.p, text.len, parse->tolerate, fault.at, parse->mended, SF_MEND_BYTES);
    if (bad)
        fault.at += begins;
    if (parse->json)
        print_json(parse, bad ? &fault : NULL, usable, begins, mended);
    else if (bad)
        print_fault(parse, &fault);
    else if (!parse->stream)
        print_good(parse, mended);
    return bad ? BAD : GOOD;
}

/* ---- A file ---- */

/* Can the message be answered whose end cannot be known? By its header section, if that has come whole (sipfsm/stream.h). */
static bool head_answerable(struct sf_str head)
{
    struct sf_msg_error error;
    if (!head.len)
        return false;
    return sf_msg_parse(&msg, head.p, head.len, &error) == SF_MSG_OK ? msg.is_request : error.answerable;
}

/* What else a person wants to know: of an error while feeding, and of a stream that ends within a message. */
static void add_framing_note(struct fault *fault, struct sf_str text, const struct sf_stream_result *result)
{
    const char *note = "the next message begins behind its body";
    if (fault->at > 0 && fault->at < text.len && text.p[fault->at] == '\n' && text.p[fault->at - 1] != '\r')
        note = "a line ends in LF alone, and a stream's end in CRLF (3261:7)";
    else if (result->close)
        note = "where the next message begins cannot be known: what follows is not read";
    snprintf(fault->note, sizeof fault->note, "%s", note);
}

static void add_end_note(struct fault *fault, const struct sf_stream *stream)
{
    uint64_t missing = stream->skip ? stream->skip : stream->head ? stream->head + (uint64_t)stream->length - stream->held : 0;
    if (missing)
        snprintf(fault->note, sizeof fault->note, "the input ends within this message: %" PRIu64 " byte%s of its body %s missing", missing,
            missing == 1 ? "" : "s", missing == 1 ? "is" : "are");
    else
        snprintf(fault->note, sizeof fault->note, "the input ends within this message: the empty line that ends its header section is missing");
}

/* An error of the framing, told by feeding (then there is a result) or by the end. */
static int stream_fault(struct parse *parse, const struct sf_stream *stream, const struct sf_msg_error *error,
    const struct sf_stream_result *result)
{
    uint64_t begins = result ? result->at : stream->begins;
    struct fault fault = {.text = sf_msg_error_text(error), .rule = error->rule, .clause = error->clause, .code = code_name(error->code),
        .at = (uint32_t)begins + error->at, .header = sf_header_name(error->header)};
    if (result) {
        fault.answerable = head_answerable(result->message);
        add_framing_note(&fault, parse->text, result);
    } else {
        add_end_note(&fault, stream); /* and it is not answered: whoever sent it has gone */
    }
    if (parse->json)
        print_json(parse, &fault, false, (uint32_t)begins, 0);
    else
        print_fault(parse, &fault);
    return BAD;
}

/* Every message of a stream; without --json the first that is bad is the verdict. */
static int parse_stream(struct parse *parse)
{
    static char buffer[SF_LIMIT_MESSAGE_BYTES];
    struct sf_stream stream;
    struct sf_stream_result result;
    struct sf_str rest = parse->text;
    enum sf_stream_event event;
    struct sf_msg_error error;
    unsigned messages = 0;
    int verdict = GOOD;
    sf_stream_init(&stream, buffer, sizeof buffer);
    while ((event = sf_stream_feed(&stream, rest.p, rest.len, &result)) != SF_STREAM_MORE) {
        rest = (struct sf_str){rest.p + result.consumed, rest.len - result.consumed};
        if (event == SF_STREAM_MESSAGE) {
            messages++;
            if (parse_message(parse, result.message, (uint32_t)result.at) != GOOD)
                verdict = BAD;
        } else if (event == SF_STREAM_ERROR) {
            verdict = stream_fault(parse, &stream, &result.error, &result);
            if (result.close)
                return verdict;
        }
        if (verdict != GOOD && !parse->json)
            return verdict;
    }
    if (sf_stream_end(&stream, &error) != SF_MSG_OK)
        return stream_fault(parse, &stream, &error, NULL);
    if (!parse->json)
        printf("%s: ok (%u message%s)\n", parse->name, messages, messages == 1 ? "" : "s");
    return verdict;
}

/* All of a file, up to `most` bytes. False if it cannot be read. */
static bool read_all(FILE *file, size_t most, char **bytes, size_t *length)
{
    size_t room = 1 << 17;
    *length = 0;
    *bytes = malloc(room);
    while (*bytes) {
        size_t want = room - *length < most - *length ? room - *length : most - *length;
        size_t got = fread(*bytes + *length, 1, want, file);
        *length += got;
        if (got < want || *length == most)
            return !ferror(file);
        char *more = realloc(*bytes, room *= 2);
        if (!more)
            free(*bytes);
        *bytes = more;
    }
    errno = ENOMEM;
    return false;
}

static int parse_file(struct parse *parse, const char *path)
{
    bool standard = strcmp(path, "-") == 0;
    FILE *file = standard ? stdin : fopen(path, "rb");
    char *bytes = NULL;
    size_t length;
    int verdict = UNREADABLE;
    parse->name = standard ? "<stdin>" : path;
    /* A byte past the limit tells a message that is too large. */
    if (!file || !read_all(file, parse->stream ? UINT32_MAX : SF_LIMIT_MESSAGE_BYTES + 1, &bytes, &length)) {
        complain("parse", "%s: %s", parse->name, strerror(errno));
    } else {
        parse->text = (struct sf_str){bytes, length};
        verdict = parse->stream ? parse_stream(parse) : parse_message(parse, parse->text, 0);
    }
    free(bytes);
    if (file && !standard)
        fclose(file);
    return verdict;
}

/* ---- Options ---- */

static bool take_tolerances(const char *list, uint32_t *bits)
{
    for (const char *p = list; *p;) {
        size_t n = strcspn(p, ",");
        uint32_t bit = n == 3 && memcmp(p, "all", 3) == 0 ? SF_MEND_ALL : sf_mend_named((struct sf_str){p, n});
        if (!bit) {
            complain("parse", "unknown tolerance '%.*s' (see sipfsm help parse)", (int)n, p);
            return false;
        }
        *bits |= bit;
        p += n + (p[n] == ',');
    }
    if (!*list)
        complain("parse", "--tolerate needs a value (see sipfsm help parse)");
    return *list;
}

/* Files stay in argv, moved to its front; their number, or -1 after a complaint. */
static int read_options(struct parse *parse, int argc, char **argv)
{
    int files = 0;
    bool ended = false;
    for (int i = 1; i < argc; i++) {
        const char *text = argv[i];
        if (ended || text[0] != '-' || text[1] == 0) {
            argv[files++] = argv[i];
        } else if (strcmp(text, "--") == 0) {
            ended = true;
        } else if (strcmp(text, "--json") == 0) {
            parse->json = true;
        } else if (strcmp(text, "--stream") == 0) {
            parse->stream = true;
        } else if (strncmp(text, "--tolerate", 10) == 0 || strncmp(text, "--level", 7) == 0) {
            size_t n = text[2] == 't' ? 10 : 7;
            const char *value = text[n] == '=' ? text + n + 1 : !text[n] && i + 1 < argc ? argv[++i] : NULL;
            if (!value) {
                complain("parse", text[n] ? "unknown option '%s' (see sipfsm help parse)" : "%s needs a value (see sipfsm help parse)", text);
                return -1;
            }
            if (n == 10 && !take_tolerances(value, &parse->tolerate))
                return -1;
            if (n == 7 && strcmp(value, "1") != 0 && strcmp(value, "2") != 0) {
                complain("parse", "--level takes 1 or 2, not '%s' (see sipfsm help parse)", value);
                return -1;
            }
            parse->level1 = n == 7 ? *value == '1' : parse->level1;
        } else {
            complain("parse", "unknown option '%s' (see sipfsm help parse)", text);
            return -1;
        }
    }
    if (parse->stream && parse->tolerate & SF_MEND_LINE_ENDS) {
        complain("parse", "a stream is cut at its CRLFs, so that --stream cannot take line-ends (see sipfsm help parse)");
        return -1;
    }
    if (!files)
        complain("parse", "which FILE? (- is standard input; see sipfsm help parse)");
    return files ? files : -1;
}

int parse_main(int argc, char **argv)
{
    static char mended[SF_MEND_BYTES];
    struct parse parse = {.mended = mended};
    int files = read_options(&parse, argc, argv), status = GOOD;
    if (files < 0)
        return EXIT_USAGE;
    for (int i = 0; i < files; i++) {
        int verdict = parse_file(&parse, argv[i]);
        status = verdict > status ? verdict : status;
    }
    return fflush(stdout) == 0 ? status : UNREADABLE;
}
