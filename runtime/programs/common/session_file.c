/* See session_file.h. */
#include "common/session_file.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "common/options.h"
#include "sipfsm/sdp.h"

/* Each line with CRLF. False: there is no room. */
static bool read_lines(struct session_file *file, FILE *from)
{
    int c, last = 0;
    while ((c = getc(from)) != EOF) {
        if (file->length + 2 > sizeof file->text)
            return false;
        if (c == '\n' && last != '\r')
            file->text[file->length++] = '\r';
        file->text[file->length++] = (char)c;
        last = c;
    }
    return true;
}

bool session_file_read(struct session_file *file, const char *command)
{
    static struct sf_sdp sdp;
    struct sf_sdp_error error;
    if (!file->path)
        return true;
    FILE *from = fopen(file->path, "r");
    errno = from ? 0 : errno;
    bool whole = from && read_lines(file, from);
    int failed = errno;
    if (from)
        fclose(from);
    if (failed || !whole) {
        complain(command, "%s: %s", file->path, failed ? strerror(failed) : "it is too long");
        return false;
    }
    if (sf_sdp_parse(&sdp, file->text, (struct sf_view){0, (uint32_t)file->length}, SF_SDP_STRICT,
                     &error) == SF_SDP_OK)
        return true;
    complain(command, "%s:%u: %s", file->path, (unsigned)error.line, sf_sdp_error_text(&error));
    return false;
}

struct sf_str session_file_text(const struct session_file *file)
{
    return file->path ? (struct sf_str){file->text, file->length} : (struct sf_str){NULL, 0};
}
