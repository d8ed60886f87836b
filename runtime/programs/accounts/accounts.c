/* Accounts by name: where their file is, and which one is meant. See accounts.h. */
#include "accounts/accounts.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/private_file.h"

#define MOST_BYTES 1000000
#define PATH_BYTES 4096

/* False: the environment does not say where a person's files are. */
static bool find_path(char *path)
{
    const char *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
    int n = -1;
    if (config && config[0] == '/') /* a relative one is to be ignored */
        n = snprintf(path, PATH_BYTES, "%s/sipfsm/accounts", config);
    else if (home && *home)
        n = snprintf(path, PATH_BYTES, "%s/.config/sipfsm/accounts", home);
    return n > 0 && n < PATH_BYTES;
}

static bool read_file(struct accounts *accounts, const char *command, const char *path)
{
    struct accounts_error error;
    FILE *file = private_file_open(command, path);
    char *bytes = file ? malloc(MOST_BYTES + 1) : NULL;
    if (!file)
        return false;
    size_t length = bytes ? fread(bytes, 1, MOST_BYTES, file) : 0;
    bool whole = bytes && !ferror(file) && length < MOST_BYTES;
    fclose(file);
    if (!whole) {
        complain(command, "%s: %s", path, bytes ? "cannot be read, or is too long" : "no memory");
        free(bytes);
        return false;
    }
    bytes[length] = 0;
    if (accounts_read(accounts, bytes, length, &error))
        return true;
    complain(command, "%s:%u:%u: %s", path, error.line, error.column, error.text);
    return false;
}

/* A path of the file: from home, or from the folder of the file. In a static buffer. */
static const char *path_beside(const char *path, const char *beside)
{
    static char text[2][PATH_BYTES];
    static unsigned turn;
    const char *home = getenv("HOME"), *slash = strrchr(beside, '/');
    char *to = text[turn++ % 2];
    if (path[0] == '~' && path[1] == '/' && home)
        snprintf(to, PATH_BYTES, "%s%s", home, path + 1);
    else if (path[0] == '/' || !slash)
        return path;
    else
        snprintf(to, PATH_BYTES, "%.*s/%s", (int)(slash - beside), beside, path);
    return to;
}

static const struct accounts_entry *choose(const struct accounts *accounts, const char *command,
                                           const char *path, const char *name)
{
    for (unsigned i = 0; i < accounts->count; i++) {
        const struct accounts_entry *entry = &accounts->entry[i];
        if (name ? strcmp(entry->name, name) == 0 : entry->is_default || accounts->count == 1)
            return entry;
    }
    if (name)
        complain(command, "%s: there is no [%s] in it; an address is sip:user@domain", path, name);
    else if (accounts->count)
        complain(command, "%s: which account? none of the %u has 'default = yes'", path,
                 accounts->count);
    else
        complain(command, "%s: no accounts in it", path);
    return NULL;
}

static void fill(const char **option, const char *value)
{
    if (!*option)
        *option = value;
}

static void fill_all(const struct accounts_entry *entry, const char *path, struct account *account,
                     struct login *login, struct listening *listening)
{
    account->aor = entry->address;
    /* A place that an option names has nothing to do with the file's. */
    if (!account->registrar && !account->proxy) {
        fill(&account->registrar, entry->registrar);
        fill(&account->proxy, entry->proxy);
        fill(&account->transport, entry->transport);
    }
    fill(&account->name, entry->display_name);
    fill(&account->q, entry->priority);
    fill(&account->instance, entry->instance);
    account->expires_s = account->expires_s ? account->expires_s : entry->expires_s;
    account->reg_id = account->reg_id ? account->reg_id : entry->reg_id;
    account->trusted = entry->trusted ? path_beside(entry->trusted, path) : NULL;
    fill(&login->user, entry->user);
    login->realm = entry->realm;
    if (!login->password_file) {
        login->known = entry->password;
        for (unsigned i = 0; i < SF_DIGEST_HASHES; i++)
            login->ha1[i] = entry->ha1[i];
        if (entry->password_file)
            login->password_file = path_beside(entry->password_file, path);
    }
    if (listening->count)
        return;
    memcpy(listening->text, entry->listen, sizeof entry->listen);
    listening->count = entry->listens;
}

int accounts_apply(struct accounts *accounts, const char *command, const char *path,
                   struct account *account, struct login *login, struct listening *listening)
{
    static char found[PATH_BYTES]; /* texts of the account may point into it */
    bool named = account->aor != NULL;
    if (named && strchr(account->aor, ':'))
        return 0;
    if (!path && !find_path(found)) {
        complain(command, "which account? neither HOME nor XDG_CONFIG_HOME is set, so there is no "
                          "file of accounts");
        return named ? 1 : EXIT_USAGE;
    }
    path = path ? path : found;
    if (access(path, F_OK) != 0 && errno == ENOENT) {
        if (named)
            complain(command,
                     "%s is not an address such as sip:user@domain, and there is no file %s",
                     account->aor, path);
        else
            complain(command,
                     "which address? sip:user@domain, or an account of %s, which does "
                     "not exist (see sipfsm help %s)",
                     path, command);
        return named ? 1 : EXIT_USAGE;
    }
    if (!read_file(accounts, command, path))
        return 1;
    const struct accounts_entry *entry = choose(accounts, command, path, account->aor);
    if (!entry)
        return 1;
    fill_all(entry, path, account, login, listening);
    return 0;
}

void accounts_end(struct accounts *accounts)
{
    if (accounts->text)
        sf_digest_wipe(accounts->text, accounts->bytes);
    free(accounts->text);
    free(accounts->entry);
    *accounts = (struct accounts){0};
}
