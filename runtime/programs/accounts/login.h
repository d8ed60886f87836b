/* The credentials of a program: a user name, and a password from a file. */
#ifndef SIPFSM_LOGIN_H
#define SIPFSM_LOGIN_H

#include "common/options.h"
#include "sipfsm/ua.h"

struct login {
    const char *user, *password_file;
    /* From a file of accounts; NULL: not there. They must stay. */
    const char *realm, *known, *ha1[SF_DIGEST_HASHES];
    struct sf_ua_credential credential;
    struct sf_ua_auth auth;
    char password[256];
};

/* Their lines in a table of options, and in a help text. */
#define LOGIN_OPTIONS(login)                                                                       \
    {.name = "--user", .kind = OPTION_TEXT, .text = &(login)->user},                               \
    {                                                                                              \
        .name = "--password-file", .kind = OPTION_TEXT, .text = &(login)->password_file            \
    }
#define LOGIN_HELP                                                                                 \
    "  --password-file FILE    a file whose first line is the password for servers that ask for "  \
    "one; others must not be able\n"                                                               \
    "                          to read the file\n"                                                 \
    "  --user NAME             the user name that goes with the password\n"

/* Reads the password, if there is a file, and sets config->auth if there is a secret. `user`: the
 * name without --user, may be NULL. False after one clear line. `login` must stay as long as the
 * core. */
bool login_begin(struct login *login, const char *command, const char *user,
                 struct sf_ua_config *config);
/* Forgets the password. */
void login_end(struct login *login);
/* Why the challenge of an event was not answered, for one line: "the password is wrong (realm
 * "biloxi.com")". Empty if there was none. In a static buffer. */
const char *login_why(const struct sf_ua_event *event);

#endif
