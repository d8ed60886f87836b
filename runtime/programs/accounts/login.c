#include "accounts/login.h"

#include <stdio.h>
#include <string.h>

#include "common/private_file.h"
#ifdef SIPFSM_CRYPTO
#include "sipfsm/digest_openssl.h"
#endif

static bool read_password(struct login *login, const char *command)
{
    FILE *file = private_file_open(command, login->password_file);
    if (!file)
        return false;
    bool read = fgets(login->password, sizeof login->password, file) != NULL;
    size_t length = read ? strcspn(login->password, "\r\n") : 0;
    bool whole = length + 1 < sizeof login->password || feof(file);
    fclose(file);
    login->password[length] = 0;
    if (!length || !whole)
        complain(command, "%s: %s", login->password_file,
                 whole ? "no password in its first line" : "its first line is too long");
    return length && whole;
}

bool login_begin(struct login *login, const char *command, const char *user,
                 struct sf_ua_config *config)
{
    if (!login->user)
        login->user = user;
    bool hashed = login->ha1[SF_DIGEST_MD5] || login->ha1[SF_DIGEST_SHA_256];
    if (!login->password_file && !login->known && !hashed)
        return true;
    if (!login->user) {
        complain(command, "--password-file needs --user");
        return false;
    }
#ifdef SIPFSM_CRYPTO
    if (login->password_file && !read_password(login, command))
        return false;
    const char *password = login->password_file ? login->password : login->known;
    login->credential.realm = sf_str_of(login->realm);
    login->credential.secret = (struct sf_digest_secret){.username = sf_str_of(login->user),
                                                         .password = sf_str_of(password)};
    for (unsigned i = 0; i < SF_DIGEST_HASHES; i++)
        login->credential.secret.ha1[i] = sf_str_of(login->ha1[i]);
    login->auth = (struct sf_ua_auth){.digest = sf_ua_digest(),
                                      .hashes = sf_digest_openssl(),
                                      .credential = &login->credential,
                                      .credentials = 1};
    config->auth = &login->auth;
    return true;
#else
    (void)config;
    (void)read_password;
    complain(command, "this build has no hash functions: no authentication");
    return false;
#endif
}

void login_end(struct login *login)
{
    sf_digest_wipe(login->password, sizeof login->password);
}

const char *login_why(const struct sf_ua_event *event)
{
    static char text[300];
    text[0] = 0;
    if (event->challenge != SF_UA_CHALLENGE_NONE)
        snprintf(text, sizeof text, "%s%s%.*s%s", sf_ua_challenge_text(event->challenge),
                 event->realm.len ? " (realm " : "", (int)event->realm.len,
                 event->realm.len ? event->realm.p : "", event->realm.len ? ")" : "");
    return text;
}
