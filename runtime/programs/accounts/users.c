#include "accounts/users.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "common/options.h"
#include "common/private_file.h"
#ifdef SIPFSM_CRYPTO
#include "sipfsm/digest_openssl.h"
#endif

#define MOST_BYTES 16000000
#define WRONG_GUESSES 10 /* of a source within a minute */

struct users_line {
    struct sf_str user, realm; /* realm empty: the password is known */
    struct sf_digest_secret secret;
};

static bool is_hex(struct sf_str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (!strchr("0123456789abcdef", text.p[i]) || !text.p[i])
            return false;
    return text.len == 32 || text.len == 64;
}

/* Up to the next colon, which is skipped. */
static struct sf_str part(struct sf_str *rest)
{
    const char *colon = rest->len ? memchr(rest->p, ':', rest->len) : NULL;
    struct sf_str found = {rest->p, colon ? (size_t)(colon - rest->p) : rest->len};
    size_t taken = found.len + (colon != NULL);
    *rest = (struct sf_str){rest->p + taken, rest->len - taken};
    return found;
}

static bool read_line(struct users_line *line, struct sf_str text)
{
    struct sf_str rest = text;
    memset(line, 0, sizeof *line);
    line->user = line->secret.username = part(&rest);
    struct sf_str password = rest, realm = part(&rest);
    if (is_hex(rest)) { /* as htdigest writes it */
        line->realm = realm;
        line->secret.ha1[rest.len == 32 ? SF_DIGEST_MD5 : SF_DIGEST_SHA_256] = rest;
    } else {
        line->secret.password = password;
    }
    return line->user.len && password.len;
}

/* Cuts the text into lines. 0, or the number of one that is wrong. */
static size_t read_lines(struct users *users, size_t bytes)
{
    size_t number = 0;
    for (size_t at = 0; at < bytes;) {
        struct sf_str line = {users->text + at, strcspn(users->text + at, "\r\n")};
        number++;
        at += line.len;
        at += users->text[at] == '\r' && users->text[at + 1] == '\n' ? 2 : 1;
        if (!line.len || line.p[0] == '#')
            continue;
        if (!read_line(&users->line[users->count++], line))
            return number;
    }
    return 0;
}

static bool read_file(struct users *users, const char *command)
{
    FILE *file = private_file_open(command, users->file);
    struct stat about;
    if (!file)
        return false;
    size_t size =
        fstat(fileno(file), &about) == 0 && about.st_size < MOST_BYTES ? (size_t)about.st_size : 0;
    users->text = calloc(size + 2, 1); /* a NUL behind the last line's end */
    users->line = calloc(size / 2 + 1, sizeof *users->line);
    size_t bytes = users->text && users->line ? fread(users->text, 1, size, file) : 0;
    fclose(file);
    size_t wrong = bytes ? read_lines(users, bytes) : 0;
    if (wrong)
        complain(command, "%s:%zu: neither user:password nor user:realm:hash", users->file, wrong);
    else if (!users->count)
        complain(command, "%s: no users in it", users->file);
    return !wrong && users->count;
}

static bool user_of(void *context, struct sf_str username, enum sf_digest_hash_id hash,
                    struct sf_digest_secret *secret)
{
    const struct users *users = context;
    bool found = false;
    /* Compares with all of them, so that the time does not show the place of a user. */
    for (size_t i = 0; i < users->count; i++) {
        const struct users_line *line = &users->line[i];
        bool is = hash == SF_DIGEST_HASHES && sf_digest_same(line->user, username) &&
                  (!line->realm.len || sf_str_equal(line->realm, users->server.settings.realm));
        if (is && !found)
            *secret = line->secret;
        found = found || is;
    }
    return found;
}

/* A challenge is for all users, so it offers the algorithms that every line can serve. A client
 * takes the first that it knows, and a line with a hash serves only one algorithm. */
static void offer(const struct users *users, struct sf_digest_server_settings *settings,
                  enum sf_digest_algorithm algorithm)
{
    enum sf_digest_hash_id hash = sf_algorithm_hash(algorithm);
    for (size_t i = 0; i < users->count; i++)
        if (!users->line[i].secret.password.len && !users->line[i].secret.ha1[hash].len)
            return;
    settings->algorithm[settings->algorithms++] = algorithm;
}

/* Any SIP URI: a proxy may have replaced the Request-URI, and each nc serves once (8760:2.6). */
static bool takes_uri(void *context, struct sf_str text)
{
    struct sf_uri uri;
    (void)context;
    return sf_uri_parse(text.p, (struct sf_view){0, (uint32_t)text.len}, &uri, NULL) &&
           (uri.scheme == SF_SCHEME_SIP || uri.scheme == SF_SCHEME_SIPS);
}

bool users_begin(struct users *users, const char *command, const char *realm,
                 const uint64_t secret[2])
{
    if (!users->file)
        return true;
#ifdef SIPFSM_CRYPTO
    struct sf_digest_server_settings settings = {
        .hashes = sf_digest_openssl(),
        .realm = sf_str_of(users->realm ? users->realm : realm),
        .guesses = WRONG_GUESSES,
        .user_of = user_of,
        .uri_taken = takes_uri,
        .context = users};
    if (!read_file(users, command))
        return false;
    offer(users, &settings, SF_ALGORITHM_SHA_256);
    offer(users, &settings, SF_ALGORITHM_MD5);
    if (!settings.algorithms) {
        complain(command, "%s: some users have a hash of MD5 alone, others of SHA-256",
                 users->file);
        return false;
    }
    if (sf_digest_server_begin(&users->server, &settings, secret))
        return true;
    complain(command, "%.*s: cannot be a realm", (int)settings.realm.len, settings.realm.p);
#else
    (void)realm;
    (void)secret;
    (void)read_file;
    (void)user_of;
    (void)offer;
    (void)takes_uri;
    complain(command, "this build has no hash functions: no authentication");
#endif
    return false;
}

void users_end(struct users *users)
{
    if (users->text)
        sf_digest_wipe(users->text, strlen(users->text));
    free(users->text);
    free(users->line);
}

static bool is_owner(const struct sf_msg *request, const struct sf_digest_checked *checked,
                     struct sf_str owner)
{
    struct sf_str name = sf_msg_str(request, checked->username);
    struct sf_uri uri;
    if (name.len >= 2 && name.p[0] == '"')
        name = (struct sf_str){name.p + 1, name.len - 2};
    return sf_uri_parse(owner.p, (struct sf_view){0, (uint32_t)owner.len}, &uri, NULL) &&
           sf_str_equal(name, sf_view_str(owner.p, uri.user));
}

bool users_admit(struct users *users, uint64_t now_us, const struct sf_msg *request,
                 const struct sf_address *source, const struct sf_str *owner,
                 struct sf_answer *answer)
{
    char host[SF_ADDRESS_TEXT_BYTES];
    struct sf_digest_checked checked;
    struct sf_digest_refusal *refusal = &users->refusal;
    sf_address_host_text(source, host);
    enum sf_digest_verdict verdict =
        sf_digest_server_admit(&users->server, now_us, request, sf_str_of(host), &checked, refusal);
    if (verdict == SF_DIGEST_OK && owner && !is_owner(request, &checked, *owner))
        refusal->status = 403; /* 3261:10.3, step 4 */
    for (unsigned i = 0; i < refusal->challenges; i++)
        users->field[i] = (struct sf_ua_field){SF_STR("WWW-Authenticate"), refusal->challenge[i]};
    *answer = (struct sf_answer){.status = refusal->status,
                                 .content = {.field = users->field, .fields = refusal->challenges}};
    return refusal->status == 0;
}
