/* sipfsm parse: is it a SIP message, and if not, where does it stop being one? Or the whole of it
 * as typed JSON. */
#include "command.h"
#include "common/options.h"
#include "parse/parse.h"
#include "sipfsm/mend.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char parse_help[] =
    "usage: sipfsm parse [OPTION ...] FILE ...\n"
    "\n"
    "Reads each FILE (- is standard input) as one SIP message and prints one verdict for it: "
    "`FILE: ok`, or\n"
    "`FILE:line:column: error: what (rule, clause)`, the line and a caret. Everything that has a "
    "type is checked: every header,\n"
    "the Request-URI, a session description, a multipart body. Offsets and columns count bytes. "
    "What makes a message unusable\n"
    "is an error. The rest is a warning, with a name, and the message is ok:\n"
    "\n"
    "      header     a malformed header that this message does not need (3261:8.2.2)\n"
    "      missing    a missing header that this message does not need\n"
    "      sdp        a session description that breaks RFC 8866\n"
    "      multipart  a body of several parts that breaks RFC 2046\n"
    "      left-over  bytes after the message, which are not read (3261:18.3)\n"
    "\n"
    "  --strict         each warning is an error\n"
    "  --json           print the message as typed JSON instead, one line for each message; see "
    "docs/parser.md\n"
    "  --show-credentials  with --json: show Authorization header fields whole; else asterisks "
    "hide what passwords could be\n"
    "                   guessed from\n"
    "  --stream         FILE is a stream of messages, as TCP carries them: each ends by its "
    "Content-Length\n"
    "  --level 1        check only what every message is parsed for: the frame, and what "
    "transactions and dialogs match on\n"
    "  --tolerate LIST  accept what real peers get wrong: names with commas between them, or "
    "`all`\n"
    "\n"
    "      line-ends      lines that end in LF alone, as in a pasted message\n"
    "      start-line     several spaces, or spaces at the end, in the start line\n"
    "      display-names  `Dr. Who, Jr. <sip:who@example.com>`: characters that need quotes\n"
    "      brackets       a URI with parameters or headers that is not within < >\n"
    "      empties        `;;`, `,,`, and either at the end of a value\n"
    "      user-letters   `sip:*31#@example.com`: characters of a user part that need escapes\n"
    "      products       User-Agent and Server in free form\n"
    "\n"
    "Exit status: 0 if all are ok, 1 if one has an error, 2 if one cannot be read.\n";

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
    parse->begins = parse->line = parse->column = 0;
    if (file && parse->stream) {
        verdict = parse_stream(parse, fileno(file));
    } else if (!file || !read_all(file, SF_LIMIT_MESSAGE_BYTES + 1, &bytes, &length)) {
        complain("parse", "%s: %s", parse->name, strerror(errno));
    } else {
        parse->bytes = bytes;
        parse->text = (struct sf_str){bytes, length};
        verdict = parse_message(parse, parse->text);
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
        uint32_t bit = n == 3 && memcmp(p, "all", 3) == 0 ? SF_MEND_ALL
                                                          : sf_mend_named((struct sf_str){p, n});
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
        } else if (strcmp(text, "--show-credentials") == 0) {
            parse->shows_credentials = true;
        } else if (strcmp(text, "--strict") == 0) {
            parse->strict = true;
        } else if (strcmp(text, "--stream") == 0) {
            parse->stream = true;
        } else if (strncmp(text, "--tolerate", 10) == 0 || strncmp(text, "--level", 7) == 0) {
            size_t n = text[2] == 't' ? 10 : 7;
            const char *value = text[n] == '='             ? text + n + 1
                                : !text[n] && i + 1 < argc ? argv[++i]
                                                           : NULL;
            if (!value) {
                complain("parse",
                         text[n] ? "unknown option '%s' (see sipfsm help parse)"
                                 : "%s needs a value (see sipfsm help parse)",
                         text);
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
        complain("parse", "a stream is cut at its CRLFs, so that --stream cannot take line-ends "
                          "(see sipfsm help parse)");
        return -1;
    }
    if (!files)
        complain("parse", "FILE is missing (- is standard input; see sipfsm help parse)");
    return files ? files : -1;
}

int parse_main(int argc, char **argv)
{
    static char mended[SF_MEND_BYTES];
    static struct parse parse; /* large; there is one */
    parse.mended = mended;
    int files = read_options(&parse, argc, argv), status = GOOD;
    if (files < 0)
        return EXIT_USAGE;
    for (int i = 0; i < files && !ferror(stdout); i++) {
        int verdict = parse_file(&parse, argv[i]);
        status = verdict > status ? verdict : status;
    }
    return status;
}
