/* The text of a file of accounts. See accounts.h. */
#include "accounts/accounts.h"

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct reader {
    struct accounts *to;
    struct accounts_error *error;
    char *line; /* the current one, NUL at its end */
    unsigned number;
    struct accounts_entry *entry; /* NULL: no section has begun */
    unsigned seen[32];            /* by key: the line that has it */
    uint32_t *named;              /* by the hash of a name: an entry's number plus one; 0: none */
    uint32_t places;              /* of it: a power of two, more than twice the entries */
};

/* What a value must look like. */
enum form { TEXT, PATH, NUMBER, ADDRESS, TRANSPORT, PRIORITY, URN, HA1, YES_OR_NO, LISTEN };

struct key {
    const char *name;
    enum form form;
    size_t offset;
};
#define AT(member) offsetof(struct accounts_entry, member)
static const struct key keys[] = {
    {"address", ADDRESS, AT(address)},
    {"user", TEXT, AT(user)},
    {"password", TEXT, AT(password)},
    {"password-file", PATH, AT(password_file)},
    {"ha1", HA1, 0},
    {"realm", TEXT, AT(realm)},
    {"registrar", TEXT, AT(registrar)},
    {"proxy", TEXT, AT(proxy)},
    {"transport", TRANSPORT, AT(transport)},
    {"name", TEXT, AT(display_name)},
    {"expires", NUMBER, AT(expires_s)},
    {"priority", PRIORITY, AT(priority)},
    {"instance", URN, AT(instance)},
    {"reg-id", NUMBER, AT(reg_id)},
    {"listen", LISTEN, 0},
    {"trusted", PATH, AT(trusted)},
    {"default", YES_OR_NO, AT(is_default)},
};
#define KEYS (sizeof keys / sizeof keys[0])

static bool wrong(const struct reader *reader, const char *at, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static bool wrong(const struct reader *reader, const char *at, const char *format, ...)
{
    va_list arguments;
    reader->error->line = reader->number;
    reader->error->column = (unsigned)(at - reader->line) + 1;
    va_start(arguments, format);
    vsnprintf(reader->error->text, sizeof reader->error->text, format, arguments);
    va_end(arguments);
    return false;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static char *skip_blanks(char *at)
{
    while (is_blank(*at))
        at++;
    return at;
}

/* Takes blanks off the end. */
static void trim(char *text)
{
    size_t length = strlen(text);
    while (length && is_blank(text[length - 1]))
        text[--length] = 0;
}

/* ---- Values ---- */

static const char *wrong_number(const char *value, uint64_t *number)
{
    char *end;
    errno = 0;
    *number = strtoull(value, &end, 10);
    bool good = *value >= '0' && *value <= '9' && !*end && !errno && *number >= 1 &&
                *number <= 2147483647;
    return good ? NULL : "a number from 1 to 2147483647 is expected";
}

static const char *wrong_address(const char *value)
{
    struct sf_uri uri;
    bool good = sf_uri_parse(value, (struct sf_view){0, (uint32_t)strlen(value)}, &uri, NULL) &&
                (uri.scheme == SF_SCHEME_SIP || uri.scheme == SF_SCHEME_SIPS) && uri.user.len;
    return good ? NULL : "an address is expected: sip:user@domain";
}

static const char *wrong_transport(const char *value)
{
    uint8_t transport;
    return sf_transport_of(sf_str_of(value), &transport)
               ? NULL
               : "a transport is expected: udp, tcp, tls, ws or wss";
}

/* 3261:25.1, qvalue. */
static const char *wrong_priority(const char *value)
{
    size_t digits = strlen(value) > 2 ? strspn(value + 2, value[0] == '1' ? "0" : "0123456789") : 0;
    bool good = (value[0] == '0' || value[0] == '1') &&
                (!value[1] || (value[1] == '.' && digits <= 3 && !value[2 + digits]));
    return good ? NULL : "a number from 0 to 1 is expected, with three decimals at most";
}

static const char *wrong_ha1(struct accounts_entry *entry, char *value)
{
    size_t length = strlen(value);
    if (strspn(value, "0123456789abcdefABCDEF") != length || (length != 32 && length != 64))
        return "H(user:realm:password) is expected: 32 hex digits for MD5, 64 for SHA-256";
    enum sf_digest_hash_id id = length == 32 ? SF_DIGEST_MD5 : SF_DIGEST_SHA_256;
    if (entry->ha1[id])
        return "a hash of that length is given already";
    for (char *c = value; *c; c++)
        *c = (char)tolower((unsigned char)*c);
    entry->ha1[id] = value;
    return NULL;
}

static const char *set_value(struct accounts_entry *entry, const struct key *key, char *value)
{
    char *member = (char *)entry + key->offset;
    const char *why = NULL;
    switch (key->form) {
    case NUMBER:
        return wrong_number(value, (uint64_t *)(void *)member);
    case HA1:
        return wrong_ha1(entry, value);
    case YES_OR_NO:
        *(bool *)(void *)member = strcmp(value, "yes") == 0;
        return strcmp(value, "yes") == 0 || strcmp(value, "no") == 0 ? NULL
                                                                     : "yes or no is expected";
    case LISTEN:
        if (entry->listens == SF_UA_ENDPOINTS)
            return "that is one too many";
        entry->listen[entry->listens++] = value;
        return NULL;
    case ADDRESS:
        why = wrong_address(value);
        break;
    case TRANSPORT:
        why = wrong_transport(value);
        break;
    case PRIORITY:
        why = wrong_priority(value);
        break;
    case URN:
        why = strncmp(value, "urn:", 4) == 0 ? NULL : "a URN is expected: urn:uuid:...";
        break;
    case TEXT:
    case PATH:
        break;
    }
    *(const char **)(void *)member = value;
    return why;
}

/* ---- Lines ---- */

static const struct key *find_key(const char *name)
{
    for (size_t i = 0; i < KEYS; i++)
        if (strcmp(keys[i].name, name) == 0)
            return &keys[i];
    return NULL;
}

static bool read_setting(struct reader *reader, char *name)
{
    char *equals = strchr(name, '=');
    if (!equals)
        return wrong(reader, name, "'name = value' or '[account]' is expected");
    *equals = 0;
    trim(name);
    const struct key *key = find_key(name);
    if (!key)
        return wrong(reader, name,
                     "there is no setting '%.40s'; there are address, user, password, "
                     "password-file, ha1, realm, registrar, proxy, transport, name, expires, "
                     "priority, instance, reg-id, listen, trusted and default",
                     name);
    if (!reader->entry)
        return wrong(reader, name, "'[account]' is expected before the first setting");
    unsigned *seen = &reader->seen[key - keys];
    if (*seen && key->form != HA1 && key->form != LISTEN)
        return wrong(reader, name, "'%s' has been given in line %u already", key->name, *seen);
    *seen = reader->number;
    char *value = skip_blanks(equals + 1);
    size_t length = strlen(value);
    char *start = value;
    if (length >= 2 && value[0] == '"' && value[length - 1] == '"') { /* blanks at its ends */
        value[length - 1] = 0;
        value++;
    }
    if (!*value)
        return wrong(reader, start, "a value is expected for '%s'", key->name);
    const char *why = set_value(reader->entry, key, value);
    return !why || wrong(reader, start, "%s", why);
}

/* What a section must have when it ends. */
static bool end_section(struct reader *reader)
{
    const struct accounts_entry *entry = reader->entry;
    unsigned now = reader->number, secrets = 0;
    if (!entry)
        return true;
    bool hashed = entry->ha1[SF_DIGEST_MD5] || entry->ha1[SF_DIGEST_SHA_256];
    secrets = (entry->password != NULL) + (entry->password_file != NULL) + hashed;
    reader->number = entry->line;
    bool good = !entry->address ? wrong(reader, reader->line,
                                        "[%s] has no address: 'address = sip:user@domain' is "
                                        "expected in it",
                                        entry->name)
                : secrets > 1   ? wrong(reader, reader->line,
                                        "[%s] has more than one of password, password-file and "
                                          "ha1",
                                        entry->name)
                : hashed && !entry->realm
                    ? wrong(reader, reader->line,
                            "[%s] has ha1, which is made for one realm: 'realm = "
                            "...' is expected in it",
                            entry->name)
                    : true;
    reader->number = now;
    return good;
}

/* The place of the name in the table, or the place that it would get. FNV-1a. */
static uint32_t *place_of(const struct reader *reader, const char *name)
{
    uint32_t hash = 0x811c9dc5u;
    for (const char *c = name; *c; c++)
        hash = (hash ^ (unsigned char)*c) * 0x01000193u;
    uint32_t *place = &reader->named[hash & (reader->places - 1)];
    while (*place && strcmp(reader->to->entry[*place - 1].name, name) != 0)
        if (++place == reader->named + reader->places)
            place = reader->named;
    return place;
}

static bool read_section(struct reader *reader, char *name)
{
    struct accounts *to = reader->to;
    char *bracket = strchr(name, ']'), *at = name + 1;
    if (!bracket || *skip_blanks(bracket + 1))
        return wrong(reader, bracket ? skip_blanks(bracket + 1) : name,
                     bracket ? "the line must end after ']'" : "']' is expected");
    for (; at < bracket; at++)
        if (!isalnum((unsigned char)*at) && !strchr("._-+", *at))
            return wrong(reader, at,
                         "the name of an account has letters, digits, '.', '_', '-' "
                         "and '+'");
    if (bracket == name + 1)
        return wrong(reader, bracket, "the name of an account is expected");
    char *line = reader->line;
    reader->line = name;
    if (!end_section(reader))
        return false;
    reader->line = line;
    *bracket = 0;
    uint32_t *place = place_of(reader, name + 1);
    if (*place)
        return wrong(reader, name, "[%s] has begun in line %u already", name + 1,
                     to->entry[*place - 1].line);
    reader->entry = &to->entry[to->count++];
    *place = to->count;
    *reader->entry = (struct accounts_entry){.name = name + 1, .line = reader->number};
    memset(reader->seen, 0, sizeof reader->seen);
    return true;
}

static bool read_line(struct reader *reader)
{
    for (char *at = reader->line; *at; at++)
        if ((unsigned char)*at < ' ' && *at != '\t')
            return wrong(reader, at, "a control character");
    trim(reader->line);
    char *at = skip_blanks(reader->line);
    if (!*at || *at == '#')
        return true;
    return *at == '[' ? read_section(reader, at) : read_setting(reader, at);
}

static bool one_default(struct reader *reader)
{
    const struct accounts_entry *first = NULL;
    for (unsigned i = 0; i < reader->to->count; i++) {
        const struct accounts_entry *entry = &reader->to->entry[i];
        if (!entry->is_default)
            continue;
        reader->number = entry->line;
        if (first)
            return wrong(reader, reader->line, "[%s] and [%s] are both the default", first->name,
                         entry->name);
        first = entry;
    }
    return true;
}

static bool read_lines(struct reader *reader, char *bytes, size_t length)
{
    for (char *next = bytes, *end = bytes + length; next < end;) {
        char *feed = memchr(next, '\n', (size_t)(end - next));
        size_t line = (size_t)((feed ? feed : end) - next);
        reader->line = next;
        reader->number++;
        next[line] = 0;
        if (line && next[line - 1] == '\r')
            next[--line] = 0;
        if (strlen(next) != line)
            return wrong(reader, next + strlen(next), "a NUL byte");
        if (!read_line(reader))
            return false;
        next = feed ? feed + 1 : end;
    }
    return end_section(reader) && one_default(reader);
}

bool accounts_read(struct accounts *accounts, char *bytes, size_t length,
                   struct accounts_error *error)
{
    struct reader reader = {.to = accounts, .error = error, .line = bytes, .places = 4};
    unsigned sections = 0;
    accounts->text = bytes;
    accounts->bytes = length;
    accounts->count = 0;
    for (size_t i = 0; i < length; i++)
        sections += bytes[i] == '[';
    while (reader.places <= 2 * sections)
        reader.places *= 2;
    accounts->entry = calloc(sections + 1u, sizeof *accounts->entry);
    reader.named = calloc(reader.places, sizeof *reader.named);
    bool good = accounts->entry && reader.named ? read_lines(&reader, bytes, length)
                                                : wrong(&reader, bytes, "out of memory");
    free(reader.named);
    return good;
}
