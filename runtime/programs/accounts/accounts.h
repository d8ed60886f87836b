/* The file of accounts: what a person's addresses need, so that a command names one by a word. */
#ifndef SIPFSM_ACCOUNTS_H
#define SIPFSM_ACCOUNTS_H

#include "accounts/account.h"
#include "accounts/login.h"

/* A section of the file. Each text is NULL if its line is not there. They lie in the file's text.
 */
struct accounts_entry {
    const char *name; /* in its brackets */
    unsigned line;
    const char *address, *user, *password, *password_file, *realm;
    const char *ha1[SF_DIGEST_HASHES];
    const char *registrar, *proxy, *transport, *display_name, *priority, *instance, *trusted;
    const char *listen[SF_UA_ENDPOINTS];
    unsigned listens;
    uint64_t expires_s, reg_id; /* 0: not there */
    bool is_default;
};

struct accounts {
    char *text; /* of the file, cut into texts */
    size_t bytes;
    struct accounts_entry *entry;
    unsigned count;
};

#define ACCOUNTS_ERROR_BYTES 256

struct accounts_error {
    unsigned line, column; /* from 1 */
    char text[ACCOUNTS_ERROR_BYTES];
};

/* Reads the text of a file, which is cut into texts in place and must stay; bytes[length] must be a
 * NUL. False: *error has the first mistake and its place. */
bool accounts_read(struct accounts *accounts, char *bytes, size_t length,
                   struct accounts_error *error);

/* Fills in what the options left open, from the account that account->aor names, or if it names
 * none from the one that is the default. An address (with a colon) needs no file, and gets nothing
 * from it. `path`: the file; NULL: $XDG_CONFIG_HOME/sipfsm/accounts or
 * ~/.config/sipfsm/accounts. The exit status: 0, or after one clear line 1, or 2 if no account is
 * named and there is no file. */
int accounts_apply(struct accounts *accounts, const char *command, const char *path,
                   struct account *account, struct login *login, struct listening *listening);

/* Wipes its text, to which account and login point. */
void accounts_end(struct accounts *accounts);

/* In a table of options, and in a help text. */
#define ACCOUNTS_OPTION(path)                                                                      \
    {                                                                                              \
        .name = "--accounts", .kind = OPTION_TEXT, .text = (path)                                  \
    }
#define ACCOUNTS_HELP                                                                              \
    "  --accounts FILE         the file of accounts (default $XDG_CONFIG_HOME/sipfsm/accounts, "   \
    "or\n"                                                                                         \
    "                          ~/.config/sipfsm/accounts); options override what it says\n"

#endif
