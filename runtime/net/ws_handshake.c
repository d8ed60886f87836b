/* See ws_handshake.h. SHA-1 and base64 are OpenSSL's; the rest is a few lines of HTTP, for which a
 * library of WebSocket would bring an event loop and a socket of its own. */
#include "ws_handshake.h"

#include "sipfsm/uri.h"

#include <ctype.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <stdio.h>

#define ACCEPT_BYTES 29 /* with its NUL */

bool sf_ws_key(char key[SF_WS_KEY_BYTES])
{
    unsigned char bytes[16];
    if (RAND_bytes(bytes, sizeof bytes) != 1)
        return false;
    EVP_EncodeBlock((unsigned char *)key, bytes, sizeof bytes);
    return true;
}

/* 6455:4.2.2: of the key and a fixed text. False: OpenSSL has failed. */
static bool accept_of(struct sf_str key, char accept[ACCEPT_BYTES])
{
    static const char fixed[] = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    char text[SF_WS_KEY_BYTES + sizeof fixed];
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned length;
    int n = snprintf(text, sizeof text, "%.*s%s", (int)key.len, key.p, fixed);
    if (n < 0 || (size_t)n >= sizeof text ||
        EVP_Digest(text, (size_t)n, digest, &length, EVP_sha1(), NULL) != 1)
        return false;
    EVP_EncodeBlock((unsigned char *)accept, digest, (int)length);
    return true;
}

/* ---- A little of HTTP ---- */

static struct sf_str trimmed(struct sf_str text)
{
    while (text.len && (text.p[0] == ' ' || text.p[0] == '\t')) {
        text.p++;
        text.len--;
    }
    while (text.len && (text.p[text.len - 1] == ' ' || text.p[text.len - 1] == '\t'))
        text.len--;
    return text;
}

/* The next line, without its CRLF, taken off the text. */
static struct sf_str next_line(struct sf_str *text)
{
    struct sf_str line = {text->p, 0};
    while (line.len + 1 < text->len && memcmp(text->p + line.len, "\r\n", 2) != 0)
        line.len++;
    size_t taken = line.len + 2 < text->len ? line.len + 2 : text->len;
    text->p += taken;
    text->len -= taken;
    return line;
}

/* The value of the next line of a header field, from `lines`, which it takes off. {NULL, 0}: there
 * is none. */
static struct sf_str next_field(struct sf_str *lines, const char *name)
{
    struct sf_str wanted = sf_str_of(name);
    while (lines->len) {
        struct sf_str line = next_line(lines);
        if (line.len > wanted.len && line.p[wanted.len] == ':' &&
            sf_str_equal_nocase((struct sf_str){line.p, wanted.len}, wanted))
            return trimmed((struct sf_str){line.p + wanted.len + 1, line.len - wanted.len - 1});
    }
    return (struct sf_str){NULL, 0};
}

/* The value of its first line. */
static struct sf_str field(struct sf_str head, const char *name)
{
    next_line(&head);
    return next_field(&head, name);
}

/* Does one of the fields stand in two lines? */
static bool repeats(struct sf_str head, const char *const *names, size_t count)
{
    next_line(&head);
    for (size_t i = 0; i < count; i++) {
        struct sf_str lines = head, first = next_field(&lines, names[i]);
        if (first.p && next_field(&lines, names[i]).p)
            return true;
    }
    return false;
}

/* A name that ends at its colon, nothing folded, and no other line ends (7230:3.2.4): a reader that
 * takes more would find other fields than this one does. */
static bool is_plain(struct sf_str head)
{
    next_line(&head);
    while (head.len) {
        struct sf_str line = next_line(&head);
        size_t colon = 0;
        while (colon < line.len && (unsigned char)line.p[colon] > ' ' && line.p[colon] != ':')
            colon++;
        if (colon == 0 || colon == line.len || line.p[colon] != ':' ||
            memchr(line.p, '\r', line.len) || memchr(line.p, '\n', line.len) ||
            memchr(line.p, 0, line.len))
            return false;
    }
    return true;
}

/* Is it one of the words of a list with commas? */
static bool has_word(struct sf_str value, const char *word)
{
    struct sf_str wanted = sf_str_of(word);
    while (value.len) {
        size_t end = 0;
        while (end < value.len && value.p[end] != ',')
            end++;
        if (sf_str_equal_nocase(trimmed((struct sf_str){value.p, end}), wanted))
            return true;
        end += end < value.len;
        value = (struct sf_str){value.p + end, value.len - end};
    }
    return false;
}

/* In one of the lines of a field that is a list (7230:3.2.2). */
static bool lists(struct sf_str head, const char *name, const char *word)
{
    struct sf_str value;
    next_line(&head);
    while ((value = next_field(&head, name)).p)
        if (has_word(value, word))
            return true;
    return false;
}

/* Is it a host with or without a port (7230:5.4)? Two hosts with a space between them are not, nor
 * is a whole URI. */
static bool is_host(struct sf_str value)
{
    size_t end = value.len;
    while (end && value.p[end - 1] >= '0' && value.p[end - 1] <= '9')
        end--;
    struct sf_str host = {value.p, end && value.p[end - 1] == ':' ? end - 1 : value.len};
    if (host.len && host.p[0] == '[')
        return sf_host_kind_of(host) == SF_HOST_IPV6;
    for (size_t i = 0; i < host.len; i++)
        if (!isalnum((unsigned char)host.p[i]) && !strchr("-._~%!$&'()*+,;=", host.p[i]))
            return false;
    return host.len > 0;
}

/* The head up to its empty line. False: that has not come. */
static bool whole(struct sf_str bytes, struct sf_str *head, struct sf_ws_greeting *greeting)
{
    for (size_t i = 0; i + 4 <= bytes.len; i++)
        if (memcmp(bytes.p + i, "\r\n\r\n", 4) == 0) {
            *head = (struct sf_str){bytes.p, i + 2};
            greeting->length = i + 4;
            return true;
        }
    return false;
}

static enum sf_ws_verdict bad(struct sf_ws_greeting *greeting, const char *why)
{
    greeting->why = why;
    return SF_WS_BAD;
}

static bool begins(struct sf_str text, const char *prefix)
{
    size_t length = strlen(prefix);
    return text.len >= length && memcmp(text.p, prefix, length) == 0;
}

/* ---- Both sides ---- */

size_t sf_ws_request(char to[SF_WS_ANSWER_BYTES], const char *host, const char *key)
{
    int n = snprintf(to, SF_WS_ANSWER_BYTES,
                     "GET / HTTP/1.1\r\nHost: %s\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                     "Sec-WebSocket-Key: %s\r\nSec-WebSocket-Protocol: sip\r\n"
                     "Sec-WebSocket-Version: 13\r\n\r\n",
                     host, key);
    return n > 0 && n < SF_WS_ANSWER_BYTES ? (size_t)n : 0;
}

static enum sf_ws_verdict refuse(struct sf_ws_greeting *greeting, const char *status,
                                 const char *why)
{
    snprintf(greeting->answer, sizeof greeting->answer,
             "HTTP/1.1 %s\r\nSec-WebSocket-Version: 13\r\nConnection: close\r\n"
             "Content-Length: 0\r\n\r\n",
             status);
    return bad(greeting, why);
}

/* 6455:10.2: browsers say whose page it is. A client that says nothing is no browser, and could say
 * what it likes. Hosts and schemes are the same in any case (6454:4). */
static bool is_welcome(const struct sf_ws_origins *origins, struct sf_str origin)
{
    bool welcome = !origins->count || !origin.p;
    for (size_t i = 0; i < origins->count && !welcome; i++)
        welcome = sf_str_equal_nocase(sf_str_of(origins->origin[i]), origin);
    return welcome;
}

enum sf_ws_verdict sf_ws_read_request(struct sf_str bytes, const struct sf_ws_origins *origins,
                                      struct sf_ws_greeting *greeting)
{
    /* 6454:7.3, 6455:11.3.1, 6455:11.3.5, 7230:5.4. */
    static const char *const single[] = {"Host", "Origin", "Sec-WebSocket-Key",
                                         "Sec-WebSocket-Version"};
    struct sf_str head, line;
    char accept[ACCEPT_BYTES];
    *greeting = (struct sf_ws_greeting){.why = ""};
    if (!whole(bytes, &head, greeting))
        return SF_WS_UNFINISHED;
    line = next_line(&(struct sf_str){head.p, head.len});
    if (!begins(line, "GET ") || line.len < 14 ||
        memcmp(line.p + line.len - 9, " HTTP/1.1", 9) != 0)
        return refuse(greeting, "400 Bad Request", "what came is no WebSocket handshake");
    if (!is_plain(head))
        return refuse(greeting, "400 Bad Request",
                      "a WebSocket handshake with a malformed header field");
    if (repeats(head, single, sizeof single / sizeof *single))
        return refuse(greeting, "400 Bad Request",
                      "a WebSocket handshake that has one header field twice");
    if (!lists(head, "Upgrade", "websocket") || !lists(head, "Connection", "upgrade"))
        return refuse(greeting, "426 Upgrade Required", "the HTTP request asks for no WebSocket");
    if (!sf_str_equal(field(head, "Sec-WebSocket-Version"), SF_STR("13")))
        return refuse(greeting, "426 Upgrade Required", "another version of WebSocket");
    struct sf_str key = field(head, "Sec-WebSocket-Key");
    if (key.len != SF_WS_KEY_BYTES - 1 || !accept_of(key, accept) || !is_host(field(head, "Host")))
        return refuse(greeting, "400 Bad Request",
                      "a WebSocket handshake without a valid key or host");
    if (!is_welcome(origins, field(head, "Origin")))
        return refuse(greeting, "403 Forbidden", "a WebSocket of a page of another origin");
    if (!lists(head, "Sec-WebSocket-Protocol", "sip"))
        return refuse(greeting, "400 Bad Request", "a WebSocket that does not offer SIP");
    snprintf(greeting->answer, sizeof greeting->answer,
             "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
             "Sec-WebSocket-Accept: %s\r\nSec-WebSocket-Protocol: sip\r\n\r\n",
             accept);
    return SF_WS_GOOD;
}

enum sf_ws_verdict sf_ws_too_long(struct sf_ws_greeting *greeting)
{
    return refuse(greeting, "431 Request Header Fields Too Large",
                  "a WebSocket handshake that is too long");
}

enum sf_ws_verdict sf_ws_read_response(struct sf_str bytes, const char *key,
                                       struct sf_ws_greeting *greeting)
{
    /* 6455:11.3.3, 6455:11.3.4. */
    static const char *const single[] = {"Sec-WebSocket-Accept", "Sec-WebSocket-Protocol"};
    struct sf_str head;
    char accept[ACCEPT_BYTES];
    *greeting = (struct sf_ws_greeting){.why = ""};
    if (!whole(bytes, &head, greeting))
        return SF_WS_UNFINISHED;
    if (!begins(head, "HTTP/1.1 101 "))
        return bad(greeting, "the server has refused the WebSocket");
    if (repeats(head, single, sizeof single / sizeof *single))
        return bad(greeting, "the server's answer has one header field twice");
    if (!lists(head, "Upgrade", "websocket") || !lists(head, "Connection", "upgrade"))
        return bad(greeting, "the server's answer is no WebSocket handshake");
    if (!accept_of(sf_str_of(key), accept) ||
        !sf_str_equal(field(head, "Sec-WebSocket-Accept"), sf_str_of(accept)))
        return bad(greeting, "the server's WebSocket key is wrong");
    if (!sf_str_equal_nocase(field(head, "Sec-WebSocket-Protocol"), SF_STR("sip")))
        return bad(greeting, "the server's WebSocket does not speak SIP");
    return SF_WS_GOOD;
}
